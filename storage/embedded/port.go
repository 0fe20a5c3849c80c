package embedded

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"dealmate/storage"
)

// dumpPage is how many items one look into the database collects.
const dumpPage = 1000

// Dump implements storage.Porter. fn runs outside of a transaction, so it may
// write: a write within a read can wait for itself in bbolt.
func (s *Store) Dump(ctx context.Context, fn func(storage.Item) error) error {
	for _, d := range dumpers() {
		if err := s.dumpTable(ctx, d, fn); err != nil {
			return err
		}
	}
	return nil
}

type dumper struct {
	table string
	// item makes the item of a key; false: it is none of its own.
	item func(k, v []byte) (storage.Item, bool, error)
}

func (s *Store) dumpTable(ctx context.Context, d dumper, fn func(storage.Item) error) error {
	var last []byte
	for more := true; more; {
		var page []storage.Item
		err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
			page, last, more, err = readPage(tx.Bucket([]byte(d.table)).Cursor(), d, last)
			return err
		})
		if err != nil {
			return err
		}
		for _, i := range page {
			if err := fn(i); err != nil {
				return err
			}
		}
	}
	return nil
}

// readPage reads from behind the key last on.
func readPage(c *bbolt.Cursor, d dumper, last []byte) ([]storage.Item, []byte, bool, error) {
	k, v := c.First()
	if last != nil {
		if k, v = c.Seek(last); bytes.Equal(k, last) {
			k, v = c.Next()
		}
	}
	var page []storage.Item
	for n := 0; k != nil && n < dumpPage; n++ {
		i, ok, err := d.item(k, v)
		if err != nil {
			return nil, nil, false, own{err}
		}
		if ok {
			page = append(page, i)
		}
		last = bytes.Clone(k)
		k, v = c.Next()
	}
	return page, last, k != nil, nil
}

func dumpers() []dumper {
	return []dumper{
		{"records", func(k, v []byte) (storage.Item, bool, error) {
			return storage.Item{Kind: storage.KindRecord, Key: plainKey(k), Value: string(v)}, true, nil
		}},
		{"index", func(k, _ []byte) (storage.Item, bool, error) {
			name, member := cutName(k)
			return storage.Item{Kind: storage.KindIndex, Key: name, Value: string(member)}, name != storage.IndexMarks, nil
		}},
		{"logs", func(k, v []byte) (storage.Item, bool, error) {
			name, _ := cutName(k)
			return storage.Item{Kind: storage.KindLog, Key: name, Value: string(v), Pos: logPos(k)}, true, nil
		}},
		{"marks", func(k, v []byte) (storage.Item, bool, error) {
			millis, result := parseMark(v)
			return storage.Item{Kind: storage.KindMark, Key: plainKey(k), Value: result, Pos: millis}, true, nil
		}},
		{"work", func(k, v []byte) (storage.Item, bool, error) {
			w, err := storage.DecodeWork(plainKey(k), string(v))
			if err != nil {
				return storage.Item{}, false, err
			}
			i, err := storage.WorkItem(w)
			return i, true, err
		}},
		{"pace", func(k, v []byte) (storage.Item, bool, error) {
			return storage.Item{Kind: storage.KindPace, Key: plainKey(k), Value: string(v)}, true, nil
		}},
	}
}

// Load implements storage.Porter. All items of a call are stored or none.
func (s *Store) Load(ctx context.Context, items []storage.Item) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		t := tablesOf(tx)
		for _, i := range items {
			if err := t.load(i); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t tables) load(i storage.Item) error {
	switch i.Kind {
	case storage.KindRecord:
		if _, err := storage.DecodeRecord(i.Key, i.Value); err != nil {
			return own{err}
		}
		return t.records.Put(plain(i.Key), []byte(i.Value))
	case storage.KindIndex:
		return t.index.Put(memberKey(i.Key, i.Value), nil)
	case storage.KindLog:
		return t.logs.Put(logKey(within(i.Key), i.Pos), []byte(i.Value))
	case storage.KindMark:
		return t.mark(i.Key, i.Pos, i.Value)
	case storage.KindWork:
		w, err := storage.ItemWork(i)
		if err != nil {
			return own{err}
		}
		return t.move(w.Destination, func() error { return t.replace(nil, &w) })
	case storage.KindPace:
		until, err := strconv.ParseInt(i.Value, 10, 64)
		if err != nil {
			return own{fmt.Errorf("embedded: pace of %q: %w", i.Key, err)}
		}
		return t.move(i.Key, func() error { return t.setPace(i.Key, until, true) })
	}
	return own{fmt.Errorf("embedded: an item of the unknown kind %q", i.Kind)}
}
