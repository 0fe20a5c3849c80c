package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// followFeed moves and calls off the activities that were taken over from a
// calendar, as the calendar has them now. One that its person may not change any
// more, or that took place, stays as it is.
func (d *Desk) followFeed(ctx context.Context, person string, n sales.News) error {
	w := d.who(d.Person(person), "calendar")
	for _, a := range n.Moved {
		commit := "feed|" + a.Activity + "|" + a.At.Format(time.RFC3339) + "|" + a.Place
		var now sales.Activity
		c := d.filling(ctx, a.Deal, a.Activity, func(to *sales.Activity) {
			to.At, to.AllDay, to.Minutes, to.Place = a.At, a.AllDay, a.Minutes, firstOf(a.Place, to.Place)
		}, &now)
		c.who, c.deal, c.commit = w, a.Deal, commit
		if _, err := d.do(ctx, c); err != nil && !lost(err) {
			return err
		}
	}
	for _, a := range n.Gone {
		if _, err := d.CallOff(ctx, w, a.Deal, a.Activity, "feed|"+a.Activity+"|off"); err != nil && !lost(err) {
			return err
		}
	}
	return nil
}

// lost reports whether an error means that a deal or activity is out of reach.
func lost(err error) bool {
	code := fault.CodeOf(err)
	return code == fault.NotFound || code == fault.Forbidden || code == fault.Invalid
}

// TakeOver makes a meeting of the calendar a planned activity of a deal. One that
// is not there any more is not found; one taken over before stays as it is.
func (d *Desk) TakeOver(ctx context.Context, w Who, deal, key, commit string) (Submitted, error) {
	var f sales.Feed
	var a sales.Activity
	var contacts *sales.Roster
	done, err := d.do(ctx, change{
		who: w, deal: deal, verb: org.Change, commit: commit,
		apply: func(to *sales.Deal, now time.Time) (err error) {
			if f, err = d.o.Feeds.Feed(ctx, w.ID); err != nil {
				return err
			}
			i := slices.IndexFunc(f.Found, func(x sales.Appointment) bool { return x.Key == key })
			switch {
			case i < 0:
				return fault.New(fault.NotFound, "error.no_appointment")
			case f.Found[i].Activity != "":
				a, err = d.activity(ctx, f.Found[i].Deal, f.Found[i].Activity)
				return firstError(err, alreadyBy(sales.FieldActivity))
			case len(to.Plans) > sales.MostPlans:
				return fault.New(fault.Invalid, "error.too_many_plans", "Max", sales.MostPlans)
			}
			if err := assessable(*to); err != nil {
				return err
			}
			f.Found = slices.Clone(f.Found)
			f.Found[i].Deal, f.Found[i].Activity = deal, commit
			a = d.pinged(*to, taken(f.Found[i], w.ID, to.Customer, now), now)
			to.Follow(a)
			contacts, err = d.acquainted(ctx, to.Customer, a.Who)
			return err
		},
		beside: func(tx Tx, _, _ sales.Deal, _ time.Time) {
			tx.Save(a)
			tx.Save(f)
			if contacts != nil {
				tx.Save(*contacts)
			}
		},
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldActivity, "", a.ID+": planned")}
		},
	})
	return Submitted{Done: done, Activity: a}, err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// taken is a meeting of the calendar as an activity: what it does not tell is asked.
func taken(x sales.Appointment, owner, customer string, now time.Time) sales.Activity {
	a := sales.Activity{
		ID: x.Activity, Deal: x.Deal, Owner: owner, Type: sales.GuessType(x.Title), Who: x.Who, Place: x.Place,
		At: x.At, AllDay: x.AllDay, Minutes: x.Minutes, Zone: x.Zone, State: sales.Planned, CreatedAt: now, UpdatedAt: now,
	}
	a.Where = sales.GuessPlace(x.Place, a.Type, customer)
	return a
}
