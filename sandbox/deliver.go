package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// delivery is something the bot is told.
type delivery struct {
	kind    string // slash_commands, interactive, events_api
	payload answer
	quiet   bool // the bot's own doing: no trouble on request, no retries
}

// outcome is what became of a delivery.
type outcome struct {
	body    json.RawMessage
	trouble string // "" when it was acknowledged, else Slack's word for it
	final   bool   // the bot asked for no retry
}

const (
	timedOut    = "operation_timeout" // no answer in time
	undelivered = "dispatch_failed"   // nobody there, or a refusal
)

// err is what the person who caused a delivery gets to know.
func (o outcome) err() error {
	switch o.trouble {
	case "":
		return nil
	case timedOut:
		return ErrSilent
	}
	return ErrRefused
}

// tell delivers and returns the bot's answer. Duplicates on request repeat the
// delivery. Events are tried again as Slack does: at once, then after one and
// five minutes of the workspace's clock.
func (w *Workspace) tell(ctx context.Context, d delivery) outcome {
	out := w.once(ctx, d, 0, "")
	if d.quiet {
		return out
	}
	if w.takeTwice() {
		attempt := 0
		if d.kind == "events_api" {
			attempt = 1
		}
		_ = w.once(ctx, d, attempt, "timeout")
	}
	if out.trouble == "" || out.final || d.kind != "events_api" {
		return out
	}
	again := w.once(ctx, d, 1, reason(out))
	if again.trouble != "" && !again.final {
		failed := w.now()
		w.mu.Lock()
		w.background(func() { w.retry(context.WithoutCancel(ctx), d, again, failed) })
		w.mu.Unlock()
	}
	return again
}

// retry sends an event that failed again later, until it is acknowledged.
func (w *Workspace) retry(ctx context.Context, d delivery, last outcome, failed time.Time) {
	for i, wait := range slices.All(retryAfter()) {
		if i == 0 {
			continue // was done at once
		}
		if !w.sleepUntil(failed.Add(wait)) {
			return
		}
		if last = w.once(ctx, d, i+1, reason(last)); last.trouble == "" || last.final {
			return
		}
	}
}

func reason(o outcome) string {
	if o.trouble == timedOut {
		return "timeout"
	}
	return "http_error"
}

// sleepUntil waits for a time of the workspace's clock, which may be moved; false
// means that the workspace was closed.
func (w *Workspace) sleepUntil(at time.Time) bool {
	for {
		var moved <-chan struct{}
		if w.o.Clock != nil {
			moved = w.o.Clock.watch()
		}
		left := at.Sub(w.now())
		if left <= 0 {
			return true
		}
		t := time.NewTimer(left)
		select {
		case <-t.C:
		case <-moved:
		case <-w.done:
			t.Stop()
			return false
		}
		t.Stop()
	}
}

func (w *Workspace) once(ctx context.Context, d delivery, attempt int, why string) outcome {
	var delay time.Duration
	if !d.quiet {
		delay = w.takeDelay()
	}
	var out outcome
	if w.o.RequestURL == "" {
		out = w.envelope(d, attempt, why, delay)
	} else {
		out = w.request(ctx, d, attempt, why, delay)
	}
	seen := answer{"acknowledged": out.trouble == "", "answer": show(out.body)}
	if out.trouble != "" {
		seen["error"] = out.trouble
	}
	if attempt > 0 {
		seen["retry"] = attempt
	}
	w.note(d.kind, word(d.payload), d.payload, seen)
	return out
}

// show is an answer for the list of traffic: as JSON where it is some.
func show(body json.RawMessage) any {
	if len(body) == 0 {
		return nil
	}
	if json.Valid(body) {
		return body
	}
	return string(body)
}

// word names a delivery in the list of traffic.
func word(p answer) string {
	if s, ok := p["command"].(string); ok {
		return fmt.Sprint(s, " ", p["text"])
	}
	if s, ok := p["type"].(string); ok && s != "event_callback" {
		return s
	}
	e, _ := p["event"].(answer)
	s, _ := e["type"].(string)
	return s
}

// hold waits for a delay that was asked for; false means too late.
func (w *Workspace) hold(delay time.Duration, allowed <-chan time.Time) bool {
	if delay == 0 {
		return true
	}
	t := time.NewTimer(delay)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-allowed:
	case <-w.done:
	}
	return false
}
