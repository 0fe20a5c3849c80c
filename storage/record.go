package storage

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// EncodeRecord is a record as engines keep it: `version|schema|data`.
func EncodeRecord(r Record) string {
	var b strings.Builder
	b.Grow(len(r.Data) + 24)
	b.WriteString(strconv.FormatInt(r.Version, 10))
	b.WriteByte('|')
	b.WriteString(strconv.Itoa(r.Schema))
	b.WriteByte('|')
	b.WriteString(r.Data)
	return b.String()
}

// DecodeRecord reads what EncodeRecord wrote; an empty string is the record
// that does not exist. Anything else is damage, and the error names the key but
// shows no data.
func DecodeRecord(key, s string) (Record, error) {
	if s == "" {
		return Record{Key: key}, nil
	}
	version, rest, ok := cutNumber(s)
	schema, data, ok2 := cutNumber(rest)
	if !ok || !ok2 || version < 1 {
		return Record{}, fmt.Errorf("storage: record %q is damaged", key)
	}
	return Record{Key: key, Version: version, Schema: int(schema), Data: data}, nil
}

// KeptWork is a piece of the outbox as engines keep it.
type KeptWork struct {
	ID          string `json:"id"`
	Destination string `json:"destination"`
	// Due is when it is to be leased next, in milliseconds: the end of the
	// lease while somebody holds it.
	Due     int64  `json:"due"`
	Attempt int    `json:"attempt,omitempty"` // leases so far
	Token   string `json:"token,omitempty"`   // of the lease, "" for none
	Dead    bool   `json:"dead,omitempty"`    // kept aside, never leased
	Payload string `json:"payload"`
}

// NewWork is work as Enqueue leaves it: never leased.
func NewWork(w Work) KeptWork {
	return KeptWork{ID: w.ID, Destination: w.Destination, Due: Millis(w.Due), Payload: w.Payload}
}

// Lend gives the work to a lease's token until a moment. What the holder sees
// has the time at which the work had become due.
func (w KeptWork) Lend(token string, until int64) (KeptWork, Leased) {
	due := w.Due
	w.Token, w.Due = token, until
	w.Attempt++
	return w, w.leased(due)
}

func (w KeptWork) leased(due int64) Leased {
	return Leased{Attempt: w.Attempt, Work: Work{
		ID: w.ID, Destination: w.Destination, Payload: w.Payload, Due: time.UnixMilli(due).UTC(),
	}}
}

// EncodeWork is work as engines keep it under its ID:
// `due|attempt|dead|length of token|length of destination|` and then token,
// destination and payload. The lengths let any byte stand in the three.
func EncodeWork(w KeptWork) string {
	dead := 0
	if w.Dead {
		dead = 1
	}
	return fmt.Sprintf("%d|%d|%d|%d|%d|%s%s%s",
		w.Due, w.Attempt, dead, len(w.Token), len(w.Destination), w.Token, w.Destination, w.Payload)
}

// DecodeWork reads what EncodeWork wrote.
func DecodeWork(id, s string) (KeptWork, error) {
	var n [5]int64
	ok := true
	for i := range n {
		if n[i], s, ok = cutNumber(s); !ok {
			break
		}
	}
	size := int64(len(s))
	if !ok || n[2] > 1 || n[3] > size || n[4] > size-n[3] {
		return KeptWork{}, fmt.Errorf("storage: work %q is damaged", id)
	}
	return KeptWork{
		ID: id, Due: n[0], Attempt: int(n[1]), Dead: n[2] == 1,
		Token: s[:n[3]], Destination: s[n[3] : n[3]+n[4]], Payload: s[n[3]+n[4]:],
	}, nil
}

// portedWork is KeptWork as JSON. Where a string is no text, all are base64:
// JSON would replace its bytes.
type portedWork struct {
	KeptWork
	Base64 bool `json:"base64,omitempty"`
}

func (w *KeptWork) strings() []*string {
	return []*string{&w.ID, &w.Destination, &w.Token, &w.Payload}
}

// WorkItem is work as Porter moves it.
func WorkItem(w KeptWork) (Item, error) {
	key, p := w.ID, portedWork{KeptWork: w}
	for _, s := range p.strings() {
		p.Base64 = p.Base64 || !utf8.ValidString(*s)
	}
	if p.Base64 {
		for _, s := range p.strings() {
			*s = base64.StdEncoding.EncodeToString([]byte(*s))
		}
	}
	value, err := json.Marshal(p)
	if err != nil {
		return Item{}, fmt.Errorf("storage: work %q: %w", w.ID, err)
	}
	return Item{Kind: KindWork, Key: key, Value: string(value)}, nil
}

// ItemWork is the work in an item.
func ItemWork(i Item) (KeptWork, error) {
	var p portedWork
	err := json.Unmarshal([]byte(i.Value), &p)
	if err == nil && p.Base64 {
		for _, s := range p.strings() {
			var b []byte
			if b, err = base64.StdEncoding.DecodeString(*s); err != nil {
				break
			}
			*s = string(b)
		}
	}
	if err == nil && (p.ID != i.Key || p.Due < 0 || p.Attempt < 0) {
		err = errors.New("its parts contradict each other")
	}
	if err != nil {
		return KeptWork{}, fmt.Errorf("storage: work %q: %w", i.Key, err)
	}
	return p.KeptWork, nil
}

// cutNumber cuts a number and the bar behind it. Only the one usual spelling
// counts (no sign, no leading zero), so that what is read is written back alike.
func cutNumber(s string) (n int64, rest string, ok bool) {
	digits, rest, ok := strings.Cut(s, "|")
	if !ok || digits == "" || digits[0] < '0' || digits[0] > '9' || (digits[0] == '0' && len(digits) > 1) {
		return 0, "", false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, rest, err == nil
}
