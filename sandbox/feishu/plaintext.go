package feishu

import (
	"encoding/json"
	"fmt"
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
	add(contentOf(header["title"]))
	add(contentOf(header["subtitle"]))
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

func readTable(o map[string]any, add func(string)) {
	columns, _ := o["columns"].([]any)
	var keys, heads []string
	for _, c := range columns {
		m, _ := c.(map[string]any)
		keys, heads = append(keys, str(m, "name")), append(heads, str(m, "display_name"))
	}
	add(strings.Join(heads, " · "))
	rows, _ := o["rows"].([]any)
	for _, r := range rows {
		m, _ := r.(map[string]any)
		var cells []string
		for _, k := range keys {
			cells = append(cells, fmt.Sprint(m[k]))
		}
		add(strings.Join(cells, " · "))
	}
}

func readChart(o map[string]any, add func(string)) {
	spec, _ := o["chart_spec"].(map[string]any)
	title, _ := spec["title"].(map[string]any)
	add(str(title, "text"))
}
