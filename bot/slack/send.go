package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"dealmate/bot"
	"dealmate/bot/adapter"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// Post sends or updates a message. Its errors are a bot.RetryAfter when Slack
// asks for patience, a bot.Permanent when no repeat can help, else plain: then
// it is not certain whether the message went out.
func (a *Adapter) Post(ctx context.Context, p bot.Post) (bot.Sent, error) {
	if p.To.Answer != "" {
		return bot.Sent{}, a.respond(ctx, p)
	}
	if p.Repeat { // Slack cannot tell the second from the first
		p.Card.Footer = append(slices.Clone(p.Card.Footer), i18n.T("say.maybe_repeat"))
	}
	channel := p.To.Channel
	if channel == "" {
		var err error
		if channel, err = a.direct(ctx, p.To.User); err != nil {
			return bot.Sent{}, err
		}
	}
	if p.File != nil {
		return bot.Sent{Channel: channel}, a.share(ctx, channel, p)
	}
	var sent bot.Sent
	err := a.drawn(p.Card, p.Lang, func(options ...slack.MsgOption) error {
		var err error
		if p.Update != "" {
			sent.Channel, sent.Message, _, err = a.api.UpdateMessageContext(ctx, channel, p.Update, options...)
			return err
		}
		if p.To.Thread != "" {
			options = append(options, slack.MsgOptionTS(p.To.Thread))
		}
		sent.Channel, sent.Message, err = a.api.PostMessageContext(ctx, channel, options...)
		return err
	})
	if err != nil {
		if p.To.Channel == "" {
			a.directs.Drop(p.To.User)
		}
		return bot.Sent{}, err
	}
	a.illustrate(ctx, p, sent)
	return sent, nil
}

// illustrate adds the charts of a card as pictures, in the thread below it, where the
// workspace draws none. The card has their numbers, so that a failure costs nothing.
func (a *Adapter) illustrate(ctx context.Context, p bot.Post, sent bot.Sent) {
	if p.Pictures == nil || !a.noCharts.Load() {
		return
	}
	thread := p.To.Thread
	if thread == "" {
		thread = sent.Message
	}
	for _, f := range p.Pictures() {
		below := bot.Post{To: bot.Target{Thread: thread}, File: &f, Lang: p.Lang}
		if err := a.share(ctx, sent.Channel, below); err != nil {
			a.log.Warn("picture not sent", "file", f.Name, "err", err)
		}
	}
}

// refused are the answers to a drawing that another drawing may mend.
var refused = []string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch"}

// drawn sends a card; when Slack refuses its blocks, with plain sections, and at
// last as text: a card is never lost to its looks.
func (a *Adapter) drawn(c card.Card, lang i18n.Lang, send func(...slack.MsgOption) error) error {
	text := a.fallback(c, lang)
	var err error
	for _, blocks := range []func() []slack.Block{
		func() []slack.Block { return a.draw(c, lang, onMessage) },
		func() []slack.Block { return a.drawBasic(c, lang) },
		func() []slack.Block { return []slack.Block{} },
	} {
		bs := blocks()
		err = send(
			slack.MsgOptionText(text, false), slack.MsgOptionBlocks(bs...),
			slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
		)
		if err == nil || !slices.Contains(refused, reason(err)) {
			break
		}
		a.distrust(bs)
		a.log.Warn("Slack refused the blocks of a card", "err", err, "blocks", len(bs))
	}
	return sendError(err)
}

// distrust stops drawing charts in a workspace that refused a message with one, or
// tables where no chart was in it.
func (a *Adapter) distrust(bs []slack.Block) {
	a.count("blocks_refused")
	has := func(t slack.MessageBlockType) bool {
		return slices.ContainsFunc(bs, func(b slack.Block) bool { return b.BlockType() == t })
	}
	switch {
	case has(slack.MBTDataVisualization):
		a.noCharts.Store(true)
	case has(slack.MBTTable):
		a.noTables.Store(true)
	}
}

// share uploads a file into a channel.
// https://docs.slack.dev/messaging/working-with-files
func (a *Adapter) share(ctx context.Context, channel string, p bot.Post) error {
	_, err := a.api.UploadFileContext(ctx, slack.UploadFileParameters{
		Filename: p.File.Name, FileSize: len(p.File.Data), Reader: bytes.NewReader(p.File.Data), Title: p.File.Name,
		Channel: channel, ThreadTimestamp: p.To.Thread, InitialComment: a.fallback(p.Card, p.Lang),
	})
	return sendError(err)
}

// direct is the ID of a person's chat with the bot.
func (a *Adapter) direct(ctx context.Context, user string) (string, error) {
	if user == "" {
		return "", adapter.Never(fmt.Errorf("slack: a message to nobody"))
	}
	if id, _, fresh := a.directs.Get(user); fresh {
		return id, nil
	}
	c, _, _, err := a.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", sendError(err)
	}
	a.directs.Put(user, c.ID)
	return c.ID, nil
}

// ShowHome draws a person's home page.
func (a *Adapter) ShowHome(ctx context.Context, user string, c card.Card, lang i18n.Lang) error {
	_, err := a.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: slack.HomeTabViewRequest{
		Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: a.draw(c, lang, onHome)}, CallbackID: "home",
	}})
	return sendError(err)
}

// slackHooks is the host of Slack's response addresses.
const slackHooks = "hooks.slack.com"

// isAnswer reports whether an address is one that Slack gives: what a payload
// or a kept dialog holds must not make the bot call others.
func (a *Adapter) isAnswer(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if u.Host == slackHooks {
		return u.Scheme == "https"
	}
	return u.Scheme == a.apiURL.Scheme && u.Host == a.apiURL.Host
}

// respond posts to a response address, which takes five messages within half
// an hour. https://docs.slack.dev/interactivity/handling-user-interaction
func (a *Adapter) respond(ctx context.Context, p bot.Post) error {
	if !a.isAnswer(p.To.Answer) {
		a.count("foreign_address")
		return adapter.Never(fmt.Errorf("slack: not a response address of Slack"))
	}
	m := answerMessage{
		ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: p.Update != "",
		Text: a.fallback(p.Card, p.Lang), Blocks: a.draw(p.Card, p.Lang, onMessage),
	}
	err := a.respondWith(ctx, p.To.Answer, m)
	if slices.Contains(refused, reason(err)) {
		a.distrust(m.Blocks)
		m.Blocks = a.drawBasic(p.Card, p.Lang)
		err = a.respondWith(ctx, p.To.Answer, m)
	}
	return sendError(err)
}

func (a *Adapter) respondWith(ctx context.Context, address string, m answerMessage) error {
	body, err := json.Marshal(m)
	if err != nil {
		return adapter.Never(fmt.Errorf("slack: encode answer: %w", err))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return adapter.Never(fmt.Errorf("slack: response address: %w", err))
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := a.http.Do(req)
	if err != nil {
		return fmt.Errorf("slack: response address: %w", withoutAddress(err))
	}
	defer func() { _ = res.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	if err != nil {
		return fmt.Errorf("slack: response address: %w", err)
	}
	return answerError(res, strings.TrimSpace(string(said)))
}
