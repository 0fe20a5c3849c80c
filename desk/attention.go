package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// bundleSize is how many deals one bundle tells of; the others wait for the next
// day. lookSize is how many deals one look takes out of the index, and mostLooks how
// many looks one minute has.
const (
	bundleSize = 5
	lookSize   = 500
	mostLooks  = 20
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
	w := sales.Watch{Limits: d.o.Limits, Days: d.o.Calendar, Zone: owner.Zone, Morning: owner.Morning}
	if !d.started.IsZero() {
		w.Since = d.o.Calendar.After(d.started.In(owner.Zone), truceDays+1)
	}
	return w
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
	if after.Attention.At.Equal(deal.Attention.At) {
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
func (d *Desk) Watch(ctx context.Context, _ string) (int, error) {
	sent := 0
	for range mostLooks {
		now := d.o.Now()
		due, err := d.o.Due.AttentionDue(ctx, now, lookSize)
		if err != nil || len(due) == 0 {
			return sent, err
		}
		n, err := d.tell(ctx, due, now)
		sent += n
		if err != nil || len(due) < lookSize {
			return sent, err
		}
	}
	return sent, nil // the next minute goes on
}

// tell sends the bundles of some deals.
func (d *Desk) tell(ctx context.Context, due []sales.Deal, now time.Time) (int, error) {
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
		did, err := d.bundle(ctx, to, items[to], now)
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

// wake tells what was snoozed, at the time that the owner chose: it is no part of
// the day's bundle.
func (d *Desk) wake(ctx context.Context, x item, now time.Time) (int, error) {
	who := d.person(x.deal.Owner, x.deal.Team)
	if !who.Allowed(now) {
		return 0, d.moved(d.postpone(ctx, x.deal.ID, who.NextMorning(now)))
	}
	id := "snooze|" + x.deal.ID + "|" + x.deal.Attention.Snoozed.UTC().Format(time.RFC3339)
	repeated, err := d.sendBundle(ctx, id, x.deal.Owner, []item{x}, now)
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
		if deciders := d.o.Org.Deciders(owned(deal)); t.Level == sales.ToldManager && len(deciders) > 0 {
			to = deciders[0] // where there is nobody above, the owner hears it a third time
		}
		out[to] = append(out[to], t)
	}
	return out
}

// bundle tells one person of at most five deals, once a day; the rest waits for
// the next working morning.
func (d *Desk) bundle(ctx context.Context, to string, items []item, now time.Time) (int, error) {
	who := d.person(to, items[0].deal.Team)
	first := items[:min(len(items), bundleSize)]
	rest := items[len(first):]
	sent := 0
	if who.Allowed(now) {
		id := "bundle|" + to + "|" + now.In(who.Zone).Format(time.DateOnly)
		repeated, err := d.sendBundle(ctx, id, to, first, now)
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
		if err := d.moved(d.postpone(ctx, x.deal.ID, next)); err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// postpone puts off what is told of a deal. It is read afresh: its owner's part
// may just have been told.
func (d *Desk) postpone(ctx context.Context, id string, until time.Time) error {
	found, err := d.o.Deals.Deals(ctx, id)
	if err != nil || len(found) == 0 {
		return err
	}
	return d.keepLook(ctx, found[0], func(x *sales.Deal) { x.Attention.Later = until.UTC() })
}

// sendBundle commits what was told with the message that tells it; repeated says
// that a message of that ID, the day's, was sent before.
func (d *Desk) sendBundle(ctx context.Context, id, to string, items []item, now time.Time) (repeated bool, err error) {
	tx := d.o.Begin(id, now)
	var facts []string
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
		facts = append(facts, after.ID+":"+strings.Join(kinds, "+"))
	}
	tx.Send(scheduler.Message{
		ID: id, Destination: "person:" + to, Due: now, Kind: "bundle", Facts: map[string]string{"deals": strings.Join(facts, ",")},
	})
	_, repeated, err = tx.Commit(ctx, "")
	return repeated, err
}

// Snooze puts off what the owner is told of a deal.
func (d *Desk) Snooze(ctx context.Context, w Who, deal string, until time.Time, commit string) (Done, error) {
	return d.do(ctx, snoozing(change{who: w, deal: deal, commit: commit}, until))
}

// snoozeUntil is Snooze by its form: until nine on that day.
func (d *Desk) snoozeUntil(ctx context.Context, f filled) (Submitted, error) {
	day := sales.Date(f.parsed.Date["until"]).Time(f.who.Zone)
	if !day.After(f.now) {
		return f.problem("until", i18n.T("error.past_date")), nil
	}
	return d.apply(ctx, f, snoozing(change{}, day.Add(snoozeAt)))
}

// snoozeAt is when a day on which a snooze ends begins.
const snoozeAt = 9 * time.Hour

func snoozing(c change, until time.Time) change {
	c.verb = org.Change
	c.apply = func(to *sales.Deal, now time.Time) error {
		if err := assessable(*to); err != nil {
			return err
		}
		if !until.After(now) {
			return fault.New(fault.Invalid, "error.past_date")
		}
		to.Attention.Snoozed = until.UTC()
		return nil
	}
	c.extra = func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
		return []sales.Change{sales.NewChange(after, c, version, sales.FieldSnoozed, "", until.UTC().Format(time.RFC3339))}
	}
	return c
}

// Facts are what holds of a deal now, of the four facts.
func (d *Desk) Facts(deal sales.Deal) []sales.Fact {
	now := d.o.Now()
	return slices.DeleteFunc(d.watch(deal).Facts(deal), func(f sales.Fact) bool { return f.Due.After(now) })
}
