package sentence

import (
	"unicode"
	"unicode/utf8"
)

// A name that no list knows is seldom longer or shorter.
const (
	shortestName = 2
	longestNew   = 4
)

// findNames finds what may be the name of a firm: words with a capital letter, or
// a few Chinese characters, of which no list knows any. Only patterns that ask for
// a vendor make use of them.
func (b *book) findNames(l *line) []hit {
	known := l.known()
	var out []hit
	for from := 0; from < len(l.units); from++ {
		to := from
		for to < len(l.units) && !known[to] && l.nameLike(to, from) {
			to++
		}
		if to == from {
			continue
		}
		if n := to - from; !isHan(l.units[from].text) || n >= shortestName && n <= longestNew {
			out = append(out, hit{from, to})
		}
		from = to
	}
	return out
}

// known tells which units are part of a word of some list.
func (l *line) known() []bool {
	out := make([]bool, len(l.units))
	for _, all := range l.hits {
		for _, x := range all {
			for i := x.from; i < x.to; i++ {
				out[i] = true
			}
		}
	}
	return out
}

// nameLike reports whether a unit may go on a name that began at another.
func (l *line) nameLike(at, from int) bool {
	u := l.units[at]
	if isHan(u.text) {
		return isHan(l.units[from].text)
	}
	first, _ := utf8.DecodeRuneInString(l.text[u.from:])
	return unicode.IsUpper(first) && !isHan(l.units[from].text) && u.to-u.from >= shortestName
}
