package storagetest

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
)

func put(key, data string) []storage.Put {
	return []storage.Put{{Key: key, Schema: 3, Data: data}}
}

func recordCases() []contractCase {
	return []contractCase{
		{"a record that does not exist has version 0 and no data", func(t *testing.T, db Database) {
			require.Equal(t, storage.Record{Key: "deal:1"}, read(t, db, "deal:1"))
		}},
		{"reading no keys reads nothing", func(t *testing.T, db Database) {
			records, err := db.Read(t.Context())
			require.NoError(t, err)
			require.Empty(t, records)
		}},
		{"records come in the order of the keys, absent ones among them and twice when asked twice", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Puts: []storage.Put{{Key: "a", Schema: 1, Data: "A"}, {Key: "b", Schema: 2, Data: "B"}}})
			records, err := db.Read(t.Context(), "b", "x", "a", "b")
			require.NoError(t, err)
			b := storage.Record{Key: "b", Version: 1, Schema: 2, Data: "B"}
			require.Equal(t, []storage.Record{b, {Key: "x"}, {Key: "a", Version: 1, Schema: 1, Data: "A"}, b}, records)
		}},
		{"each put counts the version up by one", func(t *testing.T, db Database) {
			for n := range 12 {
				commit(t, db, storage.Batch{Puts: put("a", "x")})
				require.EqualValues(t, n+1, read(t, db, "a").Version)
			}
		}},
		{"data of every byte, of a megabyte and of none comes back as it went", func(t *testing.T, db Database) {
			for _, data := range []string{"", "|", "1|2|3", allBytes(), "中文|\r\n", strings.Repeat("数据 x", 130_000)} {
				commit(t, db, storage.Batch{Puts: put("a", data)})
				require.Equal(t, data, read(t, db, "a").Data)
			}
		}},
		{"keys of every byte are kept apart", func(t *testing.T, db Database) {
			keys := []string{"", "a", "a\x00", "\xff", "{x}", "客户:1", allBytes(), "*", "a:b|c"}
			for _, key := range keys {
				commit(t, db, storage.Batch{Puts: put(key, "of "+key)})
			}
			for _, key := range keys {
				require.Equal(t, "of "+key, read(t, db, key).Data)
			}
			require.Len(t, everything(t, db), len(keys))
		}},
		{"a check on a version that is not stored is a conflict that names every such key, in order", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Puts: []storage.Put{{Key: "a"}, {Key: "b"}, {Key: "c"}}})
			_, err := db.Commit(t.Context(), storage.Batch{Now: Start(), Checks: []storage.Check{
				{Key: "c", Version: 2}, {Key: "a", Version: 1}, {Key: "b", Version: 0}, {Key: "gone", Version: 1}, {Key: "new", Version: 0},
			}, Puts: put("a", "x")})
			var conflict *storage.ConflictError
			require.ErrorAs(t, err, &conflict)
			require.Equal(t, []string{"c", "b", "gone"}, conflict.Keys)
			require.NotErrorIs(t, err, storage.ErrUnavailable)
		}},
		{"a conflict changes nothing at all", conflictChangesNothing},
		{"a deleted record is absent, and a stale writer cannot bring it back", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Puts: put("a", "x")})
			commit(t, db, storage.Batch{Deletes: []string{"a", "never there"}})
			require.Equal(t, storage.Record{Key: "a"}, read(t, db, "a"))
			_, err := db.Commit(t.Context(), storage.Batch{Now: Start(), Checks: []storage.Check{{Key: "a", Version: 1}}, Puts: put("a", "y")})
			require.ErrorAs(t, err, new(*storage.ConflictError))
			commit(t, db, storage.Batch{Checks: []storage.Check{{Key: "a"}}, Puts: put("a", "z")})
			require.EqualValues(t, 1, read(t, db, "a").Version)
		}},
		{"an empty batch is a commit", func(t *testing.T, db Database) {
			require.Equal(t, storage.Result{}, commit(t, db, storage.Batch{}))
			require.Empty(t, everything(t, db))
		}},
		{"a context that has ended is an unavailable store in every method", endedContext},
	}
}

func allBytes() string {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}

func conflictChangesNothing(t *testing.T, db Database) {
	commit(t, db, storage.Batch{
		ID: "old", Puts: put("a", "x"), Add: []storage.Member{{Index: "i", Member: "m"}},
		Append: []storage.Entry{{Log: "l", Data: "e"}}, Enqueue: []storage.Work{work("w", "d", 0)},
	})
	was := everything(t, db)
	_, err := db.Commit(t.Context(), storage.Batch{
		ID: "new", Now: Start(), Result: "r",
		Checks: []storage.Check{{Key: "a", Version: 7}},
		Puts:   []storage.Put{{Key: "a", Data: "y"}, {Key: "b", Data: "y"}}, Deletes: []string{"a"},
		Add: []storage.Member{{Index: "i", Member: "n"}}, Remove: []storage.Member{{Index: "i", Member: "m"}},
		Append:  []storage.Entry{{Log: "l", Data: "f"}},
		Rewrite: []storage.Rewrite{{Log: "l", Data: "g"}},
		Enqueue: []storage.Work{work("w", "other", 0), work("v", "d", 0)},
		Forget:  []string{"old"},
	})
	require.ErrorAs(t, err, new(*storage.ConflictError))
	require.Equal(t, was, everything(t, db))
	require.False(t, commit(t, db, storage.Batch{ID: "new"}).Repeated, "a failed commit is not remembered")
}

func endedContext(t *testing.T, db Database) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"Read":   func() error { _, err := db.Read(ctx, "a"); return err },
		"Commit": func() error { _, err := db.Commit(ctx, storage.Batch{Now: Start(), Puts: put("a", "x")}); return err },
		"Range":  func() error { _, err := db.Range(ctx, "i", storage.Span{}); return err },
		"Log":    func() error { _, err := db.Log(ctx, "l", 0, 0); return err },
		"Lease":  func() error { _, err := db.Lease(ctx, lease("t", 0)); return err },
		"Dump":   func() error { return db.Dump(ctx, func(storage.Item) error { return nil }) },
		"Load":   func() error { return db.Load(ctx, []storage.Item{{Kind: storage.KindIndex, Key: "i", Value: "m"}}) },
	} {
		require.ErrorIs(t, call(), storage.ErrUnavailable, name)
	}
}

func repeatCases() []contractCase {
	return []contractCase{
		{"a repeat changes nothing and returns the first result, even when its checks fail now", func(t *testing.T, db Database) {
			b := storage.Batch{
				ID: "dialog:7:3", Result: "D-17", Checks: []storage.Check{{Key: "a", Version: 0}}, Puts: put("a", "x"),
				Append: []storage.Entry{{Log: "l", Data: "e"}},
			}
			require.Equal(t, storage.Result{Value: "D-17"}, commit(t, db, b))
			was := everything(t, db)
			b.Result, b.Puts = "another", put("a", "another")
			require.Equal(t, storage.Result{Repeated: true, Value: "D-17"}, commit(t, db, b))
			require.Equal(t, was, everything(t, db))
		}},
		{"results of every byte come back", func(t *testing.T, db Database) {
			for _, id := range []string{"a", "a|b", "客户", allBytes()} {
				commit(t, db, storage.Batch{ID: id, Result: id + allBytes()})
				require.Equal(t, storage.Result{Repeated: true, Value: id + allBytes()}, commit(t, db, storage.Batch{ID: id}))
			}
		}},
		{"a batch without an ID is not remembered", func(t *testing.T, db Database) {
			for range 3 {
				res := commit(t, db, storage.Batch{Result: "r", Append: []storage.Entry{{Log: "l", Data: "e"}}})
				require.Equal(t, storage.Result{Value: "r"}, res)
			}
			require.Len(t, entries(t, db, "l", 0, 0), 3)
			require.Empty(t, members(t, db, storage.IndexMarks, storage.Span{}))
		}},
		{"remembered commits are in the index of marks by time, and can be forgotten", marksAreSwept},
	}
}

func marksAreSwept(t *testing.T, db Database) {
	for n, id := range []string{"c", "b", "a"} {
		commit(t, db, storage.Batch{ID: id, Now: Start().AddDate(0, 0, n), Append: []storage.Entry{{Log: "l", Data: id}}})
	}
	old := members(t, db, storage.IndexMarks, storage.MarksBefore(Start().AddDate(0, 0, 2)))
	require.Len(t, old, 2)
	var ids []string
	for n, m := range old {
		at, id, err := storage.ParseMarkMember(m)
		require.NoError(t, err)
		require.Equal(t, Start().AddDate(0, 0, n), at)
		ids = append(ids, id)
	}
	require.Equal(t, []string{"c", "b"}, ids)
	commit(t, db, storage.Batch{Forget: append(ids, "unknown")})
	require.Len(t, members(t, db, storage.IndexMarks, storage.Span{}), 1)
	require.False(t, commit(t, db, storage.Batch{ID: "c"}).Repeated)
	require.True(t, commit(t, db, storage.Batch{ID: "a"}).Repeated)
}

func orderCases() []contractCase {
	return []contractCase{
		{"a member that is removed and added stays", func(t *testing.T, db Database) {
			m := []storage.Member{{Index: "i", Member: "m"}}
			for range 2 {
				commit(t, db, storage.Batch{Remove: m, Add: m})
				require.Equal(t, []string{"m"}, members(t, db, "i", storage.Span{}))
			}
		}},
		{"a record that is put and deleted goes, and one that is put twice counts twice", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Puts: []storage.Put{{Key: "a"}, {Key: "b", Data: "1"}, {Key: "b", Data: "2"}}, Deletes: []string{"a"}})
			require.Zero(t, read(t, db, "a").Version)
			require.Equal(t, storage.Record{Key: "b", Version: 2, Data: "2"}, read(t, db, "b"))
		}},
		{"an entry that was just appended can be rewritten", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Append: []storage.Entry{{Log: "l", Data: "a"}}, Rewrite: []storage.Rewrite{{Log: "l", Data: "b"}}})
			require.Equal(t, []string{"b"}, entries(t, db, "l", 0, 0))
		}},
		{"a lease can be finished and its work enqueued anew", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Enqueue: []storage.Work{work("w", "d", 0)}})
			require.Len(t, take(t, db, lease("t", 0)), 1)
			again := work("w", "d", 0)
			again.Payload = "newer"
			commit(t, db, storage.Batch{Finish: []storage.Finish{{ID: "w", Token: "t"}}, Enqueue: []storage.Work{again}})
			got := take(t, db, lease("u", 0))
			require.Len(t, got, 1)
			require.Equal(t, "newer", got[0].Payload)
			require.Equal(t, 1, got[0].Attempt)
		}},
		{"a lease that is finished with a pause holds back the work that is enqueued with it", func(t *testing.T, db Database) {
			enqueue(t, db, work("w", "d", 0))
			require.Len(t, take(t, db, lease("t", 0)), 1)
			commit(t, db, storage.Batch{
				Finish:  []storage.Finish{{ID: "w", Token: "t", PauseUntil: after(30)}},
				Enqueue: []storage.Work{work("w", "d", 0)},
			})
			require.Empty(t, take(t, db, lease("u", 29)))
			require.Len(t, take(t, db, lease("u", 30)), 1)
		}},
	}
}
