package embedded

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"dealmate/storage"
)

// SocketName is the socket within the folder by which other processes of the
// same user (0600) reach a store that is open: doctor, backup, export, erase.
const SocketName = "admin.sock"

// Time that a request's header may take, and that Close waits for requests.
const (
	headerTimeout = 5 * time.Second
	drainTimeout  = 5 * time.Second
)

// admin serves the store's methods as HTTP requests with gob bodies: gob keeps
// every byte of a string, which JSON does not.
type admin struct {
	server *http.Server
	path   string
	done   chan error
}

func serveAdmin(dir string, s *Store) (*admin, error) {
	path := filepath.Join(dir, SocketName)
	// The folder's lock is ours, so whoever left a socket here is gone.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("embedded: old socket: %w", err)
	}
	l, err := listen(dir)
	if err != nil {
		return nil, fmt.Errorf("embedded: socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("embedded: socket: %w", err), l.Close())
	}
	a := &admin{
		server: &http.Server{Handler: adminHandler(s), ReadHeaderTimeout: headerTimeout},
		path:   path, done: make(chan error, 1),
	}
	go func() { a.done <- a.server.Serve(l) }()
	return a, nil
}

// listen binds the socket under a short name of the folder: the path of a unix
// socket is limited to about a hundred bytes (unix(7)), that of a folder is not.
func listen(dir string) (net.Listener, error) {
	short, drop, err := shorten(dir)
	if err != nil {
		return nil, err
	}
	defer drop()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(short, SocketName), Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false) // by its real name, before the folder is given free
	return l, nil
}

// maxSocketPath is what macOS and the BSDs allow; Linux has four bytes more.
const maxSocketPath = 103

// shorten names a folder so that a socket in it can be bound or reached; drop
// takes the name away again, which leaves the socket in place.
func shorten(dir string) (short string, drop func(), err error) {
	if len(filepath.Join(dir, SocketName)) <= maxSocketPath {
		return dir, func() {}, nil
	}
	whole, err := filepath.Abs(dir)
	if err != nil {
		return "", nil, err
	}
	tmp, err := os.MkdirTemp("", "dm")
	if err != nil {
		return "", nil, err
	}
	drop = func() { _ = os.RemoveAll(tmp) } // removes the link, not what it names
	short = filepath.Join(tmp, "d")
	if err := os.Symlink(whole, short); err != nil {
		drop()
		return "", nil, err
	}
	return short, drop, nil
}

// close lets requests end, for drainTimeout at most, and removes the socket.
func (a *admin) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	err := a.server.Shutdown(ctx)
	if err != nil {
		err = a.server.Close()
	}
	if served := <-a.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if gone := os.Remove(a.path); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// The requests that are more than one value.
type (
	rangeRequest struct {
		Index string
		Span  storage.Span
	}
	logRequest struct {
		Log         string
		From, Limit int
	}
)

func adminHandler(s *Store) http.Handler {
	m := http.NewServeMux()
	m.Handle("POST /read", answer(func(ctx context.Context, keys []string) ([]storage.Record, error) {
		return s.Read(ctx, keys...)
	}))
	m.Handle("POST /commit", answer(s.Commit))
	m.Handle("POST /range", answer(func(ctx context.Context, r rangeRequest) ([]string, error) {
		return s.Range(ctx, r.Index, r.Span)
	}))
	m.Handle("POST /log", answer(func(ctx context.Context, r logRequest) ([]string, error) {
		return s.Log(ctx, r.Log, r.From, r.Limit)
	}))
	m.Handle("POST /lease", answer(s.Lease))
	m.Handle("POST /load", answer(func(ctx context.Context, items []storage.Item) (bool, error) {
		return true, s.Load(ctx, items)
	}))
	m.HandleFunc("POST /dump", func(w http.ResponseWriter, r *http.Request) {
		e := gob.NewEncoder(w)
		abortOn(s.Dump(r.Context(), func(i storage.Item) error { return e.Encode(i) }))
	})
	m.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		abortOn(s.Backup(r.Context(), w))
	})
	return m
}

// abortOn breaks the connection off, so that the reader of a stream can tell a
// part from the whole.
func abortOn(err error) {
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}

// refusal is an error on its way through the socket.
type refusal struct {
	Conflict []string
	Text     string
}

func answer[Q, A any](fn func(context.Context, Q) (A, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q Q
		if err := gob.NewDecoder(r.Body).Decode(&q); err != nil {
			refuse(w, http.StatusBadRequest, refusal{Text: err.Error()})
			return
		}
		a, err := fn(r.Context(), q)
		if err != nil {
			refuseWith(w, err)
			return
		}
		abortOn(gob.NewEncoder(w).Encode(a))
	})
}

func refuseWith(w http.ResponseWriter, err error) {
	if c, ok := errors.AsType[*storage.ConflictError](err); ok {
		refuse(w, http.StatusConflict, refusal{Conflict: c.Keys})
		return
	}
	status := http.StatusInternalServerError
	if errors.Is(err, storage.ErrUnavailable) {
		status = http.StatusServiceUnavailable
	}
	refuse(w, status, refusal{Text: err.Error()})
}

func refuse(w http.ResponseWriter, status int, r refusal) {
	w.WriteHeader(status)
	abortOn(gob.NewEncoder(w).Encode(r))
}
