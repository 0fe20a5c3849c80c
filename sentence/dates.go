package sentence

import (
	"regexp"
	"slices"
	"strings"

	"dealmate/internal/i18n"
)

// dated is a day or a month found in a line; to is the unit behind it.
type dated struct {
	to    int
	day   i18n.Date
	month bool // no day was meant
}

// value is how a record holds it: 2026-07-31, or 2026-09 where a month is meant.
func (d dated) value() string {
	if d.month && len(d.day) >= len("2026-09") {
		return string(d.day[:len("2026-09")])
	}
	return string(d.day)
}

// before reports whether a day has passed, or all of a month.
func (d dated) before(today i18n.Date) bool {
	if d.month {
		return d.value() < string(today)[:min(len(today), len("2026-09"))]
	}
	return d.day < today
}

// dateForm is a way of writing days. rewrite gives what i18n reads; it may be
// nil where that is the text itself.
type dateForm struct {
	match   *regexp.Regexp
	month   bool
	rewrite func(g []string, today i18n.Date) string
}

// findDates finds the days of a line by their first unit. The forms are tried in
// order, and none within what another found.
func (b *book) findDates(l *line, t *telling) map[int]dated {
	forms := englishForms
	if b.lang == Chinese {
		forms = chineseForms
	}
	out := make(map[int]dated)
	var taken []hit
	for _, f := range forms {
		for _, m := range f.match.FindAllStringSubmatchIndex(l.text, -1) {
			if overlaps(taken, m[0], m[1]) {
				continue
			}
			day, ok := f.read(l.text, m, t.today)
			from, to := l.at(m[0]), l.at(m[1])
			if !ok || from >= to {
				continue
			}
			taken = append(taken, hit{m[0], m[1]})
			out[from] = dated{to: to, day: day, month: f.month}
		}
	}
	return out
}

func (f *dateForm) read(text string, m []int, today i18n.Date) (i18n.Date, bool) {
	s := text[m[0]:m[1]]
	if f.rewrite != nil {
		g := make([]string, len(m)/2)
		for i := range g {
			if m[2*i] >= 0 {
				g[i] = strings.ToLower(text[m[2*i]:m[2*i+1]])
			}
		}
		s = f.rewrite(g, today)
	}
	day, err := i18n.ParseDate(s, today)
	return day, err == nil && day != ""
}

// at is the first unit that starts at a byte of the line or behind it.
func (l *line) at(b int) int {
	n, _ := slices.BinarySearchFunc(l.units, b, func(u unit, b int) int { return u.from - b })
	return n
}

func overlaps(taken []hit, from, to int) bool {
	return slices.ContainsFunc(taken, func(x hit) bool { return x.from < to && from < x.to })
}

func sortHits(h []hit) { slices.SortFunc(h, func(x, y hit) int { return x.from - y.from }) }

// dateIn is the day that a span of a pattern holds.
func (l *line) dateIn(s span) (dated, bool) {
	for _, x := range s.parts {
		if d, ok := l.dates[x.from]; ok && d.to == x.to {
			return d, true
		}
	}
	return dated{}, false
}

// touches reports whether a word of a list stands right before the day or the
// amount of a span.
func (l *line) touches(list string, s span, g group) bool {
	for _, x := range s.parts {
		if !slices.Contains(l.hits[g], x) {
			continue
		}
		for _, w := range l.hits[l.book.named[list]] {
			if w.to == x.from {
				return true
			}
		}
	}
	return false
}

// follows reports whether a word of a list stands right behind it.
func (l *line) follows(list string, s span, g group) bool {
	for _, x := range s.parts {
		if !slices.Contains(l.hits[g], x) {
			continue
		}
		for _, w := range l.hits[l.book.named[list]] {
			if w.from == x.to {
				return true
			}
		}
	}
	return false
}
