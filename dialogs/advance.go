package dialogs

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"dealmate/internal/fault"
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

// Parsed is a form's values as they were understood.
type Parsed struct {
	Text  map[string]string // trimmed lines, areas, choices, persons, clocks
	Money map[string]i18n.Money
	Date  map[string]i18n.Date
}

// People splits a field of person IDs.
func (p Parsed) People(key string) []string {
	return SplitPeople(p.Text[key])
}

// SplitPeople reads the value of a People field: IDs joined by commas.
func SplitPeople(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r == ',' })
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
		parsed, _ := read(f, s, e)
		return s, Outcome{Complete: true, Parsed: parsed}
	}
	switch e.Kind {
	case Submit:
		maps.Copy(s.Values, e.Values)
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
		return s, Outcome{Problems: problems}
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

// Asked reports whether a field is asked, given the values so far.
func (fl Field) Asked(s State) bool {
	if fl.Kind == Say {
		return false
	}
	if fl.With == "" {
		return true
	}
	key, want, _ := strings.Cut(fl.With, "=")
	return s.Values[key] == want
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

func (p *Parsed) init() *Parsed {
	p.Text, p.Money, p.Date = map[string]string{}, map[string]i18n.Money{}, map[string]i18n.Date{}
	return p
}

// read understands every value and collects all problems at once.
func read(f Form, s State, e Event) (Parsed, Problems) {
	var p Parsed
	p.init()
	problems := Problems{}
	for _, fl := range f.Fields {
		if fl.Kind == Say {
			continue
		}
		if err := readField(fl, s, e, &p); err != nil {
			problems[fl.Key] = problem(err)
		}
	}
	return p, problems
}

func problem(err error) i18n.Text {
	if f, ok := fault.As(err); ok {
		return i18n.Text{Key: f.Key, Args: f.Args}
	}
	return i18n.T("error.choice")
}

func readField(fl Field, s State, e Event, p *Parsed) error {
	v := strings.TrimSpace(s.Values[fl.Key])
	if v == "" {
		if fl.Required && fl.Asked(s) {
			return fault.New(fault.Invalid, "error.required")
		}
		return nil
	}
	switch fl.Kind {
	case Amount:
		return readMoney(fl, v, e, p)
	case Day:
		d, err := i18n.ParseDate(v, e.Today)
		p.Date[fl.Key] = d
		return err
	case Choice, Person:
		return readChoice(fl, v, s, p)
	case People:
		for _, id := range SplitPeople(v) {
			if err := readChoice(fl, id, s, p); err != nil {
				return err
			}
		}
		p.Text[fl.Key] = v
		return nil
	case Clock:
		return readClock(fl, v, p)
	}
	return readText(fl, v, p)
}

func readMoney(fl Field, v string, e Event, p *Parsed) error {
	m, err := i18n.ParseMoney(v, e.Currency)
	p.Money[fl.Key] = m
	return err
}

func readText(fl Field, v string, p *Parsed) error {
	limit := fl.Limit()
	if n := utf8.RuneCountInString(v); n > limit {
		return fault.New(fault.Invalid, "error.too_long", "Max", limit, "Have", n)
	}
	p.Text[fl.Key] = v
	return nil
}

// Limit is the most runes the field holds.
func (fl Field) Limit() int {
	if fl.Max > 0 {
		return fl.Max
	}
	if fl.Kind == Area {
		return MaxText
	}
	return 400
}

func readChoice(fl Field, v string, s State, p *Parsed) error {
	known := slices.Contains(fl.Options, v)
	for _, o := range s.Options[fl.Key] {
		known = known || o.Value == v
	}
	if !known {
		return fault.New(fault.Invalid, "error.choice")
	}
	p.Text[fl.Key] = v
	return nil
}

func readClock(fl Field, v string, p *Parsed) error {
	h, m, ok := strings.Cut(v, ":")
	if !ok || len(h) != 2 || len(m) != 2 || h > "23" || m > "59" || strings.Trim(h+m, "0123456789") != "" {
		return fault.New(fault.Invalid, "error.clock")
	}
	p.Text[fl.Key] = v
	return nil
}
