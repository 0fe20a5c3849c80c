package sentence

import (
	"slices"

	"dealmate/internal/i18n"
)

// reading collects what the clauses of a text propose.
type reading struct {
	book   *book
	answer map[int][]Proposal
	best   map[Kind]ranked
	steps  []Proposal
	said   string // the reason of a loss
}

// ranked is a proposal and how sure its pattern is, 0 the surest.
type ranked struct {
	Proposal
	rank int
}

// read reads a text.
func (b *book) read(t *telling) []Proposal {
	lines := b.cutLines(t)
	r := &reading{book: b, answer: make(map[int][]Proposal), best: make(map[Kind]ranked)}
	for _, l := range lines {
		if l.dream {
			continue
		}
		for i := range l.clauses {
			c := &l.clauses[i]
			r.answers(l, c)
			r.dates(l, c, t)
			r.amounts(l, c)
			r.steps = append(r.steps, l.step(i, t)...)
			r.outcome(l, c, t)
		}
	}
	changes := r.sum()
	kind := b.occasion(lines, t, len(changes) > 0)
	if kind == "" {
		return nil
	}
	return append([]Proposal{{Kind: kind}}, changes...)
}

// answers takes what a clause shows about the questions.
func (r *reading) answers(l *line, c *clause) {
	if c.asked || c.rumour || c.request || c.foreign || c.unsure {
		return
	}
	for _, a := range r.book.answers {
		if s, ok := l.firstOf(a.patterns, c, c.iffy); ok {
			r.answer[a.question] = append(r.answer[a.question],
				Proposal{Kind: Answer, Question: a.question, Value: a.value, Words: l.words(s.from, s.to)})
		}
	}
}

// keep holds on to the surest proposal of a kind, and to the last of equals.
func (r *reading) keep(p Proposal, rank int) {
	if old, ok := r.best[p.Kind]; !ok || rank <= old.rank {
		r.best[p.Kind] = ranked{p, rank}
	}
}

// dates takes when a clause says that the contract is signed.
func (r *reading) dates(l *line, c *clause, t *telling) {
	if c.void() || c.other {
		return
	}
	for rank, p := range r.book.changes[CloseDate] {
		var day dated
		s, ok := p.find(l, c, func(s span) bool {
			var found bool
			day, found = l.dateIn(s)
			return found && !day.before(t.today) && !l.touches("oldDate", s, r.book.date)
		})
		if ok {
			r.keep(Proposal{Kind: CloseDate, Value: day.value(), Words: l.words(s.from, s.to)}, rank)
			return
		}
	}
}

// amounts takes what a clause says that the deal is worth.
func (r *reading) amounts(l *line, c *clause) {
	if c.elsewhere() || l.tells("askedAmount", c) {
		return
	}
	for rank, p := range r.book.changes[Amount] {
		var sum money
		s, ok := p.find(l, c, func(s span) bool {
			var found bool
			sum, found = l.amountIn(s)
			return found && !l.touches("noAmountBefore", s, r.book.amount) && !l.follows("noAmountBehind", s, r.book.amount)
		})
		if ok {
			r.keep(Proposal{Kind: Amount, Value: sum.value, Currency: sum.currency, Words: l.words(s.from, s.to)}, rank)
			return
		}
	}
}

// step takes what a clause plans with the customer.
func (l *line) step(i int, t *telling) []Proposal {
	c := &l.clauses[i]
	if i+1 < len(l.clauses) && l.tells("calledOff", &l.clauses[i+1]) {
		return nil
	}
	invited := l.theirs && c.asked && !c.iffy
	if c.void() && !invited || c.past {
		return nil
	}
	p := Proposal{Kind: NextStep}
	s, ok := l.first(l.book.changes[NextStep], c, func(s span) bool {
		day, found := l.dateIn(s)
		p.Date = ""
		if !found {
			return len(l.hits[l.book.date]) == 0 || !l.hits.within(l.book.date, c.from, c.to)
		}
		if !day.month {
			p.Date = string(day.day)
		}
		return l.ahead(c, day, t.today) && !l.touches("oldDate", s, l.book.date)
	})
	if !ok {
		return nil
	}
	p.Value, p.Words = l.words(l.opening(c), c.to), l.words(s.from, s.to)
	return []Proposal{p}
}

// opening is where a clause begins behind the words that only join it to another.
func (l *line) opening(c *clause) int {
	at := c.from
	for _, x := range l.hits[l.book.named["opening"]] {
		if x.from == at && x.to < c.to {
			at = x.to
		}
	}
	return at
}

// ahead reports whether a day is still to come. Of today that is true only where
// the clause says so: most of what is told of today has happened.
func (l *line) ahead(c *clause, day dated, today i18n.Date) bool {
	if day.day == today && !day.month {
		return l.hits.within(l.book.named["soonToday"], c.from, c.to)
	}
	return !day.before(today)
}

// outcome takes a deal that is won, lost or rests.
func (r *reading) outcome(l *line, c *clause, t *telling) {
	if why := l.why(c); (r.said == "" || why != "" && r.said == vague) && !c.void() {
		r.said = why
	}
	for _, kind := range []Kind{Won, Lost, Hold} {
		if c.void() || c.unsure || c.past || c.other && kind != Lost {
			continue
		}
		s, ok := l.first(l.book.changes[kind], c, anywhere)
		if !ok || kind == Won && l.hits.within(l.book.named["nearly"], c.back, c.to) {
			continue
		}
		p := Proposal{Kind: kind, Words: l.words(s.from, s.to)}
		if kind == Hold {
			p.Value = l.returns(c, t)
		}
		if old, ok := r.best[kind]; ok && p.Value == "" {
			p.Value = old.Value
		}
		r.keep(p, 0)
	}
	if p, ok := r.best[Hold]; ok && p.Value == "" && l.tells("returns", c) {
		p.Value = l.returns(c, t)
		r.best[Hold] = p
	}
}

// vague is the reason that only says that it is over; any other says more.
const vague = "shelved"

// returns is when a deal on hold comes back, as far as the clause says.
func (l *line) returns(c *clause, t *telling) string {
	for _, x := range l.hits[l.book.date] {
		if d := l.dates[x.from]; x.from >= c.from && x.to <= c.to && !d.before(t.today) {
			return d.value()
		}
	}
	return ""
}

// why is the reason for a loss that a clause names.
func (l *line) why(c *clause) string {
	for _, r := range l.book.reasons {
		if _, ok := l.first(r.patterns, c, anywhere); ok {
			return r.value
		}
	}
	return ""
}

// sum brings together what the clauses propose: what they contradict each other
// in is left out, and a deal that is over has no plan for its signing.
func (r *reading) sum() []Proposal {
	won, isWon := r.best[Won]
	lost, isLost := r.best[Lost]
	if isWon && isLost {
		isWon, isLost = false, false
	}
	_, isHeld := r.best[Hold]
	isHeld = isHeld && !isWon && !isLost
	if isLost {
		for _, q := range lostWith {
			delete(r.answer, q)
		}
	}
	var out []Proposal
	if p, ok := r.best[CloseDate]; ok && !isWon && !isLost && !isHeld {
		out = append(out, p.Proposal)
	}
	if p, ok := r.best[Amount]; ok && !isLost {
		out = append(out, p.Proposal)
	}
	out = append(out, distinct(r.steps)...)
	for q := 1; q <= questions; q++ {
		if all := r.answer[q]; len(all) > 0 && agree(all) {
			out = append(out, all[0])
		}
	}
	switch {
	case isWon:
		out = append(out, won.Proposal)
	case isLost:
		lost.Value = r.said
		out = append(out, lost.Proposal)
	case isHeld:
		out = append(out, r.best[Hold].Proposal)
	}
	return out
}

// lostWith are the questions whose answers are why a deal was lost, and which it no
// longer asks: relationship, preference, informal factors.
var lostWith = [...]int{9, 13, 14}

func agree(all []Proposal) bool {
	return !slices.ContainsFunc(all, func(p Proposal) bool { return p.Value != all[0].Value })
}

// distinct keeps one step a day, and one without a day only where none has one.
func distinct(steps []Proposal) []Proposal {
	var out []Proposal
	days := make(map[string]bool)
	for _, dated := range []bool{true, false} {
		for _, p := range steps {
			if (p.Date != "") != dated || days[p.Date] || !dated && len(out) > 0 {
				continue
			}
			days[p.Date] = true
			out = append(out, p)
		}
	}
	return out
}
