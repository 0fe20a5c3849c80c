package org

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"time"
)

//go:embed holidays
var holidays embed.FS

// The calendars that a configuration can name.
const (
	CalendarChina    = "cn"
	CalendarWeekends = "weekends" // Saturdays and Sundays only
)

// Calendars lists them.
func Calendars() []string { return []string{CalendarChina, CalendarWeekends} }

// Calendar tells working days. The zero Calendar knows Saturdays and Sundays.
type Calendar struct {
	works map[string]bool // by day: another answer than the weekday's
	known map[int]bool
	all   bool // no year can be unknown
}

// LoadCalendar reads a calendar and adds an organisation's own days, as
// "2026-12-25": those off and those worked. The error names what cannot be read.
func LoadCalendar(name string, off, on []string) (Calendar, error) {
	c := Calendar{works: map[string]bool{}, known: map[int]bool{}, all: name != CalendarChina}
	if name == CalendarChina {
		data, err := holidays.ReadFile("holidays/cn.txt")
		if err != nil {
			return c, fmt.Errorf("org: %w", err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			if err := c.read(line); err != nil {
				return c, fmt.Errorf("org: holidays of China: %w", err)
			}
		}
	}
	for works, days := range map[bool][]string{false: off, true: on} {
		for _, d := range days {
			if err := c.span(d, works); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

// read takes one line: "known 2026 …", "2026-01-01..2026-01-03 off", "2026-01-04 on".
func (c *Calendar) read(line string) error {
	words := strings.Fields(line)
	switch {
	case len(words) == 0 || words[0] == "#":
		return nil
	case words[0] == "known" && len(words) > 2:
		year, err := strconv.Atoi(words[1])
		c.known[year] = true
		return err
	case len(words) == 2 && (words[1] == "off" || words[1] == "on"):
		return c.span(words[0], words[1] == "on")
	}
	return fmt.Errorf("%q is no line of a calendar", line)
}

func (c *Calendar) span(days string, works bool) error {
	first, last, ok := strings.Cut(days, "..")
	if !ok {
		last = first
	}
	from, err := time.Parse(time.DateOnly, first)
	if err != nil {
		return fmt.Errorf("%q is no day", first)
	}
	to, err := time.Parse(time.DateOnly, last)
	if err != nil {
		return fmt.Errorf("%q is no day", last)
	}
	for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
		c.works[d.Format(time.DateOnly)] = works
	}
	return nil
}

// Knows reports whether the working days of a year are settled; of another year
// only what the law fixes is known.
func (c Calendar) Knows(year int) bool { return c.all || c.works == nil || c.known[year] }

// Works reports whether a moment is on a working day, in its own time zone.
func (c Calendar) Works(t time.Time) bool {
	if works, ok := c.works[t.Format(time.DateOnly)]; ok {
		return works
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// After is the start of the n-th working day after a moment, in its own time
// zone; of n = 0, of the moment's own day.
func (c Calendar) After(t time.Time, n int) time.Time {
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if c.Works(t) {
			n--
		}
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// workBegins is when a request that waits is mentioned once more.
const workBegins = 9 * time.Hour

// WorkAfter is nine in the morning of the n-th working day after a moment.
func (c Calendar) WorkAfter(t time.Time, n int) time.Time { return c.After(t, n).Add(workBegins) }

// farthest is the longest run of days off that is looked through.
const farthest = 30

// Forward is a time of day on its own day if that is worked, else on the next working
// day; false where there is none for a month.
func (c Calendar) Forward(t time.Time) (time.Time, bool) {
	for range farthest {
		if c.Works(t) {
			return t, true
		}
		t = t.AddDate(0, 0, 1)
	}
	return t, false
}

// Back is a time of day on its own day if that is worked, else on the working day
// before it in the same week; false where there is none.
func (c Calendar) Back(t time.Time) (time.Time, bool) {
	for !c.Works(t) {
		if t.Weekday() == time.Monday {
			return t, false
		}
		t = t.AddDate(0, 0, -1)
	}
	return t, true
}
