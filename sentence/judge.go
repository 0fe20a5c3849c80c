package sentence

import (
	"strings"
	"unicode"
)

// judgeClauses says of every clause what takes its force away.
func (l *line) judgeClauses() {
	for i := range l.clauses {
		c := &l.clauses[i]
		c.asked = c.asked || l.tells("asked", c)
		c.iffy = l.tells("iffy", c)
		c.rumour = l.tells("rumour", c)
		c.past = l.tells("past", c)
		c.foreign = l.tells("foreign", c)
		if l.tells("dream", c) {
			l.dream = true
		}
		c.other = l.tells("other", c)
		c.unsure = l.tells("unsure", c)
		c.request = l.tells("request", c)
		c.small = l.tells("small", c) || l.tells("dream", c) || !l.speaks(c)
	}
	l.spread()
}

// speaks reports whether a clause has a word in it, and not marks and pictures only.
func (l *line) speaks(c *clause) bool {
	return strings.ContainsFunc(l.words(c.from, c.to), unicode.IsLetter)
}

// spread carries a condition and hearsay on to what hangs on them within the
// sentence: 如果…，…; and back, where "if" follows what it conditions.
func (l *line) spread() {
	since, heard := -1, -1
	for i := range l.clauses {
		c := &l.clauses[i]
		if c.iffy {
			since = i
			if i > 0 && !l.clauses[i-1].ends && l.begins("iffyBehind", c) {
				l.clauses[i-1].iffy = true
			}
		}
		if c.rumour {
			heard = i
		}
		if l.tells("deniesReport", c) {
			l.back(i, func(c *clause) { c.rumour = true })
		}
		if l.tells("foreignBehind", c) {
			l.back(i, func(c *clause) { c.foreign = true })
		}
		if c.asked && l.tells("tag", c) {
			l.back(i, func(c *clause) { c.asked = true })
		}
		c.iffy = c.iffy || since >= 0 && i-since <= lookBack && !l.tells("fact", c)
		c.rumour = c.rumour || heard >= 0 && i-heard <= 1
		if c.ends {
			since, heard = -1, -1
		}
	}
}

// back does something to the clauses right before one and to that one itself: who
// says "nobody can confirm it" speaks of what he said before.
func (l *line) back(i int, do func(c *clause)) {
	for j := max(0, i-lookBack); j <= i; j++ {
		do(&l.clauses[j])
	}
}

// tells reports whether a clause matches one of the patterns of a name.
func (l *line) tells(name string, c *clause) bool {
	_, ok := l.first(l.book.tells[name], c, anywhere)
	return ok
}

// begins is as tells, for words at the start of a clause.
func (l *line) begins(name string, c *clause) bool {
	_, ok := l.first(l.book.tells[name], c, func(s span) bool { return s.from <= c.from+1 })
	return ok
}

func anywhere(span) bool { return true }

// first finds the first of patterns that a clause matches.
func (l *line) first(patterns []pattern, c *clause, accept func(span) bool) (span, bool) {
	for i := range patterns {
		if s, ok := patterns[i].find(l, c, accept); ok {
			return s, true
		}
	}
	return span{}, false
}

// firstOf is as first; of a clause that only supposes something, it asks the
// patterns that hold there too.
func (l *line) firstOf(patterns []pattern, c *clause, supposed bool) (span, bool) {
	for i := range patterns {
		if supposed && !patterns[i].supposed {
			continue
		}
		if s, ok := patterns[i].find(l, c, anywhere); ok {
			return s, true
		}
	}
	return span{}, false
}

// void reports whether nothing may be read from a clause.
func (c *clause) void() bool { return c.asked || c.iffy || c.rumour || c.request || c.foreign }

// elsewhere reports whether a clause tells of another time or another project.
func (c *clause) elsewhere() bool { return c.void() || c.past || c.other }
