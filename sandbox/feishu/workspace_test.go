package feishu

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sandbox"
)

// tenant is a workspace with a client that speaks to it.
type tenant struct {
	*Workspace
	t     *testing.T
	http  *httptest.Server
	token string
	rate  time.Time
}

func newTenant(t *testing.T, change ...func(*Options)) *tenant {
	t.Helper()
	x := &tenant{t: t, rate: time.Unix(0, 0)}
	o := Options{
		TenantKey: "t1", BotName: "Dealmate", AppID: "cli_a", AppSecret: "example-secret", EncryptKey: "example-key", VerificationToken: "example-token",
		People: []Person{
			{ID: "ou_lin", UnionID: "on_lin", Name: "林晓", Email: "lin@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"},
			{ID: "ou_gus", Name: "Gus", Email: "gus@example.net", Locale: "en-US", TZ: "UTC", External: true},
		},
		Chats: []Chat{{ID: "oc_east", Name: "East", Members: []string{"ou_lin"}}},
		Clock: sandbox.NewClock(func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }),
		Rate:  func() time.Time { return x.rate },
	}
	for _, c := range change {
		c(&o)
	}
	w, err := New(o)
	require.NoError(t, err)
	x.Workspace = w
	x.http = httptest.NewServer(w.Handler())
	t.Cleanup(x.http.Close)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	_, out := x.calls("POST", "/open-apis/auth/v3/tenant_access_token/internal", `{"app_id":"cli_a","app_secret":"example-secret"}`)
	x.token, _ = out["tenant_access_token"].(string)
	require.NotEmpty(t, x.token)
	return x
}

// calls makes a call and passes on the time by which limits count.
func (x *tenant) calls(method, path, body string) (int, map[string]any) {
	x.t.Helper()
	req, err := http.NewRequestWithContext(x.t.Context(), method, x.http.URL+path, strings.NewReader(body))
	require.NoError(x.t, err)
	req.Header.Set("Authorization", "Bearer "+x.token)
	res, err := http.DefaultClient.Do(req)
	require.NoError(x.t, err)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(x.t, err)
	out := map[string]any{"reset": res.Header.Get("x-ogw-ratelimit-reset")}
	require.NoError(x.t, json.Unmarshal(raw, &out), string(raw))
	return res.StatusCode, out
}

func (x *tenant) code(method, path, body string) int {
	x.t.Helper()
	_, out := x.calls(method, path, body)
	n, _ := out["code"].(float64)
	return int(n)
}

const send = "/open-apis/im/v1/messages?receive_id_type="

func text(to, uuid string) string {
	return `{"receive_id":"` + to + `","msg_type":"text","content":"{\"text\":\"hi\"}","uuid":"` + uuid + `"}`
}

func cardTo(to string, card json.RawMessage) string {
	content, _ := json.Marshal(string(card))
	return `{"receive_id":"` + to + `","msg_type":"interactive","content":` + string(content) + `}`
}

func TestTheApiAnswersAsFeishuDoes(t *testing.T) {
	x := newTenant(t)
	for _, c := range []struct {
		name, method, path, body string
		code                     int
	}{
		{"the bot", "GET", "/open-apis/bot/v3/info", "", 0},
		{"a message to a person", "POST", send + "open_id", text("ou_lin", ""), 0},
		{"to a group", "POST", send + "chat_id", text("oc_east", ""), 0},
		{"to a group without the bot", "POST", send + "chat_id", text("oc_other", ""), 230002},
		{"to nobody", "POST", send + "open_id", text("ou_none", ""), 230001},
		{"to another tenant", "POST", send + "open_id", text("ou_gus", ""), 230013},
		{"a uuid too long", "POST", send + "open_id", text("ou_lin", strings.Repeat("x", 51)), 99992402},
		{"a card that is none", "POST", send + "open_id", cardTo("ou_lin", json.RawMessage(`{}`)), 230099},
		{"a card too large", "POST", send + "open_id", cardTo("ou_lin", cardOf(`{"tag":"markdown","content":"`+strings.Repeat("x", 31<<10)+`"}`)), 230025},
		{"an answer to nothing", "POST", "/open-apis/im/v1/messages/om_x/reply", text("", ""), 230001},
		{"a group", "GET", "/open-apis/im/v1/chats/oc_east", "", 0},
		{"no group", "GET", "/open-apis/im/v1/chats/oc_other", "", 232006},
		{"a person", "GET", "/open-apis/contact/v3/users/ou_lin?user_id_type=open_id", "", 0},
		{"a stranger", "GET", "/open-apis/contact/v3/users/ou_gus?user_id_type=open_id", "", 41050},
		{"no JSON", "POST", send + "open_id", "{", 9499},
		{"an API that there is not", "GET", "/open-apis/other", "", 99991400},
	} {
		t.Run(c.name, func(t *testing.T) {
			x.rate = x.rate.Add(time.Minute)
			require.Equal(t, c.code, x.code(c.method, c.path, c.body))
		})
	}
	good := x.token
	x.token = "t-forged"
	require.Equal(t, 99991663, x.code("GET", "/open-apis/bot/v3/info", ""))
	x.token = good
	x.RevokeToken()
	require.Equal(t, 99991663, x.code("GET", "/open-apis/bot/v3/info", ""))
	require.Equal(t, 10014, x.code("POST", "/open-apis/auth/v3/tenant_access_token/internal", `{"app_id":"cli_a","app_secret":"wrong"}`))
	require.Equal(t, 1, x.TokenFetches())
}

func TestAUUIDIsSentOnceWithinTheHour(t *testing.T) {
	x := newTenant(t)
	for range 2 {
		require.Zero(t, x.code("POST", send+"open_id", text("ou_lin", "u1")))
	}
	require.Len(t, x.Messages(x.P2P("ou_lin"), "ou_lin"), 1)
	x.o.Clock.Advance(61 * time.Minute)
	require.Zero(t, x.code("POST", send+"open_id", text("ou_lin", "u1")))
	require.Len(t, x.Messages(x.P2P("ou_lin"), "ou_lin"), 2)
}

func TestLimitsHold(t *testing.T) {
	x := newTenant(t)
	for range perTarget {
		require.Zero(t, x.code("POST", send+"open_id", text("ou_lin", "")))
	}
	require.Equal(t, 230020, x.code("POST", send+"open_id", text("ou_lin", "")))
	for range perApp {
		_, _ = x.calls("GET", "/open-apis/bot/v3/info", "")
	}
	status, out := x.calls("GET", "/open-apis/bot/v3/info", "")
	require.Equal(t, []any{429, 99991400.0, "1"}, []any{status, out["code"], out["reset"]})
	x.rate = x.rate.Add(time.Second)
	require.Zero(t, x.code("POST", send+"open_id", text("ou_lin", "")))
}

func TestACardIsReplacedForAFortnight(t *testing.T) {
	x := newTenant(t)
	require.Zero(t, x.code("POST", send+"open_id", cardTo("ou_lin", cardOf(`{"tag":"hr"}`))))
	m := x.Messages(x.P2P("ou_lin"), "ou_lin")[0]
	patch := func() int {
		content, _ := json.Marshal(string(cardOf(`{"tag":"markdown","content":"new"}`)))
		x.rate = x.rate.Add(time.Second)
		return x.code("PATCH", "/open-apis/im/v1/messages/"+m.ID, `{"content":`+string(content)+`}`)
	}
	require.Zero(t, patch())
	now := x.Messages(x.P2P("ou_lin"), "ou_lin")[0]
	require.Equal(t, "new", PlainText(now.Card))
	require.True(t, now.Edited)
	x.o.Clock.Advance(15 * 24 * time.Hour)
	require.Equal(t, 230031, patch())
	require.Equal(t, 230001, x.code("PATCH", "/open-apis/im/v1/messages/om_x", `{}`))
	require.Zero(t, x.code("DELETE", "/open-apis/im/v1/messages/"+m.ID, ""))
	require.Empty(t, x.Messages(x.P2P("ou_lin"), "ou_lin"))
}

func TestPicturesAreKept(t *testing.T) {
	x := newTenant(t)
	upload := func(content string) map[string]any {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		require.NoError(t, form.WriteField("image_type", "message"))
		part, err := form.CreateFormFile("image", "a.png")
		require.NoError(t, err)
		_, _ = part.Write([]byte(content))
		require.NoError(t, form.Close())
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, x.http.URL+"/open-apis/im/v1/images", &b)
		require.NoError(t, err)
		req.Header.Set("Content-Type", form.FormDataContentType())
		req.Header.Set("Authorization", "Bearer "+x.token)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		var out map[string]any
		require.NoError(t, json.NewDecoder(res.Body).Decode(&out))
		return out
	}
	require.InDelta(t, 234011, upload("no picture")["code"], 0)
	key := upload("\x89PNG\r\n\x1a\n")["data"].(map[string]any)["image_key"].(string)
	require.Zero(t, x.code("POST", send+"open_id", `{"receive_id":"ou_lin","msg_type":"image","content":"{\"image_key\":\"`+key+`\"}"}`))
	require.Equal(t, "ui/image/"+key, x.Messages(x.P2P("ou_lin"), "ou_lin")[0].Image)
}

// bot answers events of a webhook.
func (x *tenant) bot(answer func(body map[string]any) (int, string)) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		_ = json.NewDecoder(r.Body).Decode(&body)
		status, out := answer(body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, out)
	}))
	x.t.Cleanup(s.Close)
	x.o.RequestURL = s.URL
	return s
}

func TestAClickSendsAFormAndShowsWhatTheBotAnswers(t *testing.T) {
	x := newTenant(t)
	var got map[string]any
	answer := `{}`
	x.o.EncryptKey = ""
	x.bot(func(body map[string]any) (int, string) { got = body; return 200, answer })
	form := `{"tag":"form","name":"f","elements":[` + typing + `,{"tag":"date_picker","name":"d","placeholder":{"tag":"plain_text","content":"D"}},` + sends + `]}`
	require.Zero(t, x.code("POST", send+"open_id", cardTo("ou_lin", cardOf(form))))
	m := x.Messages(x.P2P("ou_lin"), "ou_lin")[0]
	click := func(values map[string]any) Answer {
		a, err := x.Click(t.Context(), "ou_lin", m.ID, "/body/elements/0/elements/2", "", values)
		require.NoError(t, err)
		return a
	}
	require.Equal(t, []string{"a"}, click(map[string]any{"a": ""}).Missing)
	require.Nil(t, got, "nothing was sent")
	require.Equal(t, Answer{}, click(map[string]any{"d": "2026-12-31"}))
	action := got["event"].(map[string]any)["action"].(map[string]any)
	require.Equal(t, map[string]any{"a": "x", "d": "2026-12-31 +0800"}, action["form_value"])
	require.Equal(t, map[string]any{"form": "d"}, action["value"])
	answer = `{"toast":{"type":"info","content":"x","i18n":{"zh_cn":"好"}},"card":{"type":"raw","data":` + string(cardOf(`{"tag":"markdown","content":"done"}`)) + `}}`
	require.Equal(t, &Toast{"info", "好"}, click(nil).Toast)
	require.Equal(t, "done", PlainText(x.Messages(x.P2P("ou_lin"), "ou_lin")[0].Card))
	require.Equal(t, []Toast{{"info", "好"}}, x.Toasts("ou_lin"))
	_, err := x.Click(t.Context(), "ou_lin", m.ID, "/body/elements/0/elements/2", "", nil)
	require.ErrorIs(t, err, ErrNothing, "the form is gone")
	_, err = x.Click(t.Context(), "ou_gus", m.ID, "/body/elements/0", "", nil)
	require.ErrorIs(t, err, ErrNothing, "not in the chat")
}

func TestABadAnswerIsToldWithFeishusNumber(t *testing.T) {
	x := newTenant(t)
	status, answer := 200, ""
	x.bot(func(map[string]any) (int, string) { return status, answer })
	require.Zero(t, x.code("POST", send+"open_id", cardTo("ou_lin", cardOf(`{"tag":"button","text":{"tag":"plain_text","content":"x"},"behaviors":[{"type":"callback","value":{}}]}`))))
	m := x.Messages(x.P2P("ou_lin"), "ou_lin")[0]
	for _, c := range []struct {
		status       int
		answer, want string
	}{
		{200, "null", "200672"},
		{200, "", "200672"},
		{500, "{}", "200671"},
		{200, `{"card":{"type":"raw","data":{"schema":"2.0"}}}`, "200673"},
	} {
		status, answer = c.status, c.answer
		a, err := x.Click(t.Context(), "ou_lin", m.ID, "/body/elements/0", "", nil)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(a.Error, c.want), a.Error)
	}
}

func TestWhatWasNotTakenIsDeliveredAgain(t *testing.T) {
	x := newTenant(t)
	status, seen := 500, 0
	x.bot(func(map[string]any) (int, string) { seen++; return status, "{}" })
	require.Error(t, x.Say(t.Context(), "ou_lin", x.P2P("ou_lin"), "hi", ""))
	status = 200
	require.Equal(t, 1, x.Redeliver(t.Context()))
	require.Zero(t, x.Redeliver(t.Context()))
	require.Equal(t, 2, seen)
	require.NoError(t, x.Say(t.Context(), "ou_lin", "oc_east", "without the bot's name", ""))
	require.Equal(t, 2, seen)
	require.NoError(t, x.Say(t.Context(), "ou_lin", "oc_east", "@Dealmate hi", ""))
	require.Equal(t, 3, seen)
}

func TestMessagesOutliveTheProcess(t *testing.T) {
	dir := t.TempDir()
	again := func(o *Options) { o.Dir = dir }
	x := newTenant(t, again)
	require.Zero(t, x.code("POST", send+"open_id", text("ou_lin", "")))
	require.NoError(t, x.Close())
	y := newTenant(t, again)
	require.Len(t, y.Messages(y.P2P("ou_lin"), "ou_lin"), 1)
	require.NoError(t, y.Reset())
	require.Empty(t, y.Messages(y.P2P("ou_lin"), "ou_lin"))
}

func TestThePageActsAndIsOnlyForThisMachine(t *testing.T) {
	x := newTenant(t)
	get := func(host, path string) int {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, x.http.URL+path, nil)
		require.NoError(t, err)
		req.Host = host
		res, err := http.DefaultTransport.RoundTrip(req)
		require.NoError(t, err)
		_ = res.Body.Close()
		return res.StatusCode
	}
	require.Equal(t, 200, get("localhost", "/feishu/"))
	require.Equal(t, 302, get("localhost", "/"))
	require.Equal(t, 403, get("evil.example.com", "/feishu/"))
	require.Equal(t, 200, get("127.0.0.1", "/feishu/ui/state?person=ou_lin"))
	require.Equal(t, true, x.acts(`{"do":"clock","by":"day"}`))
	require.Equal(t, 24*time.Hour, x.o.Clock.Offset())
}

// acts does what the page asks for.
func (x *tenant) acts(body string) any {
	x.t.Helper()
	_, out := x.calls("POST", "/feishu/ui/act", body)
	return out["ok"]
}
