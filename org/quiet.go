package org

import (
	"hash/fnv"
	"strings"
	"time"
)

// Hours are when a person is left alone, as minutes of their day.
type Hours struct{ from, to int }

// in reports whether a minute of the day is within; hours may go past midnight.
func (h Hours) in(minute int) bool {
	if h.from <= h.to {
		return minute >= h.from && minute < h.to
	}
	return minute >= h.from || minute < h.to
}

// QuietHours are a person's: what they set, else those of their language. See
// docs/method.md.
func (p Prefs) QuietHours(language string) []Hours {
	from, ok := minuteOf(p.QuietFrom)
	to, ok2 := minuteOf(p.QuietTo)
	if ok && ok2 && from != to {
		return []Hours{{from, to}}
	}
	if strings.HasPrefix(language, "zh") {
		return []Hours{{20 * 60, 8*60 + 30}, {12 * 60, 13*60 + 30}}
	}
	return []Hours{{18*60 + 30, 8*60 + 30}}
}

func minuteOf(clock string) (int, bool) {
	t, err := time.Parse("15:04", clock)
	return t.Hour()*60 + t.Minute(), err == nil
}

// Attention is when a person may be told things that they did not ask for.
type Attention struct {
	Calendar Calendar
	Quiet    []Hours
	Zone     *time.Location
	Person   string // spreads the bundles of many people over some minutes
}

// Allowed reports whether a moment is on a working day and outside quiet hours.
func (a Attention) Allowed(t time.Time) bool {
	t = t.In(a.Zone)
	return a.Calendar.Works(t) && !a.quiet(t)
}

func (a Attention) quiet(t time.Time) bool {
	for _, h := range a.Quiet {
		if h.in(t.Hour()*60 + t.Minute()) {
			return true
		}
	}
	return false
}

// The daily bundle comes at 08:45, spread over ten minutes.
const (
	bundleMinute = 8*60 + 45
	bundleSpread = 10
)

// Morning is when the bundle of a day comes: on that day, or on the next working
// day; later where quiet hours last longer.
func (a Attention) Morning(day time.Time) time.Time {
	day = day.In(a.Zone)
	if !a.Calendar.Works(day) {
		day = a.Calendar.After(day, 1)
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(a.Person))
	y, m, d := day.Date()
	at := time.Date(y, m, d, 0, bundleMinute+int(h.Sum32()%bundleSpread), 0, 0, a.Zone)
	for range 24 * 60 {
		if !a.quiet(at) || at.Day() != d {
			break
		}
		at = at.Add(time.Minute)
	}
	return at
}

// NextMorning is the first bundle after a moment.
func (a Attention) NextMorning(t time.Time) time.Time {
	at := a.Morning(t)
	if !at.After(t) {
		at = a.Morning(a.Calendar.After(t.In(a.Zone), 1))
	}
	return at
}

// Before is so many minutes into the day of the last working day before a moment's.
func (a Attention) Before(t time.Time, minute int) time.Time {
	day := t.In(a.Zone).AddDate(0, 0, -1)
	for !a.Calendar.Works(day) {
		day = day.AddDate(0, 0, -1)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, minute, 0, 0, a.Zone)
}
