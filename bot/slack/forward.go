package slack

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"dealmate/bot"
)

// What is read of forwarded messages is bounded, as others wrote them and any number may
// come with one event.
const (
	maxShared     = 10   // ours: Slack forwards one at a time, bridges do several
	maxSharedText = 4000 // ours: runes of a message with all that it forwards
	maxAuthor     = 80   // D: a display name
	maxSharedLink = 500  // ours: of an address that is kept with a note
)

// attachments are what comes beside a message. Whatever Slack, or an app that writes in
// somebody's name, puts there, the message itself is read.
type attachments []json.RawMessage

// UnmarshalJSON takes what is no list for none.
func (a *attachments) UnmarshalJSON(raw []byte) error {
	var all []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		all = nil
	}
	*a = all
	return nil
}

// shared is a message that was forwarded: the attachment whose is_share is set. A link
// to a message that was only typed has is_msg_unfurl alone, and is no telling.
// https://docs.slack.dev/messaging/formatting-message-text#attachments
type shared struct {
	Is     bool            `json:"is_share"`
	Text   string          `json:"text"`
	Author string          `json:"author_name"`
	Link   string          `json:"from_url"`
	Blocks json.RawMessage `json:"message_blocks"`
}

// messages are the forwarded ones that say something.
func (a attachments) messages() []shared {
	var out []shared
	for _, raw := range a[:min(len(a), maxShared)] {
		var s shared
		if json.Unmarshal(raw, &s) != nil || !s.Is {
			continue
		}
		if s.Text = readText(s.Text); s.Text == "" {
			s.Text = textOfBlocks(s.Blocks)
		}
		if s.Text != "" {
			s.Author = cut(oneLine(readText(s.Author)), maxAuthor)
			out = append(out, s)
		}
	}
	return out
}

// with puts forwarded messages behind somebody's own words, a line each; of several each
// names its author. Own words are never cut.
func (a attachments) with(own string) (string, *bot.Forwarded) {
	all := a.messages()
	if len(all) == 0 {
		return own, nil
	}
	var lines []string
	for _, s := range all {
		if len(all) > 1 && s.Author != "" {
			s.Text = s.Author + ": " + s.Text
		}
		lines = append(lines, s.Text)
	}
	f := &bot.Forwarded{Own: own}
	if len(all) == 1 {
		f.Link = webAddress(all[0].Link)
	}
	text := strings.Join(lines, "\n")
	if own == "" {
		return cut(text, maxSharedText), f
	}
	if room := maxSharedText - utf8.RuneCountInString(own) - 1; room > 0 {
		own += "\n" + cut(text, room)
	}
	return own, f
}

// webAddress is an address that a note may lead to, "" for anything else.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(s) > maxSharedLink {
		return ""
	}
	return u.String()
}

// textOfBlocks is what the blocks of a message say that has no text beside them.
func textOfBlocks(raw json.RawMessage) string {
	var all []struct {
		Message struct {
			Blocks []any `json:"blocks"`
		} `json:"message"`
	}
	if json.Unmarshal(raw, &all) != nil {
		return ""
	}
	var lines []string
	for _, m := range all {
		for _, block := range m.Message.Blocks {
			if line := readText(wordsIn(block)); line != "" {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// wordsIn joins the texts in a block in their order.
func wordsIn(v any) string {
	switch v := v.(type) {
	case []any:
		var b strings.Builder
		for _, x := range v {
			b.WriteString(wordsIn(x))
		}
		return b.String()
	case map[string]any:
		if text, ok := v["text"].(string); ok {
			return text
		}
		return wordsIn(v["text"]) + wordsIn(v["elements"])
	}
	return ""
}
