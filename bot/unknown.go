package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
)

// onUnknown answers a line that begins with no word we know: a deal's name
// shows the deal, somebody new is welcomed, a slip of the fingers is offered
// mended, and anything else gets what the person probably wants. It is never
// called unknown.
func (b *Bot) onUnknown(ctx context.Context, t turn) (Reply, error) {
	if t.said.Greets { // no deal is meant, whatever it is called
		t.Text = ""
		return b.orWelcome(ctx, t, func() card.Card { return b.friendly(t) })
	}
	found, err := b.lookUp(ctx, t, short(t.Text))
	if err != nil {
		return Reply{}, err
	}
	if len(found) != 1 {
		if r, heard, err := b.hear(ctx, t); heard || err != nil {
			return r, err
		}
	}
	if len(found) == 0 && t.said.Near == "" {
		found, err = b.firstWord(ctx, t)
		if err != nil {
			return Reply{}, err
		}
	} else if len(found) == 1 {
		return b.show(t, found[0], t.carry.here), nil
	}
	if len(found) > 0 {
		t.said = said{Verb: verbShow}
		return t.tell(b.pickCard(t, say("say.pick_found", "Query", short(t.Text)), found, "")), nil
	}
	return b.orWelcome(ctx, t, func() card.Card {
		if t.said.Near != "" {
			return didYouMean(t)
		}
		return b.friendly(t)
	})
}

// firstWord looks for a deal named by the first word of a longer line.
func (b *Bot) firstWord(ctx context.Context, t turn) ([]desk.View, error) {
	first, rest := cutName(t.Text)
	if rest == "" || len([]rune(first)) < 2 {
		return nil, nil
	}
	return b.lookUp(ctx, t, first)
}

// didYouMean offers the line as it was probably meant.
func didYouMean(t turn) card.Card {
	near := t.said.Near
	if !fits(near) {
		near, _ = cutToken(near)
	}
	return card.Card{Blocks: []card.Block{
		{Text: say("say.did_you_mean", "Query", short(t.Text))},
		{Buttons: []card.Button{
			{Label: raw(shorter(near)), Style: card.Primary, Action: card.Action{Verb: verbSay, Value: near}},
			{Label: say("say.button.help"), Action: card.Action{Verb: verbHelp, Value: here}},
		}},
	}}
}

// friendly is the answer to talk: what the bot can do about it.
func (b *Bot) friendly(t turn) card.Card {
	text := trim(t.Text)
	c := card.Card{Blocks: []card.Block{{Text: say("say.friendly", "Who", t.who.Label())}}}
	var bs []card.Button
	if n := len([]rune(text)); n > 0 && n <= maxFind {
		bs = append(bs,
			card.Button{Label: say("say.button.find", "Query", shorter(text)), Action: findAction(text, 0)},
			card.Button{Label: say("say.button.new_named", "Query", shorter(text)), Action: act(verbNew, "", text)})
	} else {
		bs = append(bs, card.Button{Label: say("say.button.new"), Action: act(verbNew, "", "")})
	}
	if text != "" && fits(text) {
		bs = append(bs, card.Button{Label: say("say.button.note_it"), Action: act(verbNote, "", text)})
	}
	bs = append(bs,
		card.Button{Label: say("say.button.mine"), Action: listAction(scopeMine, 0)},
		card.Button{Label: say("say.button.help"), Action: card.Action{Verb: verbHelp, Value: here}})
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	return c
}

// stale answers a button that this version does not draw any more.
func (b *Bot) stale(t turn) Reply {
	return t.tell(card.Card{Blocks: []card.Block{
		{Text: say("say.stale_button")},
		{Buttons: []card.Button{{Label: say("say.button.help"), Action: beside(verbHelp, "")}}},
	}})
}

// verbName is a verb in the middle of a question.
func verbName(s said) i18n.Text {
	if s.Ask != "" {
		return say("say.verb.unsure")
	}
	return say("say.verb." + s.Verb)
}
