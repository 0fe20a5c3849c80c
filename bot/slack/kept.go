package slack

import (
	"sync"
	"time"
)

// maxKept bounds a cache; a workspace of ours has hundreds of people.
const maxKept = 10_000

// kept is a cache whose values are believed for a while.
type kept[V any] struct {
	now func() time.Time
	ttl time.Duration

	mu     sync.Mutex
	values map[string]aged[V]
}

type aged[V any] struct {
	value V
	at    time.Time
}

func newKept[V any](now func() time.Time, ttl time.Duration) *kept[V] {
	return &kept[V]{now: now, ttl: ttl, values: map[string]aged[V]{}}
}

// get returns a value and whether it is still to be believed; an old one is
// better than none when it cannot be asked for again.
func (k *kept[V]) get(key string) (v V, known, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, known := k.values[key]
	return a.value, known, known && k.now().Sub(a.at) < k.ttl
}

func (k *kept[V]) put(key string, v V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.values) >= maxKept {
		clear(k.values)
	}
	k.values[key] = aged[V]{v, k.now()}
}

func (k *kept[V]) drop(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.values, key)
}

// maxRecent is how many deliveries a process remembers.
const maxRecent = 10_000

// recent remembers the last so many keys.
type recent struct {
	mu   sync.Mutex
	set  map[string]struct{}
	ring []string
	next int
}

func newRecent(size int) *recent {
	return &recent{set: make(map[string]struct{}, size), ring: make([]string, size)}
}

// first reports whether a key is new, and remembers it.
func (r *recent) first(key string) bool {
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
