package sales_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

// noon is a Monday.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// healthy is a deal that nothing warns about.
func healthy() sales.Deal {
	return sales.Deal{
		ID: "d1", Number: 1, Name: "云帆扩容", Stage: sales.Ours, StageSince: noon.AddDate(0, 0, -10), Outcome: sales.Open,
		Amount: sales.Money{Amount: decimal.New(523, 4), Currency: "CNY"}, Close: "2026-12-20",
	}
}

func TestStagesFollowEachOther(t *testing.T) {
	s := sales.Potential
	var walked []sales.Stage
	for ok := true; ok; s, ok = s.Next() {
		walked = append(walked, s)
	}
	require.Equal(t, sales.Stages(), walked)
	for i, s := range sales.Stages() {
		require.Equal(t, i, s.Index())
		if previous, ok := s.Previous(); ok {
			next, _ := previous.Next()
			require.Equal(t, s, next)
		} else {
			require.Zero(t, i)
		}
	}
	_, ok := sales.Stage("unknown").Next()
	require.False(t, ok)
	_, ok = sales.Stage("unknown").Previous()
	require.False(t, ok)
}

func TestAPushIsAMoveToALaterMonth(t *testing.T) {
	tests := map[string]struct {
		from, to     sales.Date
		pushes, days int
	}{
		"the first setting":            {"", "2027-01-31", 0, 0},
		"later in the month":           {"2026-12-01", "2026-12-31", 0, 0},
		"a day later, the next month":  {"2026-12-31", "2027-01-01", 1, 1},
		"a year later":                 {"2026-12-31", "2027-12-31", 1, 365},
		"earlier":                      {"2027-03-31", "2026-12-31", 0, 0},
		"the same month of last year":  {"2027-03-31", "2026-03-31", 0, 0},
		"taken away":                   {"2026-12-31", "", 0, 0},
		"the same":                     {"2026-12-31", "2026-12-31", 0, 0},
		"over the change of the clock": {"2026-03-20", "2026-04-20", 1, 31},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			d := sales.Deal{Close: x.from}
			d.SetClose(x.to)
			require.Equal(t, x.to, d.Close)
			require.Equal(t, x.pushes, d.Pushes)
			require.Equal(t, x.days, d.PushedDays)
		})
	}
}

func TestWarnings(t *testing.T) {
	day := func(n int) time.Time { return noon.AddDate(0, 0, -n) }
	tests := map[string]struct {
		change func(d *sales.Deal)
		want   []sales.Warning
	}{
		"nothing":                         {func(*sales.Deal) {}, nil},
		"the close date is today":         {func(d *sales.Deal) { d.Close = "2026-11-23" }, nil},
		"the close date was yesterday":    {func(d *sales.Deal) { d.Close = "2026-11-22" }, []sales.Warning{sales.Overdue}},
		"no close date":                   {func(d *sales.Deal) { d.Close = "" }, []sales.Warning{sales.NoClose}},
		"no amount":                       {func(d *sales.Deal) { d.Amount = sales.Money{} }, []sales.Warning{sales.NoAmount}},
		"an amount of nothing is known":   {func(d *sales.Deal) { d.Amount.Amount = decimal.Zero }, nil},
		"the first push":                  {func(d *sales.Deal) { d.Pushes, d.PushedDays = 1, 30 }, nil},
		"the second push":                 {func(d *sales.Deal) { d.Pushes = 2 }, []sales.Warning{sales.Pushed}},
		"the third push":                  {func(d *sales.Deal) { d.Pushes = 3 }, []sales.Warning{sales.PushedOften}},
		"one push of ninety days":         {func(d *sales.Deal) { d.Pushes, d.PushedDays = 1, 90 }, nil},
		"one push of over ninety days":    {func(d *sales.Deal) { d.Pushes, d.PushedDays = 1, 91 }, []sales.Warning{sales.PushedOften}},
		"as long in the stage as allowed": {func(d *sales.Deal) { d.StageSince = day(90) }, nil},
		"a day longer":                    {func(d *sales.Deal) { d.StageSince = day(91) }, []sales.Warning{sales.Stuck}},
		"another stage allows more":       {func(d *sales.Deal) { d.Stage, d.StageSince = sales.Potential, day(120) }, nil},
		"a reopening starts the clock":    {func(d *sales.Deal) { d.StageSince, d.ClockFrom = day(200), day(5) }, nil},
		"a gate that came loose":          {func(d *sales.Deal) { d.Assess.Loose = sales.Project }, []sales.Warning{sales.Loosened}},
		"a hold mutes all": {func(d *sales.Deal) {
			d.Hold, d.Close, d.Pushes = &sales.Hold{Until: "2026-11-24"}, "2026-01-01", 5
		}, nil},
		"until its date":  {func(d *sales.Deal) { d.Hold = &sales.Hold{Until: "2026-11-23"} }, []sales.Warning{sales.HoldEnded}},
		"a won deal":      {func(d *sales.Deal) { d.Outcome, d.Close = sales.Won, "2026-01-01" }, nil},
		"several at once": {func(d *sales.Deal) { d.Close, d.Amount, d.Pushes = "2026-11-01", sales.Money{}, 4 }, []sales.Warning{sales.Overdue, sales.PushedOften, sales.NoAmount}},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			d := healthy()
			x.change(&d)
			require.Equal(t, x.want, sales.Warnings(d, sales.DefaultLimits(), noon))
		})
	}
}

func TestTodayIsTheReaders(t *testing.T) {
	d := healthy()
	d.Close = "2026-11-23"
	late := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	require.Empty(t, sales.Warnings(d, sales.DefaultLimits(), late))
	shanghai := late.In(time.FixedZone("CST", 8*3600)) // already the 24th
	require.Equal(t, []sales.Warning{sales.Overdue}, sales.Warnings(d, sales.DefaultLimits(), shanghai))
}

func TestDaysInStageAreMidnights(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	d := sales.Deal{StageSince: time.Date(2026, 11, 23, 15, 59, 0, 0, time.UTC)} // 23:59 there
	require.Equal(t, 0, d.DaysInStage(d.StageSince.In(zone)))
	require.Equal(t, 1, d.DaysInStage(d.StageSince.Add(2*time.Minute).In(zone)))
	require.Equal(t, 0, d.DaysInStage(d.StageSince.Add(-time.Hour).In(zone)), "a clock that goes wrong counts nothing")
	require.Equal(t, 0, sales.Deal{}.DaysInStage(noon))
	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	spring := sales.Deal{StageSince: time.Date(2026, 3, 28, 12, 0, 0, 0, london)}
	require.Equal(t, 2, spring.DaysInStage(time.Date(2026, 3, 30, 0, 30, 0, 0, london)), "a day of 23 hours is a day")
}

func TestListsAreSortedByAttention(t *testing.T) {
	deal := func(id string, number int64, change func(*sales.Deal)) sales.Deal {
		d := healthy()
		d.ID, d.Number = id, number
		change(&d)
		return d
	}
	deals := []sales.Deal{
		deal("far", 1, func(d *sales.Deal) { d.Close = "2027-12-31" }),
		deal("younger", 9, func(*sales.Deal) {}),
		deal("older", 2, func(*sales.Deal) {}),
		deal("no date", 3, func(d *sales.Deal) { d.Close = "" }),
		deal("overdue", 4, func(d *sales.Deal) { d.Close = "2026-11-01" }),
		deal("overdue and pushed", 5, func(d *sales.Deal) { d.Close, d.Pushes = "2026-11-10", 3 }),
		deal("hold ended", 6, func(d *sales.Deal) { d.Hold = &sales.Hold{Until: "2026-11-20"} }),
		deal("won", 7, func(d *sales.Deal) { d.Outcome, d.Close = sales.Won, "" }),
	}
	sales.ByAttention(deals, sales.DefaultLimits(), noon)
	var order []string
	for _, d := range deals {
		order = append(order, d.ID)
	}
	require.Equal(t, []string{"hold ended", "overdue and pushed", "overdue", "no date", "older", "younger", "far", "won"}, order)
}

func TestMovingToTheSameStageKeepsItsClock(t *testing.T) {
	d := healthy()
	since := d.StageSince
	d.MoveTo(sales.Ours, noon)
	require.Equal(t, since, d.StageSince)
	d.MoveTo(sales.Winnable, noon)
	require.Equal(t, noon, d.StageSince)
}

func TestTheLastNotesAreOnTheCard(t *testing.T) {
	d := sales.Deal{}
	for _, id := range []string{"a", "b", "c", "d"} {
		before := d.Clone()
		d.AddNote(id)
		require.NotEqual(t, before.Notes, d.Notes)
	}
	require.Equal(t, []string{"d", "c", "b"}, d.Notes)
}

func TestACloneIsItsOwn(t *testing.T) {
	d := healthy()
	d.Collaborators, d.Notes = []string{"bob"}, []string{"n1"}
	d.Hold, d.Closing = &sales.Hold{Reason: "预算"}, &sales.Closing{Reason: "price"}
	c := d.Clone()
	c.Collaborators[0], c.Notes[0], c.Hold.Reason, c.Closing.Reason = "wu", "n2", "x", "y"
	require.Equal(t, []string{"bob"}, d.Collaborators)
	require.Equal(t, []string{"n1"}, d.Notes)
	require.Equal(t, "预算", d.Hold.Reason)
	require.Equal(t, "price", d.Closing.Reason)
}

func TestMoneyIsExact(t *testing.T) {
	m := func(s string) sales.Money { return sales.Money{Amount: decimal.RequireFromString(s), Currency: "CNY"} }
	require.True(t, m("10.50").Equal(m("10.5")))
	require.False(t, m("10.5").Equal(sales.Money{Amount: m("10.5").Amount, Currency: "USD"}))
	require.Equal(t, "0.3 CNY", sales.Money{Amount: m("0.1").Amount.Add(m("0.2").Amount), Currency: "CNY"}.String())
	require.Empty(t, sales.Money{}.String())
	require.True(t, sales.Money{}.IsZero())
	require.False(t, m("0").IsZero(), "nothing is an amount, unknown is none")
}
