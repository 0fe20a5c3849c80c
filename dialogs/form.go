// Package dialogs is the question engine: forms as data, the state of one
// person's form, and Advance, which is pure: no clock, no I/O, no platform.
package dialogs

import (
	"slices"

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
	Link   Kind = "link"  // an address of the web
	Say    Kind = "text"  // no input: a sentence shown in the form
)

func kinds() []Kind {
	return []Kind{Line, Area, Amount, Day, Choice, Person, People, Clock, Link, Say}
}

// MaxText is the most runes a form's text may hold on any platform (the
// smaller platform's limit, Feishu's input element), so that no edit on the
// other can cut a tail.
const MaxText = 1000

// Form is a questionnaire as its TOML file describes it. Texts are catalog
// keys made from the names: form.<id>.title, form.<id>.<field>.label, ….hint.
type Form struct {
	ID      string  `toml:"id" json:"id"`
	Version int     `toml:"version" json:"version"`
	Fields  []Field `toml:"fields" json:"fields"`
	// Judge is what the answers of an assessment come to.
	Judge Judge `toml:"judge" json:"judge,omitzero"`
	// Texts are a company's own words: language, catalog key, text. A version
	// that is kept brings those of its questions.
	Texts map[i18n.Lang]map[string]string `toml:"-" json:"texts,omitempty"`
}

// Field is one question.
type Field struct {
	Key      string   `toml:"key" json:"key"`
	Kind     Kind     `toml:"kind" json:"kind"`
	Required bool     `toml:"required" json:"required,omitempty"`
	Max      int      `toml:"max" json:"max,omitempty"`         // runes; 0 means the kind's default
	Options  []string `toml:"options" json:"options,omitempty"` // fixed option values; labels are <Labels>.<value>
	Source   string   `toml:"source" json:"source,omitempty"`   // name of a list the desk fills at opening
	Labels   string   `toml:"labels" json:"labels,omitempty"`   // catalog prefix of the options' labels
	// With names another field and a value: the field is only asked and only
	// required when that field has that value ("reason=other").
	With string `toml:"with" json:"with,omitempty"`
	// Heading is the part of the form that the field belongs to; see Form.Part.
	Heading string `toml:"heading" json:"heading,omitempty"`
	// Words is the catalog prefix of the field's texts where it has none of its own.
	Words string `toml:"words" json:"words,omitempty"`
	// Feeds names the question of the assessment that the field helps to answer.
	Feeds string `toml:"feeds" json:"feeds,omitempty"`
}

// Text is the catalog key of one of a field's texts: "label", "hint", "placeholder".
func (f Form) Text(fl Field, which string) string {
	if fl.Words != "" {
		return fl.Words + "." + which
	}
	return "form." + f.ID + "." + fl.Key + "." + which
}

// Part is the form with the fields under a heading only; "", or a heading that
// the form does not have, gives all of it.
func (f Form) Part(heading string) Form {
	under := func(fl Field) bool { return fl.Heading == heading }
	if heading == "" || !slices.ContainsFunc(f.Fields, under) {
		return f
	}
	f.Fields = slices.DeleteFunc(slices.Clone(f.Fields), func(fl Field) bool { return !under(fl) })
	return f
}

// Headings lists the parts of a form in their order.
func (f Form) Headings() []string {
	var out []string
	for _, fl := range f.Fields {
		if fl.Heading != "" && !slices.Contains(out, fl.Heading) {
			out = append(out, fl.Heading)
		}
	}
	return out
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
	Subject string `json:"subject,omitempty"`
	// Part is what of the subject the form is about: a heading, a question.
	Part    string              `json:"part,omitempty"`
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
