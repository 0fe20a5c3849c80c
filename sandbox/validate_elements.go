package sandbox

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// actions checks the elements of an actions block.
func (c *checker) actions(at string, es []map[string]any) {
	c.atMost(at+"/elements", len(es), maxActions, "items")
	if len(es) == 0 {
		c.wrong(at+"/elements", "must have at least one item")
	}
	ids := map[string]bool{}
	for i, e := range es {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		id, _ := e["action_id"].(string)
		if ids[id] && id != "" {
			c.wrong(here+"/action_id", "action_id %q already exists in this block", id)
		}
		ids[id] = true
		c.element(here, "actions", e)
	}
}

func (c *checker) element(at, block string, e map[string]any) {
	kind, _ := e["type"].(string)
	if !fits(block, kind) {
		c.wrong(at+"/type", "unsupported type: %q", kind)
		return
	}
	c.short(at+"/action_id", e["action_id"], maxID)
	if p := object(e["placeholder"]); p != nil {
		c.plain(at+"/placeholder", p, maxPlaceholder)
	}
	if f := object(e["confirm"]); f != nil {
		c.confirm(at+"/confirm", f)
	}
	switch {
	case kind == "button":
		c.button(at, e)
	case kind == "image":
		c.image(at, e)
	case kind == "overflow":
		c.options(at+"/options", list(e["options"]), maxOverflow)
	case kind == "checkboxes", kind == "radio_buttons":
		c.options(at+"/options", list(e["options"]), maxFewOptions)
		c.initial(at, e)
	case kind == "plain_text_input":
		c.lengths(at, e)
	case strings.HasSuffix(kind, "static_select"):
		c.selects(at, e)
		c.initial(at, e)
	}
}

func (c *checker) confirm(at string, f map[string]any) {
	c.plain(at+"/title", object(f["title"]), maxConfirmTitle)
	c.text(at+"/text", object(f["text"]), maxConfirmText)
	c.plain(at+"/confirm", object(f["confirm"]), maxConfirmButton)
	c.plain(at+"/deny", object(f["deny"]), maxConfirmButton)
}

func (c *checker) button(at string, e map[string]any) {
	c.plain(at+"/text", object(e["text"]), maxButtonText)
	c.short(at+"/value", e["value"], maxButtonValue)
	c.short(at+"/url", e["url"], maxButtonURL)
	c.short(at+"/accessibility_label", e["accessibility_label"], maxAccessibility)
	if s, ok := e["style"].(string); ok && s != "primary" && s != "danger" {
		c.wrong(at+"/style", "unsupported style: %q", s)
	}
}

func (c *checker) lengths(at string, e map[string]any) {
	most := float64(maxInputLength)
	if n, ok := e["max_length"].(float64); ok {
		if n < 1 || n > maxInputLength {
			c.wrong(at+"/max_length", "must be from 1 to %d", maxInputLength)
		}
		most = n
	}
	if n, ok := e["min_length"].(float64); ok && (n < 0 || n > most) {
		c.wrong(at+"/min_length", "must be from 0 to max_length")
	}
	if v, ok := e["initial_value"].(string); ok && float64(utf8.RuneCountInString(v)) > most {
		c.wrong(at+"/initial_value", "is longer than max_length")
	}
}

func (c *checker) selects(at string, e map[string]any) {
	groups := list(e["option_groups"])
	if len(groups) == 0 {
		c.options(at+"/options", list(e["options"]), maxOptions)
		return
	}
	if e["options"] != nil {
		c.wrong(at, "options and option_groups exclude each other")
	}
	c.atMost(at+"/option_groups", len(groups), maxOptions, "items")
	for i, g := range groups {
		here := fmt.Sprintf("%s/option_groups/%d", at, i)
		c.plain(here+"/label", object(g["label"]), maxOptionText)
		c.options(here+"/options", list(g["options"]), maxOptions)
	}
}

// initial checks that what is chosen at first is one of the options.
func (c *checker) initial(at string, e map[string]any) {
	chosen := list(e["initial_options"])
	if o := object(e["initial_option"]); o != nil {
		chosen = append(chosen, o)
	}
	for _, o := range chosen {
		value, _ := o["value"].(string)
		if have := optionOf(e, value); have == nil || label(have["text"]) != label(o["text"]) {
			c.wrong(at+"/initial_option", "is none of the options: %q", value)
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
	c.atMost(at, len(os), most, "items")
	if len(os) == 0 {
		c.wrong(at, "must have at least one item")
	}
	for i, o := range os {
		here := fmt.Sprintf("%s/%d", at, i)
		c.text(here+"/text", object(o["text"]), maxOptionText)
		if d := object(o["description"]); d != nil {
			c.text(here+"/description", d, maxOptionText)
		}
		value, _ := o["value"].(string)
		if value == "" {
			c.wrong(here+"/value", "must be more than 0 characters")
		}
		c.short(here+"/value", value, maxOptionValue)
	}
}
