package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/scheduler"
)

// outbox keeps messages in memory with leases, as the stores do.
type outbox struct {
	mu     sync.Mutex
	due    map[string]scheduler.Message
	token  map[string]string
	pauses map[string]time.Time
	buried []string
}

func newOutbox(m ...scheduler.Message) *outbox {
	o := &outbox{due: map[string]scheduler.Message{}, token: map[string]string{}, pauses: map[string]time.Time{}}
	for _, x := range m {
		o.due[x.ID] = x
	}
	return o
}

func (o *outbox) Lease(_ context.Context, now, until time.Time, token string, limit int, _ scheduler.Pace) ([]scheduler.Message, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []scheduler.Message
	for id, m := range o.due {
		if m.Due.After(now) || o.pauses[m.Destination].After(now) || len(out) == limit {
			continue
		}
		m.Attempt++
		m.Due = until
		o.due[id], o.token[id] = m, token
		out = append(out, m)
	}
	return out, nil
}

func (o *outbox) held(id, token string) bool { return o.token[id] == token }

func (o *outbox) Done(_ context.Context, id, token string, _ time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held(id, token) {
		delete(o.due, id)
	}
	return nil
}

func (o *outbox) Retry(_ context.Context, id, token string, _, at, pause time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held(id, token) {
		m := o.due[id]
		m.Due = at
		o.due[id] = m
		o.pauses[m.Destination] = pause
	}
	return nil
}

func (o *outbox) Bury(_ context.Context, id, token string, _ time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held(id, token) {
		delete(o.due, id)
		o.buried = append(o.buried, id)
	}
	return nil
}

type later time.Duration

func (l later) Error() string             { return "slow down" }
func (l later) RetryAfter() time.Duration { return time.Duration(l) }

type never struct{}

func (never) Error() string   { return "channel is gone" }
func (never) Permanent() bool { return true }

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func sender(o *outbox, now *time.Time, send scheduler.Send) *scheduler.Sender {
	n := 0
	token := func() string { n++; return "token" + strconv.Itoa(n) }
	return scheduler.NewSender(o, send, scheduler.Pace{Gap: time.Second}, func() time.Time { return *now }, token, slog.New(slog.DiscardHandler))
}

func message(id string) scheduler.Message {
	return scheduler.Message{ID: id, Destination: "person:1", Due: start}
}

func TestAMessageIsSentAndGoes(t *testing.T) {
	now, o := start, newOutbox(message("a"))
	var got []string
	s := sender(o, &now, func(_ context.Context, m scheduler.Message) error {
		got = append(got, m.ID)
		return nil
	})
	n, err := s.Poll(context.Background())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, []string{"a"}, got)
	require.Empty(t, o.due)
}

func TestAPlatformThatAsksForTimePausesItsDestination(t *testing.T) {
	now, o := start, newOutbox(message("a"))
	var calls atomic.Int32
	s := sender(o, &now, func(context.Context, scheduler.Message) error {
		if calls.Add(1) == 1 {
			return later(90 * time.Second)
		}
		return nil
	})
	_, _ = s.Poll(context.Background())
	o.due["b"] = message("b")
	now = start.Add(89 * time.Second)
	_, _ = s.Poll(context.Background())
	require.EqualValues(t, 1, calls.Load(), "nothing goes to a destination that is paused")
	now = start.Add(90 * time.Second)
	_, _ = s.Poll(context.Background())
	require.EqualValues(t, 3, calls.Load())
	require.Empty(t, o.due)
}

func TestWhatCannotBeSentIsBuriedAndTheRestGoesOn(t *testing.T) {
	now, o := start, newOutbox(message("gone"), message("fine"))
	s := sender(o, &now, func(_ context.Context, m scheduler.Message) error {
		if m.ID == "gone" {
			return never{}
		}
		return nil
	})
	_, err := s.Poll(context.Background())
	require.NoError(t, err)
	require.Equal(t, []string{"gone"}, o.buried)
	require.Empty(t, o.due)
}

func TestFailuresAreTriedAgainWithGrowingPausesAndAPanicIsAFailure(t *testing.T) {
	now, o := start, newOutbox(message("a"))
	var times []time.Time
	s := sender(o, &now, func(context.Context, scheduler.Message) error {
		times = append(times, now)
		if len(times) == 2 {
			panic("a bug in a card")
		}
		return errors.New("connection reset")
	})
	for range 60 {
		_, _ = s.Poll(context.Background())
		now = now.Add(time.Second)
	}
	require.Len(t, times, 5, "after 0, 2, 6, 14 and 30 seconds")
	require.Equal(t, 2*time.Second, times[1].Sub(times[0]))
	require.Equal(t, 16*time.Second, times[4].Sub(times[3]))
}

func TestAWorkerThatDiesLosesNothing(t *testing.T) {
	now, o := start, newOutbox(message("a"))
	_, err := o.Lease(context.Background(), now, now.Add(time.Minute), "dead worker", 8, scheduler.Pace{})
	require.NoError(t, err)
	sent := 0
	s := sender(o, &now, func(context.Context, scheduler.Message) error { sent++; return nil })
	_, _ = s.Poll(context.Background())
	require.Zero(t, sent, "the lease still holds")
	now = now.Add(61 * time.Second)
	_, _ = s.Poll(context.Background())
	require.Equal(t, 1, sent)
}

func TestLoopPollsAtOnceWhenWokenAndEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	wake, polls := make(chan struct{}), make(chan int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		n := 0
		scheduler.Loop(ctx, time.Hour, wake, func(context.Context) (bool, error) {
			n++
			polls <- n
			return n == 2, nil // the second poll has more to do
		}, slog.New(slog.DiscardHandler))
	}()
	require.Equal(t, 1, <-polls)
	wake <- struct{}{}
	require.Equal(t, 2, <-polls)
	require.Equal(t, 3, <-polls, "more to do: no wait")
	cancel()
	<-done
}
