// Package adapter is what the adapters of chat products share: memory of what
// was seen and asked, errors as the core wants them, and what follows an answer.
package adapter

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// The bounds of what runs after answers: so many at a time, so many waiting.
const (
	maxAtOnce  = 16
	maxWaiting = 1000
	// within is how long one of them may take.
	within = 30 * time.Second
)

// Later runs what follows an answer, so that nobody waits for it. It is for
// what may be lost with the process; the rest goes through the outbox.
type Later struct {
	log   *slog.Logger
	count func(string)
	slots chan struct{}

	mu      sync.Mutex
	waiting int
	idle    chan struct{} // closed when nothing waits any more
}

// NewLater makes one; count counts what is dropped.
func NewLater(log *slog.Logger, count func(string)) *Later {
	return &Later{log: log, count: count, slots: make(chan struct{}, maxAtOnce)}
}

// Do runs f soon, within a time of its own. When too much waits, f is dropped
// and that is logged
// and answered with false.
func (l *Later) Do(f func(context.Context)) (taken bool) {
	if f == nil {
		return true
	}
	l.mu.Lock()
	if l.waiting >= maxWaiting {
		l.mu.Unlock()
		l.count("dropped")
		l.log.Error("what follows an answer was dropped: too much is waiting", "waiting", maxWaiting)
		return false
	}
	if l.waiting == 0 {
		l.idle = make(chan struct{})
	}
	l.waiting++
	l.mu.Unlock()
	go l.run(f)
	return true
}

func (l *Later) run(f func(context.Context)) {
	l.slots <- struct{}{}
	defer func() {
		if p := recover(); p != nil {
			l.log.Error("panic after an answer", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
		<-l.slots
		l.mu.Lock()
		defer l.mu.Unlock()
		l.waiting--
		if l.waiting == 0 {
			close(l.idle)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	f(ctx)
}

// Drain waits until nothing waits any more, or the context ends.
func (l *Later) Drain(ctx context.Context) error {
	for {
		l.mu.Lock()
		idle, waiting := l.idle, l.waiting
		l.mu.Unlock()
		if waiting == 0 {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
