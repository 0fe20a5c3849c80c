package slack

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// reply turns the core's reply into an outcome. What needs the trigger is done
// here, before the answer: a trigger lives three seconds.
func (a *Adapter) reply(ctx context.Context, in inbound, r bot.Reply, room int) outcome {
	if r.Lang == "" {
		r.Lang = a.langOf(in.event.User.ID)
	}
	var o outcome
	switch {
	case len(r.Problems) > 0: // Slack keeps the form and what was typed
		o = a.problemsBody(in, r.Problems, r.Lang)
	case r.Form != nil:
		o = a.form(ctx, in, *r.Form, r.Lang, room)
	case r.Card != nil:
		o = a.card(ctx, in, *r.Card, r.Replace, r.Lang, room)
	case in.event.Kind == bot.Submit:
		o = a.closed(in, r.Lang)
	}
	if r.Home != nil {
		home := *r.Home
		o.after(func(ctx context.Context) {
			a.logged("home page not drawn", a.ShowHome(ctx, in.event.User.ID, home, r.Lang))
		})
	}
	if len(r.After) > 0 {
		o.after(func(ctx context.Context) { a.posts(ctx, in.event.User.ID, r.After) })
	}
	return o
}

// posts sends what the core wants sent, in order. What cannot go where it should
// (a response address is spent after half an hour, a message is gone) goes to the
// actor's own chat: they wait for it.
func (a *Adapter) posts(ctx context.Context, actor string, ps []bot.Post) {
	for _, p := range ps {
		sent, err := a.Post(ctx, p)
		if never, ok := errors.AsType[bot.Permanent](err); ok && never.Permanent() && p.To.User == "" {
			a.log.Warn("message goes to the actor instead", "channel", p.To.Channel, "err", err)
			p.To, p.Update = bot.Target{Platform: Platform, User: actor}, ""
			sent, err = a.Post(ctx, p)
		}
		if err != nil {
			a.count("unsent")
			a.log.Error("message not sent", "channel", p.To.Channel, "user", p.To.User, "err", err)
			continue
		}
		a.handler.Sent(ctx, p, sent)
	}
}

func (a *Adapter) logged(what string, err error) {
	if err != nil {
		a.count("unsent")
		a.log.Error(what, "err", err)
	}
}

// closed closes every view of a submitted form. If that comes too late the form
// is still open, so it says there that all is well.
func (a *Adapter) closed(in inbound, lang i18n.Lang) outcome {
	return outcome{
		body: []byte(`{"response_action":"clear"}`),
		late: a.updating(in, a.cardModal(card.Say(i18n.T("slack.saved_late")), lang)),
	}
}

func (a *Adapter) updating(in inbound, v slack.ModalViewRequest) func(context.Context) {
	if in.view == nil {
		return nil
	}
	return func(ctx context.Context) {
		_, err := a.api.UpdateViewContext(ctx, v, "", "", in.view.id)
		a.logged("form not updated", err)
	}
}

// form shows a form: it replaces the one it answers, is pushed over a card, or
// opens.
func (a *Adapter) form(ctx context.Context, in inbound, f bot.FormView, lang i18n.Lang, room int) outcome {
	v := a.modal(f, lang)
	if in.event.Kind == bot.Submit {
		return a.updateBody(in, v, lang, room)
	}
	err := a.open(ctx, in, v)
	if err == nil {
		return outcome{}
	}
	a.count("unopened")
	a.log.Warn("form not opened", "form", f.Form.ID, "err", err)
	return a.card(ctx, in, card.Say(i18n.T("slack.form_failed")), false, lang, room)
}

// open shows a view with the event's trigger or in place of the clicked view.
func (a *Adapter) open(ctx context.Context, in inbound, v slack.ModalViewRequest) error {
	isForm := v.CallbackID != cardView
	if in.view == nil || in.view.home {
		_, err := a.api.OpenViewContext(ctx, in.trigger, v)
		return sendError(err)
	}
	// A card over a form keeps the form, a form over a card keeps the card;
	// three views are the most, and then the top one is replaced.
	if in.view.card == isForm {
		_, err := a.api.PushViewContext(ctx, in.trigger, v)
		if reason(err) != "push_limit_reached" {
			return sendError(err)
		}
	}
	_, err := a.api.UpdateViewContext(ctx, v, "", "", in.view.id)
	return sendError(err)
}

// updateBody replaces the submitted view by the answer, or after it where the
// answer has no room.
func (a *Adapter) updateBody(in inbound, v slack.ModalViewRequest, lang i18n.Lang, room int) outcome {
	update := a.updating(in, v)
	body := a.encode(slack.ViewSubmissionResponse{ResponseAction: slack.RAUpdate, View: &v})
	if room > 0 && len(body) > room {
		waiting := a.cardModal(card.Say(i18n.T("slack.loading")), lang)
		o := outcome{body: a.encode(slack.ViewSubmissionResponse{ResponseAction: slack.RAUpdate, View: &waiting})}
		o.after(update)
		return o
	}
	return outcome{body: body, late: update}
}

// problemsBody puts problems under their fields; those of no field of the view
// stand under the first, because Slack refuses an unknown one with all others.
func (a *Adapter) problemsBody(in inbound, problems map[string]i18n.Text, lang i18n.Lang) outcome {
	say := a.sayer(lang)
	if in.first == "" {
		var lines []card.Block
		for _, key := range sortedKeys(problems) {
			lines = append(lines, card.Block{Text: problems[key]})
		}
		v := a.cardModal(card.Card{Blocks: lines}, lang)
		return outcome{body: a.encode(slack.ViewSubmissionResponse{ResponseAction: slack.RAUpdate, View: &v})}
	}
	errs := map[string]string{}
	for _, key := range sortedKeys(problems) {
		block, ok := in.inputs[key]
		if !ok {
			block = in.first
		}
		errs[block] = cut(strings.TrimSpace(errs[block]+" "+oneLine(say(problems[key]))), maxHint)
	}
	return outcome{body: a.encode(slack.ViewSubmissionResponse{ResponseAction: slack.RAErrors, Errors: errs})}
}

func sortedKeys(m map[string]i18n.Text) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// encode is JSON of our own types, which cannot fail; if it did, an empty answer
// is better than none.
func (a *Adapter) encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		a.log.Error("answer not encoded", "err", err)
		return nil
	}
	return body
}

func (a *Adapter) commandBody(c card.Card, lang i18n.Lang) []byte {
	body, err := a.EncodeCommandAnswer(c, lang)
	if err != nil {
		a.log.Error("answer not encoded", "err", err)
	}
	return body
}
