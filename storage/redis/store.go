// Package redis keeps Dealmate's data in Redis 6.2 or later: a single server,
// Sentinel or Cluster, through go-redis. It is the only speaker of Redis.
package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"dealmate/storage"
)

// nonceTTL is how long a call is known to its own repeats: far longer than the
// driver tries, which is seconds.
const nonceTTL = 10 * time.Minute

// Config says where and whose the data is.
type Config struct {
	URL string // see ParseURL
	Org string // the organisation's key; not empty, without braces
	// NewNonce makes a text that was never used before, without a bar; nil:
	// 128 random bits.
	NewNonce func() string
}

// Store is one organisation in Redis. It implements storage.Engine and
// storage.Porter and may be used by many goroutines.
type Store struct {
	client   redis.UniversalClient
	keys     keys
	newNonce func() string
	scripts  scripts
}

var (
	_ storage.Engine = (*Store)(nil)
	_ storage.Porter = (*Store)(nil)
)

// Open connects and asks for a sign of life. Its errors are *URLError,
// storage.ErrUnavailable, and never show a password.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Org == "" || strings.ContainsAny(c.Org, "{}") {
		return nil, errors.New("redis: the organisation's key is empty or has braces")
	}
	o, err := ParseURL(c.URL)
	if err != nil {
		return nil, err
	}
	if c.NewNonce == nil {
		c.NewNonce = rand.Text
	}
	s := &Store{client: redis.NewUniversalClient(o), keys: keysOf(c.Org), newNonce: c.NewNonce, scripts: newScripts()}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.client.Close())
	}
	return s, nil
}

// Ping asks for a sign of life.
func (s *Store) Ping(ctx context.Context) error {
	_, err := call(ctx, func(ctx context.Context) (string, error) { return s.client.Ping(ctx).Result() })
	return err
}

// Close gives the connections free.
func (s *Store) Close() error { return s.client.Close() }

// call runs commands until they or the context end. The driver heeds a deadline
// but not a cancellation while it waits for a reply.
func call[T any](ctx context.Context, fn func(context.Context) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, unavailable(err)
	}
	if ctx.Done() == nil {
		v, err := fn(ctx)
		return v, outward(err)
	}
	type outcome struct {
		v   T
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		v, err := fn(ctx)
		done <- outcome{v, err}
	}()
	select {
	case o := <-done:
		return o.v, outward(o.err)
	case <-ctx.Done():
		return none, unavailable(ctx.Err())
	}
}

func unavailable(err error) error {
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// outward gives an error its meaning. What is no reply of Redis is a connection
// that failed; some replies say that Redis cannot work now.
func outward(err error) error {
	if err == nil || errors.Is(err, storage.ErrUnavailable) {
		return err
	}
	reply, ok := errors.AsType[redis.Error](err)
	if !ok || cannotNow(reply.Error()) {
		return unavailable(err)
	}
	return fmt.Errorf("redis: %w", err)
}

// cannotNow knows the replies of a server that is starting, failing over, full,
// busy, or will not let us in.
func cannotNow(reply string) bool {
	for _, prefix := range []string{
		"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "OOM", "MISCONF",
		"NOREPLICAS", "BUSY", "NOAUTH", "WRONGPASS", "NOPERM", "UNKILLABLE", "ERR max number of clients",
	} {
		if strings.HasPrefix(reply, prefix) || strings.Contains(reply, " -"+prefix) {
			return true
		}
	}
	return false
}
