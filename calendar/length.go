package calendar

import "time"

// length is how an entry lies in time: its zone, and how long it takes.
type length struct {
	zone     zone
	date     bool
	days     int // of an all-day one
	duration time.Duration
}

// zone gives the zone of a stamp; a floating one is in the given.
func (x *expansion) zone(s stamp, floating zone) (zone, error) {
	switch {
	case s.utc:
		return utc, nil
	case s.date || s.zone == "":
		return floating, nil
	}
	return x.zones.named(s.zone)
}

// length reads how long an entry takes; without an end it is an hour or a day.
func (x *expansion) length(e *entry) (length, error) {
	z, err := x.zone(e.start, x.local)
	if err != nil {
		return length{}, err
	}
	l := length{zone: z, date: e.start.date, days: 1, duration: time.Hour}
	if l.date {
		l.days = e.days()
		return l, nil
	}
	l.days = 0
	switch {
	case e.end != nil:
		end, err := x.zone(*e.end, z)
		if err != nil {
			return length{}, err
		}
		l.duration = end.instant(e.end.wall).Sub(z.instant(e.start.wall))
	case e.duration != nil:
		l.duration = *e.duration
	}
	if l.duration < 0 {
		return length{}, errUnreadable
	}
	return l, nil
}

// days counts the days of an all-day entry, at least one.
func (e *entry) days() int {
	const day = 24 * time.Hour
	switch {
	case e.end != nil:
		return max(int((e.end.wall.Unix()-e.start.wall.Unix()+86399)/86400), 1)
	case e.duration != nil:
		return max(int((*e.duration+day-1)/day), 1)
	}
	return 1
}

func (l length) bounds(wall time.Time) (start, end time.Time) {
	start = l.zone.instant(wall)
	if l.date {
		return start, l.zone.instant(wall.AddDate(0, 0, l.days))
	}
	return start, start.Add(l.duration)
}

// key names an occurrence by when it was to be: in UTC, or by its day, so that
// it is the same for a reader in another zone.
func (l length) key(wall time.Time) string {
	if l.date {
		return wall.Format(dateForm)
	}
	return l.zone.instant(wall).Format(utcForm)
}

// key names the occurrence of a series that RECURRENCE-ID or EXDATE means.
func (x *expansion) key(master *entry, s stamp) (string, error) {
	if master == nil {
		z, err := x.zone(s, x.local)
		if err != nil {
			return "", err
		}
		return length{zone: z, date: s.date}.key(s.wall), nil
	}
	z, err := x.zone(master.start, x.local)
	if err != nil {
		return "", err
	}
	wall, err := x.onClock(master, s, z)
	if err != nil {
		return "", err
	}
	return length{zone: z, date: master.start.date}.key(wall), nil
}

// onClock puts a stamp on the clock of a series in a zone. Programs mix days
// and times: a day means the occurrence of that day, a time for an all-day
// series the day it names.
func (x *expansion) onClock(master *entry, s stamp, z zone) (time.Time, error) {
	if master.start.date {
		return s.day(), nil
	}
	if s.date {
		return s.wall.Add(master.start.wall.Sub(master.start.day())), nil
	}
	own, err := x.zone(s, z)
	if err != nil {
		return time.Time{}, err
	}
	return z.wall(own.instant(s.wall)), nil
}
