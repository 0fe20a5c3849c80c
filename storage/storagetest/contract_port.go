package storagetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
)

func portCases(open func(*testing.T) Database) []contractCase {
	return []contractCase{
		{"everything that was loaded into an empty engine behaves as in the one it was dumped from", func(t *testing.T, db Database) {
			furnish(t, db)
			was := everything(t, db)
			copied := open(t)
			counts, err := storage.Copy(t.Context(), db, copied)
			require.NoError(t, err)
			require.Equal(t, was, everything(t, copied))
			require.Equal(t, storage.Counts{"record": 2501, "index": 2500, "log": 2500, "mark": 1, "work": 3, "pace": 1}, counts)
			for _, d := range []Database{db, copied} {
				stillWorks(t, d)
			}
			require.Equal(t, everything(t, db), everything(t, copied))
		}},
		{"a copy into an engine that holds anything is refused and writes nothing", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Puts: put("a", "x")})
			target := open(t)
			commit(t, target, storage.Batch{Add: []storage.Member{{Index: "i", Member: "m"}}})
			was := everything(t, target)
			_, err := storage.Copy(t.Context(), db, target)
			require.ErrorIs(t, err, storage.ErrNotEmpty)
			require.Equal(t, was, everything(t, target))
		}},
		{"a dump ends with the error of its reader", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Puts: []storage.Put{{Key: "a"}, {Key: "b"}}})
			stop := errors.New("enough")
			n := 0
			require.ErrorIs(t, db.Dump(t.Context(), func(storage.Item) error { n++; return stop }), stop)
			require.Equal(t, 1, n)
		}},
		{"a dump's reader may write", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Puts: put("a", "x")})
			n := 0
			require.NoError(t, db.Dump(t.Context(), func(storage.Item) error {
				n++
				_, err := db.Commit(t.Context(), storage.Batch{Now: Start(), Append: []storage.Entry{{Log: "l", Data: strings.Repeat("x", 1<<20)}}})
				return err
			}))
			require.GreaterOrEqual(t, n, 1)
		}},
		{"an item that is none is refused", func(t *testing.T, db Database) {
			for _, i := range []storage.Item{
				{Kind: "dream", Key: "a"},
				{Kind: storage.KindRecord, Key: "a", Value: "no record"},
				{Kind: storage.KindWork, Key: "a", Value: "{"},
				{Kind: storage.KindPace, Key: "a", Value: "soon"},
			} {
				err := db.Load(t.Context(), []storage.Item{i})
				require.Error(t, err, "%v", i)
				require.NotErrorIs(t, err, storage.ErrUnavailable)
			}
			require.Empty(t, everything(t, db))
		}},
	}
}

// furnish writes some of everything, more than one page of each series.
func furnish(t *testing.T, db Database) {
	t.Helper()
	for n := range 5 {
		var b storage.Batch
		for i := range 500 {
			id := fmt.Sprintf("%d-%d", n, i)
			b.Puts = append(b.Puts, storage.Put{Key: "deal:" + id, Schema: n, Data: strings.Repeat("数", i%9)})
			b.Add = append(b.Add, storage.Member{Index: fmt.Sprint("team:", n%2), Member: id + "\x00\xff"})
			b.Append = append(b.Append, storage.Entry{Log: fmt.Sprint("log:", n%2), Data: id})
		}
		commit(t, db, b)
	}
	commit(t, db, storage.Batch{
		ID: "commit|1", Result: "first", Puts: put("big", strings.Repeat("x", 1<<20)),
		Enqueue: []storage.Work{work("held", "a", 0), work("waiting", "a", 1), work("dead", "b", 0)},
	})
	l := lease("t", 0)
	l.Gap, l.Until = time.Minute, after(500)
	require.Equal(t, []string{"held", "dead"}, ids(take(t, db, l)))
	finish(t, db, storage.Finish{ID: "dead", Token: "t", Dead: true, PauseUntil: Start()})
	commit(t, db, storage.Batch{Enqueue: []storage.Work{work("one more", "b", 0)}})
	require.Empty(t, take(t, db, lease("u", 59)))
	require.Equal(t, []string{"waiting", "one more"}, ids(take(t, db, lease("u", 60))))
	finish(t, db, storage.Finish{ID: "one more", Token: "u"})
	finish(t, db, storage.Finish{ID: "waiting", Token: "u", RetryAt: after(70), PauseUntil: after(80)})
}

func stillWorks(t *testing.T, db Database) {
	t.Helper()
	require.Equal(t, storage.Result{Repeated: true, Value: "first"}, commit(t, db, storage.Batch{ID: "commit|1"}))
	require.Equal(t, []string{storage.MarkMember(storage.Millis(Start()), "commit|1")}, members(t, db, storage.IndexMarks, storage.Span{}))
	require.EqualValues(t, 1, read(t, db, "deal:4-7").Version)
	commit(t, db, storage.Batch{
		Checks: []storage.Check{{Key: "deal:4-7", Version: 1}}, Puts: put("deal:4-7", "y"),
		Append: []storage.Entry{{Log: "log:0", Data: "last"}}, Forget: []string{"commit|1"},
	})
	require.Equal(t, []string{"last"}, entries(t, db, "log:0", 1500, 0))
	require.Empty(t, take(t, db, lease("x", 79)))
	finish(t, db, storage.Finish{ID: "held", Token: "t"})
	got := take(t, db, lease("x", 80))
	require.Equal(t, []string{"waiting"}, ids(got))
	require.Equal(t, 2, got[0].Attempt)
}
