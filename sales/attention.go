package sales

import (
	"slices"
	"time"
)

// The facts that a deal's owner is told of, beside those of lists. See
// docs/method.md: four facts, never one score.
const (
	Silent   Warning = "silent"   // no customer-facing activity (久未接触)
	Planless Warning = "planless" // no future activity with all five W (无下一步)
)

// Alert is what was told of one fact. It ends with the fact, and with its
// episode: a stage change or a real activity begins a new one.
type Alert struct {
	Kind Warning `json:"kind"`
	// Told is whom it has reached: 1 the owner, 2 the owner again, 3 the manager.
	Told  int       `json:"told"`
	First time.Time `json:"first"` // when the owner was told
	Last  time.Time `json:"last"`  // when it was last told to anybody
	Begun time.Time `json:"begun"` // the episode's beginning
}

// ToldManager is the last level of an Alert.
const ToldManager = 3

// Attention is what a deal's owner was told and when it is to be looked at next.
type Attention struct {
	Alerts []Alert `json:"alerts,omitempty"`
	// Snoozed puts off what the owner is told; it is then told again.
	Snoozed time.Time `json:"snoozed,omitzero"`
	// Later puts off what the owner is told, and LaterAbove what the manager is: the
	// day's bundle was full.
	Later      time.Time `json:"later,omitzero"`
	LaterAbove time.Time `json:"later_above,omitzero"`
	// At is when to look at the deal next, the zero time for never. It is an
	// index's; whoever looks judges afresh.
	At time.Time `json:"at,omitzero"`
}

// Days knows working days.
type Days interface {
	// After is the start of the n-th working day after a moment.
	After(t time.Time, n int) time.Time
}

// Watch is how deals are watched: with whose limits, working days and time zone.
type Watch struct {
	Limits map[Stage]Limits
	Days   Days
	Zone   *time.Location // the owner's
	// Now is when a deal is looked at: what fell due earlier that day waits for the next
	// morning.
	Now time.Time
	// Since is before when nothing is told: the organisation's first start.
	Since time.Time
	// Morning is when what falls due on a day is told.
	Morning func(day time.Time) time.Time
	// Above is the same for whom the manager is: all that they are told comes at once.
	Above func(day time.Time) time.Time
}

// truce is for how many working days a new deal is left alone.
const truce = 5

// Fact is one of the four facts about a deal.
type Fact struct {
	Kind  Warning
	Since time.Time // when what it counts from was
	Due   time.Time // the start of the day on which it begins to hold
}

// Facts are the four facts with the days on which they hold, whatever is told of
// them; none of a closed deal. A hold restarts the clocks on its date of re-contact,
// and mutes all until then.
func (w Watch) Facts(d Deal) []Fact {
	if !d.IsOpen() {
		return nil
	}
	if d.Hold != nil {
		back := d.Hold.Until.Time(w.Zone)
		if back.IsZero() {
			return nil
		}
		d.ClockFrom = latest(d.ClockFrom, back)
	}
	l := w.Limits[d.Stage]
	contact := latest(d.LastContact, d.CreatedAt, d.ClockFrom)
	stage := latest(d.StageSince, d.ClockFrom).In(w.Zone)
	plan := latest(d.PlannedUntil(), d.LastContact, d.CreatedAt, d.ClockFrom)
	out := []Fact{
		{Silent, contact, w.Days.After(contact.In(w.Zone), l.SilentDays+1)},
		{Stuck, stage, startOfDay(stage).AddDate(0, 0, l.StuckDays+1)},
		{Planless, plan, w.Days.After(plan.In(w.Zone), l.PlanlessDays+1)},
	}
	if d.Close != "" {
		day := d.Close.Time(w.Zone)
		out = append(out, Fact{Overdue, day, day.AddDate(0, 0, 1)})
	}
	if d.Hold != nil {
		w.Since = latest(w.Since, d.ClockFrom)
	}
	floor := latest(w.Days.After(d.CreatedAt.In(w.Zone), truce+1), w.Since)
	for i := range out {
		out[i].Due = latest(out[i].Due, floor)
	}
	return out
}

func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func latest(times ...time.Time) time.Time {
	var out time.Time
	for _, t := range times {
		if t.After(out) {
			out = t
		}
	}
	return out
}

// episode is when what is going on with a deal began; a hold begins another.
func (d Deal) episode() time.Time {
	if d.Hold != nil {
		return latest(d.StageSince, d.LastContact, d.ClockFrom, d.Hold.Since)
	}
	return latest(d.StageSince, d.LastContact, d.ClockFrom)
}

// alertOf is what was told of a fact in this episode.
func (d Deal) alertOf(kind Warning) Alert {
	for _, a := range d.Attention.Alerts {
		if a.Kind == kind && a.Begun.Equal(d.episode()) {
			return a
		}
	}
	return Alert{Kind: kind, Begun: d.episode()}
}

// Telling is one fact that is to be told now, and to whom.
type Telling struct {
	Fact
	Level int // as Alert.Told
}

// next is when a fact is told next and at which level; never is the zero time.
func (w Watch) next(d Deal, f Fact) (time.Time, int) {
	a := d.alertOf(f.Kind)
	l := w.Limits[d.Stage]
	switch a.Told {
	case 0:
		return w.Morning(f.Due), 1
	case 1:
		return w.Morning(w.Days.After(a.First.In(w.Zone), l.RemindDays)), 2
	case 2:
		return w.Above(w.Days.After(latest(a.First, a.Last).In(w.Zone), max(l.ManagerDays-l.RemindDays, 0))), ToldManager
	}
	return time.Time{}, 0
}

// Tell lists what is to be told of a deal at a moment: what falls due, or, at the
// end of a snooze, what the owner knew.
func (w Watch) Tell(d Deal, now time.Time) []Telling {
	at := d.Attention
	var out []Telling
	today := startOfDay(now.In(w.Zone))
	below, above := w.Morning(today).After(now), w.Above(today).After(now) // nobody's day has begun before their morning
	for _, f := range w.Facts(d) {
		if f.Due.After(now) {
			continue
		}
		when, level := w.next(d, f)
		told := d.alertOf(f.Kind).Told
		switch {
		case level == ToldManager && !above && !latest(when, at.LaterAbove).After(now):
			out = append(out, Telling{f, level})
		case latest(at.Snoozed, at.Later).After(now):
		case level > 0 && level < ToldManager && !below && !when.After(now):
			out = append(out, Telling{f, level})
		case !at.Snoozed.IsZero() && told > 0:
			out = append(out, Telling{f, min(told, 2)})
		}
	}
	return out
}

// Look sets when a deal is to be looked at next.
func (w Watch) Look(d *Deal) {
	at := &d.Attention
	at.At = time.Time{}
	at.Alerts = slices.DeleteFunc(slices.Clone(at.Alerts), func(a Alert) bool { return !a.Begun.Equal(d.episode()) })
	sooner := func(t time.Time) {
		if !t.IsZero() && (at.At.IsZero() || t.Before(at.At)) {
			at.At = t
		}
	}
	for _, f := range w.Facts(*d) {
		when, level := w.next(*d, f)
		switch {
		case level == 0:
		case level < ToldManager:
			sooner(latest(w.ahead(when, w.Morning), at.Snoozed, at.Later))
		default:
			sooner(latest(w.ahead(when, w.Above), at.LaterAbove))
		}
		if !at.Snoozed.IsZero() && d.alertOf(f.Kind).Told > 0 {
			sooner(latest(at.Snoozed, at.Later))
		}
	}
	at.At = at.At.UTC()
}

// ahead is a time that is not over: its own, or the next morning.
func (w Watch) ahead(when time.Time, morning func(day time.Time) time.Time) time.Time {
	today := startOfDay(w.Now.In(w.Zone))
	switch {
	case !when.Before(w.Now):
		return when
	case !morning(today).Before(w.Now):
		return morning(today)
	}
	return morning(today.AddDate(0, 0, 1))
}

// Told records that facts were told at a moment, and that a snooze is over.
func (d *Deal) Told(tellings []Telling, now time.Time) {
	at := &d.Attention
	at.Alerts = slices.Clone(at.Alerts)
	for _, t := range tellings {
		a := d.alertOf(t.Kind)
		if a.Told == 0 {
			a.First = now
		}
		a.Told, a.Last = max(a.Told, t.Level), now
		at.Alerts = append(slices.DeleteFunc(at.Alerts, func(x Alert) bool { return x.Kind == t.Kind }), a)
	}
	if !at.Snoozed.After(now) {
		at.Snoozed = time.Time{}
	}
	for _, later := range []*time.Time{&at.Later, &at.LaterAbove} {
		if !later.After(now) {
			*later = time.Time{}
		}
	}
}
