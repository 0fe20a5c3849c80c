package desk

import (
	"context"
	"time"

	"dealmate/org"
	"dealmate/sales"
)

// Reopen brings a deal back from won, lost, void or hold; its clocks start anew.
func (d *Desk) Reopen(ctx context.Context, w Who, deal, commit string) (Done, error) {
	return d.do(ctx, change{who: w, deal: deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, now time.Time) error {
		if to.IsOpen() && to.Hold == nil {
			return alreadyBy("outcome", "hold")
		}
		to.Outcome, to.Hold, to.Closing, to.ClockFrom = sales.Open, nil, nil, now.UTC()
		return nil
	}})
}
