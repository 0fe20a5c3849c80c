package bottest_test

import (
	"context"
	"fmt"
)

// venue is a platform's local workspace as a play uses it. People and channels
// are called by their names in Slack; another platform translates them.
type venue interface {
	rooms
	hands
	forms
	files
	troubles
}

// files is what people send.
type files interface {
	shares(ctx context.Context, user, place, name string, data []byte) error
	// forwards passes messages on to a place, with words of the person's own where the
	// platform takes some: Slack one by one, Feishu several merged into one.
	forwards(ctx context.Context, user, place, comment string, ms ...seen) error
}

// rooms is what people read.
type rooms interface {
	Connected() bool
	Wait(ctx context.Context, holds func() bool) error
	direct(user string) string
	messages(user, place string) []seen
	// answers is where an answer goes that only the actor of a place needs.
	answers(user, place string) string
}

// hands is what people do.
type hands interface {
	types(ctx context.Context, user, place, line string) error
	// presses clicks a button of a message.
	presses(ctx context.Context, user string, m seen, b button) error
	// from starts a verb, "new" or "note", from a message.
	from(ctx context.Context, user string, m seen, verb string) error
	// home opens what shows a person what needs them, and says what it shows.
	home(ctx context.Context, user string) (func() string, error)
	// toast is what the platform showed last for a moment over a click.
	toast(user string) string
}

// forms is what people fill in.
type forms interface {
	// form is the open form, false when there is none.
	form(user string) (sheet, bool)
	// submit sends it; it returns what stands under its fields, by label, and
	// under "" what is said of the whole.
	submit(ctx context.Context, user string, typed map[string]string) (map[string]string, error)
}

// troubles is what may go wrong.
type troubles interface {
	slow()
	Duplicate(n int)
	Reconnect()
	Pings() []string
}

// file is something to download.
type file struct {
	name string
	data []byte
}

// seen is a message as a person reads it.
type seen struct {
	files             []file
	place, id, thread string
	own               bool // the reader wrote it
	text              string
	buttons           []button
}

// button is something to click, by its label.
type button struct {
	label string
	ref   [3]string // the platform's own
}

// sheet is a form as a person sees it.
type sheet struct {
	title  string
	text   string
	fields []field
}

type field struct {
	label   string
	value   string
	options map[string]string // values by label
}

// nth tells fields of one label apart: the second is "label (2)".
func nth(met map[string]int, label string) string {
	met[label]++
	if n := met[label]; n > 1 {
		return fmt.Sprintf("%s (%d)", label, n)
	}
	return label
}

func (s sheet) field(label string) (field, bool) {
	for _, f := range s.fields {
		if f.label == label {
			return f, true
		}
	}
	return field{}, false
}
