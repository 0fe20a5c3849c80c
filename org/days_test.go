package org_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/org"
)

func china(t *testing.T) (org.Calendar, *time.Location) {
	t.Helper()
	c, err := org.LoadCalendar(org.CalendarChina, []string{"2026-12-24"}, []string{"2026-12-26"})
	require.NoError(t, err)
	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	return c, zone
}

func TestWorkingDaysFollowHolidaysAndTheDaysWorkedForThem(t *testing.T) {
	c, zone := china(t)
	for day, works := range map[string]bool{
		"2026-11-23": true,  // a Monday
		"2026-11-22": false, // a Sunday
		"2026-02-17": false, // 春节, a Tuesday
		"2026-02-14": true,  // a Saturday worked for it
		"2026-10-10": true,  // a Saturday worked for 国庆
		"2026-10-07": false,
		"2026-12-24": false, // the company's own
		"2026-12-26": true,
		"2027-02-06": false, // fixed by law, though the year is not settled
		"2027-10-01": false,
	} {
		at, err := time.ParseInLocation(time.DateOnly, day, zone)
		require.NoError(t, err)
		require.Equal(t, works, c.Works(at.Add(23*time.Hour)), day)
	}
	require.True(t, c.Knows(2026))
	require.False(t, c.Knows(2027))
	require.True(t, org.Calendar{}.Knows(2027), "weekends need no arrangement")
	// Friday before 国庆 2026: Wednesday the 30th of September, then the 8th of October.
	require.Equal(t, "2026-10-08", c.After(time.Date(2026, 9, 30, 15, 0, 0, 0, zone), 1).Format(time.DateOnly))
	require.Equal(t, "2026-09-30", c.After(time.Date(2026, 9, 30, 15, 0, 0, 0, zone), 0).Format(time.DateOnly))
}

func TestACalendarThatCannotBeReadIsNamed(t *testing.T) {
	_, err := org.LoadCalendar(org.CalendarWeekends, []string{"Christmas"}, nil)
	require.ErrorContains(t, err, `"Christmas" is no day`)
}

func TestNobodyIsToldInTheirQuietHours(t *testing.T) {
	c, zone := china(t)
	zh := org.Attention{Calendar: c, Quiet: org.Prefs{}.QuietHours("zh-CN"), Zone: zone, Person: "lin"}
	en := org.Attention{Calendar: c, Quiet: org.Prefs{}.QuietHours("en"), Zone: zone, Person: "bob"}
	own := org.Attention{Calendar: c, Quiet: org.Prefs{QuietFrom: "22:00", QuietTo: "10:30"}.QuietHours("en"), Zone: zone, Person: "bob"}
	at := func(day, clock string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, zone)
		require.NoError(t, err)
		return x
	}
	const monday, holiday = "2026-11-23", "2026-10-05"
	for _, x := range []struct {
		who       org.Attention
		day, time string
		allowed   bool
	}{
		{zh, monday, "08:29", false},
		{zh, monday, "08:30", true},
		{zh, monday, "12:00", false},
		{zh, monday, "13:30", true},
		{zh, monday, "20:00", false},
		{en, monday, "12:30", true},
		{en, monday, "18:30", false},
		{en, monday, "00:10", false},
		{own, monday, "10:29", false},
		{own, monday, "19:00", true},
		{zh, holiday, "10:00", false},
	} {
		require.Equal(t, x.allowed, x.who.Allowed(at(x.day, x.time)), "%s %s", x.day, x.time)
	}
	require.Equal(t, monday, zh.Morning(at(monday, "00:00")).Format(time.DateOnly))
	require.GreaterOrEqual(t, zh.Morning(at(monday, "00:00")).Format("15:04"), "08:45")
	require.Equal(t, "10:30", own.Morning(at(monday, "00:00")).Format("15:04"), "when the quiet hours end")
	require.Equal(t, "2026-10-08", zh.Morning(at(holiday, "00:00")).Format(time.DateOnly))
	require.Equal(t, "2026-11-24", zh.NextMorning(at(monday, "09:00")).Format(time.DateOnly))
	require.Equal(t, monday, zh.NextMorning(at(monday, "07:00")).Format(time.DateOnly))
}
