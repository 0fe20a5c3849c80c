package embedded

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"dealmate/storage"
)

// Lease implements storage.Engine. It looks before it writes: an empty Update
// would fsync at every poll.
func (s *Store) Lease(ctx context.Context, l storage.Lease) ([]storage.Leased, error) {
	now, due := storage.Millis(l.Now), false
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		t := tablesOf(tx)
		_, due = t.next(now)
		due = due && t.window(l).open()
		return nil
	})
	if err != nil || !due {
		return nil, err
	}
	var out []storage.Leased
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		var err error
		out, err = tablesOf(tx).lease(l)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// lease takes the work that has waited longest, one by one.
func (t tables) lease(l storage.Lease) ([]storage.Leased, error) {
	now, gap := storage.Millis(l.Now), storage.GapMillis(l.Gap)
	until := max(storage.Millis(l.Until), now+1)
	var out []storage.Leased
	w := t.window(l)
	for (l.Limit <= 0 || len(out) < l.Limit) && w.open() {
		destination, ok := t.next(now)
		if !ok {
			break
		}
		head, err := t.head(destination)
		if err != nil {
			return nil, err
		}
		err = t.move(destination, func() error {
			lent, leased := head.Lend(l.Token, until)
			out = append(out, leased)
			if err := t.setPace(destination, now+gap, gap > 0); err != nil {
				return err
			}
			w.kept += w.every
			return t.replace(&head, &lent)
		})
		if err != nil {
			return nil, err
		}
	}
	if w.every > 0 && len(out) > 0 {
		return out, t.setPace(storage.PaceOfAll, w.kept, true)
	}
	return out, nil
}

// window is the pace of all messages together.
type window struct{ now, kept, every int64 }

func (t tables) window(l storage.Lease) window {
	w := window{now: storage.Millis(l.Now), every: storage.GapMillis(l.Every)}
	w.kept = max(t.paceOf(storage.PaceOfAll), w.now)
	return w
}

func (w window) open() bool { return w.every == 0 || w.kept-w.now < w.every*storage.LeaseBurst }

// next is the destination whose work may go and has waited longest.
func (t tables) next(now int64) (string, bool) {
	k, _ := t.ready.Cursor().First()
	if k == nil {
		return "", false
	}
	at, destination := parseReady(k)
	return destination, at <= now
}

// head is the first work in a destination's queue.
func (t tables) head(destination string) (storage.KeptWork, error) {
	k, _ := t.queue.Cursor().Seek([]byte(storage.QueuePrefix(destination)))
	_, id, err := storage.ParseQueueMember(destination, string(k))
	if err != nil {
		return storage.KeptWork{}, own{err}
	}
	w, ok, err := t.find(id)
	if err == nil && !ok {
		err = own{fmt.Errorf("embedded: queued work %q is missing", id)}
	}
	return w, err
}

func (t tables) find(id string) (storage.KeptWork, bool, error) {
	v := t.work.Get(plain(id))
	if v == nil {
		return storage.KeptWork{}, false, nil
	}
	w, err := storage.DecodeWork(id, string(v))
	if err != nil {
		return storage.KeptWork{}, false, own{err}
	}
	return w, true, nil
}

// replace puts work in the place of what it was; nil: there was or will be none.
func (t tables) replace(was, is *storage.KeptWork) error {
	if was != nil {
		if err := t.queue.Delete([]byte(storage.QueueMember(was.Destination, was.Due, was.ID))); err != nil {
			return err
		}
	}
	if is == nil {
		return t.work.Delete(plain(was.ID))
	}
	if err := t.work.Put(plain(is.ID), []byte(storage.EncodeWork(*is))); err != nil {
		return err
	}
	if is.Dead {
		return nil
	}
	return t.queue.Put([]byte(storage.QueueMember(is.Destination, is.Due, is.ID)), nil)
}

// move changes a destination's queue or pace and then its place among the ready.
func (t tables) move(destination string, change func() error) error {
	was, had := t.readyAt(destination)
	if err := change(); err != nil {
		return err
	}
	is, has := t.readyAt(destination)
	if had == has && was == is {
		return nil
	}
	if had {
		if err := t.ready.Delete(readyKey(was, destination)); err != nil {
			return err
		}
	}
	if has {
		return t.ready.Put(readyKey(is, destination), nil)
	}
	return nil
}

// readyAt is when a destination's next work may go; false: it has none.
func (t tables) readyAt(destination string) (int64, bool) {
	prefix := []byte(storage.QueuePrefix(destination))
	k, _ := t.queue.Cursor().Seek(prefix)
	if !bytes.HasPrefix(k, prefix) {
		return 0, false
	}
	due, _, err := storage.ParseQueueMember(destination, string(k))
	return max(due, t.paceOf(destination)), err == nil
}

func (t tables) paceOf(destination string) int64 {
	millis, _ := strconv.ParseInt(string(t.pace.Get(plain(destination))), 10, 64)
	return millis
}

// setPace keeps a destination's work back until a moment; not kept, what is
// there has passed and goes.
func (t tables) setPace(destination string, until int64, keep bool) error {
	if !keep {
		return t.pace.Delete(plain(destination))
	}
	return t.pace.Put(plain(destination), strconv.AppendInt(nil, until, 10))
}

func (t tables) finish(b storage.Batch) error {
	for _, f := range b.Finish {
		w, ok, err := t.find(f.ID)
		if err != nil {
			return err
		}
		if !ok || f.Token == "" || w.Token != f.Token {
			continue
		}
		if err := t.move(w.Destination, func() error { return t.end(w, f) }); err != nil {
			return err
		}
	}
	return nil
}

func (t tables) end(w storage.KeptWork, f storage.Finish) error {
	if pause := storage.Millis(f.PauseUntil); pause > t.paceOf(w.Destination) {
		if err := t.setPace(w.Destination, pause, true); err != nil {
			return err
		}
	}
	is := w
	is.Token = ""
	switch {
	case !f.RetryAt.IsZero():
		is.Due = storage.Millis(f.RetryAt)
	case f.Dead:
		is.Dead = true
	default:
		return t.replace(&w, nil)
	}
	return t.replace(&w, &is)
}

func (t tables) enqueue(b storage.Batch) error {
	for _, e := range b.Enqueue {
		was, ok, err := t.find(e.ID)
		if err != nil {
			return err
		}
		is := storage.NewWork(e)
		change := func() error { return t.replace(nil, &is) }
		if ok {
			old := func() error { return t.replace(&was, nil) }
			if err := t.move(was.Destination, old); err != nil {
				return err
			}
		}
		if err := t.move(is.Destination, change); err != nil {
			return err
		}
	}
	return nil
}
