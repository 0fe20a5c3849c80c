package storagetest_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
	"dealmate/storage/embedded"
	"dealmate/storage/redis"
	"dealmate/storage/storagetest"
)

func openEmbedded(t testing.TB, dir string) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir, embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func openRedis(t testing.TB, url, org string) *redis.Store {
	t.Helper()
	s, err := redis.Open(t.Context(), redis.Config{URL: url, Org: org})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// said is what an engine answered, in a form that can be compared.
func said(v any, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	b, err := json.Marshal(fmt.Sprintf("%q", v)) // nil and empty lists are alike
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestTheSameRandomBatchesLeaveTheSameInBothEngines(t *testing.T) {
	t.Parallel()
	url, _ := storagetest.StartRedis(t)
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			a := openEmbedded(t, t.TempDir())
			b := openRedis(t, url, fmt.Sprint("seed", seed))
			leased := compareRow(t, seed, a, b)
			require.Greater(t, leased, 50, "the row must reach the outbox")

			again := openRedis(t, url, fmt.Sprint("copy", seed))
			_, err := storage.Copy(t.Context(), a, again)
			require.NoError(t, err)
			back := openEmbedded(t, t.TempDir())
			_, err = storage.Copy(t.Context(), again, back)
			require.NoError(t, err)
			compareRow(t, seed+100, back, again)
		})
	}
}

// compareRow sends one random row to both and returns how many messages were
// leased.
func compareRow(t *testing.T, seed uint64, engines ...storagetest.Database) (leased int) {
	t.Helper()
	random := storagetest.NewRandom(seed)
	both := func(step int, name string, ask func(storagetest.Database) (any, error)) {
		t.Helper()
		want := said(ask(engines[0]))
		require.Equal(t, want, said(ask(engines[1])), "seed %d, step %d, %s", seed, step, name)
	}
	for step := range 500 {
		random.Step()
		batch := random.Batch()
		both(step, "commit", func(d storagetest.Database) (any, error) { return d.Commit(t.Context(), batch) })
		lease := random.Lease()
		both(step, "lease", func(d storagetest.Database) (any, error) {
			got, err := d.Lease(t.Context(), lease)
			leased += len(got)
			return got, err
		})
		index, span := random.Span()
		both(step, "range", func(d storagetest.Database) (any, error) { return d.Range(t.Context(), index, span) })
		log, from, limit := random.Page()
		both(step, "log", func(d storagetest.Database) (any, error) { return d.Log(t.Context(), log, from, limit) })
		keys := random.Keys()
		both(step, "read", func(d storagetest.Database) (any, error) { return d.Read(t.Context(), keys...) })
		both(step, "marks", func(d storagetest.Database) (any, error) {
			return d.Range(t.Context(), storage.IndexMarks, storage.Span{})
		})
		if step%100 == 99 {
			sameContent(t, engines[0], engines[1])
		}
	}
	return leased
}

func sameContent(t *testing.T, a, b storagetest.Database) {
	t.Helper()
	want, err := storagetest.Everything(t.Context(), a)
	require.NoError(t, err)
	got, err := storagetest.Everything(t.Context(), b)
	require.NoError(t, err)
	require.Equal(t, want, got)
}
