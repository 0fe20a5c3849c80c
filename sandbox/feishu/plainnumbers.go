package feishu

import (
	"encoding/json"
	"strconv"
	"strings"
)

func readTable(o map[string]any, add func(string)) {
	columns, _ := o["columns"].([]any)
	var heads []string
	for _, c := range columns {
		m, _ := c.(map[string]any)
		heads = append(heads, str(m, "display_name"))
	}
	add(strings.Join(heads, " · "))
	rows, _ := o["rows"].([]any)
	for _, r := range rows {
		row, _ := r.(map[string]any)
		var line []string
		for _, c := range columns {
			m, _ := c.(map[string]any)
			line = append(line, cell(m, row[str(m, "name")]))
		}
		add(strings.Join(line, " · "))
	}
}

// cell is a cell as its column shows it.
func cell(column map[string]any, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if kind := str(column, "data_type"); kind == "lark_md" || kind == "markdown" {
			return unmarked(v)
		}
		return v
	case float64:
		format, _ := column["format"].(map[string]any)
		return number64(v, format)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

// number64 writes a number with the symbol, precision and separator of a format.
func number64(v float64, format map[string]any) string {
	precision := -1
	if p, ok := format["precision"].(float64); ok {
		precision = int(p)
	}
	s := strconv.FormatFloat(v, 'f', precision, 64)
	sign := ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = "-", rest
	}
	if format["separator"] == true {
		whole, rest, _ := strings.Cut(s, ".")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
		if s = whole; rest != "" {
			s += "." + rest
		}
	}
	return sign + str(format, "symbol") + s
}

// readChart reads a chart's title and, where its data is one simple list, its
// values by name.
func readChart(o map[string]any, add func(string)) {
	spec, _ := o["chart_spec"].(map[string]any)
	title, _ := spec["title"].(map[string]any)
	add(str(title, "text"))
	data, _ := spec["data"].(map[string]any)
	values, _ := data["values"].([]any)
	for _, v := range values {
		m, _ := v.(map[string]any)
		var line []string
		for _, field := range labelled(spec) {
			line = append(line, cell(nil, m[field]))
		}
		add(strings.Join(line, " · "))
	}
}

// labelled are the fields that a chart shows, the name first.
func labelled(spec map[string]any) []string {
	name, value := str(spec, "categoryField"), str(spec, "valueField")
	if name == "" {
		name, value = str(spec, "xField"), str(spec, "yField")
		if str(spec, "direction") == "horizontal" {
			name, value = value, name
		}
	}
	var out []string
	for _, f := range []string{name, value} {
		if f != "" {
			out = append(out, f)
		}
	}
	return out
}
