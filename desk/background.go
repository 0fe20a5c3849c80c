package desk

import (
	"context"
	"slices"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// background saves a page of the customer's background: as with edit, a field
// that only one side changed is that side's.
func (d *Desk) background(ctx context.Context, f filled) (Submitted, error) {
	for range tries {
		deal, err := d.deal(ctx, f.who, f.state.Subject, org.Change)
		if err != nil {
			return Submitted{}, err
		}
		if err := assessable(deal); err != nil {
			return Submitted{}, err
		}
		now, err := d.written(ctx, f.form, deal)
		if err != nil {
			return Submitted{}, err
		}
		done, again, err := d.rewrite(ctx, f, deal, now)
		if fault.CodeOf(err) == fault.Conflict {
			continue
		}
		if err != nil || again != nil {
			return deref(again), err
		}
		return f.result(done), nil
	}
	return Submitted{}, fault.New(fault.Conflict, "error.conflict")
}

func deref(s *Submitted) Submitted {
	if s == nil {
		return Submitted{}
	}
	return *s
}

// rewrite saves the fields that the form changed, or asks where somebody else
// changed them too.
func (d *Desk) rewrite(ctx context.Context, f filled, deal sales.Deal, now map[string]sales.Note) (Done, *Submitted, error) {
	after := deal.Clone()
	var notes []sales.Note
	var conflicts []string
	theirs := map[string]string{}
	for _, fl := range f.form.Fields {
		mine, base, n := f.parsed.Text[fl.Key], f.state.Base[fl.Key], now[fl.Key]
		theirs[fl.Key] = n.Text
		switch {
		case mine == base || mine == n.Text:
		case n.Text != base:
			conflicts = append(conflicts, fl.Key)
		default:
			n.ID, n.Deal, n.Author, n.At, n.Text = sales.BackgroundID(deal.ID, fl.Key), deal.ID, f.who.ID, f.now.UTC(), mine
			notes = append(notes, n)
			after.Assess.Background = without(after.Assess.Background, fl.Key)
			if mine != "" {
				after.Assess.Background = append(after.Assess.Background, fl.Key)
			}
		}
	}
	if len(conflicts) > 0 {
		s, err := d.conflict(ctx, f, deal, clash{keys: conflicts, theirs: theirs, made: func(x sales.Change, key string) bool {
			return x.Field == sales.FieldBackground && sales.BackgroundField(x.New) == key
		}})
		return Done{}, &s, err
	}
	slices.Sort(after.Assess.Background)
	p := paged{f: f, notes: notes}
	done, err := d.save(ctx, f.change(change{verb: org.Change, beside: p.beside, extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
		var out []sales.Change
		for _, n := range notes {
			out = append(out, sales.NewChange(after, c, version, sales.FieldBackground, "", n.ID))
		}
		return out
	}}), deal, after, f.now)
	return done, nil, err
}

// backgroundValues are a page's fields as its form holds them.
func (d *Desk) backgroundValues(ctx context.Context, form dialogs.Form, deal sales.Deal) (map[string]string, error) {
	notes, err := d.written(ctx, form, deal)
	out := map[string]string{}
	for field, n := range notes {
		out[field] = n.Text
	}
	return out, err
}

// written are the notes of a deal's background by field; one that was never
// written is empty and new.
func (d *Desk) written(ctx context.Context, form dialogs.Form, deal sales.Deal) (map[string]sales.Note, error) {
	out := map[string]sales.Note{}
	ids := make([]string, len(form.Fields))
	for i, fl := range form.Fields {
		ids[i] = sales.BackgroundID(deal.ID, fl.Key)
	}
	notes, err := d.o.History.Notes(ctx, ids...)
	for _, n := range notes {
		out[sales.BackgroundField(n.ID)] = n
	}
	return out, err
}

// Written is one field of a deal's background; Note is empty where it is not
// known yet.
type Written struct {
	Field   string
	Heading string
	Note    sales.Note
}

// Background lists what is written down about a deal's customer.
func (d *Desk) Background(ctx context.Context, w Who, deal string) (View, []Written, error) {
	found, err := d.deal(ctx, w, deal, org.See)
	if err != nil {
		return View{}, nil, err
	}
	form := d.o.Forms[formBackground]
	notes, err := d.written(ctx, form, found)
	if err != nil {
		return View{}, nil, err
	}
	var out []Written
	for _, fl := range form.Fields {
		out = append(out, Written{Field: fl.Key, Heading: fl.Heading, Note: notes[fl.Key]})
	}
	return d.view(w, found), out, nil
}
