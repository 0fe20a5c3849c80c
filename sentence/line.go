package sentence

import (
	"regexp"
	"strings"
)

// line is a line of a text: cut into units, with its words, days and amounts.
type line struct {
	book    *book
	text    string
	units   []unit
	hits    hits
	dates   map[int]dated
	amounts map[int]money
	clauses []clause
	theirs  bool // the customer wrote it
	ours    bool // we wrote it, in a chat
	dream   bool // it is told as a dream or a joke
}

// clause is a part of a line that says one thing. What stands from back on may
// say what it is about.
type clause struct {
	from, to int
	back     int
	asked    bool
	ends     bool // a sentence ends here
	// What a clause only supposes, asks for, passes on, or tells of others.
	iffy, rumour, past, other bool
	unsure, request, small    bool
	foreign                   bool // it tells of another project
}

var (
	listMark = regexp.MustCompile(`^\s*(?:[-*•·>]+\s*|\(?\d{1,2}[.)、）]\s*|\d\s+|[一二三四五六七八九十]、\s*)+`)
	stamped  = regexp.MustCompile(`^\s*(?:\[\pL{1,8}\]\s*)?\[?(?:\d{4}[-/年.])?(?:\d{1,2}[-/月.]\d{1,2}[日]?[, ]*)?(?:\d{1,2}:\d{2}(?::\d{2})?)?\]?\s*`)
	speaker  = regexp.MustCompile(`^\s*(\pL[\pL.' ]{0,24}?)(?:\s+\d{1,2}:\d{2})?\s*[:：]\s*`)
	header   = regexp.MustCompile(`^\s*\pL[\pL.' ]{0,24}?\s+\d{1,2}:\d{2}(?::\d{2})?\s*$`)
)

// letterhead is a line above what a customer wrote.
var letterhead = regexp.MustCompile(`(?i)^\s*(?:\[?转发\]?[:：]?\s*$|fwd?:\s*$|from:|sent:|to:|subject:|发件人[:：]|主题[:：]|收件人[:：])`)

// cutLines reads the lines of a text.
func (b *book) cutLines(t *telling) []*line {
	raw := strings.Split(t.text, "\n")
	var out []*line
	theirs := false
	for _, s := range raw {
		quoted := strings.HasPrefix(strings.TrimSpace(s), ">")
		if header.MatchString(s) || letterhead.MatchString(s) {
			theirs = true
			continue
		}
		if len(raw) > 1 {
			s = listMark.ReplaceAllString(s, "")
		}
		s, who := b.cutSpeaker(b.spell(s))
		l := b.newLine(s, t)
		l.theirs, l.ours = quoted || theirs || who == speaksCustomer, who == speaksUs
		if len(l.units) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// Who a line of a chat is by.
const (
	speaksNobody = iota
	speaksCustomer
	speaksUs
)

// cutSpeaker takes time and name off a line of a chat.
func (b *book) cutSpeaker(s string) (string, int) {
	time := stamped.FindString(s)
	stamp := strings.Contains(time, ":")
	rest := s[len(time):]
	m := speaker.FindStringSubmatch(rest)
	if m == nil {
		if stamp {
			return rest, speaksNobody
		}
		return s, speaksNobody
	}
	name := cutUnits(m[1])
	found := b.tree.scan(name, b.groups)
	switch {
	case len(found[b.named["me"]]) > 0 && (stamp || len(name) <= longestName):
		return rest[len(m[0]):], speaksUs
	case stamp, len(found[b.named["title"]]) > 0 && len(name) <= longestName:
		return rest[len(m[0]):], speaksCustomer
	}
	return s, speaksNobody
}

// longestName is how many units a name before a colon has at most.
const longestName = 5

func (b *book) newLine(s string, t *telling) *line {
	l := &line{book: b, text: s, units: cutUnits(s)}
	l.hits = b.tree.scan(l.units, b.groups)
	var longer []hit
	for _, g := range b.hiding {
		longer = append(longer, l.hits[g]...)
	}
	l.hits.mask(l.hits[b.named["neutral"]])
	l.hits.mask(longer, append(b.hiding[:len(b.hiding):len(b.hiding)], b.negation)...)
	l.hits[b.name] = b.findNames(l)
	l.dates = b.findDates(l, t)
	l.amounts = b.findAmounts(l, t)
	for from, d := range l.dates {
		l.hits[b.date] = append(l.hits[b.date], hit{from, d.to})
	}
	for from, a := range l.amounts {
		l.hits[b.amount] = append(l.hits[b.amount], hit{from, a.to})
	}
	sortHits(l.hits[b.date])
	sortHits(l.hits[b.amount])
	l.cutClauses()
	l.judgeClauses()
	return l
}

// cutClauses cuts at marks and at words that join, but within no day or amount.
func (l *line) cutClauses() {
	from := 0
	add := func(to int, mark string) {
		if to > from {
			back := from
			if n := len(l.clauses); n > 0 {
				back = l.clauses[max(0, n-lookBack)].from
			}
			l.clauses = append(l.clauses, clause{from: from, to: to, back: back})
		}
		if n := len(l.clauses); n > 0 && mark != "" {
			c := &l.clauses[n-1]
			c.asked = c.asked || mark == "?" || mark == "？"
			c.ends = c.ends || mark != "," && mark != "，"
		}
	}
	for i, u := range l.units {
		switch {
		case l.inSpan(i):
		case strings.Contains(stops, u.text) && !l.abbreviates(i):
			add(i, u.text)
			from = i + 1
		case (i-from >= fullClause || l.headline(from, i)) && l.opensList(i):
			add(i, ",")
			from = i + 1
		case l.joins(i):
			add(i, "")
			from = i
		}
	}
	add(len(l.units), "")
}

// lookBack is how many clauses before its own say what a clause is about.
const lookBack = 2

// stops are the marks between clauses.
const stops = ",，。.;；!！?？()（）~…|"

// inSpan reports whether a day or an amount goes on from the unit before.
func (l *line) inSpan(i int) bool {
	for _, g := range []group{l.book.date, l.book.amount} {
		for _, x := range l.hits[g] {
			if x.from < i && i < x.to {
				return true
			}
		}
	}
	return false
}

// abbreviates reports whether a full stop ends no sentence: Mr. Ho, 3.5, U.S.
func (l *line) abbreviates(i int) bool {
	if l.units[i].text != "." && l.units[i].text != "," {
		return false
	}
	glued := i+1 < len(l.units) && l.units[i+1].from == l.units[i].to
	if glued && i > 0 && (classOf(rune(l.units[i+1].text[0])) == inNumber || len(l.units[i-1].text) == 1) {
		return true
	}
	return i > 0 && l.units[i].text == "." && l.hits.within(l.book.named["abbreviation"], i-1, i)
}

// fullClause is how many units on each side of a colon say something on their own.
const fullClause = 4

// opensList reports whether a colon stands between two things that are said, and
// not between a thing and its value.
func (l *line) opensList(i int) bool {
	if t := l.units[i].text; t != ":" && t != "：" {
		return false
	}
	for n := range fullClause {
		at := i + 1 + n
		if at >= len(l.units) || strings.Contains(stops, l.units[at].text) {
			return false
		}
	}
	next := i + 1
	_, day := l.dates[next]
	_, sum := l.amounts[next]
	return !day && !sum && classOf([]rune(l.units[next].text)[0]) != inNumber
}

// headline reports whether all before a colon is a word that says how it went:
// "Lost: they build it themselves".
func (l *line) headline(from, to int) bool {
	for _, x := range l.hits[l.book.named["headline"]] {
		if x.from == from && x.to == to {
			return true
		}
	}
	return false
}

// joins reports whether a new clause opens here without a mark: at a word such
// as 但是 or "but", or behind a blank between Chinese characters.
func (l *line) joins(i int) bool {
	if i == 0 {
		return false
	}
	for _, x := range l.hits[l.book.named["joins"]] {
		if x.from == i {
			return true
		}
	}
	before, u := l.units[i-1], l.units[i]
	if before.to == u.from {
		return false
	}
	if u.text == "-" && i+1 < len(l.units) && u.to < l.units[i+1].from {
		return true
	}
	return isHan(before.text) && (isHan(u.text) || len(l.units)-i > 2 && isHan(l.units[i+1].text) && classOf(rune(u.text[0])) == inNumber && len(before.text) == 3)
}

func isHan(s string) bool { return len(s) >= 3 && s[0] >= 0xE3 && s[0] <= 0xE9 }

// words is what a clause says, as typed.
func (l *line) words(from, to int) string {
	if from >= to {
		return ""
	}
	return l.text[l.units[from].from:l.units[to-1].to]
}
