package feishu

import (
	"encoding/json"
	"fmt"
	"strings"

	"dealmate/bot"
)

// received is what of a message event is read.
// https://open.feishu.cn/document/server-docs/im-v1/message/events/receive
type received struct {
	Sender struct {
		ID     person `json:"sender_id"`
		Type   string `json:"sender_type"`
		Tenant string `json:"tenant_key"`
	} `json:"sender"`
	Message struct {
		ID       string    `json:"message_id"`
		Parent   string    `json:"parent_id"`
		Made     string    `json:"create_time"`
		Chat     string    `json:"chat_id"`
		ChatType string    `json:"chat_type"`
		Type     string    `json:"message_type"`
		Content  string    `json:"content"`
		Agent    string    `json:"user_agent"`
		Mentions []mention `json:"mentions"`
	} `json:"message"`
}

type mention struct {
	Key string `json:"key"`
	ID  person `json:"id"`
}

func (in *inbound) message(raw json.RawMessage) error {
	var r received
	if err := json.Unmarshal(raw, &r); err != nil {
		return fmt.Errorf("%w: message: %w", errMalformed, err)
	}
	m := r.Message
	if m.ID == "" || m.Chat == "" {
		return fmt.Errorf("%w: message without ID or chat", errMalformed)
	}
	if r.Sender.Type != "user" {
		return errIgnored // the bot sees other bots too
	}
	in.event.Kind = bot.Message
	// The same message may come as two events.
	in.event.ID = m.ID
	in.event.User.ID, in.event.User.Locale = r.Sender.ID.OpenID, localeOf(m.Agent)
	in.tenants = append(in.tenants, named(r.Sender.Tenant)...)
	if made := instant(m.Made); !made.IsZero() {
		in.made = made
	}
	at := &in.event.Place
	at.Channel, at.Direct = m.Chat, m.ChatType == "p2p"
	if !at.Direct {
		// What the bot says in a group answers the line; what only its writer
		// needs goes to their private chat.
		at.Thread, at.Can.Private = m.ID, true
	}
	in.parent = m.Parent
	ids := map[string]string{}
	for _, x := range m.Mentions {
		ids[x.Key] = x.ID.OpenID
	}
	if f, is := fileOf(m.ID, m.Type, m.Content); is {
		in.event.Files = []bot.Attached{f}
		return nil
	}
	if m.Type == typeMerged && at.Direct {
		in.merged = true
		return nil
	}
	text, ok := textOfMessage(m.Type, m.Content, ids)
	if !ok {
		in.unread = true
		if !at.Direct {
			return errIgnored
		}
	}
	in.event.Text = text
	return nil
}

// localeOf is the language of the client, which it tells in its user agent where
// the app may see that: "… LarkLocale/en_US …".
func localeOf(agent string) string {
	_, rest, ok := strings.Cut(agent, "LarkLocale/")
	if !ok {
		return ""
	}
	locale, _, _ := strings.Cut(rest, " ")
	if len(locale) > 20 {
		return ""
	}
	return strings.ReplaceAll(locale, "_", "-")
}

// textOfMessage is what a message says, with mentions as <@ID>; false for a kind
// that holds no text.
func textOfMessage(kind, content string, mentions map[string]string) (string, bool) {
	switch kind {
	case "text":
		var c struct {
			Text string `json:"text"`
		}
		if json.Unmarshal([]byte(content), &c) != nil {
			return "", false
		}
		return withMentions(c.Text, mentions), true
	case "post":
		return postText(content, mentions)
	}
	return "", false
}

// postText joins the parts of a rich text.
func postText(content string, mentions map[string]string) (string, bool) {
	var c struct {
		Title   string `json:"title"`
		Content [][]struct {
			Tag  string `json:"tag"`
			Text string `json:"text"`
			User string `json:"user_id"`
			Href string `json:"href"`
		} `json:"content"`
	}
	if json.Unmarshal([]byte(content), &c) != nil {
		return "", false
	}
	var lines []string
	if c.Title != "" {
		lines = append(lines, c.Title)
	}
	for _, l := range c.Content {
		var b strings.Builder
		for _, part := range l {
			switch {
			case part.Tag == "at":
				b.WriteString(withMentions(part.User, mentions))
			case part.Text == "" && part.Href != "":
				b.WriteString(part.Href)
			default:
				b.WriteString(part.Text)
			}
		}
		lines = append(lines, b.String())
	}
	return strings.Join(lines, "\n"), true
}

// withMentions puts people's IDs in the place of the marks that stand for them,
// the longest first: @_user_1 is the beginning of @_user_10.
func withMentions(text string, mentions map[string]string) string {
	text = strings.ReplaceAll(text, "@_all", "")
	for _, key := range longestFirst(mentions) {
		id := ""
		if mentions[key] != "" {
			id = "<@" + mentions[key] + ">"
		}
		text = strings.ReplaceAll(text, key, id)
	}
	return strings.TrimSpace(text)
}

func longestFirst(mentions map[string]string) []string {
	var keys []string
	for k := range mentions {
		if k == "" {
			continue
		}
		i := 0
		for i < len(keys) && (len(keys[i]) > len(k) || len(keys[i]) == len(k) && keys[i] < k) {
			i++
		}
		keys = append(keys[:i], append([]string{k}, keys[i:]...)...)
	}
	return keys
}
