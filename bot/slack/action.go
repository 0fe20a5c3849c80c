package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"dealmate/bot/card"
)

// errAction is a button's value that none of ours has.
var errAction = errors.New("slack: not a button of ours")

// encodeAction is an action as the value of a button; ok is false when it is
// longer than Slack takes, and then the button is left out: a shortened action
// would do something else.
func encodeAction(a card.Action) (value string, ok bool) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // three characters for six
	if err := enc.Encode(a); err != nil {
		return "", false
	}
	s := strings.TrimSuffix(b.String(), "\n")
	return s, utf8.RuneCountInString(s) <= maxValue
}

// encodeOption is an action as the value of a menu's option, which has little
// room: a list without names.
func encodeOption(a card.Action) (value string, ok bool) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode([]any{a.Verb, a.Object, a.Value, a.Version}); err != nil {
		return "", false
	}
	s := strings.TrimSuffix(b.String(), "\n")
	return s, utf8.RuneCountInString(s) <= maxOptionValue
}

// decodeAction reads the value of a button or an option. Nothing is guessed:
// an unknown field, a rest or a missing verb is errAction.
func decodeAction(value string) (card.Action, error) {
	if utf8.RuneCountInString(value) > maxValue {
		return card.Action{}, fmt.Errorf("%w: too long", errAction)
	}
	var a card.Action
	var err error
	if strings.HasPrefix(value, "[") {
		a, err = decodeOption(value)
	} else {
		err = strictly(value, &a)
	}
	if err != nil {
		return card.Action{}, fmt.Errorf("%w: %w", errAction, err)
	}
	if a.Verb == "" || a.Version < 0 {
		return card.Action{}, errAction
	}
	return a, nil
}

func decodeOption(value string) (card.Action, error) {
	var parts []json.RawMessage
	if err := strictly(value, &parts); err != nil {
		return card.Action{}, err
	}
	var a card.Action
	into := []any{&a.Verb, &a.Object, &a.Value, &a.Version}
	if len(parts) != len(into) {
		return card.Action{}, fmt.Errorf("%d parts", len(parts))
	}
	for i, p := range parts {
		if err := json.Unmarshal(p, into[i]); err != nil {
			return card.Action{}, err
		}
	}
	return a, nil
}

func strictly(s string, into any) error {
	d := json.NewDecoder(strings.NewReader(s))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() || strings.TrimSpace(s[d.InputOffset():]) != "" {
		return errors.New("something follows it")
	}
	return nil
}

// decodeMetadata reads a view's private metadata, which holds only the
// dialog's ID; "" for a view without one.
func decodeMetadata(s string) (dialog string, err error) {
	if len(s) > maxMetadata {
		return "", errors.New("slack: private metadata is no ID")
	}
	for _, r := range s {
		if r <= ' ' || r == utf8.RuneError || r == 0x7f {
			return "", errors.New("slack: private metadata is no ID")
		}
	}
	return s, nil
}
