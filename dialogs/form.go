// Package dialogs is the question engine: forms as data, the state of one
// person's form, and Advance, which is pure: no clock, no I/O, no platform.
package dialogs

import (
	"dealmate/internal/i18n"
)

// Kind is what a field holds and how its text is read.
type Kind string

// The kinds of fields. Person and People hold person IDs; Choice an option's
// value; Money is typed text such as 523万; Date is YYYY-MM-DD or typed text.
const (
	Line   Kind = "line"
	Area   Kind = "area"
	Amount Kind = "money"
	Day    Kind = "date"
	Choice Kind = "choice"
	Person Kind = "person"
	People Kind = "people"
	Clock  Kind = "clock" // HH:MM
	Say    Kind = "text"  // no input: a sentence shown in the form
)

func kinds() []Kind { return []Kind{Line, Area, Amount, Day, Choice, Person, People, Clock, Say} }

// MaxText is the most runes a form's text may hold on any platform (the
// smaller platform's limit, Feishu's input element), so that no edit on the
// other can cut a tail.
const MaxText = 1000

// Form is a questionnaire as its TOML file describes it. Texts are catalog
// keys made from the names: form.<id>.title, form.<id>.<field>.label, ….hint.
type Form struct {
	ID      string  `toml:"id"`
	Version int     `toml:"version"`
	Fields  []Field `toml:"fields"`
}

// Field is one question.
type Field struct {
	Key      string   `toml:"key"`
	Kind     Kind     `toml:"kind"`
	Required bool     `toml:"required"`
	Max      int      `toml:"max"`     // runes; 0 means the kind's default
	Options  []string `toml:"options"` // fixed option values; labels are <Labels>.<value>
	Source   string   `toml:"source"`  // name of a list the desk fills at opening
	Labels   string   `toml:"labels"`  // catalog prefix of the options' labels
	// With names another field and a value: the field is only asked and only
	// required when that field has that value ("reason=other").
	With string `toml:"with"`
}

// Option is one choice offered: a stable value and its label.
type Option struct {
	Value string    `json:"value"`
	Label i18n.Text `json:"label"`
	// Group is the heading the option stands under, if it has one.
	Group i18n.Text `json:"group,omitzero"`
}

// State is one person's form, kept in the store until it is finished. It holds
// option values, never labels or positions, so language may change half way.
type State struct {
	ID      string `json:"id"`
	Form    string `json:"form"`
	Version int    `json:"form_version"`
	Person  string `json:"person"`
	// Subject is the deal the form is about ("" for a new one) and Based the
	// deal's version when the form was opened.
	Subject string              `json:"subject,omitempty"`
	Based   int64               `json:"based,omitempty"`
	Base    map[string]string   `json:"base,omitempty"`    // values when the form was opened
	Values  map[string]string   `json:"values,omitempty"`  // as typed
	Options map[string][]Option `json:"options,omitempty"` // of fields with a Source
	Context map[string]string   `json:"context,omitempty"` // where it came from; the bot's
	Step    int                 `json:"step"`              // counts accepted answers and submissions
	Asking  string              `json:"asking,omitempty"`  // the field asked inline
	Done    bool                `json:"done,omitempty"`
	Touched int64               `json:"touched"` // unix milliseconds of the last event

	// Stored is the record's version; it is the store's.
	Stored int64 `json:"-"`
}

// Problems maps a field's key to what is wrong with its value.
type Problems map[string]i18n.Text
