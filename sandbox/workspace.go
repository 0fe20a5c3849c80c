// Package sandbox is a local workspace: a strict fake of Slack that the real
// adapter talks to over Socket Mode or HTTP, its web page, and a driver that
// acts like a person in tests. It shares no code and no table of limits with the
// adapter, so that it can catch the adapter's mistakes.
package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
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
	Guest  bool   `json:"guest"`
}

// Channel is a channel of the workspace.
type Channel struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
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
	homes    map[string]json.RawMessage
	views    map[string][]*View
	triggers map[string]*trigger
	hooks    map[string]*hook
	sockets  []*socket
	turn     int
	pending  map[string]chan json.RawMessage
	traffic  []Exchange
	faults   map[string]*Fault
	repeat   int
	pings    []string
	seq      int64
	files    map[string][]byte
	base     string // http://host of the page, learned from requests
	store    *keeper
	done     chan struct{}
	wg       sync.WaitGroup
}

// New makes a workspace, with what an earlier run left in Options.Dir.
func New(o Options) (*Workspace, error) {
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 10 * time.Second}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &Workspace{
		o: o, changed: make(chan struct{}), messages: map[string][]*Message{}, homes: map[string]json.RawMessage{},
		views: map[string][]*View{}, triggers: map[string]*trigger{}, hooks: map[string]*hook{},
		pending: map[string]chan json.RawMessage{}, faults: map[string]*Fault{}, done: make(chan struct{}),
		files: map[string][]byte{},
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

// Reset forgets messages, homes and forms.
func (w *Workspace) Reset() error {
	w.mu.Lock()
	w.messages, w.homes, w.views = map[string][]*Message{}, map[string]json.RawMessage{}, map[string][]*View{}
	w.touch()
	w.mu.Unlock()
	if w.store == nil {
		return nil
	}
	return w.save()
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
	for _, p := range w.o.People {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

// DM is the channel of a person's private chat with the bot.
func (w *Workspace) DM(user string) string { return "D" + user }

// channelExists reports whether a channel or private chat is there.
func (w *Workspace) channelExists(id string) bool {
	for _, c := range w.o.Channels {
		if c.ID == id {
			return true
		}
	}
	if len(id) > 1 && id[0] == 'D' {
		_, ok := w.person(id[1:])
		return ok
	}
	return false
}

func (w *Workspace) channelName(id string) string {
	for _, c := range w.o.Channels {
		if c.ID == id {
			return c.Name
		}
	}
	return "directmessage"
}
