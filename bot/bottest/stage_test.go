package bottest_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/sandbox"
)

// patience is how long a play waits for what must come; it is only ever used up
// by a failure.
const patience = 15 * time.Second

// stage is a workspace with a bot and a fictitious company in it.
type stage struct {
	t     *testing.T
	ctx   context.Context
	local *app.Local
	*sandbox.Workspace
}

// play opens a stage. Options may change how the workspace runs.
func play(t *testing.T, change ...func(*app.LocalOptions)) *stage {
	t.Helper()
	o := app.LocalOptions{Listen: "127.0.0.1:0", Dir: t.TempDir(), Log: slog.New(slog.NewTextHandler(logs(), &slog.HandlerOptions{Level: slog.LevelWarn}))}
	for _, c := range change {
		c(&o)
	}
	l, err := app.StartLocal(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	s := &stage{t: t, ctx: context.Background(), local: l, Workspace: l.Workspace}
	s.until("the bot is connected", l.Workspace.Connected)
	<-l.Bound()
	return s
}

// logs is where warnings of the bot go: nowhere, unless they are asked for.
func logs() io.Writer {
	if os.Getenv("PLAY_LOG") != "" {
		return os.Stderr
	}
	return io.Discard
}

// until waits for something to become true.
func (s *stage) until(what string, holds func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	if err := s.Wait(ctx, holds); err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
}

// actor is one person in one place.
type actor struct {
	*stage
	user  string
	place string
}

// as is a person in their private chat with the bot.
func (s *stage) as(user string) *actor { return &actor{s, user, s.DM(user)} }

// in moves the person to a channel.
func (a *actor) in(channel string) *actor { return &actor{a.stage, a.user, channel} }

// types sends a line: a command when it begins with a slash.
func (a *actor) types(line string) *actor {
	a.t.Helper()
	var err error
	if strings.HasPrefix(line, "/") {
		err = a.Command(a.ctx, a.user, a.place, line)
	} else {
		err = a.Say(a.ctx, a.user, a.place, line, "")
	}
	require.NoError(a.t, err, line)
	return a
}

// screen is what the person reads in the place, newest last.
func (a *actor) screen() []string {
	var out []string
	for _, m := range a.Messages(a.place, a.user) {
		if m.User != a.user {
			out = append(out, seen(m))
		}
	}
	return out
}

func seen(m sandbox.Message) string {
	if len(m.Blocks) == 0 {
		return m.Text
	}
	text := sandbox.PlainText(m.Blocks)
	for _, b := range sandbox.Buttons(m.Blocks) {
		text += "\n[" + b.Label + "]"
	}
	return text
}

// sees waits until the newest message has every one of the words.
func (a *actor) sees(words ...string) *actor {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	err := a.Wait(ctx, func() bool {
		all := a.screen()
		return len(all) > 0 && has(all[len(all)-1], words)
	})
	if err != nil {
		a.t.Fatalf("%s does not see %q; the screen is:\n%s", a.user, words, strings.Join(a.screen(), "\n———\n"))
	}
	return a
}

// seesSomewhere waits until some message in the place has every word.
func (a *actor) seesSomewhere(words ...string) *actor {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	err := a.Wait(ctx, func() bool {
		return slices.ContainsFunc(a.screen(), func(m string) bool { return has(m, words) })
	})
	if err != nil {
		a.t.Fatalf("%s sees %q nowhere; the screen is:\n%s", a.user, words, strings.Join(a.screen(), "\n———\n"))
	}
	return a
}

// doesNotSee checks that nothing in the place has the word.
func (a *actor) doesNotSee(word string) *actor {
	a.t.Helper()
	require.NotContains(a.t, strings.Join(a.screen(), "\n"), word)
	return a
}

func has(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// presses clicks the newest button with a label.
func (a *actor) presses(label string) *actor {
	a.t.Helper()
	ms := a.Messages(a.place, a.user)
	for _, m := range slices.Backward(ms) {
		for _, b := range sandbox.Buttons(m.Blocks) {
			if b.Label == label {
				value := ""
				if b.Overflow {
					value = b.Value
				}
				require.NoError(a.t, a.Click(a.ctx, a.user, sandbox.Ref{Channel: m.Channel, TS: m.TS}, b.BlockID, b.ActionID, value))
				return a
			}
		}
	}
	a.t.Fatalf("%s finds no button %q; the screen is:\n%s", a.user, label, strings.Join(a.screen(), "\n———\n"))
	return a
}

// form waits until a form with a title is open.
func (a *actor) form(title string) *form {
	a.t.Helper()
	a.until(a.user+" sees the form "+title, func() bool {
		v, ok := a.View(a.user)
		return ok && v.Title == title
	})
	return &form{actor: a, values: map[string]string{}}
}

// noForm checks that no form is open.
func (a *actor) noForm() *actor {
	a.t.Helper()
	a.until(a.user+"'s form closes", func() bool { _, open := a.View(a.user); return !open })
	return a
}

// form is an open form, filled by its labels.
type form struct {
	*actor
	values map[string]string
	errors map[string]string
}

// input is one field as the person sees it.
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

func (f *form) field(label string) input {
	f.t.Helper()
	v, ok := f.View(f.user)
	require.True(f.t, ok, "no form is open")
	var blocks []input
	require.NoError(f.t, json.Unmarshal(v.Blocks, &blocks))
	for _, b := range blocks {
		if b.Label.Text == label {
			return b
		}
	}
	f.t.Fatalf("the form %s has no field %q:\n%s", v.Title, label, sandbox.PlainText(v.Blocks))
	return input{}
}

// fill types into a field; an option is chosen by its label.
func (f *form) fill(label, value string) *form {
	f.t.Helper()
	in := f.field(label)
	all := in.Element.Options
	for _, g := range in.Element.Groups {
		all = append(all, g.Options...)
	}
	for _, o := range all {
		if o.Text.Text == value {
			value = o.Value
		}
	}
	f.values[in.Block] = value
	return f
}

// holds checks what a field shows.
func (f *form) holds(label, value string) *form {
	f.t.Helper()
	v, _ := f.View(f.user)
	require.Equal(f.t, value, v.Values[f.field(label).Block], label)
	return f
}

// says checks that the form shows some words.
func (f *form) says(words ...string) *form {
	f.t.Helper()
	f.until("the form says "+strings.Join(words, ", "), func() bool {
		v, _ := f.View(f.user)
		return has(sandbox.PlainText(v.Blocks), words)
	})
	return f
}

// submit sends the form.
func (f *form) submit() *form {
	f.t.Helper()
	errors, err := f.Submit(f.ctx, f.user, f.values)
	require.NoError(f.t, err)
	f.errors, f.values = errors, map[string]string{}
	return f
}

// complains checks what stands under a field.
func (f *form) complains(label, words string) *form {
	f.t.Helper()
	require.Contains(f.t, f.errors[f.field(label).Block], words, "under %s; all: %v", label, f.errors)
	return f
}

// done checks that the form was accepted and is closed.
func (f *form) done() *actor {
	f.t.Helper()
	require.Empty(f.t, f.errors)
	return f.noForm()
}

// labels lists the buttons of the newest message.
func (a *actor) labels() []string {
	ms := a.Messages(a.place, a.user)
	var out []string
	if len(ms) > 0 {
		for _, b := range sandbox.Buttons(ms[len(ms)-1].Blocks) {
			out = append(out, b.Label)
		}
	}
	return out
}
