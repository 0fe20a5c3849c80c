package dialogs

import (
	"net/url"
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
		var ids []string
		for _, name := range SplitNames(v) {
			if err := readChoice(fl, name, s, p); err != nil {
				return err
			}
			ids = append(ids, p.Text[fl.Key])
		}
		p.Text[fl.Key] = strings.Join(ids, ",")
		return nil
	case Clock:
		return readClock(fl, v, p)
	case Link:
		return readLink(fl, v, p)
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

// SplitNames splits what was chosen or typed for several people.
func SplitNames(v string) []string {
	var out []string
	for _, n := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(",，、;；\n", r) }) {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// readChoice takes an option's value, or a name that was typed where a list was
// too long to be shown: all of it, else a part that one option alone has.
func readChoice(fl Field, v string, s State, p *Parsed) error {
	options := s.Options[fl.Key]
	if slices.Contains(fl.Options, v) || slices.ContainsFunc(options, func(o Option) bool { return o.Value == v }) {
		p.Text[fl.Key] = v
		return nil
	}
	for _, is := range []func(label, typed string) bool{func(l, t string) bool { return l == t }, strings.Contains} {
		found := labelled(options, v, is)
		switch {
		case len(found) == 1:
			p.Text[fl.Key] = found[0].Value
			return nil
		case len(found) > 1:
			return fault.New(fault.Invalid, "error.which", "Query", v, "Names", names(found))
		}
	}
	return fault.New(fault.Invalid, "error.choice")
}

// labelled are the options whose own name is what was typed.
func labelled(options []Option, typed string, is func(label, typed string) bool) []Option {
	typed = strings.ToLower(width.Narrow.String(typed))
	return slices.DeleteFunc(slices.Clone(options), func(o Option) bool {
		label := strings.ToLower(width.Narrow.String(o.Label.Typed()))
		return label == "" || !is(label, typed)
	})
}

// maxNamed is how many of those that were meant a sentence names.
const maxNamed = 5

func names(options []Option) string {
	var out []string
	for _, o := range options[:min(len(options), maxNamed)] {
		out = append(out, o.Label.Typed())
	}
	return strings.Join(out, ", ")
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

// readLink takes an address with its scheme, or one that begins with www.
func readLink(fl Field, v string, p *Parsed) error {
	if strings.HasPrefix(strings.ToLower(v), "www.") {
		v = "https://" + v
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") || strings.ContainsAny(v, " \t\n<>|") {
		return fault.New(fault.Invalid, "error.link")
	}
	return readText(fl, v, p)
}
