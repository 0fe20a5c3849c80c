// Package storage keeps Dealmate's records, indexes, logs and outbox over a
// handful of primitives that two engines implement: Redis for production and
// bbolt for a first run that needs nothing.
//
// Records are the truth, indexes are a cache of them and logs are the memory.
// Everything above the primitives of this file is written once.
package storage

import (
	"context"
	"time"
)

// Engine is what a database must be able to do. Every method honours its
// context and returns ErrUnavailable (wrapped) when the database cannot be
// reached in time.
type Engine interface {
	// Read returns one Record per key, in the order of keys; a record that does
	// not exist has version 0 and no data.
	Read(ctx context.Context, keys ...string) ([]Record, error)

	// Commit applies a batch in one transaction: all of it or nothing.
	// It returns a *ConflictError when a check fails.
	// A batch whose ID was committed before changes nothing and returns the
	// first result with Repeated set, whatever its checks say: clients,
	// platforms and drivers repeat.
	Commit(ctx context.Context, b Batch) (Result, error)

	// Range returns members of an index in byte order.
	Range(ctx context.Context, index string, s Span) ([]string, error)

	// Log returns entries of a log from position `from` (the first is 0) on, at
	// most limit of them; limit 0 means all. A negative `from` asks for the last
	// -from entries, whatever the limit.
	Log(ctx context.Context, log string, from, limit int) ([]string, error)

	// Lease takes due work out of the outbox for one sender.
	Lease(ctx context.Context, l Lease) ([]Leased, error)
}

// Porter reads and writes an engine's whole content, for migrate, backup and
// doctor. Writing is only for an engine that is empty.
type Porter interface {
	// Dump calls fn for every item; order is free, an item may not be missed
	// when nobody writes meanwhile.
	Dump(ctx context.Context, fn func(Item) error) error
	// Load stores items as they are, versions included.
	Load(ctx context.Context, items []Item) error
}

// Item is one stored thing, as Porter moves it.
type Item struct {
	Kind  string // "record", "index", "log", "mark", "work", "pace"
	Key   string // record key, index name, log name, mark ID, work ID, destination
	Value string // record string, member, entry, mark value, work as JSON, ms
	Pos   int64  // a log entry's position; a mark's milliseconds
}

// Record is a stored value with the version that guards it.
// It is kept as one string, `version|schema|data`.
type Record struct {
	Key     string
	Version int64 // 0: does not exist
	Schema  int
	Data    string // JSON
}

// Batch is one commit.
type Batch struct {
	// ID names the cause of the commit (dialog and step, event ID, job and
	// tick). Empty means that the batch is not remembered.
	ID string
	// Now is the caller's clock; engines have none.
	Now time.Time
	// Result is stored with ID and returned to a repeat.
	Result string

	Checks  []Check
	Puts    []Put
	Deletes []string
	Add     []Member
	Remove  []Member
	Append  []Entry
	Rewrite []Rewrite // only erasing personal data may change a log
	Enqueue []Work
	Finish  []Finish
	Forget  []string // IDs of old commits whose results may go
}

// Check demands that a record has a version; 0 demands that it does not exist.
type Check struct {
	Key     string
	Version int64
}

// Put writes a record. Its version becomes the stored one plus one.
type Put struct {
	Key    string
	Schema int
	Data   string
}

// Member is one entry of an index.
type Member struct {
	Index  string
	Member string
}

// Entry is appended to a log.
type Entry struct {
	Log  string
	Data string
}

// Rewrite replaces the entry of a log at a position; a position that does not
// exist is ignored.
type Rewrite struct {
	Log  string
	Pos  int
	Data string
}

// Work is a message of the outbox. Enqueueing an ID that is already there
// replaces payload and due time and takes the work from whoever leases it, so
// that the newest fact is sent.
type Work struct {
	ID          string
	Destination string // work of one destination is paced together
	Due         time.Time
	Payload     string
}

// Finish ends a lease. One whose Token no longer holds the work is ignored.
type Finish struct {
	ID    string
	Token string
	// RetryAt set: the work becomes due then and its attempts count up.
	// Zero: the work is done and goes, or is kept aside when Dead is true.
	RetryAt time.Time
	Dead    bool
	// PauseUntil keeps the destination's work back (a platform's Retry-After).
	PauseUntil time.Time
}

// Lease asks for due work.
type Lease struct {
	Now   time.Time
	Until time.Time // the work is due again then unless it was finished
	Token string    // unique per call; comes from the caller
	Limit int
	// Gap is the least time between two messages to one destination; work
	// that would break it is left for later.
	Gap time.Duration
	// Every is the mean time between any two messages; as many as LeaseBurst may
	// go at once. 0 is any pace.
	Every time.Duration
}

// LeaseBurst is how many messages may go at once when Lease.Every is set.
const LeaseBurst = 8

// PaceOfAll is the destination under which the pace of all messages is kept: the
// moment at which as many as there were would have gone one by one.
const PaceOfAll = "*"

// Leased is work that the caller holds until the lease ends.
type Leased struct {
	Work
	Attempt int // 1 for the first time
}

// Result is what a commit left.
type Result struct {
	Repeated bool   // the batch's ID had been committed before
	Value    string // Batch.Result of the first commit with that ID
}

// Span is a part of an index: members m with From ≤ m < To in byte order, an
// empty bound being open. A page's cursor is its last member: the next page
// starts at From = last + "\x00", or backwards has To = last.
type Span struct {
	From, To string
	Reverse  bool
	Limit    int // 0: all
}
