package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"dealmate/internal/fault"
	"dealmate/sales"
)

// exported is one line of an export.
type exported struct {
	Kind    string          `json:"kind"` // "deal", "note", "person", …; "change", "message"
	Key     string          `json:"key"`
	Version int64           `json:"version,omitempty"`
	Data    json.RawMessage `json:"data"`
}

// Export writes everything that people can read as lines of JSON: records,
// changes and the messages that wait. Indexes and marks are left out.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	return s.export(ctx, w, func(exported) bool { return true })
}

// ExportPerson writes what is kept about a person, as Export does: their record,
// what names them by ID, and texts in which their name or e-mail stands. Nobody
// is a *fault.Error with code not_found.
func (s *Store) ExportPerson(ctx context.Context, email string, w io.Writer) error {
	p, err := s.PersonByEmail(ctx, email)
	if fault.CodeOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, "error.not_found", "What", email)
	}
	if err != nil {
		return err
	}
	about := named(p.Email, p.Name)
	return s.export(ctx, w, func(e exported) bool {
		found := e.Key == personKey(p.ID)
		_ = eachText(e.Data, func(text string) { found = found || text == p.ID || about.in(text) })
		return found
	})
}

func (s *Store) export(ctx context.Context, w io.Writer, wanted func(exported) bool) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return s.dump(ctx, func(i Item) error {
		e, err := exportOf(i)
		if err != nil || e.Kind == "" || !wanted(e) {
			return err
		}
		if err := out.Encode(e); err != nil {
			return fmt.Errorf("storage: export: %w", err)
		}
		return nil
	})
}

func exportOf(i Item) (exported, error) {
	switch i.Kind {
	case KindRecord:
		r, err := DecodeRecord(i.Key, i.Value)
		return exported{Kind: kindOf(i.Key), Key: i.Key, Version: r.Version, Data: json.RawMessage(r.Data)}, err
	case KindLog:
		return exported{Kind: "change", Key: i.Key, Data: json.RawMessage(i.Value)}, nil
	case KindWork:
		w, err := ItemWork(i)
		return exported{Kind: "message", Key: i.Key, Data: json.RawMessage(w.Payload)}, err
	}
	return exported{}, nil
}

// eachText calls fn for every string value of a JSON text, wherever it stands.
func eachText(data []byte, fn func(string)) error {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	walkTexts(v, fn)
	return nil
}

func walkTexts(v any, fn func(string)) {
	switch x := v.(type) {
	case string:
		fn(x)
	case []any:
		for _, e := range x {
			walkTexts(e, fn)
		}
	case map[string]any:
		for _, e := range x {
			walkTexts(e, fn)
		}
	}
}

// names are what a person or customer is called, folded.
type names []string

// named folds what somebody is called; a single letter names nobody.
func named(all ...string) names {
	var out names
	for _, n := range all {
		if f := sales.Fold(n); len([]rune(f)) >= 2 {
			out = append(out, f)
		}
	}
	return out
}

// in reports whether a text names them. A Latin name counts as a whole word
// only: "Lin" is not in "Berlin".
func (n names) in(text string) bool {
	folded := sales.Fold(text)
	for _, name := range n {
		for at := 0; ; {
			i := strings.Index(folded[at:], name)
			if i < 0 {
				break
			}
			if isWhole(folded, at+i, at+i+len(name)) {
				return true
			}
			at += i + 1
		}
	}
	return false
}

// isWhole reports whether no Latin word runs across either end of a part.
func isWhole(s string, from, to int) bool {
	runs := func(a, b byte) bool { return isLatin(a) && isLatin(b) }
	return (from == 0 || !runs(s[from-1], s[from])) && (to == len(s) || !runs(s[to-1], s[to]))
}

func isLatin(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
