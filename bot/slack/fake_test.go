package slack

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

// now is a fixed time; tests move a clock of their own from it.
var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// call is one request the fake Slack got.
type call struct {
	path string
	form url.Values // of form methods, the JSON body's fields as text else
	body map[string]any
}

// text is the body as one string, to look for words in it.
func (c call) text() string {
	raw, _ := json.Marshal(c.body)
	return string(raw) + " " + c.form.Encode()
}

// fakeSlack answers the API's methods and remembers what was asked.
type fakeSlack struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []call
	answers map[string][]string // by path, used up one by one, the last one stays
	heads   map[string]http.Header
	status  map[string]int
}

func newFakeSlack(t *testing.T) *fakeSlack {
	t.Helper()
	f := &fakeSlack{answers: map[string][]string{
		"/api/auth.test":           {`{"ok":true,"url":"https://acme.slack.com/","team":"Acme","team_id":"T1","user_id":"UBOT","bot_id":"B1"}`},
		"/api/users.info":          {`{"ok":true,"user":{"id":"U1","team_id":"T1","name":"lin","real_name":"Lin","locale":"zh-CN","tz":"Asia/Shanghai","profile":{"email":"lin@example.com","display_name":"小林"}}}`},
		"/api/conversations.open":  {`{"ok":true,"channel":{"id":"D1"}}`},
		"/api/chat.postMessage":    {`{"ok":true,"channel":"C1","ts":"100.1"}`},
		"/api/chat.update":         {`{"ok":true,"channel":"C1","ts":"100.1"}`},
		"/api/chat.postEphemeral":  {`{"ok":true,"message_ts":"100.2"}`},
		"/api/views.open":          {`{"ok":true,"view":{"id":"V1"}}`},
		"/api/views.push":          {`{"ok":true,"view":{"id":"V2"}}`},
		"/api/views.update":        {`{"ok":true,"view":{"id":"V1"}}`},
		"/api/views.publish":       {`{"ok":true,"view":{"id":"V3"}}`},
		"/api/users.lookupByEmail": {`{"ok":false,"error":"users_not_found"}`},
		"/hook":                    {`ok`},
	}, heads: map[string]http.Header{}, status: map[string]int{}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeSlack) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	c := call{path: r.URL.Path}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		_ = json.Unmarshal(raw, &c.body)
	} else {
		c.form, _ = url.ParseQuery(string(raw))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, c)
	for k, v := range f.heads[c.path] {
		w.Header()[k] = v
	}
	answers := f.answers[c.path]
	answer := `{"ok":false,"error":"unknown_method"}`
	if len(answers) > 0 {
		answer = answers[0]
		if len(answers) > 1 {
			f.answers[c.path] = answers[1:]
		}
	}
	if strings.HasPrefix(answer, "{") {
		w.Header().Set("Content-Type", "application/json")
	} else {
		w.Header().Set("Content-Type", "text/plain")
	}
	if s := f.status[c.path]; s != 0 {
		w.WriteHeader(s)
	}
	_, _ = io.WriteString(w, answer)
}

// says makes the fake answer a path so, in turn.
func (f *fakeSlack) says(path string, answers ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[path] = answers
}

// asked lists the calls of a path.
func (f *fakeSlack) asked(path string) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []call
	for _, c := range f.calls {
		if c.path == path {
			out = append(out, c)
		}
	}
	return out
}

// fakeBot answers with what a test says.
type fakeBot struct {
	mu     sync.Mutex
	reply  bot.Reply
	block  chan struct{} // if set, Handle waits for it to close
	events []bot.Event
	sent   []bot.Sent
}

func (b *fakeBot) Handle(_ context.Context, e bot.Event) bot.Reply {
	b.mu.Lock()
	b.events = append(b.events, e)
	block, r := b.block, b.reply
	b.mu.Unlock()
	if block != nil {
		<-block
	}
	return r
}

func (b *fakeBot) Sent(_ context.Context, _ bot.Post, s bot.Sent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, s)
}

func (b *fakeBot) last(t *testing.T) bot.Event {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.NotEmpty(t, b.events, "the core was asked nothing")
	return b.events[len(b.events)-1]
}

func (b *fakeBot) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.events)
}

// world is an adapter between a fake Slack and a fake core.
type world struct {
	*Adapter
	slack  *fakeSlack
	core   *fakeBot
	clock  time.Time
	mu     sync.Mutex
	counts map[string]int
}

const secret = "shh"

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{slack: newFakeSlack(t), core: &fakeBot{}, clock: now, counts: map[string]int{}}
	a, err := New(Options{
		APIURL: w.slack.URL + "/api", BotToken: "xoxb-example", AppToken: "xapp-example", SigningSecret: secret,
		Handler: w.core, Catalog: texts(t), Lang: i18n.English,
		Now: func() time.Time { return w.clock }, NewID: func() string { return "id" },
		Count: func(name string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.counts[name]++
		},
	})
	require.NoError(t, err)
	w.Adapter = a
	return w
}

func (w *world) counted(name string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.counts[name]
}

func (w *world) drained(t *testing.T) {
	t.Helper()
	require.NoError(t, w.Drain(t.Context()))
}

func texts(t testing.TB) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(i18n.WithClock(func() time.Time { return now }))
	require.NoError(t, err)
	return c
}

func aCard(text string) card.Card { return card.Say(i18n.Raw(text)) }

func aForm() *bot.FormView {
	return &bot.FormView{
		Form: dialogs.Form{ID: "zz", Fields: []dialogs.Field{
			{Key: "name", Kind: dialogs.Line, Required: true}, {Key: "text", Kind: dialogs.Area},
		}},
		State: dialogs.State{ID: "dlg-1", Form: "zz", Values: map[string]string{"name": "A"}},
	}
}
