package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

var ping = regexp.MustCompile(`<!(channel|here|everyone|group|subteam\^[A-Z0-9]+)[^<>]*>`)

func pingsIn(text string) []string { return ping.FindAllString(text, -1) }

// walk visits every JSON object in blocks, outer ones first.
func walk(raw json.RawMessage, visit func(map[string]any)) {
	if len(raw) == 0 {
		return
	}
	var v any
	if json.Unmarshal(raw, &v) == nil {
		walkAny(v, visit)
	}
}

func walkAny(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			walkAny(x, visit)
		}
	case map[string]any:
		visit(v)
		for _, k := range order(v) {
			walkAny(v[k], visit)
		}
	}
}

// order lists an object's keys as a reader meets them.
func order(m map[string]any) []string {
	first := []string{"title", "text", "label", "fields", "elements", "element", "accessory", "rows", "columns", "hint"}
	var out []string
	for _, k := range first {
		if _, ok := m[k]; ok {
			out = append(out, k)
		}
	}
	return out
}

// PlainText is what a reader sees of blocks, a line per text; buttons and
// options stand in brackets.
func PlainText(blocks json.RawMessage) string {
	var lines []string
	walk(blocks, func(o map[string]any) {
		text, isText := o["text"].(string)
		switch o["type"] {
		case "plain_text", "markdown":
			lines = append(lines, text)
		case "image":
			alt, _ := o["alt_text"].(string)
			lines = append(lines, alt)
		case "user", "channel", "link", "emoji", "broadcast":
			lines = append(lines, leafText(o))
		case "mrkdwn":
			lines = append(lines, unescape(text))
		case "text", "raw_text":
			if isText {
				lines = append(lines, text)
			}
		case "plain_text_input", "datepicker", "number_input", "email_text_input", "url_text_input":
			for _, k := range []string{"initial_value", "initial_date"} {
				if v, ok := o[k].(string); ok && v != "" {
					lines = append(lines, "["+v+"]")
				}
			}
		}
	})
	return strings.Join(lines, "\n")
}

// leafText is what a reader sees of a leaf of rich text that is no plain text.
func leafText(o map[string]any) string {
	for _, k := range []string{"text", "user_id", "channel_id", "url", "name", "range"} {
		if s, ok := o[k].(string); ok && s != "" {
			return s
		}
	}
	return ""
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// Button is something that can be clicked in blocks.
type Button struct {
	BlockID  string
	ActionID string
	Label    string
	Value    string // of a button, or of an overflow menu's option
	Overflow bool
}

// Buttons lists what can be clicked: buttons and the options of overflow menus.
func Buttons(blocks json.RawMessage) []Button {
	var out []Button
	for _, e := range elements(blocks) {
		id, _ := e.object["action_id"].(string)
		switch e.object["type"] {
		case "button":
			value, _ := e.object["value"].(string)
			out = append(out, Button{BlockID: e.block, ActionID: id, Label: label(e.object["text"]), Value: value})
		case "overflow":
			for _, o := range list(e.object["options"]) {
				value, _ := o["value"].(string)
				out = append(out, Button{BlockID: e.block, ActionID: id, Label: label(o["text"]), Value: value, Overflow: true})
			}
		}
	}
	return out
}

func label(v any) string {
	m, _ := v.(map[string]any)
	s, _ := m["text"].(string)
	return s
}

func list(v any) []map[string]any {
	xs, _ := v.([]any)
	var out []map[string]any
	for _, x := range xs {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// element is an interactive element with the block it is in.
type element struct {
	block  string
	kind   string // the block's type
	object map[string]any
	parent map[string]any
}

// elements lists every interactive element of blocks.
func elements(blocks json.RawMessage) []element {
	var all []any
	if json.Unmarshal(blocks, &all) != nil {
		return nil
	}
	var out []element
	for _, b := range all {
		block, _ := b.(map[string]any)
		id, _ := block["block_id"].(string)
		kind, _ := block["type"].(string)
		for _, e := range inside(block) {
			if e["action_id"] != nil || kind == "input" {
				out = append(out, element{id, kind, e, block})
			}
		}
	}
	return out
}

// inside lists what may be an interactive element of a block.
func inside(block map[string]any) []map[string]any {
	var out []map[string]any
	switch block["type"] {
	case "section":
		out = append(out, object(block["accessory"]))
	case "input":
		out = append(out, object(block["element"]))
	case "actions":
		out = append(out, list(block["elements"])...)
	}
	return slices.DeleteFunc(out, func(e map[string]any) bool { return e == nil })
}

// withIDs gives every block an ID and every element an action ID, as Slack does
// where an app left them out.
func withIDs(blocks json.RawMessage, newID func() string) json.RawMessage {
	var all []any
	if json.Unmarshal(blocks, &all) != nil {
		return blocks
	}
	short := func() string {
		id := strings.ReplaceAll(newID(), "-", "")
		return id[:min(5, len(id))]
	}
	for _, b := range all {
		block, ok := b.(map[string]any)
		if !ok {
			continue
		}
		if s, _ := block["block_id"].(string); s == "" {
			block["block_id"] = short()
		}
		for _, e := range inside(block) {
			if s, _ := e["action_id"].(string); s == "" && e["type"] != "image" {
				e["action_id"] = short()
			}
		}
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return blocks
	}
	return raw
}
