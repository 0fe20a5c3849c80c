package desk

import (
	"cmp"
	"context"
	"slices"

	"dealmate/sales"
)

// Overview is a person's first screen.
func (d *Desk) Overview(ctx context.Context, w Who) (Overview, error) {
	deals, err := d.mine(ctx, w)
	if err != nil {
		return Overview{}, err
	}
	sales.ByAttention(deals, d.o.Limits, d.o.Now().In(w.Zone))
	var o Overview
	o.Mine = d.views(w, deals)
	for _, v := range o.Mine {
		if len(v.Warnings) > 0 && v.Deal.Owner == w.ID {
			o.NeedsMe = append(o.NeedsMe, v)
		}
	}
	o.ByStage = byStage(deals)
	return o, nil
}

// byStage counts open deals that are not on hold. Amounts of different
// currencies are never added.
func byStage(deals []sales.Deal) []StageSum {
	var out []StageSum
	for _, s := range sales.Stages() {
		sum := StageSum{Stage: s}
		amounts := map[string]sales.Money{}
		for _, d := range deals {
			if d.Stage != s || d.Hold != nil {
				continue
			}
			sum.Count++
			if d.Amount.IsZero() {
				sum.NoMoney++
				continue
			}
			m := amounts[d.Amount.Currency]
			amounts[d.Amount.Currency] = sales.Money{Amount: m.Amount.Add(d.Amount.Amount), Currency: d.Amount.Currency}
		}
		for _, m := range amounts {
			sum.Amounts = append(sum.Amounts, m)
		}
		slices.SortFunc(sum.Amounts, func(a, b sales.Money) int {
			return cmp.Or(b.Amount.Cmp(a.Amount), cmp.Compare(a.Currency, b.Currency))
		})
		out = append(out, sum)
	}
	return out
}
