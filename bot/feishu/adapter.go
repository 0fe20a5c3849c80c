// Package feishu is the adapter of Feishu and Lark: the wire ↔ bot.Event,
// card.Card → card JSON 2.0, dialogs.Form → a form card. It is the only room
// that knows Feishu.
package feishu

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larksuite/oapi-sdk-go/v3/event/dispatcher"

	"dealmate/bot"
	"dealmate/bot/adapter"
	"dealmate/internal/i18n"
)

// Platform is the name under which the core knows this platform.
const Platform = "feishu"

// Path is where the webhook takes events and card callbacks.
const Path = "/feishu/events"

// Options is what an Adapter needs.
type Options struct {
	BaseURL           string // "" is https://open.feishu.cn
	AppID             string
	AppSecret         string
	EncryptKey        string // webhook; "" where the console has none
	VerificationToken string // webhook
	Handler           bot.Handler
	Catalog           *i18n.Catalog
	Lang              i18n.Lang // for people whose language is not known yet
	Now               func() time.Time
	NewID             func() string
	Log               *slog.Logger
	Count             func(name string)  // counts what is refused and lost; may be nil
	Deliveries        adapter.Deliveries // may be nil: only this process remembers then
	HTTPClient        *http.Client       // nil: one with a time-out of ten seconds
}

// Adapter speaks to one app of one tenant. It is safe for concurrent use.
type Adapter struct {
	api     *api
	o       Options
	handler bot.Handler
	catalog *i18n.Catalog
	lang    i18n.Lang
	now     func() time.Time
	log     *slog.Logger
	count   func(string)
	// dispatcher is made when it is first needed: its library says so on stdout.
	dispatcher func() *dispatcher.EventDispatcher
	// timer fires when an answer is due; tests fire it themselves.
	timer func(time.Duration) <-chan time.Time

	seen     adapter.Seen
	profiles *adapter.Kept[bot.Profile]
	locales  *adapter.Kept[string]
	chats    *adapter.Kept[bool] // whether a chat is private, by ID
	later    *adapter.Later
	lanes    *lanes

	asking chan struct{} // held by who asks Feishu for self
	self   atomic.Pointer[string]
}

var _ bot.Platform = (*Adapter)(nil)

// The times of the adapter.
const (
	// answerWithin is when something has to go back: Feishu shows an error to
	// the person after three seconds, and delivers an event again.
	// https://open.feishu.cn/document/server-docs/event-subscription-guide/overview
	answerWithin = 2500 * time.Millisecond
	// lookWithin is how long the way to an answer may wait for a look-up.
	lookWithin = time.Second
	callWithin = 10 * time.Second
	profileTTL = 10 * time.Minute
	chatTTL    = 30 * 24 * time.Hour // a chat never changes its kind
)

const defaultBase = "https://open.feishu.cn"

// New makes an Adapter. It speaks to nobody yet. A base URL that is none, and a
// missing app, handler or catalog are errors.
func New(o Options) (*Adapter, error) {
	if o.AppID == "" || o.AppSecret == "" || o.Handler == nil || o.Catalog == nil || o.Now == nil || o.NewID == nil {
		return nil, errors.New("feishu: an app with its secret, a handler, a catalog, a clock and IDs are needed")
	}
	if o.BaseURL == "" {
		o.BaseURL = defaultBase
	}
	o.BaseURL = strings.TrimSuffix(o.BaseURL, "/")
	u, err := url.Parse(o.BaseURL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("feishu: %q is not the address of an API", o.BaseURL)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	if o.Lang == "" {
		o.Lang = i18n.Chinese
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: callWithin}
	}
	a := &Adapter{
		o: o, handler: o.Handler, catalog: o.Catalog, lang: o.Lang, now: o.Now, log: o.Log, count: o.Count, timer: time.After,
		profiles: adapter.NewKept[bot.Profile](o.Now, profileTTL), locales: adapter.NewKept[string](o.Now, chatTTL),
		chats: adapter.NewKept[bool](o.Now, chatTTL), later: adapter.NewLater(o.Log, o.Count), lanes: newLanes(),
		asking: make(chan struct{}, 1),
		seen:   adapter.Seen{Recent: adapter.NewRecent(adapter.MaxRecent), Stored: o.Deliveries, Prefix: Platform, Within: lookWithin, Log: o.Log},
	}
	a.api = newAPI(o)
	a.dispatcher = sync.OnceValue(a.newDispatcher)
	return a, nil
}

// Drain waits until what follows the answers given so far is done, or the
// context ends.
func (a *Adapter) Drain(ctx context.Context) error { return a.later.Drain(ctx) }

// identify asks Feishu once for the bot's own open_id; meanwhile the others
// wait, as long as they may.
func (a *Adapter) identify(ctx context.Context) (string, error) {
	if self := a.self.Load(); self != nil {
		return *self, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	select {
	case a.asking <- struct{}{}:
		defer func() { <-a.asking }()
	case <-ctx.Done():
		return "", fmt.Errorf("feishu: bot info: %w", ctx.Err())
	}
	if self := a.self.Load(); self != nil {
		return *self, nil
	}
	info, err := a.api.botInfo(ctx)
	if err != nil {
		return "", fmt.Errorf("feishu: bot info: %w", err)
	}
	a.self.Store(&info.OpenID)
	return info.OpenID, nil
}

func (a *Adapter) sayer(lang i18n.Lang) func(i18n.Text) string {
	if lang == "" {
		lang = a.lang
	}
	return func(t i18n.Text) string {
		if t.IsZero() {
			return ""
		}
		return a.catalog.Say(lang, t)
	}
}

// langOf is the language of a sentence of the adapter's own.
func (a *Adapter) langOf(user string) i18n.Lang {
	locale, _, _ := a.locales.Get(user)
	return i18n.ParseLang(locale, a.lang)
}
