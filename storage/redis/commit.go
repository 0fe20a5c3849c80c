package redis

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dealmate/storage"
)

var (
	//go:embed scripts/outbox.lua
	outboxLua string
	//go:embed scripts/commit.lua
	commitLua string
	//go:embed scripts/lease.lua
	leaseLua string
	//go:embed scripts/loadlog.lua
	loadLogLua string
	//go:embed scripts/loadwork.lua
	loadWorkLua string
)

type scripts struct{ commit, lease, loadLog, loadWork *redis.Script }

func newScripts() scripts {
	return scripts{
		commit:   redis.NewScript(outboxLua + commitLua),
		lease:    redis.NewScript(outboxLua + leaseLua),
		loadLog:  redis.NewScript(loadLogLua),
		loadWork: redis.NewScript(outboxLua + loadWorkLua),
	}
}

// The first number of commit.lua's output.
const (
	replyDone     = 0
	replyRepeat   = 1
	replyConflict = 2
)

// Commit implements storage.Engine.
func (s *Store) Commit(ctx context.Context, b storage.Batch) (storage.Result, error) {
	c := s.command(b)
	reply, err := call(ctx, func(ctx context.Context) ([]any, error) {
		return s.scripts.commit.Run(ctx, s.client, c.keys, c.args...).Slice()
	})
	if err != nil {
		return storage.Result{}, err
	}
	return resultOf(b, reply)
}

func resultOf(b storage.Batch, reply []any) (storage.Result, error) {
	if len(reply) == 0 {
		return storage.Result{}, fmt.Errorf("redis: the script for commits answered nothing")
	}
	switch reply[0] {
	case int64(replyDone):
		return storage.Result{Value: b.Result}, nil
	case int64(replyRepeat):
		value, _ := reply[1].(string)
		return storage.Result{Repeated: true, Value: value}, nil
	case int64(replyConflict):
		conflict := &storage.ConflictError{}
		for _, n := range reply[1:] {
			i, _ := n.(int64)
			conflict.Keys = append(conflict.Keys, b.Checks[i-1].Key)
		}
		return storage.Result{}, conflict
	}
	return storage.Result{}, fmt.Errorf("redis: the script for commits answered %v", reply[0])
}

// command is a batch as commit.lua reads it.
type command struct {
	keys    []string
	args    []any
	numbers map[string]int
}

func (s *Store) command(b storage.Batch) *command {
	nonce := s.newNonce()
	named, mark := 0, s.keys.nonce(nonce)
	if b.ID != "" {
		named, mark = 1, s.keys.mark(b.ID)
	}
	c := &command{keys: append(s.keys.outbox(), s.keys.index(storage.IndexMarks), mark), numbers: map[string]int{}}
	c.args = append(c.args, named, nonce, storage.Millis(b.Now), b.ID, b.Result, nonceTTL.Milliseconds())
	c.records(s.keys, b)
	c.series(s.keys, b)
	c.outbox(b)
	for _, id := range b.Forget {
		c.add("g", c.number(s.keys.mark(id)), id)
	}
	return c
}

func (c *command) add(args ...any) { c.args = append(c.args, args...) }

// number declares a key and is its place among KEYS.
func (c *command) number(key string) int {
	n, ok := c.numbers[key]
	if !ok {
		c.keys = append(c.keys, key)
		n = len(c.keys)
		c.numbers[key] = n
	}
	return n
}

func (c *command) records(k keys, b storage.Batch) {
	for _, check := range b.Checks {
		c.add("c", c.number(k.record(check.Key)), strconv.FormatInt(check.Version, 10))
	}
	for _, p := range b.Puts {
		c.add("p", c.number(k.record(p.Key)), p.Schema, p.Data)
	}
	for _, key := range b.Deletes {
		c.add("d", c.number(k.record(key)))
	}
}

func (c *command) series(k keys, b storage.Batch) {
	for _, m := range b.Remove {
		c.add("-", c.number(k.index(m.Index)), m.Member)
	}
	for _, m := range b.Add {
		c.add("+", c.number(k.index(m.Index)), m.Member)
	}
	for _, e := range b.Append {
		c.add("a", c.number(k.log(e.Log)), e.Data)
	}
	for _, r := range b.Rewrite {
		c.add("w", c.number(k.log(r.Log)), r.Pos, r.Data)
	}
}

func (c *command) outbox(b storage.Batch) {
	for _, f := range b.Finish {
		retry := int64(-1)
		if !f.RetryAt.IsZero() {
			retry = storage.Millis(f.RetryAt)
		}
		c.add("f", f.ID, f.Token, retry, f.Dead, storage.Millis(f.PauseUntil))
	}
	for _, w := range b.Enqueue {
		c.add("e", w.ID, w.Destination, storage.Millis(w.Due), w.Payload)
	}
}

// Lease implements storage.Engine.
func (s *Store) Lease(ctx context.Context, l storage.Lease) ([]storage.Leased, error) {
	now := storage.Millis(l.Now)
	until := max(storage.Millis(l.Until), now+1)
	keys := append(s.keys.outbox(), s.keys.nonce(s.newNonce()))
	args := []any{
		now, until, l.Token, max(l.Limit, 0), storage.GapMillis(l.Gap), nonceTTL.Milliseconds(),
		storage.GapMillis(l.Every), storage.LeaseBurst, storage.PaceOfAll,
	}
	reply, err := call(ctx, func(ctx context.Context) ([]string, error) {
		return s.scripts.lease.Run(ctx, s.client, keys, args...).StringSlice()
	})
	if err != nil {
		return nil, err
	}
	return leasedOf(reply)
}

// leasedFields is how many strings lease.lua gives for each work.
const leasedFields = 5

func leasedOf(reply []string) ([]storage.Leased, error) {
	var out []storage.Leased
	for ; len(reply) >= leasedFields; reply = reply[leasedFields:] {
		due, err := strconv.ParseInt(reply[2], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("redis: due time of %q: %w", reply[0], err)
		}
		attempt, err := strconv.Atoi(reply[3])
		if err != nil {
			return nil, fmt.Errorf("redis: attempts of %q: %w", reply[0], err)
		}
		out = append(out, storage.Leased{Attempt: attempt, Work: storage.Work{
			ID: reply[0], Destination: reply[1], Due: time.UnixMilli(due).UTC(), Payload: reply[4],
		}})
	}
	return out, nil
}
