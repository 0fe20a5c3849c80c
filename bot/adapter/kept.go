package adapter

import (
	"sync"
	"time"
)

// maxKept bounds a cache; a workspace of ours has hundreds of people.
const maxKept = 10_000

// Kept is a cache whose values are believed for a while.
type Kept[V any] struct {
	now func() time.Time
	ttl time.Duration

	mu     sync.Mutex
	values map[string]aged[V]
}

type aged[V any] struct {
	value V
	at    time.Time
}

// NewKept makes a cache whose values are fresh for ttl.
func NewKept[V any](now func() time.Time, ttl time.Duration) *Kept[V] {
	return &Kept[V]{now: now, ttl: ttl, values: map[string]aged[V]{}}
}

// Get returns a value and whether it is still to be believed; an old one is
// better than none when it cannot be asked for again.
func (k *Kept[V]) Get(key string) (v V, known, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, known := k.values[key]
	return a.value, known, known && k.now().Sub(a.at) < k.ttl
}

// Put keeps a value.
func (k *Kept[V]) Put(key string, v V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.values) >= maxKept {
		clear(k.values)
	}
	k.values[key] = aged[V]{v, k.now()}
}

// Drop forgets a value.
func (k *Kept[V]) Drop(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.values, key)
}
