// Package slack is the adapter of Slack: the wire ↔ bot.Event, card.Card →
// Block Kit, dialogs.Form → modal. It is the only room that knows Slack.
package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"dealmate/bot"
	"dealmate/bot/adapter"
	"dealmate/internal/i18n"
)

// Options is what an Adapter needs.
type Options struct {
	APIURL        string // "" is Slack's own
	BotToken      string
	AppToken      string // Socket Mode only
	SigningSecret string // HTTP only
	TeamID        string // the one workspace; "" takes the bot token's
	Handler       bot.Handler
	Catalog       *i18n.Catalog
	Lang          i18n.Lang // for people whose language is not known yet
	Now           func() time.Time
	NewID         func() string
	Log           *slog.Logger
	Count         func(name string)  // counts what is refused and lost; may be nil
	Deliveries    adapter.Deliveries // may be nil: only this process remembers then
	HTTPClient    *http.Client       // nil: one with a time-out of ten seconds
}

// Adapter speaks to one Slack workspace. It is safe for concurrent use.
type Adapter struct {
	api      *slack.Client
	http     *http.Client
	apiURL   *url.URL
	botToken string
	appToken string
	secret   []byte
	team     string
	handler  bot.Handler
	catalog  *i18n.Catalog
	lang     i18n.Lang
	now      func() time.Time
	newID    func() string
	log      *slog.Logger
	count    func(string)
	// timer fires when an answer is due; tests fire it themselves.
	timer func(time.Duration) <-chan time.Time

	seen     adapter.Seen
	profiles *adapter.Kept[bot.Profile]
	directs  *adapter.Kept[string]
	later    *adapter.Later
	// noTables and noCharts are set when the workspace refused such a block.
	noTables, noCharts atomic.Bool

	asking chan struct{} // held by who asks Slack for self
	self   atomic.Pointer[identity]
}

var _ bot.Platform = (*Adapter)(nil)

// The times of the adapter.
const (
	// answerWithin is when something has to go back: Slack shows an error to the
	// person after three seconds.
	// https://docs.slack.dev/interactivity/handling-user-interaction
	answerWithin = 2500 * time.Millisecond
	// lookWithin is how long the way to an answer may wait for users.info.
	lookWithin = time.Second
	callWithin = 10 * time.Second
	profileTTL = 10 * time.Minute
	directTTL  = 24 * time.Hour
)

// defaultAPI is Slack's API. The slash at its end matters: slack-go appends
// the method's name to it.
const defaultAPI = "https://slack.com/api/"

// New makes an Adapter. It speaks to nobody yet. An API URL that is none, and a
// missing token, handler or catalog are errors.
func New(o Options) (*Adapter, error) {
	if o.BotToken == "" || o.Handler == nil || o.Catalog == nil || o.Now == nil || o.NewID == nil {
		return nil, errors.New("slack: a bot token, a handler, a catalog, a clock and IDs are needed")
	}
	if o.APIURL == "" {
		o.APIURL = defaultAPI
	}
	if !strings.HasSuffix(o.APIURL, "/") {
		o.APIURL += "/"
	}
	u, err := url.Parse(o.APIURL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("slack: %q is not the address of an API", o.APIURL)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	if o.Lang == "" {
		o.Lang = i18n.English
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: callWithin}
	}
	a := &Adapter{
		http: o.HTTPClient, apiURL: u, botToken: o.BotToken, appToken: o.AppToken, secret: []byte(o.SigningSecret),
		team: o.TeamID, handler: o.Handler, catalog: o.Catalog, lang: o.Lang, now: o.Now, newID: o.NewID,
		log: o.Log, count: o.Count, timer: time.After,
		profiles: adapter.NewKept[bot.Profile](o.Now, profileTTL), directs: adapter.NewKept[string](o.Now, directTTL),
		seen: adapter.Seen{Recent: adapter.NewRecent(adapter.MaxRecent), Stored: o.Deliveries, Prefix: Platform, Within: lookWithin, Log: o.Log},
	}
	a.later = adapter.NewLater(o.Log, o.Count)
	a.asking = make(chan struct{}, 1)
	options := []slack.Option{slack.OptionAPIURL(o.APIURL), slack.OptionHTTPClient(o.HTTPClient)}
	if o.AppToken != "" {
		options = append(options, slack.OptionAppLevelToken(o.AppToken))
	}
	a.api = slack.New(o.BotToken, options...)
	return a, nil
}

// Drain waits until what follows the answers given so far is done, or the
// context ends.
func (a *Adapter) Drain(ctx context.Context) error { return a.later.Drain(ctx) }

// identity is who the bot is.
type identity struct {
	user string
	team string
	url  string // of the workspace, for links to messages
}

// identify asks Slack once who the bot is; meanwhile the others wait, as long as
// they may.
func (a *Adapter) identify(ctx context.Context) (identity, error) {
	if self := a.self.Load(); self != nil {
		return *self, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	select {
	case a.asking <- struct{}{}:
		defer func() { <-a.asking }()
	case <-ctx.Done():
		return identity{}, fmt.Errorf("slack: auth.test: %w", ctx.Err())
	}
	if self := a.self.Load(); self != nil {
		return *self, nil
	}
	r, err := a.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, fmt.Errorf("slack: auth.test: %w", sendError(err))
	}
	self := identity{user: r.UserID, team: first(a.team, r.TeamID), url: r.URL}
	a.self.Store(&self)
	return self, nil
}

// permalink is a message's address as Slack makes it.
// https://docs.slack.dev/reference/methods/chat.getPermalink
func (i identity) permalink(q bot.Quote) string {
	u, err := url.Parse(i.url)
	if err != nil || u.Host == "" {
		return ""
	}
	u = u.JoinPath("archives", q.Channel, "p"+strings.ReplaceAll(q.Message, ".", ""))
	if q.Thread != "" && q.Thread != q.Message {
		u.RawQuery = url.Values{"thread_ts": {q.Thread}, "cid": {q.Channel}}.Encode()
	}
	return u.String()
}
