package dialogs

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
)

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

// readClock takes 8:30 and ０８：３０ for 08:30.
func readClock(fl Field, v string, p *Parsed) error {
	h, m, ok := strings.Cut(width.Narrow.String(v), ":")
	if len(h) == 1 {
		h = "0" + h
	}
	if !ok || len(h) != 2 || len(m) != 2 || h > "23" || m > "59" || strings.Trim(h+m, "0123456789") != "" {
		return fault.New(fault.Invalid, "error.clock")
	}
	p.Text[fl.Key] = h + ":" + m
	return nil
}
