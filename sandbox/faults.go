package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// Fault is a misbehaviour on request of a method of the Web API.
type Fault struct {
	Status     int  `json:"status"`      // HTTP status, 429 or 500
	RetryAfter int  `json:"retry_after"` // seconds, with 429; 0 leaves the header out
	DropAfter  bool `json:"drop_after"`  // do it, then lose the answer
	Times      int  `json:"times"`       // 0 is once
	// Refused is a code of Slack's with which the call is refused, as of blocks that an
	// older workspace does not know; then Status means nothing.
	Refused string `json:"refused"`
	// Channel limits the fault to calls for a channel, Block to those with a type of block.
	Channel string `json:"channel"`
	Block   string `json:"block"`
}

// lateness delays answers of the bot.
type lateness struct {
	times int
	by    time.Duration
}

// Fault makes the next calls of a method misbehave; "" means any method.
func (w *Workspace) Fault(method string, f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	w.faults[method] = &f
}

func (f *Fault) hits(c call) bool {
	return (f.Channel == "" || f.Channel == c.text("channel")) && (f.Block == "" || strings.Contains(string(c.raw("blocks")), strconv.Quote(f.Block)))
}

func (w *Workspace) takeFault(c call) *Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, name := range []string{c.method, ""} {
		if f := w.faults[name]; f != nil && f.hits(c) {
			if f.Times--; f.Times <= 0 {
				delete(w.faults, name)
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

// DelayAcks lets the bot's next n answers arrive late; a delay of the time
// allowed or more makes them too late.
func (w *Workspace) DelayAcks(n int, by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.late = lateness{n, by}
}

// takeTwice reports whether this delivery is to be made twice.
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
