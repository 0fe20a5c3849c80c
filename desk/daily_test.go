package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
	"dealmate/scheduler"
)

// asksDaily is a company where lin wants a question a day about a deal.
func asksDaily(t *testing.T) (*company, sales.Deal) {
	t.Helper()
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	s, err := c.fill("lin", "settings", "", values{"language": "zh-CN", "question": "daily"})
	require.NoError(t, err)
	require.Empty(t, s.Problems)
	return c, deal
}

// day is a time of a day after the company's, in Shanghai.
func (c *company) day(days, hour, minute int) time.Time {
	zone := time.FixedZone("", 8*3600)
	y, m, d := c.now.In(zone).Date()
	return time.Date(y, m, d+days, hour, minute, 0, 0, zone)
}

func (c *company) asks(at time.Time) int {
	c.t.Helper()
	c.now = at
	n, err := c.desk.DailyQuestions(c.t.Context(), scheduler.Run{})
	require.NoError(c.t, err)
	return n
}

func TestTheQuestionOfTheDayComesOnceOnAWorkingMorning(t *testing.T) {
	c, deal := asksDaily(t)
	require.Zero(t, c.asks(c.day(1, 8, 30)), "before the day's bundles")
	require.Equal(t, 1, c.asks(c.day(0, 9, 15)))
	require.Zero(t, c.asks(c.day(0, 9, 30)), "once a day")
	require.Zero(t, c.asks(c.day(0, 12, 30)), "quiet hours")
	require.Zero(t, c.asks(c.day(4, 9, 15)), "a Saturday")
	require.Equal(t, 1, c.asks(c.day(2, 9, 15)))
	m := c.messages("question")
	require.Len(t, m, 2)
	require.Equal(t, map[string]string{"deal": deal.ID, "question": "q2"}, m[0].Facts)
}

func TestTheQuestionOfTheDayStandsInTheBundle(t *testing.T) {
	c, deal := asksDaily(t)
	c.now = c.day(35, 9, 15)
	for c.now.Weekday() != time.Wednesday {
		c.now = c.now.AddDate(0, 0, 1)
	}
	late := c.now.Add(-30 * time.Minute)
	n, err := c.desk.Watch(t.Context(), scheduler.Run{Late: late})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	facts := c.messages("bundle")[0].Facts
	require.Equal(t, deal.ID+"/q2", facts["question"])
	require.Equal(t, late.UTC().Format(time.RFC3339), facts["late"])
	require.Zero(t, c.asks(c.now.Add(time.Minute)), "it has come")
	require.Empty(t, c.messages("question"))
}
