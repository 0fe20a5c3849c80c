package slack

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// outcome is what goes back on the wire and what follows it.
type outcome struct {
	body []byte // nil is an empty answer
	// then runs when the answer is out, or at once when it came too late.
	then []func(context.Context)
	// late shows what body holds when it can no longer be the answer.
	late func(context.Context)
}

func (o *outcome) after(f func(context.Context)) { o.then = append(o.then, f) }

// follow runs what follows.
func (o outcome) follow(ctx context.Context) {
	for _, f := range o.then {
		f(ctx)
	}
}

// answer handles one event. It returns within answerWithin whatever happens;
// room is how many bytes the answer may have, 0 for any number.
func (a *Adapter) answer(ctx context.Context, in inbound, room int) outcome {
	// A connection that is closed early must not stop what was begun.
	ctx = context.WithoutCancel(ctx)
	handling, cancel := context.WithTimeout(ctx, answerWithin)
	done := make(chan outcome, 1)
	go func() {
		defer cancel()
		done <- a.handle(handling, in, room)
	}()
	select {
	case o := <-done:
		return o
	case <-a.timer(answerWithin):
	}
	a.count("late")
	a.log.Warn("answer is late", "event", in.event.Kind, "id", in.event.ID)
	busy := a.busy(in)
	busy.after(func(ctx context.Context) {
		select {
		case o := <-done:
			if o.late != nil {
				o.late(ctx)
			}
			o.follow(ctx)
		case <-ctx.Done():
			a.count("unanswered")
			a.log.Error("event never answered", "event", in.event.Kind, "id", in.event.ID)
		}
	})
	return busy
}

// busy is the answer when there is none in time.
func (a *Adapter) busy(in inbound) outcome {
	lang := a.langOf(in.event.User.ID)
	switch in.event.Kind {
	case bot.Command:
		return outcome{body: a.commandBody(card.Say(i18n.T("slack.busy")), lang)}
	case bot.Submit:
		return a.problemsBody(in, map[string]i18n.Text{"": i18n.T("slack.busy_form")}, lang)
	case bot.Click, bot.Shortcut:
		if in.event.Place.Answer != "" {
			var o outcome
			o.after(func(ctx context.Context) { a.tell(ctx, in, card.Say(i18n.T("slack.busy")), lang) })
			return o
		}
	}
	return outcome{}
}

// handle asks the core and turns its reply into what goes on the wire.
func (a *Adapter) handle(ctx context.Context, in inbound, room int) (o outcome) {
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("panic", "event", in.event.Kind, "id", in.event.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			o = a.busy(in)
		}
	}()
	self, err := a.identify(ctx)
	if err != nil {
		// Without it strangers cannot be told from our own people.
		a.log.Error("event not handled: Slack does not say who the bot is", "err", err)
		return a.busy(in)
	}
	e := in.event
	e.At = a.now()
	e.User.Guest, e.User.Locale = a.isGuest(ctx, self, in)
	if q := e.Quote; q != nil {
		q.Link = self.permalink(*q)
	}
	if e.Place.Direct && e.Place.Ephemeral || e.Place.Direct && (e.Kind == bot.Command || e.Kind == bot.Shortcut) {
		e.Place.Direct = a.isOwnDirect(ctx, e.User.ID, e.Place.Channel)
	}
	in.event = e
	return a.reply(ctx, in, a.handler.Handle(ctx, e), room)
}

// isGuest reports whether somebody is to be refused: from another workspace, or
// restricted in this one. Who cannot be looked up now is let through to the
// core, which knows only people of the configuration. The locale is what Slack
// says of them.
func (a *Adapter) isGuest(ctx context.Context, self identity, in inbound) (guest bool, locale string) {
	if slices.ContainsFunc(in.workspaces, func(id string) bool { return id != self.team }) {
		return true, ""
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	p, err := a.Profile(ctx, in.event.User.ID)
	if err != nil {
		a.log.Warn("profile not read", "user", in.event.User.ID, "err", err)
	}
	return p.Guest, p.Locale
}

// isOwnDirect tells the chat with the bot from a chat of two people, in which
// a command was typed and where the bot could not post.
func (a *Adapter) isOwnDirect(ctx context.Context, user, channel string) bool {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	own, err := a.direct(ctx, user)
	if err != nil {
		a.log.Warn("private chat not found", "user", user, "err", err)
		return false
	}
	return own == channel
}

// langOf is the language of a sentence of the adapter's own.
func (a *Adapter) langOf(user string) i18n.Lang {
	p, _, _ := a.profiles.Get(user)
	return i18n.ParseLang(p.Locale, a.lang)
}
