package feishu

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Component is something in a card that a person can use.
type Component struct {
	At       string // JSON pointer
	Tag      string
	Name     string
	Label    string // a button's text; of a field its label, or the text before it
	Value    map[string]any
	Options  []Option
	Form     string // the form around it, "" for none
	Submit   bool
	Disabled bool
	Required bool
	Calls    bool   // using it calls the bot
	Kind     string // an input's type
	Initial  any    // what a field holds before somebody changes it
}

// Option is one choice.
type Option struct {
	Label string
	Value string
}

// interactive are the tags that a person can use.
var interactive = map[string]bool{
	"button": true, "overflow": true, "input": true, "select_static": true, "multi_select_static": true, "select_person": true,
	"multi_select_person": true, "date_picker": true, "picker_time": true, "picker_datetime": true, "checker": true, "interactive_container": true,
}

// Components lists what a card has to be used, in the order of reading.
func Components(card json.RawMessage) []Component {
	var v map[string]any
	if json.Unmarshal(card, &v) != nil {
		return nil
	}
	body, _ := v["body"].(map[string]any)
	f := &finder{}
	f.list(body["elements"], "/body/elements", "")
	return f.out
}

type finder struct {
	out  []Component
	text string // the text read last
}

func (f *finder) list(v any, at, form string) {
	elements, _ := v.([]any)
	for i, x := range elements {
		if o, ok := x.(map[string]any); ok {
			f.element(o, at+"/"+strconv.Itoa(i), form)
		}
	}
}

func (f *finder) element(o map[string]any, at, form string) {
	tag := str(o, "tag")
	switch {
	case tag == "form":
		form = str(o, "name")
	case tag == "div" || tag == "markdown":
		if s := strings.TrimSpace(readable(o)); s != "" {
			f.text = s
		}
	case interactive[tag]:
		f.out = append(f.out, f.component(o, at, form))
	}
	f.list(o["elements"], at+"/elements", form)
	columns, _ := o["columns"].([]any)
	if tag != "table" {
		f.list(columns, at+"/columns", form)
	}
}

func (f *finder) component(o map[string]any, at, form string) Component {
	c := Component{
		At: at, Tag: str(o, "tag"), Name: str(o, "name"), Form: form, Submit: str(o, "form_action_type") == "submit",
		Disabled: o["disabled"] == true, Required: o["required"] == true, Kind: str(o, "input_type"),
	}
	behaviors, _ := o["behaviors"].([]any)
	for _, b := range behaviors {
		if m, ok := b.(map[string]any); ok && str(m, "type") == "callback" {
			c.Calls = true
			c.Value, _ = m["value"].(map[string]any)
		}
	}
	for _, key := range []string{"text", "label", "placeholder"} {
		if s := contentOf(o[key]); s != "" && c.Label == "" {
			c.Label = s
		}
	}
	if c.Tag != "button" && c.Tag != "checker" && contentOf(o["label"]) == "" && f.text != "" {
		c.Label = f.text
	}
	options, _ := o["options"].([]any)
	for _, x := range options {
		m, _ := x.(map[string]any)
		c.Options = append(c.Options, Option{Label: contentOf(m["text"]), Value: str(m, "value")})
	}
	// an overflow calls with the option's value; a form's fields only with the form
	c.Calls = c.Submit || c.Tag == "overflow" || c.Calls && (form == "" || c.Tag == "button")
	c.Initial = initialOf(o)
	if n, ok := o["initial_index"].(float64); ok && c.Initial == nil && n >= 1 && int(n) <= len(c.Options) {
		c.Initial = c.Options[int(n)-1].Value
	}
	return c
}

func initialOf(o map[string]any) any {
	for _, key := range []string{"default_value", "initial_option", "initial_date", "initial_time", "initial_datetime", "selected_values", "checked"} {
		if v, ok := o[key]; ok {
			return v
		}
	}
	return nil
}

func str(o map[string]any, key string) string { s, _ := o[key].(string); return s }

func contentOf(v any) string {
	o, _ := v.(map[string]any)
	return str(o, "content")
}

// find returns the component at a pointer.
func find(card json.RawMessage, at string) (Component, bool) {
	for _, c := range Components(card) {
		if c.At == at {
			return c, true
		}
	}
	return Component{}, false
}
