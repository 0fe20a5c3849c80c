package bottest_test

import (
	"context"
	"encoding/json"
	"strings"

	"dealmate/sandbox"
)

// inSlack plays in the fake of Slack.
type inSlack struct{ *sandbox.Workspace }

func (w inSlack) direct(user string) string { return w.DM(user) }

func (w inSlack) answers(_, place string) string { return place }

func (w inSlack) messages(user, place string) []seen {
	var out []seen
	for _, m := range w.Messages(place, user) {
		s := seen{place: m.Channel, id: m.TS, thread: m.ThreadTS, own: m.User == user, text: m.Text}
		if len(m.Blocks) > 0 {
			s.text = sandbox.PlainText(m.Blocks)
		}
		for _, f := range m.Files {
			s.files = append(s.files, file{f.Name, w.FileData(f.ID)})
		}
		for _, b := range sandbox.Buttons(m.Blocks) {
			value := ""
			if b.Overflow {
				value = b.Value
			}
			s.buttons = append(s.buttons, button{b.Label, [3]string{b.BlockID, b.ActionID, value}})
		}
		out = append(out, s)
	}
	return out
}

func (w inSlack) types(ctx context.Context, user, place, line string) error {
	if strings.HasPrefix(line, "/") {
		return w.Command(ctx, user, place, line)
	}
	return w.Say(ctx, user, place, line, "")
}

func (w inSlack) shares(ctx context.Context, user, place, name string, data []byte) error {
	return w.Share(ctx, user, place, name, data)
}

func (w inSlack) forwards(ctx context.Context, user, place, comment string, ms ...seen) error {
	for _, m := range ms {
		if err := w.Forward(ctx, user, sandbox.Ref{Channel: m.place, TS: m.id}, place, comment); err != nil {
			return err
		}
	}
	return nil
}

func (w inSlack) presses(ctx context.Context, user string, m seen, b button) error {
	return w.Click(ctx, user, sandbox.Ref{Channel: m.place, TS: m.id}, b.ref[0], b.ref[1], b.ref[2])
}

func (inSlack) toast(string) string { return "" } // Slack has none: an ephemeral message tells

func (w inSlack) from(ctx context.Context, user string, m seen, verb string) error {
	callback := map[string]string{"new": "sc_msg_deal_new", "note": "sc_msg_note"}[verb]
	return w.Shortcut(ctx, user, callback, sandbox.Ref{Channel: m.place, TS: m.id})
}

func (w inSlack) home(ctx context.Context, user string) (func() string, error) {
	return func() string { return sandbox.PlainText(w.Home(user)) }, w.OpenHome(ctx, user)
}

// input is one field of a view.
type input struct {
	Block   string `json:"block_id"`
	Label   struct{ Text string }
	Element struct {
		Options []option
		Groups  []struct{ Options []option } `json:"option_groups"`
	}
}

type option struct {
	Text  struct{ Text string }
	Value string
}

func (w inSlack) inputs(user string) (sandbox.View, []input, bool) {
	v, ok := w.View(user)
	var blocks []input
	if !ok || json.Unmarshal(v.Blocks, &blocks) != nil {
		return v, nil, false
	}
	met := map[string]int{}
	for i, b := range blocks {
		if b.Label.Text != "" {
			blocks[i].Label.Text = nth(met, b.Label.Text)
		}
	}
	return v, blocks, true
}

func (w inSlack) form(user string) (sheet, bool) {
	v, blocks, ok := w.inputs(user)
	s := sheet{title: v.Title, text: sandbox.PlainText(v.Blocks)}
	for _, b := range blocks {
		if b.Label.Text == "" {
			continue
		}
		f := field{label: b.Label.Text, value: v.Values[b.Block], options: map[string]string{}}
		all := b.Element.Options
		for _, g := range b.Element.Groups {
			all = append(all, g.Options...)
		}
		for _, o := range all {
			f.options[o.Text.Text] = o.Value
		}
		s.fields = append(s.fields, f)
	}
	return s, ok
}

func (w inSlack) submit(ctx context.Context, user string, typed map[string]string) (map[string]string, error) {
	_, blocks, _ := w.inputs(user)
	values, labels := map[string]string{}, map[string]string{}
	for _, b := range blocks {
		labels[b.Block] = b.Label.Text
		if v, ok := typed[b.Label.Text]; ok {
			values[b.Block] = v
		}
	}
	errs, err := w.Submit(ctx, user, values)
	out := map[string]string{}
	for block, text := range errs {
		out[labels[block]] = text
	}
	return out, err
}

func (w inSlack) slow() {
	w.Fault("chat.postMessage", sandbox.Fault{Status: 429, RetryAfter: 1, Times: 1})
}
