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
	until             time.Time // of the workspace's clock
}

// newHook makes a response_url; the lock is held.
func (w *Workspace) newHook(channel, ts, user string) string {
	id := strings.ReplaceAll(w.o.NewID(), "-", "")
	w.hooks[id] = &hook{channel: channel, ts: ts, user: user, until: w.now().Add(hookTime)}
	return w.hookURL("/hooks/" + id)
}

func (w *Workspace) hookURL(path string) string { return "http://" + w.base + path }

func refuse(rw http.ResponseWriter, status int, f *failure) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(answer{"ok": false, "error": f.code, "response_metadata": answer{"messages": f.messages}})
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
		refuse(rw, http.StatusBadRequest, &failure{code: "invalid_payload"})
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
	case h.uses >= maxHookUses:
		refuse(rw, http.StatusNotFound, &failure{code: "used_url"})
		return
	case w.now().After(h.until):
		refuse(rw, http.StatusNotFound, &failure{code: "expired_url"})
		return
	}
	if !m.Delete {
		var f *failure
		if m.Text, m.Blocks, f = w.said(m.Text, m.Blocks); f != nil {
			w.noteLocked("error", "response_url: "+f.code, f.messages, nil)
			refuse(rw, http.StatusBadRequest, f)
			return
		}
	}
	h.uses++
	w.useHook(h, w.hookURL(r.URL.Path), Message{Channel: h.channel, ThreadTS: m.Thread, User: BotUser, Text: m.Text, Blocks: m.Blocks}, m.Replace, m.Delete, m.Type == "in_channel")
	writeJSON(rw, answer{"ok": true})
}

func (w *Workspace) useHook(h *hook, url string, m Message, replace, remove, all bool) {
	if old := w.original(h, url); old != nil && (replace || remove) {
		if remove {
			w.remove(old.Channel, old.TS)
			return
		}
		w.change(old, m.Text, m.Blocks)
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
