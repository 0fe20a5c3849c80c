package desk

import (
	"context"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Forward moves a deal one stage on, if it still is at the stage it was at when
// the button was drawn.
func (d *Desk) Forward(ctx context.Context, w Who, deal string, from sales.Stage, commit string) (Done, error) {
	return d.do(ctx, change{who: w, deal: deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return fault.New(fault.Invalid, "error.closed_deal")
		}
		if from != "" && to.Stage != from {
			return alreadyBy("stage")
		}
		next, ok := to.Stage.Next()
		if !ok {
			return fault.New(fault.Invalid, "error.last_stage")
		}
		to.MoveTo(next, now)
		return nil
	}})
}

// back moves a deal one stage back, with its reason.
func (d *Desk) back(ctx context.Context, f filled) (Submitted, error) {
	return d.apply(ctx, f, change{verb: org.Change, reason: f.parsed.Text["reason"], apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return fault.New(fault.Invalid, "error.closed_deal")
		}
		if string(to.Stage) != f.state.Base["stage"] { // somebody moved it meanwhile
			return alreadyBy("stage")
		}
		previous, ok := to.Stage.Previous()
		if !ok {
			return fault.New(fault.Invalid, "error.first_stage")
		}
		to.MoveTo(previous, now)
		return nil
	}})
}
