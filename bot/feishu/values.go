package feishu

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// valuesOf are a form's values by field. Every input that the form had is in
// them: one that the client leaves out was emptied.
func valuesOf(fields string, form map[string]any) map[string]string {
	out := map[string]string{}
	for _, n := range strings.Split(fields, ",") {
		if len(n) > 2 {
			out[n[2:]] = textOf(n[:2], form[n])
		}
	}
	return out
}

// textOf is a value as the core reads it; several are joined by commas. A date
// comes with the offset of whoever looks at it, which does not matter.
func textOf(prefix string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if day, _, ok := strings.Cut(v, " "); ok && prefix == "d_" {
			return day
		}
		return v
	case []any:
		var parts []string
		for _, x := range v {
			if s, ok := x.(string); ok && s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ",")
	}
	return fmt.Sprint(v)
}
