package bottest_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/sandbox/feishu"
)

// patience is how long a play waits for what must come; it is only ever used up
// by a failure.
const patience = 15 * time.Second

// stage is a workspace with a bot and a fictitious company in it.
type stage struct {
	t     *testing.T
	ctx   context.Context
	local *app.Local
	venue
}

// each runs a play on every platform.
func each(t *testing.T, run func(t *testing.T, s *stage), change ...func(*app.LocalOptions)) {
	t.Helper()
	t.Parallel()
	for _, name := range []string{"slack", "feishu"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of a play is waiting: Feishu takes five messages a second
			run(t, play(t, append(slices.Clone(change), on(name))...))
		})
	}
}

func on(platforms ...string) func(*app.LocalOptions) {
	return func(o *app.LocalOptions) { o.Platforms = platforms }
}

// play opens a stage. Options may change how the workspace runs.
func play(t *testing.T, change ...func(*app.LocalOptions)) *stage {
	t.Helper()
	o := app.LocalOptions{Listen: "127.0.0.1:0", Dir: t.TempDir(), Base: curtain(t), Log: slog.New(slog.NewTextHandler(logs(), &slog.HandlerOptions{Level: slog.LevelWarn}))}
	for _, c := range change {
		c(&o)
	}
	furnish(t, o)
	l, err := app.StartLocal(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	s := &stage{t: t, ctx: context.Background(), local: l}
	if l.Workspace != nil {
		s.venue = inSlack{l.Workspace}
		s.until("the bot is connected to Slack", l.Workspace.Connected)
	}
	if l.Feishu != nil {
		s.feishu()
		s.until("the bot is connected to Feishu", l.Feishu.Connected)
		t.Cleanup(func() { noRefusals(t, l.Feishu) })
	}
	<-l.Bound()
	return s
}

// feishu goes on in Feishu.
func (s *stage) feishu() *stage { s.venue = &inFeishu{Workspace: s.local.Feishu}; return s }

// slack goes on in Slack.
func (s *stage) slack() *stage { s.venue = inSlack{s.local.Workspace}; return s }

// noRefusals checks that Feishu took every card.
func noRefusals(t *testing.T, w *feishu.Workspace) {
	t.Helper()
	for _, x := range w.Traffic() {
		if x.Kind == "error" && strings.Contains(x.Name, "card") {
			t.Errorf("%s: %s", x.Name, x.Sent)
		}
	}
}

// raised is when this run of the tests began: its plays' clocks go on from there.
var raised = time.Now()

// curtain is the clock of a play: it begins on an ordinary working morning, as a
// bot that keeps hours says other things on a Saturday or before a holiday. PLAY_AT
// (RFC 3339) lets all plays begin at another moment.
func curtain(t *testing.T) func() time.Time {
	t.Helper()
	at := time.Date(2026, time.July, 14, 10, 0, 0, 0, time.FixedZone("", 8*3600)).Local()
	if env := os.Getenv("PLAY_AT"); env != "" {
		var err error
		at, err = time.Parse(time.RFC3339, env)
		require.NoError(t, err, "PLAY_AT")
	}
	return func() time.Time { return at.Add(time.Since(raised)) }
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
func (s *stage) as(user string) *actor { return &actor{s, user, s.direct(user)} }

// in moves the person to a channel.
func (a *actor) in(channel string) *actor { return &actor{a.stage, a.user, channel} }

// answered moves the person to where an answer goes that only they need.
func (a *actor) answered() *actor { return a.in(a.answers(a.user, a.place)) }

// types sends a line: a command when it begins with a slash.
func (a *actor) types(line string) *actor {
	a.t.Helper()
	require.NoError(a.t, a.venue.types(a.ctx, a.user, a.place, line), line)
	return a
}

// said is what the person's newest own message in the place is.
func (a *actor) said() seen {
	a.t.Helper()
	for _, m := range slices.Backward(a.messages(a.user, a.place)) {
		if m.own {
			return m
		}
	}
	a.t.Fatalf("%s said nothing in %s", a.user, a.place)
	return seen{}
}

// starts a verb from a message.
func (a *actor) starts(verb string, m seen) *actor {
	a.t.Helper()
	require.NoError(a.t, a.from(a.ctx, a.user, m, verb))
	return a
}

// screen is what the person reads in the place, newest last.
func (a *actor) screen() []string {
	var out []string
	for _, m := range a.messages(a.user, a.place) {
		if !m.own {
			out = append(out, m.all())
		}
	}
	return out
}

func (m seen) all() string {
	text := m.text
	for _, b := range m.buttons {
		text += "\n[" + b.label + "]"
	}
	return text
}

// opens presses the button that opens a form, where a typed line cannot.
func (a *actor) opens(label string) *actor {
	a.t.Helper()
	if _, ok := a.venue.(inSlack); ok {
		return a.sees(label).presses(label)
	}
	return a
}

// sees waits until the newest message is an answer with every one of the words.
func (a *actor) sees(words ...string) *actor {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	err := a.Wait(ctx, func() bool {
		all := a.messages(a.user, a.place)
		return len(all) > 0 && !all[len(all)-1].own && has(all[len(all)-1].all(), words)
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

// isTold waits for some words in a message, or in what a platform shows for a
// moment over a click.
func (a *actor) isTold(words ...string) *actor {
	a.t.Helper()
	a.until(a.user+" is told "+strings.Join(words, ", "), func() bool {
		return slices.ContainsFunc(append(a.screen(), a.toast(a.user)), func(m string) bool { return has(m, words) })
	})
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
	m, b := a.button(label)
	require.NoError(a.t, a.venue.presses(a.ctx, a.user, m, b))
	return a
}

// form waits until a form with a title is open.
func (a *actor) form(title string) *form {
	a.t.Helper()
	a.until(a.user+" sees the form "+title, func() bool {
		v, ok := a.venue.form(a.user)
		return ok && v.title == title
	})
	return &form{actor: a, values: map[string]string{}}
}

// noForm checks that no form is open.
func (a *actor) noForm() *actor {
	a.t.Helper()
	a.until(a.user+"'s form closes", func() bool { _, open := a.venue.form(a.user); return !open })
	return a
}

// form is an open form, filled by its labels.
type form struct {
	*actor
	values map[string]string
	errors map[string]string
}

func (f *form) field(label string) field {
	f.t.Helper()
	v, ok := f.venue.form(f.user)
	require.True(f.t, ok, "no form is open")
	got, ok := v.field(label)
	if !ok {
		f.t.Fatalf("the form %s has no field %q:\n%s", v.title, label, v.text)
	}
	return got
}

// fill types into a field; an option is chosen by its label.
func (f *form) fill(label, value string) *form {
	f.t.Helper()
	if v, ok := f.field(label).options[value]; ok {
		value = v
	}
	f.values[label] = value
	return f
}

// holds checks what a field shows.
func (f *form) holds(label, value string) *form {
	f.t.Helper()
	require.Equal(f.t, value, f.field(label).value, label)
	return f
}

// says checks that the form shows some words.
func (f *form) says(words ...string) *form {
	f.t.Helper()
	f.until("the form says "+strings.Join(words, ", "), func() bool {
		v, _ := f.venue.form(f.user)
		return has(v.text, words)
	})
	return f
}

// doesNotSay checks that the form does not show a word.
func (f *form) doesNotSay(word string) *form {
	f.t.Helper()
	v, _ := f.venue.form(f.user)
	require.NotContains(f.t, v.text, word)
	return f
}

// submit sends the form.
func (f *form) submit() *form {
	f.t.Helper()
	errors, err := f.venue.submit(f.ctx, f.user, f.values)
	require.NoError(f.t, err)
	f.errors, f.values = errors, map[string]string{}
	return f
}

// complains checks what stands under a field, or is said of the whole form.
func (f *form) complains(label, words string) *form {
	f.t.Helper()
	text := f.errors[label]
	if text == "" {
		text = f.errors[""]
	}
	require.Contains(f.t, text, words, "under %s; all: %v", label, f.errors)
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
	ms := a.messages(a.user, a.place)
	var out []string
	if len(ms) > 0 {
		for _, b := range ms[len(ms)-1].buttons {
			out = append(out, b.label)
		}
	}
	return out
}

// button is the newest one with a label, and the message it stands in; it may be on
// its way.
func (a *actor) button(label string) (in seen, found button) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	err := a.Wait(ctx, func() bool {
		for _, m := range slices.Backward(a.messages(a.user, a.place)) {
			if i := slices.IndexFunc(m.buttons, func(b button) bool { return b.label == label }); i >= 0 {
				in, found = m, m.buttons[i]
				return true
			}
		}
		return false
	})
	if err != nil {
		a.t.Fatalf("%s finds no button %q; the screen is:\n%s", a.user, label, strings.Join(a.screen(), "\n———\n"))
	}
	return in, found
}

// gets waits for a file whose name ends so, and returns its bytes.
func (a *actor) gets(ending string) []byte {
	a.t.Helper()
	var data []byte
	a.until(a.user+" gets a file "+ending, func() bool {
		for _, m := range a.messages(a.user, a.direct(a.user)) {
			for _, f := range m.files {
				if strings.HasSuffix(f.name, ending) {
					data = f.data
				}
			}
		}
		return data != nil
	})
	return data
}

// sends drops a file into the chat.
func (a *actor) sends(name string, data []byte) *actor {
	a.t.Helper()
	require.NoError(a.t, a.shares(a.ctx, a.user, a.place, name, data))
	return a
}

// asked types a line and waits for a new message with the words, whatever else comes
// meanwhile.
func (a *actor) asked(line string, words ...string) *actor {
	a.t.Helper()
	had := len(a.messages(a.user, a.place))
	a.types(line)
	a.until("an answer to "+line, func() bool {
		all := a.messages(a.user, a.place)
		return len(all) > had && slices.ContainsFunc(all[had:], func(m seen) bool { return !m.own && has(m.all(), words) })
	})
	return a
}
