package sandbox

import (
	"fmt"
	"unicode/utf8"
)

// elements checks the interactive elements of one block.
func (c *checker) elements(at string, es []map[string]any, most int) {
	c.atMost(at+"/elements", len(es), most, "elements")
	if len(es) == 0 {
		c.wrong(at+"/elements", "must have at least one element")
	}
	ids := map[string]bool{}
	for i, e := range es {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		id, _ := e["action_id"].(string)
		c.atMost(here+"/action_id", utf8.RuneCountInString(id), maxID, "characters")
		if ids[id] && id != "" {
			c.wrong(here+"/action_id", "action_id %q already exists", id)
		}
		ids[id] = true
		c.element(here, e)
	}
}

func (c *checker) element(at string, e map[string]any) {
	kind, _ := e["type"].(string)
	if p := object(e["placeholder"]); p != nil {
		c.plain(at+"/placeholder", p, maxPlaceholder)
	}
	if f := object(e["confirm"]); f != nil {
		c.text(at+"/confirm/title", object(f["title"]), 100)
		c.text(at+"/confirm/text", object(f["text"]), 300)
		c.plain(at+"/confirm/confirm", object(f["confirm"]), 30)
		c.plain(at+"/confirm/deny", object(f["deny"]), 30)
	}
	switch kind {
	case "button":
		c.plain(at+"/text", object(e["text"]), maxButtonText)
		value, _ := e["value"].(string)
		c.atMost(at+"/value", utf8.RuneCountInString(value), maxButtonValue, "characters")
		if s, ok := e["style"].(string); ok && s != "primary" && s != "danger" {
			c.wrong(at+"/style", "unsupported style: %q", s)
		}
	case "overflow":
		c.options(at+"/options", list(e["options"]), maxOverflow)
	case "static_select", "multi_static_select":
		c.selects(at, e)
	case "plain_text_input":
		if n, ok := e["max_length"].(float64); ok {
			c.atMost(at+"/max_length", int(n), maxInputLength, "characters")
		}
		if v, ok := e["initial_value"].(string); ok {
			if n, ok := e["max_length"].(float64); ok && utf8.RuneCountInString(v) > int(n) {
				c.wrong(at+"/initial_value", "is longer than max_length")
			}
		}
	case "datepicker", "timepicker", "number_input", "email_text_input", "checkboxes", "radio_buttons":
	default:
		c.wrong(at+"/type", "unsupported type: %q", kind)
	}
}

func (c *checker) selects(at string, e map[string]any) {
	groups := list(e["option_groups"])
	if len(groups) == 0 {
		c.options(at+"/options", list(e["options"]), maxOptions)
	} else {
		c.atMost(at+"/option_groups", len(groups), maxOptions, "groups")
		for i, g := range groups {
			here := fmt.Sprintf("%s/option_groups/%d", at, i)
			c.plain(here+"/label", object(g["label"]), maxOptionText)
			c.options(here+"/options", list(g["options"]), maxOptions)
		}
	}
	known := map[any]bool{}
	for _, o := range append(list(e["options"]), grouped(groups)...) {
		known[o["value"]] = true
	}
	initial := list(e["initial_options"])
	if o := object(e["initial_option"]); o != nil {
		initial = append(initial, o)
	}
	for _, o := range initial {
		if !known[o["value"]] {
			c.wrong(at+"/initial_option", "is none of the options: %v", o["value"])
		}
	}
}

func grouped(groups []map[string]any) []map[string]any {
	var out []map[string]any
	for _, g := range groups {
		out = append(out, list(g["options"])...)
	}
	return out
}

func (c *checker) options(at string, os []map[string]any, most int) {
	c.atMost(at, len(os), most, "options")
	if len(os) == 0 {
		c.wrong(at, "must have at least one option")
	}
	for i, o := range os {
		here := fmt.Sprintf("%s/%d", at, i)
		c.text(here+"/text", object(o["text"]), maxOptionText)
		value, _ := o["value"].(string)
		if value == "" {
			c.wrong(here+"/value", "must be more than 0 characters")
		}
		c.atMost(here+"/value", utf8.RuneCountInString(value), maxOptionValue, "characters")
	}
}
