package redis

import (
	"context"

	"github.com/redis/go-redis/v9"

	"dealmate/storage"
)

// Read implements storage.Engine.
func (s *Store) Read(ctx context.Context, keys ...string) ([]storage.Record, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = s.keys.record(key)
	}
	values, err := call(ctx, func(ctx context.Context) ([]any, error) { return s.client.MGet(ctx, names...).Result() })
	if err != nil {
		return nil, err
	}
	out := make([]storage.Record, len(keys))
	for i, key := range keys {
		value, _ := values[i].(string)
		if out[i], err = storage.DecodeRecord(key, value); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Range implements storage.Engine.
func (s *Store) Range(ctx context.Context, index string, span storage.Span) ([]string, error) {
	a := redis.ZRangeArgs{Key: s.keys.index(index), ByLex: true, Start: "-", Stop: "+", Rev: span.Reverse}
	if span.From != "" {
		a.Start = "[" + span.From
	}
	if span.To != "" {
		a.Stop = "(" + span.To
	}
	if span.Reverse { // the driver wants the high end first
		a.Start, a.Stop = a.Stop, a.Start
	}
	a.Count = int64(max(span.Limit, 0))
	return call(ctx, func(ctx context.Context) ([]string, error) { return s.client.ZRangeArgs(ctx, a).Result() })
}

// Log implements storage.Engine.
func (s *Store) Log(ctx context.Context, log string, from, limit int) ([]string, error) {
	last := -1
	if limit > 0 && from >= 0 {
		last = from + limit - 1
	}
	return call(ctx, func(ctx context.Context) ([]string, error) {
		return s.client.LRange(ctx, s.keys.log(log), int64(from), int64(last)).Result()
	})
}
