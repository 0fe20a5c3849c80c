package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
	"github.com/stretchr/testify/require"

	"dealmate/sandbox"
)

const (
	botToken = "xoxb-example"
	appToken = "xapp-example"
	secret   = "example-secret"
	patience = 15 * time.Second
)

// world is a workspace with a small bot made of slack-go in it.
type world struct {
	*sandbox.Workspace
	t     *testing.T
	api   *slack.Client
	clock *sandbox.Clock

	mu      sync.Mutex
	heard   []string // what the bot was told, one word each
	instant time.Time
	hook    string // the last response_url
	trigger string // the last trigger_id
	silent  bool   // the bot acknowledges nothing
}

// newWorld starts a workspace; change may alter its options.
func newWorld(t *testing.T, overHTTP bool, change ...func(*sandbox.Options)) *world {
	t.Helper()
	w := &world{t: t, clock: sandbox.NewClock(time.Now), instant: time.Now()}
	o := sandbox.Options{
		Team: "Acme", TeamID: "T1", BotName: "dealmate", BotToken: botToken, AppToken: appToken, SigningSecret: secret, Clock: w.clock,
		Instant: func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.instant },
		People: []sandbox.Person{
			{ID: "U1", Name: "林晓", Email: "lin@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"},
			{ID: "U2", Name: "Bob Carter", Email: "bob@example.com", Locale: "en-US", TZ: "Europe/London"},
			{ID: "U3", Name: "Eve", Email: "eve@example.net", Locale: "en-US", TZ: "UTC", External: true},
		},
		Channels: []sandbox.Channel{
			{ID: "C1", Name: "sales", Members: []string{"U1", "U2", "U3"}},
			{ID: "C2", Name: "board", Members: []string{"U2"}, Private: true},
		},
		Shortcuts: []sandbox.Shortcut{{Name: "New", Callback: "sc_new"}},
	}
	var receiver *httptest.Server
	if overHTTP {
		receiver = httptest.NewServer(http.HandlerFunc(w.receive))
		t.Cleanup(receiver.Close)
		o.RequestURL = receiver.URL
	}
	for _, c := range change {
		c(&o)
	}
	var err error
	w.Workspace, err = sandbox.New(o)
	require.NoError(t, err)
	page := httptest.NewServer(w.Handler())
	t.Cleanup(func() { require.NoError(t, w.Close()); page.Close() })
	w.api = slack.New(botToken, slack.OptionAPIURL(page.URL+"/api/"), slack.OptionAppLevelToken(appToken), slack.OptionHTTPClient(page.Client()))
	_, err = w.api.AuthTestContext(t.Context())
	require.NoError(t, err)
	if !overHTTP {
		w.connect()
	}
	return w
}

// connect runs the bot over Socket Mode.
func (w *world) connect() {
	c := socketmode.New(w.api)
	ctx, cancel := context.WithCancel(w.t.Context())
	var both sync.WaitGroup
	both.Go(func() { _ = c.RunContext(ctx) })
	both.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-c.Events:
				w.socketEvent(ctx, c, e)
			}
		}
	})
	w.t.Cleanup(func() { cancel(); both.Wait() })
	w.until(w.Connected)
}

func (w *world) socketEvent(ctx context.Context, c *socketmode.Client, e socketmode.Event) {
	var out any
	switch d := e.Data.(type) {
	case slack.SlashCommand:
		out = w.command(d)
	case slack.InteractionCallback:
		out = w.interaction(ctx, d)
	case slackevents.EventsAPIEvent:
		w.event(ctx, d)
	default:
		return
	}
	if w.isSilent() {
		return
	}
	var err error
	if out == nil {
		err = c.Ack(*e.Request)
	} else {
		err = c.Ack(*e.Request, out)
	}
	if err != nil && ctx.Err() == nil {
		w.t.Errorf("ack: %v", err)
	}
}

// receive is the bot over HTTP; it checks signatures as slack-go does.
func (w *world) receive(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	v, verr := slack.NewSecretsVerifier(r.Header, secret)
	if err == nil && verr == nil {
		_, _ = v.Write(body)
		verr = v.Ensure()
	}
	if err != nil || verr != nil {
		rw.WriteHeader(http.StatusUnauthorized)
		return
	}
	if w.isSilent() {
		rw.WriteHeader(http.StatusInternalServerError)
		return
	}
	form, _ := url.ParseQuery(string(body))
	var out any
	switch r.URL.Path {
	case "/slack/commands":
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		c, err := slack.SlashCommandParse(r)
		if err != nil {
			w.t.Errorf("command: %v", err)
		}
		out = w.command(c)
	case "/slack/interactivity":
		var i slack.InteractionCallback
		if err := json.Unmarshal([]byte(form.Get("payload")), &i); err != nil {
			w.t.Errorf("payload: %v", err)
		}
		out = w.interaction(r.Context(), i)
	case "/slack/events":
		e, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
		if err != nil {
			w.t.Errorf("event: %v", err)
		}
		if e.Type == slackevents.URLVerification {
			out = map[string]any{"challenge": e.Data.(*slackevents.EventsAPIURLVerificationEvent).Challenge}
		}
		w.event(r.Context(), e)
	}
	if out != nil {
		rw.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(rw).Encode(out)
	}
}

func (w *world) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = append(w.heard, what)
}

func (w *world) told() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.heard...)
}

func (w *world) isSilent() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.silent }

func (w *world) fallSilent(yes bool) { w.mu.Lock(); w.silent = yes; w.mu.Unlock() }

// later moves the real time on, by which trigger_ids expire.
func (w *world) later(d time.Duration) { w.mu.Lock(); w.instant = w.instant.Add(d); w.mu.Unlock() }

func (w *world) last() (trigger, hook string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.trigger, w.hook
}

func (w *world) command(c slack.SlashCommand) any {
	w.note("command " + c.Text)
	w.mu.Lock()
	w.trigger, w.hook = c.TriggerID, c.ResponseURL
	w.mu.Unlock()
	return map[string]any{"response_type": "ephemeral", "text": "heard", "blocks": []slack.Block{
		slack.NewActionBlock("b1", slack.NewButtonBlockElement("open", "7", plainText("Open"))),
	}}
}

func (w *world) interaction(ctx context.Context, i slack.InteractionCallback) any {
	w.note(string(i.Type))
	switch i.Type {
	case slack.InteractionTypeBlockActions:
		if i.ActionCallback.BlockActions[0].ActionID == "open" {
			_, err := w.api.OpenViewContext(ctx, i.TriggerID, form("Deal"))
			if err != nil {
				w.t.Errorf("open: %v", err)
			}
		}
	case slack.InteractionTypeViewSubmission:
		name := i.View.State.Values["name"]["v"].Value
		if name == "bad" {
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "not this"})
		}
		w.note("named " + name + " " + i.View.State.Values["day"]["d"].SelectedDate)
	}
	return nil
}

func (w *world) event(ctx context.Context, e slackevents.EventsAPIEvent) {
	switch d := e.InnerEvent.Data.(type) {
	case *slackevents.MessageEvent:
		if d.BotID != "" {
			w.note("own message")
			return
		}
		w.note("message " + d.Text)
		w.noteShared(d)
	case *slackevents.AppMentionEvent:
		w.note("mention " + d.Text)
	case *slackevents.AppHomeOpenedEvent:
		_, err := w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: d.User, View: slack.HomeTabViewRequest{
			Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewSectionBlock(plainText("your home"), nil, nil)}},
		}})
		if err != nil {
			w.t.Errorf("publish: %v", err)
		}
	}
}

func plainText(s string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s}
}

func form(title string) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(title), Submit: plainText("Save"), CallbackID: "f", NotifyOnClose: true,
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("name", plainText("Name"), nil, slack.NewPlainTextInputBlockElement(nil, "v")),
			slack.NewInputBlock("day", plainText("Day"), nil, slack.NewDatePickerBlockElement("d")).WithOptional(true),
		}},
	}
}

// until waits for something; patience is only used up by a failure.
func (w *world) until(holds func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	require.NoError(w.t, w.Wait(ctx, holds), "traffic: %v", w.told())
}

// call sends JSON to a method and returns the answer as it is.
func (w *world) call(t *testing.T, method, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.permalinkBase()+"api/"+method, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+botToken)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	raw, err := io.ReadAll(res.Body)
	require.NoError(t, errors.Join(err, res.Body.Close()))
	return string(raw)
}
