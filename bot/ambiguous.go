package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// verbAsk precedes a topic in a button that asks about one deal.
const verbAsk = "ask."

// choices are what a word of several meanings may have meant.
func choices(topic string) []string {
	switch topic {
	case askAwarded:
		return []string{verbNote, verbWon}
	case askFinished:
		return []string{verbDone, verbWon}
	case askClosed:
		return []string{verbWon, verbLost, verbVoid}
	case askTransfer:
		return []string{verbAssign}
	}
	return nil
}

// onAmbiguous asks what was meant and does nothing. See docs/method.md.
func (b *Bot) onAmbiguous(ctx context.Context, t turn) (Reply, error) {
	if t.said.Object == "" && t.said.Rest == "" && t.deal == "" {
		return b.choose(t, sales.Deal{}), nil
	}
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	return b.choose(t, v.Deal), nil
}

// onAsked is a pick of the deal that an ambiguous word was about.
func (b *Bot) onAsked(topic string) answer {
	return func(ctx context.Context, t turn) (Reply, error) {
		t.said.Ask = topic
		return b.onAmbiguous(ctx, t)
	}
}

func (b *Bot) choose(t turn, d sales.Deal) Reply {
	topic := t.said.Ask
	question := b.won("say.ask." + topic)
	if d.ID != "" {
		question = say("say.ask_about", "Number", number(d), "Name", d.Name, "Question", question)
	}
	var bs []card.Button
	for _, verb := range choices(topic) {
		bs = append(bs, card.Button{Label: say("say.ask." + topic + "." + verb), Action: act(verb, d.ID, "")})
	}
	if topic == askTransfer {
		bs = append(bs, card.Button{Label: say("say.button.mine"), Action: listAction(scopeMine, 0)})
	}
	return t.tell(card.Card{Blocks: []card.Block{{Text: question}, {Buttons: bs}}})
}

// won is a text that says when a deal counts as won, as the company counts it.
func (b *Bot) won(key string) i18n.Text {
	if own := key + "." + b.wonMeans; b.wonMeans != "" && b.catalog != nil && b.catalog.Has(own) {
		return say(own)
	}
	return say(key)
}
