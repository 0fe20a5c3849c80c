package desk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
)

const lins = "https://calendar.example.com/lin-secret.ics"

// agenda is a calendar that a test writes.
type agenda struct {
	*company
	events []string
	fails  error
	tag    string
	asked  []string // the tags it was asked with
	raw    string   // instead of the events
}

// withCalendar is a company where lin has connected a calendar.
func withCalendar(t *testing.T) (*agenda, sales.Deal) {
	t.Helper()
	a := &agenda{}
	a.company = open(t, func(c *company) { c.fetch = a.open })
	deal := a.deal("lin", "云帆扩容", values{"customer": "云帆网络有限公司"})
	s, err := a.fill("lin", "calendar", "", values{"address": "webcal://calendar.example.com/lin-secret.ics"})
	require.NoError(t, err)
	require.Empty(t, s.Problems)
	return a, deal
}

func (a *agenda) open(_ context.Context, address, tag string) (desk.Fetched, error) {
	a.asked = append(a.asked, tag)
	if a.fails != nil {
		return desk.Fetched{}, a.fails
	}
	require.Equal(a.t, lins, address)
	if tag != "" && tag == a.tag {
		return desk.Fetched{}, nil
	}
	text := a.raw
	if text == "" {
		text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" + strings.Join(a.events, "") + "END:VCALENDAR\r\n"
	}
	return desk.Fetched{Body: io.NopCloser(strings.NewReader(text)), Tag: a.tag}, nil
}

// event is one that begins so many hours from now.
func (a *agenda) event(uid, title string, hours int, more ...string) string {
	at := a.now.Add(time.Duration(hours) * time.Hour).UTC()
	return fmt.Sprintf("BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\nDTSTART:%s\r\nDTEND:%s\r\nDTSTAMP:20260101T000000Z\r\n%sEND:VEVENT\r\n",
		uid, title, at.Format("20060102T150405Z"), at.Add(90*time.Minute).Format("20060102T150405Z"), strings.Join(more, ""))
}

// reads looks for calendars that are due, some time later, and returns the facts of
// what lin is told.
func (a *agenda) reads(later time.Duration) []map[string]string {
	a.t.Helper()
	a.now = a.now.Add(later)
	a.sent = nil
	_, _, err := a.desk.ReadFeeds(a.t.Context())
	require.NoError(a.t, err)
	var out []map[string]string
	for _, m := range a.messages("feed") {
		require.Equal(a.t, "person:lin", m.Destination)
		out = append(out, m.Facts)
	}
	return out
}

func (a *agenda) feed() sales.Feed {
	f, err := a.store.Feed(a.t.Context(), "lin")
	require.NoError(a.t, err)
	return f
}

func TestOnlyMeetingsThatNameACustomerAreKept(t *testing.T) {
	a, deal := withCalendar(t)
	a.events = []string{
		a.event("1", "云帆网络 方案演示", 26, "LOCATION:https://meet.example/1\r\n", "ATTENDEE;CN=王总:mailto:wang@yunfan.example\r\n", "ATTENDEE;CN=Bob:mailto:bob@example.com\r\n"),
		a.event("2", "牙医", 27), a.event("3", "云帆网络 面试", 28, "CLASS:PRIVATE\r\n"), a.event("4", "云帆网络 上周", -100),
		a.event("5", "周会", 29, "DESCRIPTION:云帆网络的进展\r\n"), a.event("6", "云帆网络 取消了", 30, "STATUS:CANCELLED\r\n"),
	}
	told := a.reads(0)
	f := a.feed()
	require.Len(t, f.Found, 1)
	require.Equal(t, []string{deal.ID}, f.Found[0].Deals)
	require.Equal(t, []string{"王总"}, f.Found[0].Who, "a colleague is nobody at the customer")
	require.Equal(t, []map[string]string{{"new": f.Found[0].Key, "asked": "1"}}, told)
	require.Equal(t, 5, f.Events, "of the coming weeks")
	require.Empty(t, a.reads(31*time.Minute), "nothing new")

	s, err := a.desk.TakeOver(t.Context(), a.as("lin"), deal.ID, f.Found[0].Key, "take")
	require.NoError(t, err)
	require.Equal(t, []string{sales.Why}, s.Activity.Missing(), "the calendar tells all but why")
	require.Equal(t, "demo", s.Activity.Type)
	require.Equal(t, sales.Online, s.Activity.Where)
	require.Equal(t, 90, s.Activity.Minutes)
	s, err = a.desk.TakeOver(t.Context(), a.as("lin"), deal.ID, f.Found[0].Key, "take again")
	require.NoError(t, err)
	require.True(t, s.Done.Already)
	require.Len(t, a.stored(deal.ID).Plans, 1)
	require.Empty(t, a.reads(31*time.Minute))
}

func TestWhatWasTakenOverFollowsTheCalendar(t *testing.T) {
	a, deal := withCalendar(t)
	one, two := a.event("1", "拜访云帆网络", 50), a.event("2", "云帆网络 研讨", 60)
	a.events = []string{one, two}
	a.reads(0)
	for _, x := range a.feed().Found {
		_, err := a.desk.TakeOver(t.Context(), a.as("lin"), deal.ID, x.Key, "take"+x.Key)
		require.NoError(t, err)
	}
	was := a.stored(deal.ID).Plans
	require.Len(t, was, 2)
	a.events = []string{a.event("1", "拜访云帆网络", 74), a.event("2", "云帆网络 研讨", 60, "STATUS:CANCELLED\r\n")}
	told := a.reads(31 * time.Minute)
	require.Len(t, told, 1)
	require.Equal(t, deal.ID+"/"+was[0].ID, told[0]["moved"])
	require.Equal(t, deal.ID+"/"+was[1].ID, told[0]["gone"])
	plans := a.stored(deal.ID).Plans
	require.Len(t, plans, 1)
	require.Equal(t, was[0].At.Add(24*time.Hour), plans[0].At)

	a.events = nil
	require.Equal(t, deal.ID+"/"+was[0].ID, a.reads(31 * time.Minute)[0]["gone"], "taken out of the calendar")
	require.Empty(t, a.stored(deal.ID).Plans)
}

func TestASeriesThatIsNotWithACustomerIsAskedOnce(t *testing.T) {
	a, _ := withCalendar(t)
	weekly := a.event("1", "云帆网络 内部同步", 26, "RRULE:FREQ=WEEKLY;COUNT=20\r\n")
	a.events = []string{weekly}
	a.reads(0)
	found := a.feed().Found
	require.Greater(t, len(found), 5)
	require.NoError(t, a.desk.DropAppointment(t.Context(), a.as("lin"), found[0].Key, "drop"))
	require.NoError(t, a.desk.DropAppointment(t.Context(), a.as("lin"), found[0].Key, "drop again"))
	require.Empty(t, a.feed().Found)
	require.Empty(t, a.reads(24*time.Hour))
	_, err := a.desk.TakeOver(t.Context(), a.as("lin"), "", found[0].Key, "late")
	require.Error(t, err)
}

func TestACalendarThatCannotBeReadIsSaidOnceAndTriedAgain(t *testing.T) {
	a, _ := withCalendar(t)
	a.fails = fault.Wrap(errors.New("status 404"), fault.Invalid, "error.calendar_refused")
	require.Len(t, a.reads(0), 1, "its person waits")
	require.Equal(t, "error.calendar_refused", a.feed().Failed)
	var told int
	for range 40 {
		told += len(a.reads(time.Hour))
	}
	require.Equal(t, 1, told, "once more when it goes on")
	require.Less(t, len(a.asked), 12, "less and less often")
	_, failed, err := a.desk.ReadFeeds(t.Context())
	require.NoError(t, err)
	for _, f := range failed {
		require.NotContains(t, f.Error(), "secret")
	}
	a.fails = nil
	require.NoError(t, a.desk.ReadNow(t.Context(), a.as("lin"), "now"))
	require.Len(t, a.reads(0), 1)
	require.Empty(t, a.feed().Failed)

	for raw, key := range map[string]string{"<html>": "error.calendar_broken", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n": "error.calendar_broken"} {
		a.raw = raw
		require.NoError(t, a.desk.ReadNow(t.Context(), a.as("lin"), "now"+raw))
		a.reads(0)
		require.Equal(t, key, a.feed().Failed)
	}
}

func TestACalendarThatHasNotChangedIsReadOnceADay(t *testing.T) {
	a, _ := withCalendar(t)
	a.tag = `"v1"`
	for range 60 {
		a.reads(time.Hour)
	}
	whole := 0
	for _, tag := range a.asked {
		if tag == "" {
			whole++
		}
	}
	require.InDelta(t, 3, whole, 1)
	require.Len(t, a.asked, 60)
}

func TestACalendarIsForgotten(t *testing.T) {
	a, deal := withCalendar(t)
	a.events = []string{a.event("1", "拜访云帆网络", 50)}
	a.reads(0)
	_, err := a.desk.TakeOver(t.Context(), a.as("lin"), deal.ID, a.feed().Found[0].Key, "take")
	require.NoError(t, err)
	require.NoError(t, a.desk.StopCalendar(t.Context(), a.as("lin"), "stop"))
	require.NoError(t, a.desk.StopCalendar(t.Context(), a.as("lin"), "stop again"))
	require.Zero(t, a.feed().Version)
	require.Empty(t, a.reads(time.Hour))
	require.Len(t, a.stored(deal.ID).Plans, 1, "what was planned stays")
	require.Equal(t, fault.NotFound, fault.CodeOf(a.desk.ReadNow(t.Context(), a.as("lin"), "now")))
}

func TestAnAddressThatIsNoneIsToldUnderItsField(t *testing.T) {
	a, _ := withCalendar(t)
	for _, address := range []string{"ftp://x.example/a.ics", "lin.ics", "https://", "javascript:alert(1)"} {
		s, err := a.fill("lin", "calendar", "", values{"address": address})
		require.NoError(t, err)
		require.Equal(t, "error.calendar_address", s.Problems["address"].Key, address)
	}
}

func TestAnotherReplicaLeavesACalendarAloneThatIsBeingRead(t *testing.T) {
	a, _ := withCalendar(t)
	a.events = []string{a.event("1", "拜访云帆网络", 50)}
	other := a.replica()
	reads := 0
	a.meanwhile = func() {
		n, _, err := other.ReadFeeds(t.Context())
		require.NoError(t, err)
		reads += n
	}
	a.reads(0)
	require.Equal(t, 1, reads, "both found it due")
	require.Len(t, a.asked, 1, "one claimed it")
	require.Len(t, a.feed().Found, 1)
}

func TestCalendarsCanBeTurnedOff(t *testing.T) {
	c := open(t)
	_, err := c.fill("lin", "calendar", "", values{"address": lins})
	require.Equal(t, fault.Forbidden, fault.CodeOf(err))
	n, _, err := c.desk.ReadFeeds(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
}
