package desk

import (
	"context"
	"time"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// formUnhold ends a hold that a manager does not agree with.
const formUnhold = "unhold"

// Messages about holds that a manager decides.
const (
	kindHoldAsked   = "hold_asked"   // deal, request, again ("1": a reminder)
	kindHoldDecided = "hold_decided" // deal, what, by, commit
)

// hold lets a deal wait until a date of re-contact. A long one, or a second one in a
// row, holds at once and is put to the manager; a manager's own is decided.
func (d *Desk) hold(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	until := sales.Date(p.Date["until"])
	if until <= f.today {
		return f.problem("until", i18n.T("error.past_date")), nil
	}
	return d.apply(ctx, f, change{
		verb: org.Change, reason: p.Text["reason"],
		apply: func(to *sales.Deal, now time.Time) error {
			if !to.IsOpen() {
				return fault.New(fault.Invalid, "error.closed_deal")
			}
			h := sales.Hold{Reason: p.Text["reason"], SaidBy: p.Text["said_by"], Until: until, Since: now.UTC()}
			var asked *sales.HoldAsk
			if was := to.Hold; was != nil {
				h.Since, asked = was.Since, was.Ask
			}
			why := to.HoldNeeds(until, now.In(f.who.Zone))
			o := owned(*to)
			if why != "" && !d.o.Org.May(f.who.ID, org.Decide, o) && len(d.o.Org.Deciders(o)) > 0 {
				asked = &sales.HoldAsk{ID: f.commit, Why: why, By: f.who.ID}
			}
			h.Ask, to.Hold, to.HeldAt = asked, &h, now.UTC()
			return nil
		},
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			if a := after.Hold.Ask; a != nil && a.ID == f.commit {
				d.askDeciders(tx, kindHoldAsked, after, a.ID, now)
			}
		},
	})
}

// AgreeHold lets a deal rest that was put to the manager; one that is not asked
// about any more stays as it is.
func (d *Desk) AgreeHold(ctx context.Context, w Who, deal, request, commit string) (Done, error) {
	var by string
	return d.do(ctx, change{
		who: w, deal: deal, verb: org.Decide, commit: commit,
		apply: func(to *sales.Deal, _ time.Time) error {
			if !to.AsksHold(request) {
				return alreadyBy(sales.FieldHoldAsk)
			}
			h := *to.Hold
			by, h.Ask, to.Hold = h.Ask.By, nil, &h
			return nil
		},
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			d.holdDecided(tx, after, by, w.ID, "agreed", commit, now)
		},
	})
}

// unhold ends a hold that the manager does not agree with; the deal's clocks start
// anew.
func (d *Desk) unhold(ctx context.Context, f filled) (Submitted, error) {
	var by string
	return d.apply(ctx, f, change{
		verb: org.Decide, reason: f.parsed.Text["word"],
		apply: func(to *sales.Deal, now time.Time) error {
			if !to.AsksHold(f.state.Part) {
				return alreadyBy(sales.FieldHoldAsk)
			}
			by, to.Hold, to.ClockFrom = to.Hold.Ask.By, nil, now.UTC()
			return nil
		},
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			d.holdDecided(tx, after, by, f.who.ID, "ended", f.commit, now)
		},
	})
}

// holdDecided tells the owner, and who had put the deal on hold.
func (d *Desk) holdDecided(tx Tx, deal sales.Deal, asker, decider, what, commit string, now time.Time) {
	for _, id := range distinct(asker, deal.Owner) {
		if id == decider {
			continue
		}
		tx.Send(scheduler.Message{
			ID: kindHoldDecided + "|" + commit + "|" + id, Destination: "person:" + id, Due: now, Kind: kindHoldDecided,
			Facts: map[string]string{"deal": deal.ID, "what": what, "by": decider, "commit": commit},
		})
	}
}
