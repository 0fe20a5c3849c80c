package feishu

import (
	"strings"
	"time"
)

// Fault is a misbehaviour on request of calls of the Open Platform.
type Fault struct {
	Status     int  `json:"status"`      // HTTP status: 429 answers code 99991400
	Code       int  `json:"code"`        // Feishu's code, where the status alone does not say
	RetryAfter int  `json:"retry_after"` // seconds, with 429; 0 leaves the header out
	DropAfter  bool `json:"drop_after"`  // do it, then lose the answer
	Times      int  `json:"times"`       // 0 is once
}

// lateness delays answers of the bot.
type lateness struct {
	times int
	by    time.Duration
}

// Fault makes the next calls of a path misbehave; "" means any.
func (w *Workspace) Fault(path string, f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f.Times = max(f.Times, 1)
	w.faults[path] = &f
}

func (w *Workspace) takeFault(path string) *Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	for prefix, f := range w.faults {
		if strings.HasPrefix(path, prefix) && (prefix != "" || !strings.Contains(path, "/auth/")) {
			if f.Times--; f.Times <= 0 {
				delete(w.faults, prefix)
			}
			return f
		}
	}
	return nil
}

// Duplicate delivers the next n things twice.
func (w *Workspace) Duplicate(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.repeat = n
}

// DelayAcks lets the bot's next n answers arrive late.
func (w *Workspace) DelayAcks(n int, by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.late = lateness{n, by}
}

func (w *Workspace) takeTwice() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.repeat == 0 {
		return false
	}
	w.repeat--
	return true
}

func (w *Workspace) takeDelay() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.late.times == 0 {
		return 0
	}
	w.late.times--
	return w.late.by
}

// RevokeToken makes every access token given so far worthless.
func (w *Workspace) RevokeToken() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tokens = map[string]bool{}
}

// TokenFetches counts how often a token was asked for.
func (w *Workspace) TokenFetches() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fetches
}

// Limits of the real platform, per second and per minute.
const (
	perTarget = 5
	perApp    = 50
	perMinute = 1000
)

// tooFast counts a call against a limit; the lock is held.
func (w *Workspace) tooFast(key string, limit int, within time.Duration) bool {
	now := w.o.Rate()
	var recent []time.Time
	for _, t := range w.windows[key] {
		if now.Sub(t) < within {
			recent = append(recent, t)
		}
	}
	if len(recent) >= limit {
		w.windows[key] = recent
		return true
	}
	w.windows[key] = append(recent, now)
	return false
}
