package desk

import (
	"context"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Forward moves a deal one stage on, if it still is at the stage it was at when
// the button was drawn and the gate before the next one is open, or only advises.
func (d *Desk) Forward(ctx context.Context, w Who, deal string, from sales.Stage, commit string) (Done, error) {
	var advice *sales.GateState
	done, err := d.do(ctx, change{who: w, deal: deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, now time.Time) error {
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
		state, err := d.gate(*to, next)
		if err != nil {
			return err
		}
		advice = nil
		pass := sales.Pass{Gate: next, At: now, By: w.ID, How: sales.PassMet, Marks: to.Assess.Answers.Marks()}
		if state != nil && !state.Met() {
			if d.blocks(*to) {
				return blocked{*state}
			}
			advice, pass.How = state, sales.PassAdvised
		}
		to.MoveTo(next, now)
		if state != nil {
			to.Assess.AddPass(pass)
		}
		return nil
	}})
	if err == nil && done.Blocked == nil && !done.Already {
		done.Advice = advice
	}
	return done, err
}

// gate is the state of the gate before a stage, nil where there is none.
func (d *Desk) gate(deal sales.Deal, to sales.Stage) (*sales.GateState, error) {
	if d.current == 0 {
		return nil, nil //nolint:nilnil // no questions, no gates
	}
	q, err := d.questionsOf(deal)
	if err != nil {
		return nil, err
	}
	g, ok := q.rules.GateTo(to)
	if !ok {
		return nil, nil //nolint:nilnil // this stage has no gate
	}
	state := q.rules.Check(g, deal.Assess.Answers)
	return &state, nil
}

// blocks reports whether a closed gate keeps a deal where it is: from method_from
// on. A deal of another currency, or of no known amount, is not known to be small.
func (d *Desk) blocks(deal sales.Deal) bool {
	small := deal.Amount.Currency == d.o.Org.Currency && deal.Amount.Amount.LessThan(d.o.Method.From)
	return !small
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
