package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// hook is a response_url: five uses within thirty minutes, no token.
type hook struct {
	channel, ts, user string
	uses              int
	until             time.Time // real time
}

const hookTime = 30 * time.Minute

// newHook makes a response_url; the lock is held.
func (w *Workspace) newHook(channel, ts, user string) string {
	id := strings.ReplaceAll(w.o.NewID(), "-", "")
	w.hooks[id] = &hook{channel: channel, ts: ts, user: user, until: time.Now().Add(hookTime)}
	return "http://" + w.base + "/hooks/" + id
}

func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		http.Error(rw, "bad request", http.StatusBadRequest)
		return
	}
	var m struct {
		Type    string          `json:"response_type"`
		Replace bool            `json:"replace_original"`
		Delete  bool            `json:"delete_original"`
		Text    string          `json:"text"`
		Thread  string          `json:"thread_ts"`
		Blocks  json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		writeJSON(rw, answer{"ok": false, "error": "invalid_payload"})
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noteLocked("response_url", "", json.RawMessage(raw), nil)
	h := w.hooks[strings.TrimPrefix(r.URL.Path, "/hooks/")]
	switch {
	case h == nil:
		rw.WriteHeader(http.StatusNotFound)
		return
	case h.uses >= maxHookUses || time.Now().After(h.until):
		rw.WriteHeader(http.StatusNotFound)
		writeJSON(rw, answer{"ok": false, "error": "used_url"})
		return
	}
	if code, problems := checkMessage(m.Blocks); code != "" {
		rw.WriteHeader(http.StatusBadRequest)
		writeJSON(rw, answer{"ok": false, "error": code, "response_metadata": answer{"messages": problems}})
		return
	}
	h.uses++
	if len(m.Blocks) > 0 {
		m.Blocks = withIDs(m.Blocks, w.o.NewID)
	}
	w.useHook(h, "http://"+w.base+r.URL.Path, Message{Channel: h.channel, ThreadTS: m.Thread, User: BotUser, Text: m.Text, Blocks: m.Blocks}, m.Replace, m.Delete, m.Type == "in_channel")
	writeJSON(rw, answer{"ok": true})
}

func (w *Workspace) useHook(h *hook, url string, m Message, replace, remove, all bool) {
	if old := w.original(h, url); old != nil && (replace || remove) {
		if remove {
			w.remove(old.Channel, old.TS)
			return
		}
		old.Text, old.Blocks, old.Edited = m.Text, m.Blocks, true
		w.notePings(*old)
		w.touch()
		return
	}
	if !all {
		m.Ephemeral = h.user
	}
	m.Hook = url
	w.add(m)
}

// original is the message a response_url belongs to: the one that was clicked,
// or the one that answered the command.
func (w *Workspace) original(h *hook, url string) *Message {
	if h.ts != "" {
		return w.find(h.channel, h.ts)
	}
	for _, m := range w.messages[h.channel] {
		if m.Hook == url {
			return m
		}
	}
	return nil
}
