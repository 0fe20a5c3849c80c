package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// place is a line and a column, both from 1, columns in characters.
type place struct{ line, column int }

// places maps a full key to where the file has it. The decoder knows positions
// only of unknown keys and stops at the first wrong type; every problem needs
// one, so the syntax tree is read beside the values.
type places map[string]place

// at is the place of a key or of the nearest table around it.
func (p places) at(key string) place {
	for key != "" {
		if found, ok := p[key]; ok {
			return found
		}
		key = parentKey(key)
	}
	return place{}
}

// parentKey cuts the last part of a full key. A quoted part that holds a dot or
// a bracket is cut in the middle, which only makes the search longer.
func parentKey(key string) string {
	return key[:max(strings.LastIndexAny(key, ".["), 0)]
}

// findPlaces reads the positions of all keys. The document has been decoded
// before, so it is known to be valid.
func findPlaces(document []byte) places {
	f := placeFinder{found: places{}, tables: map[string]int{}, lines: lineStarts(document), document: document}
	f.parser.Reset(document)
	table := ""
	for f.parser.NextExpression() {
		switch node := f.parser.Expression(); node.Kind {
		case unstable.Table:
			table = f.header(node, false)
		case unstable.ArrayTable:
			table = f.header(node, true)
		case unstable.KeyValue:
			f.keyValue(table, node)
		}
	}
	return f.found
}

type placeFinder struct {
	parser   unstable.Parser
	document []byte
	lines    []int // offset of each line's first byte
	found    places
	tables   map[string]int // how many tables an array of tables has so far
}

// header notes a [table] or [[table]] and returns its full key.
func (f *placeFinder) header(node *unstable.Node, array bool) string {
	key := ""
	for it := node.Key(); it.Next(); {
		part := it.Node()
		key = join(key, string(part.Data))
		last := it.IsLast()
		if last && array {
			f.tables[key]++
		}
		if n := f.tables[key]; n > 0 {
			f.note(key, part.Raw)
			key = element(key, n-1)
		}
		f.note(key, part.Raw)
	}
	return key
}

func (f *placeFinder) keyValue(table string, node *unstable.Node) {
	key := table
	for it := node.Key(); it.Next(); {
		key = join(key, string(it.Node().Data))
		f.note(key, it.Node().Raw)
	}
	f.value(key, node.Value())
}

func (f *placeFinder) value(key string, node *unstable.Node) {
	switch node.Kind {
	case unstable.Array:
		i := 0
		for it := node.Children(); it.Next(); i++ {
			child := element(key, i)
			if it.Node().Raw.Length > 0 {
				f.note(child, it.Node().Raw)
			}
			f.value(child, it.Node())
		}
	case unstable.InlineTable:
		for it := node.Children(); it.Next(); {
			f.keyValue(key, it.Node())
		}
	}
}

// note keeps the first place of a key: the one that made it.
func (f *placeFinder) note(key string, raw unstable.Range) {
	if _, ok := f.found[key]; ok {
		return
	}
	f.found[key] = placeOf(f.document, f.lines, int(raw.Offset))
}

func lineStarts(document []byte) []int {
	starts := []int{0}
	for i, b := range document {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func placeOf(document []byte, starts []int, offset int) place {
	line := 0
	for line+1 < len(starts) && starts[line+1] <= offset {
		line++
	}
	return place{line: line + 1, column: utf8.RuneCount(document[starts[line]:offset]) + 1}
}

// join is the full key of a key in a table.
func join(table, key string) string {
	if key == "" || strings.ContainsAny(key, " .[]\"\n\r\t") {
		key = fmt.Sprintf("%q", key)
	}
	if table == "" {
		return key
	}
	return table + "." + key
}

// element is the full key of an array's element, counted from 0.
func element(array string, i int) string { return fmt.Sprintf("%s[%d]", array, i) }
