package sentence

import "regexp"

// forwarded is how a text starts that a customer wrote.
var forwarded = regexp.MustCompile(`(?im)^\s*(?:\[?转发|转发|fwd?:|from:|发件人|>)`)

// occasion is whether a text tells of a contact, only of the deal, or of nothing.
func (b *book) occasion(lines []*line, t *telling, changes bool) Kind {
	told, asks := false, false
	for _, l := range lines {
		if l.theirs {
			return Contact
		}
		for i := range l.clauses {
			c := &l.clauses[i]
			if c.request {
				asks = true
			}
			if !c.request && (!c.iffy || c.asked) && !c.rumour && !l.tells("silent", c) && l.tells("contact", c) {
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
