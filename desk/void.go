package desk

import (
	"context"
	"time"

	"dealmate/org"
	"dealmate/sales"
)

// void takes a duplicate or a typo out of every figure; Reopen undoes it.
func (d *Desk) void(ctx context.Context, f filled) (Submitted, error) {
	return d.apply(ctx, f, change{verb: org.Change, reason: f.parsed.Text["reason"], apply: func(to *sales.Deal, now time.Time) error {
		if to.Outcome == sales.Void {
			return alreadyBy("outcome")
		}
		to.Outcome, to.Hold = sales.Void, nil
		to.Closing = &sales.Closing{At: now.UTC(), Other: f.parsed.Text["reason"]}
		return nil
	}})
}
