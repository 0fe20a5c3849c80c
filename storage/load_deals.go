package storage

import (
	"context"
	"fmt"
	"slices"

	"dealmate/sales"
)

// loadSize is how many deals one commit of LoadDeals stores: few round trips,
// and none that blocks others for long.
const loadSize = 500

// LoadDeals stores many new deals, each with one "created" change at its
// CreatedAt. A deal without a number gets the next one; numbers must rise and
// lie above the last one taken. After an error the batches before it are kept.
func (s *Store) LoadDeals(ctx context.Context, deals []sales.Deal) error {
	for part := range slices.Chunk(deals, loadSize) {
		if err := s.loadPart(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) loadPart(ctx context.Context, deals []sales.Deal) error {
	r, err := s.readOne(ctx, keyCounter)
	if err != nil {
		return err
	}
	last, err := lastNumber(r)
	if err != nil {
		return outward(err)
	}
	b := Batch{Now: s.now(), Checks: []Check{{Key: keyCounter, Version: r.Version}}}
	for _, d := range deals {
		if d.Number == 0 {
			d.Number = last + 1
		}
		if d.Number <= last {
			return outward(fmt.Errorf("storage: load deal %q: number %d is taken", d.ID, d.Number))
		}
		last = d.Number
		if err := b.load(d); err != nil {
			return outward(err)
		}
	}
	if err := b.put(keyCounter, r.Data, counter{Last: last}); err != nil {
		return outward(err)
	}
	_, err = s.engine.Commit(ctx, b)
	return outward(err)
}

// load adds a new deal without reading back what it writes, as put would.
func (b *Batch) load(d sales.Deal) error {
	key := dealKey(d.ID)
	data, err := pack(key, "", d)
	if err != nil {
		return err
	}
	b.Checks = append(b.Checks, Check{Key: key})
	b.Puts = append(b.Puts, Put{Key: key, Schema: schemaNow, Data: data})
	b.Add = append(b.Add, dealMembers(d)...)
	cause := sales.Cause{Commit: "load|" + d.ID, At: d.CreatedAt, Actor: sales.System, From: sales.System}
	return b.log(sales.NewChange(d, cause, 1, sales.FieldCreated, "", d.Name))
}
