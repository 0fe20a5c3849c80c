package feishu

import (
	"context"
	"slices"
	"sync"
)

// lanes lets one event of a chat pass at a time, so that two lines of a person
// are answered in the order they were typed. Those that wait go by the time at
// which they were made, because the library hands every frame of a connection to
// a goroutine of its own. Across processes the versions of records decide.
type lanes struct {
	mu   sync.Mutex
	busy map[string][]*waiter // by chat; a chat that is not busy is absent
}

type waiter struct {
	at   int64
	turn chan struct{}
}

func newLanes() *lanes { return &lanes{busy: map[string][]*waiter{}} }

// enter waits for a chat's lane and returns what leaves it. When the context
// ends first, the event passes beside the lane: late is better than never.
func (l *lanes) enter(ctx context.Context, chat string, at int64) (leave func()) {
	if chat == "" {
		return func() {}
	}
	l.mu.Lock()
	queue, busy := l.busy[chat]
	if !busy {
		l.busy[chat] = nil
		l.mu.Unlock()
		return sync.OnceFunc(func() { l.next(chat) })
	}
	w := &waiter{at, make(chan struct{})}
	i := len(queue)
	for i > 0 && queue[i-1].at > at {
		i--
	}
	l.busy[chat] = slices.Insert(queue, i, w)
	l.mu.Unlock()
	select {
	case <-w.turn:
	case <-ctx.Done():
		if l.giveUp(chat, w) {
			return func() {}
		}
	}
	return sync.OnceFunc(func() { l.next(chat) })
}

// giveUp takes a waiter out; false when its turn has come meanwhile.
func (l *lanes) giveUp(chat string, w *waiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.busy[chat], w)
	if i >= 0 {
		l.busy[chat] = slices.Delete(l.busy[chat], i, i+1)
	}
	return i >= 0
}

func (l *lanes) next(chat string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.busy[chat]
	if len(queue) == 0 {
		delete(l.busy, chat)
		return
	}
	l.busy[chat] = queue[1:]
	close(queue[0].turn)
}
