package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/fault"
	"dealmate/sales"
	"dealmate/scheduler"
)

func (c *company) holds(who, deal string, days int) resting {
	c.t.Helper()
	c.must(who, c.open(who, "hold", deal), values{"reason": "预算", "said_by": "王总", "until": c.now.AddDate(0, 0, days).Format(time.DateOnly)})
	return resting{c.stored(deal)}
}

// resting is a deal with why its hold was put to the manager.
type resting struct{ sales.Deal }

func (d resting) why() string {
	if d.Hold == nil || d.Hold.Ask == nil {
		return ""
	}
	return d.Hold.Ask.Why
}

func TestALongHoldOrASecondInARowIsPutToTheManager(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容").ID
	require.Empty(t, c.holds("lin", deal, 90).why())
	require.Equal(t, sales.HoldLong, c.holds("lin", deal, 91).why(), "longer than 90 days in all")
	require.NotNil(t, c.stored(deal).Hold, "it holds meanwhile")
	asked := c.messages("hold_asked")
	require.Len(t, asked, 2, "now and once more")
	require.Equal(t, "person:chen", asked[0].Destination)
	id := asked[0].Facts["request"]
	require.Equal(t, sales.HoldLong, c.holds("lin", deal, 60).why(), "the question stays until it is answered")
	require.Len(t, c.messages("hold_asked"), 2)

	_, err := c.desk.AgreeHold(t.Context(), c.as("lin"), deal, id, "mine")
	require.Equal(t, fault.Forbidden, fault.CodeOf(err))
	_, err = c.desk.AgreeHold(t.Context(), c.as("chen"), deal, id, "yes")
	require.NoError(t, err)
	require.Empty(t, resting{c.stored(deal)}.why())
	require.Equal(t, "person:lin", c.messages("hold_decided")[0].Destination)
	done, err := c.desk.AgreeHold(t.Context(), c.as("chen"), deal, id, "yes again")
	require.NoError(t, err)
	require.True(t, done.Already)

	// Reopened and held again, with nothing done in between.
	_, err = c.desk.Reopen(t.Context(), c.as("lin"), deal, "back")
	require.NoError(t, err)
	require.Equal(t, sales.HoldAgain, c.holds("lin", deal, 5).why())
	c.must("chen", c.part("chen", "unhold", deal, c.stored(deal).Hold.Ask.ID), values{"word": "先去见王总"})
	got := c.stored(deal)
	require.Nil(t, got.Hold)
	require.Equal(t, c.now.UTC(), got.ClockFrom)
	c.now = c.now.Add(time.Hour)
	c.must("lin", c.open("lin", "done", deal), values{"type": "visit", "said": "同意"})
	c.now = c.now.Add(time.Hour)
	require.Empty(t, c.holds("lin", deal, 5).why(), "something was done")
	c.now = c.now.AddDate(0, 0, 6)
	require.Equal(t, sales.HoldAgain, c.holds("lin", deal, 5).why(), "its date came and nothing was done")
	require.Empty(t, c.holds("chen", c.deal("lin", "海棠网络").ID, 200).why(), "a manager's own is decided")
}

func TestAHoldMutesUntilItsDateAndNoLonger(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"close": c.now.AddDate(0, 0, 20).Format(time.DateOnly)}).ID
	c.holds("lin", deal, 60)
	c.now = c.now.AddDate(0, 0, 50)
	_, err := c.desk.Watch(t.Context(), scheduler.Run{})
	require.NoError(t, err)
	require.Empty(t, c.messages("bundle"))
	c.now = c.now.AddDate(0, 0, 14).Add(time.Hour) // at ten in the morning
	_, err = c.desk.Watch(t.Context(), scheduler.Run{})
	require.NoError(t, err)
	require.Len(t, c.messages("bundle"), 1)
	require.Contains(t, c.messages("bundle")[0].Facts["deals"], "overdue")
}

func TestTheDaysOfAHoldAreCounted(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容").ID
	_, err := c.fill("lin", "hold", deal, values{"reason": "预算", "said_by": "王总", "until": c.now.AddDate(0, 0, 30).Format(time.DateOnly)})
	require.NoError(t, err)
	c.days(10)
	_, err = c.desk.Reopen(t.Context(), c.as("lin"), deal, "back")
	require.NoError(t, err)
	require.Equal(t, 10, c.stored(deal).HeldDays)
	c.days(5)
	_, err = c.desk.Note(t.Context(), c.as("lin"), deal, "等法务", "", "note")
	require.NoError(t, err)
	require.Equal(t, 10, c.stored(deal).HeldDays, "only holds count")
}
