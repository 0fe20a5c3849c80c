package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
	"dealmate/scheduler"
)

// planned is an activity of lin's in two working days, at two in the afternoon.
func (c *company) planned(deal string, more values) sales.Activity {
	c.t.Helper()
	typed := values{"type": "visit", "who_new": "王总 信息中心主任", "why": "王总签字", "day": c.now.AddDate(0, 0, 2).Format(time.DateOnly), "time": "14:00", "minutes": "60"}
	for k, v := range more {
		typed[k] = v
	}
	s, err := c.fill("lin", "plan", deal, typed)
	require.NoError(c.t, err)
	require.Empty(c.t, s.Problems)
	return s.Activity
}

func (c *company) part(who, form, deal, part string) desk.Opened {
	c.t.Helper()
	o, err := c.desk.Open(c.t.Context(), c.as(who), desk.Opening{Form: form, Deal: deal, Part: part})
	require.NoError(c.t, err)
	return o
}

func TestAPlanIsKnownOnTheDealAndSoAreItsPeople(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	a := c.planned(deal.ID, nil)
	require.Empty(t, a.Missing())
	require.Equal(t, sales.AtCustomer, a.Where)
	got := c.stored(deal.ID)
	require.Equal(t, []sales.Plan{{ID: a.ID, At: a.At, Type: "visit", Complete: true}}, got.Plans)
	require.Equal(t, a.At, got.NextAt)
	next := c.open("bob", "plan", c.deal("bob", "海棠网络", values{"customer": "云帆扩容集团"}).ID)
	require.Equal(t, "王总 信息中心主任", next.State.Options["who"][0].Value, "known at that customer from now on")
}

func TestAWordToTheOwnerIsNoChangeOfAnActivity(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	a := c.planned(deal.ID, nil)
	after := c.part("lin", "after", deal.ID, a.ID)
	c.now = a.At.Add(-90 * time.Minute)
	c.meanwhile = func() {
		n, err := c.desk.Meet(t.Context(), scheduler.Run{})
		require.NoError(t, err)
		require.Equal(t, 1, n)
	}
	c.must("lin", after, values{"did": "yes", "said": "签了", "hours": "2"})
	got := c.stored(deal.ID)
	require.Empty(t, got.Plans)
	require.Equal(t, "2", got.Cost().Hours.String())
	n, err := c.desk.Meet(t.Context(), scheduler.Run{})
	require.NoError(t, err)
	require.Zero(t, n, "it is over")
}

func TestSomebodyElsesChangeOfAnActivityIsSaid(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	a := c.planned(deal.ID, nil)
	mine, theirs := c.part("lin", "plan", deal.ID, a.ID), c.part("chen", "plan", deal.ID, a.ID)
	c.days(1)
	c.must("chen", theirs, values{"time": "15:00"})
	_, err := c.send("lin", mine, values{"time": "16:00"})
	refused(t, err, fault.Invalid, "error.plan_moved")
	c.must("lin", c.part("lin", "after", deal.ID, a.ID), values{"did": "no"})
	twice, err := c.send("chen", c.part("chen", "after", deal.ID, a.ID), values{"did": "yes"})
	require.NoError(t, err)
	require.True(t, twice.Done.Already)
}

func TestWhatAnActivityCannotBe(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	for field, typed := range map[string]values{
		"day":      {"type": "visit", "day": "2026-11-20", "minutes": "60"},
		"timezone": {"type": "visit", "timezone": "Mars/Olympus", "minutes": "60"},
		"type":     {"minutes": "60"},
	} {
		s, err := c.fill("lin", "plan", deal.ID, typed)
		require.NoError(t, err)
		require.Contains(t, s.Problems, field)
	}
	s, err := c.fill("lin", "plan", deal.ID, values{"type": "visit", "time": "14:00", "minutes": "60"})
	require.NoError(t, err)
	require.Contains(t, s.Problems, "day", "a time needs its day")
	s, err = c.fill("lin", "done", deal.ID, values{"type": "visit"})
	require.NoError(t, err)
	require.Contains(t, s.Problems, "said")
	_, err = c.desk.CallOff(t.Context(), c.as("lin"), deal.ID, "nothing", "x")
	refused(t, err, fault.NotFound, "error.no_activity")
}

func TestACallThatNobodyAnsweredIsNoContact(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	c.must("lin", c.open("lin", "done", deal.ID), values{"type": "call"})
	require.True(t, c.stored(deal.ID).LastContact.IsZero())
	c.must("lin", c.open("lin", "done", deal.ID), values{"type": "call", "said": "周五给答复"})
	require.False(t, c.stored(deal.ID).LastContact.IsZero())
}

func TestThePingsOfAnActivityComeOnceEach(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	c.planned(deal.ID, values{"why": "", "time": "16:00"}) // two hours before two is quiet
	var got []string
	for range 4 * 24 * 4 {
		c.now = c.now.Add(15 * time.Minute)
		_, err := c.desk.Meet(t.Context(), scheduler.Run{})
		require.NoError(t, err)
	}
	for _, m := range c.messages("meeting") {
		got = append(got, m.Facts["ping"]+" "+m.Due.In(c.as("lin").Zone).Format("Mon 15:04"))
	}
	require.Equal(t, []string{"missing Tue 16:00", "brief Wed 14:00", "after Wed 17:15"}, got)
}
