package calendar

import (
	"slices"
	"sort"
	"time"

	"github.com/emersion/go-ical"
)

// shift is a change of the clocks of a zone.
type shift struct {
	at       int64 // Unix time
	from, to int   // offsets, in seconds
}

// ownZone is the zone that a VTIMEZONE describes; its rules are followed from
// 1970, or a date they name before, until a time.
func ownZone(c *ical.Component, until time.Time, w *work) (z zone, err error) {
	defer recovered(&err)
	var shifts []shift
	for _, child := range c.Children {
		if child.Name != ical.CompTimezoneStandard && child.Name != ical.CompTimezoneDaylight {
			continue
		}
		more, err := shiftsOf(child, until, w)
		if err != nil {
			return nil, err
		}
		shifts = append(shifts, more...)
	}
	if len(shifts) == 0 {
		return nil, errUnreadable
	}
	slices.SortStableFunc(shifts, func(a, b shift) int { return int(min(max(a.at-b.at, -1), 1)) })
	if len(shifts) == 1 {
		shifts[0].from = shifts[0].to // a fixed offset, also before its date
	}
	return func(unix int64) int {
		i := sort.Search(len(shifts), func(i int) bool { return shifts[i].at > unix })
		if i == 0 {
			return shifts[0].from
		}
		return shifts[i-1].to
	}, nil
}

// shiftsOf gives when a STANDARD or DAYLIGHT begins, each time.
func shiftsOf(c *ical.Component, until time.Time, w *work) ([]shift, error) {
	start, err := moment(c, ical.PropDateTimeStart)
	if err != nil || start == nil {
		return nil, errUnreadable
	}
	from, err := offset(value(c, ical.PropTimezoneOffsetFrom))
	if err != nil {
		return nil, err
	}
	to, err := offset(value(c, ical.PropTimezoneOffsetTo))
	if err != nil {
		return nil, err
	}
	walls := []time.Time{start.wall}
	dates, err := moments(c, ical.PropRecurrenceDates)
	if err != nil {
		return nil, err
	}
	for _, d := range dates {
		walls = append(walls, d.wall)
	}
	if text := value(c, ical.PropRecurrenceRule); text != "" {
		r, err := newRule(text, func(int64) int { return from }, false)
		if err != nil {
			return nil, err
		}
		err = r.walk(start.wall, time.Unix(0, 0).UTC(), until, w, func(t time.Time) { walls = append(walls, t) })
		if err != nil {
			return nil, err
		}
	}
	shifts := make([]shift, len(walls))
	for i, t := range walls {
		shifts[i] = shift{at: t.Unix() - int64(from), from: from, to: to}
	}
	return shifts, nil
}
