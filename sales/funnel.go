package sales

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// Stock is what some open deals come to as they stand.
type Stock struct {
	Count    int
	Value    decimal.Decimal // in the currency of the sums, as far as there are rates
	Weighted decimal.Decimal // each deal's value times its stage's probability, rounded, then added
	NoAmount int             // deals without an amount; they count and are worth nothing
	Unrated  []Money         // what could not be added: a sum per currency, the largest first
	Deals    []string
}

// Funnel is open deals by stage. Deals on hold are apart: they count in Held only.
type Funnel struct {
	Stages []Stock // in the order of Stages
	Held   Stock
	All    Stock // of all stages, without Held
}

// FunnelOf sums open deals as they stand on a day.
func FunnelOf(deals []Deal, limits map[Stage]Limits, rates Rates, on Date) Funnel {
	out := Funnel{Stages: make([]Stock, len(Stages()))}
	for _, d := range deals {
		if !d.IsOpen() || d.Stage.Index() < 0 {
			continue
		}
		p := limits[d.Stage].Probability
		if d.Hold != nil && d.Hold.Until > on {
			out.Held.add(d, p, rates, on)
			continue
		}
		out.Stages[d.Stage.Index()].add(d, p, rates, on)
		out.All.add(d, p, rates, on)
	}
	return out
}

// StockOf sums open deals without their stages' order, those on hold too.
func StockOf(deals []Deal, limits map[Stage]Limits, rates Rates, on Date) Stock {
	var out Stock
	for _, d := range deals {
		if d.IsOpen() {
			out.add(d, limits[d.Stage].Probability, rates, on)
		}
	}
	return out
}

func (s *Stock) add(d Deal, probability int, rates Rates, on Date) {
	s.Count++
	s.Deals = append(s.Deals, d.ID)
	if d.Amount.IsZero() {
		s.NoAmount++
		return
	}
	v, ok := rates.Value(d.Amount, on)
	if !ok {
		s.Unrated = added(s.Unrated, d.Amount)
		slices.SortStableFunc(s.Unrated, func(a, b Money) int {
			return cmp.Or(b.Amount.Cmp(a.Amount), cmp.Compare(a.Currency, b.Currency))
		})
		return
	}
	s.Value = s.Value.Add(v)
	percent := decimal.NewFromInt(int64(probability))
	s.Weighted = s.Weighted.Add(v.Mul(percent).Shift(-2).Round(rates.Digits))
}
