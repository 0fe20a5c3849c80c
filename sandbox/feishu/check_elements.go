package feishu

import (
	"slices"
	"strings"
	"unicode/utf8"
)

func (x *inspection) deeper(depth int) int {
	if depth >= maxDepth {
		x.say("containers deeper than %d", maxDepth)
	}
	return depth + 1
}

func (x *inspection) nested(flag *bool, o map[string]any, depth int) {
	was := *flag
	*flag = true
	x.elements(o["elements"], x.deeper(depth))
	*flag = was
}

func (x *inspection) div(o map[string]any) {
	if o["text"] != nil {
		x.text(o["text"], "a div's text", false)
	}
	fields, _ := o["fields"].([]any)
	if o["text"] == nil && len(fields) == 0 {
		x.say("a div of nothing")
	}
	for _, f := range fields {
		m, _ := f.(map[string]any)
		x.only(m, "field", "is_short", "text")
		x.text(m["text"], "a field's text", true)
	}
}

var flexModes = []any{"none", "stretch", "flow", "bisect", "trisect", nil}

func (x *inspection) columns(o map[string]any, depth int) {
	if !slices.Contains(flexModes, o["flex_mode"]) {
		x.say("flex_mode %v", o["flex_mode"])
	}
	columns, _ := o["columns"].([]any)
	if len(columns) == 0 {
		x.say("a column_set without columns")
	}
	depth = x.deeper(depth)
	for _, c := range columns {
		m, ok := c.(map[string]any)
		if !ok || str(m, "tag") != "column" {
			x.say("a column_set holds columns only")
			continue
		}
		if n, ok := m["weight"].(float64); ok && (n < 1 || n > maxWeight) {
			x.say("a column's weight %v", n)
		}
		x.elements(m["elements"], x.deeper(depth))
	}
}

func (x *inspection) form(o map[string]any, depth int) {
	if depth != 0 || x.inForm || x.inPanel {
		x.say("a form stands in the body only")
	}
	if str(o, "name") == "" {
		x.say("a form without name")
	}
	x.submit = false
	x.nested(&x.inForm, o, depth)
	if !x.submit {
		x.say("a form without a button that sends it")
	}
}

var cellTypes = []any{"text", "lark_md", "markdown", "number", "options", "persons", "date"}

func (x *inspection) table(o map[string]any, depth int) {
	x.tables++
	if depth != 0 {
		x.say("a table stands in the body only")
	}
	if n, ok := o["page_size"].(float64); ok && (n < 1 || n > maxPage) {
		x.say("page_size %v", n)
	}
	columns, _ := o["columns"].([]any)
	if len(columns) == 0 || len(columns) > maxColumns {
		x.say("%d columns of a table", len(columns))
	}
	known := map[string]bool{}
	for _, c := range columns {
		m, _ := c.(map[string]any)
		x.only(m, "a table's column", "name", "display_name", "data_type", "format", "date_format", "width", "horizontal_align", "vertical_align")
		if name := str(m, "name"); name == "" || known[name] {
			x.say("a column's name %q is empty or there twice", name)
		}
		if kind, ok := m["data_type"]; ok && !slices.Contains(cellTypes, kind) {
			x.say("a column's data_type %v", kind)
		}
		known[str(m, "name")] = true
	}
	rows, _ := o["rows"].([]any)
	for _, r := range rows {
		m, _ := r.(map[string]any)
		for k := range m {
			if !known[k] {
				x.say("ErrCode: 200914 a row has %q, which is no column", k)
			}
		}
	}
}

var chartTypes = []string{"line", "area", "bar", "pie", "common", "funnel", "scatter", "radar", "linearProgress", "circularProgress", "wordCloud"}

func (x *inspection) chart(o map[string]any) {
	x.charts++
	if x.inForm {
		x.say("a chart does not stand in a form")
	}
	spec, _ := o["chart_spec"].(map[string]any)
	if !slices.Contains(chartTypes, str(spec, "type")) || spec["data"] == nil {
		x.say("ErrCode: 200550 a chart's spec")
	}
	if on, _ := spec["transformLabel"].(map[string]any); str(spec, "type") == "funnel" && (spec["isTransform"] == true || on["visible"] != false) {
		x.say("the funnel's own percentages are on")
	}
	if r, ok := o["aspect_ratio"]; ok && !slices.Contains([]any{"1:1", "2:1", "4:3", "16:9"}, r) {
		x.say("aspect_ratio %v", r)
	}
}

var buttonTypes = []any{"default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled", "laser", nil}

func (x *inspection) button(o map[string]any) {
	x.text(o["text"], "a button's text", true)
	if n := utf8.RuneCountInString(contentOf(o["text"])); n > maxLabel {
		x.say("a button's text of %d characters", n)
	}
	if !slices.Contains(buttonTypes, o["type"]) {
		x.say("a button's type %v", o["type"])
	}
	switch str(o, "form_action_type") {
	case "submit":
		x.submit = true
	case "reset", "":
	default:
		x.say("form_action_type %v", o["form_action_type"])
	}
}

func (x *inspection) confirm(o map[string]any) {
	if c, ok := o["confirm"].(map[string]any); ok {
		x.only(c, "confirm", "title", "text")
		x.text(c["title"], "a confirmation's title", true)
		x.text(c["text"], "a confirmation's text", true)
	}
}

func (x *inspection) input(o map[string]any) {
	for _, key := range []string{"label", "placeholder"} {
		if o[key] != nil {
			x.text(o[key], "an input's "+key, false)
		}
	}
	limit, ok := o["max_length"].(float64)
	if !ok {
		limit = maxTyped
	}
	if limit < 1 || limit > maxTyped {
		x.say("max_length %v", limit)
	}
	if n := utf8.RuneCountInString(str(o, "default_value")); float64(n) > limit {
		x.say("a default_value of %d characters, where %v are allowed", n, limit)
	}
	if t := str(o, "input_type"); t != "" && t != "text" && t != "multiline_text" && t != "password" {
		x.say("input_type %q", t)
	}
}

func (x *inspection) options(o map[string]any, tag string) {
	if o["placeholder"] != nil {
		x.text(o["placeholder"], "a placeholder", false)
	}
	options, _ := o["options"].([]any)
	if len(options) == 0 && tag != "select_person" && tag != "multi_select_person" {
		x.say("a %s without options", tag)
	}
	seen := map[string]bool{}
	for _, v := range options {
		m, _ := v.(map[string]any)
		x.only(m, "an option", "text", "value", "icon", "multi_url")
		value := str(m, "value")
		if value == "" || seen[value] {
			x.say("an option's value %q is empty or there twice", value)
		}
		seen[value] = true
		if m["text"] != nil || !strings.Contains(tag, "person") { // a person's name is known
			x.text(m["text"], "an option's text", true)
		}
	}
	if n, ok := o["initial_index"].(float64); ok && (n < 1 || int(n) > len(options)) {
		x.say("initial_index %v of %d options", n, len(options))
	}
	if v, ok := o["initial_option"].(string); ok && !seen[v] {
		x.say("initial_option %q is no option", v)
	}
	chosen, _ := o["selected_values"].([]any)
	for _, v := range chosen {
		if s, _ := v.(string); !seen[s] {
			x.say("selected value %v is no option", v)
		}
	}
}
