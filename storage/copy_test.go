package storage_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
)

// shelf is a Porter that may fail or forget, as no engine does on request.
type shelf struct {
	items  []storage.Item
	broken error
	alter  func([]storage.Item) []storage.Item
}

func (s *shelf) Dump(_ context.Context, fn func(storage.Item) error) error {
	for _, i := range s.items {
		if err := fn(i); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) Load(_ context.Context, items []storage.Item) error {
	if s.alter != nil {
		items = s.alter(items)
	}
	s.items = append(s.items, items...)
	return s.broken
}

func furnished() *shelf {
	return &shelf{items: []storage.Item{
		{Kind: storage.KindRecord, Key: "a", Value: "1|1|x"},
		{Kind: storage.KindRecord, Key: "b", Value: "2|1|y"},
		{Kind: storage.KindLog, Key: "l", Value: "e", Pos: 0},
	}}
}

func TestACopyCountsWhatItCopied(t *testing.T) {
	t.Parallel()
	to := &shelf{}
	counts, err := storage.Copy(t.Context(), furnished(), to)
	require.NoError(t, err)
	require.Equal(t, storage.Counts{storage.KindRecord: 2, storage.KindLog: 1}, counts)
	require.Equal(t, furnished().items, to.items)
}

func TestACopyThatDiffersInAnyWayIsTold(t *testing.T) {
	t.Parallel()
	for name, alter := range map[string]func([]storage.Item) []storage.Item{
		"an item lost":    func(i []storage.Item) []storage.Item { return i[1:] },
		"an item doubled": func(i []storage.Item) []storage.Item { return append(i[:3:3], i[0]) },
		"a value changed": func(i []storage.Item) []storage.Item {
			return append(i[1:3:3], storage.Item{Kind: i[0].Kind, Key: "a", Value: "1|1|z"})
		},
		"a place changed": func(i []storage.Item) []storage.Item {
			return append(i[:2:2], storage.Item{Kind: i[2].Kind, Key: "l", Value: "e", Pos: 1})
		},
		"a border shifted": func(i []storage.Item) []storage.Item {
			return append(i[1:3:3], storage.Item{Kind: i[0].Kind, Key: "a1", Value: "|1|x"})
		},
	} {
		_, err := storage.Copy(t.Context(), furnished(), &shelf{alter: alter})
		require.ErrorIs(t, err, storage.ErrCopyDiffers, name)
	}
}

func TestACopyEndsWithTheErrorOfItsTarget(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	_, err := storage.Copy(t.Context(), furnished(), &shelf{broken: full})
	require.ErrorIs(t, err, full)
	_, err = storage.Copy(t.Context(), furnished(), furnished())
	require.ErrorIs(t, err, storage.ErrNotEmpty)
}
