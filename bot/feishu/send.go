package feishu

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"dealmate/bot"
	"dealmate/bot/adapter"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// Post sends or updates a message. Its errors are a bot.RetryAfter when Feishu
// asks for patience, a bot.Permanent when no repeat can help, else plain: then
// it is not certain whether the message went out; the Post's key keeps a repeat
// within the hour from being shown twice.
func (a *Adapter) Post(ctx context.Context, p bot.Post) (bot.Sent, error) {
	key := p.Key
	if key == "" {
		key = a.o.NewID()
	}
	if p.File != nil {
		return a.share(ctx, p, key)
	}
	var err error
	for i, l := range a.letters(p) {
		var sent bot.Sent
		if p.Update != "" {
			if l.Type != "interactive" {
				break // a card stays a card
			}
			sent, err = bot.Sent{Channel: p.To.Channel, Message: p.Update}, a.api.patch(ctx, p.Update, l.Content)
		} else {
			l.UUID = uuidOf(key, itoa(i))
			sent, err = a.deliver(ctx, p.To, l)
		}
		if err == nil {
			return sent, nil
		}
		if !slices.Contains(refusedCards, codeOf(err)) {
			break
		}
		a.count("cards_refused")
		a.log.Warn("Feishu refused a card", "err", err, "drawing", i)
	}
	return bot.Sent{}, sendError(err)
}

// share sends a file; its comment is its name.
func (a *Adapter) share(ctx context.Context, p bot.Post, key string) (bot.Sent, error) {
	file, err := a.api.upload(ctx, p.File.Name, p.File.Data)
	if err != nil {
		return bot.Sent{}, sendError(err)
	}
	body, err := json.Marshal(map[string]string{"file_key": file})
	if err != nil {
		return bot.Sent{}, adapter.Never(err)
	}
	sent, err := a.deliver(ctx, p.To, letter{Type: "file", Content: string(body), UUID: uuidOf(key, "file")})
	return sent, sendError(err)
}

// letters are a card as it should be, in texts and buttons only, and as a text:
// a card is never lost to its looks.
func (a *Adapter) letters(p bot.Post) []letter {
	return []letter{
		{Type: "interactive", Content: string(a.draw(p.Card, p.Lang, false))},
		{Type: "interactive", Content: string(a.draw(p.Card, p.Lang, true))},
		{Type: "text", Content: a.plain(p.Card, p.Lang)},
	}
}

// plain is a card as a text message, in which markup mentions nobody.
func (a *Adapter) plain(c card.Card, lang i18n.Lang) string {
	text := cut(visible(c.Plain(a.sayer(lang))), maxPlain)
	body, err := json.Marshal(map[string]string{"text": escapedText.Replace(text)})
	if err != nil {
		return `{"text":""}`
	}
	return string(body)
}

// deliver sends a letter to a chat or a person, as the answer to a message where
// there is one.
func (a *Adapter) deliver(ctx context.Context, to bot.Target, l letter) (bot.Sent, error) {
	var at placed
	var err error
	switch {
	case to.Thread != "":
		at, err = a.api.reply(ctx, to.Thread, l)
		if gone[codeOf(err)] && to.Channel != "" {
			at, err = a.api.create(ctx, "chat_id", to.Channel, l)
		}
	case to.Channel != "":
		at, err = a.api.create(ctx, "chat_id", to.Channel, l)
	case to.User != "":
		at, err = a.api.create(ctx, "open_id", to.User, l)
		if err == nil && at.Chat != "" {
			a.chats.Put(at.Chat, true)
		}
	default:
		err = adapter.Never(errors.New("feishu: a message to nobody"))
	}
	if err != nil {
		return bot.Sent{}, err
	}
	return bot.Sent{Channel: first(at.Chat, to.Channel), Message: at.Message}, nil
}

// gone are the codes for a message that cannot be replied to any more: it was
// taken back, or is not there.
var gone = map[int]bool{230011: true, 230054: true, 230050: true, 230110: true, 230001: true}

// uuidOf is the same for the same message and no other's, as Feishu wants it.
func uuidOf(key, part string) string {
	sum := sha256.Sum256([]byte(key + "|" + part))
	return hex.EncodeToString(sum[:])[:maxUUID-10]
}

// ShowHome sends what a home page would show: Feishu has none.
func (a *Adapter) ShowHome(ctx context.Context, user string, c card.Card, lang i18n.Lang) error {
	_, err := a.Post(ctx, bot.Post{To: bot.Target{Platform: Platform, User: user}, Card: c, Lang: lang})
	return err
}
