package bot

import (
	"strconv"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// performance is how a scope has sold in twelve months, and what became of the deals
// that entered each stage in a quarter: never today's stock divided by stock.
func (f figures) performance(p sales.Performance, quarter sales.Window) []card.Block {
	f.Forecast.Window = quarter
	out := []card.Block{{Text: f.rate(p)}}
	t := &card.Table{Head: []i18n.Text{say("funnel.cohort", "Quarter", f.quarter()), say("funnel.entered"), say("funnel.went_on"), say("funnel.still_open")}, Right: []bool{false, true, true, true}}
	entered := 0
	for _, c := range p.Cohorts {
		on := raw(strconv.Itoa(c.On))
		if share, ok := c.Share(); ok {
			on = say("funnel.share", "On", c.On, "Share", share.String())
		}
		entered += c.All
		t.Rows = append(t.Rows, []i18n.Text{stageName(c.Stage), raw(strconv.Itoa(c.All)), on, raw(strconv.Itoa(c.Open))})
	}
	if entered == 0 {
		return append(out, card.Block{Text: say("funnel.nobody_entered", "Quarter", f.quarter())})
	}
	return append(out, card.Block{Table: t})
}

// rate is the win rate with its number of deals, a dash without closes.
func (f figures) rate(p sales.Performance) i18n.Text {
	count, value, ok := p.WinRate()
	if !ok {
		return say("funnel.no_rate")
	}
	velocity := raw("–")
	if v, known := p.Velocity(i18n.Decimals(f.currency)); known {
		velocity = say("deal.money", "Money", f.money(v))
	}
	return say("funnel.rate", "Share", count.String(), "ByValue", value.String(), "Count", p.Won.Count+p.Lost.Count, "Cycle", inDays(p.Cycle), "Size", f.money(p.Size), "Velocity", velocity)
}
