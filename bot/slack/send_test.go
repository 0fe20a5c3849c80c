package slack

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

func tabled() card.Card {
	return card.Card{Title: i18n.Raw("T"), Blocks: []card.Block{{Table: &card.Table{
		Head: []i18n.Text{i18n.Raw("a"), i18n.Raw("b")}, Rows: [][]i18n.Text{{i18n.Raw("1"), i18n.Raw("2")}},
	}}}}
}

func TestACardIsNotLostToItsLooks(t *testing.T) {
	w := newWorld(t)
	w.slack.says("/api/chat.postMessage", `{"ok":false,"error":"invalid_blocks"}`, `{"ok":true,"channel":"C1","ts":"1.1"}`)
	to := bot.Target{Platform: Platform, Channel: "C1", Thread: "0.1"}
	sent, err := w.Post(t.Context(), bot.Post{To: to, Card: tabled(), Lang: i18n.English})
	require.NoError(t, err)
	require.Equal(t, bot.Sent{Channel: "C1", Message: "1.1"}, sent)
	calls := w.slack.asked("/api/chat.postMessage")
	require.Len(t, calls, 2)
	require.Contains(t, calls[0].form.Get("blocks"), `"type":"table"`)
	require.NotContains(t, calls[1].form.Get("blocks"), `"type":"table"`)
	require.Contains(t, calls[1].form.Get("blocks"), `1 · 2`)
	require.Equal(t, "0.1", calls[1].form.Get("thread_ts"))
	_, err = w.Post(t.Context(), bot.Post{To: to, Card: tabled(), Lang: i18n.English})
	require.NoError(t, err)
	require.NotContains(t, w.slack.asked("/api/chat.postMessage")[2].form.Get("blocks"), `"type":"table"`, "it is not tried again")
}

func TestARefusedChartIsDrawnAsItsTableFromThenOn(t *testing.T) {
	w := newWorld(t)
	w.slack.says("/api/chat.postMessage", `{"ok":false,"error":"invalid_blocks"}`, `{"ok":true,"channel":"C1","ts":"1.1"}`)
	long := strings.Repeat("长", 60)
	charted := card.Card{Blocks: []card.Block{{Chart: &card.Chart{
		Kind: card.Funnel, Title: i18n.Raw(long), Names: []i18n.Text{i18n.Raw(long), i18n.Raw(long), i18n.Raw("")},
		Series: []card.Series{{Name: i18n.Raw("Amount"), Values: []decimal.Decimal{decimal.New(1, 0), decimal.New(2, 0), decimal.New(3, 0)}}},
	}}}}
	for range 2 {
		_, err := w.Post(t.Context(), bot.Post{
			To: bot.Target{Channel: "C1"}, Card: charted, Lang: i18n.English,
			Pictures: func() []bot.File { return []bot.File{{Name: "chart-1.png", Data: []byte("png")}} },
		})
		require.NoError(t, err)
	}
	require.NotEmpty(t, w.slack.asked("/api/files.getUploadURLExternal"), "its picture comes in the thread")
	calls := w.slack.asked("/api/chat.postMessage")
	require.Len(t, calls, 3)
	require.Contains(t, calls[0].form.Get("blocks"), `"type":"data_visualization"`)
	checkBlocks(t, "message", []byte(calls[0].form.Get("blocks")))
	require.NotContains(t, calls[2].form.Get("blocks"), "data_visualization", "it is not tried again")
	require.Contains(t, calls[2].form.Get("blocks"), `"type":"table"`, "tables were not refused")
}

func TestACardOfRefusedBlocksIsAtLeastItsText(t *testing.T) {
	w := newWorld(t)
	no := `{"ok":false,"error":"invalid_blocks"}`
	w.slack.says("/api/chat.postMessage", no, no, `{"ok":true,"channel":"C1","ts":"1.1"}`)
	_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "C1"}, Card: tabled()})
	require.NoError(t, err)
	last := w.slack.asked("/api/chat.postMessage")[2].form
	require.Equal(t, "[]", last.Get("blocks"))
	require.Contains(t, last.Get("text"), "1 · 2")
}

func TestErrorsTellWhetherARepeatHelps(t *testing.T) {
	for _, code := range []string{"channel_not_found", "is_archived", "not_in_channel", "account_inactive", "token_revoked", "invalid_auth", "message_not_found"} {
		t.Run(code, func(t *testing.T) {
			w := newWorld(t)
			w.slack.says("/api/chat.postMessage", fmt.Sprintf(`{"ok":false,"error":%q}`, code))
			_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "C1"}, Card: aCard("x")})
			var p bot.Permanent
			require.ErrorAs(t, err, &p)
			require.True(t, p.Permanent())
			var r bot.RetryAfter
			require.NotErrorAs(t, err, &r)
		})
	}
	t.Run("a server error is uncertain", func(t *testing.T) {
		w := newWorld(t)
		w.slack.status["/api/chat.postMessage"] = 500
		_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "C1"}, Card: aCard("x")})
		require.Error(t, err)
		var p bot.Permanent
		var r bot.RetryAfter
		require.NotErrorAs(t, err, &p)
		require.NotErrorAs(t, err, &r)
	})
}

func TestSlackIsGivenTheTimeItAsksFor(t *testing.T) {
	for _, c := range []struct {
		name, path, header string
		to                 bot.Target
		want               time.Duration
	}{
		{"a message", "/api/chat.postMessage", "7", bot.Target{Channel: "C1"}, 7 * time.Second},
		{"a message, no time said", "/api/chat.postMessage", "", bot.Target{Channel: "C1"}, patience},
		{"an answer", "/hook", "5", bot.Target{}, 5 * time.Second},
		{"an answer, no time said", "/hook", "", bot.Target{}, patience},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if c.to.Channel == "" {
				c.to.Answer = w.hook()
			}
			w.slack.status[c.path] = http.StatusTooManyRequests
			if c.header != "" {
				w.slack.heads[c.path] = http.Header{"Retry-After": {c.header}}
			}
			_, err := w.Post(t.Context(), bot.Post{To: c.to, Card: aCard("x")})
			var r bot.RetryAfter
			require.ErrorAs(t, err, &r)
			require.Equal(t, c.want, r.RetryAfter())
		})
	}
}

func TestAnAnswerIsPostedOnlyToSlack(t *testing.T) {
	w := newWorld(t)
	for address, ok := range map[string]bool{
		"https://hooks.slack.com/actions/T1/2/x":      true,
		w.hook():                                      true,
		"http://hooks.slack.com/actions/T1/2/x":       false,
		"https://hooks.slack.com.evil.example/x":      false,
		"https://evil.example/hooks.slack.com":        false,
		"https://user@hooks.slack.com/x":              false,
		"https://hooks.slack.com:8443/x":              false,
		"http://169.254.169.254/latest":               false,
		"file:///etc/passwd":                          false,
		"":                                            false,
		"https://127.0.0.1/x":                         false,
		"https://hooks.slack.com\\@evil.example/path": false,
	} {
		require.Equal(t, ok, w.isAnswer(address), address)
	}
	_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Answer: "http://169.254.169.254/"}, Card: aCard("x")})
	var p bot.Permanent
	require.ErrorAs(t, err, &p)
	require.Equal(t, 1, w.counted("foreign_address"))
}

func TestAProfileIsAskedForOnceInAWhile(t *testing.T) {
	w := newWorld(t)
	p, err := w.Profile(t.Context(), "U1")
	require.NoError(t, err)
	require.Equal(t, bot.Profile{User: "U1", Name: "小林", Email: "lin@example.com", Locale: "zh-CN", Zone: "Asia/Shanghai"}, p)
	_, err = w.Profile(t.Context(), "U1")
	require.NoError(t, err)
	require.Len(t, w.slack.asked("/api/users.info"), 1)
	require.Equal(t, "true", w.slack.asked("/api/users.info")[0].form.Get("include_locale"))
	w.clock = w.clock.Add(profileTTL)
	w.slack.says("/api/users.info", `{"ok":false,"error":"fatal_error"}`)
	old, err := w.Profile(t.Context(), "U1")
	require.NoError(t, err, "an old profile is better than none")
	require.Equal(t, p, old)
	require.Len(t, w.slack.asked("/api/users.info"), 2)
}

func TestAnEMailIsLookedUp(t *testing.T) {
	w := newWorld(t)
	_, err := w.Find(t.Context(), "nobody@example.com")
	var p bot.Permanent
	require.ErrorAs(t, err, &p)
	w.slack.says("/api/users.lookupByEmail", `{"ok":true,"user":{"id":"U1","team_id":"T1","profile":{"email":"lin@example.com"}}}`)
	found, err := w.Find(t.Context(), "lin@example.com")
	require.NoError(t, err)
	require.Equal(t, "zh-CN", found.Locale)
}

func TestCheckTellsEverythingThatIsWrong(t *testing.T) {
	w := newWorld(t)
	w.slack.heads["/api/auth.test"] = http.Header{"X-Oauth-Scopes": {"chat:write,commands, users:read"}}
	w.slack.says("/api/apps.connections.open", `{"ok":false,"error":"invalid_auth"}`)
	h := w.Check(t.Context())
	require.NoError(t, h.BotToken)
	require.Equal(t, "T1", h.TeamID)
	require.True(t, h.ScopesKnown)
	require.Equal(t, []string{"app_mentions:read", "chat:write.public", "files:read", "files:write", "im:history", "im:write", "users:read.email"}, h.Missing)
	require.True(t, h.HasSocket)
	require.ErrorContains(t, h.Socket, "invalid_auth")

	w.slack.says("/api/apps.connections.open", `{"ok":true,"url":"wss://x"}`)
	w.slack.says("/api/auth.test", `{"ok":false,"error":"account_inactive"}`)
	h = w.Check(t.Context())
	require.ErrorContains(t, h.BotToken, "account_inactive")
	require.NoError(t, h.Socket)
}

func TestAnAdapterNeedsWhatItNeeds(t *testing.T) {
	_, err := New(Options{})
	require.Error(t, err)
	good := Options{BotToken: "xoxb-example", Handler: &fakeBot{}, Catalog: texts(t), Now: time.Now, NewID: func() string { return "" }}
	for _, address := range []string{"ftp://x/api", "slack.com/api", "://"} {
		good.APIURL = address
		_, err = New(good)
		require.ErrorContains(t, err, "address of an API", address)
	}
}
