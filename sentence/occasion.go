package sentence

import (
	"regexp"

	"dealmate/internal/i18n"
)

// forwarded is how a text starts that a customer wrote.
var forwarded = regexp.MustCompile(`(?im)^\s*(?:\[?转发|转发|fwd?:|from:|发件人|>)`)

// occasion is whether a text tells of a contact, only of the deal, or of nothing.
func (b *book) occasion(lines []*line, t *telling, changes bool) Kind {
	told, asks := false, false
	for _, l := range lines {
		if l.dream {
			continue
		}
		if l.theirs {
			return Contact
		}
		for i := range l.clauses {
			c := &l.clauses[i]
			if c.request {
				asks = true
			}
			if l.contact(i, t) {
				return Contact
			}
			told = told || !c.asked && !c.small && !c.request
		}
	}
	switch {
	case forwarded.MatchString(t.text):
		return Contact
	case changes:
		return Note
	case asks, !told:
		return ""
	}
	return Note
}

// contact reports whether a clause tells that the customer was met or answered.
func (l *line) contact(i int, t *telling) bool {
	c := &l.clauses[i]
	if c.request || c.rumour || c.foreign || c.small || l.opens("ifs", c) {
		return false
	}
	for j := i; j < len(l.clauses) && j <= i+1; j++ {
		if l.tells("silent", &l.clauses[j]) {
			return false
		}
	}
	return l.tells("contact", c) || l.tells("occasion", c) && !l.planned(c, t.today)
}

// opens reports whether a clause begins with a word of a list.
func (l *line) opens(list string, c *clause) bool {
	for _, x := range l.hits[l.book.named[list]] {
		if x.from == c.from {
			return true
		}
	}
	return false
}

// planned reports whether a clause names a day that is still to come: a meeting
// with such a day has not happened.
func (l *line) planned(c *clause, today i18n.Date) bool {
	for _, x := range l.hits[l.book.date] {
		if d := l.dates[x.from]; x.from >= c.from && x.to <= c.to && d.day > today {
			return true
		}
	}
	return false
}
