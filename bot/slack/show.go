package slack

import (
	"context"

	"github.com/slack-go/slack"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// card answers the actor with a card, as near to what they did as can be.
func (a *Adapter) card(ctx context.Context, in inbound, c card.Card, replace bool, lang i18n.Lang, room int) outcome {
	tell := func(ctx context.Context) { a.tell(ctx, in, c, lang) }
	switch in.event.Kind {
	case bot.Command:
		body := a.commandBody(c, lang)
		if room > 0 && len(body) > room {
			return following(tell)
		}
		return outcome{body: body, late: tell}
	case bot.Submit:
		o := a.closed(in, lang)
		o.after(tell)
		return o
	case bot.Home:
		return following(func(ctx context.Context) {
			a.logged("home page not drawn", a.ShowHome(ctx, in.event.User.ID, c, lang))
		})
	case bot.Dismiss:
		return outcome{}
	case bot.Click, bot.Shortcut:
		// On the home page and in a form there is no message to answer beside.
		if in.event.Place.Channel == "" {
			if err := a.open(ctx, in, a.cardModal(c, lang)); err != nil {
				a.log.Warn("card not opened", "err", err)
				return following(tell)
			}
			return outcome{}
		}
		if replace && in.event.Place.Message != "" {
			return following(func(ctx context.Context) { a.replace(ctx, in, c, lang) })
		}
	}
	return following(tell)
}

func following(f func(context.Context)) outcome {
	return outcome{then: []func(context.Context){f}}
}

// replace puts a card in the place of the clicked message.
func (a *Adapter) replace(ctx context.Context, in inbound, c card.Card, lang i18n.Lang) {
	at := in.event.Place
	p := bot.Post{Card: c, Lang: lang, Update: at.Message, To: bot.Target{Platform: Platform, Channel: at.Channel}}
	if at.Ephemeral {
		// Only its response address can change a message that one person sees.
		p.To = bot.Target{Platform: Platform, Answer: at.Answer}
	}
	_, err := a.Post(ctx, p)
	if err == nil {
		return
	}
	a.log.Warn("message not replaced", "err", err)
	a.tell(ctx, in, c, lang)
}

// tell shows a card to the actor: at the response address, in their chat with
// the bot, as an ephemeral message in a channel, else in a private message.
func (a *Adapter) tell(ctx context.Context, in inbound, c card.Card, lang i18n.Lang) {
	at, user := in.event.Place, in.event.User.ID
	p := bot.Post{Card: c, Lang: lang}
	var err error
	switch {
	case at.Direct && in.event.Kind != bot.Command && !at.Ephemeral:
		p.To = bot.Target{Platform: Platform, Channel: at.Channel, Thread: at.Thread}
		_, err = a.Post(ctx, p)
	case at.Answer != "":
		p.To = bot.Target{Platform: Platform, Answer: at.Answer}
		_, err = a.Post(ctx, p)
	case at.Channel != "":
		err = a.ephemeral(ctx, at, user, c, lang)
	default:
		p.To = bot.Target{Platform: Platform, User: user}
		_, err = a.Post(ctx, p)
		a.logged("answer not sent", err)
		return
	}
	if err == nil {
		return
	}
	a.log.Warn("answer goes to the private chat", "err", err)
	p.To = bot.Target{Platform: Platform, User: user}
	_, err = a.Post(ctx, p)
	a.logged("answer not sent", err)
}

func (a *Adapter) ephemeral(ctx context.Context, at bot.Place, user string, c card.Card, lang i18n.Lang) error {
	return a.drawn(c, lang, func(options ...slack.MsgOption) error {
		if at.Thread != "" {
			options = append(options, slack.MsgOptionTS(at.Thread))
		}
		_, err := a.api.PostEphemeralContext(ctx, at.Channel, user, options...)
		return err
	})
}
