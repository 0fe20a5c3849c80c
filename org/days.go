package org

import "time"

// WorkingDaysAfter is the start of business, nine in the morning, on the n-th
// working day after a moment, in its own time zone. Saturdays and Sundays are
// no working days.
func WorkingDaysAfter(t time.Time, n int) time.Time {
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if IsWorkingDay(t) {
			n--
		}
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 9, 0, 0, 0, t.Location())
}

// IsWorkingDay reports whether a moment is on a day from Monday to Friday.
func IsWorkingDay(t time.Time) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}
