package adapter

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
)

func TestOnlyTheLastDeliveriesAreRemembered(t *testing.T) {
	r := NewRecent(2)
	require.True(t, r.First("a"))
	require.False(t, r.First("a"))
	require.True(t, r.First("b"))
	require.True(t, r.First("c"))
	require.False(t, r.First("b"))
	require.True(t, r.First("a"), "the oldest is forgotten")
}

// shelf is a store of deliveries.
type shelf struct {
	taken map[string]bool
	err   error
}

func (s *shelf) First(_ context.Context, id string) (bool, error) {
	is := !s.taken[id]
	s.taken[id] = true
	return is, s.err
}

func TestADeliveryThatAnotherProcessTookIsNoFirst(t *testing.T) {
	store := &shelf{taken: map[string]bool{}}
	one := Seen{Recent: NewRecent(9), Stored: store, Prefix: "p", Within: time.Second, Log: slog.New(slog.DiscardHandler)}
	two := one
	two.Recent = NewRecent(9)
	require.True(t, one.First(t.Context(), "e"))
	require.False(t, one.First(t.Context(), "e"))
	require.False(t, two.First(t.Context(), "e"))
	store.err = errors.New("away")
	require.True(t, two.First(t.Context(), "f"), "when the store cannot say it is taken as new")
	two.Stored = nil
	require.True(t, two.First(t.Context(), "g"))
}

func TestWhatFollowsAnAnswerSurvivesAPanicAndIsBounded(t *testing.T) {
	dropped := 0
	l := NewLater(slog.New(slog.DiscardHandler), func(string) { dropped++ })
	l.Do(func(context.Context) { panic("boom") })
	require.NoError(t, l.Drain(t.Context()))
	hold := make(chan struct{})
	for range maxWaiting {
		l.Do(func(context.Context) { <-hold })
	}
	l.Do(func(context.Context) { t.Error("it should have been dropped") })
	require.Equal(t, 1, dropped)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, l.Drain(ended), context.Canceled)
	close(hold)
	require.NoError(t, l.Drain(t.Context()))
}

func TestAnOldValueIsBetterThanNone(t *testing.T) {
	now := time.Unix(0, 0)
	k := NewKept[string](func() time.Time { return now }, time.Minute)
	_, known, _ := k.Get("a")
	require.False(t, known)
	k.Put("a", "x")
	v, known, fresh := k.Get("a")
	require.Equal(t, []any{"x", true, true}, []any{v, known, fresh})
	now = now.Add(time.Hour)
	_, known, fresh = k.Get("a")
	require.Equal(t, []any{true, false}, []any{known, fresh})
	k.Drop("a")
	_, known, _ = k.Get("a")
	require.False(t, known)
}

func TestErrorsTellTheCoreWhatToDo(t *testing.T) {
	cause := errors.New("x")
	never, _ := errors.AsType[bot.Permanent](Never(cause))
	require.True(t, never.Permanent())
	require.ErrorIs(t, Never(cause), cause)
	wait, _ := errors.AsType[bot.RetryAfter](Wait(cause, time.Second))
	require.Equal(t, time.Second, wait.RetryAfter())
	require.ErrorIs(t, Wait(cause, 0), cause)
}
