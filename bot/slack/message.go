package slack

import (
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// answerMessage is a message as an answer on the wire: to a command, or to a
// response address.
type answerMessage struct {
	ResponseType    string        `json:"response_type,omitempty"`
	ReplaceOriginal bool          `json:"replace_original,omitempty"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

func (a *Adapter) sayer(lang i18n.Lang) func(i18n.Text) string {
	if lang == "" {
		lang = a.lang
	}
	return func(t i18n.Text) string {
		if t.IsZero() {
			return ""
		}
		return a.catalog.Say(lang, t)
	}
}

// draw turns a card into blocks for a surface.
func (a *Adapter) draw(c card.Card, lang i18n.Lang, on surface) []slack.Block {
	d := &drawer{say: a.sayer(lang), on: on, tables: on == onMessage && !a.noTables.Load(), charts: on == onMessage && !a.noCharts.Load()}
	return d.card(c)
}

// drawBasic is the card for a workspace that refused the other drawing.
func (a *Adapter) drawBasic(c card.Card, lang i18n.Lang) []slack.Block {
	d := &drawer{say: a.sayer(lang), on: onMessage, basic: true}
	return d.card(c)
}

func (a *Adapter) fallback(c card.Card, lang i18n.Lang) string {
	return fallback(c.Plain(a.sayer(lang)))
}

// EncodeCommandAnswer is a card as the body that answers a command; only its
// reader sees it.
func (a *Adapter) EncodeCommandAnswer(c card.Card, lang i18n.Lang) ([]byte, error) {
	body, err := json.Marshal(answerMessage{
		ResponseType: slack.ResponseTypeEphemeral, Text: a.fallback(c, lang), Blocks: a.draw(c, lang, onMessage),
	})
	if err != nil {
		return nil, fmt.Errorf("slack: encode card: %w", err)
	}
	return body, nil
}
