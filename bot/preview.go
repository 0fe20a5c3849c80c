package bot

import (
	"context"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// kindPreview is a rep's own preview of the week; its fact is "team".
const kindPreview = "preview"

// deliverPreview shows a rep the week as the digest will tell it of their deals, and
// what is missing, with the buttons that mend it.
func (b *Bot) deliverPreview(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	asked := desk.Reporting{Owner: who.ID, Day: sales.DateOf(b.now().In(r.zone))}
	f, err := b.figuresFor(ctx, who, asked, r)
	if err != nil {
		return err
	}
	mends, err := b.desk.Mends(ctx, who)
	if err != nil {
		return err
	}
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: b.previewCard(f, mends)})
}

func (b *Bot) previewCard(f figures, mends []desk.Mend) card.Card {
	c := card.Card{Title: say("preview.title"), Blocks: []card.Block{{Text: f.closed()}, {Text: f.movement()}, {Text: f.did()}}}
	if len(mends) == 0 {
		c.Blocks = append(c.Blocks, card.Block{Text: say("preview.none")})
	} else {
		c.Blocks = append(c.Blocks, card.Block{Strong: say("preview.missing", "Count", len(mends))})
		c.Blocks = append(c.Blocks, mendBlocks(mends)...)
	}
	c.Blocks = append(c.Blocks, card.Block{Buttons: []card.Button{{Label: say("week.button.draft"), Action: beside(verbWeek, "")}}},
		card.Block{Quiet: []i18n.Text{say("preview.hint")}})
	return c
}

// mendBlocks are the first five deals, each with its gaps and a button for each kind.
func mendBlocks(mends []desk.Mend) []card.Block {
	var out []card.Block
	for _, m := range mends[:min(len(mends), firstFew)] {
		var items []card.Item
		for _, g := range m.Gaps {
			items = append(items, card.Item{
				Main:   say("digest.line", "Number", number(m.Deal), "Name", short(m.Deal.Name), "Amount", amount(m.Deal.Amount)),
				Quiet:  say("preview.gap." + string(g.Gap)),
				Button: &card.Button{Label: say("preview.button." + string(g.Gap)), Action: mending(m.Deal, g)},
			})
		}
		out = append(out, card.Block{Items: items})
	}
	if n := len(mends) - firstFew; n > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("digest.more", "Count", n)}})
	}
	return out
}

// mending is what mends a gap, in a message of its own.
func mending(d sales.Deal, g sales.Lacking) card.Action {
	switch g.Gap {
	case sales.GapReport:
		return card.Action{Verb: verbAfter, Object: d.ID, Value: carry{text: g.Activity}.String()}
	case sales.GapPlanless:
		return beside(verbPlan, d.ID)
	}
	return beside(verbEdit, d.ID)
}

// stillMissing is what of last week's gaps is left, for a bundle; deals that the bundle
// speaks of already are left out.
func (b *Bot) stillMissing(ctx context.Context, who desk.Who, told []string) ([]card.Block, error) {
	mends, err := b.desk.Mends(ctx, who)
	if err != nil {
		return nil, err
	}
	mends = slices.DeleteFunc(mends, func(m desk.Mend) bool {
		return slices.ContainsFunc(told, func(part string) bool { return strings.HasPrefix(part, m.Deal.ID+":") })
	})
	if len(mends) == 0 {
		return nil, nil
	}
	return append([]card.Block{{Divider: true}, {Strong: say("preview.still")}}, mendBlocks(mends)...), nil
}
