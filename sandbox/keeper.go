package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// keeper writes what the workspace keeps between runs into a folder.
type keeper struct{ dir string }

func (k *keeper) file() string { return filepath.Join(k.dir, "workspace.json") }

// upload is where a file's bytes are. IDs are the workspace's own.
func (k *keeper) upload(id string) string { return filepath.Join(k.dir, "files", id) }

// kept is what stays between runs. Ephemeral messages and open forms vanish, as
// Slack's do.
type kept struct {
	Messages map[string][]*Message `json:"messages"`
	Homes    map[string]*View      `json:"home_pages"`
	Files    map[string]File       `json:"files"`
	Seq      int64                 `json:"seq"`
	Offset   time.Duration         `json:"offset"` // how far the clock was moved
}

func openKeeper(dir string) (*keeper, error) {
	if err := os.MkdirAll(filepath.Join(dir, "files"), 0o700); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return &keeper{dir}, nil
}

func (w *Workspace) restore() error {
	raw, err := os.ReadFile(w.store.file())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	var k kept
	if err := json.Unmarshal(raw, &k); err != nil {
		return fmt.Errorf("sandbox: %s: %w", w.store.file(), err)
	}
	for c, ms := range k.Messages {
		for _, m := range ms {
			if m.Ephemeral == "" {
				w.messages[c] = append(w.messages[c], m)
			}
		}
	}
	if k.Homes != nil {
		w.homes = k.Homes
	}
	for id, f := range k.Files {
		data, err := os.ReadFile(w.store.upload(id))
		if err != nil {
			return fmt.Errorf("sandbox: %w", err)
		}
		w.files[id] = &stored{File: f, data: data, done: true}
	}
	w.seq = k.Seq
	if w.o.Clock != nil && k.Offset != 0 {
		w.o.Clock.Advance(k.Offset)
	}
	return nil
}

// save writes the file so that a crash leaves the old one or the new one.
func (w *Workspace) save() error {
	w.mu.Lock()
	k := kept{Messages: w.messages, Homes: w.homes, Files: map[string]File{}, Seq: w.seq}
	for id, f := range w.files {
		if f.done {
			k.Files[id] = f.File
		}
	}
	if w.o.Clock != nil {
		k.Offset = w.o.Clock.Offset()
	}
	raw, err := json.Marshal(k)
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	return w.store.write(w.store.file(), raw)
}

func (k *keeper) write(path string, raw []byte) error {
	f, err := os.CreateTemp(k.dir, ".new-*")
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("sandbox: %w", errors.Join(err, os.Remove(f.Name())))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	return nil
}

func (k *keeper) dropFiles() error {
	dir := filepath.Join(k.dir, "files")
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	return nil
}

// saveEvery is how long changes are gathered before they are written.
const saveEvery = 500 * time.Millisecond

// keep saves a moment after changes, until the workspace is closed.
func (w *Workspace) keep() {
	w.mu.Lock()
	changed := w.changed
	w.mu.Unlock()
	for {
		select {
		case <-w.done:
			return
		case <-changed:
		}
		t := time.NewTimer(saveEvery)
		select {
		case <-w.done:
			t.Stop()
			return
		case <-t.C:
		}
		w.mu.Lock()
		changed = w.changed // before saving: a change during it is saved next time
		w.mu.Unlock()
		if err := w.save(); err != nil {
			w.o.Log.Warn("workspace not saved", "err", err)
		}
	}
}
