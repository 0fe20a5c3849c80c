package sandbox

import (
	"encoding/json"
	"strings"
)

// initialValues are the values that the app put into a form's inputs.
func initialValues(blocks json.RawMessage) map[string]string {
	out := map[string]string{}
	for _, e := range elements(blocks) {
		if e.kind != "input" {
			continue
		}
		out[e.block] = initialOf(e.object)
	}
	return out
}

func initialOf(o map[string]any) string {
	for _, k := range []string{"initial_value", "initial_date", "initial_time"} {
		if s, ok := o[k].(string); ok {
			return s
		}
	}
	if m := object(o["initial_option"]); m != nil {
		s, _ := m["value"].(string)
		return s
	}
	var values []string
	for _, m := range list(o["initial_options"]) {
		s, _ := m["value"].(string)
		values = append(values, s)
	}
	return strings.Join(values, ",")
}

// stateOf is a form's state as Slack sends it: by block and action.
func stateOf(v *View) map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, e := range elements(v.Blocks) {
		if e.kind != "input" {
			continue
		}
		id, _ := e.object["action_id"].(string)
		out[e.block] = map[string]any{id: valueOf(e.object, v.Values[e.block])}
	}
	return out
}

// valueOf is an element's value as Slack sends it.
func valueOf(o map[string]any, value string) map[string]any {
	kind, _ := o["type"].(string)
	out := map[string]any{"type": kind}
	switch kind {
	case "static_select", "radio_buttons":
		out["selected_option"] = nil
		if m := optionOf(o, value); m != nil {
			out["selected_option"] = m
		}
	case "overflow":
		out["selected_option"] = optionOf(o, value)
	case "multi_static_select", "checkboxes":
		chosen := []map[string]any{}
		for _, x := range strings.Split(value, ",") {
			if m := optionOf(o, x); m != nil {
				chosen = append(chosen, m)
			}
		}
		out["selected_options"] = chosen
	case "datepicker":
		out["selected_date"] = nullable(value)
	case "timepicker":
		out["selected_time"] = nullable(value)
	default:
		out["value"] = nullable(value)
	}
	return out
}

func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func optionOf(o map[string]any, value string) map[string]any {
	for _, m := range append(list(o["options"]), grouped(list(o["option_groups"]))...) {
		if m["value"] == value {
			return m
		}
	}
	return nil
}

// missing lists the required inputs that are empty, with Slack's words.
func missing(v *View, lang string) map[string]string {
	out := map[string]string{}
	for _, e := range elements(v.Blocks) {
		optional, _ := e.parent["optional"].(bool)
		if e.kind != "input" || optional || strings.TrimSpace(v.Values[e.block]) != "" {
			continue
		}
		out[e.block] = "Please complete this required field."
		if strings.HasPrefix(lang, "zh") {
			out[e.block] = "请填写此必填字段。"
		}
	}
	return out
}
