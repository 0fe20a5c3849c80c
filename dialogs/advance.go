package dialogs

import (
	"maps"
	"slices"
	"strings"

	"dealmate/internal/i18n"
)

// EventKind says what happened to a form.
type EventKind string

// What can happen to a form.
const (
	Submit EventKind = "submit" // all values at once
	Answer EventKind = "answer" // one value, asked inline
	Back   EventKind = "back"
	Skip   EventKind = "skip"
	Cancel EventKind = "cancel"
)

// Event is one step of the person.
type Event struct {
	Kind   EventKind
	Field  string            // Answer
	Values map[string]string // Submit: every field; Answer: the one
	Today  i18n.Date
	// Currency is used for amounts that name none.
	Currency string
	At       int64 // unix milliseconds
}

// Outcome is what Advance found.
type Outcome struct {
	Problems Problems // not empty: ask again, nothing typed is lost
	Complete bool     // Parsed holds every field
	Ask      string   // the next field to ask inline, "" when none
	Parsed   Parsed
}

// Advance applies one event to a form's state. It is pure: the state that goes
// in is not changed. A finished form answers Complete with what it had.
func Advance(f Form, s State, e Event) (State, Outcome) {
	s.Values = maps.Clone(s.Values)
	if s.Values == nil {
		s.Values = map[string]string{}
	}
	s.Touched = e.At
	if s.Done {
		parsed, problems := read(f, s, e)
		return s, Outcome{Complete: len(problems) == 0, Parsed: parsed} // a cancelled one lacks answers
	}
	switch e.Kind {
	case Submit:
		for _, fl := range f.Fields { // what the form does not ask is nobody's answer
			if v, ok := e.Values[fl.Key]; ok && fl.Kind != Say {
				s.Values[fl.Key] = v
			}
		}
		return finish(f, s, e)
	case Answer:
		return answer(f, s, e)
	case Back:
		s.Asking = f.before(s, s.Asking)
		return s, Outcome{Ask: s.Asking}
	case Skip:
		return skip(f, s, e)
	case Cancel:
		s.Done = true
	}
	return s, Outcome{Ask: s.Asking}
}

func finish(f Form, s State, e Event) (State, Outcome) {
	s.Step++
	parsed, problems := read(f, s, e)
	if len(problems) > 0 {
		if s.Asking == "" && e.Kind != Submit { // asked inline: begin with the first that is wrong
			s.Asking = f.first(problems)
		}
		return s, Outcome{Problems: problems, Ask: s.Asking}
	}
	s.Done, s.Asking = true, ""
	return s, Outcome{Complete: true, Parsed: parsed}
}

func answer(f Form, s State, e Event) (State, Outcome) {
	fl, ok := f.Field(e.Field)
	if !ok {
		return s, Outcome{Ask: s.Asking}
	}
	s.Values[fl.Key] = e.Values[fl.Key]
	var p Parsed
	if err := readField(fl, s, e, p.init()); err != nil {
		return s, Outcome{Ask: fl.Key, Problems: Problems{fl.Key: problem(err)}}
	}
	s.Step++
	return next(f, s, e, fl.Key)
}

func skip(f Form, s State, e Event) (State, Outcome) {
	fl, ok := f.Field(s.Asking)
	if ok && fl.Required && s.Values[fl.Key] == "" {
		return s, Outcome{Ask: fl.Key, Problems: Problems{fl.Key: i18n.T("error.required")}}
	}
	return next(f, s, e, s.Asking)
}

// next asks the field after key, or finishes the form when none is left.
func next(f Form, s State, e Event, key string) (State, Outcome) {
	s.Asking = f.after(s, key)
	if s.Asking == "" {
		return finish(f, s, e)
	}
	return s, Outcome{Ask: s.Asking}
}

// Field finds a field by key.
func (f Form) Field(key string) (Field, bool) {
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Asked reports whether a field is asked, given the values so far. A choice that
// offers nothing is not, unless the form cannot do without it.
func (fl Field) Asked(s State) bool {
	if fl.Kind == Say || (fl.Source != "" && !fl.Required && len(s.Options[fl.Key]) == 0) {
		return false
	}
	if fl.With == "" {
		return true
	}
	key, want, _ := strings.Cut(fl.With, "=")
	return s.Values[key] == want
}

// first is the first field, in the form's order, that has a problem.
func (f Form) first(p Problems) string {
	for _, fl := range f.Fields {
		if _, ok := p[fl.Key]; ok {
			return fl.Key
		}
	}
	return ""
}

func (f Form) after(s State, key string) string {
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.Key == key })
	for _, fl := range f.Fields[i+1:] {
		if fl.Asked(s) {
			return fl.Key
		}
	}
	return ""
}

func (f Form) before(s State, key string) string {
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.Key == key })
	for j := i - 1; j >= 0; j-- {
		if f.Fields[j].Asked(s) {
			return f.Fields[j].Key
		}
	}
	return key
}
