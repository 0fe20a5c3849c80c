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

func TestAWIsFilledInByAButton(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	a := c.planned(deal.ID, values{"who_new": "", "why": ""})
	fill := func(w, value, commit string) (desk.Submitted, error) {
		return c.desk.Fill(t.Context(), c.as("lin"), desk.Filling{Deal: deal.ID, Activity: a.ID, W: w, Value: value, Commit: commit})
	}
	for name, x := range map[string][2]string{
		"a W that there is none of": {"whither", "online"}, "a place that there is none of": {sales.Where, "mars"},
		"a form that there is none of": {sales.What, "dance"}, "nobody": {sales.Who, ""}, "a purpose by a button": {sales.Why, "x"},
	} {
		_, err := fill(x[0], x[1], name)
		require.Equal(t, fault.Invalid, fault.CodeOf(err), name)
	}
	s, err := fill(sales.Who, "王总", "one")
	require.NoError(t, err)
	require.Equal(t, []string{"王总"}, s.Activity.Who)
	s, err = fill(sales.Who, "王总", "two") // a second tap
	require.NoError(t, err)
	require.True(t, s.Done.Already)
	s, err = fill(sales.Where, sales.Online, "three")
	require.NoError(t, err)
	require.Equal(t, []string{sales.Why}, s.Activity.Missing())

	m, err := c.desk.Meeting(t.Context(), c.as("lin"), deal.ID, a.ID)
	require.NoError(t, err)
	require.Empty(t, m.Contacts, "who is of the meeting is not offered again")
	c.must("lin", c.part("lin", "why", deal.ID, a.ID), values{"why": "王总签字"})
	require.True(t, c.stored(deal.ID).Plans[0].Complete)

	_, err = c.desk.CallOff(t.Context(), c.as("lin"), deal.ID, a.ID, "off")
	require.NoError(t, err)
	s, err = fill(sales.Where, sales.AtOurs, "four")
	require.NoError(t, err)
	require.True(t, s.Done.Already, "it was called off meanwhile")
	_, err = c.desk.Fill(t.Context(), c.as("lin"), desk.Filling{Deal: deal.ID, Activity: "gone", W: sales.Where, Value: sales.Online, Commit: "five"})
	require.Equal(t, fault.NotFound, fault.CodeOf(err))
	_, err = c.desk.Fill(t.Context(), c.as("bob"), desk.Filling{Deal: deal.ID, Activity: a.ID, W: sales.Where, Value: sales.Online, Commit: "six"})
	require.Equal(t, fault.Forbidden, fault.CodeOf(err))
}

func TestAWThatIsFilledInLeavesThePingsToCome(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	a := c.planned(deal.ID, values{"why": ""})
	stored := func() sales.Activity {
		all, err := c.store.ActivitiesByID(t.Context(), a.ID)
		require.NoError(t, err)
		return all[0]
	}
	ping := func() {
		c.now = stored().PingAt.Add(time.Minute)
		n, err := c.desk.Meet(t.Context(), scheduler.Run{})
		require.NoError(t, err)
		require.Equal(t, 1, n)
	}
	ping()
	c.must("lin", c.part("lin", "why", deal.ID, a.ID), values{"why": "王总签字"})
	require.True(t, stored().PingAt.Before(a.At), "the brief is still to come")
	ping()
	require.Equal(t, []sales.Ping{sales.PingBrief}, stored().Pinged)
}
