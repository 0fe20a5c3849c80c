package scheduler

import (
	"context"
	"time"
)

// Pace is how fast messages may go.
type Pace struct {
	Gap time.Duration // the least time between two to one destination
	// Every is the mean time between any two; a few may go at once. 0 is any pace.
	Every time.Duration
}

// Outbox is what sending needs of a store.
type Outbox interface {
	// Lease takes due messages; they are due again at until unless finished
	// with the same token. The pace holds however many replicas lease.
	Lease(ctx context.Context, now, until time.Time, token string, limit int, pace Pace) ([]Message, error)
	// Done removes a message that was sent.
	Done(ctx context.Context, id, token string, now time.Time) error
	// Retry makes it due again; a pause holds back all of its destination.
	Retry(ctx context.Context, id, token string, now, at, pause time.Time) error
	// Bury keeps a message aside that cannot be sent.
	Bury(ctx context.Context, id, token string, now time.Time) error
}

// Ticks is what the clock needs of a store.
type Ticks interface {
	// LastTick is the newest tick of a job that was claimed, "" for none.
	LastTick(ctx context.Context, job string) (string, error)
	// ClaimTick stores a tick if `last` still is the newest one, and enqueues
	// its messages in the same commit. It reports whether this caller got it.
	ClaimTick(ctx context.Context, job, last, tick string, now time.Time, messages []Message) (bool, error)
}
