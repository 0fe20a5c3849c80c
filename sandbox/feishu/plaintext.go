package feishu

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
)

// PlainText is what a person reads in a card, a line for each text.
func PlainText(card json.RawMessage) string {
	var v map[string]any
	if json.Unmarshal(card, &v) != nil {
		return ""
	}
	var lines []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, s)
		}
	}
	header, _ := v["header"].(map[string]any)
	for _, key := range []string{"title", "subtitle"} {
		if t, ok := header[key].(map[string]any); ok {
			add(readable(t))
		}
	}
	tags, _ := header["text_tag_list"].([]any)
	for _, t := range tags {
		o, _ := t.(map[string]any)
		add(contentOf(o["text"]))
	}
	body, _ := v["body"].(map[string]any)
	readIn(body["elements"], add)
	return strings.Join(lines, "\n")
}

func readIn(v any, add func(string)) {
	elements, _ := v.([]any)
	for _, x := range elements {
		o, ok := x.(map[string]any)
		if !ok {
			continue
		}
		switch str(o, "tag") {
		case "button", "overflow": // their labels are listed apart
			continue
		case "table":
			readTable(o, add)
			continue
		case "chart":
			readChart(o, add)
			continue
		}
		add(readable(o))
		if h, ok := o["header"].(map[string]any); ok { // of a panel
			if t, ok := h["title"].(map[string]any); ok {
				add(readable(t))
			}
		}
		readIn(o["elements"], add)
		readIn(o["columns"], add)
	}
}

// readable is the text of one element.
func readable(o map[string]any) string {
	switch str(o, "tag") {
	case "markdown", "lark_md":
		return unmarked(str(o, "content"))
	case "plain_text":
		return str(o, "content")
	case "div":
		var parts []string
		if t, ok := o["text"].(map[string]any); ok {
			parts = append(parts, readable(t))
		}
		fields, _ := o["fields"].([]any)
		for _, f := range fields {
			m, _ := f.(map[string]any)
			if t, ok := m["text"].(map[string]any); ok {
				parts = append(parts, readable(t))
			}
		}
		return strings.Join(parts, "\n")
	case "checker":
		if t, ok := o["text"].(map[string]any); ok {
			return readable(t)
		}
	case "input":
		return strings.TrimSpace(contentOf(o["label"]) + " " + str(o, "default_value"))
	}
	return ""
}

var marks = regexp.MustCompile(`</?(font|text_tag|number_tag|b|i)[^>]*>`)

// unmarked is markdown as it is shown: marks go, entities become what they mean.
func unmarked(s string) string {
	s = marks.ReplaceAllString(s, "")
	s = strings.NewReplacer("**", "", "~~", "", "`", "").Replace(s)
	return html.UnescapeString(s)
}
