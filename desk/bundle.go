package desk

import (
	"context"
	"strings"
	"time"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// wake tells what was snoozed, at the time that the owner chose: it is no part of
// the day's bundle.
func (d *Desk) wake(ctx context.Context, x item, now time.Time) (int, error) {
	who := d.person(x.deal.Owner, x.deal.Team)
	if !who.Allowed(now) {
		return 0, d.moved(d.postpone(ctx, x, who.NextMorning(now)))
	}
	id := "snooze|" + x.deal.ID + "|" + x.deal.Attention.Snoozed.UTC().Format(time.RFC3339)
	repeated, err := d.sendBundle(ctx, id, x.deal.Owner, []item{x}, map[string]string{}, now)
	if err != nil || repeated {
		return 0, d.moved(err)
	}
	return 1, nil
}

// recipients are whom what is told of a deal goes to: its owner, the manager at
// the last level.
func (d *Desk) recipients(deal sales.Deal, tellings []sales.Telling) map[string][]sales.Telling {
	out := map[string][]sales.Telling{}
	for _, t := range tellings {
		to := deal.Owner
		if t.Level == sales.ToldManager {
			to = d.above(deal) // where there is nobody, the owner hears it a third time
		}
		out[to] = append(out[to], t)
	}
	return out
}

// bundle tells one person of at most five deals, once a day; the rest waits for
// the next working morning.
func (d *Desk) bundle(ctx context.Context, to string, items []item, run scheduler.Run, now time.Time) (int, error) {
	who := d.person(to, items[0].deal.Team)
	first := items[:min(len(items), bundleSize)]
	rest := items[len(first):]
	sent := 0
	if who.Allowed(now) {
		facts, err := d.besides(ctx, who)
		if err != nil {
			return 0, err
		}
		repeated, err := d.sendBundle(ctx, bundleID(who, now), to, first, run.Mark(scheduler.Message{Facts: facts}).Facts, now)
		if err != nil {
			return 0, err
		}
		if !repeated {
			sent = 1
		}
	}
	if sent == 0 {
		rest = items // the day's bundle is gone, or it is no time for it
	}
	next := who.NextMorning(now)
	for _, x := range rest {
		if err := d.moved(d.postpone(ctx, x, next)); err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// bundleID names the one bundle of a person's day.
func bundleID(who org.Attention, now time.Time) string {
	return "bundle|" + who.Person + "|" + now.In(who.Zone).Format(time.DateOnly)
}

// besides is what else stands in somebody's bundle: what is still missing of the week
// that the digest tells, and the question of the day, if they want one.
func (d *Desk) besides(ctx context.Context, who org.Attention) (map[string]string, error) {
	facts := map[string]string{}
	mends, err := d.mendsToday(ctx, who)
	if mends {
		facts["mends"] = "1"
	}
	if err != nil || !d.Person(who.Person).Prefs.Question {
		return facts, err
	}
	deal, question, err := d.questionOfDay(ctx, who.Person)
	if question != "" {
		facts["question"] = deal + "/" + question
	}
	return facts, err
}

// postpone puts off what somebody is told of a deal. It is read afresh: another
// one's part may just have been told.
func (d *Desk) postpone(ctx context.Context, x item, until time.Time) error {
	found, err := d.o.Deals.Deals(ctx, x.deal.ID)
	if err != nil || len(found) == 0 {
		return err
	}
	return d.keepLook(ctx, found[0], func(to *sales.Deal) {
		for _, t := range x.tellings {
			if t.Level == sales.ToldManager {
				to.Attention.LaterAbove = until.UTC()
			} else {
				to.Attention.Later = until.UTC()
			}
		}
	})
}

// sendBundle commits what was told with the message that tells it; repeated says
// that a message of that ID, the day's, was sent before.
func (d *Desk) sendBundle(ctx context.Context, id, to string, items []item, facts map[string]string, now time.Time) (repeated bool, err error) {
	tx := d.o.Begin(id, now)
	var deals []string
	for _, x := range items {
		found, err := d.o.Deals.Deals(ctx, x.deal.ID)
		if err != nil || len(found) == 0 {
			return false, err
		}
		after := found[0].Clone()
		after.Told(x.tellings, now.UTC())
		d.look(&after)
		tx.SaveDeal(found[0], after, nil)
		var kinds []string
		for _, t := range x.tellings {
			kinds = append(kinds, string(t.Kind))
		}
		deals = append(deals, after.ID+":"+strings.Join(kinds, "+"))
	}
	facts["deals"] = strings.Join(deals, ",")
	tx.Send(scheduler.Message{ID: id, Destination: "person:" + to, Due: now, Kind: "bundle", Facts: facts})
	_, repeated, err = tx.Commit(ctx, "")
	return repeated, err
}
