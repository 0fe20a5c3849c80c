package adapter

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Deliveries remembers, for at least eight hours and for all processes, which
// deliveries were taken: platforms repeat them for up to that long, to any
// process. First reports whether an ID is new and marks it.
type Deliveries interface {
	First(ctx context.Context, id string) (bool, error)
}

// MaxRecent is how many deliveries a process remembers.
const MaxRecent = 10_000

// Recent remembers the last so many keys.
type Recent struct {
	mu   sync.Mutex
	set  map[string]struct{}
	ring []string
	next int
}

// NewRecent makes one for so many keys.
func NewRecent(size int) *Recent {
	return &Recent{set: make(map[string]struct{}, size), ring: make([]string, size)}
}

// First reports whether a key is new, and remembers it.
func (r *Recent) First(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.set[key]; known {
		return false
	}
	delete(r.set, r.ring[r.next])
	r.ring[r.next] = key
	r.set[key] = struct{}{}
	r.next = (r.next + 1) % len(r.ring)
	return true
}

// Seen tells first deliveries from repeats: from memory, and from the store
// that all processes share.
type Seen struct {
	Recent *Recent
	Stored Deliveries // nil: only this process remembers
	Prefix string     // of IDs in the store: the platform's name
	Within time.Duration
	Log    *slog.Logger
}

// First reports whether a delivery is new: to this process, and to all.
func (s Seen) First(ctx context.Context, id string) bool {
	return s.Recent.First(id) && s.New(ctx, id)
}

// New asks the store that all processes share. When it cannot say, the delivery
// is taken as new: what it changes is committed under its own ID and happens once.
func (s Seen) New(ctx context.Context, id string) bool {
	if s.Stored == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, s.Within)
	defer cancel()
	first, err := s.Stored.First(ctx, s.Prefix+":"+id)
	if err != nil {
		s.Log.Warn("delivery not remembered", "err", err)
		return true
	}
	return first
}
