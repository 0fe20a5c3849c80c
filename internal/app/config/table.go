package config

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// reader collects problems while the sections are read.
type reader struct {
	file   string
	places places
	items  []Problem
}

// problem notes what is wrong with a key, at its place or at the place of the
// nearest table around it.
func (r *reader) problem(key, text string, args ...any) {
	at := r.places.at(key)
	r.items = append(r.items, Problem{Line: at.line, Column: at.column, Key: key, Text: fmt.Sprintf(text, args...)})
}

// line says where a key stands, for a message about another key.
func (r *reader) line(key string) string {
	return fmt.Sprintf("line %d", r.places.at(key).line)
}

// table is one table of the file. Its accessors note a wrong type as a problem
// and then answer as if the key were left out; close notes the keys that no
// accessor asked for.
type table struct {
	*reader
	key    string
	values map[string]any
	known  []string
}

func (t *table) of(key string) string { return join(t.key, key) }

func (t *table) take(key string) (any, bool) {
	t.known = append(t.known, key)
	v, ok := t.values[key]
	return v, ok
}

func (t *table) has(key string) bool {
	_, ok := t.values[key]
	return ok
}

// text is a string, or what is given for a key that is left out.
func (t *table) text(key, otherwise string) string {
	v, ok := t.take(key)
	if !ok {
		return otherwise
	}
	s, ok := v.(string)
	if !ok {
		t.problem(t.of(key), "wants text in quotes, has %s", kind(v))
		return otherwise
	}
	return s
}

// trimmed is text without blanks around it; blanks alone are a problem.
func (t *table) trimmed(key, otherwise string) string {
	s := t.text(key, otherwise)
	if s == otherwise {
		return s
	}
	s = strings.TrimSpace(s)
	if s == "" {
		t.problem(t.of(key), "is empty; leave the key out to have the default")
		return otherwise
	}
	return s
}

// choice is one of several words.
func (t *table) choice(key, otherwise string, among ...string) string {
	s := t.text(key, otherwise)
	for _, a := range among {
		if s == a {
			return s
		}
	}
	t.problem(t.of(key), "%s is not possible; use one of %s", shown(s), strings.Join(among, ", "))
	return otherwise
}

// number is a whole number within bounds.
func (t *table) number(key string, otherwise, lowest, highest int) int {
	v, ok := t.take(key)
	if !ok {
		return otherwise
	}
	n, ok := v.(int64)
	switch {
	case !ok:
		t.problem(t.of(key), "wants a whole number, has %s", kind(v))
	case n < int64(lowest) || n > int64(highest):
		t.problem(t.of(key), "%d is out of range; use %d to %d", n, lowest, highest)
	default:
		return int(n)
	}
	return otherwise
}

// amount is money that is not negative. A fraction must be written as text,
// because a binary float would change it.
func (t *table) amount(key string, otherwise decimal.Decimal) decimal.Decimal {
	v, ok := t.take(key)
	if !ok {
		return otherwise
	}
	amount, ok := exact(v)
	switch {
	case !ok:
		t.problem(t.of(key), "wants an amount such as 500000 or \"500000.50\"")
	case amount.IsNegative():
		t.problem(t.of(key), "must not be negative")
	default:
		return amount
	}
	return otherwise
}

func exact(v any) (decimal.Decimal, bool) {
	switch n := v.(type) {
	case int64:
		return decimal.NewFromInt(n), true
	case string:
		// Digits only: an exponent could ask for a number of any size.
		if strings.Trim(n, "-0123456789.") != "" || len(n) > 30 {
			return decimal.Decimal{}, false
		}
		d, err := decimal.NewFromString(n)
		return d, err == nil
	}
	return decimal.Decimal{}, false
}

// list is an array; a key that is left out gives none.
func (t *table) list(key string) []any {
	v, ok := t.take(key)
	if !ok {
		return nil
	}
	l, ok := v.([]any)
	if !ok {
		t.problem(t.of(key), "wants a list in [ ], has %s", kind(v))
	}
	return l
}

// table is a table in this one; a key that is left out gives an empty one.
func (t *table) table(key string) *table {
	v, ok := t.take(key)
	if !ok {
		return t.inner(t.of(key), nil)
	}
	m, ok := v.(map[string]any)
	if !ok {
		t.problem(t.of(key), "wants a table, has %s", kind(v))
	}
	return t.inner(t.of(key), m)
}

func (r *reader) inner(key string, values map[string]any) *table {
	return &table{reader: r, key: key, values: values}
}

// close notes every key that nobody asked for, with the nearest known one.
func (t *table) close() {
	for key := range t.values {
		if !contains(t.known, key) {
			t.problem(t.of(key), "unknown key%s", suggestion(key, t.known))
		}
	}
}

// kind names a decoded value's type in the words of the format.
func kind(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case bool:
		return "true or false"
	case int64:
		return "a whole number"
	case float64:
		return "a fraction"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a date or time"
}
