package desk

import (
	"context"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// remindAfter is how many working days a wish to pass waits until it is
// mentioned once more. See docs/method.md.
const remindAfter = 2

// Kinds of messages about gates and 是否投入; their facts are IDs.
const (
	kindGateAsked    = "gate_asked"    // deal, request, again ("1": a reminder)
	kindGateDecided  = "gate_decided"  // deal, gate, what, by, commit
	kindWorthAsked   = "worth_asked"   // deal, by
	kindWorthDecided = "worth_decided" // deal, by
)

// override asks the manager to let a deal pass a closed gate.
func (d *Desk) override(ctx context.Context, f filled) (Submitted, error) {
	reason := f.parsed.Text["reason"]
	return d.apply(ctx, f, change{
		verb: org.Change, reason: reason,
		apply: func(to *sales.Deal, now time.Time) error {
			if err := assessable(*to); err != nil {
				return err
			}
			if to.Assess.Request != nil {
				return alreadyBy(sales.FieldRequest)
			}
			next, ok := to.Stage.Next()
			if !ok {
				return fault.New(fault.Invalid, "error.last_stage")
			}
			if len(d.o.Org.Deciders(owned(*to))) == 0 {
				return fault.New(fault.Invalid, "error.no_decider")
			}
			to.Assess.Request = &sales.Request{ID: f.commit, Gate: next, At: now, By: f.who.ID, Reason: reason}
			return nil
		},
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			d.askDeciders(tx, kindGateAsked, after, f.commit, now)
		},
	})
}

// askDeciders tells everybody who may decide, now and once more later.
func (d *Desk) askDeciders(tx Tx, kind string, deal sales.Deal, request string, now time.Time) {
	for _, id := range d.o.Org.Deciders(owned(deal)) {
		zone := d.zoneOf(id, deal.Team)
		for again, due := range map[string]time.Time{"": now, "1": d.o.Calendar.WorkAfter(now.In(zone), remindAfter)} {
			tx.Send(scheduler.Message{
				ID: kind + again + "|" + request + "|" + id, Destination: "person:" + id, Due: due, Kind: kind,
				Facts: map[string]string{"deal": deal.ID, "request": request, "again": again},
			})
		}
	}
}

// zoneOf is a person's time zone, else the team's.
func (d *Desk) zoneOf(person, team string) *time.Location {
	p := d.Person(person)
	t, _ := d.o.Org.Team(team)
	return org.Location(p.Prefs.Timezone, p.Zone, t.Timezone, d.o.Org.Timezone)
}

// decided answers a wish to pass: an approval moves the deal, a refusal leaves it.
func (d *Desk) decided(ctx context.Context, f filled) (Submitted, error) {
	approved := f.form.ID == "approve"
	var asked sales.Request
	return d.apply(ctx, f, change{
		verb: org.Decide, reason: f.parsed.Text["word"],
		apply: func(to *sales.Deal, now time.Time) error {
			r := to.Assess.Request
			if r == nil || r.ID != f.state.Part {
				return alreadyBy(sales.FieldRequest, sales.FieldPassed)
			}
			asked = *r
			to.Assess.Request = nil
			if !approved {
				return nil
			}
			to.MoveTo(r.Gate, now)
			to.Assess.AddPass(sales.Pass{
				Gate: r.Gate, At: now, By: r.By, How: sales.PassOverride, Decider: f.who.ID, Marks: to.Assess.Answers.Marks(),
			})
			return nil
		},
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			what := "refused"
			if approved {
				what = "approved"
			}
			for _, id := range distinct(asked.By, after.Owner) {
				if id == f.who.ID {
					continue
				}
				tx.Send(scheduler.Message{
					ID: kindGateDecided + "|" + f.commit + "|" + id, Destination: "person:" + id, Due: now, Kind: kindGateDecided,
					Facts: map[string]string{"deal": after.ID, "gate": string(asked.Gate), "what": what, "by": f.who.ID, "commit": f.commit},
				})
			}
		},
	})
}

func distinct(a, b string) []string {
	if a == b {
		return []string{a}
	}
	return []string{a, b}
}

// keep lets a loosened deal stay at its stage, with the reason why.
func (d *Desk) keep(ctx context.Context, f filled) (Submitted, error) {
	return d.apply(ctx, f, change{verb: org.Change, reason: f.parsed.Text["reason"], apply: func(to *sales.Deal, now time.Time) error {
		if to.Assess.Loose == "" {
			return alreadyBy(sales.FieldLoose)
		}
		to.Assess.Keep(to.Assess.Loose, f.who.ID, now)
		return nil
	}})
}

// Weigh records what is decided about investing in a deal; left to the manager,
// it asks them. The same verdict at a later stage says that nothing has changed.
func (d *Desk) Weigh(ctx context.Context, w Who, deal string, v sales.Verdict, commit string) (Done, error) {
	var asker string
	return d.do(ctx, change{
		who: w, deal: deal, verb: org.Change, commit: commit,
		apply: func(to *sales.Deal, now time.Time) error {
			if err := assessable(*to); err != nil {
				return err
			}
			was := to.Assess.Worth
			if was != nil && was.Verdict == v && was.Gate == to.Stage {
				return alreadyBy(sales.FieldWorth)
			}
			if v == sales.Manager && len(d.o.Org.Deciders(owned(*to))) == 0 {
				return fault.New(fault.Invalid, "error.no_decider")
			}
			if asker = ""; was != nil && was.Verdict == sales.Manager {
				asker = was.By
			}
			to.Assess.Worth = &sales.Worth{Verdict: v, At: now, By: w.ID, Gate: to.Stage}
			return nil
		},
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			to, kind := []string{asker}, kindWorthDecided
			if v == sales.Manager {
				to, kind = d.o.Org.Deciders(owned(after)), kindWorthAsked
			}
			for _, id := range to {
				if id == "" || id == w.ID {
					continue
				}
				tx.Send(scheduler.Message{
					ID: kind + "|" + commit + "|" + id, Destination: "person:" + id, Due: now, Kind: kind,
					Facts: map[string]string{"deal": after.ID, "by": w.ID},
				})
			}
		},
	})
}

// Words are what somebody gave as the reason of a commit, "" for none.
func (d *Desk) Words(ctx context.Context, w Who, deal, commit string) (string, error) {
	if _, err := d.deal(ctx, w, deal, org.See); err != nil {
		return "", err
	}
	changes, err := d.o.History.Changes(ctx, deal)
	for _, c := range changes {
		if c.Commit == commit && c.Reason != "" {
			return c.Reason, err
		}
	}
	return "", err
}
