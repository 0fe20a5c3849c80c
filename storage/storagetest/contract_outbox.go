package storagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
)

// after is a moment so many seconds after Start.
func after(seconds int) time.Time { return Start().Add(time.Duration(seconds) * time.Second) }

func work(id, destination string, due int) storage.Work {
	return storage.Work{ID: id, Destination: destination, Due: after(due), Payload: "payload of " + id}
}

// lease is a call at a second that holds its work for a minute.
func lease(token string, now int) storage.Lease {
	return storage.Lease{Now: after(now), Until: after(now + 60), Token: token, Limit: 10}
}

func take(t *testing.T, db Database, l storage.Lease) []storage.Leased {
	t.Helper()
	got, err := db.Lease(t.Context(), l)
	require.NoError(t, err)
	return got
}

func ids(all []storage.Leased) []string {
	out := []string{}
	for _, l := range all {
		out = append(out, l.ID)
	}
	return out
}

func enqueue(t *testing.T, db Database, all ...storage.Work) {
	t.Helper()
	commit(t, db, storage.Batch{Enqueue: all})
}

func finish(t *testing.T, db Database, f storage.Finish) {
	t.Helper()
	commit(t, db, storage.Batch{Finish: []storage.Finish{f}})
}

func outboxCases() []contractCase {
	return slices.Concat(queueCases(), leaseCases(), paceCases())
}

func queueCases() []contractCase {
	return []contractCase{
		{"work is leased when it is due, as it was enqueued, and not again while it is held", func(t *testing.T, db Database) {
			w := storage.Work{ID: "w|\x00中\xff", Destination: "person:林|\xff", Due: after(5), Payload: allBytes()}
			enqueue(t, db, w)
			require.Empty(t, take(t, db, lease("a", 4)))
			require.Equal(t, []storage.Leased{{Work: w, Attempt: 1}}, take(t, db, lease("a", 5)))
			require.Empty(t, take(t, db, lease("b", 64)))
		}},
		{"what waited longest goes first, and the limit leaves the rest for the next call", func(t *testing.T, db Database) {
			enqueue(t, db, work("c", "d1", 3), work("a", "d2", 1), work("b", "d1", 2), work("e", "d3", 9), work("d", "d2", 4))
			l := lease("t", 8)
			l.Limit = 3
			require.Equal(t, []string{"a", "b", "c"}, ids(take(t, db, l)))
			require.Equal(t, []string{"d"}, ids(take(t, db, l)))
			require.Empty(t, take(t, db, l))
		}},
		{"a limit of 0 takes all that is due", func(t *testing.T, db Database) {
			for n := range 40 {
				enqueue(t, db, work(fmt.Sprint(n), "d", 0))
			}
			l := lease("t", 0)
			l.Limit = 0
			require.Len(t, take(t, db, l), 40)
		}},
		{"finished work is gone", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0))
			take(t, db, lease("t", 0))
			finish(t, db, storage.Finish{ID: "w", Token: "t"})
			require.Empty(t, take(t, db, lease("u", 9999)))
			require.Empty(t, everything(t, db))
		}},
		{"work to retry is due at its time, with one attempt more", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0))
			for n := range 4 {
				got := take(t, db, lease("t", 10*n))
				require.Len(t, got, 1)
				require.Equal(t, n+1, got[0].Attempt)
				require.Equal(t, after(10*n), got[0].Due)
				finish(t, db, storage.Finish{ID: "w", Token: "t", RetryAt: after(10 * (n + 1))})
				require.Empty(t, take(t, db, lease("t", 10*n+9)))
			}
		}},
		{"dead work is kept aside until it is enqueued again", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0), work("v", "d", 1))
			take(t, db, lease("t", 0))
			finish(t, db, storage.Finish{ID: "w", Token: "t", Dead: true})
			require.Equal(t, []string{"v"}, ids(take(t, db, lease("u", 9999))))
			require.Len(t, everything(t, db), 2)
			finish(t, db, storage.Finish{ID: "w", Token: ""})
			require.Len(t, everything(t, db), 2)
			enqueue(t, db, work("w", "d", 0))
			got := take(t, db, lease("x", 0))
			require.Equal(t, []string{"w"}, ids(got))
			require.Equal(t, 1, got[0].Attempt)
		}},
	}
}

func leaseCases() []contractCase {
	return []contractCase{
		{"a worker that died loses its work when the lease ends, and cannot finish it once another has it", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0))
			take(t, db, lease("dead", 0))
			require.Empty(t, take(t, db, lease("new", 59)))
			got := take(t, db, lease("new", 60))
			require.Len(t, got, 1)
			require.Equal(t, 2, got[0].Attempt)
			for _, f := range []storage.Finish{{}, {Dead: true}, {RetryAt: after(61)}, {PauseUntil: after(9999)}} {
				f.ID, f.Token = "w", "dead"
				was := everything(t, db)
				finish(t, db, f)
				require.Equal(t, was, everything(t, db))
			}
			finish(t, db, storage.Finish{ID: "w", Token: "new"})
			require.Empty(t, everything(t, db))
		}},
		{"a slow worker may still finish work that nobody else took", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0))
			take(t, db, lease("slow", 0))
			finish(t, db, storage.Finish{ID: "w", Token: "slow"})
			require.Empty(t, take(t, db, lease("t", 100)))
		}},
		{"finishing unknown work, or unheld work without a token, is ignored", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0))
			was := everything(t, db)
			finish(t, db, storage.Finish{ID: "none", Token: "t"})
			finish(t, db, storage.Finish{ID: "w", Token: ""})
			finish(t, db, storage.Finish{ID: "w", Token: "t"})
			require.Equal(t, was, everything(t, db))
		}},
		{"enqueueing again replaces the work, takes it from its holder and starts its attempts anew", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0))
			take(t, db, lease("old", 0))
			newer := storage.Work{ID: "w", Destination: "elsewhere", Due: after(7), Payload: "newer"}
			enqueue(t, db, newer)
			finish(t, db, storage.Finish{ID: "w", Token: "old"})
			require.Empty(t, take(t, db, lease("t", 6)))
			require.Equal(t, []storage.Leased{{Work: newer, Attempt: 1}}, take(t, db, lease("t", 7)))
			finish(t, db, storage.Finish{ID: "w", Token: "t"})
			require.Empty(t, everything(t, db))
		}},
	}
}

func paceCases() []contractCase {
	return []contractCase{
		{"a gap lets one message in its time to each destination, in their order", func(t *testing.T, db Database) {
			enqueue(t, db, work("a1", "a", 0), work("a2", "a", 0), work("a3", "a", 0), work("b1", "b", 0))
			paced := func(token string, now int) []string {
				l := lease(token, now)
				l.Gap = 2 * time.Second
				return ids(take(t, db, l))
			}
			require.Equal(t, []string{"a1", "b1"}, paced("1", 0))
			require.Empty(t, paced("2", 1))
			require.Equal(t, []string{"a2"}, paced("3", 2))
			require.Empty(t, paced("4", 3))
			require.Equal(t, []string{"a3"}, paced("5", 4))
		}},
		{"all messages together keep a pace, with a few at once", func(t *testing.T, db Database) {
			for i := range 3 * storage.LeaseBurst {
				enqueue(t, db, work(fmt.Sprintf("w%02d", i), fmt.Sprintf("d%02d", i), 0))
			}
			paced := func(token string, now time.Duration) int {
				l := lease(token, 0)
				l.Now, l.Every = l.Now.Add(now), 25*time.Millisecond
				l.Until = l.Now.Add(time.Minute)
				return len(take(t, db, l))
			}
			require.Equal(t, storage.LeaseBurst, paced("1", 0))
			require.Zero(t, paced("2", 0))
			require.Equal(t, 2, paced("3", 50*time.Millisecond), "one for each 25 ms that passed")
			require.Equal(t, storage.LeaseBurst, paced("4", 10*time.Second), "time that nobody used does not add up")
		}},
		{"a gap holds for work that is enqueued later", func(t *testing.T, db Database) {
			l := lease("1", 0)
			l.Gap = 5 * time.Second
			enqueue(t, db, work("a1", "a", 0))
			require.Len(t, take(t, db, l), 1)
			finish(t, db, storage.Finish{ID: "a1", Token: "1"})
			enqueue(t, db, work("a2", "a", 0))
			require.Empty(t, take(t, db, lease("2", 4)))
			require.Len(t, take(t, db, lease("3", 5)), 1)
		}},
		{"a pause keeps a destination's work back, and no other's", func(t *testing.T, db Database) {
			enqueue(t, db, work("a1", "a", 0), work("a2", "a", 0), work("b1", "b", 3))
			l := lease("1", 0)
			l.Limit = 1
			require.Equal(t, []string{"a1"}, ids(take(t, db, l)))
			finish(t, db, storage.Finish{ID: "a1", Token: "1", RetryAt: after(1), PauseUntil: after(30)})
			require.Equal(t, []string{"b1"}, ids(take(t, db, lease("2", 29))))
			enqueue(t, db, work("a0", "a", 0))
			require.Empty(t, take(t, db, lease("3", 29)))
			require.Equal(t, []string{"a0", "a2", "a1"}, ids(take(t, db, lease("4", 30))))
		}},
		{"a shorter pause does not end a longer one", func(t *testing.T, db Database) {
			enqueue(t, db, work("a1", "a", 0), work("a2", "a", 0), work("a3", "a", 0))
			l := lease("1", 0)
			l.Limit = 2
			take(t, db, l)
			finish(t, db, storage.Finish{ID: "a1", Token: "1", PauseUntil: after(30)})
			finish(t, db, storage.Finish{ID: "a2", Token: "1", PauseUntil: after(10)})
			require.Empty(t, take(t, db, lease("2", 29)))
			require.Len(t, take(t, db, lease("3", 30)), 1)
		}},
		{"ten thousand paused messages do not keep another from going", func(t *testing.T, db Database) {
			all := make([]storage.Work, 10_000)
			for n := range all {
				all[n] = work(fmt.Sprint(n), "many", 0)
			}
			enqueue(t, db, all...)
			l := lease("1", 0)
			l.Limit = 1
			take(t, db, l)
			finish(t, db, storage.Finish{ID: "0", Token: "1", PauseUntil: after(1000)})
			enqueue(t, db, work("other", "b", 5))
			require.Equal(t, []string{"other"}, ids(take(t, db, lease("2", 6))))
		}},
	}
}
