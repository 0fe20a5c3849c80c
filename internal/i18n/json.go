package i18n

import (
	"encoding/json"
	"fmt"
	"time"
)

// A Text that waits in a store or an outbox keeps what its arguments are: plain
// JSON would turn a nested Text, Money, Date or time into something unsayable.
type (
	wireText struct {
		Key  string             `json:"key,omitempty"`
		Args map[string]wireArg `json:"args,omitempty"`
	}
	// wireArg holds exactly one of its fields.
	wireArg struct {
		Text  *Text      `json:"text,omitempty"`
		Texts []Text     `json:"texts,omitempty"`
		Money *Money     `json:"money,omitempty"`
		Exact *Money     `json:"exact,omitempty"`
		Date  *Date      `json:"date,omitempty"`
		Time  *time.Time `json:"time,omitempty"`
		List  []string   `json:"list,omitempty"`
		Int   *int64     `json:"int,omitempty"`
		Plain any        `json:"plain,omitempty"`
	}
)

// MarshalJSON keeps the kinds of the arguments.
func (t Text) MarshalJSON() ([]byte, error) {
	w := wireText{Key: t.Key}
	if len(t.Args) > 0 {
		w.Args = make(map[string]wireArg, len(t.Args))
	}
	for name, v := range t.Args {
		w.Args[name] = toWire(v)
	}
	b, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("text %q: %w", t.Key, err)
	}
	return b, nil
}

func toWire(v any) wireArg {
	switch v := v.(type) {
	case Text:
		return wireArg{Text: &v}
	case []Text:
		return wireArg{Texts: v}
	case Money:
		return wireArg{Money: &v}
	case Exact:
		m := Money(v)
		return wireArg{Exact: &m}
	case Date:
		return wireArg{Date: &v}
	case time.Time:
		return wireArg{Time: &v}
	case []string:
		return wireArg{List: v}
	case int:
		n := int64(v)
		return wireArg{Int: &n}
	case int64:
		return wireArg{Int: &v}
	}
	return wireArg{Plain: v}
}

// UnmarshalJSON reads what MarshalJSON wrote. An int64 comes back as an int.
func (t *Text) UnmarshalJSON(data []byte) error {
	var w wireText
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	*t = Text{Key: w.Key}
	if len(w.Args) > 0 {
		t.Args = make(map[string]any, len(w.Args))
	}
	for name, a := range w.Args {
		t.Args[name] = a.value()
	}
	return nil
}

func (a wireArg) value() any {
	switch {
	case a.Text != nil:
		return *a.Text
	case a.Texts != nil:
		return a.Texts
	case a.Money != nil:
		return *a.Money
	case a.Exact != nil:
		return Exact(*a.Exact)
	case a.Date != nil:
		return *a.Date
	case a.Time != nil:
		return *a.Time
	case a.List != nil:
		return a.List
	case a.Int != nil:
		return int(*a.Int)
	case a.Plain != nil:
		return a.Plain
	}
	return ""
}
