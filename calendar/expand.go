package calendar

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// slack is more than any zone is away from UTC.
const slack = 26 * time.Hour

// expansion turns the entries of a file into the events of a window.
type expansion struct {
	file    *file
	window  Window
	local   zone
	zones   *zones
	work    *work
	events  []Event
	skipped int
}

// group is what a file says of one UID.
type group struct {
	master  *entry // nil if the file has only changes
	changes []*entry
}

func newExpansion(f *file, w Window) *expansion {
	budget := &work{left: maxWork}
	end := w.To.AddDate(2, 0, 0) // a change may have been moved from after the window
	if limit := time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC); end.After(limit) {
		end = limit
	}
	return &expansion{
		file: f, window: w, local: zoneOf(w.Zone), work: budget,
		zones: newZones(f.zones, end, budget), skipped: f.skipped,
	}
}

// all expands every UID; its only error is ErrTooMany.
func (x *expansion) all() error {
	for _, g := range x.groups() {
		if err := x.group(g); err != nil {
			return err
		}
	}
	return nil
}

// groups puts entries together by UID, in the order of the file; of a master
// that is there more than once the newest counts.
func (x *expansion) groups() []*group {
	byUID := map[string]*group{}
	var order []*group
	for _, e := range x.file.entries {
		g := byUID[e.uid]
		if g == nil {
			g = &group{}
			byUID[e.uid] = g
			order = append(order, g)
		}
		switch {
		case e.original != nil:
			g.changes = append(g.changes, e)
		case g.master == nil || e.sequence >= g.master.sequence:
			g.master = e
		}
	}
	return order
}

func (x *expansion) group(g *group) error {
	changed := map[string]*entry{}
	for _, e := range g.changes {
		key, err := x.key(g.master, *e.original)
		if err != nil {
			x.skipped++
			continue
		}
		if old := changed[key]; old == nil || e.sequence >= old.sequence {
			changed[key] = e
		}
	}
	if g.master != nil {
		if err := x.try(func() error { return x.series(g.master, changed) }); err != nil {
			return err
		}
	}
	for key, e := range changed {
		if err := x.try(func() error { return x.change(g.master, e, key) }); err != nil {
			return err
		}
	}
	return nil
}

// try counts what cannot be read, or panics, and takes back what it gave: half
// a series would look like a whole one.
func (x *expansion) try(f func() error) error {
	n := len(x.events)
	err := func() (err error) {
		defer recovered(&err)
		return f()
	}()
	if err == nil || errors.Is(err, ErrTooMany) {
		return err
	}
	clear(x.events[n:])
	x.events = x.events[:n]
	x.skipped++
	return nil
}

// change gives an occurrence that differs from its series. A title it does
// not repeat is the series', and what is private stays so.
func (x *expansion) change(master, e *entry, key string) error {
	if master != nil {
		own := *e
		if own.title == "" {
			own.title = master.title
		}
		own.private = own.private || master.private
		own.cancelled = own.cancelled || master.cancelled
		e = &own
	}
	l, err := x.length(e)
	if err != nil {
		return err
	}
	return x.add(e, l, e.start.wall, e.uid+"/"+key)
}

// series gives the occurrences of an entry that nothing else has changed.
func (x *expansion) series(e *entry, changed map[string]*entry) error {
	l, err := x.length(e)
	if err != nil {
		return err
	}
	if !e.repeats() {
		if len(changed) > 0 {
			return nil // only its one occurrence can have been changed
		}
		return x.add(e, l, e.start.wall, e.uid)
	}
	done := map[string]bool{}
	for _, s := range e.without {
		key, err := x.key(e, s)
		if err != nil {
			return err
		}
		done[key] = true
	}
	walls, err := x.walls(e, l)
	if err != nil {
		return err
	}
	for _, wall := range walls {
		key := l.key(wall)
		if done[key] || changed[key] != nil {
			continue
		}
		done[key] = true
		if err := x.add(e, l, wall, e.uid+"/"+key); err != nil {
			return err
		}
	}
	return nil
}

// walls gives when a series takes place, near the window, on its own clock.
func (x *expansion) walls(e *entry, l length) ([]time.Time, error) {
	from := x.window.From.UTC().Add(-slack).AddDate(0, 0, -l.days)
	to := x.window.To.UTC().Add(slack)
	var walls []time.Time
	keep := func(t time.Time) {
		if !t.Before(from) && !t.After(to) {
			walls = append(walls, t)
		}
	}
	for _, s := range e.extra {
		wall, err := x.onClock(e, s, l.zone)
		if err != nil {
			return nil, err
		}
		keep(wall)
	}
	if e.rule == "" {
		keep(e.start.wall)
		return walls, nil
	}
	r, err := newRule(e.rule, l.zone, e.start.date)
	if err != nil {
		return nil, err
	}
	return walls, r.walk(e.start.wall, from, to, x.work, func(t time.Time) { keep(t) })
}

// add keeps an event if the window holds it.
func (x *expansion) add(e *entry, l length, wall time.Time, id string) error {
	start, end := l.bounds(wall)
	if !x.window.holds(start, end, e.start.date) {
		return nil
	}
	if len(x.events) == MaxEvents {
		return ErrTooMany
	}
	x.events = append(x.events, Event{
		ID: id, Title: e.title, Place: e.place, Notes: e.notes, People: e.people,
		Start: start.In(x.window.Zone), End: end.In(x.window.Zone), AllDay: e.start.date,
		Cancelled: e.cancelled, Private: e.private, Busy: e.busy, Sequence: e.sequence,
	})
	return nil
}

func (x *expansion) sorted() []Event {
	slices.SortFunc(x.events, func(a, b Event) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	return x.events
}
