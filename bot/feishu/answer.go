package feishu

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// reaction is what a card callback is answered with; the zero one leaves the
// card as it is.
// https://open.feishu.cn/document/feishu-cards/card-callback-communication
type reaction struct {
	Toast *toast   `json:"toast,omitempty"`
	Card  *rawCard `json:"card,omitempty"`
}

type toast struct {
	Type    string `json:"type"` // info, success, warning, error
	Content string `json:"content"`
}

type rawCard struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// outcome is the reaction and what follows it.
type outcome struct {
	reaction
	then  []func(context.Context)
	leave func() // leaves the chat's lane
}

func (o *outcome) after(f func(context.Context)) { o.then = append(o.then, f) }

func (o *outcome) show(c json.RawMessage) { o.Card = &rawCard{Type: "raw", Data: c} }

func (o *outcome) say(kind, text string) {
	o.Toast = &toast{Type: kind, Content: cut(oneLine(text), maxToast)}
}

// take handles one event of either transport. What is malformed, foreign or a
// repeat is agreed to: Feishu would only send it again.
func (a *Adapter) take(ctx context.Context, body []byte) reaction {
	in, err := decode(body)
	switch {
	case err != nil:
		a.ignore(err)
		return reaction{}
	case in.app != "" && in.app != a.o.AppID:
		a.count("foreign")
		a.log.Warn("event of another app ignored", "app", cut(in.app, 40))
		return reaction{}
	case !a.seen.Recent.First("event:" + in.event.ID):
		a.count("repeated")
		return reaction{}
	}
	return a.answer(ctx, in)
}

// answer handles one event. It returns within answerWithin whatever happens.
func (a *Adapter) answer(ctx context.Context, in inbound) reaction {
	// A connection that is closed early must not stop what was begun.
	ctx = context.WithoutCancel(ctx)
	done := make(chan outcome, 1)
	go func() { done <- a.once(ctx, in) }()
	select {
	case o := <-done:
		a.follow(o)
		return o.reaction
	case <-a.timer(answerWithin):
	}
	a.count("late")
	a.log.Warn("answer is late", "event", in.event.Kind, "id", in.event.ID)
	go func() {
		o := <-done
		if late := o.Card; late != nil {
			o.then = append([]func(context.Context){func(ctx context.Context) {
				a.logged("card not replaced", a.api.patch(ctx, in.event.Place.Message, string(late.Data)))
			}}, o.then...)
		}
		a.follow(o)
	}()
	return a.busy(in).reaction
}

// once handles an event that no other process has taken. They are asked while
// the answer is made: what a repeat would change is committed under the event's
// ID, that is, once, and its answer is thrown away.
func (a *Adapter) once(ctx context.Context, in inbound) outcome {
	isNew := make(chan bool, 1)
	go func() { isNew <- a.seen.New(ctx, "event:"+in.event.ID) }()
	o := a.inLane(ctx, in)
	if !<-isNew {
		a.count("repeated")
		return outcome{leave: o.leave}
	}
	return o
}

// follow runs what follows an answer, and then lets the chat's next event pass.
func (a *Adapter) follow(o outcome) {
	if len(o.then) == 0 {
		o.leave()
		return
	}
	taken := a.later.Do(func(ctx context.Context) {
		defer o.leave()
		for _, f := range o.then {
			f(ctx)
		}
	})
	if !taken {
		o.leave()
	}
}

// laneWithin is how long an event may wait for those before it.
const laneWithin = 20 * time.Second

func (a *Adapter) inLane(ctx context.Context, in inbound) (o outcome) {
	waiting, cancel := context.WithTimeout(ctx, laneWithin)
	defer cancel()
	leave := a.lanes.enter(waiting, in.lane(), in.made.UnixMilli())
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("panic", "event", in.event.Kind, "id", in.event.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			o = a.busy(in)
		}
		o.leave = leave
	}()
	handling, stop := context.WithTimeout(ctx, answerWithin)
	defer stop()
	return a.handle(handling, in)
}

// lane is what events keep their order in: the chat, of the menu the person.
func (in inbound) lane() string { return first(in.event.Place.Channel, in.event.User.ID) }

// busy is the answer when there is none in time.
func (a *Adapter) busy(in inbound) outcome {
	var o outcome
	o.leave = func() {}
	if in.isCallback() {
		key := "feishu.busy"
		if in.event.Kind == bot.Submit {
			key = "feishu.busy_form"
		}
		o.say("warning", a.sayer(a.langOf(in.event.User.ID))(i18n.T(key)))
	}
	return o
}

// isCallback reports whether the event is answered by a reaction.
func (in inbound) isCallback() bool { return in.event.Place.Message != "" }

// handle asks the core and turns its reply into what goes on the wire.
func (a *Adapter) handle(ctx context.Context, in inbound) outcome {
	e := &in.event
	e.At = a.now()
	for _, t := range in.tenants {
		e.User.Guest = e.User.Guest || t != in.tenants[0]
	}
	if e.User.Locale != "" {
		a.locales.Put(e.User.ID, e.User.Locale)
	}
	e.User.Locale, _, _ = a.locales.Get(e.User.ID)
	switch {
	case in.isCallback():
		e.Place.Direct = a.isDirect(ctx, e.Place.Channel)
		e.Place.Can.Private = !e.Place.Direct
	case e.Kind == bot.Message:
		a.chats.Put(e.Place.Channel, e.Place.Direct)
		if in.unread || in.merged && !a.unfold(ctx, e) {
			return a.cannotRead(in)
		}
		if !in.merged && !a.forUs(ctx, e) {
			return outcome{}
		}
		a.quote(ctx, in.parent, e)
	case e.Kind == bot.Home:
		a.chats.Put(e.Place.Channel, true)
		if !a.welcomeDue(ctx, in) {
			return outcome{}
		}
	}
	return a.reply(in, a.handler.Handle(ctx, *e))
}

// forUs takes the bot's name out of a line. In a group only a line with it is
// meant for the bot: an app that may read everything gets the others too.
func (a *Adapter) forUs(ctx context.Context, e *bot.Event) bool {
	self, err := a.identify(ctx)
	if err != nil {
		a.log.Warn("Feishu does not say who the bot is", "err", err)
	}
	mark := "<@" + self + ">"
	if self != "" && !strings.Contains(e.Text, mark) && !e.Place.Direct {
		return false
	}
	e.Text = strings.TrimSpace(strings.Replace(e.Text, mark, "", 1))
	for _, name := range []string{"/deal", "/商机"} {
		if rest, ok := strings.CutPrefix(e.Text, name); ok {
			e.Kind, e.Text = bot.Command, strings.TrimSpace(rest)
		}
	}
	return true
}

// isDirect tells a private chat from a group; one that cannot be told is taken
// for a group, where less is shown.
func (a *Adapter) isDirect(ctx context.Context, chat string) bool {
	if is, _, fresh := a.chats.Get(chat); fresh {
		return is
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	is, err := a.api.isPrivate(ctx, chat)
	if err != nil {
		a.log.Warn("kind of a chat not read", "chat", chat, "err", err)
		return false
	}
	a.chats.Put(chat, is)
	return is
}

// quote adds the message that a line replies to, when a person wrote it.
func (a *Adapter) quote(ctx context.Context, parent string, e *bot.Event) {
	if parent == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	all, err := a.api.messages(ctx, parent)
	if err != nil {
		a.log.Warn("message that was replied to not read", "err", err)
		return
	}
	if len(all) == 0 || all[0].Sender.Type != "user" {
		return
	}
	m := all[0]
	text := m.text()
	if m.Type == typeMerged {
		text = textOfForwarded(all)
	}
	e.Quote = &bot.Quote{
		Text: text, Author: m.Sender.ID, Channel: e.Place.Channel, Message: m.Message, Thread: m.Message, Link: a.linkTo(e.Place.Channel),
	}
}

// linkTo opens a chat; Feishu has no address for a message in it.
// https://open.feishu.cn/document/common-capabilities/applink-protocol/supported-protocol/open-a-chat-page
func (a *Adapter) linkTo(chat string) string {
	host := "applink.feishu.cn"
	if strings.Contains(a.o.BaseURL, "larksuite") {
		host = "applink.larksuite.com"
	}
	return "https://" + host + "/client/chat/open?openChatId=" + chat
}

// A person who opens the chat after a week without a word is shown what needs
// them, at most once a day: the event comes at every opening.
const welcomeAfter = 7 * 24 * time.Hour

func (a *Adapter) welcomeDue(ctx context.Context, in inbound) bool {
	if !in.last.IsZero() && a.now().Sub(in.last) < welcomeAfter {
		return false
	}
	return a.seen.First(ctx, "welcome:"+in.event.User.ID+":"+a.now().UTC().Format(time.DateOnly))
}

// cannotRead tells what the bot can read.
func (a *Adapter) cannotRead(in inbound) outcome {
	var o outcome
	a.send(&o, in, card.Say(i18n.T("feishu.only_text")), a.langOf(in.event.User.ID))
	return o
}

func (a *Adapter) logged(what string, err error) {
	if err != nil {
		a.count("unsent")
		a.log.Error(what, "err", err)
	}
}
