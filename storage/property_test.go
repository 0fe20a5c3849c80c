package storage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/internal/fault"
	"dealmate/sales"
	"dealmate/storage"
	"dealmate/storage/storagetest"
)

const (
	writers     = 16
	startDeals  = 6 // few, so that writers meet
	editsEach   = 40
	propertyFix = 20260302 // the seed: a failure can be repeated
)

// TestRandomEditsBySixteenWritersLeaveIndexesAsARebuildMakesThem lets writers
// create, edit, move, assign, hold, close, void and reopen the same deals.
func TestRandomEditsBySixteenWritersLeaveIndexesAsARebuildMakesThem(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		for n := range startDeals {
			require.NoError(t, s.create(t.Context(), "start"+strconv.Itoa(n)))
		}
		var acknowledged, conflicts atomic.Int64
		var wg sync.WaitGroup
		errs := make([]error, writers)
		for w := range writers {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(propertyFix, uint64(w)))
				for i := 0; i < editsEach && errs[w] == nil; i++ {
					commit := fmt.Sprintf("w%d-%d", w, i)
					var saved bool
					saved, errs[w] = s.editSomething(t.Context(), r, commit)
					if saved {
						acknowledged.Add(1)
					} else {
						conflicts.Add(1)
					}
				}
			})
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		t.Logf("%d saved, %d conflicts", acknowledged.Load(), conflicts.Load())
		require.Positive(t, acknowledged.Load())
		s.isSound(t)
		s.hasEveryChange(t, acknowledged.Load())

		before := indexesOf(t, s.db)
		r, err := s.Check(t.Context(), s.db, true)
		require.NoError(t, err)
		require.Zero(t, r.Missing+r.Extra)
		require.Equal(t, before, indexesOf(t, s.db))
		rebuilt := emptyIndexes(t, s)
		_, err = rebuilt.Check(t.Context(), rebuilt.db, true)
		require.NoError(t, err)
		require.Equal(t, before, indexesOf(t, rebuilt.db), "a rebuild from nothing makes the same")
	})
}

// editSomething changes one of the deals at random, and tells whether nobody was
// faster.
func (s shop) editSomething(ctx context.Context, r *rand.Rand, commit string) (bool, error) {
	if r.IntN(10) == 0 {
		return true, s.create(ctx, commit)
	}
	last, err := s.LastNumber(ctx)
	if err != nil {
		return false, err
	}
	before, err := s.Numbered(ctx, 1+r.Int64N(last))
	if err != nil {
		return false, err
	}
	after := before.Clone()
	change(r, &after)
	tx := s.Begin(commit, now())
	tx.SaveDeal(before, after, []sales.Change{sales.NewChange(after, cause(commit), before.Version+1, "any", "", commit)})
	_, _, err = tx.Commit(ctx, commit)
	if fault.CodeOf(err) == fault.Conflict {
		return false, nil
	}
	return err == nil, err
}

func change(r *rand.Rand, d *sales.Deal) {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	at := now().Add(time.Duration(r.IntN(1000)) * time.Minute)
	switch r.IntN(8) {
	case 0:
		d.Name = pick("云帆 ERP", "重庆项目", "Näme", "<!channel>", "")
	case 1:
		d.Customer = pick("云帆科技", "云帆科技有限公司", "Acme Inc.", "")
	case 2:
		d.MoveTo(sales.Stages()[r.IntN(4)], at)
	case 3:
		d.Owner, d.Team = pick("p1", "p2", "p3"), pick("east", "west")
	case 4:
		d.Collaborators = []string{pick("p1", "p2"), pick("p3", "p4")}
	case 5:
		d.Outcome, d.Hold = []sales.Outcome{sales.Won, sales.Lost, sales.Void}[r.IntN(3)], nil
		d.Closing = &sales.Closing{At: at, Reason: "fit"}
	case 6:
		d.Outcome, d.Closing = sales.Open, nil
		d.Hold = &sales.Hold{Until: sales.DateOf(at.AddDate(0, 0, r.IntN(9)))}
	case 7:
		d.Outcome, d.Closing, d.Hold = sales.Open, nil, nil
		d.Amount = sales.Money{Amount: decimal.NewFromInt(r.Int64N(1e9)), Currency: "CNY"}
	}
	d.UpdatedAt = at
}

// hasEveryChange reads all logs: each acknowledged commit stands there once,
// and a deal's version counts its commits.
func (s shop) hasEveryChange(t *testing.T, acknowledged int64) {
	t.Helper()
	last, err := s.LastNumber(t.Context())
	require.NoError(t, err)
	commits := map[string]bool{}
	for n := int64(1); n <= last; n++ {
		d, err := s.Numbered(t.Context(), n)
		require.NoError(t, err)
		changes, err := s.Changes(t.Context(), d.ID)
		require.NoError(t, err)
		versions := map[int64]string{}
		for _, c := range changes {
			commits[c.Commit] = true
			if v, ok := versions[c.Version]; ok {
				require.Equal(t, v, c.Commit, "two commits made one version of %s", d.ID)
			}
			versions[c.Version] = c.Commit
		}
		require.Len(t, versions, int(d.Version), d.ID)
	}
	require.Len(t, commits, startDeals+int(acknowledged))
}

// indexesOf is every index with its members, but for the engine's own.
func indexesOf(t testing.TB, p storage.Porter) map[storage.Member]bool {
	t.Helper()
	out := map[storage.Member]bool{}
	require.NoError(t, p.Dump(context.Background(), func(i storage.Item) error {
		if i.Kind == storage.KindIndex {
			out[storage.Member{Index: i.Key, Member: i.Value}] = true
		}
		return nil
	}))
	return out
}

// emptyIndexes is a store that holds what s does, but for its indexes.
func emptyIndexes(t *testing.T, s shop) shop {
	t.Helper()
	to := openEmbedded(t)
	var items []storage.Item
	require.NoError(t, s.db.Dump(t.Context(), func(i storage.Item) error {
		if i.Kind != storage.KindIndex {
			items = append(items, i)
		}
		return nil
	}))
	require.NoError(t, to.db.Load(t.Context(), items))
	return to
}

func TestDamagedIndexesAreFoundAndMended(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		for n := int64(1); n <= 3; n++ {
			s.save(t, strconv.FormatInt(n, 10), sales.Deal{}, newDeal(n))
		}
		sound := indexesOf(t, s.db)
		_, err := s.db.Commit(ctx, storage.Batch{
			Now:    now(),
			Add:    []storage.Member{{Index: "team|open|east", Member: "0000000009|ghost"}, {Index: "holds", Member: "x"}, {Index: "newer", Member: "kept"}},
			Remove: []storage.Member{{Index: "numbers", Member: "0000000002|d2"}},
			Puts:   []storage.Put{{Key: "counter/deals", Schema: 1, Data: `{"last":2}`}},
		})
		require.NoError(t, err)
		r, err := s.Check(ctx, s.db, false)
		require.NoError(t, err)
		require.Equal(t, storage.Report{Deals: 3, Members: len(sound), Missing: 1, Extra: 2, Counter: true}, r)
		_, err = s.Numbered(ctx, 2)
		require.Equal(t, fault.NotFound, fault.CodeOf(err))

		r, err = s.Check(ctx, s.db, true)
		require.NoError(t, err)
		require.Equal(t, 3, r.Missing+r.Extra)
		s.isSound(t)
		sound[storage.Member{Index: "newer", Member: "kept"}] = true
		require.Equal(t, sound, indexesOf(t, s.db), "an index of a newer Dealmate is left alone")
		require.NoError(t, s.create(ctx, "d4"))
	})
}

func TestADamagedRecordStopsTheCheckAndIsNamed(t *testing.T) {
	t.Parallel()
	s := openEmbedded(t)
	_, err := s.db.Commit(t.Context(), storage.Batch{Now: now(), Puts: []storage.Put{{Key: "deal/d1", Schema: 1, Data: `{"id":7,"name":"secret"}`}}})
	require.NoError(t, err)
	_, err = s.Check(t.Context(), s.db, true)
	require.ErrorContains(t, err, "deal/d1")
	require.NotContains(t, err.Error(), "secret")
	_, err = s.Deals(t.Context(), "d1")
	require.Equal(t, fault.Internal, fault.CodeOf(err))
}

// benchTeam is the team of bench (c): 200 deals.
const benchTeam = 200

func benchmarkStore(b *testing.B, measure func(b *testing.B, s shop)) {
	b.Helper()
	for name, open := range map[string]func(testing.TB) shop{"embedded": openEmbedded, "redis": openRedis} {
		b.Run(name, func(b *testing.B) {
			s := open(b)
			deals := make([]sales.Deal, benchTeam)
			for i := range deals {
				deals[i] = newDeal(int64(i) + 1)
			}
			require.NoError(b, s.LoadDeals(b.Context(), deals))
			b.ResetTimer()
			measure(b, s)
		})
	}
}

func BenchmarkSelectATeamOf200(b *testing.B) {
	benchmarkStore(b, func(b *testing.B, s shop) {
		for b.Loop() {
			deals, err := s.Select(b.Context(), sales.Selection{Team: "east", Outcome: sales.Open})
			require.NoError(b, err)
			require.Len(b, deals, benchTeam)
		}
	})
}

func BenchmarkNamesOfATeamOf200(b *testing.B) {
	benchmarkStore(b, func(b *testing.B, s shop) {
		for b.Loop() {
			names, err := s.Names(b.Context(), "east")
			require.NoError(b, err)
			found := 0
			for _, n := range names {
				if sales.Matches(n.Search, "科技") {
					found++
				}
			}
			require.Equal(b, benchTeam, found)
		}
	})
}

func BenchmarkSaveADeal(b *testing.B) {
	benchmarkStore(b, func(b *testing.B, s shop) {
		d := s.deal(b, "d1")
		for i := 0; b.Loop(); i++ {
			next := d.Clone()
			next.Name = strconv.Itoa(i)
			tx := s.Begin("bench|"+next.Name, now())
			tx.SaveDeal(d, next, sales.Diff(d, next, cause(next.Name)))
			_, _, err := tx.Commit(b.Context(), "")
			require.NoError(b, err)
			d = next
			d.Version++
		}
	})
}

// dumpText is everything a database holds, as one text to look into.
func dumpText(t *testing.T, db storagetest.Database) string {
	t.Helper()
	var lines []string
	require.NoError(t, db.Dump(t.Context(), func(i storage.Item) error {
		line, err := json.Marshal([]string{i.Kind, i.Key, i.Value})
		lines = append(lines, string(line))
		return err
	}))
	slices.Sort(lines) // a dump's order is free
	return strings.Join(lines, "\n")
}
