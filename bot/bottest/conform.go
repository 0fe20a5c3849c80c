package bottest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// Core is a conversation that answers what a test says and remembers what it was
// asked.
type Core struct {
	mu     sync.Mutex
	answer func(bot.Event) bot.Reply
	events []bot.Event
	sent   []bot.Sent
}

// Handle implements bot.Handler.
func (c *Core) Handle(_ context.Context, e bot.Event) bot.Reply {
	c.mu.Lock()
	c.events = append(c.events, e)
	answer := c.answer
	c.mu.Unlock()
	if answer == nil {
		return bot.Reply{}
	}
	return answer(e)
}

// Sent implements bot.Handler.
func (c *Core) Sent(_ context.Context, _ bot.Post, s bot.Sent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, s)
}

func (c *Core) says(f func(bot.Event) bot.Reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer, c.events, c.sent = f, nil, nil
}

func (c *Core) asked() []bot.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Event(nil), c.events...)
}

// Rig is an adapter between a Core and its platform's fake.
type Rig struct {
	Name     string
	Platform bot.Platform
	Core     *Core
	User     string // somebody of the tenant, with the e-mail lin@example.com
	Direct   string // their chat with the bot
	Says     func(line string) error
	Twice    func()          // the next thing is delivered twice
	Slow     func()          // the next message is refused: too fast
	Down     func()          // the next message meets an error of the server
	Screen   func() []string // what stands in the chat, of the bot
	Press    func() error    // the newest button is clicked
	Drain    func(context.Context) error
	Pings    func() []string
}

// Conform holds an adapter to what the core may rely on, whatever the platform.
// A rig is made anew for each part.
func Conform(t *testing.T, rig func(t *testing.T) *Rig) {
	t.Helper()
	for _, part := range []struct {
		name string
		run  func(t *testing.T, r *Rig)
	}{
		{"a line comes as an event of its writer, and its answer goes to their chat", conformLine},
		{"what is delivered twice is handled once", conformTwice},
		{"a click carries the button's action, and its card is replaced in place", conformClick},
		{"a panic of the core ends nothing", conformPanic},
		{"a message is sent, tells where it is, and is updated there", conformPost},
		{"errors tell whether a repeat helps", conformErrors},
		{"people are found by e-mail and known by their user", conformPeople},
		{"hostile texts are shown and mention nobody", conformHostile},
		{"every sample card is taken", conformCards},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, rig(t)) })
	}
}

func cardSaying(s string) *card.Card {
	return &card.Card{Title: i18n.Raw("Title"), Blocks: []card.Block{{Text: i18n.Raw(s)}}}
}

func (r *Rig) says(t *testing.T, line string) {
	t.Helper()
	require.NoError(t, r.Says(line))
	require.NoError(t, r.Drain(t.Context()))
}

// soon is how long a rig waits for what follows an acknowledged event.
const soon = 10 * time.Second

func (r *Rig) newest(t *testing.T) string {
	t.Helper()
	require.Eventually(t, func() bool { return len(r.Screen()) > 0 }, soon, 5*time.Millisecond, "the chat is empty")
	all := r.Screen()
	return all[len(all)-1]
}

// shows waits until the newest message has some words.
func (r *Rig) shows(t *testing.T, words string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(r.newest(t), words) }, soon, 5*time.Millisecond, words)
}

func conformLine(t *testing.T, r *Rig) {
	r.Core.says(func(e bot.Event) bot.Reply { return bot.Reply{Card: cardSaying("you said " + e.Text)} })
	r.says(t, "列表 team")
	e := r.Core.asked()[0]
	require.Equal(t, bot.Message, e.Kind)
	require.Equal(t, r.User, e.User.ID)
	require.Equal(t, r.Name, e.User.Platform)
	require.Equal(t, r.Direct, e.Place.Channel)
	require.True(t, e.Place.Direct)
	require.NotEmpty(t, e.ID)
	require.False(t, e.At.IsZero())
	r.shows(t, "you said 列表 team")
}

func conformTwice(t *testing.T, r *Rig) {
	r.Core.says(func(bot.Event) bot.Reply { return bot.Reply{Card: cardSaying("once")} })
	r.Twice()
	r.says(t, "hi")
	require.Len(t, r.Core.asked(), 1)
	require.Eventually(t, func() bool { return len(r.Screen()) == 1 }, soon, 5*time.Millisecond)
}

func conformClick(t *testing.T, r *Rig) {
	action := card.Action{Verb: "forward", Object: "d1", Value: "here|potential", Version: 3}
	first := card.Card{Title: i18n.Raw("Title"), Blocks: []card.Block{{Buttons: []card.Button{{Label: i18n.Raw("Go"), Action: action}}}}}
	r.Core.says(func(e bot.Event) bot.Reply {
		if e.Kind == bot.Click {
			return bot.Reply{Card: cardSaying("gone on"), Replace: true}
		}
		return bot.Reply{Card: &first}
	})
	r.says(t, "hi")
	require.NoError(t, r.Press())
	// The click is over for the platform once it is acknowledged; the card follows.
	r.shows(t, "gone on")
	asked := r.Core.asked()
	require.Equal(t, action, asked[1].Action)
	require.True(t, asked[1].Place.Direct)
	require.NotEmpty(t, asked[1].Place.Message)
	require.Eventually(t, func() bool { return len(r.Screen()) == 1 }, soon, 5*time.Millisecond)
}

func conformPanic(t *testing.T, r *Rig) {
	r.Core.says(func(e bot.Event) bot.Reply {
		if e.Text == "boom" {
			panic("boom")
		}
		return bot.Reply{Card: cardSaying("still here")}
	})
	r.says(t, "boom")
	r.says(t, "hi")
	r.shows(t, "still here")
}

func conformPost(t *testing.T, r *Rig) {
	p := bot.Post{To: bot.Target{Platform: r.Name, User: r.User}, Card: *cardSaying("one"), Key: "k1", Lang: i18n.English}
	sent, err := r.Platform.Post(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, r.Direct, sent.Channel)
	require.NotEmpty(t, sent.Message)
	p.To, p.Update, p.Card = bot.Target{Platform: r.Name, Channel: sent.Channel}, sent.Message, *cardSaying("two")
	again, err := r.Platform.Post(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, sent, again)
	require.Eventually(t, func() bool { return len(r.Screen()) == 1 }, soon, 5*time.Millisecond)
	r.shows(t, "two")
}

func conformErrors(t *testing.T, r *Rig) {
	post := func(to bot.Target) error {
		to.Platform = r.Name
		_, err := r.Platform.Post(t.Context(), bot.Post{To: to, Card: *cardSaying("x")})
		return err
	}
	r.Slow()
	later, ok := errors.AsType[bot.RetryAfter](post(bot.Target{Channel: r.Direct}))
	require.True(t, ok, "too fast")
	require.GreaterOrEqual(t, later.RetryAfter(), time.Second)
	r.Down()
	err := post(bot.Target{Channel: r.Direct})
	require.Error(t, err)
	_, ok = errors.AsType[bot.RetryAfter](err)
	require.False(t, ok, "nobody knows whether it was shown")
	never, ok := errors.AsType[bot.Permanent](err)
	require.False(t, ok && never.Permanent())
	for name, to := range map[string]bot.Target{"no such channel": {Channel: "C0NONE"}, "nobody": {}} {
		never, ok = errors.AsType[bot.Permanent](post(to))
		require.True(t, ok && never.Permanent(), name)
	}
	require.NoError(t, post(bot.Target{Channel: r.Direct}), "afterwards all is well")
}

func conformPeople(t *testing.T, r *Rig) {
	p, err := r.Platform.Find(t.Context(), "lin@example.com")
	require.NoError(t, err)
	require.Equal(t, r.User, p.User)
	require.Equal(t, "lin@example.com", p.Email)
	require.NotEmpty(t, p.Name)
	require.False(t, p.Guest)
	same, err := r.Platform.Profile(t.Context(), r.User)
	require.NoError(t, err)
	require.Equal(t, p.Name, same.Name)
	_, err = r.Platform.Find(t.Context(), "nobody@example.com")
	never, ok := errors.AsType[bot.Permanent](err)
	require.True(t, ok && never.Permanent())
}

func conformHostile(t *testing.T, r *Rig) {
	for _, s := range Hostile() {
		_, err := r.Platform.Post(t.Context(), bot.Post{To: bot.Target{Platform: r.Name, User: r.User}, Card: CardOf(s)})
		require.NoError(t, err, s)
	}
	require.Eventually(t, func() bool { return len(r.Screen()) == len(Hostile()) }, soon, 5*time.Millisecond)
	require.Empty(t, r.Pings())
}

func conformCards(t *testing.T, r *Rig) {
	for name, c := range Cards() {
		for _, lang := range i18n.Langs() {
			_, err := r.Platform.Post(t.Context(), bot.Post{To: bot.Target{Platform: r.Name, User: r.User}, Card: c, Lang: lang})
			require.NoError(t, err, name)
		}
	}
}
