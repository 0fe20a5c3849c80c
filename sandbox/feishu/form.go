package feishu

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// action is what a callback says of a click, or the fields that keep a form from
// being sent.
func (w *Workspace) action(card json.RawMessage, p Person, at, option string, typed map[string]any) (object, Answer, error) {
	c, ok := find(card, at)
	if !ok || c.Disabled {
		return nil, Answer{}, fmt.Errorf("%w: %s", ErrNothing, at)
	}
	a := object{"tag": c.Tag, "timezone": p.TZ}
	if c.Name != "" {
		a["name"] = c.Name
	}
	if c.Value != nil {
		a["value"] = c.Value
	}
	if c.Tag == "overflow" || c.Tag == "select_static" {
		if !slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == option }) {
			return nil, Answer{}, fmt.Errorf("%w: option %s", ErrNothing, option)
		}
		a["option"] = option
	}
	if !c.Submit {
		return a, Answer{}, nil
	}
	values, missing := formValues(card, c.Form, typed, zone(p))
	if len(missing) > 0 {
		return nil, Answer{Missing: missing}, nil
	}
	a["form_value"] = values
	return a, Answer{}, nil
}

func zone(p Person) *time.Location {
	l, err := time.LoadLocation(p.TZ)
	if err != nil {
		return time.UTC
	}
	return l
}

// formValues are a form's values as Feishu sends them, and the names of required
// fields that are empty.
func formValues(card json.RawMessage, form string, typed map[string]any, zone *time.Location) (values object, missing []string) {
	values = object{}
	for _, c := range Components(card) {
		if c.Form != form || c.Tag == "button" || c.Name == "" {
			continue
		}
		v, given := typed[c.Name]
		if !given {
			v = c.Initial
		}
		value := valueOf(c, v, zone)
		if value == "" || value == nil {
			if c.Required {
				missing = append(missing, c.Name)
			}
			if c.Tag != "input" {
				continue // an unanswered field may be absent
			}
			value = ""
		}
		values[c.Name] = value
	}
	return values, missing
}

func valueOf(c Component, v any, zone *time.Location) any {
	switch c.Tag {
	case "checker":
		return v == true
	case "multi_select_static", "multi_select_person":
		list, _ := v.([]any)
		if strings, ok := v.([]string); ok {
			for _, s := range strings {
				list = append(list, s)
			}
		}
		if len(list) == 0 {
			return nil
		}
		return list
	}
	s, _ := v.(string)
	if s == "" {
		return ""
	}
	switch c.Tag {
	case "date_picker":
		return dated(s, time.DateOnly, zone)
	case "picker_datetime":
		return dated(s, "2006-01-02 15:04", zone)
	}
	return s
}

// dated adds the offset of whoever looks at it.
func dated(s, layout string, zone *time.Location) any {
	t, err := time.ParseInLocation(layout, s, zone)
	if err != nil {
		return ""
	}
	return t.Format(layout + " -0700")
}
