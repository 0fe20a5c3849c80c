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

// Snooze puts off what the owner is told of a deal.
func (d *Desk) Snooze(ctx context.Context, w Who, deal string, until time.Time, commit string) (Done, error) {
	return d.do(ctx, snoozing(change{who: w, deal: deal, commit: commit}, until))
}

// snoozeUntil is Snooze by its form: until nine on that day.
func (d *Desk) snoozeUntil(ctx context.Context, f filled) (Submitted, error) {
	day := sales.Date(f.parsed.Date["until"]).Time(f.who.Zone)
	if !day.After(f.now) {
		return f.problem("until", i18n.T("error.past_date")), nil
	}
	return d.apply(ctx, f, snoozing(change{}, day.Add(snoozeAt)))
}

// snoozeAt is when a day on which a snooze ends begins.
const snoozeAt = 9 * time.Hour

func snoozing(c change, until time.Time) change {
	c.verb = org.Change
	c.apply = func(to *sales.Deal, now time.Time) error {
		if err := assessable(*to); err != nil {
			return err
		}
		if !until.After(now) {
			return fault.New(fault.Invalid, "error.past_date")
		}
		to.Attention.Snoozed = until.UTC()
		return nil
	}
	c.extra = func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
		return []sales.Change{sales.NewChange(after, c, version, sales.FieldSnoozed, "", until.UTC().Format(time.RFC3339))}
	}
	return c
}

// Facts are what holds of a deal now, of the four facts.
func (d *Desk) Facts(deal sales.Deal) []sales.Fact {
	now := d.o.Now()
	return slices.DeleteFunc(d.watch(deal).Facts(deal), func(f sales.Fact) bool { return f.Due.After(now) })
}
