package desk_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

func (c *company) welcomes(who, event string) bool {
	c.t.Helper()
	first, err := c.desk.Welcome(c.t.Context(), c.as(who), event)
	require.NoError(c.t, err)
	return first
}

func TestSomebodyIsWelcomedByTheirFirstEventOnly(t *testing.T) {
	c := open(t)
	require.True(t, c.welcomes("lin", "ev1"))
	require.True(t, c.welcomes("lin", "ev1"), "a repeated delivery gets the same answer")
	require.False(t, c.welcomes("lin", "ev2"))
	require.True(t, c.welcomes("bob", "ev3"), "everybody has their own first time")
}

func TestTheWelcomeIsRememberedByEveryReplica(t *testing.T) {
	c := open(t)
	other := c.replica()
	require.True(t, c.welcomes("lin", "ev1"))
	first, err := other.Welcome(t.Context(), c.as("lin"), "ev2")
	require.NoError(t, err)
	require.False(t, first)
	_, err = c.fill("lin", "settings", "", values{"language": "en"})
	require.NoError(t, err)
	c.now = c.now.AddDate(1, 0, 0)
	c.desk = c.replica()
	require.False(t, c.welcomes("lin", "ev3"), "after a restart and other settings too")
}

func TestOfManyFirstEventsAtOnceOneIsWelcomed(t *testing.T) {
	c := open(t)
	var wg sync.WaitGroup
	var welcomes atomic.Int32
	lin := c.as("lin")
	for _, event := range []string{"ev1", "ev2", "ev3", "ev4"} {
		wg.Go(func() {
			if first, err := c.desk.Welcome(t.Context(), lin, event); err == nil && first {
				welcomes.Add(1)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 1, welcomes.Load())
}

func TestWhoHasOrHelpedOnADealIsNotNew(t *testing.T) {
	c := open(t)
	c.must("lin", c.open("lin", "void", c.deal("lin", "重复的", values{"collaborators": "max"}).ID), values{"reason": "重复"})
	require.False(t, c.welcomes("lin", "ev1"))
	require.False(t, c.welcomes("max", "ev1"))
	given := c.deal("bob", "交接的")
	require.False(t, c.welcomes("bob", "ev1"))
	_, err := c.desk.Assign(t.Context(), c.as("chen"), given.ID, "max", "as1")
	require.NoError(t, err)
	require.False(t, c.welcomes("bob", "ev2"), "their deals are somebody else's now, and they know us")
}

func TestNobodyIsWelcomedWhileTheStoreIsAway(t *testing.T) {
	c := open(t)
	lin := c.as("lin")
	c.away = true
	_, err := c.desk.Welcome(t.Context(), lin, "ev1")
	refused(t, err, fault.Unavailable, "error.unavailable")
	c.away = false
	c.lostReply = true
	_, err = c.desk.Welcome(t.Context(), lin, "ev2")
	require.Error(t, err)
	require.True(t, c.welcomes("lin", "ev2"), "what was committed without an answer is answered the second time")
}

func TestSamplesAreTheReadersAndKeptNowhere(t *testing.T) {
	c := open(t)
	all, err := c.desk.Samples(c.as("lin"))
	require.NoError(t, err)
	require.Equal(t, []string{"silent", "close", "fresh"}, keysOf(all))
	for _, v := range all {
		require.Equal(t, "lin", v.Owner.ID)
		require.Equal(t, "CNY", v.Deal.Amount.Currency)
		require.Zero(t, v.Deal.Number)
		require.Equal(t, map[org.Verb]bool{org.See: true}, v.May)
		require.NotNil(t, v.Assess)
		require.True(t, v.Deal.NextAt.IsZero() || v.Deal.NextAt.After(c.now))
		_, err := c.desk.View(t.Context(), c.as("lin"), v.Deal.ID)
		refused(t, err, fault.NotFound, "error.not_found")
	}
	require.Equal(t, []sales.Warning{sales.Stuck}, all[0].Warnings)
	require.Empty(t, all[1].Warnings)
	require.Empty(t, all[1].Assess.Contradictions, "what is nearly won is in order")
	last, err := c.store.LastNumber(t.Context())
	require.NoError(t, err)
	require.Zero(t, last)
}

func TestTheSilentSampleIsSilentWithAnyLimits(t *testing.T) {
	c := open(t)
	all, err := c.desk.Samples(c.as("wu"))
	require.NoError(t, err)
	limit := sales.DefaultLimits()[all[0].Deal.Stage]
	require.Greater(t, all[0].Stage, limit.StuckDays)
	require.Greater(t, c.now.Sub(all[0].Deal.LastContact), time.Duration(limit.SilentDays)*24*time.Hour*7/5)
	require.Equal(t, "America/New_York", all[0].Deal.LastContact.Location().String())
}

func keysOf(all []desk.View) []string {
	var out []string
	for _, v := range all {
		out = append(out, v.Deal.ID)
	}
	return out
}
