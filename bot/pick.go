package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
)

// maxPick is how many deals a question offers; more are narrowed by typing.
const maxPick = 10

// pickMine asks which of the person's open deals a verb is about.
func (b *Bot) pickMine(ctx context.Context, t turn) (*Reply, error) {
	scope := scopeMine
	if t.said.Verb == verbReopen {
		scope = verbHold
	}
	page, err := b.desk.List(ctx, t.who, desk.Listing{Scope: scope, PerPage: maxPick})
	if err != nil {
		return nil, err
	}
	var r Reply
	if len(page.Deals) == 0 {
		r = t.tell(noDeals())
	} else {
		r = t.tell(b.pickCard(t, say("say.pick_mine", "Verb", verbName(t.said)), page.Deals, t.carry.text))
	}
	return &r, nil
}

func noDeals() card.Card {
	return card.Card{Blocks: []card.Block{
		{Text: say("say.no_deals")},
		{Buttons: append(waysIn(), card.Button{Label: say("say.button.team"), Action: listAction(scopeTeam, 0)})},
	}}
}

// pickCard asks which deal is meant; every button carries the verb and the
// text that was typed with it.
func (b *Bot) pickCard(t turn, question i18n.Text, deals []desk.View, text string) card.Card {
	c := card.Card{Blocks: []card.Block{{Text: question}}}
	carried := fits(text)
	if !carried {
		c.Blocks = append(c.Blocks, card.Block{Text: say("say.pick_retype", "Number", number(deals[0].Deal))})
	}
	verb := t.said.Verb
	if t.said.Ask != "" {
		verb = verbAsk + t.said.Ask
	}
	var items []card.Item
	for _, v := range deals[:min(len(deals), maxPick)] {
		item := b.line(v, t.reader())
		if carried {
			item.Button = &card.Button{Label: say("say.button.pick"), Action: act(verb, v.Deal.ID, text)}
		}
		items = append(items, item)
	}
	c.Blocks = append(c.Blocks, card.Block{Items: items})
	if len(deals) > maxPick {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("say.pick_more", "Count", len(deals)-maxPick)}})
	}
	return c
}

// line is a deal on one line of a list.
func (b *Bot) line(v desk.View, r reader) card.Item {
	d := v.Deal
	return card.Item{
		Main: say("deal.title", "Number", number(d), "Name", d.Name),
		Quiet: say("list.quiet", "Customer", d.Customer, "Stage", lineState(d, r), "Amount", amountOrNone(d.Amount),
			"Owner", label(v.Owner), "Warning", brief(v.Warnings)),
	}
}
