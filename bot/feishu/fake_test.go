package feishu

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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

// call is one request the fake Feishu got.
type call struct {
	method, path, query, token string
	body                       map[string]any
}

func (c call) content() string { s, _ := c.body["content"].(string); return s }

// fakeFeishu answers the Open Platform's calls and remembers what was asked.
type fakeFeishu struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []call
	answers map[string][]string // by path, used up one by one, the last one stays
	status  map[string]int
	heads   map[string]string
	tokens  int
	hold    chan struct{} // if set, a token is given when it closes
}

const (
	tokenPath   = "/open-apis/auth/v3/tenant_access_token/internal"
	messagePath = "/open-apis/im/v1/messages"
	sentOK      = `{"code":0,"data":{"message_id":"om_1","chat_id":"oc_1"}}`
)

func newFakeFeishu(t *testing.T) *fakeFeishu {
	t.Helper()
	f := &fakeFeishu{answers: map[string][]string{
		"/open-apis/bot/v3/info":                   {`{"code":0,"bot":{"open_id":"ou_bot","app_name":"Dealmate"}}`},
		messagePath:                                {sentOK},
		messagePath + "/om_1":                      {`{"code":0}`},
		messagePath + "/om_q":                      {`{"code":0,"data":{"items":[{"message_id":"om_q","msg_type":"text","sender":{"id":"ou_bob","sender_type":"user"},"body":{"content":"{\"text\":\"云帆想上 ERP\"}"}}]}}`},
		"/open-apis/im/v1/chats/oc_1":              {`{"code":0,"data":{"chat_mode":"p2p"}}`},
		"/open-apis/im/v1/chats/oc_g":              {`{"code":0,"data":{"chat_mode":"group"}}`},
		"/open-apis/contact/v3/users/ou_1":         {`{"code":0,"data":{"user":{"open_id":"ou_1","name":"林晓","enterprise_email":"lin@example.com","time_zone":"Asia/Shanghai"}}}`},
		"/open-apis/contact/v3/users/batch_get_id": {`{"code":0,"data":{"user_list":[{"user_id":"ou_1","email":"lin@example.com"}]}}`},
	}, status: map[string]int{}, heads: map[string]string{}}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeFeishu) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	c := call{method: r.Method, path: r.URL.Path, query: r.URL.RawQuery, token: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")}
	_ = json.Unmarshal(raw, &c.body)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	f.mu.Lock()
	hold := f.hold
	f.mu.Unlock()
	if c.path == tokenPath && hold != nil {
		<-hold
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, c)
	if c.path == tokenPath {
		f.tokens++
		_, _ = fmt.Fprintf(w, `{"code":0,"msg":"ok","tenant_access_token":"t-%d","expire":7200}`, f.tokens)
		return
	}
	path := c.path
	if strings.HasSuffix(path, "/reply") && f.answers[path] == nil {
		path = messagePath
	}
	answer := `{"code":99991400,"msg":"no such path"}`
	if all := f.answers[path]; len(all) > 0 {
		answer = all[0]
		if len(all) > 1 {
			f.answers[path] = all[1:]
		}
	}
	if v := f.heads[path]; v != "" {
		w.Header().Set("x-ogw-ratelimit-reset", v)
	}
	if s := f.status[path]; s != 0 {
		w.WriteHeader(s)
	}
	_, _ = io.WriteString(w, answer)
}

// says makes the fake answer a path so, in turn.
func (f *fakeFeishu) says(path string, answers ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers[path] = answers
}

// asked lists the calls of a path.
func (f *fakeFeishu) asked(path string) []call {
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
	answer func(bot.Event) bot.Reply
	block  chan struct{} // if set, Handle waits for it to close
	events []bot.Event
	sent   []bot.Sent
}

func (b *fakeBot) Handle(_ context.Context, e bot.Event) bot.Reply {
	b.mu.Lock()
	b.events = append(b.events, e)
	block, r, answer := b.block, b.reply, b.answer
	b.mu.Unlock()
	if block != nil {
		<-block
	}
	if answer != nil {
		return answer(e)
	}
	return r
}

func (b *fakeBot) Sent(_ context.Context, _ bot.Post, s bot.Sent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, s)
}

func (b *fakeBot) all() []bot.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]bot.Event(nil), b.events...)
}

func (b *fakeBot) last(t *testing.T) bot.Event {
	t.Helper()
	all := b.all()
	require.NotEmpty(t, all, "the core was asked nothing")
	return all[len(all)-1]
}

// world is an adapter between a fake Feishu and a fake core.
type world struct {
	*Adapter
	feishu *fakeFeishu
	core   *fakeBot
	clock  time.Time
	mu     sync.Mutex
	counts map[string]int
}

const (
	appID = "cli_example"
	key   = "example-encrypt-key"
	token = "example-token"
)

func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	w := &world{feishu: newFakeFeishu(t), core: &fakeBot{}, clock: now, counts: map[string]int{}}
	o := Options{
		BaseURL: w.feishu.URL, AppID: appID, AppSecret: "example", EncryptKey: key, VerificationToken: token,
		Handler: w.core, Catalog: texts(t), Lang: i18n.English,
		Now: func() time.Time { return w.clock }, NewID: func() string { return "id" },
		Count: func(name string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.counts[name]++
		},
	}
	for _, c := range change {
		c(&o)
	}
	a, err := New(o)
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

// does hands an event to the adapter as both transports do and returns what
// goes back on the wire.
func (w *world) does(t *testing.T, event string) string {
	t.Helper()
	out, err := w.dispatcher().Do(t.Context(), []byte(event))
	require.NoError(t, err)
	w.drained(t)
	raw, err := json.Marshal(out)
	require.NoError(t, err)
	return string(raw)
}

func texts(t testing.TB) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(i18n.WithClock(func() time.Time { return now }))
	require.NoError(t, err)
	return c
}

// event is an event's body; times are now's.
func event(id, kind, body string) string {
	return fmt.Sprintf(`{"schema":"2.0","header":{"event_id":%q,"event_type":%q,"create_time":"%d","token":%q,"app_id":%q,"tenant_key":"t1"},"event":%s}`,
		id, kind, now.UnixMilli(), token, appID, body)
}

// typed is a text message; chat oc_1 is private, others are groups.
func typed(id, chat, text string, more ...string) string {
	kind := "group"
	if chat == "oc_1" {
		kind = "p2p"
	}
	content, _ := json.Marshal(map[string]string{"text": text})
	quoted, _ := json.Marshal(string(content))
	return event("ev-"+id, typeMessage, fmt.Sprintf(`{"sender":{"sender_id":{"open_id":"ou_1"},"sender_type":"user","tenant_key":"t1"},
		"message":{"message_id":%q,"create_time":"%d","chat_id":%q,"chat_type":%q,"message_type":"text","content":%s%s,
		"user_agent":"Mozilla LarkLocale/zh_CN x","mentions":[{"key":"@_user_1","id":{"open_id":"ou_bot"},"name":"Dealmate"},{"key":"@_user_2","id":{"open_id":"ou_bob"},"name":"Bob"}]}}`,
		id, now.UnixMilli(), chat, kind, quoted, strings.Join(more, "")))
}

// clicked is a click on a button with a value, on message om_c of a chat.
func clicked(id, chat, action string) string {
	return event(id, typeClick, fmt.Sprintf(`{"operator":{"tenant_key":"t1","open_id":"ou_1"},"token":"c-1","action":%s,
		"context":{"open_message_id":"om_c","open_chat_id":%q}}`, action, chat))
}

func button(value string) string { return `{"tag":"button","value":` + value + `}` }

func raw(s string) i18n.Text { return i18n.Raw(s) }

func aCard(text string) card.Card {
	return card.Card{Title: raw("Card"), Blocks: []card.Block{{Text: raw(text)}}}
}

func aForm() *bot.FormView {
	return &bot.FormView{
		Form: dialogs.Form{ID: "zz", Fields: []dialogs.Field{
			{Key: "name", Kind: dialogs.Line, Required: true}, {Key: "text", Kind: dialogs.Area},
		}},
		State: dialogs.State{ID: "dlg-1", Form: "zz", Step: 2, Values: map[string]string{"name": "A"}},
	}
}

func nowFunc() time.Time { return now }
