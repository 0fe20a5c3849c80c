package sandbox

import (
	"sync"
	"time"
)

// Clock is a clock that can be moved; it goes on at the usual pace from where it
// was moved to.
type Clock struct {
	mu      sync.Mutex
	base    func() time.Time
	offset  time.Duration
	moved   chan struct{} // one reader: the bot's scheduler
	changed chan struct{} // any number of readers; closed at a move
}

// NewClock makes a clock that shows what base shows until it is moved.
func NewClock(base func() time.Time) *Clock {
	return &Clock{base: base, moved: make(chan struct{}, 1), changed: make(chan struct{})}
}

// Now is the time shown.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base().Add(c.offset)
}

// Move sets the time shown.
func (c *Clock) Move(to time.Time) { c.set(to.Sub) }

// Advance moves the time shown on.
func (c *Clock) Advance(d time.Duration) {
	c.set(func(time.Time) time.Duration { return c.offset + d })
}

// Real shows the base's time again.
func (c *Clock) Real() { c.set(func(time.Time) time.Duration { return 0 }) }

// Offset is how far the clock was moved.
func (c *Clock) Offset() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// Moved receives after every move; it is meant for one reader.
func (c *Clock) Moved() <-chan struct{} { return c.moved }

// watch is closed at the next move.
func (c *Clock) watch() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}

func (c *Clock) set(offset func(base time.Time) time.Duration) {
	c.mu.Lock()
	c.offset = offset(c.base())
	close(c.changed)
	c.changed = make(chan struct{})
	c.mu.Unlock()
	select {
	case c.moved <- struct{}{}:
	default:
	}
}
