package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/fault"
	"dealmate/scheduler"
)

func (c *company) held(owner, name, until string) string {
	c.t.Helper()
	deal := c.deal(owner, name)
	c.must(owner, c.open(owner, "hold", deal.ID), values{"reason": "预算", "said_by": "王总", "until": until})
	return deal.ID
}

func TestTheEndOfAHoldIsToldOnce(t *testing.T) {
	c := open(t)
	id := c.held("lin", "云帆扩容", "2026-12-01")
	c.sent = nil
	tell := func(want int) {
		t.Helper()
		n, err := c.desk.EndHolds(t.Context(), scheduler.Run{Tick: "tick"})
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	c.now = time.Date(2026, 11, 30, 15, 59, 0, 0, time.UTC)
	tell(0)
	c.now = time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC) // midnight in Shanghai
	tell(1)
	require.Len(t, c.sent, 1)
	require.Equal(t, "hold_ended", c.sent[0].Kind)
	require.Equal(t, "person:lin", c.sent[0].Destination)
	require.Equal(t, values{"deal": id}, c.sent[0].Facts)
	tell(0)
	c.days(1)
	tell(0)

	c.must("lin", c.open("lin", "hold", id), values{"until": "2026-12-10"})
	c.days(10)
	tell(1)

	// Commits are forgotten after a while; nobody is told anew then.
	c.days(20)
	_, err := c.store.SweepMarks(t.Context(), c.now)
	require.NoError(t, err)
	tell(0)
}

func TestTheDateOfAHoldIsTheTeams(t *testing.T) {
	c := open(t)
	c.held("wu", "西区的", "2026-12-01")
	c.now = time.Date(2026, 12, 1, 4, 59, 0, 0, time.UTC) // New York has not reached it
	n, err := c.desk.EndHolds(t.Context(), scheduler.Run{Tick: "tick"})
	require.NoError(t, err)
	require.Zero(t, n)
	c.now = time.Date(2026, 12, 1, 5, 0, 0, 0, time.UTC)
	n, err = c.desk.EndHolds(t.Context(), scheduler.Run{Tick: "tick"})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestAHoldThatIsOverTellsNobody(t *testing.T) {
	c := open(t)
	back, lost := c.held("lin", "回来了", "2026-12-01"), c.held("lin", "丢了", "2026-12-01")
	_, err := c.desk.Reopen(t.Context(), c.as("lin"), back, "reopen")
	require.NoError(t, err)
	c.must("lin", c.open("lin", "lost", lost), values{"reason": "no_decision.budget_cut"})
	c.days(10)
	n, err := c.desk.EndHolds(t.Context(), scheduler.Run{Tick: "tick"})
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestAnAwayStoreIsToldToTheScheduler(t *testing.T) {
	c := open(t)
	c.held("lin", "云帆扩容", "2026-12-01")
	c.days(10)
	c.away = true
	_, err := c.desk.EndHolds(t.Context(), scheduler.Run{Tick: "tick"})
	refused(t, err, fault.Unavailable, "error.unavailable")
	c.away = false
	n, err := c.desk.EndHolds(t.Context(), scheduler.Run{Tick: "tick"})
	require.NoError(t, err)
	require.Equal(t, 1, n, "and is done at the next try")
}

func TestFormsThatNobodySentAreForgotten(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	old := c.open("lin", "edit", deal.ID)
	c.now = c.now.Add(2 * time.Hour)
	young := c.open("lin", "edit", deal.ID)
	c.now = c.now.Add(22*time.Hour + time.Second)
	n, err := c.desk.SweepDialogs(t.Context(), scheduler.Run{Tick: "tick"})
	require.NoError(t, err)
	require.Equal(t, 2, n, "the old one, and that of the new deal")
	_, err = c.send("lin", old, values{"name": "太晚"})
	refused(t, err, fault.NotFound, "error.expired")
	c.must("lin", young, values{"name": "来得及"})
	n, err = c.desk.SweepDialogs(t.Context(), scheduler.Run{Tick: "tick"})
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestManyForgottenFormsAreSweptInParts(t *testing.T) {
	c := open(t)
	for range 401 {
		c.open("lin", "settings", "")
	}
	c.days(2)
	n, err := c.desk.SweepDialogs(t.Context(), scheduler.Run{Tick: "tick"})
	require.NoError(t, err)
	require.Equal(t, 401, n)
}
