package seed

import (
	"maps"
	"slices"
	"time"

	"dealmate/sales"
)

// answers are the events of a deal's assessment: for each gate that was passed
// its five on the day of the step, the others together.
func (t *teller) answers(d deal) []event {
	marks := []rune(d.Marks)
	var out []event
	for i, key := range t.company.Rules.Under("") {
		if i >= len(marks) {
			break
		}
		m, ok := map[rune]sales.Mark{'+': sales.Plus, '-': sales.Minus, '?': sales.Unknown}[marks[i]]
		if !ok {
			continue
		}
		at := t.answeredAt(d, key)
		out = append(out, event{at: at, apply: func(to *sales.Deal, when time.Time) {
			to.Assess.Version = t.company.Rules.Version
			to.Assess.Set(key, m, to.Owner, when)
		}})
	}
	for _, key := range slices.Sorted(maps.Keys(d.Said)) {
		out = append(out, event{at: t.answeredAt(d, key), note: d.Said[key], question: key})
	}
	return out
}

// answeredAt is how many days ago a question was answered.
func (t *teller) answeredAt(d deal, key string) int {
	for _, g := range t.company.Rules.Gates {
		if !slices.Contains(t.company.Rules.Under(g.Heading), key) {
			continue
		}
		for _, s := range d.Path[1:] {
			if s.Stage == g.Stage {
				return s.At
			}
		}
	}
	return d.Assessed
}

// move takes a deal to a stage and, where it was assessed, through its gate.
func (t *teller) move(to *sales.Deal, s sales.Stage, at time.Time) {
	to.MoveTo(s, at)
	g, ok := t.company.Rules.GateTo(s)
	if !ok || to.Assess.Version == 0 {
		return
	}
	how := sales.PassMet
	if !t.company.Rules.Check(g, to.Assess.Answers).Met() {
		how = sales.PassAdvised
	}
	to.Assess.AddPass(sales.Pass{Gate: s, At: at, By: to.Owner, How: how, Marks: to.Assess.Answers.Marks()})
}
