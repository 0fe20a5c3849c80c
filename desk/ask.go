package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// Messages of a manager's question; their facts are "deal", "question" (a note's
// ID) and, of an answer, "answer".
const (
	kindAsked   = "asked"
	kindReplied = "replied"
)

// ask puts a question about a deal to its owner; it stands on the deal's timeline.
func (d *Desk) ask(ctx context.Context, f filled) (Submitted, error) {
	c := noting(f.who, f.parsed.Text["text"], "", f.commit)
	note := c.beside
	c.beside = func(tx Tx, before, after sales.Deal, now time.Time) {
		note(tx, before, after, now)
		if after.Owner != f.who.ID {
			tx.Send(scheduler.Message{
				ID: kindAsked + "|" + f.commit, Destination: "person:" + after.Owner, Due: now, Kind: kindAsked,
				Facts: map[string]string{"deal": after.ID, "question": f.commit},
			})
		}
	}
	return d.apply(ctx, f, c)
}

// reply answers a question; whoever asked is told.
func (d *Desk) reply(ctx context.Context, f filled) (Submitted, error) {
	asked, err := d.o.History.Notes(ctx, f.state.Part)
	if err != nil {
		return Submitted{}, err
	}
	if len(asked) == 0 || asked[0].Deal != f.state.Subject {
		return Submitted{}, fault.New(fault.NotFound, "error.expired")
	}
	c := noting(f.who, f.parsed.Text["text"], "", f.commit)
	note := c.beside
	c.beside = func(tx Tx, before, after sales.Deal, now time.Time) {
		note(tx, before, after, now)
		tx.Send(scheduler.Message{
			ID: kindReplied + "|" + f.commit, Destination: "person:" + asked[0].Author, Due: now, Kind: kindReplied,
			Facts: map[string]string{"deal": after.ID, "question": f.state.Part, "answer": f.commit},
		})
	}
	return d.apply(ctx, f, c)
}

// mostHints is how many questions one contact offers to answer.
const mostHints = 3

// Hinted lists the questions that what a customer said may answer, as far as the
// deal's version asks them.
func (d *Desk) Hinted(deal sales.Deal, said string) []string {
	q, err := d.questionsOf(deal)
	if err != nil || said == "" {
		return nil
	}
	said = strings.ToLower(said)
	var out []string
	for _, h := range d.o.Forms[formAssess].Judge.Hints {
		hit := slices.ContainsFunc(h.Words, func(w string) bool { return strings.Contains(said, w) })
		if hit && q.rules.Has(h.Question) && len(out) < mostHints {
			out = append(out, h.Question)
		}
	}
	return out
}

// Talk reads notes of a deal by their IDs, in their order.
func (d *Desk) Talk(ctx context.Context, w Who, deal string, ids ...string) ([]sales.Note, error) {
	if _, err := d.deal(ctx, w, deal, org.See); err != nil {
		return nil, err
	}
	notes, err := d.o.History.Notes(ctx, ids...)
	for i, n := range notes {
		if n.Deal != deal {
			notes[i].Text = "" // another deal's
		}
		notes[i].Text = strings.TrimSpace(notes[i].Text)
	}
	return notes, err
}
