package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// maxNote is the most runes of a note that is typed or taken from a message.
const maxNote = 10_000

// Note adds a text to a deal's timeline.
func (d *Desk) Note(ctx context.Context, w Who, deal, text, link, commit string) (Done, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n > maxNote {
		return Done{}, fault.New(fault.Invalid, "error.too_long", "Max", maxNote, "Have", n)
	}
	if text == "" {
		return Done{}, fault.New(fault.Invalid, "error.required")
	}
	c := noting(w, text, link, commit)
	c.who, c.deal, c.commit = w, deal, commit
	return d.do(ctx, c)
}

// noted saves a note from the form.
func (d *Desk) noted(ctx context.Context, f filled) (Submitted, error) {
	return d.apply(ctx, f, noting(f.who, f.parsed.Text["text"], f.state.Context["quote_link"], f.commit))
}

// noting is the change that a note makes. The text is a record of its own, so
// that the log holds only its ID.
func noting(w Who, text, link, id string) change {
	return change{
		verb:  org.Change,
		apply: func(to *sales.Deal, _ time.Time) error { to.AddNote(id); return nil },
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			tx.Save(sales.Note{ID: id, Deal: after.ID, Author: w.ID, At: now.UTC(), Text: text, Link: link})
		},
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldNote, "", id)}
		},
	}
}
