package bottest_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

	"dealmate/sandbox/feishu"
)

// inFeishu plays in the fake of Feishu. Forms are cards in the private chat;
// what was typed into one stays until the card changes, as in the client.
type inFeishu struct {
	*feishu.Workspace
	mu     sync.Mutex
	toasts map[string]string // the last one, by person
	drafts map[string]draft  // by person
}

type draft struct {
	message, card string
	typed         map[string]string
}

// in Feishu's words: U0LIN is ou_lin, C0EAST is oc_east.
func ouOf(user string) string { return "ou_" + strings.ToLower(strings.TrimPrefix(user, "U0")) }

func ocOf(place string) string {
	if rest, ok := strings.CutPrefix(place, "C0"); ok {
		return "oc_" + strings.ToLower(rest)
	}
	return place
}

func (w *inFeishu) direct(user string) string { return w.P2P(ouOf(user)) }

func (w *inFeishu) answers(user, _ string) string { return w.direct(user) }

func (w *inFeishu) messages(user, place string) []seen {
	var out []seen
	for _, m := range w.Messages(ocOf(place), ouOf(user)) {
		s := seen{place: m.Chat, id: m.ID, thread: m.Parent, own: m.Sender == ouOf(user), text: m.Text}
		if len(m.Card) > 0 {
			s.text = feishu.PlainText(m.Card)
		}
		if m.File != nil {
			s.files = append(s.files, file{m.File.Name, w.FileData(m.File.Key)})
		}
		for _, c := range feishu.Components(m.Card) {
			switch c.Tag {
			case "button":
				s.buttons = append(s.buttons, button{c.Label, [3]string{c.At}})
			case "overflow":
				for _, o := range c.Options {
					s.buttons = append(s.buttons, button{o.Label, [3]string{c.At, o.Value}})
				}
			}
		}
		out = append(out, s)
	}
	return out
}

func (w *inFeishu) types(ctx context.Context, user, place, line string) error {
	if strings.HasPrefix(line, "/") && strings.HasPrefix(place, "C0") {
		line = "@Dealmate " + line // in a group the bot only hears its name
	}
	return w.Say(ctx, ouOf(user), ocOf(place), line, "")
}

func (w *inFeishu) shares(ctx context.Context, user, place, name string, data []byte) error {
	return w.Share(ctx, ouOf(user), ocOf(place), name, data)
}

// forwards drops the comment: the client sends one as a message of its own.
func (w *inFeishu) forwards(ctx context.Context, user, place, _ string, ms ...seen) error {
	var ids []string
	for _, m := range ms {
		ids = append(ids, m.id)
	}
	return w.Forward(ctx, ouOf(user), ocOf(place), ids...)
}

func (w *inFeishu) presses(ctx context.Context, user string, m seen, b button) error {
	a, err := w.Click(ctx, ouOf(user), m.id, b.ref[0], b.ref[1], nil)
	if err == nil && a.Toast != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.toasts == nil {
			w.toasts = map[string]string{}
		}
		w.toasts[user] = a.Toast.Content
	}
	if err == nil && a.Error != "" {
		err = errors.New(a.Error)
	}
	return err
}

func (w *inFeishu) toast(user string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.toasts[user]
}

func (w *inFeishu) from(ctx context.Context, user string, m seen, verb string) error {
	return w.Say(ctx, ouOf(user), m.place, "@Dealmate "+verb, m.id)
}

// home opens the private chat, where the bot shows what needs a person.
func (w *inFeishu) home(ctx context.Context, user string) (func() string, error) {
	return func() string {
		var all []string
		for _, m := range w.messages(user, w.direct(user)) {
			all = append(all, m.text)
		}
		return strings.Join(all, "\n")
	}, w.Enter(ctx, ouOf(user))
}

// open is the newest message with a form in it.
func (w *inFeishu) open(user string) (feishu.Message, []feishu.Component) {
	for _, m := range slices.Backward(w.Messages(w.direct(user), ouOf(user))) {
		all := feishu.Components(m.Card)
		if slices.ContainsFunc(all, func(c feishu.Component) bool { return c.Submit }) {
			met := map[string]int{}
			for i, c := range all {
				if c.Form != "" && c.Tag != "button" {
					all[i].Label = nth(met, c.Label)
				}
			}
			return m, all
		}
	}
	return feishu.Message{}, nil
}

// typedInto is what a person typed into a form that is as it was then.
func (w *inFeishu) typedInto(user string, m feishu.Message) map[string]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if d := w.drafts[user]; d.message == m.ID && d.card == string(m.Card) {
		return d.typed
	}
	return nil
}

func (w *inFeishu) keep(user string, m feishu.Message, typed map[string]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.drafts == nil {
		w.drafts = map[string]draft{}
	}
	all := map[string]string{}
	if d := w.drafts[user]; d.message == m.ID && d.card == string(m.Card) {
		all = d.typed
	}
	for k, v := range typed {
		all[k] = v
	}
	w.drafts[user] = draft{m.ID, string(m.Card), all}
}

func (w *inFeishu) form(user string) (sheet, bool) {
	m, all := w.open(user)
	if all == nil {
		return sheet{}, false
	}
	text := feishu.PlainText(m.Card)
	title, _, _ := strings.Cut(text, "\n")
	s := sheet{title: title, text: text}
	typed := w.typedInto(user, m)
	for _, c := range all {
		if c.Form == "" || c.Tag == "button" {
			continue
		}
		f := field{label: c.Label, options: map[string]string{}}
		f.value, _ = c.Initial.(string)
		if v, ok := typed[c.Label]; ok {
			f.value = v
		}
		for _, o := range c.Options {
			f.options[o.Label] = o.Value
			if _, own, ok := strings.Cut(o.Label, " · "); ok { // below a heading
				f.options[own] = o.Value
			}
		}
		s.fields = append(s.fields, f)
	}
	return s, true
}

func (w *inFeishu) submit(ctx context.Context, user string, typed map[string]string) (map[string]string, error) {
	m, all := w.open(user)
	w.keep(user, m, typed)
	kept := w.typedInto(user, m)
	values, labels, at := map[string]any{}, map[string]string{}, ""
	for _, c := range all {
		labels[c.Name] = c.Label
		if v, ok := kept[c.Label]; ok {
			values[c.Name] = v
		}
		if c.Submit {
			at = c.At
		}
	}
	a, err := w.Click(ctx, ouOf(user), m.ID, at, "", values)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, n := range a.Missing {
		out[labels[n]] = "required 必填"
	}
	if a.Toast != nil && a.Toast.Type == "error" {
		out[""] = a.Toast.Content
	}
	if a.Error != "" {
		out[""] = a.Error
	}
	if again, _ := w.open(user); again.ID == m.ID {
		for label, text := range problemsOf(again.Card) {
			out[label] = text
		}
	}
	return out, nil
}

// problemsOf are the warnings of a form by the field they stand under.
func problemsOf(card json.RawMessage) map[string]string {
	out := map[string]string{}
	label := ""
	fields := map[string]bool{}
	for _, c := range feishu.Components(card) {
		fields[c.Label] = true
	}
	for _, line := range strings.Split(feishu.PlainText(card), "\n") {
		if text, ok := strings.CutPrefix(line, "⚠ "); ok {
			out[label] += text
			continue
		}
		for f := range fields {
			if f != "" && (line == f || strings.HasPrefix(line, f+" ")) {
				label = f
			}
		}
	}
	return out
}

func (w *inFeishu) slow() {
	w.Fault("/open-apis/im/v1/messages", feishu.Fault{Status: 429, RetryAfter: 1, Times: 1})
}
