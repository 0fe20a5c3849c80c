package sandbox

import (
	"encoding/json"
	"slices"
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
}

// Messages lists what a person sees in a channel, oldest first.
func (w *Workspace) Messages(channel, viewer string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Message
	for _, m := range w.messages[channel] {
		if m.Ephemeral == "" || m.Ephemeral == viewer {
			out = append(out, *m)
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

func (w *Workspace) remove(channel, ts string) bool {
	before := len(w.messages[channel])
	w.messages[channel] = slices.DeleteFunc(w.messages[channel], func(m *Message) bool { return m.TS == ts })
	w.touch()
	return len(w.messages[channel]) < before
}

// Home is a person's home page as blocks, nil when none was published.
func (w *Workspace) Home(user string) json.RawMessage {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.homes[user]
}

// Pings lists the mentions of channels and everybody that messages of the bot
// made; user text must never make one.
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
		if o["type"] == "mrkdwn" {
			text, _ := o["text"].(string)
			w.pings = append(w.pings, pingsIn(text)...)
		}
		if o["type"] == "broadcast" {
			w.pings = append(w.pings, "broadcast")
		}
	})
}
