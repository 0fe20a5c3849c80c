package desk

import (
	"context"
	"time"
	"unicode/utf8"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// maxNote is the most runes of a note that is typed or taken from a message.
const maxNote = 10_000

// Forward moves a deal one stage on, if it still is at the stage it was at when
// the button was drawn.
func (d *Desk) Forward(ctx context.Context, w Who, deal string, from sales.Stage, commit string) (Done, error) {
	return d.do(ctx, change{who: w, deal: deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return fault.New(fault.Invalid, "error.closed_deal")
		}
		if from != "" && to.Stage != from {
			return already{"stage"}
		}
		next, ok := to.Stage.Next()
		if !ok {
			return fault.New(fault.Invalid, "error.last_stage")
		}
		to.MoveTo(next, now)
		return nil
	}})
}

// Reopen brings a deal back from won, lost, void or hold; its clocks start anew.
func (d *Desk) Reopen(ctx context.Context, w Who, deal, commit string) (Done, error) {
	return d.do(ctx, change{who: w, deal: deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, now time.Time) error {
		field := "outcome"
		if to.IsOpen() && to.Hold == nil {
			return already{field}
		}
		to.Outcome, to.Hold, to.Closing, to.ClockFrom = sales.Open, nil, nil, now
		return nil
	}})
}

// Note adds a text to a deal's timeline.
func (d *Desk) Note(ctx context.Context, w Who, deal, text, link, commit string) (Done, error) {
	if n := utf8.RuneCountInString(text); n > maxNote {
		return Done{}, fault.New(fault.Invalid, "error.too_long", "Max", maxNote, "Have", n)
	}
	if text == "" {
		return Done{}, fault.New(fault.Invalid, "error.required")
	}
	return d.do(ctx, change{
		who: w, deal: deal, verb: org.Change, commit: commit,
		apply: func(to *sales.Deal, _ time.Time) error { to.AddNote(commit); return nil },
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			tx.Save(sales.Note{ID: commit, Deal: after.ID, Author: w.ID, At: now.UTC(), Text: text, Link: link})
		},
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldNote, "", commit)}
		},
	})
}

// Assign gives a deal to somebody; stage, notes and history stay, both are told.
func (d *Desk) Assign(ctx context.Context, w Who, deal, person, commit string) (Done, error) {
	c, err := d.assigning(w, person, "", commit)
	if err != nil {
		return Done{}, err
	}
	c.who, c.deal, c.commit = w, deal, commit
	return d.do(ctx, c)
}

// assigning is the change of owner. A deal follows an owner who is not in its
// team to theirs.
func (d *Desk) assigning(w Who, person, reason, commit string) (change, error) {
	team, ok := d.o.Org.HomeTeam(person)
	if !ok {
		return change{}, fault.New(fault.Invalid, "error.choice")
	}
	return change{
		verb: org.Assign, reason: reason,
		apply: func(to *sales.Deal, _ time.Time) error {
			if to.Owner == person {
				return already{"owner"}
			}
			to.Owner = person
			if !inTeam(d.o.Org, to.Team, person) {
				to.Team = team.Key
			}
			return nil
		},
		beside: func(tx Tx, before, after sales.Deal, now time.Time) {
			for role, to := range map[string]string{"new": after.Owner, "old": before.Owner} {
				if to != w.ID { // who did it sees the result
					tx.Send(assigned(w, before, after, to, role, commit, now))
				}
			}
		},
	}, nil
}

func inTeam(o org.Organisation, key, person string) bool {
	for _, t := range o.TeamsOf(person) {
		if t.Key == key {
			return true
		}
	}
	return false
}

// assigned tells one of the two; the card is made when it is sent.
func assigned(w Who, before, after sales.Deal, to, role, commit string, now time.Time) scheduler.Message {
	return scheduler.Message{
		ID: "assigned|" + role + "|" + commit, Destination: "person:" + to, Due: now, Kind: "assigned",
		Facts: map[string]string{"deal": after.ID, "to": to, "from": before.Owner, "by": w.ID, "role": role},
	}
}
