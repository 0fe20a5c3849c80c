package desk

import (
	"context"
	"time"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// hold lets a deal wait until a date of re-contact.
func (d *Desk) hold(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	until := sales.Date(p.Date["until"])
	if until <= f.today {
		return f.problem("until", i18n.T("error.past_date")), nil
	}
	return d.apply(ctx, f, change{verb: org.Change, reason: p.Text["reason"], apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return fault.New(fault.Invalid, "error.closed_deal")
		}
		since := now.UTC()
		if to.Hold != nil {
			since = to.Hold.Since
		}
		to.Hold = &sales.Hold{Reason: p.Text["reason"], SaidBy: p.Text["said_by"], Until: until, Since: since}
		return nil
	}})
}
