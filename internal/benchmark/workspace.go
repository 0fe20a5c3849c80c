package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// workspace is a Slack that only takes messages, and counts them. With limits it
// refuses as Slack does: each channel takes a message a second, with two at once
// tolerated, and the workspace so many a minute, with ten at once tolerated.
// https://docs.slack.dev/apis/web-api/rate-limits
type workspace struct {
	*httptest.Server
	perMinute int // 0: it never says no

	mu       sync.Mutex
	channels map[string]*bucket
	all      bucket
	taken    map[string]int // by channel
	total    int
	refused  int
	first    time.Time
	last     time.Time
	enough   chan struct{}
	wanted   int
}

// bucket is a right to so many messages a second.
type bucket struct {
	tokens float64
	at     time.Time
}

// take asks for one message.
func (b *bucket) take(now time.Time, rate, burst float64) bool {
	if b.at.IsZero() {
		b.tokens, b.at = burst, now
	}
	b.tokens, b.at = min(burst, b.tokens+now.Sub(b.at).Seconds()*rate), now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// newWorkspace is one that waits for so many messages.
func newWorkspace(perMinute, wanted int) *workspace {
	w := &workspace{perMinute: perMinute, channels: map[string]*bucket{}, taken: map[string]int{}, enough: make(chan struct{}), wanted: wanted}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/auth.test", answering(map[string]any{"ok": true, "team_id": "T1", "team": "Bench", "user_id": "UBOT", "bot_id": "B1"}))
	mux.HandleFunc("/api/conversations.open", func(rw http.ResponseWriter, r *http.Request) {
		answering(map[string]any{"ok": true, "channel": map[string]any{"id": "D" + r.FormValue("users")}})(rw, r)
	})
	mux.HandleFunc("/api/chat.postMessage", w.post)
	mux.HandleFunc("/", answering(map[string]any{"ok": false, "error": "users_not_found"}))
	w.Server = httptest.NewServer(mux)
	return w
}

func answering(what map[string]any) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(rw).Encode(what)
	}
}

func (w *workspace) post(rw http.ResponseWriter, r *http.Request) {
	channel := r.FormValue("channel")
	if !w.takes(channel, time.Now()) {
		rw.Header().Set("Retry-After", "1")
		rw.WriteHeader(http.StatusTooManyRequests)
		return
	}
	answering(map[string]any{"ok": true, "channel": channel, "ts": "1.0"})(rw, r)
}

// takes reports whether a channel takes a message now.
func (w *workspace) takes(channel string, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.perMinute > 0 {
		b := w.channels[channel]
		if b == nil {
			b = &bucket{}
			w.channels[channel] = b
		}
		if !b.take(now, 1, 2) || !w.all.take(now, float64(w.perMinute)/60, 10) {
			w.refused++
			return false
		}
	}
	if w.total == 0 {
		w.first = now
	}
	w.last = now
	w.taken[channel]++
	w.total++
	if w.total == w.wanted {
		close(w.enough)
	}
	return true
}

// report is what was taken, how long it took, and how many were refused.
func (w *workspace) report() (total int, took time.Duration, refused int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.total, w.last.Sub(w.first), w.refused
}
