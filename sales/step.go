package sales

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Standing is what a deal counts as at a moment; the zero Standing is a deal that
// does not exist yet.
type Standing struct {
	Team, Owner string
	Stage       Stage
	Outcome     Outcome
	Amount      Money
	Late        bool // entered while it was running already (补录)
}

// StandingOf is what a deal counts as now.
func StandingOf(d Deal) Standing {
	return Standing{Team: d.Team, Owner: d.Owner, Stage: d.Stage, Outcome: d.Outcome, Amount: d.Amount, Late: d.Backfilled}
}

// Step is one commit's changes of a deal, and what the deal counted as around them.
type Step struct {
	Deal    string
	Version int64
	At      time.Time
	Actor   string
	Before  Standing
	After   Standing
	Changes []Change
}

// Has reports whether the step changed a field.
func (s Step) Has(name string) bool {
	return slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Field == name })
}

// Steps joins changes to commits, in the order in which they count: by time, and of
// one deal by its versions. Every commit must be there as a whole.
func Steps(changes []Change) []Step {
	var out []Step
	at := map[string]int{} // of the last step of a deal
	for _, c := range changes {
		i, ok := at[c.Deal]
		if !ok || out[i].Version != c.Version {
			i = len(out)
			at[c.Deal] = i
			out = append(out, Step{Deal: c.Deal, Version: c.Version, At: c.RecordedAt, Actor: c.Actor, After: standingAfter(c)})
		}
		out[i].Changes = append(out[i].Changes, c)
	}
	for i := range out {
		out[i].Before = before(out[i])
	}
	slices.SortStableFunc(out, func(a, b Step) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Deal, b.Deal), cmp.Compare(a.Version, b.Version))
	})
	return out
}

func standingAfter(c Change) Standing {
	return Standing{Team: c.Team, Owner: c.Owner, Stage: c.Stage, Outcome: c.Outcome, Amount: c.Amount, Late: c.Backfill}
}

// before undoes a step.
func before(s Step) Standing {
	out := s.After
	for _, c := range s.Changes {
		switch c.Field {
		case FieldCreated:
			return Standing{}
		case FieldTeam:
			out.Team = c.Old
		case FieldOwner:
			out.Owner = c.Old
		case FieldStage:
			out.Stage = Stage(c.Old)
		case FieldOutcome:
			out.Outcome = Outcome(c.Old)
		case FieldAmount:
			out.Amount = parseMoney(c.Old)
		}
	}
	return out
}

// parseMoney reads what Money.String wrote.
func parseMoney(s string) Money {
	amount, currency, _ := strings.Cut(s, " ")
	d, err := decimal.NewFromString(amount)
	if err != nil || currency == "" {
		return Money{}
	}
	return Money{Amount: d, Currency: currency}
}

// Past is what is known of some deals since a moment: how the open ones stand now, and
// every step since.
type Past struct {
	Now   map[string]Standing
	Steps []Step
}

// At is how the deals stood at a moment, before what happened at it. It must not be
// before the first step that may be missing.
func (p Past) At(t time.Time) map[string]Standing {
	out := make(map[string]Standing, len(p.Now))
	maps.Copy(out, p.Now)
	for _, s := range p.Steps { // what is closed or gone stands as its last step left it
		out[s.Deal] = s.After
	}
	for _, s := range slices.Backward(p.Steps) {
		if s.At.Before(t) {
			break
		}
		out[s.Deal] = s.Before
	}
	return out
}

// Between are the steps in [from, to).
func (p Past) Between(from, to time.Time) []Step {
	var out []Step
	for _, s := range p.Steps {
		if !s.At.Before(from) && s.At.Before(to) {
			out = append(out, s)
		}
	}
	return out
}
