// Package sandbox is a local workspace: a strict fake of Slack that the real
// adapter talks to over Socket Mode or HTTP, its web page, and a driver that
// acts like a person in tests. It shares no code and no table of limits with the
// adapter, so that it can catch the adapter's mistakes.
package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Person is a user of the workspace.
type Person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Title  string `json:"title"`
	Email  string `json:"email"`
	Locale string `json:"locale"` // "zh-CN", "en-US"
	TZ     string `json:"tz"`     // IANA name
	Guest  bool   `json:"guest"`  // users.info calls them is_restricted
	// External is somebody of another organisation in a shared channel: their
	// team_id is not ours.
	External bool `json:"external"`
}

// Channel is a channel of the workspace.
type Channel struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
	// Private channels have the bot in them only when Members names BotUser;
	// the bot is in every public one.
	Private bool `json:"private"`
}

// Shortcut is one the app offers.
type Shortcut struct {
	Name      string `json:"name"`
	Callback  string `json:"callback"`
	OnMessage bool   `json:"on_message"`
}

// Options is what a Workspace needs. BotUser is always UBOT.
type Options struct {
	Team, TeamID  string
	BotName       string
	BotToken      string
	AppToken      string
	SigningSecret string
	People        []Person
	Channels      []Channel
	Shortcuts     []Shortcut
	Dir           string // keeps messages between runs; "" keeps them in memory
	Clock         *Clock
	NewID         func() string
	RequestURL    string // HTTP mode: where the bot listens; "" is Socket Mode
	Log           *slog.Logger
	HTTPClient    *http.Client
	// Instant is the real time, by which trigger_ids expire even while Clock is
	// moved; time.Now when nil.
	Instant func() time.Time
	// AckTime is how long the bot may take to answer; Slack's three seconds when 0.
	AckTime time.Duration
}

// BotUser is the bot's user ID.
const BotUser = "UBOT"

const botID = "BBOT"

// Workspace is the fake. It is safe for concurrent use.
type Workspace struct {
	o Options

	mu       sync.Mutex
	changed  chan struct{} // closed at every change
	messages map[string][]*Message
	homes    map[string]*View
	views    map[string][]*View
	triggers map[string]*trigger
	hooks    map[string]*hook
	sockets  []*socket
	turn     int
	pending  map[string]chan json.RawMessage
	traffic  []Exchange
	faults   map[string]*Fault
	repeat   int
	late     lateness
	tickets  map[string]time.Time // of the socket, until when
	methods  map[string]method
	pings    []string
	seq      int64
	files    map[string]*stored
	base     string // http://host of the page, learned from requests
	store    *keeper
	done     chan struct{}
	wg       sync.WaitGroup
}

// New makes a workspace, with what an earlier run left in Options.Dir.
func New(o Options) (*Workspace, error) {
	o = o.withDefaults()
	w := &Workspace{
		o: o, changed: make(chan struct{}), messages: map[string][]*Message{}, homes: map[string]*View{},
		views: map[string][]*View{}, triggers: map[string]*trigger{}, hooks: map[string]*hook{},
		pending: map[string]chan json.RawMessage{}, faults: map[string]*Fault{}, done: make(chan struct{}),
		files: map[string]*stored{}, tickets: map[string]time.Time{}, methods: methods(),
	}
	if o.Dir != "" {
		k, err := openKeeper(o.Dir)
		if err != nil {
			return nil, err
		}
		w.store = k
		if err := w.restore(); err != nil {
			return nil, err
		}
		w.wg.Go(w.keep)
	}
	return w, nil
}

func (o Options) withDefaults() Options {
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 10 * time.Second}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Instant == nil {
		o.Instant = time.Now
	}
	if o.AckTime == 0 {
		o.AckTime = 3 * time.Second
	}
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	return o
}

// background runs something that Close waits for; the lock is held. After Close
// nothing is begun any more.
func (w *Workspace) background(f func()) {
	select {
	case <-w.done:
	default:
		w.wg.Go(f)
	}
}

// Close ends the connections and writes what is to be kept.
func (w *Workspace) Close() error {
	w.mu.Lock()
	select {
	case <-w.done:
		w.mu.Unlock()
		return nil
	default:
	}
	close(w.done)
	for _, s := range w.sockets {
		s.close()
	}
	w.mu.Unlock()
	w.wg.Wait()
	if w.store == nil {
		return nil
	}
	return w.save()
}

// Reset forgets messages, homes, forms, files, faults and pings.
func (w *Workspace) Reset() error {
	w.mu.Lock()
	w.messages, w.homes, w.views = map[string][]*Message{}, map[string]*View{}, map[string][]*View{}
	w.triggers, w.hooks, w.files = map[string]*trigger{}, map[string]*hook{}, map[string]*stored{}
	w.faults, w.repeat, w.late, w.pings, w.traffic = map[string]*Fault{}, 0, lateness{}, nil, nil
	w.touch()
	w.mu.Unlock()
	if w.store == nil {
		return nil
	}
	return errors.Join(w.store.dropFiles(), w.save())
}

// touch wakes everybody who waits for a change; the lock is held.
func (w *Workspace) touch() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// Wait returns when a condition holds; it is asked again at every change.
func (w *Workspace) Wait(ctx context.Context, holds func() bool) error {
	for {
		w.mu.Lock()
		c := w.changed
		w.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-c:
		case <-ctx.Done():
			return fmt.Errorf("sandbox: waited in vain: %w", ctx.Err())
		case <-w.done:
			return fmt.Errorf("sandbox: closed")
		}
	}
}

// now is the workspace's clock, which may be moved.
func (w *Workspace) now() time.Time {
	if w.o.Clock == nil {
		return time.Now()
	}
	return w.o.Clock.Now()
}

// nextTS is a message's ID: seconds and a counter, never the same twice; the
// lock is held.
func (w *Workspace) nextTS() string {
	w.seq++
	return fmt.Sprintf("%d.%06d", w.now().Unix(), w.seq)
}

func (w *Workspace) person(id string) (Person, bool) {
	i := slices.IndexFunc(w.o.People, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return w.o.People[i], true
}

// teamOf is the organisation that a person belongs to.
func (w *Workspace) teamOf(p Person) string {
	if p.External {
		return "T0OTHER"
	}
	return w.o.TeamID
}

// DM is the channel of a person's private chat with the bot.
func (w *Workspace) DM(user string) string { return "D" + user }

func (w *Workspace) channelOf(id string) (Channel, bool) {
	i := slices.IndexFunc(w.o.Channels, func(c Channel) bool { return c.ID == id })
	if i < 0 {
		return Channel{}, false
	}
	return w.o.Channels[i], true
}

// botSees reports whether a channel exists for the bot: a private one without
// it does not.
func (w *Workspace) botSees(id string) bool {
	if c, ok := w.channelOf(id); ok {
		return !c.Private || slices.Contains(c.Members, BotUser)
	}
	return w.ownerOf(id) != ""
}

// ownerOf is whose private chat with the bot a channel is, "" when it is none.
func (w *Workspace) ownerOf(id string) string {
	user, ok := strings.CutPrefix(id, "D")
	if _, known := w.person(user); !ok || !known {
		return ""
	}
	return user
}

// sees reports whether a person reads a channel.
func (w *Workspace) sees(user, channel string) bool {
	if c, ok := w.channelOf(channel); ok {
		return slices.Contains(c.Members, user)
	}
	return w.ownerOf(channel) == user
}

// channelName is what slash commands call a channel.
func (w *Workspace) channelName(id string) string {
	c, ok := w.channelOf(id)
	switch {
	case ok && c.Private:
		return "privategroup"
	case ok:
		return c.Name
	}
	return "directmessage"
}
