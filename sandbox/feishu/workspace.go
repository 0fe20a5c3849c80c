// Package feishu is a local tenant of Feishu: a strict fake of its Open Platform
// that the real adapter talks to by long connection or webhook, its web page,
// and a driver that acts like a person in tests. It shares no code and no table
// of limits with the adapter, so that it can catch the adapter's mistakes.
package feishu

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"dealmate/sandbox"
)

// Person is a user of the tenant.
type Person struct {
	ID      string `json:"id"` // open_id
	UnionID string `json:"union_id"`
	Name    string `json:"name"`
	Title   string `json:"title"`
	Email   string `json:"email"`
	Locale  string `json:"locale"` // "zh-CN", "en-US"
	TZ      string `json:"tz"`     // IANA name
	// External is somebody of another tenant in a group: the contact book does
	// not show them.
	External bool `json:"external"`
}

// Chat is a group; the bot is in every one.
type Chat struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members"`
}

// MenuEntry is an entry of the bot's menu.
type MenuEntry struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	NameEn string `json:"name_en"`
}

// Options is what a Workspace needs.
type Options struct {
	Tenant, TenantKey string
	BotName           string
	AppID, AppSecret  string
	EncryptKey        string
	VerificationToken string
	People            []Person
	Chats             []Chat
	Menu              []MenuEntry
	Dir               string // keeps messages between runs; "" keeps them in memory
	Clock             *sandbox.Clock
	NewID             func() string
	RequestURL        string // webhook: where the bot listens; "" is the long connection
	Both              bool   // a page of Slack is at /
	Log               *slog.Logger
	HTTPClient        *http.Client
	// AckTime is how long the bot may take to answer; Feishu's three seconds when 0.
	AckTime time.Duration
	// Rate is the time by which limits count, time.Now when nil: they are of the
	// real world even while Clock stands still.
	Rate func() time.Time
}

// BotOpenID is the bot's open_id.
const BotOpenID = "ou_bot"

// Workspace is the fake. It is safe for concurrent use.
type Workspace struct {
	o Options

	mu       sync.Mutex
	changed  chan struct{} // closed at every change
	messages []*Message
	byID     map[string]*Message
	uuids    map[string]dedupe
	tokens   map[string]bool
	tickets  map[string]bool // of long connections
	fetches  int
	toasts   map[string][]Toast
	images   map[string][]byte
	files    map[string]uploaded
	links    []*link
	greeted  bool // the webhook answered the challenge
	turn     int
	faults   map[string]*Fault
	repeat   int
	late     lateness
	windows  map[string][]time.Time
	missed   []Missed
	traffic  []Exchange
	pings    []string
	seq      int64
	card     *checker
	saving   sync.Mutex // one writer of the file at a time
	done     chan struct{}
	wg       sync.WaitGroup
}

// New makes a workspace, with what an earlier run left in Options.Dir.
func New(o Options) (*Workspace, error) {
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 10 * time.Second}
	}
	client := *o.HTTPClient // Feishu follows no redirect: whatever is not 200 failed
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o.HTTPClient = &client
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.AckTime == 0 {
		o.AckTime = 3 * time.Second
	}
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	if o.Rate == nil {
		o.Rate = time.Now
	}
	c, err := newChecker()
	if err != nil {
		return nil, err
	}
	w := &Workspace{
		o: o, changed: make(chan struct{}), byID: map[string]*Message{}, uuids: map[string]dedupe{}, tokens: map[string]bool{}, tickets: map[string]bool{},
		toasts: map[string][]Toast{}, images: map[string][]byte{}, files: map[string]uploaded{}, faults: map[string]*Fault{}, windows: map[string][]time.Time{},
		card: c, done: make(chan struct{}),
	}
	if err := w.restore(); err != nil {
		return nil, err
	}
	if o.RequestURL != "" {
		w.wg.Go(w.greet)
	}
	if o.Dir != "" {
		changed := w.changed
		w.wg.Go(func() { w.keep(changed) })
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
	for _, l := range w.links {
		l.close()
	}
	w.mu.Unlock()
	w.wg.Wait()
	return w.save()
}

// Reset forgets messages, toasts and faults.
func (w *Workspace) Reset() error {
	w.mu.Lock()
	w.messages, w.byID, w.uuids = nil, map[string]*Message{}, map[string]dedupe{}
	w.toasts, w.faults, w.repeat, w.late = map[string][]Toast{}, map[string]*Fault{}, 0, lateness{}
	w.missed, w.traffic, w.pings = nil, nil, nil
	w.touch()
	w.mu.Unlock()
	return w.save()
}

// background runs something that Close waits for, unless it has come; the lock
// is not held.
func (w *Workspace) background(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.done:
	default:
		w.wg.Go(f)
	}
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

func (w *Workspace) person(id string) (Person, bool) {
	i := slices.IndexFunc(w.o.People, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return w.o.People[i], true
}

func (w *Workspace) chat(id string) (Chat, bool) {
	i := slices.IndexFunc(w.o.Chats, func(c Chat) bool { return c.ID == id })
	if i < 0 {
		return Chat{}, false
	}
	return w.o.Chats[i], true
}

const privatePrefix = "oc_p2p_"

// P2P is the chat of a person with the bot.
func (w *Workspace) P2P(user string) string { return privatePrefix + strings.TrimPrefix(user, "ou_") }

// owner is whose private chat a chat is, "" when it is none.
func (w *Workspace) owner(chat string) string {
	rest, ok := strings.CutPrefix(chat, privatePrefix)
	if _, known := w.person("ou_" + rest); !ok || !known {
		return ""
	}
	return "ou_" + rest
}

// sees reports whether a person is in a chat.
func (w *Workspace) sees(user, chat string) bool {
	if c, ok := w.chat(chat); ok {
		return slices.Contains(c.Members, user)
	}
	return w.owner(chat) == user && user != ""
}

// tenantOf is the tenant that a person belongs to.
func (w *Workspace) tenantOf(p Person) string {
	if p.External {
		return "tenant_other"
	}
	return w.o.TenantKey
}
