// Package storagetest is the contract of storage's engines as tests, and what
// those tests stand on: redis-server and a Redis Cluster that a test starts
// itself, random batches, a connection that breaks at the wrong moment.
package storagetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
)

// Database is what Run tests: an engine that can also be dumped and loaded.
type Database interface {
	storage.Engine
	storage.Porter
}

// Run holds an engine to every comment of storage/engine.go. open returns an
// empty database each time it is called, and closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) Database) {
	t.Helper()
	for _, group := range []struct {
		name  string
		cases []contractCase
	}{
		{"records", recordCases()},
		{"repeats", repeatCases()},
		{"indexes", indexCases()},
		{"logs", logCases()},
		{"outbox", outboxCases()},
		{"order within a batch", orderCases()},
		{"concurrency", concurrencyCases()},
		{"dump and load", portCases(open)},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) { c.check(t, open(t)) })
			}
		})
	}
}

type contractCase struct {
	name  string
	check func(t *testing.T, db Database)
}

// Start is the moment at which the tests' clocks begin.
func Start() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func commit(t *testing.T, e storage.Engine, b storage.Batch) storage.Result {
	t.Helper()
	if b.Now.IsZero() {
		b.Now = Start()
	}
	res, err := e.Commit(t.Context(), b)
	require.NoError(t, err)
	return res
}

func read(t *testing.T, e storage.Engine, key string) storage.Record {
	t.Helper()
	records, err := e.Read(t.Context(), key)
	require.NoError(t, err)
	require.Len(t, records, 1)
	return records[0]
}

func members(t *testing.T, e storage.Engine, index string, s storage.Span) []string {
	t.Helper()
	out, err := e.Range(t.Context(), index, s)
	require.NoError(t, err)
	return out
}

func entries(t *testing.T, e storage.Engine, log string, from, limit int) []string {
	t.Helper()
	out, err := e.Log(t.Context(), log, from, limit)
	require.NoError(t, err)
	return out
}

// Everything is a database's whole content by kind, key, position and value.
func Everything(ctx context.Context, p storage.Porter) (map[storage.Item]int, error) {
	all := map[storage.Item]int{}
	err := p.Dump(ctx, func(i storage.Item) error {
		all[i]++
		return nil
	})
	return all, err
}

func everything(t *testing.T, p storage.Porter) map[storage.Item]int {
	t.Helper()
	all, err := Everything(t.Context(), p)
	require.NoError(t, err)
	return all
}
