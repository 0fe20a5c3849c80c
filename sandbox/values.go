package sandbox

import (
	"encoding/json"
	"maps"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// initialValues are the values that the app put into a form's inputs.
func initialValues(blocks json.RawMessage) map[string]string {
	out := map[string]string{}
	for _, e := range elements(blocks) {
		if e.kind == "input" {
			out[e.block] = initialOf(e.object)
		}
	}
	return out
}

func initialOf(o map[string]any) string {
	for _, k := range []string{
		"initial_value", "initial_date", "initial_time", "initial_user", "initial_conversation", "initial_channel",
	} {
		if s, ok := o[k].(string); ok {
			return s
		}
	}
	if n, ok := o["initial_date_time"].(float64); ok {
		return strconv.FormatInt(int64(n), 10)
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
	for _, k := range []string{"initial_users", "initial_conversations", "initial_channels"} {
		ids, _ := o[k].([]any)
		for _, id := range ids {
			s, _ := id.(string)
			values = append(values, s)
		}
	}
	return strings.Join(values, ",")
}

// stateOf is the state of blocks as Slack sends it: by block and action, of
// everything that holds a value.
func stateOf(blocks json.RawMessage, inputs map[string]string, chosen map[string]map[string]string) map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, e := range elements(blocks) {
		kind, _ := e.object["type"].(string)
		if kind == "button" || kind == "overflow" || kind == "image" {
			continue
		}
		id, _ := e.object["action_id"].(string)
		value, ok := chosen[e.block][id]
		switch {
		case e.kind == "input" && inputs != nil:
			value = inputs[e.block]
		case !ok:
			value = initialOf(e.object)
		}
		if out[e.block] == nil {
			out[e.block] = map[string]any{}
		}
		out[e.block][id] = valueOf(e.object, value)
	}
	return out
}

// choose is chosen with one more value; the old map may be shared.
func choose(chosen map[string]map[string]string, block, action, value string) map[string]map[string]string {
	out := maps.Clone(chosen)
	if out == nil {
		out = map[string]map[string]string{}
	}
	inner := maps.Clone(out[block])
	if inner == nil {
		inner = map[string]string{}
	}
	inner[action] = value
	out[block] = inner
	return out
}

// valueOf is an element's value as Slack sends it.
func valueOf(o map[string]any, value string) map[string]any {
	kind, _ := o["type"].(string)
	out := map[string]any{"type": kind}
	switch kind {
	case "static_select", "radio_buttons", "overflow":
		out["selected_option"] = nil
		if m := optionOf(o, value); m != nil {
			out["selected_option"] = m
		}
	case "multi_static_select", "checkboxes":
		chosen := []map[string]any{}
		for x := range strings.SplitSeq(value, ",") {
			if m := optionOf(o, x); m != nil {
				chosen = append(chosen, m)
			}
		}
		out["selected_options"] = chosen
	case "users_select", "conversations_select", "channels_select":
		out[selected(kind)] = nullable(value)
	case "multi_users_select", "multi_conversations_select", "multi_channels_select":
		out[selected(strings.TrimPrefix(kind, "multi_"))+"s"] = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
	case "datepicker":
		out["selected_date"] = nullable(value)
	case "timepicker":
		out["selected_time"] = nullable(value)
	case "datetimepicker":
		out["selected_date_time"] = nil
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			out["selected_date_time"] = n
		}
	default: // texts and numbers; numbers are sent as text
		out["value"] = nullable(value)
	}
	return out
}

// selected names the key of what was chosen: selected_user for users_select.
func selected(kind string) string {
	return "selected_" + strings.TrimSuffix(strings.TrimSuffix(kind, "_select"), "s")
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

// refused lists the inputs that Slack's own client would not send, with its
// words.
func refused(v *View, lang string) map[string]string {
	zh := strings.HasPrefix(lang, "zh")
	out := map[string]string{}
	for _, e := range elements(v.Blocks) {
		if e.kind != "input" {
			continue
		}
		optional, _ := e.parent["optional"].(bool)
		if en, cn := complaint(e.object, strings.TrimSpace(v.Values[e.block]), optional); en != "" {
			out[e.block] = en
			if zh {
				out[e.block] = cn
			}
		}
	}
	return out
}

// complaint is what is wrong with a value, in English and Chinese.
func complaint(o map[string]any, value string, optional bool) (en, zh string) {
	if value == "" {
		if optional {
			return "", ""
		}
		return "Please complete this required field.", "请填写此必填字段。"
	}
	switch o["type"] {
	case "number_input":
		return number(o, value)
	case "email_text_input":
		if _, err := mail.ParseAddress(value); err != nil {
			return "Please enter a valid email address.", "请输入有效的邮箱地址。"
		}
	case "url_text_input":
		if u, err := url.Parse(value); err != nil || u.Host == "" {
			return "Please enter a valid URL.", "请输入有效的网址。"
		}
	case "plain_text_input":
		return length(o, utf8.RuneCountInString(value))
	}
	return "", ""
}

func number(o map[string]any, value string) (en, zh string) {
	n, err := strconv.ParseFloat(value, 64)
	decimals, _ := o["is_decimal_allowed"].(bool)
	if err != nil {
		return "Please enter a number.", "请输入数字。"
	}
	if _, err := strconv.Atoi(value); err != nil && !decimals {
		return "Please enter a whole number.", "请输入整数。"
	}
	if s, _ := o["min_value"].(string); s != "" {
		if least, err := strconv.ParseFloat(s, 64); err == nil && n < least {
			return "Must be at least " + s + ".", "不能小于 " + s + "。"
		}
	}
	if s, _ := o["max_value"].(string); s != "" {
		if most, err := strconv.ParseFloat(s, 64); err == nil && n > most {
			return "Must be at most " + s + ".", "不能大于 " + s + "。"
		}
	}
	return "", ""
}

func length(o map[string]any, n int) (en, zh string) {
	least, _ := o["min_length"].(float64)
	most, ok := o["max_length"].(float64)
	if !ok {
		most = maxInputLength
	}
	switch {
	case n < int(least):
		s := strconv.Itoa(int(least))
		return "Must be at least " + s + " characters.", "至少输入 " + s + " 个字符。"
	case n > int(most):
		s := strconv.Itoa(int(most))
		return "Must be at most " + s + " characters.", "最多输入 " + s + " 个字符。"
	}
	return "", ""
}
