package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/sales"
	"dealmate/scheduler"
)

// Track remembers a posted card. When the deal changed while the card was on its
// way, it is drawn anew.
func (d *Desk) Track(ctx context.Context, p sales.Place) error {
	tx := d.o.Begin("", d.o.Now())
	tx.Save(p)
	if _, _, err := tx.Commit(ctx, ""); err != nil {
		return err
	}
	found, err := d.o.Deals.Deals(ctx, p.Deal)
	if err != nil || len(found) == 0 {
		return err
	}
	if found[0].Version <= p.Drawn {
		return nil
	}
	now := d.o.Now()
	tx = d.o.Begin("", now)
	sendRefresh(tx, now, []sales.Place{p})
	_, _, err = tx.Commit(ctx, "")
	return err
}

// refreshLate tells the cards that were tracked while a change was being made:
// Track has not seen the change, and the change did not see them. Cards that were
// drawn from the change itself keep what they say of it. The change is done, so a
// failure here is no failure of it.
func (d *Desk) refreshLate(ctx context.Context, commit string, deal sales.Deal, now time.Time, told []sales.Place) {
	places, err := d.o.Records.Places(ctx, deal.ID)
	if err != nil {
		return
	}
	late := slices.DeleteFunc(places, func(p sales.Place) bool { return p.Drawn >= deal.Version || slices.Contains(told, p) })
	if len(late) == 0 {
		return
	}
	tx := d.o.Begin("late|"+commit, now)
	sendRefresh(tx, now, late)
	_, _, _ = tx.Commit(ctx, "") // the next change tells them
}

// sendRefresh tells posted cards to be drawn anew; the newest message wins per
// card.
func sendRefresh(tx Tx, now time.Time, places []sales.Place) {
	for _, p := range places {
		tx.Send(scheduler.Message{
			ID:          "refresh|" + p.Platform + "|" + p.Channel + "|" + p.Message,
			Destination: "channel:" + p.Channel, Due: now, Kind: "refresh",
			Facts: map[string]string{
				"deal": p.Deal, "platform": p.Platform, "channel": p.Channel, "message": p.Message,
				"lang": p.Lang, "person": p.Person,
			},
		})
	}
}

// Untrack forgets a card that is gone.
func (d *Desk) Untrack(ctx context.Context, p sales.Place) error {
	tx := d.o.Begin("", d.o.Now())
	tx.Drop(p)
	_, _, err := tx.Commit(ctx, "")
	return err
}
