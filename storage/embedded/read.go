package embedded

import (
	"bytes"
	"context"
	"slices"

	"go.etcd.io/bbolt"

	"dealmate/storage"
)

// Read implements storage.Engine.
func (s *Store) Read(ctx context.Context, keys ...string) ([]storage.Record, error) {
	out := make([]storage.Record, len(keys))
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		t := tablesOf(tx)
		for i, key := range keys {
			r, err := storage.DecodeRecord(key, string(t.records.Get(plain(key))))
			if err != nil {
				return own{err}
			}
			out[i] = r
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Range implements storage.Engine.
func (s *Store) Range(ctx context.Context, index string, span storage.Span) ([]string, error) {
	var out []string
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		out = tablesOf(tx).members(index, span)
		return nil
	})
	return out, err
}

func (t tables) members(index string, span storage.Span) []string {
	prefix := within(index)
	low := append(bytes.Clone(prefix), span.From...)
	high := after(prefix)
	if span.To != "" {
		high = append(bytes.Clone(prefix), span.To...)
	}
	c := t.index.Cursor()
	move, k := c.Next, []byte(nil)
	if span.Reverse {
		move, k = c.Prev, before(c, high, prefix)
	} else {
		k, _ = c.Seek(low)
	}
	var out []string
	for ; k != nil && (span.Limit <= 0 || len(out) < span.Limit); k, _ = move() {
		if bytes.Compare(k, low) < 0 || (high != nil && bytes.Compare(k, high) >= 0) {
			break
		}
		out = append(out, string(k[len(prefix):]))
	}
	return out
}

// lastEntries are the last n of a log.
func lastEntries(c *bbolt.Cursor, prefix []byte, n int) []string {
	var out []string
	k := lastWithin(c, prefix)
	if k == nil {
		return nil
	}
	for k, v := c.Seek(k); bytes.HasPrefix(k, prefix) && len(out) < n; k, v = c.Prev() {
		out = append(out, string(v))
	}
	slices.Reverse(out)
	return out
}

// Log implements storage.Engine.
func (s *Store) Log(ctx context.Context, log string, from, limit int) ([]string, error) {
	var out []string
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		prefix := within(log)
		c := tablesOf(tx).logs.Cursor()
		if from < 0 {
			out = lastEntries(c, prefix, -from)
			return nil
		}
		k, v := c.Seek(logKey(prefix, int64(from)))
		for ; bytes.HasPrefix(k, prefix) && (limit <= 0 || len(out) < limit); k, v = c.Next() {
			out = append(out, string(v))
		}
		return nil
	})
	return out, err
}
