package slack

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
)

// The bounds of what runs after answers: so many at a time, so many waiting.
const (
	maxAtOnce  = 16
	maxWaiting = 1000
)

// later runs what follows an answer, so that nobody waits for it. It is for
// what may be lost with the process; the rest goes through the outbox.
type later struct {
	log   *slog.Logger
	count func(string)
	slots chan struct{}

	mu      sync.Mutex
	waiting int
	idle    chan struct{} // closed when nothing waits any more
}

func newLater(log *slog.Logger, count func(string)) *later {
	return &later{log: log, count: count, slots: make(chan struct{}, maxAtOnce)}
}

// do runs f soon, within a time of its own. When too much waits, f is dropped
// and that is logged.
func (l *later) do(f func(context.Context)) {
	if f == nil {
		return
	}
	l.mu.Lock()
	if l.waiting >= maxWaiting {
		l.mu.Unlock()
		l.count("dropped")
		l.log.Error("what follows an answer was dropped: too much is waiting", "waiting", maxWaiting)
		return
	}
	if l.waiting == 0 {
		l.idle = make(chan struct{})
	}
	l.waiting++
	l.mu.Unlock()
	go l.run(f)
}

func (l *later) run(f func(context.Context)) {
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
	ctx, cancel := context.WithTimeout(context.Background(), afterWithin)
	defer cancel()
	f(ctx)
}

func (l *later) drain(ctx context.Context) error {
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
