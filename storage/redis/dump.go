package redis

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"dealmate/storage"
)

// dumpPage is how many keys, members or entries one command brings.
const dumpPage = 1000

// Dump implements storage.Porter. It scans every master of a cluster.
func (s *Store) Dump(ctx context.Context, fn func(storage.Item) error) error {
	d := &dump{store: s, fn: fn, seen: map[[16]byte]struct{}{}}
	if err := s.scan(ctx, d.batch); err != nil {
		return err
	}
	return d.outbox(ctx)
}

// scan calls fn with keys of the organisation, one call at a time; a key may
// come twice.
func (s *Store) scan(ctx context.Context, fn func(context.Context, []string) error) error {
	cluster, ok := s.client.(*redis.ClusterClient)
	if !ok {
		return s.scanNode(ctx, s.client, fn)
	}
	var mu sync.Mutex
	var own error // an error of fn, which is not the cluster's
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, master *redis.Client) error {
		return s.scanNode(ctx, master, func(ctx context.Context, names []string) error {
			mu.Lock()
			defer mu.Unlock()
			if own == nil {
				own = fn(ctx, names)
			}
			return own
		})
	})
	if own != nil {
		return own
	}
	return outward(err)
}

type scanned struct {
	names  []string
	cursor uint64
}

func (s *Store) scanNode(ctx context.Context, c redis.Cmdable, fn func(context.Context, []string) error) error {
	cursor := uint64(0)
	for {
		from := cursor // a command that was given up may still read it
		page, err := call(ctx, func(ctx context.Context) (p scanned, err error) {
			p.names, p.cursor, err = c.Scan(ctx, from, s.keys.all(), dumpPage).Result()
			return p, err
		})
		if err == nil && len(page.names) > 0 {
			err = fn(ctx, page.names)
		}
		if cursor = page.cursor; err != nil || cursor == 0 {
			return err
		}
	}
}

// dump sorts keys by area and reads each kind in its way.
type dump struct {
	store *Store
	fn    func(storage.Item) error
	seen  map[[16]byte]struct{} // digests of the keys that were dumped
}

func (d *dump) batch(ctx context.Context, names []string) error {
	areas := map[string][]string{}
	for _, name := range names {
		sum := sha256.Sum256([]byte(name))
		digest := [16]byte(sum[:16])
		if _, known := d.seen[digest]; known {
			continue
		}
		d.seen[digest] = struct{}{}
		area, _ := d.store.keys.split(name)
		areas[area] = append(areas[area], name)
	}
	if err := d.strings(ctx, areas[areaRecord], recordItem); err != nil {
		return err
	}
	if err := d.strings(ctx, areas[areaMark], markItem); err != nil {
		return err
	}
	if err := d.series(ctx, areas[areaLog], logs{}); err != nil {
		return err
	}
	return d.series(ctx, areas[areaIndex], indexes{})
}

func (d *dump) strings(ctx context.Context, names []string, item func(name, value string) (storage.Item, error)) error {
	if len(names) == 0 {
		return nil
	}
	values, err := call(ctx, func(ctx context.Context) ([]any, error) { return d.store.client.MGet(ctx, names...).Result() })
	if err != nil {
		return err
	}
	for i, v := range values {
		value, ok := v.(string)
		if !ok {
			continue // deleted since the scan
		}
		_, name := d.store.keys.split(names[i])
		it, err := item(name, value)
		if err != nil {
			return err
		}
		if err := d.fn(it); err != nil {
			return err
		}
	}
	return nil
}

func recordItem(name, value string) (storage.Item, error) {
	return storage.Item{Kind: storage.KindRecord, Key: name, Value: value}, nil
}

func markItem(name, value string) (storage.Item, error) {
	if parts := strings.SplitN(value, "|", 3); len(parts) == 3 {
		if millis, err := strconv.ParseInt(parts[0], 10, 64); err == nil {
			return storage.Item{Kind: storage.KindMark, Key: name, Value: parts[2], Pos: millis}, nil
		}
	}
	return storage.Item{}, fmt.Errorf("redis: the mark of commit %q is damaged", name)
}

// series is a kind of key that is read page by page.
type series interface {
	page(ctx context.Context, p redis.Pipeliner, name string, read int, last string) *redis.StringSliceCmd
	item(name, value string, pos int) storage.Item
}

type logs struct{}

func (logs) page(ctx context.Context, p redis.Pipeliner, name string, read int, _ string) *redis.StringSliceCmd {
	return p.LRange(ctx, name, int64(read), int64(read+dumpPage-1))
}

func (logs) item(name, value string, pos int) storage.Item {
	return storage.Item{Kind: storage.KindLog, Key: name, Value: value, Pos: int64(pos)}
}

type indexes struct{}

func (indexes) page(ctx context.Context, p redis.Pipeliner, name string, read int, last string) *redis.StringSliceCmd {
	a := redis.ZRangeArgs{Key: name, ByLex: true, Start: "-", Stop: "+", Count: dumpPage}
	if read > 0 {
		a.Start = "(" + last
	}
	return p.ZRangeArgs(ctx, a)
}

func (indexes) item(name, value string, _ int) storage.Item {
	return storage.Item{Kind: storage.KindIndex, Key: name, Value: value}
}

// reading is how far one key of a series has been read.
type reading struct {
	key, name string
	read      int
	last      string
	page      []string
}

// series reads a page of each key in one pipeline, then the next page of those
// that had a full one.
func (d *dump) series(ctx context.Context, names []string, kind series) error {
	var open []*reading
	for _, key := range names {
		if _, name := d.store.keys.split(key); name != storage.IndexMarks || kind != (indexes{}) {
			open = append(open, &reading{key: key, name: name})
		}
	}
	for len(open) > 0 {
		if err := d.pages(ctx, open, kind); err != nil {
			return err
		}
		var more []*reading
		for _, r := range open {
			for _, value := range r.page {
				if err := d.fn(kind.item(r.name, value, r.read)); err != nil {
					return err
				}
				r.read, r.last = r.read+1, value
			}
			if len(r.page) == dumpPage {
				more = append(more, r)
			}
		}
		open = more
	}
	return nil
}

func (d *dump) pages(ctx context.Context, open []*reading, kind series) error {
	p := d.store.client.Pipeline()
	cmds := make([]*redis.StringSliceCmd, len(open))
	for i, r := range open {
		cmds[i] = kind.page(ctx, p, r.key, r.read, r.last)
	}
	if _, err := call(ctx, p.Exec); err != nil {
		return err
	}
	for i, r := range open {
		r.page = cmds[i].Val()
	}
	return nil
}

func (d *dump) outbox(ctx context.Context) error {
	s := d.store
	work, err := call(ctx, func(ctx context.Context) (map[string]string, error) {
		return s.client.HGetAll(ctx, s.keys.work()).Result()
	})
	if err != nil {
		return err
	}
	for id, v := range work {
		w, err := storage.DecodeWork(id, v)
		if err != nil {
			return err
		}
		item, err := storage.WorkItem(w)
		if err != nil {
			return err
		}
		if err := d.fn(item); err != nil {
			return err
		}
	}
	pace, err := call(ctx, func(ctx context.Context) (map[string]string, error) {
		return s.client.HGetAll(ctx, s.keys.pace()).Result()
	})
	if err != nil {
		return err
	}
	for destination, until := range pace {
		if err := d.fn(storage.Item{Kind: storage.KindPace, Key: destination, Value: until}); err != nil {
			return err
		}
	}
	return nil
}
