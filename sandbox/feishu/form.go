package feishu

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// action is what a callback says of a click, or the fields that keep a form from
// being sent.
func (w *Workspace) action(card json.RawMessage, p Person, at, option string, typed map[string]any) (object, Answer, error) {
	c, ok := find(card, at)
	if !ok || c.Disabled || !c.Calls {
		return nil, Answer{}, fmt.Errorf("%w: %s", ErrNothing, at)
	}
	a := object{"tag": c.Tag, "timezone": p.TZ}
	if c.Name != "" {
		a["name"] = c.Name
	}
	if c.Value != nil {
		a["value"] = c.Value
	}
	if c.Tag == "overflow" || c.Tag == "select_static" || c.Tag == "select_person" {
		if !c.offers(option) {
			return nil, Answer{}, fmt.Errorf("%w: option %s", ErrNothing, option)
		}
		a["option"] = option
	}
	if !c.Submit {
		return a, Answer{}, nil
	}
	if err := typable(card, c.Form, typed); err != nil {
		return nil, Answer{}, err
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

// offers reports whether a value can be chosen; people of the chat, where a card
// names none, always can.
func (c Component) offers(value string) bool {
	return len(c.Options) == 0 && strings.Contains(c.Tag, "person") ||
		slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == value })
}

// typable says what of some values no client would let a person choose: then a
// test would try what nobody can do. Too long a text passes, because an older
// client may send one and the bot has to say so.
func typable(card json.RawMessage, form string, typed map[string]any) error {
	fields := map[string]Component{}
	for _, c := range Components(card) {
		if c.Form == form && c.Name != "" && c.Tag != "button" {
			fields[c.Name] = c
		}
	}
	for name, v := range typed {
		c, ok := fields[name]
		if !ok {
			return fmt.Errorf("%w: field %s", ErrNothing, name)
		}
		if !strings.Contains(c.Tag, "select") {
			continue
		}
		for _, s := range listed(v) {
			if value, _ := s.(string); value != "" && !c.offers(value) {
				return fmt.Errorf("%w: option %s of %s", ErrNothing, value, name)
			}
		}
	}
	return nil
}

// listed is one value or several as a list.
func listed(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []string:
		var list []any
		for _, s := range v {
			list = append(list, s)
		}
		return list
	case nil:
		return nil
	}
	return []any{v}
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
		if list := listed(v); len(list) > 0 && v != "" {
			return list
		}
		return nil
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
