package app

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"dealmate/bot"
	"dealmate/bot/feishu"
	"dealmate/bot/slack"
	"dealmate/internal/i18n"
)

// deaf hears nothing: doctor only asks.
type deaf struct{}

// Handle implements bot.Handler.
func (deaf) Handle(context.Context, bot.Event) bot.Reply { return bot.Reply{} }

// Sent implements bot.Handler.
func (deaf) Sent(context.Context, bot.Post, bot.Sent) {}

// platforms asks each configured platform whether the bot may do its work.
func (x *examination) platforms(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if x.cfg.Slack.Mode != "" {
		x.slack(ctx)
	}
	if x.cfg.Feishu.Mode != "" {
		x.feishu(ctx)
	}
}

func (x *examination) slack(ctx context.Context) {
	a, err := slack.New(slack.Options{
		APIURL: x.cfg.Slack.APIURL, BotToken: x.cfg.Slack.BotToken, AppToken: x.cfg.Slack.AppToken,
		SigningSecret: x.cfg.Slack.SigningSecret, Catalog: x.texts, Lang: i18n.English,
		Handler: deaf{}, Now: time.Now, NewID: newID, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		x.say("bad", "cli.doctor.slack.bad", "Why", err.Error())
		return
	}
	h := a.Check(ctx)
	if err := errors.Join(h.BotToken, h.Socket); err != nil {
		x.say("bad", "cli.doctor.slack.bad", "Why", why(err))
	}
	if h.BotToken == nil {
		x.say("ok", "cli.doctor.slack", "Team", h.Team, "Bot", h.User)
	}
	if len(h.Missing) > 0 {
		x.say("bad", "cli.doctor.slack.scopes", "Scopes", strings.Join(h.Missing, ", "))
	}
}

func (x *examination) feishu(ctx context.Context) {
	a, err := feishu.New(feishu.Options{
		BaseURL: x.cfg.Feishu.BaseURL, AppID: x.cfg.Feishu.AppID, AppSecret: x.cfg.Feishu.AppSecret, Catalog: x.texts,
		Handler: deaf{}, Now: time.Now, NewID: newID, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		x.say("bad", "cli.doctor.feishu.bad", "Why", err.Error())
		return
	}
	h := a.Check(ctx, x.somebody())
	switch {
	case h.Access != nil:
		x.say("bad", "cli.doctor.feishu.bad", "Why", why(h.Access))
	default:
		x.say("ok", "cli.doctor.feishu", "Bot", h.Bot)
	}
	if h.People != nil {
		x.say("bad", "cli.doctor.feishu.people", "Why", why(h.People), "Scopes", strings.Join(feishu.Scopes(), ", "))
	}
}

// somebody is an e-mail of the configuration, to look up.
func (x *examination) somebody() string {
	for _, t := range x.cfg.Teams {
		for _, m := range append(t.Managers, t.Members...) {
			return m.Email
		}
	}
	for _, m := range x.cfg.Organisation.Admins {
		return m.Email
	}
	return ""
}
