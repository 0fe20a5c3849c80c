package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a configuration.
type Problem struct {
	// Line and Column count from 1, columns in characters; both are 0 for what
	// has no place in the file.
	Line, Column int
	// Key is the full key, such as "teams[0].members[1].email".
	Key string
	// Text says what is wrong and how to mend it. It never holds a secret.
	Text string
}

// Problems is everything that is wrong with a configuration, in file order;
// what has no place in the file comes last.
type Problems struct {
	File  string
	Items []Problem
}

// Error is one line per problem: file:line:column: key: text.
func (p *Problems) Error() string {
	lines := make([]string, len(p.Items))
	for i, item := range p.Items {
		lines[i] = item.in(p.File)
	}
	return strings.Join(lines, "\n")
}

func (p Problem) in(file string) string {
	place := file
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", file, p.Line, p.Column)
	}
	if p.Key == "" {
		return place + ": " + p.Text
	}
	return place + ": " + p.Key + ": " + p.Text
}

// sort puts the problems in their order, each once.
func (p *Problems) sort() {
	slices.SortFunc(p.Items, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(placed(a), placed(b)),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Text, b.Text),
		)
	})
	p.Items = slices.Compact(p.Items)
}

func placed(p Problem) int {
	if p.Line > 0 {
		return 0
	}
	return 1
}

// shown quotes a value of the file for a message, unless it may hold a secret
// that was put under the wrong key.
func shown(value string) string {
	for _, mark := range []string{"xox", "xapp", "://"} {
		if strings.Contains(strings.ToLower(value), mark) {
			return "this value"
		}
	}
	const longest = 60
	if r := []rune(value); len(r) > longest {
		value = string(r[:longest]) + "…"
	}
	return fmt.Sprintf("%q", value)
}
