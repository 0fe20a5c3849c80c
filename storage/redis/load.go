package redis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"dealmate/storage"
)

// Load implements storage.Porter. Items of one log come in the order of their
// positions from call to call. Sending a call twice stores nothing twice.
func (s *Store) Load(ctx context.Context, items []storage.Item) error {
	l := &load{store: s, members: map[string][]redis.Z{}, logs: map[string][]storage.Item{}}
	for _, i := range items {
		if err := l.sort(i); err != nil {
			return err
		}
	}
	p := s.client.Pipeline()
	if err := l.queue(ctx, p); err != nil {
		return err
	}
	_, err := call(ctx, p.Exec)
	return err
}

// load gathers items so that each key takes few commands.
type load struct {
	store   *Store
	strings []any // keys and values in turn
	members map[string][]redis.Z
	logs    map[string][]storage.Item
	outbox  []any // arguments of loadwork.lua
}

func (l *load) sort(i storage.Item) error {
	k := l.store.keys
	switch i.Kind {
	case storage.KindRecord:
		if _, err := storage.DecodeRecord(i.Key, i.Value); err != nil {
			return err
		}
		l.strings = append(l.strings, k.record(i.Key), i.Value)
	case storage.KindIndex:
		l.member(i.Key, i.Value)
	case storage.KindLog:
		l.logs[i.Key] = append(l.logs[i.Key], i)
	case storage.KindMark:
		l.strings = append(l.strings, k.mark(i.Key), strconv.FormatInt(i.Pos, 10)+"||"+i.Value)
		l.member(storage.IndexMarks, storage.MarkMember(i.Pos, i.Key))
	case storage.KindWork:
		w, err := storage.ItemWork(i)
		if err != nil {
			return err
		}
		l.outbox = append(l.outbox, "w", w.ID, w.Due, w.Attempt, w.Dead, w.Token, w.Destination, w.Payload)
	case storage.KindPace:
		if _, err := strconv.ParseInt(i.Value, 10, 64); err != nil {
			return fmt.Errorf("redis: pace of %q: %w", i.Key, err)
		}
		l.outbox = append(l.outbox, "p", i.Key, i.Value)
	default:
		return fmt.Errorf("redis: an item of the unknown kind %q", i.Kind)
	}
	return nil
}

func (l *load) member(index, member string) {
	l.members[index] = append(l.members[index], redis.Z{Member: member})
}

func (l *load) queue(ctx context.Context, p redis.Pipeliner) error {
	k := l.store.keys
	if len(l.strings) > 0 {
		p.MSet(ctx, l.strings...)
	}
	for index, members := range l.members {
		p.ZAdd(ctx, k.index(index), members...)
	}
	for log, items := range l.logs {
		slices.SortFunc(items, func(a, b storage.Item) int { return cmp.Compare(a.Pos, b.Pos) })
		args := []any{items[0].Pos}
		for n, i := range items {
			if i.Pos != items[0].Pos+int64(n) {
				return fmt.Errorf("redis: log %q lacks the entry before position %d", log, i.Pos)
			}
			args = append(args, i.Value)
		}
		l.store.scripts.loadLog.Eval(ctx, p, []string{k.log(log)}, args...)
	}
	if len(l.outbox) > 0 {
		l.store.scripts.loadWork.Eval(ctx, p, k.outbox(), l.outbox...)
	}
	return nil
}
