package desk

import (
	"cmp"
	"context"
	"time"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// keepDialogs is how long a form is kept where Options do not say.
const keepDialogs = 24 * time.Hour

// tellWithin is how late somebody is still told that a hold has ended, after a
// downtime. It is shorter than commits are remembered, so nobody is told twice.
const tellWithin = 14 * 24 * time.Hour

// sweepSize is how many forms one commit forgets.
const sweepSize = 200

// EndHolds tells the owner of every held deal whose date of re-contact has come,
// once per hold and date.
func (d *Desk) EndHolds(ctx context.Context, run scheduler.Run) (int, error) {
	now := d.o.Now()
	// The latest day anywhere on earth; each deal is then judged in its team's zone.
	due, err := d.o.Due.HoldsDue(ctx, sales.DateOf(now.UTC().Add(14*time.Hour)))
	if err != nil {
		return 0, err
	}
	told := 0
	for _, deal := range due {
		if !d.hasEnded(deal, now) {
			continue
		}
		id := "hold_ended|" + deal.ID + "|" + string(deal.Hold.Until)
		tx := d.o.Begin(id, now)
		tx.Send(run.Mark(scheduler.Message{
			ID: id, Destination: "person:" + deal.Owner, Due: now, Kind: "hold_ended",
			Facts: map[string]string{"deal": deal.ID},
		}))
		_, repeated, err := tx.Commit(ctx, "")
		if err != nil {
			return told, err
		}
		if !repeated {
			told++
		}
	}
	return told, nil
}

// hasEnded reports whether a hold's date has come in the team's time zone, and
// not so long ago that its owner was told before.
func (d *Desk) hasEnded(deal sales.Deal, now time.Time) bool {
	team, _ := d.o.Org.Team(deal.Team)
	zone := org.Location(team.Timezone, d.o.Org.Timezone)
	return deal.Hold != nil && deal.Hold.Until <= sales.DateOf(now.In(zone)) &&
		deal.Hold.Until > sales.DateOf(now.Add(-tellWithin).In(zone))
}

// SweepDialogs forgets forms that nobody touched for Options.KeepDialogs, sent or
// not.
func (d *Desk) SweepDialogs(ctx context.Context, _ scheduler.Run) (int, error) {
	before := d.o.Now().Add(-cmp.Or(d.o.KeepDialogs, keepDialogs)).UnixMilli()
	swept := 0
	for {
		old, err := d.o.Due.DialogsBefore(ctx, before, sweepSize)
		if err != nil || len(old) == 0 {
			return swept, err
		}
		tx := d.o.Begin("", d.o.Now())
		for _, s := range old {
			tx.Drop(s)
		}
		if _, _, err := tx.Commit(ctx, ""); err != nil {
			return swept, err
		}
		swept += len(old)
	}
}
