package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// keeper writes the workspace's messages to a file.
type keeper struct{ file string }

// kept is what stays between runs.
type kept struct {
	Messages map[string][]*Message      `json:"messages"`
	Homes    map[string]json.RawMessage `json:"homes"`
	Seq      int64                      `json:"seq"`
	Offset   time.Duration              `json:"offset"` // how far the clock was moved
}

func openKeeper(dir string) (*keeper, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return &keeper{filepath.Join(dir, "workspace.json")}, nil
}

func (w *Workspace) restore() error {
	raw, err := os.ReadFile(w.store.file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	var k kept
	if err := json.Unmarshal(raw, &k); err != nil {
		return fmt.Errorf("sandbox: %s: %w", w.store.file, err)
	}
	for c, ms := range k.Messages { // ephemeral messages vanish, as Slack's do
		for _, m := range ms {
			if m.Ephemeral == "" {
				w.messages[c] = append(w.messages[c], m)
			}
		}
	}
	if k.Homes != nil {
		w.homes = k.Homes
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
	k := kept{Messages: w.messages, Homes: w.homes, Seq: w.seq}
	if w.o.Clock != nil {
		k.Offset = w.o.Clock.Offset()
	}
	raw, err := json.Marshal(k)
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(w.store.file), ".workspace-*")
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), w.store.file)
}

// keep saves a moment after changes, until the workspace is closed.
func (w *Workspace) keep() {
	for {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		select {
		case <-w.done:
			return
		case <-changed:
		}
		t := time.NewTimer(500 * time.Millisecond)
		select {
		case <-w.done:
			t.Stop()
			return
		case <-t.C:
		}
		if err := w.save(); err != nil {
			w.o.Log.Warn("workspace not saved", "err", err)
		}
	}
}
