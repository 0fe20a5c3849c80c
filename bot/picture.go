package bot

import (
	"fmt"

	"github.com/shopspring/decimal"

	"dealmate/bot/card"
	"dealmate/internal/chart"
	"dealmate/internal/i18n"
)

// pictures draws the charts of a card when the platform asks for it. A picture that
// cannot be drawn is left out: its table is in the card.
func (b *Bot) pictures(p Post) func() []File {
	var charts []*card.Chart
	for _, x := range p.Card.Blocks {
		if x.Chart != nil {
			charts = append(charts, x.Chart)
		}
	}
	if b.pen == nil || len(charts) == 0 || p.Update != "" {
		return nil
	}
	return func() []File {
		var out []File
		pen := b.pen()
		for i, c := range charts {
			data, err := pen.PNG(b.picture(c, p.Lang))
			if err != nil {
				b.log.Warn("chart not drawn", "err", err)
				continue
			}
			out = append(out, File{Name: fmt.Sprintf("chart-%d.png", i+1), Data: data})
		}
		return out
	}
}

// picture words a chart for drawing.
func (b *Bot) picture(c *card.Chart, lang i18n.Lang) chart.Picture {
	say := func(t i18n.Text) string { return cutRunes(b.catalog.Say(lang, t), 24) }
	out := chart.Picture{Title: say(c.Title), Line: c.Kind == card.Line, Label: func(v float64) string {
		amount := decimal.NewFromFloat(v)
		if c.Currency == "" {
			return amount.Round(2).String()
		}
		return i18n.FormatMoney(lang, i18n.Money{Amount: amount, Currency: c.Currency})
	}}
	for _, n := range c.Names {
		out.Names = append(out.Names, say(n))
	}
	for _, s := range c.Series {
		x := chart.Series{Name: say(s.Name)}
		for _, v := range s.Values {
			f, _ := v.Float64()
			x.Values = append(x.Values, f)
		}
		out.Series = append(out.Series, x)
	}
	return out
}
