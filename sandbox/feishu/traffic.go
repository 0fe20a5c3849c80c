package feishu

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Exchange is one request and its answer, secrets left out.
type Exchange struct {
	At     time.Time       `json:"at"`
	Kind   string          `json:"kind"` // api, event, error
	Name   string          `json:"name"`
	Sent   json.RawMessage `json:"sent"`
	Answer json.RawMessage `json:"answer,omitempty"`
}

const maxTraffic = 300

// Traffic lists the last exchanges, oldest first.
func (w *Workspace) Traffic() []Exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.traffic)
}

func (w *Workspace) note(kind, name string, sent, got any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noteLocked(kind, name, sent, got)
	w.touch()
}

func (w *Workspace) noteLocked(kind, name string, sent, got any) {
	w.traffic = append(w.traffic, Exchange{At: w.now(), Kind: kind, Name: name, Sent: w.clean(sent), Answer: w.clean(got)})
	if n := len(w.traffic) - maxTraffic; n > 0 {
		w.traffic = slices.Delete(w.traffic, 0, n)
	}
}

// clean is a value as JSON without secrets.
func (w *Workspace) clean(v any) json.RawMessage {
	if v == nil {
		return nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	s := string(raw)
	for _, secret := range []string{w.o.AppSecret, w.o.EncryptKey, w.o.VerificationToken} {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "[secret]")
		}
	}
	return json.RawMessage(s)
}
