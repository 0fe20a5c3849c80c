package i18n

import (
	"fmt"
	"strings"
	"time"

	"dealmate/internal/fault"
)

// countArg is the argument that chooses the plural form.
const countArg = "Count"

// listSeparator is the key of what stands between the parts of a list.
const listSeparator = "words.list_separator"

// render puts the arguments of a Text into a language.
func (c *Catalog) render(lang Lang, args map[string]any, depth int) map[string]any {
	out := make(map[string]any, len(args))
	for name, v := range args {
		out[name] = c.arg(lang, v, depth+1)
	}
	return out
}

func (c *Catalog) arg(lang Lang, v any, depth int) any {
	switch v := v.(type) {
	case Text:
		return c.say(lang, v, depth)
	case *fault.Error:
		return c.say(lang, Of(v), depth)
	case []Text:
		parts := make([]string, 0, len(v))
		for _, t := range v {
			parts = append(parts, c.say(lang, t, depth))
		}
		return c.list(lang, parts, depth)
	case []string:
		return c.list(lang, v, depth)
	case Money:
		return FormatMoney(lang, v)
	case Exact:
		return ExactMoney(lang, Money(v))
	case Date:
		return FormatDate(lang, v, c.today())
	case time.Time:
		return FormatTime(lang, v, c.now(v))
	}
	return v
}

func (c *Catalog) list(lang Lang, parts []string, depth int) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, c.say(lang, Text{Key: listSeparator}, depth))
}

func (c *Catalog) today() Date {
	if c.clock == nil {
		return ""
	}
	return DateOf(c.clock())
}

// now is the present in the time zone that a moment is to be shown in.
func (c *Catalog) now(shown time.Time) time.Time {
	if c.clock == nil {
		return time.Time{}.In(shown.Location())
	}
	return c.clock().In(shown.Location())
}

// pluralCount is a count in a form that go-i18n takes: an int or a decimal text.
func pluralCount(n any) any {
	switch n := n.(type) {
	case int, int8, int16, int32, int64:
		return n
	case float64: // a number that went through JSON
		if n == float64(int64(n)) {
			return int64(n)
		}
	}
	return fmt.Sprint(n)
}
