package i18n

import "time"

// Date is a calendar day, "2026-11-23", or "" for none.
type Date string

// DateOf is the day of a moment, in the moment's own time zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// dateOf is the day of a year, month and day that must exist as written.
func dateOf(year, month, day int) (Date, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != day {
		return "", false
	}
	d := DateOf(t)
	return d, d.Valid()
}

// firstYear and lastYear bound the dates a deal can mean; all else is a typo.
const (
	firstYear = 1990
	lastYear  = 2199
)

// Valid reports whether it is a day that exists, from 1990 to 2199.
func (d Date) Valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Year() >= firstYear && t.Year() <= lastYear
}

// utc is the start of the day in UTC; days are counted there, where all have
// 24 hours. It is the zero time for a day that is not valid.
func (d Date) utc() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Days is the number of days from d to another day, negative if that is
// earlier, 0 if either is not valid.
func (d Date) Days(to Date) int {
	if !d.Valid() || !to.Valid() {
		return 0
	}
	return int(to.utc().Sub(d.utc()) / (24 * time.Hour))
}

// AddDays is the day n days later; "" for none stays none.
func (d Date) AddDays(n int) Date {
	if !d.Valid() {
		return ""
	}
	return DateOf(d.utc().AddDate(0, 0, n))
}

// AddMonths is the same day n months later, or that month's last day where it
// is shorter: a month after 31 January is 28 February.
func (d Date) AddMonths(n int) Date {
	if !d.Valid() {
		return ""
	}
	t := d.utc()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Weekday is the day of the week; Sunday for a day that is not valid.
func (d Date) Weekday() time.Weekday {
	if !d.Valid() {
		return time.Sunday
	}
	return d.utc().Weekday()
}

// monday is the first day of the day's week. A week starts on Monday.
func (d Date) monday() Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// monthEnd is the last day of a month.
func monthEnd(year, month int) (Date, bool) {
	if month < 1 || month > 12 {
		return "", false
	}
	d := DateOf(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC))
	return d, d.Valid()
}
