package feishu

import (
	"encoding/json"
	"fmt"
)

// Message is one message of a chat.
type Message struct {
	ID      string          `json:"id"`
	Chat    string          `json:"chat"`
	Root    string          `json:"root,omitempty"`
	Parent  string          `json:"parent,omitempty"`
	Sender  string          `json:"sender"` // open_id
	Type    string          `json:"type"`   // text, post, interactive, image, file, merge_forward
	Text    string          `json:"text"`
	Card    json.RawMessage `json:"card,omitempty"`
	Image   string          `json:"image,omitempty"`
	File    *attachment     `json:"file,omitempty"`
	Merged  []Message       `json:"merged,omitempty"` // what a merge_forward forwards
	Created int64           `json:"created"`          // ms
	Edited  bool            `json:"edited,omitempty"`

	Content  string    `json:"content"` // as the API gives it back
	Mentions []mention `json:"mentions,omitempty"`
}

type mention struct {
	Key    string `json:"key"`
	ID     ids    `json:"id"`
	Name   string `json:"name"`
	Tenant string `json:"tenant_key"`
}

type ids struct {
	OpenID  string `json:"open_id"`
	UnionID string `json:"union_id"`
	UserID  string `json:"user_id"`
}

// Messages lists what a person sees in a chat, oldest first.
func (w *Workspace) Messages(chat, viewer string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Message
	if !w.sees(viewer, chat) {
		return nil
	}
	for _, m := range w.messages {
		if m.Chat == chat {
			out = append(out, *m)
		}
	}
	return out
}

// add puts a message into its chat; the lock is held.
func (w *Workspace) add(m Message) *Message {
	w.seq++
	m.ID = fmt.Sprintf("om_%d_%d", w.now().UnixMilli(), w.seq)
	m.Created = w.now().UnixMilli()
	if p := w.byID[m.Parent]; p != nil {
		m.Root = p.Root
		if m.Root == "" {
			m.Root = p.ID
		}
	}
	w.messages = append(w.messages, &m)
	w.byID[m.ID] = &m
	w.notePings(m)
	w.touch()
	return &m
}

// walk visits every object of some JSON.
func walk(raw json.RawMessage, visit func(map[string]any)) {
	if len(raw) == 0 {
		return
	}
	var v any
	if json.Unmarshal(raw, &v) == nil {
		walkIn(v, visit)
	}
}

func walkIn(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, x := range v {
			walkIn(x, visit)
		}
	case []any:
		for _, x := range v {
			walkIn(x, visit)
		}
	}
}
