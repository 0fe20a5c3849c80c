package sandbox

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// Message is one message of a channel.
type Message struct {
	Channel   string          `json:"channel"`
	TS        string          `json:"ts"`
	ThreadTS  string          `json:"thread_ts,omitempty"`
	User      string          `json:"user"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks,omitempty"`
	Edited    bool            `json:"edited,omitempty"`
	Ephemeral string          `json:"ephemeral,omitempty"` // its only reader, "" for all
	Hook      string          `json:"hook,omitempty"`      // the response_url it came by
	Files     []File          `json:"files,omitempty"`
	Shared    []Shared        `json:"shared,omitempty"`
	Reactions []Reaction      `json:"reactions,omitempty"`
	Metadata  json.RawMessage `json:"metadata,omitempty"`

	values map[string]map[string]string // what readers chose in it, by block and action
}

// Reaction is an emoji that the bot put on a message.
type Reaction struct {
	Name string `json:"name"` // without colons
}

// Messages lists what a person sees in a channel, oldest first.
func (w *Workspace) Messages(channel, viewer string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Message
	for _, m := range w.messages[channel] {
		if m.Ephemeral == "" || m.Ephemeral == viewer {
			seen := *m
			seen.values = nil
			out = append(out, seen)
		}
	}
	return out
}

// find returns a message; the lock is held.
func (w *Workspace) find(channel, ts string) *Message {
	for _, m := range w.messages[channel] {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// add puts a message into its channel; the lock is held.
func (w *Workspace) add(m Message) *Message {
	if m.TS == "" {
		m.TS = w.nextTS()
	}
	p := &m
	w.messages[m.Channel] = append(w.messages[m.Channel], p)
	w.notePings(m)
	w.touch()
	return p
}

// change replaces what a message says; the lock is held.
func (w *Workspace) change(m *Message, text string, blocks json.RawMessage) {
	m.Text, m.Blocks, m.Edited, m.values = text, blocks, true, nil
	w.notePings(*m)
	w.touch()
}

func (w *Workspace) remove(channel, ts string) {
	w.messages[channel] = slices.DeleteFunc(w.messages[channel], func(m *Message) bool { return m.TS == ts })
	w.touch()
}

// said checks what a message of the bot says and makes it ready to be kept.
func (w *Workspace) said(text string, blocks json.RawMessage) (string, json.RawMessage, *failure) {
	if text == "" && len(blocks) == 0 {
		return "", nil, &failure{code: "no_text"}
	}
	if code, problems := checkMessage(blocks); code != "" {
		return "", nil, &failure{code, problems}
	}
	if utf8.RuneCountInString(text) > maxMessageText {
		text = string([]rune(text)[:maxMessageText])
	}
	if len(blocks) > 0 {
		blocks = withIDs(blocks, w.o.NewID)
	}
	return text, blocks, nil
}

// Home is a person's home page as blocks, nil when none was published.
func (w *Workspace) Home(user string) json.RawMessage {
	w.mu.Lock()
	defer w.mu.Unlock()
	if h := w.homes[user]; h != nil {
		return h.Blocks
	}
	return nil
}

// Pings lists the mentions of channels, groups and everybody that messages of
// the bot made; user text must never make one.
func (w *Workspace) Pings() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pings)
}

func (w *Workspace) notePings(m Message) {
	if m.User != BotUser {
		return
	}
	w.pings = append(w.pings, pingsIn(m.Text)...)
	walk(m.Blocks, func(o map[string]any) {
		switch o["type"] {
		case "mrkdwn", "markdown":
			text, _ := o["text"].(string)
			w.pings = append(w.pings, pingsIn(text)...)
		case "broadcast", "usergroup":
			w.pings = append(w.pings, "broadcast")
		}
	})
}
