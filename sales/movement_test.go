package sales_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

// histories is how many random companies the figures are compared for.
var histories = flag.Int("histories", 1000, "random histories to compare")

func TestEveryFigureOfAWeekIsWhatAReplayOfEverythingTells(t *testing.T) {
	t.Parallel()
	flows := map[sales.FlowKind]int{}
	for seed := range uint64(*histories) {
		l := live(seed)
		first := time.Date(2026, 9, 28, 0, 0, 0, 0, l.zone)
		for week := range 5 { // the fourth one has the end of daylight saving in Berlin
			w := sales.Window{From: first.AddDate(0, 0, 7*week), To: first.AddDate(0, 0, 7*week+7)}
			where := fmt.Sprintf("seed %d, week of %s, %s", seed, sales.DateOf(w.From), l.zone)
			same(t, where+", one team", l.replay(func(d sales.Deal) bool { return d.Team == "east" }, w.From, w.To),
				sales.WeekOf(l.past(w.From, "east"), sales.OfTeams("east"), w, l.rates), flows)
			same(t, where+", two teams", l.replay(func(d sales.Deal) bool { return d.Team != "north" }, w.From, w.To),
				sales.WeekOf(l.past(w.From, "east", "south"), sales.OfTeams("east", "south"), w, l.rates), flows)
			if seed%10 == 0 {
				same(t, where+", one person", l.replay(func(d sales.Deal) bool { return d.Owner == "bob" }, w.From, w.To),
					sales.WeekOf(l.past(w.From, lifeTeams...), sales.OwnedBy("bob"), w, l.rates), flows)
			}
		}
	}
	t.Logf("flows compared: %v", flows)
	for _, k := range sales.FlowKinds() {
		require.NotZero(t, flows[k], k)
	}
}

func same(t *testing.T, where string, want naive, got sales.Week, flows map[sales.FlowKind]int) {
	t.Helper()
	m := got.Movement
	require.True(t, m.Adds(), where)
	require.Equal(t, want.start.String(), m.Start.Value.String(), where)
	require.Equal(t, want.end.String(), m.End.Value.String(), where)
	require.Equal(t, []int{want.startCount, want.endCount}, []int{m.Start.Count, m.End.Count}, where)
	for _, k := range sales.FlowKinds() {
		term := m.Term(k)
		flows[k] += term.Count
		require.Equal(t, want.terms[k].String(), term.Value.String(), "%s: %s", where, k)
		if k != sales.FlowRate {
			require.Equal(t, want.counts[k], term.Count, "%s: %s", where, k)
		}
	}
	require.Equal(t, want.unrated, m.Unrated, where)
	require.Equal(t, want.won, got.Won, where+": won")
	require.Equal(t, want.lost, got.Lost, where+": lost")
	require.Equal(t, want.new, got.New, where)
	require.Equal(t, want.pushed, got.Pushed, where)
	require.Equal(t, want.loose, got.Loosened, where)
	require.Equal(t, want.advanced, deals(got.Advanced), where)
	require.Equal(t, want.regressed, deals(got.Regressed), where)
	var turned []string
	for _, x := range got.Turned {
		turned = append(turned, x.Deal+" "+x.Question)
	}
	require.Equal(t, want.turned, turned, where)
}

func deals(passings []sales.Passing) []string {
	var out []string
	for _, p := range passings {
		out = append(out, p.Deal)
	}
	return out
}

func amount(s string, currency string) sales.Money {
	return sales.Money{Amount: decimal.RequireFromString(s), Currency: currency}
}

// script is a hand-written history.
type script struct {
	life
	at time.Time
}

func (s *script) do(id string, change func(d *sales.Deal)) {
	var before sales.Deal
	for _, d := range s.deals {
		if d.ID == id {
			before = d
		}
	}
	after := before.Clone()
	if after.ID == "" {
		after = sales.Deal{ID: id, Name: id, Team: "east", Owner: "lin", Stage: sales.Potential, Outcome: sales.Open}
	}
	change(&after)
	s.save(s.at, before, after)
	s.at = s.at.Add(time.Hour)
}

func TestTheMovementOfAWeekByHand(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	monday := time.Date(2026, 11, 16, 0, 0, 0, 0, zone)
	s := &script{at: monday.AddDate(0, 0, -3)}
	amounts := func(x string, c string) func(*sales.Deal) { return func(d *sales.Deal) { d.Amount = amount(x, c) } }
	s.do("a", amounts("1000000", "CNY"))
	s.do("b", amounts("100000.50", "CNY"))
	s.do("c", amounts("200000", "USD"))
	s.do("d", amounts("1", "CNY"))
	s.do("e", amounts("70", "CNY"))
	s.at = monday // the first moment of the week counts
	s.do("f", amounts("30000", "CNY"))
	s.do("g", func(d *sales.Deal) { d.Amount, d.Backfilled = amount("4000.99", "CNY"), true })
	s.do("a", func(d *sales.Deal) { d.Amount, d.Outcome = amount("900000", "CNY"), sales.Won })
	s.do("b", func(d *sales.Deal) { d.Team = "south" })
	s.do("d", func(d *sales.Deal) { d.Outcome = sales.Lost })
	s.do("d", func(d *sales.Deal) { d.Outcome = sales.Open })
	s.do("e", func(d *sales.Deal) { d.Outcome = sales.Void })
	s.at = monday.AddDate(0, 0, 7) // the last moment is the next week's
	s.do("f", func(d *sales.Deal) { d.Outcome = sales.Won })
	rates := sales.Rates{To: "CNY", Digits: 2, List: []sales.Rate{
		{Currency: "USD", From: "2026-01-01", Worth: decimal.RequireFromString("7.1234")},
		{Currency: "USD", From: "2026-11-19", Worth: decimal.RequireFromString("7.2")},
	}}
	w := sales.Window{From: monday, To: monday.AddDate(0, 0, 7)}
	m := sales.WeekOf(s.past(monday, "east"), sales.OfTeams("east"), w, rates).Movement

	// Start: 1,000,000 + 100,000.50 + 200,000 × 7.1234 + 1 + 70 = 2,524,751.50
	require.Equal(t, "2524751.5", m.Start.Value.String())
	require.Equal(t, 5, m.Start.Count)
	for kind, want := range map[sales.FlowKind]string{
		sales.FlowNew:       "30000",
		sales.FlowLate:      "4000.99",
		sales.FlowDecreased: "100000", // a's contract was signed for less: before the win
		sales.FlowWon:       "900000",
		sales.FlowOut:       "100000.5",
		sales.FlowLost:      "1",
		sales.FlowReopened:  "1",
		sales.FlowVoided:    "70",
		sales.FlowRate:      "15320", // 200,000 × (7.2 − 7.1234)
		sales.FlowIncreased: "0",
		sales.FlowIn:        "0",
	} {
		require.Equal(t, want, m.Term(kind).Value.String(), kind)
	}
	// End: c 1,440,000 + d 1 + f 30,000 + g 4,000.99
	require.Equal(t, "1474001.99", m.End.Value.String())
	require.Equal(t, 4, m.End.Count)
	require.True(t, m.Adds())

	// The team that got b has it as moved in, at the amount it came with.
	south := sales.WeekOf(s.past(monday, "south"), sales.OfTeams("south"), w, rates).Movement
	require.Equal(t, "100000.5", south.Term(sales.FlowIn).Value.String())
	// Both teams together: nothing moved.
	both := sales.WeekOf(s.past(monday, "east", "south"), sales.OfTeams("east", "south"), w, rates).Movement
	require.Zero(t, both.Term(sales.FlowIn).Count+both.Term(sales.FlowOut).Count)
}

func TestTheWeightedPipelineRoundsEachDeal(t *testing.T) {
	// 0.70 × 10.05 = 7.035 → 7.04 each; rounding the sum instead would give 14.07.
	d := sales.Deal{Outcome: sales.Open, Stage: sales.Winnable, Amount: amount("10.05", "CNY")}
	rates := sales.Only("CNY", 2)
	f := sales.FunnelOf([]sales.Deal{d, d}, sales.DefaultLimits(), rates, "2026-11-23")
	require.Equal(t, "14.08", f.All.Weighted.String())
	require.Equal(t, "20.1", f.All.Value.String())

	held, none, dollars := d, d, d
	held.Hold = &sales.Hold{Until: "2026-12-01"}
	none.Amount = sales.Money{}
	dollars.Amount = amount("5", "USD")
	f = sales.FunnelOf([]sales.Deal{d, held, none, dollars}, sales.DefaultLimits(), rates, "2026-11-23")
	require.Equal(t, 3, f.All.Count, "the held one is apart")
	require.Equal(t, 1, f.Held.Count)
	require.Equal(t, 1, f.All.NoAmount)
	require.Equal(t, []sales.Money{dollars.Amount}, f.All.Unrated, "no rate: told, not added")
	require.Equal(t, "7.04", f.All.Weighted.String())
	require.Equal(t, 3, f.Stages[sales.Winnable.Index()].Count)
}
