package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// The forms of a W that has to be typed.
const (
	formWhy  = "why"
	formWhom = "whom"
)

// Filling is one of the five W of a planned activity, chosen by a button.
type Filling struct {
	Deal     string
	Activity string
	W        string // sales.Who, What, Where
	Value    string // a name, or a key of ActivityTypes or ActivityPlaces
	Commit   string
}

// Fill sets a W by a button; of WHO the name is added to those there are. An
// unknown W or value is invalid, an activity that is gone not found.
func (d *Desk) Fill(ctx context.Context, w Who, f Filling) (Submitted, error) {
	var set func(a *sales.Activity)
	switch {
	case f.W == sales.Who && f.Value != "":
		set = func(a *sales.Activity) {
			if !slices.Contains(a.Who, f.Value) {
				a.Who = append(slices.Clone(a.Who), f.Value)
			}
		}
	case f.W == sales.Where && slices.Contains(sales.ActivityPlaces(), f.Value):
		set = func(a *sales.Activity) { a.Where = f.Value }
	case f.W == sales.What && slices.Contains(sales.ActivityTypes(), f.Value):
		set = func(a *sales.Activity) { a.Type = f.Value }
	default:
		return Submitted{}, fault.New(fault.Invalid, "error.expired")
	}
	var a sales.Activity
	c := d.filling(ctx, f.Deal, f.Activity, set, &a)
	c.who, c.deal, c.commit = w, f.Deal, f.Commit
	done, err := d.do(ctx, c)
	return Submitted{Done: done, Activity: a}, err
}

// fillIn sets a W that was typed.
func (d *Desk) fillIn(ctx context.Context, f filled) (Submitted, error) {
	set := func(a *sales.Activity) { a.Why = f.parsed.Text[formWhy] }
	if f.form.ID == formWhom {
		names := d.people(f.parsed)
		if len(names) == 0 {
			return f.problem("who_new", i18n.T("error.required")), nil
		}
		set = func(a *sales.Activity) { a.Who = names }
	}
	var a sales.Activity
	out, err := d.apply(ctx, f, d.filling(ctx, f.state.Subject, f.state.Part, set, &a))
	out.Activity = a
	if f.form.ID == formWhy {
		out.Coached = d.coached(f.who, a)
	}
	return out, err
}

// filling is the change that sets a W of a planned activity, which is read afresh
// each time; a is where it is left.
func (d *Desk) filling(ctx context.Context, deal, id string, set func(*sales.Activity), a *sales.Activity) change {
	var contacts *sales.Roster
	return change{
		verb: org.Change,
		apply: func(to *sales.Deal, now time.Time) error {
			was, err := d.activity(ctx, deal, id)
			switch {
			case err != nil:
				return err
			case was.ID == "":
				return fault.New(fault.NotFound, "error.no_activity")
			case was.State != sales.Planned:
				return alreadyBy(sales.FieldActivity)
			}
			*a = was
			set(a)
			if same(was, *a) {
				return alreadyBy(sales.FieldActivity)
			}
			a.UpdatedAt = now
			*a = d.pinged(*to, *a, now)
			to.Follow(*a)
			contacts, err = d.acquainted(ctx, to.Customer, a.Who)
			return err
		},
		beside: func(tx Tx, _, _ sales.Deal, _ time.Time) {
			tx.Save(*a)
			if contacts != nil {
				tx.Save(*contacts)
			}
		},
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldActivity, "", a.ID+": changed")}
		},
	}
}

// same reports whether two activities have the same W.
func same(a, b sales.Activity) bool {
	return a.Why == b.Why && a.Type == b.Type && a.Where == b.Where && slices.Equal(a.Who, b.Who) &&
		a.At.Equal(b.At) && a.AllDay == b.AllDay && a.Minutes == b.Minutes && a.Place == b.Place
}

// acquainted is the list of a customer's people with names that are new to it; nil
// where none is.
func (d *Desk) acquainted(ctx context.Context, customer string, names []string) (*sales.Roster, error) {
	was, err := d.o.Records.Roster(ctx, sales.ContactsRoster(customer))
	if err != nil {
		return nil, err
	}
	known := was
	for _, name := range names {
		if !known.Has(name) {
			known = known.With(name)
		}
	}
	if len(known.Names) == len(was.Names) {
		return nil, nil //nolint:nilnil // nobody new is no error
	}
	return &known, nil
}
