package slack

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

// element draws what a field is filled in with. It is nil for a choice of
// nothing; cutAt is how many options are listed when not all are.
func (m *former) element(f dialogs.Field) (e slack.BlockElement, cutAt int) {
	value := m.view.State.Values[f.Key]
	switch f.Kind {
	case dialogs.Choice, dialogs.Person:
		return m.choice(f, value)
	case dialogs.People:
		return m.people(f, value)
	case dialogs.Day:
		if value == "" || isDay(value) {
			return &slack.DatePickerBlockElement{
				Type: slack.METDatepicker, ActionID: inputAction, InitialDate: value, Placeholder: m.placeholder(f),
			}, 0
		}
	}
	return m.typed(f, value), 0
}

// typed is a text input: also for a date that was typed as words, which a date
// picker could not show.
func (m *former) typed(f dialogs.Field, value string) *slack.PlainTextInputBlockElement {
	limit := f.Max
	if limit <= 0 {
		limit = dialogs.MaxText
	}
	limit = min(limit, maxTyped)
	if n := utf8.RuneCountInString(value); n > limit {
		// Slack refuses a view whose value is longer than its input allows, and
		// cutting it would lose the tail for good.
		limit = min(n, maxTyped)
	}
	return &slack.PlainTextInputBlockElement{
		Type: slack.METPlainTextInput, ActionID: inputAction, Multiline: f.Kind == dialogs.Area,
		InitialValue: cut(value, limit), MaxLength: limit, Placeholder: m.placeholder(f),
	}
}

func (m *former) placeholder(f dialogs.Field) *slack.TextBlockObject {
	s := oneLine(m.text(f, "placeholder"))
	if s == "" {
		return nil
	}
	return plainText(s, maxPlaceholder)
}

func (m *former) choice(f dialogs.Field, value string) (slack.BlockElement, int) {
	l := m.listed(f)
	if l.empty() {
		return nil, 0
	}
	e := &slack.SelectBlockElement{
		Type: slack.OptTypeStatic, ActionID: inputAction, Options: l.flat, OptionGroups: l.groups, Placeholder: m.placeholder(f),
	}
	e.InitialOption = l.find(value)
	return e, l.cutAt
}

func (m *former) people(f dialogs.Field, value string) (slack.BlockElement, int) {
	l := m.listed(f)
	if l.empty() {
		return nil, 0
	}
	e := &slack.MultiSelectBlockElement{
		Type: slack.MultiOptTypeStatic, ActionID: inputAction, Options: l.flat, OptionGroups: l.groups, Placeholder: m.placeholder(f),
	}
	for _, id := range dialogs.SplitPeople(value) {
		if o := l.find(id); o != nil && !slices.Contains(e.InitialOptions, o) {
			e.InitialOptions = append(e.InitialOptions, o)
		}
	}
	return e, l.cutAt
}

// listing is what a select offers, flat or in groups.
type listing struct {
	flat   []*slack.OptionBlockObject
	groups []*slack.OptionGroupBlockObject
	cutAt  int
}

func (l *listing) empty() bool { return len(l.flat) == 0 && len(l.groups) == 0 }

func (l *listing) find(value string) *slack.OptionBlockObject {
	is := func(o *slack.OptionBlockObject) bool { return o.Value == value }
	if i := slices.IndexFunc(l.flat, is); i >= 0 {
		return l.flat[i]
	}
	for _, g := range l.groups {
		if i := slices.IndexFunc(g.Options, is); i >= 0 {
			return g.Options[i]
		}
	}
	return nil
}

// listed collects a field's options: those of its form, else those the desk
// gave. A value Slack has no room for cannot be offered.
func (m *former) listed(f dialogs.Field) *listing {
	options := m.view.State.Options[f.Key]
	if len(f.Options) > 0 {
		options = nil
		for _, v := range f.Options {
			options = append(options, dialogs.Option{Value: v, Label: i18n.T(strings.TrimSuffix(f.Labels, ".") + "." + v)})
		}
	}
	options = slices.DeleteFunc(slices.Clone(options), func(o dialogs.Option) bool {
		return o.Value == "" || utf8.RuneCountInString(o.Value) > maxOptionValue
	})
	l := &listing{}
	if len(options) > m.most {
		options, l.cutAt = chosenFirst(options, m.view.State.Values[f.Key])[:m.most], m.most
	}
	grouped := slices.ContainsFunc(options, func(o dialogs.Option) bool { return !o.Group.IsZero() })
	if !grouped && len(options) <= maxOptions {
		l.flat = m.options(options)
		return l
	}
	l.groups = m.groups(options, grouped)
	return l
}

// chosenFirst puts what is chosen in front, so that cutting cannot unchoose it.
func chosenFirst(options []dialogs.Option, value string) []dialogs.Option {
	chosen := dialogs.SplitPeople(value)
	slices.SortStableFunc(options, func(a, b dialogs.Option) int {
		in := func(o dialogs.Option) int {
			if slices.Contains(chosen, o.Value) {
				return 0
			}
			return 1
		}
		return in(a) - in(b)
	})
	return options
}

func (m *former) options(options []dialogs.Option) []*slack.OptionBlockObject {
	out := make([]*slack.OptionBlockObject, len(options))
	for i, o := range options {
		out[i] = &slack.OptionBlockObject{Text: plainText(oneLine(m.say(o.Label)), maxOptionText), Value: o.Value}
	}
	return out
}

// groups puts options that follow each other with one heading together. A list
// without headings that is too long for one group is headed by its first and
// last label, as a telephone book is.
func (m *former) groups(options []dialogs.Option, grouped bool) []*slack.OptionGroupBlockObject {
	var out []*slack.OptionGroupBlockObject
	for len(options) > 0 && len(out) < maxGroups {
		heading := m.say(options[0].Group)
		n := 1
		for n < len(options) && n < maxOptions && m.say(options[n].Group) == heading {
			n++
		}
		if !grouped {
			const half = (maxOptionText - 3) / 2
			heading = cut(oneLine(m.say(options[0].Label)), half) + " – " + cut(oneLine(m.say(options[n-1].Label)), half)
		}
		out = append(out, &slack.OptionGroupBlockObject{Label: plainText(heading, maxOptionText), Options: m.options(options[:n])})
		options = options[n:]
	}
	return out
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
