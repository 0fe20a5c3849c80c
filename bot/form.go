package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/org"
)

// Keys of a dialog's context: where the form was opened, so that its result
// goes there. The desk keeps them with the dialog and does not read the first
// group; the second tells it which message a new deal came from.
const (
	ctxPlatform  = "platform"
	ctxUser      = "user"
	ctxChannel   = "channel"
	ctxThread    = "thread"
	ctxMessage   = "message"   // the message with the button
	ctxAnswer    = "answer"    // Place.Answer
	ctxDirect    = "direct"    // "1" in a private chat with the bot
	ctxEphemeral = "ephemeral" // "1" when only the actor sees the message
	ctxHere      = "here"      // "1" when the message makes way for the result
	ctxHome      = "home"      // "1" when the home page was clicked
	ctxStop      = "stop"      // where in an assessment its person was

	ctxQuoteChannel = "quote_channel"
	ctxQuoteMessage = "quote_message"
	ctxQuoteThread  = "quote_thread"
	ctxQuoteLink    = "quote_link"
	ctxQuoteDirect  = "quote_direct" // "1" when nobody else reads the message
)

// onForm opens the form of a verb that needs nothing but a deal: edit, back,
// won, lost, hold, void.
func (b *Bot) onForm(ctx context.Context, t turn) (Reply, error) {
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	return b.formFor(ctx, t, v)
}

// formFor opens a form about a deal, or offers the button that opens it.
func (b *Bot) formFor(ctx context.Context, t turn, v desk.View) (Reply, error) {
	d, needs := v.Deal, org.Change
	if t.said.Verb == verbAssign {
		needs = org.Assign
	}
	if !t.Place.Can.Form {
		if !v.May[needs] { // no button that would only be refused
			return Reply{}, fault.New(fault.Forbidden, "error.forbidden")
		}
		return t.opener(act(t.said.Verb, d.ID, ""), "say.opener."+t.said.Verb, "Number", number(d), "Name", d.Name), nil
	}
	return b.open(ctx, t, desk.Opening{Form: t.said.Verb, Deal: d.ID})
}

// opener is a message with the button that opens a form: a typed message
// cannot open one by itself.
func (t turn) opener(a card.Action, key string, args ...any) Reply {
	return t.tell(card.Card{Blocks: []card.Block{
		{Text: say(key, args...)},
		{Buttons: []card.Button{{Label: say("say.button.open_form"), Style: card.Primary, Action: a}}},
	}})
}

func (b *Bot) open(ctx context.Context, t turn, o desk.Opening) (Reply, error) {
	o.Context = t.context()
	opened, err := b.desk.Open(ctx, t.who, o)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Form: &FormView{Form: opened.Form, State: opened.State}, Lang: t.who.Lang}, nil
}

func (t turn) context() map[string]string {
	p := t.Place
	c := map[string]string{
		ctxPlatform: t.User.Platform, ctxUser: t.User.ID, ctxChannel: p.Channel, ctxThread: p.Thread,
		ctxMessage: p.Message, ctxAnswer: p.Answer,
		ctxDirect: flag(p.Direct), ctxEphemeral: flag(p.Ephemeral),
		ctxHere: flag(t.carry.here && p.Message != ""), ctxHome: flag(t.Kind == Click && p.Channel == ""),
	}
	if q := t.Quote; q != nil {
		c[ctxQuoteChannel], c[ctxQuoteMessage], c[ctxQuoteThread], c[ctxQuoteLink] = q.Channel, q.Message, q.Thread, q.Link
		c[ctxQuoteDirect] = flag(p.Direct)
	}
	for k, v := range c {
		if v == "" {
			delete(c, k)
		}
	}
	return c
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
}
