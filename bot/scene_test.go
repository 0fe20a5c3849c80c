package bot

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// fakePlatform remembers what was posted.
type fakePlatform struct {
	posts []Post
	homes []card.Card
	err   error
	who   Profile
}

func (p *fakePlatform) Post(_ context.Context, post Post) (Sent, error) {
	p.posts = append(p.posts, post)
	return Sent{Channel: "D-" + post.To.User + post.To.Channel, Message: fmt.Sprintf("m%d", len(p.posts))}, p.err
}

func (p *fakePlatform) ShowHome(_ context.Context, _ string, c card.Card, _ i18n.Lang) error {
	p.homes = append(p.homes, c)
	return p.err
}

func (p *fakePlatform) Profile(context.Context, string) (Profile, error) { return p.who, p.err }

func (p *fakePlatform) Download(context.Context, string, int64) ([]byte, error) { return nil, nil }

func (p *fakePlatform) Find(context.Context, string) (Profile, error) { return p.who, p.err }

// scene is a bot with its fakes, and the ways to speak to it.
type scene struct {
	t        *testing.T
	bot      *Bot
	desk     *fakeDesk
	platform *fakePlatform
	catalog  *i18n.Catalog
	log      *strings.Builder
	events   int
}

func newScene(t *testing.T) *scene {
	t.Helper()
	catalog, err := i18n.Load(i18n.WithClock(func() time.Time { return now }))
	require.NoError(t, err)
	s := &scene{t: t, desk: newFakeDesk(), platform: &fakePlatform{}, catalog: catalog, log: &strings.Builder{}}
	s.bot = New(Options{
		Desk: s.desk, Platforms: map[string]Platform{"slack": s.platform}, Catalog: catalog,
		Now: func() time.Time { return now }, NewID: func() string { return "E-7" },
		Log: slog.New(slog.NewTextHandler(io.Writer(s.log), nil)),
	})
	return s
}

// Places an event may come from.
var (
	direct   = Place{Platform: "slack", Channel: "D-1", Direct: true}
	channel  = Place{Platform: "slack", Channel: "C-ANY", Answer: "answer-1", Can: Abilities{Form: true, Private: true}}
	teamRoom = Place{Platform: "slack", Channel: "C-EAST", Answer: "answer-1", Can: Abilities{Form: true, Private: true}}
	thread   = Place{Platform: "slack", Channel: "C-ANY", Thread: "t1"}
)

// on is a place whose message was clicked.
func on(p Place, message string) Place {
	p.Message, p.Can.Form = message, true
	if p.Direct {
		p.Can.Private = false
	}
	return p
}

func (s *scene) event(k Kind, user string, p Place) Event {
	s.events++
	return Event{Kind: k, ID: fmt.Sprintf("ev%d", s.events), User: User{Platform: "slack", ID: user}, Place: p, At: now}
}

func (s *scene) types(user string, p Place, line string) Reply {
	e := s.event(Command, user, p)
	if p.Direct || p.Thread != "" {
		e.Kind = Message
	}
	e.Text = line
	return s.bot.Handle(s.t.Context(), e)
}

func (s *scene) clicks(user string, p Place, a card.Action) Reply {
	e := s.event(Click, user, p)
	e.Action = a
	return s.bot.Handle(s.t.Context(), e)
}

// cards lists everything a reply shows.
func cards(r Reply) []card.Card {
	var out []card.Card
	for _, c := range []*card.Card{r.Card, r.Home} {
		if c != nil {
			out = append(out, *c)
		}
	}
	for _, p := range r.After {
		out = append(out, p.Card)
	}
	if r.Form != nil {
		out = append(out, card.Card{Blocks: r.Form.Notice})
	}
	return out
}

// says is everything a reply says, buttons included, in its language.
func (s *scene) says(r Reply) string {
	s.t.Helper()
	say := func(t i18n.Text) string { return s.catalog.Say(r.Lang, t) }
	var out []string
	for _, c := range cards(r) {
		out = append(out, c.Plain(say))
		for _, b := range buttons(c) {
			out = append(out, "["+say(b.Label)+"]")
		}
	}
	for _, p := range r.Problems {
		out = append(out, say(p))
	}
	text := strings.Join(out, "\n")
	require.NotContains(s.t, text, "⟦", "every text is in the catalogs")
	require.NotContains(s.t, text, "<no value>")
	return text
}

func buttons(c card.Card) []card.Button {
	var out []card.Button
	for _, b := range c.Blocks {
		out = append(out, b.Buttons...)
		for _, i := range b.Items {
			if i.Button != nil {
				out = append(out, *i.Button)
			}
		}
	}
	return out
}

// button finds a button of a reply by its verb.
func (s *scene) button(r Reply, verb string) card.Button {
	s.t.Helper()
	for _, c := range cards(r) {
		for _, b := range buttons(c) {
			if b.Action.Verb == verb {
				return b
			}
		}
	}
	require.Failf(s.t, "no such button", "%s in %s", verb, s.says(r))
	return card.Button{}
}

func verbs(r Reply) []string {
	var out []string
	for _, c := range cards(r) {
		for _, b := range buttons(c) {
			out = append(out, b.Action.Verb)
		}
	}
	return out
}
