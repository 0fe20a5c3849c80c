package sales_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func closedDeal(outcome sales.Outcome, class sales.Class, money string, days int) sales.Deal {
	at := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	d := sales.Deal{Outcome: outcome, CreatedAt: at.AddDate(0, 0, -days), Closing: &sales.Closing{At: at, Class: class}}
	if money != "" {
		d.Amount = amount(money, "CNY")
	}
	return d
}

func TestTheWinRateByHand(t *testing.T) {
	rates := sales.Only("CNY", 2)
	none := sales.PerformanceOf(nil, nil, rates, time.UTC)
	_, _, ok := none.WinRate()
	require.False(t, ok, "no closes: a dash")
	_, ok = none.Velocity(2)
	require.False(t, ok)

	p := sales.PerformanceOf([]sales.Deal{
		closedDeal(sales.Won, "", "300", 10),
		closedDeal(sales.Won, "", "100", 31),
		closedDeal(sales.Lost, sales.Competitor, "500", 5),
		closedDeal(sales.Lost, sales.NoDecision, "", 5),
		closedDeal(sales.Lost, sales.Disqualified, "9999", 5), // outside
		closedDeal(sales.Void, "", "9999", 5),                 // outside
	}, []sales.Deal{
		{Outcome: sales.Open, Stage: sales.Project}, {Outcome: sales.Open, Stage: sales.Winnable}, {Outcome: sales.Open, Stage: sales.Potential},
	}, rates, time.UTC)
	count, value, ok := p.WinRate()
	require.True(t, ok)
	require.Equal(t, "50", count.String(), "2 of 4")
	require.Equal(t, "44", value.String(), "400 of 900 = 44.4 %")
	require.Equal(t, 21, p.Cycle, "the median of 10 and 31 days: 20.5, half away from zero")
	require.Equal(t, "200", p.Size.String())
	v, ok := p.Velocity(2)
	require.True(t, ok)
	require.Equal(t, "9.52", v.String(), "2 deals × 0.5 × 200 ÷ 21 days = 9.5238")

	found := closedDeal(sales.Won, "", "300", 1)
	found.Found = "2026-08-02"
	require.Equal(t, 60, sales.PerformanceOf([]sales.Deal{found}, nil, rates, time.UTC).Cycle, "from when it was found, not from when it was entered")
	found.HeldDays = 20
	require.Equal(t, 40, sales.PerformanceOf([]sales.Deal{found}, nil, rates, time.UTC).Cycle, "time on hold is apart")
}

// passage is a deal's log: the stages that it entered, a day each, and its end.
func passage(from time.Time, outcome sales.Outcome, stages ...sales.Stage) []sales.Change {
	var log []sales.Change
	for i, s := range stages {
		log = append(log, sales.Change{RecordedAt: from.AddDate(0, 0, i), Stage: s, Outcome: sales.Open})
	}
	return append(log, sales.Change{RecordedAt: from.AddDate(0, 0, len(stages)), Stage: stages[len(stages)-1], Outcome: outcome})
}

func TestCohortsOfAQuarterByHand(t *testing.T) {
	w := sales.Quarter(time.Date(2026, 8, 20, 0, 0, 0, 0, time.UTC))
	require.Equal(t, "2026-07-01", w.From.Format(time.DateOnly))
	require.Equal(t, "2026-10-01", w.To.Format(time.DateOnly))
	july, june := time.Date(2026, 7, 10, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	logs := [][]sales.Change{
		passage(july, sales.Open, sales.Potential),                                 // still there
		passage(july, sales.Open, sales.Potential, sales.Project),                  // went on
		passage(july, sales.Lost, sales.Potential, sales.Project, sales.Potential), // went on, came back, lost
		passage(july, sales.Won, sales.Potential, sales.Winnable),                  // skipped two stages and was won
		passage(june, sales.Open, sales.Potential, sales.Project),                  // entered potential before the quarter, project in it
		passage(july, sales.Void, sales.Potential, sales.Project),                  // counts nowhere
	}
	c := sales.Cohorts(logs, w)
	require.Equal(t, sales.Cohort{Stage: sales.Potential, All: 4, On: 3, Open: 1}, c[0])
	require.Equal(t, sales.Cohort{Stage: sales.Project, All: 3, Open: 2}, c[1], "one was lost")
	require.Equal(t, sales.Cohort{Stage: sales.Ours}, c[2], "nobody entered it")
	require.Equal(t, sales.Cohort{Stage: sales.Winnable, All: 1, On: 1}, c[3])
	_, ok := c[0].Share()
	require.False(t, ok, "four are too few for a share")

	for i := range 9 {
		logs = append(logs, passage(july, sales.Open, sales.Potential, sales.Stages()[i%2]))
	}
	c = sales.Cohorts(logs, w)
	share, ok := c[0].Share()
	require.True(t, ok)
	require.Equal(t, "54", share.String(), fmt.Sprint(c[0], ": 7 of 13 = 53.8 %"))
}
