package feishu

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// kept is what stays between runs.
type kept struct {
	Seq      int64               `json:"seq"`
	Messages []*Message          `json:"messages"`
	Images   map[string][]byte   `json:"images,omitempty"`
	Files    map[string]uploaded `json:"files,omitempty"`
}

func (w *Workspace) file() string { return filepath.Join(w.o.Dir, "feishu.json") }

func (w *Workspace) restore() error {
	if w.o.Dir == "" {
		return nil
	}
	raw, err := os.ReadFile(w.file())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	var k kept
	if err := json.Unmarshal(raw, &k); err != nil {
		return fmt.Errorf("sandbox: %s is damaged; delete it to begin anew: %w", w.file(), err)
	}
	w.seq, w.messages = k.Seq, k.Messages
	if k.Images != nil {
		w.images = k.Images
	}
	if k.Files != nil {
		w.files = k.Files
	}
	for _, m := range k.Messages {
		w.byID[m.ID] = m
	}
	return nil
}

// pause is how often at most the file is written while things happen.
const pause = time.Second

// keep writes the file after changes, so that a crash costs a second.
func (w *Workspace) keep(changed <-chan struct{}) {
	for {
		select {
		case <-changed:
		case <-w.done:
			return
		}
		w.mu.Lock()
		changed = w.changed // before saving: what comes meanwhile is saved next
		w.mu.Unlock()
		if err := w.save(); err != nil {
			w.o.Log.Warn("sandbox: messages are not kept", "error", err)
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-w.done:
			t.Stop()
			return
		}
	}
}

// save writes what is to be kept; a crash leaves the old file or the new one.
func (w *Workspace) save() error {
	if w.o.Dir == "" {
		return nil
	}
	w.saving.Lock()
	defer w.saving.Unlock()
	w.mu.Lock()
	raw, err := json.Marshal(kept{w.seq, w.messages, w.images, w.files})
	w.mu.Unlock()
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if err := os.MkdirAll(w.o.Dir, 0o750); err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if err := os.WriteFile(w.file()+".new", raw, 0o600); err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	return os.Rename(w.file()+".new", w.file())
}
