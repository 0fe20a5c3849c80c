package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// Tx gathers one commit. It is for one goroutine and for one Commit, which may
// be repeated after an error.
type Tx struct {
	store  *Store
	id     string
	now    time.Time
	writes []write
	works  []scheduler.Message
	err    error // of a call before Commit
}

// write is one record that a Tx changes.
type write struct {
	key     string
	version int64 // the one it was read with
	value   any   // nil: delete
	// loose: not guarded by the version it was read with.
	loose   bool
	changes []sales.Change // of a deal
}

// Begin starts a commit. Its ID names the cause; a repeat of the ID changes
// nothing and returns the first result. Now is the moment of the commit.
func (s *Store) Begin(commit string, now time.Time) *Tx {
	return &Tx{store: s, id: commit, now: now}
}

// SaveDeal writes a deal that was at before.Version and appends its changes. A
// new deal (version 0) must have the number after the last one.
func (t *Tx) SaveDeal(before, after sales.Deal, changes []sales.Change) {
	t.writes = append(t.writes, write{key: dealKey(after.ID), version: before.Version, value: after, changes: changes})
}

// Save writes a dialogs.State, sales.Note, sales.Activity, sales.Roster, sales.Feed or sales.Books, guarded by the version
// it was read with, a dialogs.Form, which must be new, or an org.Person or
// sales.Place, which have none. A person's users on
// platforms are only ever added: the first binding holds, another one is a
// *fault.Error with code conflict and key "error.bound".
func (t *Tx) Save(record any) {
	switch r := record.(type) {
	case dialogs.State:
		t.writes = append(t.writes, write{key: dialogKey(r.ID), version: r.Stored, value: r})
	case sales.Note:
		t.writes = append(t.writes, write{key: noteKey(r.ID), version: r.Version, value: r})
	case sales.Activity:
		t.writes = append(t.writes, write{key: activityKey(r.ID), version: r.Version, value: r})
	case org.Person:
		t.writes = append(t.writes, write{key: personKey(r.ID), value: r, loose: true})
	case sales.Place:
		t.writes = append(t.writes, write{key: placeKey(r), value: r, loose: true})
	case sales.Roster:
		t.writes = append(t.writes, write{key: rosterKey(r.ID), version: r.Version, value: r})
	case sales.Feed:
		t.writes = append(t.writes, write{key: feedKey(r.Person), version: r.Version, value: r})
	case sales.Books:
		t.writes = append(t.writes, write{key: booksKey(r.Team), version: r.Version, value: r})
	case dialogs.Form: // a version is written once
		t.writes = append(t.writes, write{key: formKey(r.ID, r.Version), value: r})
	default:
		t.err = errors.Join(t.err, fmt.Errorf("storage: a %T cannot be saved", record))
	}
}

// Drop deletes a dialog, guarded if it was read, or a sales.Feed, or forgets a place. What is
// gone already is no error.
func (t *Tx) Drop(record any) {
	switch r := record.(type) {
	case dialogs.State:
		t.writes = append(t.writes, write{key: dialogKey(r.ID), version: r.Stored, loose: r.Stored == 0})
	case sales.Feed:
		t.writes = append(t.writes, write{key: feedKey(r.Person), version: r.Version})
	case sales.Place:
		t.writes = append(t.writes, write{key: placeKey(r), loose: true})
	default:
		t.err = errors.Join(t.err, fmt.Errorf("storage: a %T cannot be dropped", record))
	}
}

// Send puts a message into the outbox. One without a time is due at once.
func (t *Tx) Send(m scheduler.Message) { t.works = append(t.works, m) }

// looseTries is how often a commit is planned again because of records that
// nobody had to read before.
const looseTries = 8

// Commit applies everything in one transaction, or nothing. It returns the
// result of the first commit with this ID and whether there was one before.
// Conflict: a record had changed since it was read. Unavailable: the store did
// not answer; whether it took place is not known and a repeat is safe.
func (t *Tx) Commit(ctx context.Context, result string) (first string, repeated bool, err error) {
	if t.err != nil {
		return "", false, outward(t.err)
	}
	for try := 1; ; try++ {
		var b Batch
		if b, err = t.plan(ctx, result); err != nil {
			return "", false, outward(err)
		}
		res, err := t.store.engine.Commit(ctx, b)
		if err == nil {
			return res.Value, res.Repeated, nil
		}
		if try == looseTries || !t.onlyLoose(err) {
			return "", false, outward(err)
		}
	}
}

// onlyLoose reports whether a conflict is about records without a version of
// the caller's, so that planning again may help.
func (t *Tx) onlyLoose(err error) bool {
	conflict, ok := errors.AsType[*ConflictError](err)
	return ok && !slices.ContainsFunc(conflict.Keys, func(key string) bool {
		return key == keyCounter || slices.ContainsFunc(t.writes, func(w write) bool { return w.key == key && !w.loose })
	})
}

// plan reads what is stored now, which index moves and unknown fields depend
// on. A record of another version than expected still becomes a batch: its
// check fails, unless the batch was committed before.
func (t *Tx) plan(ctx context.Context, result string) (Batch, error) {
	b := Batch{ID: t.id, Now: t.now, Result: result}
	keys := t.keys()
	records, err := t.store.read(ctx, keys...)
	if err != nil {
		return b, err
	}
	stored := make(map[string]Record, len(records))
	for _, r := range records {
		stored[r.Key] = r
	}
	for _, w := range t.writes {
		if err := w.into(&b, stored); err != nil {
			return b, err
		}
	}
	if err := t.count(&b, stored[keyCounter]); err != nil {
		return b, err
	}
	for _, m := range t.works {
		w, err := workOf(m, t.now)
		if err != nil {
			return b, err
		}
		b.Enqueue = append(b.Enqueue, w)
	}
	return b, nil
}

func (t *Tx) keys() []string {
	var keys []string
	for _, w := range t.writes {
		keys = append(keys, w.key)
		if w.isNew() {
			keys = append(keys, keyCounter)
		}
		if p, ok := w.value.(org.Person); ok {
			for platform, user := range p.Identities {
				keys = append(keys, identityKey(platform, user))
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// isNew reports whether it is a deal that takes a number.
func (w write) isNew() bool {
	_, ok := w.value.(sales.Deal)
	return ok && w.version == 0
}

func (w write) into(b *Batch, stored map[string]Record) error {
	was := stored[w.key]
	if w.value == nil {
		if was.Version == 0 {
			return nil
		}
		b.Checks = append(b.Checks, w.check(was))
		return b.drop(w.key, was.Data)
	}
	b.Checks = append(b.Checks, w.check(was))
	if p, ok := w.value.(org.Person); ok {
		merged, err := bind(b, was, p, stored)
		if err != nil {
			return err
		}
		w.value = merged
	}
	if err := b.put(w.key, was.Data, w.value); err != nil {
		return err
	}
	for _, c := range w.changes {
		if err := b.log(c); err != nil {
			return err
		}
	}
	return nil
}

func (w write) check(was Record) Check {
	if w.loose {
		return Check{Key: w.key, Version: was.Version}
	}
	return Check{Key: w.key, Version: w.version}
}

// bind adds a person's new users to the references, and keeps the old ones.
func bind(b *Batch, was Record, p org.Person, stored map[string]Record) (org.Person, error) {
	users := map[string]string{}
	if was.Version > 0 {
		old, err := unpack[org.Person](was.Key, was.Data)
		if err != nil {
			return p, err
		}
		for platform, user := range old.Identities {
			users[platform] = user
		}
	}
	for platform, user := range p.Identities {
		if kept, ok := users[platform]; ok && kept != user {
			return p, fault.New(fault.Conflict, "error.bound")
		}
		if users[platform] = user; user == "" {
			delete(users, platform)
			continue
		}
		if err := refer(b, stored[identityKey(platform, user)], identityKey(platform, user), p.ID); err != nil {
			return p, err
		}
	}
	p.Identities = users
	return p, nil
}

func refer(b *Batch, was Record, key, person string) error {
	if was.Version == 0 {
		b.Checks = append(b.Checks, Check{Key: key})
		return b.put(key, "", reference{Person: person})
	}
	ref, err := unpack[reference](key, was.Data)
	if err == nil && ref.Person != person {
		return fault.New(fault.Conflict, "error.bound")
	}
	return err
}

// never is a version that no record has.
const never = -1

// count takes the numbers of new deals: they must follow the last one.
func (t *Tx) count(b *Batch, was Record) error {
	last, err := lastNumber(was)
	if err != nil {
		return err
	}
	check, next := Check{Key: keyCounter, Version: was.Version}, last
	for _, w := range t.writes {
		if !w.isNew() {
			continue
		}
		if next++; w.value.(sales.Deal).Number != next {
			check.Version = never
		}
	}
	if next == last {
		return nil
	}
	b.Checks = append(b.Checks, check)
	return b.put(keyCounter, was.Data, counter{Last: next})
}
