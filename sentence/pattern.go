package sentence

import (
	"fmt"
	"strconv"
	"strings"
)

// pattern is a sequence of words within one clause, and what must not be there.
// It is written as
//
//	budget 6 approved !rival <quoted #4
//
// which is a word of the list budget, at most six units, and a word of the list
// approved; where the clause has none of the list rival, a clause shortly before
// has one of quoted (with !< none), and at most four units of the clause are left
// over. ?not says that a negation does not matter, ?if that a condition does not. Lists joined by | are one
// list; @date, @amount and @name stand for what was found of these; 'words' in quotes are a list of their own, with _ for a blank.
type pattern struct {
	parts   []part
	without []group
	after   []group
	fresh   []group // no clause shortly before has any of these
	spare   int     // -1 for any number
	denied  bool
	// supposed says that the pattern holds in a condition too: "if they miss the
	// date they are fined" is a reason to keep it.
	supposed bool
}

// part is a word that must follow within so many units.
type part struct {
	group group
	gap   int
}

// span is where a pattern was found, and the dates or amounts in it.
type span struct {
	from, to int
	parts    []hit
}

// parsePattern reads a pattern; number tells the list of a name.
func parsePattern(text string, gap int, number func(string) (group, error)) (pattern, error) {
	p := pattern{spare: -1}
	next := gap
	for _, word := range strings.Fields(text) {
		if n, err := strconv.Atoi(word); err == nil {
			next = n
			continue
		}
		switch word {
		case "?not":
			p.denied = true
			continue
		case "?if":
			p.supposed = true
			continue
		}
		mark := word[0]
		if strings.IndexByte("!<#", mark) >= 0 {
			word = word[1:]
		}
		if mark == '#' {
			n, err := strconv.Atoi(word)
			if err != nil {
				return p, fmt.Errorf("pattern %q: %w", text, err)
			}
			p.spare = n
			continue
		}
		before := mark == '!' && strings.HasPrefix(word, "<")
		g, err := number(strings.TrimPrefix(word, "<"))
		if err != nil {
			return p, fmt.Errorf("pattern %q: %w", text, err)
		}
		switch {
		case before:
			p.fresh = append(p.fresh, g)
		case mark == '!':
			p.without = append(p.without, g)
		case mark == '<':
			p.after = append(p.after, g)
		default:
			p.parts = append(p.parts, part{g, next})
			next = gap
		}
	}
	if len(p.parts) == 0 {
		return p, fmt.Errorf("pattern %q asks for no word", text)
	}
	return p, nil
}

// find looks for a pattern in a clause. accept may refuse a place, so that the
// next one is tried.
func (p *pattern) find(l *line, c *clause, accept func(span) bool) (span, bool) {
	for _, g := range p.without {
		if l.hits.within(g, c.from, c.to) {
			return span{}, false
		}
	}
	for _, g := range p.after {
		if !l.hits.within(g, c.back, c.from) {
			return span{}, false
		}
	}
	for _, g := range p.fresh {
		if l.hits.within(g, c.back, c.from) {
			return span{}, false
		}
	}
	for _, x := range l.hits[p.parts[0].group] {
		if x.from < c.from || x.to > c.to {
			continue
		}
		if s, ok := p.follow(l, c, []hit{x}, accept); ok {
			return s, true
		}
	}
	return span{}, false
}

func (p *pattern) follow(l *line, c *clause, found []hit, accept func(span) bool) (span, bool) {
	last := found[len(found)-1]
	if len(found) == len(p.parts) {
		s := span{from: found[0].from, to: last.to, parts: found}
		return s, p.fits(l, c, &s) && accept(s)
	}
	next := p.parts[len(found)]
	for _, x := range l.hits[next.group] {
		if x.from < last.to || x.from > last.to+next.gap || x.to > c.to {
			continue
		}
		if s, ok := p.follow(l, c, append(found[:len(found):len(found)], x), accept); ok {
			return s, true
		}
	}
	return span{}, false
}

// fits asks that little is left over where that matters, and that no word
// between or right before the parts denies them.
func (p *pattern) fits(l *line, c *clause, s *span) bool {
	if p.spare >= 0 {
		left := c.to - c.from
		for _, x := range s.parts {
			left -= x.to - x.from
		}
		if left > p.spare {
			return false
		}
	}
	return p.denied || !l.denies(c, s)
}

// reach is how far before a word a negation still denies it, in units.
const reach = 4

// settled reports whether something is over between a negation and a word, so that
// the one does not deny the other: 没改了，直接签.
func (l *line) settled(from, to int) bool {
	for i := from; i < to; i++ {
		if l.units[i].text == "了" {
			return i > from
		}
	}
	return false
}

// denies reports whether a negation stands between the parts of a span or
// shortly before them, without being part of one.
func (l *line) denies(c *clause, s *span) bool {
	for _, n := range l.hits[l.book.negation] {
		if n.from < max(c.from, s.from-reach) || n.to > s.to || l.settled(n.to, s.from) {
			continue
		}
		part := false
		for _, x := range s.parts {
			part = part || n.from < x.to && x.from < n.to
		}
		if !part {
			return true
		}
	}
	return false
}
