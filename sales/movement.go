package sales

import (
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// FlowKind is one term of the movement line.
type FlowKind string

// The terms, in the order of the line. See docs/method.md:
// start + new + entered late (补录) + moved in + reopened + increased − decreased −
// moved out − won − lost − voided ± rate change = end.
const (
	FlowNew       FlowKind = "new"
	FlowLate      FlowKind = "late"
	FlowIn        FlowKind = "in"
	FlowReopened  FlowKind = "reopened"
	FlowIncreased FlowKind = "increased"
	FlowDecreased FlowKind = "decreased"
	FlowOut       FlowKind = "out"
	FlowWon       FlowKind = "won"
	FlowLost      FlowKind = "lost"
	FlowVoided    FlowKind = "voided"
	FlowRate      FlowKind = "rate"
)

// FlowKinds are all terms in the order of the line.
func FlowKinds() []FlowKind {
	return []FlowKind{
		FlowNew, FlowLate, FlowIn, FlowReopened, FlowIncreased, FlowDecreased, FlowOut, FlowWon, FlowLost, FlowVoided, FlowRate,
	}
}

// Takes reports whether a term takes off the pipeline.
func (k FlowKind) Takes() bool { return k.sign() < 0 }

// sign is how a term counts: its magnitude is added, taken off, or neither in itself.
func (k FlowKind) sign() int64 {
	switch k {
	case FlowDecreased, FlowOut, FlowWon, FlowLost, FlowVoided:
		return -1
	}
	return 1
}

// comes is how a term changes the number of deals.
func (k FlowKind) comes() int {
	switch k {
	case FlowNew, FlowLate, FlowIn, FlowReopened:
		return 1
	case FlowOut, FlowWon, FlowLost, FlowVoided:
		return -1
	}
	return 0
}

// Flow is what one step, or a change of rates, did to a term.
type Flow struct {
	Kind  FlowKind
	Deal  string
	Value decimal.Decimal // of FlowRate with its sign, of the others the magnitude
	// Step is the one that caused it; zero for FlowRate.
	Step Step
}

// Sum is a number of deals and their value.
type Sum struct {
	Count int             `json:"count"`
	Value decimal.Decimal `json:"value"`
}

// Movement explains how the open pipeline of a scope came from one moment to
// another. Start plus all flows is End, to the last digit.
type Movement struct {
	Start, End Sum
	Flows      []Flow
	// Unrated counts the deals by currency whose amounts are in no sum as there is no
	// rate for them, at the end.
	Unrated map[string]int
}

// Term sums the flows of one kind.
func (m Movement) Term(k FlowKind) Sum {
	var out Sum
	for _, f := range m.Flows {
		if f.Kind == k {
			out.Count++
			out.Value = out.Value.Add(f.Value)
		}
	}
	return out
}

// Of are the flows of one kind, as they happened.
func (m Movement) Of(k FlowKind) []Flow {
	var out []Flow
	for _, f := range m.Flows {
		if f.Kind == k {
			out = append(out, f)
		}
	}
	return out
}

// Adds reports whether the line adds up.
func (m Movement) Adds() bool {
	count, value := m.Start.Count, m.Start.Value
	for _, f := range m.Flows {
		count += f.Kind.comes()
		value = value.Add(f.Value.Mul(decimal.NewFromInt(f.Kind.sign())))
	}
	return count == m.End.Count && value.Equal(m.End.Value)
}

// Window is a span of time in a zone, [From, To). Amounts are valued at the rates of
// its days, and at the end at those of To, with which the next window begins.
type Window struct {
	From, To time.Time
}

func (w Window) day(t time.Time) Date { return DateOf(t.In(w.From.Location())) }

// Scope says which open deals count: a team's, several teams', a person's.
type Scope func(Standing) bool

// OfTeams is the scope of some teams.
func OfTeams(keys ...string) Scope {
	in := map[string]bool{}
	for _, k := range keys {
		in[k] = true
	}
	return func(s Standing) bool { return in[s.Team] }
}

// OwnedBy is the scope of one person.
func OwnedBy(person string) Scope { return func(s Standing) bool { return s.Owner == person } }

// Move computes the movement of a scope over a window.
func Move(p Past, in Scope, w Window, rates Rates) Movement {
	l := ledger{in: in, w: w, rates: rates, held: map[string]decimal.Decimal{}}
	start := p.At(w.From)
	l.out.Start, _ = l.stock(start, w.day(w.From))
	for id, s := range start {
		if l.open(s) {
			l.held[id], _ = rates.Value(s.Amount, w.day(w.From))
		}
	}
	for _, s := range p.Between(w.From, w.To) {
		l.take(s)
	}
	end, last := p.At(w.To), w.day(w.To)
	for _, id := range slices.Sorted(maps.Keys(end)) {
		if l.open(end[id]) {
			l.revalue(id, end[id].Amount, last)
		}
	}
	l.out.End, l.out.Unrated = l.stock(end, last)
	return l.out
}

// ledger follows the value at which each deal of a scope is held.
type ledger struct {
	in    Scope
	w     Window
	rates Rates
	held  map[string]decimal.Decimal
	out   Movement
}

func (l *ledger) open(s Standing) bool { return s.Outcome == Open && l.in(s) }

func (l *ledger) stock(all map[string]Standing, day Date) (sum Sum, unrated map[string]int) {
	unrated = map[string]int{}
	for _, s := range all {
		if !l.open(s) {
			continue
		}
		v, ok := l.rates.Value(s.Amount, day)
		if !ok {
			unrated[s.Amount.Currency]++
		}
		sum.Count++
		sum.Value = sum.Value.Add(v)
	}
	return sum, unrated
}

func (l *ledger) flow(k FlowKind, v decimal.Decimal, s Step) {
	l.out.Flows = append(l.out.Flows, Flow{Kind: k, Deal: s.Deal, Value: v, Step: s})
}

// revalue notes what rates have made of a deal since it was valued last.
func (l *ledger) revalue(id string, m Money, day Date) {
	v, _ := l.rates.Value(m, day)
	if change := v.Sub(l.held[id]); !change.IsZero() {
		l.flow(FlowRate, change, Step{Deal: id})
	}
	l.held[id] = v
}

// take books one step: first the rates, then the amount, then the deal's coming or
// going. A deal that comes, comes with its new amount.
func (l *ledger) take(s Step) {
	day := l.w.day(s.At)
	was, is := l.open(s.Before), l.open(s.After)
	if was {
		l.revalue(s.Deal, s.Before.Amount, day)
	}
	closes := was && s.After.Outcome != Open
	if was && (is || closes) {
		l.amount(s, day)
	}
	v, _ := l.rates.Value(s.After.Amount, day)
	switch {
	case closes:
		l.flow(closed(s.After.Outcome), l.held[s.Deal], s)
	case was && !is:
		l.flow(FlowOut, l.held[s.Deal], s)
	case !was && is:
		l.flow(came(s), v, s)
		l.held[s.Deal] = v
	}
	if !is {
		delete(l.held, s.Deal)
	}
}

// amount books a change of the amount; a win's change counts before the win.
func (l *ledger) amount(s Step, day Date) {
	v, _ := l.rates.Value(s.After.Amount, day)
	switch change := v.Sub(l.held[s.Deal]); {
	case change.IsPositive():
		l.flow(FlowIncreased, change, s)
	case change.IsNegative():
		l.flow(FlowDecreased, change.Neg(), s)
	}
	l.held[s.Deal] = v
}

func closed(o Outcome) FlowKind {
	switch o {
	case Won:
		return FlowWon
	case Lost:
		return FlowLost
	}
	return FlowVoided
}

func came(s Step) FlowKind {
	switch {
	case s.Before.Outcome == "" && s.After.Late:
		return FlowLate
	case s.Before.Outcome == "":
		return FlowNew
	case s.Before.Outcome != Open:
		return FlowReopened
	}
	return FlowIn
}
