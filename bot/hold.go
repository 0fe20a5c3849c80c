package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/org"
)

// Verbs of a hold that a manager decides; both carry the request.
const (
	verbAgreeHold = "agree_hold"
	verbUnhold    = "unhold" // a form: with a word
)

// Messages about holds that a manager decides.
const (
	kindHoldAsked   = "hold_asked"   // deal, request, again
	kindHoldDecided = "hold_decided" // deal, what, by, commit
)

// holdAsked says on a deal's card that its hold waits for the manager, with the
// buttons for whoever may decide.
func (b *Bot) holdAsked(v desk.View) []card.Block {
	h := v.Deal.Hold
	if h == nil || h.Ask == nil || !v.Deal.IsOpen() {
		return nil
	}
	out := []card.Block{{Text: say("hold.asked", "Who", label(b.desk.Person(h.Ask.By)), "Why", say("hold.why."+h.Ask.Why))}}
	if !v.May[org.Decide] {
		return out
	}
	return append(out, card.Block{Buttons: []card.Button{
		{Label: say("hold.button.agree"), Style: card.Primary, Action: act(verbAgreeHold, v.Deal.ID, h.Ask.ID)},
		{Label: say("hold.button.end"), Style: card.Danger, Action: act(verbUnhold, v.Deal.ID, h.Ask.ID)},
	}})
}

// onAgreeHold lets a deal rest.
func (b *Bot) onAgreeHold(ctx context.Context, t turn) (Reply, error) {
	if t.deal == "" {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	done, err := b.desk.AgreeHold(ctx, t.who, t.deal, t.carry.text, t.ID)
	if err != nil {
		return Reply{}, err
	}
	return b.done(ctx, t, verbAgreeHold, done)
}

// deliverHoldAsked asks a manager about a hold, while it waits.
func (b *Bot) deliverHoldAsked(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	if err != nil || !v.Deal.AsksHold(d.Facts["request"]) {
		return err // decided meanwhile
	}
	news := say("hold.decide")
	if d.Facts["again"] != "" {
		news = say("gate.again")
	}
	return b.postDeal(ctx, d, who, to, v, news)
}

// deliverHoldDecided tells what the manager decided, with their word.
func (b *Bot) deliverHoldDecided(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	if err != nil {
		return err
	}
	words, err := b.desk.Words(ctx, who, d.Facts["deal"], d.Facts["commit"])
	if err != nil {
		return err
	}
	return b.postDeal(ctx, d, who, to, v, say("hold."+d.Facts["what"], "Number", number(v.Deal), "Name", v.Deal.Name,
		"By", label(b.desk.Person(d.Facts["by"])), "Words", oneLine(words)))
}
