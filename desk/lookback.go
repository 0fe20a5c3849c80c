package desk

import (
	"context"

	"dealmate/org"
	"dealmate/sales"
)

// Passage is a passed gate and what has changed since.
type Passage struct {
	sales.Pass
	By      org.Person
	Decider org.Person
	Words   string // of an override, of one that was kept
	Since   []sales.Since
}

// Lookback is how a deal's assessment came to what it is.
type Lookback struct {
	View
	Passed []Passage
	// Replay tells which answers of a closed deal were wrong.
	Replay []sales.Lookback
}

// Lookback reads the snapshots of a deal's gates and, when it is closed, what
// turned out otherwise.
func (d *Desk) Lookback(ctx context.Context, w Who, deal string) (Lookback, error) {
	found, err := d.deal(ctx, w, deal, org.See)
	if err != nil {
		return Lookback{}, err
	}
	q, err := d.questionsOf(found)
	if err != nil {
		return Lookback{}, err
	}
	changes, err := d.o.History.Changes(ctx, deal)
	if err != nil {
		return Lookback{}, err
	}
	out := Lookback{View: d.view(w, found), Replay: q.rules.Replay(found, changes)}
	for _, p := range found.Assess.Passed {
		x := Passage{Pass: p, By: d.Person(p.By), Since: q.rules.ChangedSince(p, found.Assess.Answers)}
		if p.Decider != "" {
			x.Decider, x.Words = d.Person(p.Decider), reasonAt(changes, p)
		}
		out.Passed = append(out.Passed, x)
	}
	return out, nil
}

func reasonAt(changes []sales.Change, p sales.Pass) string {
	for _, c := range changes {
		if c.Field == sales.FieldPassed && c.RecordedAt.Equal(p.At) {
			return c.Reason
		}
	}
	return ""
}
