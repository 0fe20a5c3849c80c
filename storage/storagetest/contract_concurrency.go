package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"dealmate/storage"
)

func concurrencyCases() []contractCase {
	return []contractCase{
		{"sixteen writers of one counter lose no update", func(t *testing.T, db Database) {
			const writers, each = 16, 15
			g, ctx := errgroup.WithContext(t.Context())
			for w := range writers {
				g.Go(func() error {
					for n := range each {
						if err := countUp(ctx, db, fmt.Sprintf("%d-%d", w, n)); err != nil {
							return err
						}
					}
					return nil
				})
			}
			require.NoError(t, g.Wait())
			r := read(t, db, "counter")
			require.Equal(t, strconv.Itoa(writers*each), r.Data)
			require.EqualValues(t, writers*each, r.Version)
			require.Len(t, entries(t, db, "log", 0, 0), writers*each)
			require.Len(t, members(t, db, "index", storage.Span{}), writers*each)
		}},
		{"a commit that sixteen send at once happens once", func(t *testing.T, db Database) {
			g, ctx := errgroup.WithContext(t.Context())
			var mu sync.Mutex
			firsts := 0
			for range 16 {
				g.Go(func() error {
					res, err := db.Commit(ctx, storage.Batch{ID: "once", Now: Start(), Append: []storage.Entry{{Log: "l", Data: "x"}}})
					mu.Lock()
					defer mu.Unlock()
					if !res.Repeated && err == nil {
						firsts++
					}
					return err
				})
			}
			require.NoError(t, g.Wait())
			require.Equal(t, 1, firsts)
			require.Len(t, entries(t, db, "l", 0, 0), 1)
		}},
		{"ten senders that lease at once get each message once", func(t *testing.T, db Database) {
			const messages = 200
			var all []storage.Work
			for n := range messages {
				all = append(all, work(fmt.Sprint(n), fmt.Sprint("d", n%7), 0))
			}
			enqueue(t, db, all...)
			var mu sync.Mutex
			got := map[string]int{}
			g, ctx := errgroup.WithContext(t.Context())
			for sender := range 10 {
				g.Go(func() error {
					for call := 0; ; call++ {
						l := lease(fmt.Sprintf("%d-%d", sender, call), 0)
						l.Limit = 5
						leased, err := db.Lease(ctx, l)
						if err != nil || len(leased) == 0 {
							return err
						}
						mu.Lock()
						for _, w := range leased {
							got[w.ID]++
						}
						mu.Unlock()
					}
				})
			}
			require.NoError(t, g.Wait())
			require.Len(t, got, messages)
			for id, n := range got {
				require.Equal(t, 1, n, id)
			}
		}},
	}
}

// countUp adds one to a counter as every writer above the engine does: read,
// change, commit under a check, again when somebody was faster.
func countUp(ctx context.Context, db Database, id string) error {
	for {
		records, err := db.Read(ctx, "counter")
		if err != nil {
			return err
		}
		n, _ := strconv.Atoi(records[0].Data)
		_, err = db.Commit(ctx, storage.Batch{
			ID: id, Now: Start(),
			Checks: []storage.Check{{Key: "counter", Version: records[0].Version}},
			Puts:   []storage.Put{{Key: "counter", Data: strconv.Itoa(n + 1)}},
			Append: []storage.Entry{{Log: "log", Data: id}},
			Add:    []storage.Member{{Index: "index", Member: id}},
		})
		if _, conflict := errors.AsType[*storage.ConflictError](err); !conflict {
			return err
		}
	}
}
