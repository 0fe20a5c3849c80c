package app

import (
	"context"
	"net/http"
	"strings"

	"dealmate/bot"
	"dealmate/bot/feishu"
	"dealmate/bot/slack"
	"dealmate/internal/app/config"
	"dealmate/internal/i18n"
)

// connection is a platform as the service runs it.
type connection struct {
	name     string
	platform bot.Platform
	// run dials out until the context ends; nil where the platform calls.
	run func(context.Context) error
	// paths are the addresses that handler serves; none where the bot dials out.
	paths   []string
	handler http.Handler
	drain   func(context.Context) error
}

// connector makes a platform's connection, nil where it is not configured.
type connector func(s *service, h bot.Handler, texts *i18n.Catalog) (*connection, error)

// connectors are the platforms there are: a new one is one line here.
func connectors() []connector { return []connector{onSlack, onFeishu} }

// platforms names those that a configuration has.
func platforms(cfg *config.Config) []string {
	var out []string
	if cfg.Slack.Mode != "" {
		out = append(out, slack.Platform)
	}
	if cfg.Feishu.Mode != "" {
		out = append(out, feishu.Platform)
	}
	return out
}

func onSlack(s *service, h bot.Handler, texts *i18n.Catalog) (*connection, error) {
	c := s.cfg.Slack
	if c.Mode == "" {
		return nil, nil
	}
	a, err := slack.New(slack.Options{
		APIURL: c.APIURL, BotToken: c.BotToken, AppToken: c.AppToken, SigningSecret: c.SigningSecret,
		Handler: h, Catalog: texts, Lang: s.lang(),
		Now: s.now, NewID: s.newID, Log: s.log, Count: s.metrics.Count, Deliveries: s.store,
	})
	if err != nil {
		return nil, err
	}
	on := &connection{name: slack.Platform, platform: a, drain: a.Drain}
	if c.Mode == config.ModeHTTP {
		on.paths, on.handler = slack.Paths(), a.Routes()
	} else {
		on.run = a.RunSocket
	}
	return on, nil
}

func onFeishu(s *service, h bot.Handler, texts *i18n.Catalog) (*connection, error) {
	c := s.cfg.Feishu
	if c.Mode == "" {
		return nil, nil
	}
	a, err := feishu.New(feishu.Options{
		BaseURL: c.BaseURL, AppID: c.AppID, AppSecret: c.AppSecret,
		EncryptKey: c.EncryptKey, VerificationToken: c.VerificationToken,
		Handler: h, Catalog: texts, Lang: s.lang(),
		Now: s.now, NewID: s.newID, Log: s.log, Count: s.metrics.Count, Deliveries: s.store,
	})
	if err != nil {
		return nil, err
	}
	on := &connection{name: feishu.Platform, platform: a, drain: a.Drain}
	if c.Mode == config.ModeWebhook {
		on.paths, on.handler = []string{feishu.Path}, a.Webhook()
	} else {
		on.run = a.RunLong
	}
	return on, nil
}

// lang is the organisation's language.
func (s *service) lang() i18n.Lang { return i18n.ParseLang(s.cfg.Organisation.Language, i18n.English) }

// places names the platforms and how they reach the bot.
func (s *service) places() string {
	modes := map[string]string{slack.Platform: s.cfg.Slack.Mode, feishu.Platform: s.cfg.Feishu.Mode}
	var out []string
	for _, c := range s.on {
		out = append(out, c.name+" ("+modes[c.name]+")")
	}
	return strings.Join(out, ", ")
}
