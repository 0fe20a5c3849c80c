package storage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// The kinds of Item. The index IndexMarks is no item of its own: loading a mark
// makes its member.
const (
	KindRecord = "record"
	KindIndex  = "index"
	KindLog    = "log"
	KindMark   = "mark"
	KindWork   = "work"
	KindPace   = "pace"
)

// ErrNotEmpty says that the target of a copy holds something already.
var ErrNotEmpty = errors.New("storage: the target is not empty")

// ErrCopyDiffers says that the target does not hold what the source holds:
// somebody wrote to one of them meanwhile, or the copy is damaged.
var ErrCopyDiffers = errors.New("storage: the copy differs from its source")

// A portion of items that is loaded at once is bounded by both.
const (
	portionItems = 5000
	portionBytes = 8 << 20
)

// Counts is how many items of each kind there are.
type Counts map[string]int

// Copy loads everything that one engine holds into another, which must be empty
// (ErrNotEmpty), and reads the copy back to compare it (ErrCopyDiffers). Nobody
// may write to either meanwhile. After an error the target must be emptied by
// hand: it may hold a part.
func Copy(ctx context.Context, from, to Porter) (Counts, error) {
	if err := mustBeEmpty(ctx, to); err != nil {
		return nil, err
	}
	source, err := transfer(ctx, from, to)
	if err != nil {
		return nil, err
	}
	target := newTally()
	if err := to.Dump(ctx, target.add); err != nil {
		return nil, fmt.Errorf("storage: read the copy back: %w", err)
	}
	if !source.equal(target) {
		return nil, fmt.Errorf("%w: %v items there, %v here", ErrCopyDiffers, source.counts, target.counts)
	}
	return source.counts, nil
}

func mustBeEmpty(ctx context.Context, p Porter) error {
	err := p.Dump(ctx, func(Item) error { return ErrNotEmpty })
	if err != nil && !errors.Is(err, ErrNotEmpty) {
		return fmt.Errorf("storage: look into the target: %w", err)
	}
	return err
}

func transfer(ctx context.Context, from, to Porter) (*tally, error) {
	source := newTally()
	var portion []Item
	size := 0
	flush := func() error {
		if len(portion) == 0 {
			return nil
		}
		err := to.Load(ctx, portion)
		portion, size = portion[:0], 0
		return err
	}
	err := from.Dump(ctx, func(i Item) error {
		if err := source.add(i); err != nil {
			return err
		}
		portion = append(portion, i)
		size += len(i.Key) + len(i.Value)
		if len(portion) >= portionItems || size >= portionBytes {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return nil, fmt.Errorf("storage: copy: %w", err)
	}
	return source, nil
}

// tally counts items and sums their hashes, so that order does not matter.
type tally struct {
	counts Counts
	sum    [4]uint64
}

func newTally() *tally { return &tally{counts: Counts{}} }

func (t *tally) add(i Item) error {
	t.counts[i.Kind]++
	h := sha256.New()
	for _, s := range []string{i.Kind, i.Key, i.Value} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	sum := h.Sum(binary.BigEndian.AppendUint64(nil, uint64(i.Pos)))
	sum2 := sha256.Sum256(sum)
	for n := range t.sum {
		t.sum[n] += binary.BigEndian.Uint64(sum2[8*n:])
	}
	return nil
}

func (t *tally) equal(o *tally) bool {
	if t.sum != o.sum || len(t.counts) != len(o.counts) {
		return false
	}
	for kind, n := range t.counts {
		if o.counts[kind] != n {
			return false
		}
	}
	return true
}
