package feishu

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// reply turns the core's reply into an outcome. A card callback is answered at
// once by a toast or a card; everything else is sent.
func (a *Adapter) reply(in inbound, r bot.Reply) outcome {
	if r.Lang == "" {
		r.Lang = a.langOf(in.event.User.ID)
	}
	var o outcome
	switch {
	case len(r.Problems) > 0:
		a.problems(&o, r)
	case r.Form != nil:
		a.opened(&o, in, *r.Form, r.Lang)
	case r.Card != nil:
		a.card(&o, in, r)
	case r.Home != nil && in.event.Kind == bot.Home:
		a.send(&o, in, *r.Home, r.Lang)
	case in.event.Kind == bot.Submit:
		a.closed(&o, in, &r)
	case in.event.Kind == bot.Dismiss:
		o.show(a.draw(card.Card{Footer: []i18n.Text{i18n.T("feishu.cancelled")}}, r.Lang, false))
	}
	if len(r.After) > 0 {
		o.after(func(ctx context.Context) { a.posts(ctx, in, r.After) })
	}
	return o
}

// problems draws the form anew with what is wrong under its fields. Without the
// form only a toast tells: the client then keeps what was typed.
func (a *Adapter) problems(o *outcome, r bot.Reply) {
	say := a.sayer(r.Lang)
	var lines []string
	for _, p := range r.Problems {
		lines = append(lines, say(p))
	}
	slices.Sort(lines)
	if r.Form == nil {
		o.say("error", strings.Join(lines, " "))
		return
	}
	o.say("error", say(i18n.T("feishu.mend", "Count", len(lines))))
	o.show(a.form(*r.Form, r.Lang))
}

// opened shows a form: in place of the one it answers, else in the actor's own
// chat, because everybody in a group would see what is typed.
func (a *Adapter) opened(o *outcome, in inbound, f bot.FormView, lang i18n.Lang) {
	content := string(a.form(f, lang))
	if in.event.Kind == bot.Submit {
		o.say("warning", a.sayer(lang)(i18n.T("feishu.look_again")))
		o.show([]byte(content))
		return
	}
	o.after(func(ctx context.Context) {
		_, err := a.patiently(ctx, func() (bot.Sent, error) {
			sent, err := a.deliver(ctx, a.own(in), letter{Type: "interactive", Content: content, UUID: uuidOf(in.event.ID, "form")})
			return sent, sendError(err)
		})
		if err != nil {
			a.count("unopened")
			a.logged("form not sent", err)
			a.posts(ctx, in, []bot.Post{{To: a.own(in), Card: card.Say(i18n.T("feishu.form_failed")), Lang: lang}})
		}
	})
	a.elsewhere(o, in, "feishu.form_in_private", lang)
}

// own is the actor's chat with the bot.
func (a *Adapter) own(in inbound) bot.Target {
	t := bot.Target{Platform: Platform, User: in.event.User.ID}
	if in.event.Place.Direct {
		t.Channel = in.event.Place.Channel
	}
	return t
}

// elsewhere says in a group that the answer is in the private chat.
func (a *Adapter) elsewhere(o *outcome, in inbound, key string, lang i18n.Lang) {
	at := in.event.Place
	switch {
	case at.Direct:
	case in.isCallback():
		o.say("info", a.sayer(lang)(i18n.T(key)))
	default:
		to := bot.Target{Platform: Platform, Channel: at.Channel, Thread: at.Thread}
		c := card.Card{Blocks: []card.Block{{Quiet: []i18n.Text{i18n.T(key)}}}}
		o.after(func(ctx context.Context) { a.posts(ctx, in, []bot.Post{{To: to, Card: c, Lang: lang}}) })
	}
}

// card answers with a card: in place, as a toast when it is one sentence, or in
// the actor's own chat.
func (a *Adapter) card(o *outcome, in inbound, r bot.Reply) {
	if in.isCallback() {
		if r.Replace {
			o.show(a.draw(*r.Card, r.Lang, false))
			return
		}
		if text, ok := sentence(*r.Card, a.sayer(r.Lang)); ok {
			kind := "info"
			if r.Failed {
				kind = "error"
			}
			o.say(kind, text)
			return
		}
	}
	a.send(o, in, *r.Card, r.Lang)
}

// send sends a card to the actor's own chat.
func (a *Adapter) send(o *outcome, in inbound, c card.Card, lang i18n.Lang) {
	p := bot.Post{To: a.own(in), Card: c, Lang: lang, Key: in.event.ID}
	o.after(func(ctx context.Context) { a.posts(ctx, in, []bot.Post{p}) })
	a.elsewhere(o, in, "feishu.sent_in_private", lang)
}

// sentence is a card that is one sentence.
func sentence(c card.Card, say func(i18n.Text) string) (string, bool) {
	if !c.Title.IsZero() || len(c.Footer) > 0 || len(c.Blocks) != 1 || c.Blocks[0].Text.IsZero() {
		return "", false
	}
	text := say(c.Blocks[0].Text)
	return text, len([]rune(text)) <= maxToast
}

// closed makes a form that was sent into what came of it: the card that would
// be sent to this chat anyway, else a word that it was saved.
func (a *Adapter) closed(o *outcome, in inbound, r *bot.Reply) {
	at := in.event.Place
	o.say("success", a.sayer(r.Lang)(i18n.T("feishu.saved")))
	i := slices.IndexFunc(r.After, func(p bot.Post) bool {
		here := p.To.User == in.event.User.ID && at.Direct || p.To.Channel == at.Channel && p.To.Channel != ""
		return here && p.Update == ""
	})
	if i < 0 {
		c := card.Card{Footer: []i18n.Text{i18n.T("feishu.saved")}}
		if len(r.After) > 0 {
			c.Footer = append(c.Footer, r.After[0].Card.Title)
		}
		o.show(a.draw(c, r.Lang, false))
		return
	}
	p := r.After[i]
	r.After = slices.Delete(slices.Clone(r.After), i, i+1)
	o.show(a.draw(p.Card, p.Lang, false))
	o.after(func(ctx context.Context) {
		a.handler.Sent(ctx, p, bot.Sent{Channel: at.Channel, Message: at.Message})
	})
}

// posts sends what follows an answer, in order. What cannot go where it should
// goes to the actor's own chat: they wait for it.
func (a *Adapter) posts(ctx context.Context, in inbound, ps []bot.Post) {
	for i, p := range ps {
		if p.Key == "" {
			p.Key = in.event.ID + "|" + itoa(i)
		}
		sent, err := a.patiently(ctx, func() (bot.Sent, error) { return a.Post(ctx, p) })
		if never, ok := errors.AsType[bot.Permanent](err); ok && never.Permanent() && p.To.User == "" {
			a.log.Warn("message goes to the actor instead", "chat", p.To.Channel, "err", err)
			p.To, p.Update = bot.Target{Platform: Platform, User: in.event.User.ID}, ""
			sent, err = a.patiently(ctx, func() (bot.Sent, error) { return a.Post(ctx, p) })
		}
		if err != nil {
			a.count("unsent")
			a.log.Error("message not sent", "chat", p.To.Channel, "user", p.To.User, "err", err)
			continue
		}
		a.handler.Sent(ctx, p, sent)
	}
}

// patiently sends what no outbox sends again: it waits as Feishu asks.
func (a *Adapter) patiently(ctx context.Context, send func() (bot.Sent, error)) (bot.Sent, error) {
	for {
		sent, err := send()
		later, ok := errors.AsType[bot.RetryAfter](err)
		if !ok {
			return sent, err
		}
		a.count("slowed")
		select {
		case <-a.timer(min(later.RetryAfter(), 10*time.Second)):
		case <-ctx.Done():
			return sent, err
		}
	}
}
