package storage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/storage"
)

// The scheduler's needs, which it declares itself.
var (
	_ scheduler.Outbox = (*storage.Store)(nil)
	_ scheduler.Ticks  = (*storage.Store)(nil)
)

func (s shop) sends(t *testing.T, messages ...scheduler.Message) {
	t.Helper()
	tx := s.Begin("", now())
	for _, m := range messages {
		tx.Send(m)
	}
	_, _, err := tx.Commit(t.Context(), "")
	require.NoError(t, err)
}

func (s shop) leases(t *testing.T, at time.Time, token string) []scheduler.Message {
	t.Helper()
	out, err := s.Lease(t.Context(), at, at.Add(time.Minute), token, 10, scheduler.Pace{})
	require.NoError(t, err)
	return out
}

func TestAMessageIsSentTriedAgainOrPutAside(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		want := scheduler.Message{ID: "m", Destination: "person:p", Kind: "assigned", Facts: map[string]string{"deal": "d1"}}
		s.sends(t, want)
		want.Due, want.Attempt = now(), 1
		require.Equal(t, []scheduler.Message{want}, s.leases(t, now(), "t1"))
		require.Empty(t, s.leases(t, now(), "t2"), "somebody has it")
		require.NoError(t, s.Done(ctx, "m", "t2", now()), "who does not hold it cannot finish it")

		later := now().Add(10 * time.Second)
		require.NoError(t, s.Retry(ctx, "m", "t1", now(), later, time.Time{}))
		require.Empty(t, s.leases(t, later.Add(-time.Second), "t3"))
		again := s.leases(t, later, "t4")
		require.Len(t, again, 1)
		require.Equal(t, 2, again[0].Attempt)
		require.NoError(t, s.Bury(ctx, "m", "t4", later))
		require.Empty(t, s.leases(t, later.Add(time.Hour), "t5"))
		dead, err := s.Dead(ctx)
		require.NoError(t, err)
		require.Len(t, dead, 1)
		require.Equal(t, map[string]string{"deal": "d1"}, dead[0].Facts)
		r, err := s.Check(ctx, s.db, false)
		require.NoError(t, err)
		require.Equal(t, 1, r.Dead)

		s.sends(t, scheduler.Message{ID: "n", Destination: "person:p"})
		require.Len(t, s.leases(t, later, "t6"), 1)
		require.NoError(t, s.Done(ctx, "n", "t6", later))
		require.Empty(t, s.leases(t, later.Add(time.Hour), "t7"))
	})
}

func TestAMessageThatCannotBeReadIsPutAsideAndTheOthersAreSent(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		_, err := s.db.Commit(t.Context(), storage.Batch{Now: now(), Enqueue: []storage.Work{{ID: "bad", Destination: "a", Due: now(), Payload: "{"}}})
		require.NoError(t, err)
		s.sends(t, scheduler.Message{ID: "good", Destination: "b"})
		got := s.leases(t, now(), "t")
		require.Len(t, got, 1)
		require.Equal(t, "good", got[0].ID)
		dead, err := s.Dead(t.Context())
		require.NoError(t, err)
		require.Len(t, dead, 1)
		require.Equal(t, "bad", dead[0].ID)
	})
}

func TestATickIsClaimedByOneAndNeverBackwards(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		last, err := s.LastTick(ctx, "digest")
		require.NoError(t, err)
		require.Empty(t, last)
		claim := func(last, at string, messages ...scheduler.Message) bool {
			ok, err := s.ClaimTick(ctx, "digest", last, at, now(), messages)
			require.NoError(t, err)
			return ok
		}
		require.True(t, claim("", "2026-03-02T09:00"))
		require.False(t, claim("", "2026-03-02T09:00"))
		require.False(t, claim("2026-03-02T09:00", "2026-03-02T09:00"))
		require.False(t, claim("2026-03-02T09:00", "2026-03-01T09:00"))

		won := make(chan bool, 8)
		for range cap(won) {
			go func() {
				ok, err := s.ClaimTick(ctx, "digest", "2026-03-02T09:00", "2026-03-03T09:00", now(),
					[]scheduler.Message{{ID: "digest@2026-03-03T09:00", Destination: "job:digest"}})
				won <- ok && err == nil
			}()
		}
		winners := 0
		for range cap(won) {
			if <-won {
				winners++
			}
		}
		require.Equal(t, 1, winners)
		last, err = s.LastTick(ctx, "digest")
		require.NoError(t, err)
		require.Equal(t, "2026-03-03T09:00", last)
		require.Len(t, s.leases(t, now(), "t"), 1)
	})
}

func TestADeliveryIsFirstOnceUntilItIsSwept(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		first := func(id string) bool {
			ok, err := s.First(ctx, id)
			require.NoError(t, err)
			return ok
		}
		require.True(t, first("Ev1"))
		require.False(t, first("Ev1"))
		require.True(t, first("Ev2"))
		s.isSound(t)
		n, err := s.SweepDeliveries(ctx, now())
		require.NoError(t, err)
		require.Zero(t, n, "they are of this very moment")
		n, err = s.SweepDeliveries(ctx, now().Add(time.Millisecond))
		require.NoError(t, err)
		require.Equal(t, 2, n)
		require.True(t, first("Ev1"))
		s.isSound(t)
	})
}

func TestOldCommitsAreForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		for _, at := range []time.Time{now().Add(-31 * 24 * time.Hour), now()} {
			tx := s.Begin("c@"+at.String(), at)
			_, _, err := tx.Commit(ctx, "r")
			require.NoError(t, err)
		}
		n, err := s.SweepMarks(ctx, now().Add(-30*24*time.Hour))
		require.NoError(t, err)
		require.Equal(t, 1, n)
		_, repeated, err := s.Begin("c@"+now().String(), now()).Commit(ctx, "")
		require.NoError(t, err)
		require.True(t, repeated)
	})
}

func TestManyDealsAreLoadedAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		s.save(t, "1", sales.Deal{}, newDeal(1))
		var deals []sales.Deal
		for n := int64(2); n <= 1203; n++ {
			d := newDeal(n)
			if n%2 == 0 {
				d.Number = 0 // the next one
			}
			deals = append(deals, d)
		}
		require.NoError(t, s.LoadDeals(t.Context(), deals))
		last, err := s.LastNumber(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1203, last)
		got, err := s.Select(t.Context(), sales.Selection{Team: "east", Outcome: sales.Open})
		require.NoError(t, err)
		require.Len(t, got, 1203)
		changes, err := s.Changes(t.Context(), "d1203")
		require.NoError(t, err)
		require.Len(t, changes, 1)
		s.isSound(t)
		require.Error(t, s.LoadDeals(t.Context(), deals[:1]), "its ID is taken")
		require.Error(t, s.LoadDeals(t.Context(), []sales.Deal{newDeal(7)}), "its number is taken")
		s.isSound(t)
	})
}
