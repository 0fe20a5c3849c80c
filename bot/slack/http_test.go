package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

func signature(key, stamp, body string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("v0:" + stamp + ":" + body))
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

func request(path, body string, at time.Time) *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, path, strings.NewReader(body))
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", signature(secret, stamp, body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// does sends a request and waits for the answer, not for what follows it.
func (w *world) does(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.Routes().ServeHTTP(rec, r)
	return rec
}

func (w *world) hook() string { return w.slack.URL + "/hook" }

func (w *world) commandBody(text string) string {
	return url.Values{
		"team_id": {"T1"}, "channel_id": {"C1"}, "channel_name": {"general"}, "user_id": {"U1"}, "command": {"/deal"},
		"text": {text}, "response_url": {w.hook()}, "trigger_id": {"trig"},
	}.Encode()
}

func interactivity(payload string) string { return url.Values{"payload": {payload}}.Encode() }

func TestOnlySlacksOwnRequestsAreTaken(t *testing.T) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	for _, c := range []struct {
		name   string
		change func(r *http.Request, body string)
		status int
		count  string
	}{
		{"a good one", func(*http.Request, string) {}, 200, ""},
		{"five minutes old", func(r *http.Request, body string) { restamp(r, body, now.Add(-5*time.Minute)) }, 200, ""},
		{"older than five minutes", func(r *http.Request, body string) { restamp(r, body, now.Add(-301*time.Second)) }, 401, "stale"},
		{"from the future", func(r *http.Request, body string) { restamp(r, body, now.Add(301*time.Second)) }, 401, "stale"},
		{"no signature", func(r *http.Request, _ string) { r.Header.Del("X-Slack-Signature") }, 401, "forged"},
		{"no time", func(r *http.Request, _ string) { r.Header.Del("X-Slack-Request-Timestamp") }, 401, "forged"},
		{"a time that is no number", func(r *http.Request, body string) {
			r.Header.Set("X-Slack-Request-Timestamp", "soon")
			r.Header.Set("X-Slack-Signature", signature(secret, "soon", body))
		}, 401, "forged"},
		{"another secret", func(r *http.Request, body string) {
			r.Header.Set("X-Slack-Signature", signature("other", stamp, body))
		}, 401, "forged"},
		{"another body", func(r *http.Request, body string) {
			r.Header.Set("X-Slack-Signature", signature(secret, stamp, body+"x"))
		}, 401, "forged"},
		{"another version", func(r *http.Request, body string) {
			r.Header.Set("X-Slack-Signature", "v1="+signature(secret, stamp, body)[3:])
		}, 401, "forged"},
		{"a short signature", func(r *http.Request, _ string) { r.Header.Set("X-Slack-Signature", "v0=abcd") }, 401, "forged"},
		{"not hex", func(r *http.Request, _ string) { r.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("z", 64)) }, 401, "forged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			body := w.commandBody("list")
			r := request("/slack/commands", body, now)
			c.change(r, body)
			require.Equal(t, c.status, w.does(r).Code)
			if c.count != "" {
				require.Equal(t, 1, w.counted(c.count))
				require.Zero(t, w.core.count(), "the core heard of a refused request")
			}
		})
	}
}

func restamp(r *http.Request, body string, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", signature(secret, stamp, body))
}

func TestWithoutASecretNobodyIsLetIn(t *testing.T) {
	w := newWorld(t)
	w.secret = nil
	body := w.commandBody("x")
	r := request("/slack/commands", body, now)
	r.Header.Set("X-Slack-Signature", signature("", strconv.FormatInt(now.Unix(), 10), body))
	require.Equal(t, 401, w.does(r).Code)
}

func TestWhatCannotBeARequestIsRefusedByItsKind(t *testing.T) {
	w := newWorld(t)
	big := strings.Repeat("x", 1<<20+1)
	for _, c := range []struct {
		name, path, body string
		status           int
	}{
		{"more than a megabyte", "/slack/events", big, 413},
		{"events that are no JSON", "/slack/events", "{", 400},
		{"an event without a type", "/slack/events", `{"event":{}}`, 400},
		{"an event without an ID", "/slack/events", `{"type":"event_callback","event":{"type":"app_mention"}}`, 400},
		{"a command of nobody", "/slack/commands", "text=x", 400},
		{"a command with a broken body", "/slack/commands", "%zz", 400},
		{"an interaction without payload", "/slack/interactivity", "a=b", 400},
		{"an interaction of nobody", "/slack/interactivity", interactivity(`{"type":"block_actions"}`), 400},
		{"a button that is not ours", "/slack/interactivity", interactivity(clickPayload("C1", `not ours`, false)), 400},
		{"an interaction of an unknown type", "/slack/interactivity", interactivity(`{"type":"block_suggestion","user":{"id":"U1"}}`), 200},
		{"an event we did not ask for", "/slack/events", `{"type":"event_callback","event_id":"E9","event":{"type":"team_join","user":"U1"}}`, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.status, w.does(request(c.path, c.body, now)).Code)
		})
	}
	require.Zero(t, w.core.count())
	r := request("/slack/commands", "", now)
	r.Method = http.MethodGet
	require.Equal(t, 405, w.does(r).Code)
}

func TestTheChallengeIsAnsweredOnlyToSlack(t *testing.T) {
	w := newWorld(t)
	body := `{"type":"url_verification","challenge":"abc"}`
	rec := w.does(request("/slack/events", body, now))
	require.Equal(t, 200, rec.Code)
	require.JSONEq(t, `{"challenge":"abc"}`, rec.Body.String())
	r := request("/slack/events", body, now)
	r.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("0", 64))
	require.Equal(t, 401, w.does(r).Code)
}

func TestARequestThatComesAgainIsRefused(t *testing.T) {
	w := newWorld(t)
	body := w.commandBody("list")
	require.Equal(t, 200, w.does(request("/slack/commands", body, now)).Code)
	w.clock = now.Add(time.Minute)
	again := request("/slack/commands", body, now)
	again.Header.Set("X-Slack-Signature", "v0="+strings.ToUpper(again.Header.Get("X-Slack-Signature")[3:]))
	require.Equal(t, 401, w.does(again).Code)
	require.Equal(t, 1, w.counted("replayed"))
	require.Equal(t, 1, w.core.count())
}

// marks is a store of deliveries that several processes share.
type marks struct {
	seen map[string]bool
	err  error
}

func (m *marks) First(_ context.Context, id string) (bool, error) {
	if m.err != nil {
		return false, m.err
	}
	isNew := !m.seen[id]
	m.seen[id] = true
	return isNew, nil
}

func TestAnInteractionAnotherProcessTookIsRefused(t *testing.T) {
	shared := &marks{seen: map[string]bool{}}
	one, two := newWorld(t), newWorld(t)
	one.seen.Stored, two.seen.Stored = shared, shared
	body := interactivity(submitPayload())
	require.Equal(t, 200, one.does(request("/slack/interactivity", body, now)).Code)
	require.Equal(t, 401, two.does(request("/slack/interactivity", body, now)).Code)
	shared.err = errors.New("store away")
	three := newWorld(t)
	three.seen.Stored = shared
	require.Equal(t, 200, three.does(request("/slack/interactivity", body, now)).Code, "a store that is away refuses nobody")
}

func messageEvent(id, text string) string {
	raw, _ := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event_id": id, "event": map[string]any{
		"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "team": "T1", "text": text, "ts": "1.2",
	}})
	return string(raw)
}

func TestAnEventIsHandledOnceHoweverOftenItComes(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		r := request("/slack/events", messageEvent("Ev1", "hi"), now)
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(i))
		require.Equal(t, 200, w.does(r).Code)
	}
	require.Equal(t, 1, w.core.count())
	require.Equal(t, 3, w.counted("repeated"))
}

func TestARetryThatIsTheFirstDeliveryIsHandled(t *testing.T) {
	w := newWorld(t)
	r := request("/slack/events", messageEvent("Ev2", "hi"), now)
	r.Header.Set("X-Slack-Retry-Num", "3")
	require.Equal(t, 200, w.does(r).Code)
	require.Equal(t, 1, w.core.count())
}

func TestAnEventThatCannotBeJudgedIsLeftForARetry(t *testing.T) {
	w := newWorld(t)
	w.slack.says("/api/auth.test", `{"ok":false,"error":"internal_error"}`, `{"ok":true,"team_id":"T1","user_id":"UBOT"}`)
	require.Equal(t, 503, w.does(request("/slack/events", messageEvent("Ev3", "hi"), now)).Code)
	require.Equal(t, 200, w.does(request("/slack/events", messageEvent("Ev3", "hi"), now)).Code)
	require.Equal(t, 1, w.core.count())
}

// stuck makes the core wait and the time run out, and returns what lets it go on.
func (w *world) stuck() (release func()) {
	due := make(chan time.Time)
	close(due)
	w.timer = func(time.Duration) <-chan time.Time { return due }
	w.core.block = make(chan struct{})
	return func() { close(w.core.block) }
}

func TestALateCommandIsAnsweredInTimeAndThenInFull(t *testing.T) {
	w := newWorld(t)
	c := aCard("the real answer")
	w.core.reply = bot.Reply{Card: &c, Lang: i18n.English}
	release := w.stuck()
	rec := w.does(request("/slack/commands", w.commandBody("list"), now))
	require.Equal(t, 200, rec.Code)
	// In their language, where that was looked up by now, else in the organisation's.
	require.Regexp(t, "longer than usual|比平时慢", rec.Body.String())
	release()
	w.drained(t)
	hooks := w.slack.asked("/hook")
	require.Len(t, hooks, 1)
	require.Contains(t, hooks[0].text(), "the real answer")
	require.Equal(t, 1, w.counted("late"))
}

func TestALateFormKeepsWhatWasTypedAndSaysThatItIsSaved(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Lang: i18n.English, After: []bot.Post{{To: bot.Target{User: "U1"}, Card: aCard("done")}}}
	release := w.stuck()
	rec := w.does(request("/slack/interactivity", interactivity(submitPayload()), now))
	var answer map[string]any
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &answer))
	require.Equal(t, "errors", answer["response_action"])
	require.Contains(t, answer["errors"].(map[string]any)["name#2"], "Nothing you typed is lost")
	release()
	w.drained(t)
	require.Len(t, w.slack.asked("/api/views.update"), 1)
	require.Contains(t, w.slack.asked("/api/views.update")[0].text(), "it is saved")
	require.Len(t, w.slack.asked("/api/chat.postMessage"), 1)
}

func TestALateFormThatComesBackReplacesTheOpenOne(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Form: aForm()}
	release := w.stuck()
	w.does(request("/slack/interactivity", interactivity(submitPayload()), now))
	release()
	w.drained(t)
	require.Contains(t, w.slack.asked("/api/views.update")[0].text(), "dlg-1")
}

func TestAPanicOfTheCoreIsAnswered(t *testing.T) {
	w := newWorld(t)
	w.handler = panicking{}
	rec := w.does(request("/slack/commands", w.commandBody("list"), now))
	require.Equal(t, 200, rec.Code)
	require.Contains(t, rec.Body.String(), "ephemeral")
}

type panicking struct{ bot.Handler }

func (panicking) Handle(context.Context, bot.Event) bot.Reply { panic("boom") }

func TestProblemsStandUnderTheFieldsThatWereSent(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Lang: i18n.English, Problems: dialogs.Problems{
		"amount": i18n.T("error.required"), "unseen": i18n.T("error.choice"),
	}}
	rec := w.does(request("/slack/interactivity", interactivity(submitPayload()), now))
	require.JSONEq(t, `{"response_action":"errors","errors":{
		"amount#2":"Please fill this in.","name#2":"Please choose one from the list."}}`, rec.Body.String())
}

func TestACommandIsAnsweredWithACardForItsReaderOnly(t *testing.T) {
	w := newWorld(t)
	c := card.Card{Title: i18n.Raw("D-1 <!channel>")}
	w.core.reply = bot.Reply{Card: &c}
	rec := w.does(request("/slack/commands", w.commandBody("show d1"), now))
	var m answerText
	require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &m))
	require.Equal(t, "ephemeral", m.ResponseType)
	require.Equal(t, "D-1 &lt;!channel&gt;", m.Text)
}

type answerText struct {
	ResponseType string `json:"response_type"`
	Text         string `json:"text"`
}
