package desk

import (
	"context"
	"time"

	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// evidence saves what was said under a question, whatever its answer.
func (d *Desk) evidence(ctx context.Context, f filled) (Submitted, error) {
	if on := sales.Date(f.parsed.Date["said_on"]); on > f.today {
		return f.problem("said_on", i18n.T("error.future_date")), nil
	}
	question := f.state.Part
	note := sales.Note{
		ID: f.commit, Deal: f.state.Subject, Author: f.who.ID, At: f.now.UTC(), Question: question,
		Text: f.parsed.Text["text"], SaidBy: f.parsed.Text["said_by"], SaidOn: sales.Date(f.parsed.Date["said_on"]), Link: f.parsed.Text["link"],
	}
	return d.apply(ctx, f, change{
		verb: org.Change,
		apply: func(to *sales.Deal, now time.Time) error {
			q, err := d.answerable(to, question)
			if err != nil {
				return err
			}
			to.Assess.Version = q.rules.Version
			to.Assess.AddEvidence(question, note.ID, now)
			return nil
		},
		beside: func(tx Tx, _, _ sales.Deal, _ time.Time) { tx.Save(note) },
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldEvidence, "", note.ID)}
		},
	})
}
