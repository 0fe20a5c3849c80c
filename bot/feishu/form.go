package feishu

import (
	"encoding/json"
	"slices"
	"strings"

	"dealmate/bot"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

// form draws a form as a card: notices, one input for each field with what is
// wrong below it, the button that sends it, and one that gives it up.
func (a *Adapter) form(f bot.FormView, lang i18n.Lang) json.RawMessage {
	for most := maxChoices; ; most /= 2 {
		d := &drawer{say: a.sayer(lang)}
		d.blocks(f.Notice)
		m := &former{drawer: d, has: a.catalog.Has, view: f, most: most}
		d.add(m.form())
		d.add(row("flow", column("auto", m.cancel())))
		title := d.say(i18n.T("form." + f.Form.ID + ".title"))
		tags, bytes := size(d.out)
		if most <= 1 || tags <= maxElements-20 && bytes <= maxCard-2*spareBytes {
			return d.finish(title, m.template(), title)
		}
	}
}

// former draws the inputs of one form.
type former struct {
	*drawer
	has  func(key string) bool
	view bot.FormView
	most int // options of a field that are listed
	in   []node
	keys []string // names of the inputs
}

// template is the header's colour: a form that came back looks different.
func (m *former) template() string {
	if len(m.view.Problems) > 0 || len(m.view.Notice) > 0 {
		return "orange"
	}
	return "blue"
}

func (m *former) form() node {
	if p, ok := m.view.Problems[""]; ok {
		m.problem(p)
	}
	for _, f := range m.view.Form.Fields {
		m.field(f)
		if p, ok := m.view.Problems[f.Key]; ok {
			m.problem(p)
		}
	}
	m.in = append(m.in, m.send())
	return node{"tag": "form", "name": "form", "vertical_spacing": "8px", "elements": m.in}
}

func (m *former) problem(t i18n.Text) {
	text := plain(oneLine("⚠ " + m.say(t)))
	text["text_color"], text["text_size"] = "red", "notation"
	m.in = append(m.in, div(text))
}

// send is the button that sends the form. Its value names the inputs: one that
// was emptied may be missing from what the client sends.
func (m *former) send() node {
	s := m.view.State
	value := node{keyForm: s.ID, keyStep: itoa(s.Step), keyFields: strings.Join(m.keys, ",")}
	return node{
		"tag": "button", "name": "send", "type": "primary_filled", "width": "fill", "text": plain(cut(m.submit(), maxLabel)),
		"form_action_type": "submit", "behaviors": []node{{"type": "callback", "value": value}},
	}
}

func (m *former) cancel() node {
	return node{
		"tag": "button", "type": "text", "text": plain(m.say(i18n.T("feishu.cancel"))),
		"behaviors": []node{{"type": "callback", "value": node{keyDrop: m.view.State.ID}}},
	}
}

func (m *former) submit() string {
	if !m.view.Submit.IsZero() {
		return m.say(m.view.Submit)
	}
	for _, key := range []string{"form." + m.view.Form.ID + ".submit", "form.submit"} {
		if m.has(key) {
			return m.say(i18n.T(key))
		}
	}
	return m.say(i18n.T("feishu.submit"))
}

// text is one of a field's own texts, "" when the catalog has none.
func (m *former) text(f dialogs.Field, which string) string {
	key := m.view.Form.Text(f, which)
	if !m.has(key) {
		return ""
	}
	return oneLine(m.say(i18n.T(key)))
}

func (m *former) label(f dialogs.Field) string {
	return oneLine(m.say(i18n.T(m.view.Form.Text(f, "label"))))
}

// field draws one field: its label, what it is filled in with, and its hint. A
// field that another's value asks for is optional to the client, which cannot
// know; the core demands it when it is due.
func (m *former) field(f dialogs.Field) {
	if f.Kind == dialogs.Say {
		m.in = append(m.in, div(plain(m.label(f))))
		return
	}
	hint := m.text(f, "hint")
	input, more := m.input(f)
	if input == nil {
		m.in = append(m.in, div(quietText(m.label(f)+": "+m.say(i18n.T("feishu.no_options")))))
		return
	}
	if input["tag"] != "input" {
		m.in = append(m.in, div(plain(m.label(f))))
	}
	input["name"], input["width"] = m.named(f, input), "fill"
	if f.Required && f.With == "" {
		input["required"] = true
	}
	m.in = append(m.in, input)
	if hint = strings.TrimSpace(hint + " " + more); hint != "" {
		m.in = append(m.in, div(quietText(hint)))
	}
}

// Names of inputs tell how their values come over the wire; they are unique in
// the whole card because a form's keys are.
var prefixes = map[any]string{"date_picker": "d_", "multi_select_static": "m_", "select_static": "s_", "input": "t_"}

func (m *former) named(f dialogs.Field, input node) string {
	n := prefixes[input["tag"]] + f.Key
	m.keys = append(m.keys, n)
	return n
}

// input is what a field is filled in with, nil for a choice of nothing; more is
// what has to be said beside.
func (m *former) input(f dialogs.Field) (n node, more string) {
	value := m.view.State.Values[f.Key]
	switch f.Kind {
	case dialogs.Choice, dialogs.Person, dialogs.People:
		return m.choice(f, value)
	case dialogs.Day:
		if value == "" || isDay(value) {
			n = node{"tag": "date_picker", "placeholder": m.placeholder(f)}
			if value != "" {
				n["initial_date"] = value
			}
			return n, ""
		}
	}
	return m.typed(f, value), ""
}

func (m *former) typed(f dialogs.Field, value string) node {
	limit := f.Max
	if limit <= 0 || limit > maxTyped {
		limit = maxTyped
	}
	n := node{
		"tag": "input", "label": plain(m.label(f)), "label_position": "top", "placeholder": m.placeholder(f),
		// A longer value than the field takes comes back whole, to be mended.
		"max_length": min(max(limit, len([]rune(value))), maxTyped),
	}
	if value = visible(value); value != "" {
		n["default_value"] = string([]rune(value)[:min(len([]rune(value)), maxTyped)])
	}
	if f.Kind == dialogs.Area {
		n["input_type"], n["rows"] = "multiline_text", 3
	}
	return n
}

func (m *former) placeholder(f dialogs.Field) node {
	s := m.text(f, "placeholder")
	if s == "" {
		s = m.say(i18n.T("feishu.placeholder." + string(f.Kind)))
	}
	return plain(cut(s, maxLabel))
}

// choice offers options. Nobody can search in Feishu's lists: one that is too
// long is typed into, and the core finds who or what was meant.
func (m *former) choice(f dialogs.Field, value string) (n node, more string) {
	options := m.options(f)
	switch {
	case len(options) == 0:
		return nil, ""
	case len(options) > m.most:
		n = m.typed(f, m.labelsOf(options, f, value))
		n["placeholder"] = plain(m.say(i18n.T("feishu.type_a_name")))
		return n, ""
	}
	var list []node
	for _, o := range options {
		text := oneLine(m.say(o.Label))
		if g := oneLine(m.say(o.Group)); g != "" { // the platform has no headings in lists
			text = g + " · " + text
		}
		list = append(list, node{"text": plain(cut(text, maxOption)), "value": o.Value})
	}
	if f.Kind == dialogs.People {
		n = node{"tag": "multi_select_static", "options": list, "placeholder": m.placeholder(f)}
		if chosen := m.chosen(options, value); len(chosen) > 0 {
			n["selected_values"] = chosen
		}
		return n, ""
	}
	n = node{"tag": "select_static", "options": list, "placeholder": m.placeholder(f)}
	if chosen := m.chosen(options, value); len(chosen) == 1 {
		n["initial_option"] = chosen[0]
	}
	return n, ""
}

// options are those of the form, else those that the desk gave, each once.
func (m *former) options(f dialogs.Field) []dialogs.Option {
	options := m.view.State.Options[f.Key]
	if len(f.Options) > 0 {
		options = nil
		for _, v := range f.Options {
			options = append(options, dialogs.Option{Value: v, Label: i18n.T(strings.TrimSuffix(f.Labels, ".") + "." + v)})
		}
	}
	seen := map[string]bool{"": true}
	return slices.DeleteFunc(slices.Clone(options), func(o dialogs.Option) bool {
		again := seen[o.Value]
		seen[o.Value] = true
		return again
	})
}

func (m *former) chosen(options []dialogs.Option, value string) []string {
	var out []string
	for _, v := range dialogs.SplitPeople(value) {
		if slices.ContainsFunc(options, func(o dialogs.Option) bool { return o.Value == v }) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// labelsOf is a choice as it would be typed.
func (m *former) labelsOf(options []dialogs.Option, f dialogs.Field, value string) string {
	values := []string{value}
	if f.Kind == dialogs.People {
		values = dialogs.SplitPeople(value)
	}
	for i, v := range values {
		for _, o := range options {
			if o.Value == v {
				values[i] = oneLine(m.say(o.Label))
			}
		}
	}
	return strings.Join(values, ", ")
}
