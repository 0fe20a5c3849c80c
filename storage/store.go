package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dealmate/internal/fault"
)

// Store keeps Dealmate's records in an engine. Its errors are *fault.Error:
// unavailable ("error.unavailable") when the engine does not answer in time,
// conflict ("error.conflict") when a record had changed since it was read, not
// found, and internal for damage and for records of a newer Dealmate.
type Store struct {
	engine Engine
	now    func() time.Time
}

// New makes a Store; now is the clock for what has no moment of its own.
func New(e Engine, now func() time.Time) *Store { return &Store{engine: e, now: now} }

// format is the record that says how everything is written.
type format struct {
	Schema int `json:"schema"`
}

// Prepare must be called before a service starts: it refuses a store that a
// newer Dealmate has written and marks one that is new.
func (s *Store) Prepare(ctx context.Context) error {
	r, err := s.readOne(ctx, keyFormat)
	if err != nil || r.Version > 0 {
		return err
	}
	data, err := pack(keyFormat, "", format{Schema: schemaNow})
	if err != nil {
		return outward(err)
	}
	_, err = s.engine.Commit(ctx, Batch{
		Now: s.now(), Checks: []Check{{Key: keyFormat}}, Puts: []Put{{Key: keyFormat, Schema: schemaNow, Data: data}},
	})
	if _, lost := errors.AsType[*ConflictError](err); lost {
		return nil // another replica was first
	}
	return outward(err)
}

// outward gives an error its code and the sentence for people.
func outward(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	if _, ok := errors.AsType[*ConflictError](err); ok {
		return fault.Wrap(err, fault.Conflict, "error.conflict")
	}
	if errors.Is(err, ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fault.Wrap(err, fault.Unavailable, "error.unavailable")
	}
	return fault.Wrap(err, fault.Internal, "")
}

// readSize is how many records one call of the engine reads.
const readSize = 500

// read returns records in the order of keys and refuses those of a newer schema.
func (s *Store) read(ctx context.Context, keys ...string) ([]Record, error) {
	out := make([]Record, 0, len(keys))
	for part := range slices.Chunk(keys, readSize) {
		records, err := s.engine.Read(ctx, part...)
		if err != nil {
			return nil, outward(err)
		}
		out = append(out, records...)
	}
	for _, r := range out {
		if r.Schema > schemaNow {
			return nil, outward(fmt.Errorf("%w: %q has schema %d, this binary knows %d", ErrNewerSchema, r.Key, r.Schema, schemaNow))
		}
	}
	return out, nil
}

func (s *Store) readOne(ctx context.Context, key string) (Record, error) {
	records, err := s.read(ctx, key)
	if err != nil {
		return Record{}, err
	}
	return records[0], nil
}

// fetch reads and unpacks the records that exist, in the order of keys; set
// gives a value its record's version.
func fetch[T any](ctx context.Context, s *Store, keys []string, set func(*T, int64)) ([]T, error) {
	records, err := s.read(ctx, keys...)
	if err != nil {
		return nil, err
	}
	out := make([]T, 0, len(records))
	for _, r := range records {
		if r.Version == 0 {
			continue
		}
		v, err := unpack[T](r.Key, r.Data)
		if err != nil {
			return nil, outward(err)
		}
		if set != nil {
			set(&v, r.Version)
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Store) span(ctx context.Context, index string, span Span) ([]string, error) {
	members, err := s.engine.Range(ctx, index, span)
	return members, outward(err)
}

func keysOf(ids []string, key func(string) string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = key(id)
	}
	return out
}
