package storage

import (
	"context"
	"fmt"
	"time"
)

// First reports whether a delivery (a platform's event ID) is new, and remembers
// it until SweepDeliveries, on every replica and over restarts.
func (s *Store) First(ctx context.Context, id string) (bool, error) {
	now := s.now()
	res, err := s.engine.Commit(ctx, Batch{
		ID: deliveryPrefix + id, Now: now, Add: []Member{{indexDeliveries, deliveryMember(now, id)}},
	})
	if err != nil {
		return false, outward(err)
	}
	return !res.Repeated, nil
}

// sweepSize is how many marks one commit forgets.
const sweepSize = 500

// SweepMarks forgets the results of commits before a moment, so that their IDs
// could be committed again, and returns how many. Nothing repeats after weeks.
func (s *Store) SweepMarks(ctx context.Context, before time.Time) (int, error) {
	return s.sweep(ctx, IndexMarks, before, func(b *Batch, _, id string) { b.Forget = append(b.Forget, id) })
}

// SweepDeliveries forgets the deliveries before a moment and returns how many.
func (s *Store) SweepDeliveries(ctx context.Context, before time.Time) (int, error) {
	return s.sweep(ctx, indexDeliveries, before, func(b *Batch, member, id string) {
		b.Remove = append(b.Remove, Member{indexDeliveries, member})
		b.Forget = append(b.Forget, deliveryPrefix+id)
	})
}

func (s *Store) sweep(ctx context.Context, index string, before time.Time, forget func(b *Batch, member, id string)) (int, error) {
	swept := 0
	for {
		span := MarksBefore(before)
		span.Limit = sweepSize
		members, err := s.span(ctx, index, span)
		if err != nil || len(members) == 0 {
			return swept, err
		}
		b := Batch{Now: s.now()}
		for _, m := range members {
			_, id, err := ParseMarkMember(m)
			if err != nil {
				return swept, outward(fmt.Errorf("sweep %s: %w", index, err))
			}
			forget(&b, m, id)
		}
		if _, err := s.engine.Commit(ctx, b); err != nil {
			return swept, outward(err)
		}
		swept += len(members)
	}
}
