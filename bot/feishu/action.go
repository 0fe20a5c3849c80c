package feishu

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"dealmate/bot/card"
)

// errAction is a button's value that none of ours has.
var errAction = errors.New("feishu: not a button of ours")

// Keys of a button's value beside those of an action: a form that is sent or
// given up, the step at which it was drawn, the names of its fields.
const (
	keyForm   = "form"
	keyStep   = "step"
	keyFields = "fields"
	keyDrop   = "drop"
)

// valueOf is an action as a button's value: an object, because the library
// takes nothing else.
func valueOf(a card.Action) node {
	v := node{"v": a.Verb}
	if a.Object != "" {
		v["o"] = a.Object
	}
	if a.Value != "" {
		v["x"] = a.Value
	}
	if a.Version != 0 {
		v["n"] = a.Version
	}
	return v
}

// optionOf is an action as the value of a menu's option, which is a string.
func optionOf(a card.Action) string {
	raw, err := json.Marshal(valueOf(a))
	if err != nil {
		return ""
	}
	return string(raw)
}

// actionOf reads an action. Nothing is guessed: an unknown key or a missing
// verb is errAction.
func actionOf(raw []byte) (card.Action, error) {
	var a card.Action
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return card.Action{}, fmt.Errorf("%w: %w", errAction, err)
	}
	if a.Verb == "" || a.Version < 0 || d.More() {
		return card.Action{}, errAction
	}
	return a, nil
}
