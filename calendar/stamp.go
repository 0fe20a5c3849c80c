package calendar

import (
	"strings"
	"time"
)

// stamp is a time as it is written: what the clock on the wall shows, and
// whose wall it is. Repeating works on it, so that a series keeps its hour.
type stamp struct {
	wall time.Time // in UTC, whatever its zone is
	zone string    // TZID, "" for none
	utc  bool
	date bool // a day without a time
}

const (
	dateForm = "20060102"
	wallForm = "20060102T150405"
	utcForm  = "20060102T150405Z"
)

// newStamp goes by the form of the value, not by VALUE, which is often wrong.
func newStamp(value, zone string) (stamp, error) {
	value = strings.ToUpper(strings.TrimSpace(value))
	s := stamp{zone: strings.Clone(zone)}
	form := wallForm
	switch len(value) {
	case len(dateForm):
		form, s.date, s.zone = dateForm, true, ""
	case len(utcForm):
		form, s.utc, s.zone = utcForm, true, ""
	}
	var err error
	if s.wall, err = time.Parse(form, value); err != nil {
		return s, err
	}
	// Programs write the year 1 for no date; Outlook's rules begin in 1601.
	if s.wall.Year() < 1600 || s.wall.Year() > 9000 {
		return s, errUnreadable
	}
	return s, nil
}

func (s stamp) day() time.Time { return s.wall.Truncate(24 * time.Hour) }

// zone gives the offset from UTC, in seconds, at a Unix time.
type zone func(unix int64) int

func utc(int64) int { return 0 }

func zoneOf(l *time.Location) zone {
	return func(unix int64) int {
		_, offset := time.Unix(unix, 0).In(l).Zone()
		return offset
	}
}

// wall is what the clock shows at an instant.
func (z zone) wall(t time.Time) time.Time {
	return time.Unix(t.Unix()+int64(z(t.Unix())), 0).UTC()
}

// instant is when the clock shows a time: of the two when it is set back the
// first, and of none when it is put forward, the one by the time before, as
// RFC 5545 has it.
func (z zone) instant(wall time.Time) time.Time {
	const day = 24 * 60 * 60
	u := wall.Unix()
	before := u - int64(z(u-day))
	for _, at := range []int64{before, u - int64(z(u+day))} {
		if at+int64(z(at)) == u {
			return time.Unix(at, 0).UTC()
		}
	}
	return time.Unix(before, 0).UTC()
}
