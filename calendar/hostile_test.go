package calendar_test

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/calendar"
)

func week(t testing.TB) calendar.Window {
	t.Helper()
	return days(t, "Asia/Shanghai", "2026-11-23", 7)
}

func TestWhatIsNoCalendarIsSaidSo(t *testing.T) {
	whole := file(t, "outlook.ics")
	for name, text := range map[string]string{
		"nothing":                  "",
		"a web page":               "<!DOCTYPE html><html><body>Sign in</body></html>",
		"half a calendar":          whole[:len(whole)/2],
		"a calendar without end":   strings.TrimSuffix(whole, "END:VCALENDAR\r\n"),
		"an event and no calendar": one("UID:1", "DTSTART:20261124T020000Z"),
		"noise":                    string([]byte{0, 1, 2, 255, 254, 10, 13, 0}),
		"a picture":                "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 1000),
	} {
		events, _, err := calendar.Read(strings.NewReader(text), week(t))
		require.ErrorIs(t, err, calendar.ErrBroken, name)
		require.Empty(t, events, name)
	}
}

func TestOneEventThatMakesNoSenseDoesNotLoseTheOthers(t *testing.T) {
	good := one("UID:good", "SUMMARY:x", "DTSTART:20261124T020000Z")
	for name, bad := range map[string]string{
		"no time":                    one("UID:1", "SUMMARY:x"),
		"a time that is none":        one("UID:1", "DTSTART:tomorrow"),
		"a zone that nobody knows":   one("UID:1", "DTSTART;TZID=Mars/Olympus:20261124T100000"),
		"a rule that is none":        one("UID:1", "DTSTART:20261124T020000Z", "RRULE:FREQ=SOMETIMES"),
		"an end before its start":    one("UID:1", "DTSTART:20261124T020000Z", "DTEND:20261123T020000Z"),
		"a rule without end or step": one("UID:1", "DTSTART:20261124T020000Z", "RRULE:FREQ=SECONDLY;INTERVAL=0"),
		"a year of nobody":           one("UID:1", "DTSTART:00010101T000000Z"),
		"a UID of a book":            one("UID:"+strings.Repeat("x", 5000), "DTSTART:20261124T020000Z"),
	} {
		events, skipped, err := calendar.Read(strings.NewReader(vcal(bad, good)), week(t))
		require.NoError(t, err, name)
		require.Equal(t, 1, skipped, name)
		require.Len(t, events, 1, name)
		require.Equal(t, "good", events[0].ID, name)
	}
}

// endless is a calendar that goes on and counts what is read of it.
type endless struct {
	head, body io.Reader
	line       string
	read       int
}

func (e *endless) Read(p []byte) (int, error) {
	n, err := e.head.Read(p)
	if errors.Is(err, io.EOF) {
		if e.body == nil {
			e.body = strings.NewReader(e.line)
		}
		if n, err = e.body.Read(p); errors.Is(err, io.EOF) {
			e.body, err = nil, nil
		}
	}
	e.read += n
	return n, err
}

func TestAHugeCalendarIsRefusedAndNotReadToItsEnd(t *testing.T) {
	e := &endless{head: strings.NewReader("BEGIN:VCALENDAR\r\n"), line: "X-COMMENT:" + strings.Repeat("x", 4000) + "\r\n"}
	_, _, err := calendar.Read(e, week(t))
	require.ErrorIs(t, err, calendar.ErrTooLarge)
	require.Less(t, e.read, calendar.MaxBytes+1<<20)
	line := &endless{head: strings.NewReader("BEGIN:VCALENDAR\r\nSUMMARY:"), line: strings.Repeat("x", 4096)}
	_, _, err = calendar.Read(line, week(t))
	require.ErrorIs(t, err, calendar.ErrTooLarge, "one line without an end")
	events := &endless{head: strings.NewReader("BEGIN:VCALENDAR\r\n"), line: one("UID:1", "DTSTART:20261124T020000Z") + "\r\n"}
	_, _, err = calendar.Read(events, week(t))
	require.Error(t, err)
}

func TestAReaderThatFailsIsBroken(t *testing.T) {
	cause := errors.New("the line was cut")
	_, _, err := calendar.Read(io.MultiReader(strings.NewReader("BEGIN:VCALENDAR\r\n"), failing{cause}), week(t))
	require.ErrorIs(t, err, calendar.ErrBroken)
	require.ErrorIs(t, err, cause)
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func TestSeriesWithoutEndCostLittle(t *testing.T) {
	for _, rule := range []string{"FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYSETPOS=366", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=1;BYMINUTE=1;BYSECOND=1"} {
		begin := time.Now()
		events, _, err := calendar.Read(strings.NewReader(vcal(one("UID:1", "SUMMARY:x", "DTSTART:19700101T000000Z", "RRULE:"+rule))), week(t))
		require.True(t, err == nil || errors.Is(err, calendar.ErrTooMany), "%s: %v", rule, err)
		require.LessOrEqual(t, len(events), calendar.MaxEvents)
		require.Less(t, time.Since(begin), 20*time.Second, rule) // a limit on work, not a measurement
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"outlook.ics", "google.ics"} {
		b, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Add([]byte(vcal(one("UID:1", "DTSTART:20261124T020000Z", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261125T020000Z"))))
	w := week(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		events, skipped, err := calendar.Read(strings.NewReader(string(data)), w)
		if err != nil {
			require.Empty(t, events)
			return
		}
		require.GreaterOrEqual(t, skipped, 0)
		require.LessOrEqual(t, len(events), calendar.MaxEvents)
		require.True(t, slices.IsSortedFunc(events, func(a, b calendar.Event) int { return a.Start.Compare(b.Start) }))
		for _, e := range events {
			require.NotEmpty(t, e.ID)
			require.False(t, e.End.Before(e.Start))
		}
	})
}
