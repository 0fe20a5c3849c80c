// Package embedded keeps Dealmate's data in one file of a folder (bbolt), for a
// first run that needs nothing. One process has the folder; others ask it
// through a socket in the folder (Dial).
package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"dealmate/storage"
)

// FileName is the database within the folder.
const FileName = "dealmate.db"

// defaultLockTimeout is how long Open waits for a process that is just leaving.
const defaultLockTimeout = time.Second

// Options may be left empty.
type Options struct {
	// LockTimeout is how long to wait for another process to leave; 0 is 1 s.
	LockTimeout time.Duration
}

// Store is the open folder. It implements storage.Engine and storage.Porter and
// may be used by many goroutines.
type Store struct {
	db     *bbolt.DB
	writer chan struct{} // holds one token; waiting for it honours a context
	admin  *admin
	close  sync.Once
	closed error
}

var (
	_ storage.Engine = (*Store)(nil)
	_ storage.Porter = (*Store)(nil)
)

// Open opens the folder, makes it (0700) when it is missing, and serves its
// socket until Close. storage.ErrLocked: another process has it open.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, unavailable(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("embedded: make the folder: %w", err)
	}
	db, err := openFile(dir, o)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, writer: make(chan struct{}, 1)}
	if err := s.prepare(dir); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func openFile(dir string, o Options) (*bbolt.DB, error) {
	if o.LockTimeout <= 0 {
		o.LockTimeout = defaultLockTimeout
	}
	db, err := bbolt.Open(filepath.Join(dir, FileName), 0o600, &bbolt.Options{
		Timeout: o.LockTimeout, FreelistType: bbolt.FreelistMapType,
	})
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("%w: %s", storage.ErrLocked, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("embedded: open %s: %w", FileName, err)
	}
	return db, nil
}

func (s *Store) prepare(dir string) error {
	if err := s.db.Update(makeTables); err != nil {
		return fmt.Errorf("embedded: prepare %s: %w", FileName, err)
	}
	if err := syncFolder(dir); err != nil {
		return err
	}
	a, err := serveAdmin(dir, s)
	s.admin = a
	return err
}

// syncFolder makes a new file's name last through a power cut, as the file's own
// fsync does not.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("embedded: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("embedded: sync the folder: %w", err)
	}
	return nil
}

// Close stops serving the socket, waits for what is under way and gives the
// folder free. Calling it again returns the first result.
func (s *Store) Close() error {
	s.close.Do(func() {
		err := s.admin.close()
		s.closed = errors.Join(err, s.db.Close())
	})
	return s.closed
}

// Backup writes a copy of the database file as it is now, while others read and
// write. The copy is a whole FileName for a folder of its own.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(until{ctx: ctx, w: w})
		return err
	})
}

// until writes as long as its context lives.
type until struct {
	ctx context.Context
	w   io.Writer
}

func (u until) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}

func (s *Store) view(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return unavailable(err)
	}
	return outward(s.db.View(fn))
}

// update runs one transaction (Update and not Batch: alone, a Batch waits 10 ms
// for company). An error of fn rolls it back, without an fsync.
func (s *Store) update(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return unavailable(err)
	}
	select {
	case s.writer <- struct{}{}:
	case <-ctx.Done():
		return unavailable(ctx.Err())
	}
	defer func() { <-s.writer }()
	return outward(s.db.Update(fn))
}

func unavailable(err error) error {
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// own is an error that says what it is already.
type own struct{ error }

func (o own) Unwrap() error { return o.error }

// outward gives an error of the database (closed, disk full, disk away) its
// meaning: not to be reached. What fn found out itself stays what it is.
func outward(err error) error {
	if err == nil {
		return nil
	}
	if o, ok := errors.AsType[own](err); ok {
		return o.error
	}
	if errors.Is(err, berrors.ErrKeyTooLarge) || errors.Is(err, berrors.ErrValueTooLarge) {
		return fmt.Errorf("embedded: %w", err)
	}
	return unavailable(err)
}
