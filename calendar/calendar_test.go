package calendar_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/calendar"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	require.NoError(t, err)
	return l
}

// days is a window of a zone, of so many days.
func days(t testing.TB, in, from string, n int) calendar.Window {
	t.Helper()
	z := zone(t, in)
	at, err := time.ParseInLocation(time.DateOnly, from, z)
	require.NoError(t, err)
	return calendar.Window{From: at, To: at.AddDate(0, 0, n), Zone: z}
}

func read(t testing.TB, text string, w calendar.Window) []calendar.Event {
	t.Helper()
	events, skipped, err := calendar.Read(strings.NewReader(text), w)
	require.NoError(t, err)
	require.Zero(t, skipped)
	return events
}

func file(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return strings.ReplaceAll(string(b), "\n", "\r\n")
}

// vcal is a calendar with the lines of its events.
func vcal(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

// one is an event of some lines.
func one(lines ...string) string {
	return "BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

func starts(events []calendar.Event) (out []string) {
	for _, e := range events {
		out = append(out, e.Start.Format("01-02 15:04"))
	}
	return out
}

func TestAnExportOfOutlookIsRead(t *testing.T) {
	all := read(t, file(t, "outlook.ics"), days(t, "Asia/Shanghai", "2026-11-24", 28))
	require.Equal(t, []string{"11-24 10:00", "12-02 14:00", "12-15 10:00"}, starts(all), "one was moved, one taken out, the last Tuesday is over")
	first := all[0]
	require.Equal(t, "江城地铁 周例会", first.Title)
	require.Equal(t, "江城地铁大厦 3F", first.Place)
	require.Equal(t, "议程：\n1. 需求\n2. 预算, 时间", first.Notes)
	require.Equal(t, []string{"林晓", "王总"}, first.People, "the organiser first, no rooms")
	require.Equal(t, 90*time.Minute, first.End.Sub(first.Start))
	require.True(t, first.Busy)
	require.False(t, first.Private)

	moved := all[1]
	require.Equal(t, "江城地铁 周例会（改期）", moved.Title)
	require.Equal(t, "040000008200E00074C5B7101A82E00800000000B0/20261201T020000Z", moved.ID, "named by when it was to be")
}

func TestASeriesKeepsItsHourOverDaylightSaving(t *testing.T) {
	all := read(t, file(t, "google.ics"), days(t, "Europe/Berlin", "2026-10-10", 30))
	require.Equal(t, []string{"10-12 09:00", "10-14 14:00", "10-19 09:00", "10-20 00:00", "10-26 09:00", "11-02 09:00"}, starts(all))
	require.Equal(t, "07:00", all[2].Start.UTC().Format("15:04"))
	require.Equal(t, "08:00", all[4].Start.UTC().Format("15:04"))
	require.True(t, all[1].Private)
	fair := all[3]
	require.True(t, fair.AllDay)
	require.False(t, fair.Busy)
	require.Equal(t, 48*time.Hour, fair.End.Sub(fair.Start))
}

func TestTimesAreReadAsTheirProgramsWriteThem(t *testing.T) {
	own := "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE"
	for name, x := range map[string]struct {
		more, start, want string
	}{
		"in UTC":                                 {"", "DTSTART:20261124T020000Z", "11-24 10:00"},
		"on no clock in particular":              {"", "DTSTART:20261124T100000", "11-24 10:00"},
		"in a zone of the IANA":                  {"", "DTSTART;TZID=Europe/Berlin:20261124T100000", "11-24 17:00"},
		"in a zone of Windows":                   {"", "DTSTART;TZID=W. Europe Standard Time:20261124T100000", "11-24 17:00"},
		"in a zone of Windows in other letters":  {"", "DTSTART;TZID=china standard time:20261124T100000", "11-24 10:00"},
		"in a zone as Outlook shows it":          {"", `DTSTART;TZID="(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi":20261124T100000`, "11-24 10:00"},
		"in a zone as Mozilla writes it":         {"", "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261124T100000", "11-24 17:00"},
		"in a zone that is an offset":            {"", "DTSTART;TZID=GMT+0300:20261124T100000", "11-24 15:00"},
		"in a zone that the calendar itself has": {own, "DTSTART;TZID=Ours:20261124T100000", "11-24 15:00"},
		"on a day":                               {"", "DTSTART;VALUE=DATE:20261124", "11-24 00:00"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := []string{one("UID:1", x.start, "SUMMARY:x")}
			if x.more != "" {
				lines = append([]string{x.more}, lines...)
			}
			require.Equal(t, []string{x.want}, starts(read(t, vcal(lines...), days(t, "Asia/Shanghai", "2026-11-23", 7))))
		})
	}
}

func TestSeriesAreReadWithTheirExceptions(t *testing.T) {
	const master = "UID:1\r\nSUMMARY:x\r\nDTSTART:20261123T020000Z\r\nDTEND:20261123T030000Z"
	for name, x := range map[string]struct {
		events []string
		want   string
	}{
		"every day, so many times":              {[]string{one(master, "RRULE:FREQ=DAILY;COUNT=3")}, "11-23 10:00,11-24 10:00,11-25 10:00"},
		"until a moment":                        {[]string{one(master, "RRULE:FREQ=DAILY;UNTIL=20261124T020000Z")}, "11-23 10:00,11-24 10:00"},
		"the last Friday of a month":            {[]string{one("UID:1", "SUMMARY:x", "DTSTART:20261030T020000Z", "RRULE:FREQ=MONTHLY;BYDAY=-1FR")}, "11-27 10:00"},
		"on two days of every second week":      {[]string{one(master, "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE")}, "11-23 10:00,11-25 10:00"},
		"without a day":                         {[]string{one(master, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261124T020000Z")}, "11-23 10:00,11-25 10:00"},
		"without a day that is written as such": {[]string{one(master, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261124")}, "11-23 10:00,11-25 10:00"},
		"with one more day":                     {[]string{one(master, "RDATE:20261126T020000Z")}, "11-26 10:00"},
		"with one moved out of the window":      {[]string{one(master, "RRULE:FREQ=DAILY;COUNT=2"), one("UID:1", "RECURRENCE-ID:20261124T020000Z", "SUMMARY:x", "DTSTART:20270124T020000Z")}, "11-23 10:00"},
		"with one moved into the window":        {[]string{one("UID:1", "SUMMARY:x", "DTSTART:20261001T020000Z", "RRULE:FREQ=MONTHLY"), one("UID:1", "RECURRENCE-ID:20270101T020000Z", "SUMMARY:x", "DTSTART:20261125T020000Z")}, "11-25 10:00"},
		"with only the change there":            {[]string{one("UID:1", "RECURRENCE-ID:20270101T020000Z", "SUMMARY:x", "DTSTART:20261125T020000Z")}, "11-25 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, vcal(x.events...), days(t, "Asia/Shanghai", "2026-11-23", 7))
			want := x.want
			if name == "with one more day" {
				want = "11-23 10:00,11-26 10:00"
			}
			require.Equal(t, want, strings.Join(starts(all), ","))
		})
	}
}

func TestWhatIsCancelledSaysSo(t *testing.T) {
	w := days(t, "UTC", "2026-11-23", 7)
	series := one("UID:1", "SUMMARY:x", "DTSTART:20261123T020000Z", "RRULE:FREQ=DAILY;COUNT=2")
	all := read(t, vcal(series, one("UID:1", "RECURRENCE-ID:20261124T020000Z", "STATUS:CANCELLED")), w)
	require.Len(t, all, 2)
	require.False(t, all[0].Cancelled)
	require.True(t, all[1].Cancelled)
	require.Equal(t, "x", all[1].Title, "its series tells what it was")
	for _, e := range read(t, vcal("METHOD:CANCEL", series), w) {
		require.True(t, e.Cancelled)
	}
}

func TestTextsAreReadWhateverProgramsMakeOfThem(t *testing.T) {
	w := days(t, "UTC", "2026-11-23", 7)
	for name, x := range map[string][2]string{
		"folded within a character":   {"SUMMARY:江\xe5\r\n \x9f\x8e地铁", "江城地铁"},
		"folded with a tab":           {"SUMMARY:Har\r\n\tbour", "Harbour"},
		"with a comma nobody escaped": {"SUMMARY:Dana, Priya and we", "Dana, Priya and we"},
		"with escapes":                {`SUMMARY:a\, b\; c\\d\ne`, `a, b; c\d e`},
		"with parameters":             {`SUMMARY;LANGUAGE=zh-cn;ALTREP="http://x/:y":方案`, "方案"},
		"without one":                 {"COMMENT:x", ""},
	} {
		all := read(t, vcal(one("UID:1", "DTSTART:20261124T020000Z", x[0])), w)
		require.Len(t, all, 1, name)
		require.Equal(t, x[1], all[0].Title, name)
	}
	bom := "\ufeff" + strings.ReplaceAll(vcal(one("UID:1", "DTSTART:20261124T020000Z", "SUMMARY:x")), "\r\n", "\n")
	require.Len(t, read(t, bom, w), 1, "a byte order mark, and lines that end as on Unix")
}

func TestWindowsSideBySideShareNothing(t *testing.T) {
	text := vcal(one("UID:1", "SUMMARY:x", "DTSTART:20261101T000000Z", "RRULE:FREQ=HOURLY;COUNT=500"))
	seen := map[string]bool{}
	for from := range 25 {
		w := days(t, "UTC", "2026-11-01", 1)
		w.From, w.To = w.From.AddDate(0, 0, from), w.To.AddDate(0, 0, from)
		for _, e := range read(t, text, w) {
			require.False(t, seen[e.ID], e.ID)
			seen[e.ID] = true
		}
	}
	require.Len(t, seen, 500)
}

func TestEveryNameOfWindowsIsAZone(t *testing.T) {
	b, err := os.ReadFile("windows.txt")
	require.NoError(t, err)
	n := 0
	for line := range strings.Lines(string(b)) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		n++
		iana, _, _ := strings.Cut(rest, " | ")
		_, err := time.LoadLocation(iana)
		require.NoError(t, err, name)
		text := vcal(one("UID:1", "SUMMARY:x", fmt.Sprintf("DTSTART;TZID=%s:20261124T100000", name)))
		require.Len(t, read(t, text, days(t, "UTC", "2026-11-23", 3)), 1, name)
	}
	require.Greater(t, n, 130)
}
