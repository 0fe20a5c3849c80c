package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Judge sets the owner's judgement of a deal for the forecast. Invalid: a category
// that there is not, or a deal that is closed.
func (d *Desk) Judge(ctx context.Context, w Who, deal string, c sales.Category, commit string) (Done, error) {
	if !slices.Contains(sales.Categories(), c) {
		return Done{}, fault.New(fault.Invalid, "error.choice")
	}
	return d.do(ctx, change{
		who: w, deal: deal, verb: org.Change, commit: commit,
		apply: func(to *sales.Deal, _ time.Time) error {
			if !to.IsOpen() {
				return fault.New(fault.Invalid, "error.closed_deal")
			}
			to.Forecast = c
			return nil
		},
	})
}

// Value is an amount in the organisation's currency on a day; not ok without a rate.
func (d *Desk) Value(m sales.Money, on sales.Date) (decimal.Decimal, bool) {
	return d.o.Rates.Value(m, on)
}

// What open deals can be grouped by.
const (
	ByOwner    = "owner"
	BySource   = "source"
	ByCurrency = "currency"
)

// Group is the open deals that have something in common. The sums are in the
// organisation's currency; by currency, in that one.
type Group struct {
	Key      string
	Currency string
	sales.Stock
}

// Groups divides a digest's open deals, the largest group first.
func (d *Desk) Groups(g Digest, by string) []Group {
	parts := map[string][]sales.Deal{}
	for _, s := range append(slices.Clone(g.Funnel.Stages), g.Funnel.Held) {
		for _, id := range s.Deals {
			deal := g.Named[id].Deal
			key := map[string]string{ByOwner: deal.Owner, BySource: deal.Source, ByCurrency: deal.Amount.Currency}[by]
			parts[key] = append(parts[key], deal)
		}
	}
	today := sales.DateOf(d.o.Now().In(d.teamZone(g.Team)))
	var out []Group
	for key, deals := range parts {
		x := Group{Key: key, Currency: d.o.Rates.To}
		rates := d.o.Rates
		if by == ByCurrency && key != "" {
			x.Currency, rates = key, sales.Only(key, 2)
		}
		x.Stock = sales.StockOf(deals, d.o.Limits, rates, today)
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Group) int { return cmpGroups(a, b, d.o.Rates, today) })
	return out
}

// cmpGroups puts the larger value first, in the organisation's currency.
func cmpGroups(a, b Group, rates sales.Rates, today sales.Date) int {
	value := func(g Group) sales.Money { return sales.Money{Amount: g.Value, Currency: g.Currency} }
	x, _ := rates.Value(value(a), today)
	y, _ := rates.Value(value(b), today)
	return cmp.Or(y.Cmp(x), cmp.Compare(a.Key, b.Key))
}
