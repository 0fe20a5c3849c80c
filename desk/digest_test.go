package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/sales"
	"dealmate/scheduler"
)

func (c *company) digest(who string, r desk.Reporting) desk.Digest {
	c.t.Helper()
	g, err := c.desk.Digest(c.t.Context(), c.as(who), r)
	require.NoError(c.t, err)
	return g
}

func (c *company) posts(face sales.Face) int {
	c.t.Helper()
	n, err := c.desk.PostDigest(c.t.Context(), "east", face, scheduler.Run{})
	require.NoError(c.t, err)
	return n
}

func section(g desk.Digest, topic desk.Topic) desk.Section {
	for _, s := range g.Lists {
		if s.Topic == topic {
			return s
		}
	}
	return desk.Section{}
}

func TestADealStandsInItsMostSeriousListOnly(t *testing.T) {
	c := open(t)
	c.days(30) // beyond the first week's truce
	a := c.deal("lin", "云帆扩容", values{"amount": "100万", "close": ""})
	b := c.deal("lin", "云帆二期", values{"amount": "300万", "close": ""})
	c.days(40)
	_, err := c.desk.Forward(t.Context(), c.as("lin"), b.ID, sales.Potential, "forward")
	require.NoError(t, err)
	c.days(1)
	g := c.digest("chen", desk.Reporting{Team: "east", Day: sales.DateOf(c.now)})
	require.True(t, g.Current)
	silent := section(g, desk.TopicSilent)
	require.Equal(t, 2, silent.Count)
	require.Equal(t, []string{b.ID, a.ID}, []string{silent.Items[0].Deal, silent.Items[1].Deal}, "by value")
	planless := section(g, desk.TopicPlanless)
	require.Equal(t, []int{2, 2, 0}, []int{planless.Count, planless.Elsewhere, len(planless.Items)}, "they stand under silent")
}

func TestADigestIsForWhoSeesTheTeam(t *testing.T) {
	c := open(t)
	for _, r := range []desk.Reporting{{Team: "south"}, {Team: "atlantis"}} {
		_, err := c.desk.Digest(t.Context(), c.as("lin"), r)
		require.Error(t, err)
	}
	_, err := c.desk.Digest(t.Context(), c.as("lin"), desk.Reporting{Team: "east"})
	require.NoError(t, err)
}

func TestEachWeekIsToldOnceAndASwallowedOneWithTheNext(t *testing.T) {
	c := open(t)
	c.deal("lin", "云帆扩容")
	monday := sales.Monday(c.now.In(time.FixedZone("", 8*3600))).AddDate(0, 0, 7)
	c.now = monday.Add(9 * time.Hour)
	require.Positive(t, c.posts(sales.FaceManager))
	require.Zero(t, c.posts(sales.FaceManager), "it was told")
	require.Equal(t, string(sales.DateOf(monday.AddDate(0, 0, -7))), c.messages("digest")[0].Facts["from"])

	// Nobody works in the next week.
	c.now = monday.AddDate(0, 0, 14).Add(9 * time.Hour)
	require.Positive(t, c.posts(sales.FaceManager))
	all := c.messages("digest")
	last := all[len(all)-1]
	require.Equal(t, string(sales.DateOf(monday)), last.Facts["from"], "from where the last one ended")
	require.Equal(t, string(sales.DateOf(monday.AddDate(0, 0, 14))), last.Facts["to"])
	g := c.digest("chen", desk.Reporting{Team: "east"})
	require.True(t, g.Again)
	require.Len(t, g.Trend, 3, "every week is kept by itself")
	require.Nil(t, g.Trend[1].Forecast)
	require.NotNil(t, g.Trend[2].Forecast)
}

func TestTheForecastIsTheOwnersJudgement(t *testing.T) {
	c := open(t)
	a := c.deal("lin", "云帆扩容", values{"amount": "100万", "close": c.day(20, 0, 0).Format(time.DateOnly)})
	_, err := c.desk.Judge(t.Context(), c.as("lin"), a.ID, "certainly", "x")
	require.Error(t, err)
	_, err = c.desk.Judge(t.Context(), c.as("lin"), a.ID, sales.Commit, "judge")
	require.NoError(t, err)
	require.Equal(t, sales.Commit, c.stored(a.ID).Category())
	f := c.digest("chen", desk.Reporting{Team: "east"}).Forecast
	require.Equal(t, 1, f.By[sales.Commit].Count)
	c.days(21)
	f = c.digest("chen", desk.Reporting{Team: "east"}).Forecast
	require.Zero(t, f.By[sales.Commit].Count)
	require.Equal(t, 1, f.Overdue.Count, "overdue, whatever it was judged")
}

func TestWhatIsMissingIsPreviewedOnceAWeek(t *testing.T) {
	c := open(t)
	c.deal("lin", "云帆扩容", values{"amount": "", "close": ""})
	send := func() int {
		n, err := c.desk.PostPreview(t.Context(), "east", scheduler.Run{})
		require.NoError(t, err)
		return n
	}
	require.Equal(t, 1, send())
	require.Zero(t, send())
	mends, err := c.desk.Mends(t.Context(), c.as("lin"))
	require.NoError(t, err)
	require.Len(t, mends, 1)
	require.Equal(t, []sales.Lacking{{Gap: sales.GapNoClose}, {Gap: sales.GapNoAmount}}, mends[0].Gaps)
}

func TestATeamThatNobodyLeadsOrReadsIsNoError(t *testing.T) {
	c := open(t)
	for _, team := range []string{"south", "atlantis"} {
		for _, f := range []sales.Face{sales.FaceChannel, sales.FaceManager} {
			_, err := c.desk.PostDigest(t.Context(), team, f, scheduler.Run{})
			require.NoError(t, err, team)
		}
		_, err := c.desk.PostPreview(t.Context(), team, scheduler.Run{})
		require.NoError(t, err, team)
	}
	require.Empty(t, slices.DeleteFunc(c.messages("digest"), func(m scheduler.Message) bool { return m.Facts["team"] != "atlantis" }), "a team of a former configuration")
}

func TestACurrencyWithoutARateIsNamedAndInNoSum(t *testing.T) {
	c := open(t)
	c.deal("lin", "云帆扩容", values{"amount": "100万"})
	c.deal("lin", "海外一期", values{"amount": "USD 5000"})
	c.deal("lin", "还没报价", values{"amount": ""})
	g := c.digest("chen", desk.Reporting{Team: "east", Day: sales.DateOf(c.now)})
	require.Equal(t, "1000000", g.Funnel.All.Value.String())
	require.Equal(t, 3, g.Funnel.All.Count)
	require.Equal(t, 1, g.Funnel.All.NoAmount)
	require.Len(t, g.Funnel.All.Unrated, 1)
	require.Equal(t, "5000 USD", g.Funnel.All.Unrated[0].String())
	require.Equal(t, map[string]int{"USD": 1}, g.Week.Movement.Unrated)
	require.True(t, g.Week.Movement.Adds())
}

func TestAManagerOfManagersHasTheTeamsBelow(t *testing.T) {
	c := open(t, func(c *company) {
		c.org.Teams[0].Quota, c.org.Teams[1].Parent, c.org.Teams[1].Quota = decimal.NewFromInt(4_000_000), "region", decimal.NewFromInt(1_000_000)
	})
	moves := c.deal("lin", "云帆扩容", values{"amount": "100万"})
	c.deal("wu", "海外一期", values{"amount": "30万"})
	g := c.digest("zhou", desk.Reporting{Team: "region", Day: sales.DateOf(c.now)})
	require.Equal(t, "1300000", g.Week.Movement.Term(sales.FlowNew).Value.String())
	require.Equal(t, "5000000", g.Forecast.Quota.String(), "what the teams below have together")
	require.Len(t, g.Parts, 2, "the region has no deals of its own")
	require.Equal(t, []string{"East", "West"}, []string{g.Parts[0].Team.Name, g.Parts[1].Team.Name})
	require.Equal(t, "300000", g.Parts[1].Movement.End.Value.String())

	// A deal that moves from one to the other moved in neither for the region.
	_, err := c.desk.Assign(t.Context(), c.as("ops"), moves.ID, "wu", "move")
	require.NoError(t, err)
	g = c.digest("zhou", desk.Reporting{Team: "region", Day: sales.DateOf(c.now)})
	require.Zero(t, g.Week.Movement.Term(sales.FlowIn).Count)
	require.Equal(t, 1, g.Parts[0].Movement.Term(sales.FlowOut).Count)
	require.Equal(t, 1, g.Parts[1].Movement.Term(sales.FlowIn).Count)
	_, err = c.desk.Digest(t.Context(), c.as("chen"), desk.Reporting{Team: "region"})
	require.Error(t, err, "who leads one team does not see the others")
}
