package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// bundleSize is how many deals one bundle tells of; the others wait for the next
// day. lookSize is how many deals one look takes out of the index, and mostLooks how
// many looks one minute has: a look sees all that is due on an ordinary morning, as a
// bundle is chosen from what one look saw.
const (
	bundleSize = 5
	lookSize   = 10_000
	mostLooks  = 4
)

// startedRoster keeps the day of the organisation's first start.
const startedRoster = "started"

// truceDays is for how many working days after its first start the bot is silent.
const truceDays = 5

// person is when somebody may be told what they did not ask for.
func (d *Desk) person(id, team string) org.Attention {
	p := d.Person(id)
	t, _ := d.o.Org.Team(team)
	return org.Attention{
		Calendar: d.o.Calendar, Quiet: p.Prefs.QuietHours(firstOf(p.Prefs.Language, p.Locale, t.Language, d.o.Org.Language)),
		Zone: d.zoneOf(id, team), Person: id,
	}
}

// watch is how a deal is watched: by its owner's days.
func (d *Desk) watch(deal sales.Deal) sales.Watch {
	owner := d.person(deal.Owner, deal.Team)
	above := d.person(d.above(deal), deal.Team)
	w := sales.Watch{Limits: d.o.Limits, Days: d.o.Calendar, Zone: owner.Zone, Morning: owner.Morning, Above: above.Morning, Now: d.o.Now()}
	if !d.started.IsZero() {
		w.Since = d.o.Calendar.After(d.started.In(owner.Zone), truceDays+1)
	}
	return w
}

// above is who is told of a deal after its owner: the first who decides about it, or
// the owner where there is nobody.
func (d *Desk) above(deal sales.Deal) string {
	if deciders := d.o.Org.Deciders(owned(deal)); len(deciders) > 0 {
		return deciders[0]
	}
	return deal.Owner
}

// look sets when a deal is to be looked at next.
func (d *Desk) look(deal *sales.Deal) {
	if !deal.IsOpen() {
		deal.Attention = sales.Attention{}
		return
	}
	d.watch(*deal).Look(deal)
}

// looked stands beside the day of the first start when every deal of the store
// was looked at once.
const looked = "looked"

// begin remembers the first start.
func (d *Desk) begin(ctx context.Context) error {
	r, err := d.o.Records.Roster(ctx, startedRoster)
	if err == nil && len(r.Names) == 0 {
		r.Names = []string{d.o.Now().UTC().Format(time.RFC3339)}
		if err = d.keepStart(ctx, r); err == nil {
			r, err = d.o.Records.Roster(ctx, startedRoster)
		}
	}
	if err != nil {
		return err
	}
	d.started, err = time.Parse(time.RFC3339, r.Names[0])
	return err
}

// keepStart saves the first start; another replica may have been first.
func (d *Desk) keepStart(ctx context.Context, r sales.Roster) error {
	tx := d.o.Begin("", d.o.Now())
	tx.Save(r)
	_, _, err := tx.Commit(ctx, "")
	return d.moved(err)
}

// LookAtAll sets for every open deal when it is to be looked at, once: an older
// version may have kept the store.
func (d *Desk) LookAtAll(ctx context.Context) error {
	r, err := d.o.Records.Roster(ctx, startedRoster)
	if err != nil || slices.Contains(r.Names, looked) {
		return err
	}
	for _, t := range d.o.Org.Teams {
		deals, err := d.o.Deals.Select(ctx, sales.Selection{Team: t.Key, Outcome: sales.Open})
		if err != nil {
			return err
		}
		for _, x := range deals {
			if err := d.moved(d.keepLook(ctx, x, func(*sales.Deal) {})); err != nil {
				return err
			}
		}
	}
	r.Names = append(r.Names, looked)
	return d.keepStart(ctx, r)
}

// keepLook saves a change of what is told of a deal; nothing else changes.
func (d *Desk) keepLook(ctx context.Context, deal sales.Deal, change func(*sales.Deal)) error {
	after := deal.Clone()
	change(&after)
	d.look(&after)
	was, is := deal.Attention, after.Attention
	if is.At.Equal(was.At) && is.Later.Equal(was.Later) && is.LaterAbove.Equal(was.LaterAbove) {
		return nil
	}
	tx := d.o.Begin("", d.o.Now())
	tx.SaveDeal(deal, after, nil)
	_, _, err := tx.Commit(ctx, "")
	return err
}

// item is a deal with what is to be told of it to somebody.
type item struct {
	deal     sales.Deal
	tellings []sales.Telling
}

// Watch tells owners, and after them managers, what has become silent, stuck,
// planless or overdue: at most one bundle per person and day. It reads what is due
// from an index. It returns how many bundles were sent.
func (d *Desk) Watch(ctx context.Context, run scheduler.Run) (int, error) {
	sent := 0
	for range mostLooks {
		now := d.o.Now()
		due, err := d.o.Due.AttentionDue(ctx, now, lookSize)
		if err != nil || len(due) == 0 {
			return sent, err
		}
		n, err := d.tell(ctx, due, run, now)
		sent += n
		if err != nil || len(due) < lookSize {
			return sent, err
		}
	}
	return sent, nil // the next minute goes on
}

// tell sends the bundles of some deals.
func (d *Desk) tell(ctx context.Context, due []sales.Deal, run scheduler.Run, now time.Time) (int, error) {
	items, order, sent := map[string][]item{}, []string{}, 0
	for _, deal := range due {
		tellings := d.watch(deal).Tell(deal, now)
		for to, mine := range d.recipients(deal, tellings) {
			if snoozed(deal, now) && to == deal.Owner {
				did, err := d.wake(ctx, item{deal, mine}, now)
				if err != nil {
					return sent, err
				}
				sent += did
				continue
			}
			if !slices.Contains(order, to) {
				order = append(order, to)
			}
			items[to] = append(items[to], item{deal, mine})
		}
		if len(tellings) == 0 { // the index was early, or things have changed
			if err := d.moved(d.keepLook(ctx, deal, func(x *sales.Deal) { x.Told(nil, now.UTC()) })); err != nil {
				return sent, err
			}
		}
	}
	slices.Sort(order)
	for _, to := range order {
		did, err := d.bundle(ctx, to, items[to], run, now)
		if err = d.moved(err); err != nil {
			return sent, err
		}
		sent += did
	}
	return sent, nil
}

// moved forgets that a deal changed meanwhile: the next look sees it as it is.
func (d *Desk) moved(err error) error {
	if fault.CodeOf(err) == fault.Conflict {
		return nil
	}
	return err
}

// snoozed reports whether the owner's snooze of a deal is over now.
func snoozed(deal sales.Deal, now time.Time) bool {
	s := deal.Attention.Snoozed
	return !s.IsZero() && !s.After(now)
}
