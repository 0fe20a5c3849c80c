package desk

import (
	"context"

	"dealmate/sales"
)

// knewUs stands in a person's record instead of the welcoming event: they had a deal
// before anybody could welcome them, and are not new when it is somebody else's.
const knewUs = "had deals"

// Welcome reports whether an event is to be answered with the welcome: it is the first
// of somebody who has no deal and never had one. Whoever was welcomed is so for good;
// the same event gets the same answer.
func (d *Desk) Welcome(ctx context.Context, w Who, event string) (bool, error) {
	if is := d.Person(w.ID).Welcomed; is != "" {
		return is == event, nil
	}
	has, err := d.hasDeals(ctx, w)
	if err != nil {
		return false, err
	}
	by := event
	if has {
		by = knewUs
	}
	is, err := d.keepWelcome(ctx, w.ID, by)
	return is == event, err
}

// hasDeals reports whether a person owns a deal or helps on one, however it stands.
func (d *Desk) hasDeals(ctx context.Context, w Who) (bool, error) {
	for _, o := range []sales.Outcome{sales.Open, sales.Won, sales.Lost, sales.Void} {
		for _, s := range []sales.Selection{{Owner: w.ID}, {Helper: w.ID}} {
			s.Outcome, s.Newest, s.Limit = o, o != sales.Open, 1
			found, err := d.o.Deals.Select(ctx, s)
			if err != nil || len(found) > 0 {
				return len(found) > 0, err
			}
		}
	}
	return false, nil
}

// keepWelcome remembers what ended somebody's being new, and returns what did first:
// of two events at once one wins, on any replica.
func (d *Desk) keepWelcome(ctx context.Context, person, by string) (string, error) {
	p, err := d.o.Records.Person(ctx, person)
	if err != nil {
		return "", err
	}
	if p.Welcomed == "" {
		p.Welcomed = by
		tx := d.o.Begin("welcome|"+person, d.o.Now())
		tx.Save(p)
		if p.Welcomed, _, err = tx.Commit(ctx, by); err != nil {
			return "", err
		}
	}
	d.dir.put(p)
	return p.Welcomed, nil
}
