package bot

import (
	"context"
	"slices"

	"dealmate/bot/card"
	"dealmate/desk"
)

// onSubmit answers a form that was sent. A problem keeps the form open; a
// result goes to where the form was opened.
func (b *Bot) onSubmit(ctx context.Context, t turn) (Reply, error) {
	s, err := b.desk.Submit(ctx, t.who, desk.Filled{Dialog: t.Dialog, Step: t.Step, Values: t.Values})
	switch {
	case err != nil:
		return Reply{}, err
	case len(s.Problems) > 0:
		return Reply{Problems: s.Problems, Form: b.shown(s), Lang: t.who.Lang}, nil
	case s.Again != nil:
		return Reply{Form: b.again(*s.Again, t.reader()), Lang: t.who.Lang}, nil
	case s.Form == verbSettings:
		return b.afterSettings(ctx, t, s)
	case s.Form == verbBackground:
		return b.afterBackground(ctx, t, s)
	case slices.Contains([]string{verbAssess, verbEvidence, verbRival, verbOverride, verbApprove, verbRefuse, verbKeep}, s.Form):
		return b.afterAssess(ctx, t, s)
	case slices.Contains([]string{verbPlan, verbDone, verbAfter}, s.Form):
		return b.afterActivity(ctx, t, s)
	case s.Form == formWhy || s.Form == formWhom:
		return b.afterFill(ctx, t, s)
	case s.Form == verbCalendar:
		return b.afterCalendar(t, s), nil
	case s.Form == verbWeek:
		return b.afterWeek(t, s), nil
	case s.Form == verbSnooze:
		return b.afterSnooze(t, s), nil
	}
	return b.afterForm(ctx, t, s)
}

// shown is the submitted form as it was filled in, nil where the desk has none.
func (b *Bot) shown(s desk.Submitted) *FormView {
	if s.Typed == nil {
		return nil
	}
	return &FormView{Form: s.Typed.Form, State: s.Typed.State, Problems: s.Problems}
}

// afterForm closes the form and shows the deal where the form was opened.
func (b *Bot) afterForm(ctx context.Context, t turn, s desk.Submitted) (Reply, error) {
	r := Reply{Lang: t.who.Lang}
	v, err := b.desk.View(ctx, t.who, s.Done.Deal.ID)
	if err != nil {
		// The change was made; that it cannot be shown is no failure of the form.
		b.log.Warn("result of a form not shown", "form", s.Form, "deal", s.Done.Deal.ID, "err", err)
		c := card.Say(say("say.saved", "Number", number(s.Done.Deal)))
		r.After = []Post{answerTo(s.Context, c, t.who)}
		return r, nil
	}
	r.After = []Post{b.result(t, v, s)}
	if s.Context[ctxHome] != "" {
		r.Home = b.homeOf(ctx, t.who)
	}
	return r, nil
}

// result is the deal's card: in place of the message that had the button, or
// where the command was typed, as full as that place allows.
func (b *Bot) result(t turn, v desk.View, s desk.Submitted) Post {
	c, news := s.Context, b.news(t.who, s.Form, s.Done)
	if c[ctxHere] != "" && !private(c) {
		r := b.publicReader(v.Team)
		p := Post{
			To:     Target{Platform: c[ctxPlatform], Channel: c[ctxChannel], Thread: c[ctxThread]},
			Card:   b.public(v, c[ctxChannel], news),
			Lang:   r.lang,
			Update: c[ctxMessage],
		}
		if v.Team.HasChannel(c[ctxChannel]) {
			p.Track, p.Drawn = v.Deal.ID, v.Deal.Version
		}
		return p
	}
	p := answerTo(c, b.dealCard(v, t.reader(), news), t.who)
	if p.To.Answer == "" {
		p.Track, p.Drawn, p.Reader = v.Deal.ID, v.Deal.Version, t.who.ID
	}
	return p
}

// private reports whether only the actor sees the message a form came from.
func private(c map[string]string) bool {
	return c[ctxDirect] != "" || c[ctxEphemeral] != "" || c[ctxChannel] == ""
}

// answerTo addresses what only the actor needs: the message that makes way, the
// direct chat, the kept private answer, or the actor's own chat.
func answerTo(c map[string]string, what card.Card, who desk.Who) Post {
	p := Post{Card: what, Lang: who.Lang, To: Target{Platform: c[ctxPlatform]}}
	switch {
	case c[ctxHere] != "" && c[ctxEphemeral] != "" && c[ctxAnswer] != "":
		p.To.Answer, p.Update = c[ctxAnswer], c[ctxMessage]
	case c[ctxDirect] != "" && c[ctxChannel] != "":
		p.To.Channel, p.To.Thread = c[ctxChannel], c[ctxThread]
		if c[ctxHere] != "" && c[ctxEphemeral] == "" {
			p.Update = c[ctxMessage]
		}
	case c[ctxAnswer] != "":
		p.To.Answer = c[ctxAnswer]
	default:
		p.To.User = c[ctxUser]
	}
	return p
}

// afterSettings answers in the language that was just chosen.
func (b *Bot) afterSettings(ctx context.Context, t turn, s desk.Submitted) (Reply, error) {
	who, err := b.desk.Identify(ctx, t.User.Platform, t.User.ID)
	if err != nil {
		return Reply{}, err
	}
	r := Reply{Lang: who.Lang, After: []Post{answerTo(s.Context, settingsSaved(who), who)}}
	if s.Context[ctxHome] != "" {
		r.Home = b.homeOf(ctx, who)
	}
	return r, nil
}
