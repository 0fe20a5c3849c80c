package embedded

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"dealmate/storage"
)

// errUnchanged rolls a repeat back, which spares its fsync.
var errUnchanged = errors.New("embedded: nothing to write")

// Commit implements storage.Engine.
func (s *Store) Commit(ctx context.Context, b storage.Batch) (storage.Result, error) {
	var res storage.Result
	err := s.update(ctx, func(tx *bbolt.Tx) error {
		var err error
		res, err = tablesOf(tx).commit(b)
		return err
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return storage.Result{}, err
	}
	return res, nil
}

// commit applies a batch. The order of the parts is the contract of both
// engines: where parts touch the same thing, the later one decides.
func (t tables) commit(b storage.Batch) (storage.Result, error) {
	if b.ID != "" {
		if v := t.marks.Get(plain(b.ID)); v != nil {
			_, value := parseMark(v)
			return storage.Result{Repeated: true, Value: value}, own{errUnchanged}
		}
	}
	if err := t.check(b.Checks); err != nil {
		return storage.Result{}, err
	}
	parts := []func(storage.Batch) error{
		t.remember, t.put, t.remove, t.reindex, t.append, t.rewrite, t.finish, t.enqueue, t.forget,
	}
	for _, part := range parts {
		if err := part(b); err != nil {
			return storage.Result{}, err
		}
	}
	return storage.Result{Value: b.Result}, nil
}

func (t tables) check(checks []storage.Check) error {
	var failed []string
	for _, c := range checks {
		version, err := t.version(c.Key)
		if err != nil {
			return err
		}
		if version != c.Version {
			failed = append(failed, c.Key)
		}
	}
	if failed != nil {
		return own{&storage.ConflictError{Keys: failed}}
	}
	return nil
}

func (t tables) version(key string) (int64, error) {
	r, err := storage.DecodeRecord(key, string(t.records.Get(plain(key))))
	if err != nil {
		return 0, own{err}
	}
	return r.Version, nil
}

func (t tables) remember(b storage.Batch) error {
	if b.ID == "" {
		return nil
	}
	return t.mark(b.ID, storage.Millis(b.Now), b.Result)
}

func (t tables) mark(id string, millis int64, result string) error {
	if err := t.marks.Put(plain(id), []byte(strconv.FormatInt(millis, 10)+"|"+result)); err != nil {
		return err
	}
	return t.index.Put(memberKey(storage.IndexMarks, storage.MarkMember(millis, id)), nil)
}

func parseMark(v []byte) (millis int64, result string) {
	digits, result, _ := strings.Cut(string(v), "|")
	millis, _ = strconv.ParseInt(digits, 10, 64)
	return millis, result
}

func (t tables) forget(b storage.Batch) error {
	for _, id := range b.Forget {
		v := t.marks.Get(plain(id))
		if v == nil {
			continue
		}
		millis, _ := parseMark(v)
		if err := t.index.Delete(memberKey(storage.IndexMarks, storage.MarkMember(millis, id))); err != nil {
			return err
		}
		if err := t.marks.Delete(plain(id)); err != nil {
			return err
		}
	}
	return nil
}

func (t tables) put(b storage.Batch) error {
	for _, p := range b.Puts {
		version, err := t.version(p.Key)
		if err != nil {
			return err
		}
		r := storage.Record{Version: version + 1, Schema: p.Schema, Data: p.Data}
		if err := t.records.Put(plain(p.Key), []byte(storage.EncodeRecord(r))); err != nil {
			return err
		}
	}
	return nil
}

func (t tables) remove(b storage.Batch) error {
	for _, key := range b.Deletes {
		if err := t.records.Delete(plain(key)); err != nil {
			return err
		}
	}
	return nil
}

// reindex removes before it adds: a member that is moved onto itself stays.
func (t tables) reindex(b storage.Batch) error {
	for _, m := range b.Remove {
		if err := t.index.Delete(memberKey(m.Index, m.Member)); err != nil {
			return err
		}
	}
	for _, m := range b.Add {
		if err := t.index.Put(memberKey(m.Index, m.Member), nil); err != nil {
			return err
		}
	}
	return nil
}

func memberKey(index, member string) []byte { return append(within(index), member...) }

func (t tables) append(b storage.Batch) error {
	for _, e := range b.Append {
		prefix := within(e.Log)
		next := int64(0)
		if last := lastWithin(t.logs.Cursor(), prefix); last != nil {
			next = logPos(last) + 1
		}
		if err := t.logs.Put(logKey(prefix, next), []byte(e.Data)); err != nil {
			return err
		}
	}
	return nil
}

func (t tables) rewrite(b storage.Batch) error {
	for _, r := range b.Rewrite {
		if r.Pos < 0 {
			continue
		}
		key := logKey(within(r.Log), int64(r.Pos))
		if t.logs.Get(key) == nil {
			continue
		}
		if err := t.logs.Put(key, []byte(r.Data)); err != nil {
			return err
		}
	}
	return nil
}
