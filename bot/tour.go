package bot

import (
	"context"
	"slices"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// verbTour shows somebody around with sample deals that are kept nowhere; its button
// says where, and at which deal.
const verbTour = "tour"

// Where the tour leads, in one message; it begins at the list.
const (
	tourCard = "card" // one deal
	tourWeek = "week" // what is planned, and what the bot says by itself
	tourEnd  = "end"
)

// onTour goes to a step of the tour.
func (b *Bot) onTour(_ context.Context, t turn) (Reply, error) {
	if t.deal == tourEnd {
		return t.tell(tourOver()), nil
	}
	samples, err := b.samples(t)
	if err != nil {
		return Reply{}, err
	}
	at := max(slices.IndexFunc(samples, func(v desk.View) bool { return v.Deal.ID == t.carry.text }), 0)
	switch t.deal {
	case tourCard:
		return t.tell(b.tourDeal(samples[at], t.reader())), nil
	case tourWeek:
		return t.tell(b.tourAhead(samples[0], t.reader())), nil
	}
	return t.tell(b.tourList(samples, t.reader())), nil
}

// samples are the sample deals in the reader's language; there are some.
func (b *Bot) samples(t turn) ([]desk.View, error) {
	all, err := b.desk.Samples(t.who)
	if err != nil {
		return nil, err
	}
	for i := range all {
		d := &all[i].Deal
		own := func(part string) string { return b.catalog.Say(t.who.Lang, say("tour.sample."+d.ID+"."+part)) }
		d.Name, d.Customer, d.Pressure, d.Value = own("name"), own("customer"), own("pressure"), own("value")
		all[i].Notes = []sales.Note{{Author: d.Owner, At: d.LastContact, Text: own("note")}}
	}
	return all, nil
}

// tourList is the reader's list, as it would be.
func (b *Bot) tourList(samples []desk.View, r reader) card.Card {
	var items []card.Item
	for _, v := range samples {
		item := b.line(v, r)
		item.Main = sampleName(v)
		item.Button = &card.Button{Label: say("tour.button.look"), Action: act(verbTour, tourCard, v.Deal.ID)}
		items = append(items, item)
	}
	return card.Card{Title: say("tour.list.title"), Blocks: []card.Block{
		{Text: say("tour.list.about")},
		{Items: items},
		tourButtons(act(verbTour, tourCard, samples[0].Deal.ID)),
	}}
}

// tourDeal is a deal's own card, with nothing on it that would change a record.
func (b *Bot) tourDeal(v desk.View, r reader) card.Card {
	c := withoutButtons(b.dealCard(v, r))
	c.Title = sampleName(v)
	c.Blocks = slices.Concat([]card.Block{{Text: say("tour.about." + v.Deal.ID)}, {Divider: true}}, c.Blocks)
	back := card.Button{Label: say("tour.button.list"), Action: act(verbTour, "", "")}
	c.Blocks = append(c.Blocks, tourButtons(act(verbTour, tourWeek, ""), back))
	return c
}

// tourAhead tells how the next step is planned, and what comes by itself: a silent deal
// as its owner is told of it.
func (b *Bot) tourAhead(v desk.View, r reader) card.Card {
	silent := withoutButtons(card.Card{Blocks: b.bundled(v, []sales.Fact{{Kind: sales.Silent, Since: v.Deal.LastContact}}, r)})
	silent.Blocks[0].Strong = sampleName(v)
	return card.Card{Title: say("tour.ahead.title"), Blocks: slices.Concat(
		[]card.Block{{Text: say("tour.ahead.plan")}, {Text: say("tour.ahead.told")}, {Divider: true}},
		silent.Blocks,
		[]card.Block{{Divider: true}, {Text: say("tour.ahead.monday")}, tourButtons(act(verbTour, tourEnd, ""))},
	)}
}

// tourOver is what is left of the tour, and the ways to begin.
func tourOver() card.Card {
	return card.Card{Title: say("tour.end.title"), Blocks: []card.Block{
		{Text: say("tour.end.about")},
		{Buttons: []card.Button{importButton(), recordButton(), {Label: say("say.button.help"), Action: beside(verbHelp, "")}}},
	}}
}

// tourButtons lead on and out.
func tourButtons(next card.Action, more ...card.Button) card.Block {
	bs := append([]card.Button{{Label: say("tour.button.next"), Style: card.Primary, Action: next}}, more...)
	return card.Block{Buttons: append(bs, card.Button{Label: say("tour.button.leave"), Action: act(verbTour, tourEnd, "")})}
}

// sampleName says that a deal is none.
func sampleName(v desk.View) i18n.Text { return say("tour.sample", "Name", v.Deal.Name) }

// withoutButtons is a card that can only be read.
func withoutButtons(c card.Card) card.Card {
	var out []card.Block
	for _, x := range c.Blocks {
		if x.Buttons != nil {
			continue
		}
		x.Items = slices.Clone(x.Items)
		for i := range x.Items {
			x.Items[i].Button = nil
		}
		out = append(out, x)
	}
	c.Blocks = out
	return c
}
