package feishu

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

func TestACardIsSentOnceUnderItsKey(t *testing.T) {
	w := newWorld(t)
	p := bot.Post{To: bot.Target{Channel: "oc_1"}, Card: aCard("x"), Key: "announce|d1"}
	sent, err := w.Post(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, bot.Sent{Channel: "oc_1", Message: "om_1"}, sent)
	_, err = w.Post(t.Context(), p)
	require.NoError(t, err)
	p.Key = "announce|d2"
	_, err = w.Post(t.Context(), p)
	require.NoError(t, err)
	calls := w.feishu.asked(messagePath)
	require.Equal(t, calls[0].body["uuid"], calls[1].body["uuid"])
	require.NotEqual(t, calls[0].body["uuid"], calls[2].body["uuid"])
	require.LessOrEqual(t, len(calls[0].body["uuid"].(string)), maxUUID)
	require.Equal(t, "receive_id_type=chat_id", calls[0].query)
}

func TestWhereAMessageGoes(t *testing.T) {
	w := newWorld(t)
	_, err := w.Post(t.Context(), bot.Post{To: bot.Target{User: "ou_1"}, Card: aCard("x")})
	require.NoError(t, err)
	require.Equal(t, "receive_id_type=open_id", w.feishu.asked(messagePath)[0].query)
	_, err = w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_g", Thread: "om_q"}, Card: aCard("x")})
	require.NoError(t, err)
	require.Len(t, w.feishu.asked(messagePath+"/om_q/reply"), 1)
	w.feishu.says(messagePath+"/om_q/reply", `{"code":230011,"msg":"withdrawn"}`)
	_, err = w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_g", Thread: "om_q"}, Card: aCard("x")})
	require.NoError(t, err, "a message that was taken back is no reason to say nothing")
	require.Equal(t, "oc_g", sentTo(w.feishu.asked(messagePath)[1]))
	sent, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_g"}, Card: aCard("x"), Update: "om_1"})
	require.NoError(t, err)
	require.Equal(t, bot.Sent{Channel: "oc_g", Message: "om_1"}, sent)
	_, err = w.Post(t.Context(), bot.Post{Card: aCard("x")})
	var p bot.Permanent
	require.ErrorAs(t, err, &p)
	require.NoError(t, w.ShowHome(t.Context(), "ou_1", aCard("home"), i18n.English))
}

func TestACardIsNotLostToItsLooks(t *testing.T) {
	w := newWorld(t)
	no := `{"code":230099,"msg":"Failed to create card content, ext=ErrCode: 11310; ErrMsg: card table number over limit"}`
	table := card.Card{Title: raw("T"), Blocks: []card.Block{{Table: &card.Table{Head: []i18n.Text{raw("a"), raw("b")}, Rows: [][]i18n.Text{{raw("1"), raw("2")}}}}}}
	w.feishu.says(messagePath, no, sentOK)
	_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_1"}, Card: table})
	require.NoError(t, err)
	calls := w.feishu.asked(messagePath)
	require.Contains(t, calls[0].content(), `"tag":"table"`)
	require.NotContains(t, calls[1].content(), `"tag":"table"`)
	require.Contains(t, calls[1].content(), "1 · 2")
	require.NotEqual(t, calls[0].body["uuid"], calls[1].body["uuid"], "another content has another key")

	w.feishu.says(messagePath, no, no, sentOK)
	_, err = w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_1"}, Card: card.Say(raw("<at id=all></at> hi"))})
	require.NoError(t, err)
	last := w.feishu.asked(messagePath)[4]
	require.Equal(t, "text", last.body["msg_type"])
	require.NotContains(t, last.content(), "<at")

	w.feishu.says(messagePath+"/om_1", no)
	_, err = w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_1"}, Card: table, Update: "om_1"})
	require.Error(t, err, "a card never becomes a text")
	require.Len(t, w.feishu.asked(messagePath+"/om_1"), 2)
}

func TestErrorsTellWhetherARepeatHelps(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		status       int
		reset        string
		never        bool
		wait         time.Duration
	}{
		{"the app is too fast", `{"code":99991400}`, 429, "7", false, 7 * time.Second},
		{"a group is too fast, and nothing says how long", `{"code":230020}`, 400, "", false, time.Second},
		{"the message is being sent", `{"code":230049}`, 400, "", false, time.Second},
		{"the bot is not in the group", `{"code":230002}`, 400, "", true, 0},
		{"the person left", `{"code":230013}`, 400, "", true, 0},
		{"a card is older than a fortnight", `{"code":230031}`, 400, "", true, 0},
		{"an open_id of another app", `{"code":99992361}`, 400, "", true, 0},
		{"data loss prevention", `{"code":230028}`, 400, "", true, 0},
		{"trouble of Feishu's", `{"code":55001}`, 500, "", false, 0},
		{"no JSON", `<html>bad gateway</html>`, 502, "", false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.feishu.says(messagePath, c.answer)
			w.feishu.status[messagePath], w.feishu.heads[messagePath] = c.status, c.reset
			_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_1"}, Card: aCard("x")})
			require.Error(t, err)
			never, isNever := errors.AsType[bot.Permanent](err)
			require.Equal(t, c.never, isNever && never.Permanent())
			later, isLater := errors.AsType[bot.RetryAfter](err)
			require.Equal(t, c.wait > 0, isLater)
			if isLater {
				require.Equal(t, c.wait, later.RetryAfter())
			}
		})
	}
}

func TestADirectAnswerWaitsAsFeishuAsks(t *testing.T) {
	for name, r := range map[string]bot.Reply{
		"a card": {Card: ptr(aCard("x"))},
		"a form": {Form: aForm()},
	} {
		t.Run(name, func(t *testing.T) { waitsAsFeishuAsks(t, r) })
	}
}

func waitsAsFeishuAsks(t *testing.T, r bot.Reply) {
	t.Helper()
	w := newWorld(t)
	var waited []time.Duration
	w.timer = func(d time.Duration) <-chan time.Time {
		c := make(chan time.Time, 1)
		if d < answerWithin { // the pause, not the time for the answer
			waited = append(waited, d)
			c <- now
		}
		return c
	}
	w.feishu.says(messagePath, `{"code":230020}`, `{"code":230020}`, sentOK)
	w.core.reply = r
	w.does(t, typed("om_a", "oc_1", "list"))
	require.Len(t, w.feishu.asked(messagePath), 3)
	require.Equal(t, []time.Duration{time.Second, time.Second}, waited)
}

func TestWhatCannotGoWhereItShouldGoesToTheActor(t *testing.T) {
	w := newWorld(t)
	w.feishu.says(messagePath, `{"code":230002,"msg":"bot not in chat"}`, sentOK)
	w.core.reply = bot.Reply{After: []bot.Post{{To: bot.Target{Platform: Platform, Channel: "oc_g"}, Card: aCard("x")}}}
	w.does(t, typed("om_a", "oc_1", "list"))
	require.Equal(t, "ou_1", sentTo(w.feishu.asked(messagePath)[1]))
}

func TestManyFirstCallersFetchOneToken(t *testing.T) {
	w := newWorld(t)
	w.feishu.hold = make(chan struct{})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_1"}, Card: aCard("x")})
			if err != nil {
				t.Error(err)
			}
		})
	}
	close(w.feishu.hold)
	wg.Wait()
	require.Len(t, w.feishu.asked(tokenPath), 1)
	w.clock = now.Add(2 * time.Hour)
	_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_1"}, Card: aCard("x")})
	require.NoError(t, err)
	require.Len(t, w.feishu.asked(tokenPath), 2, "a token is replaced before its end")
}

func TestARevokedTokenIsDropped(t *testing.T) {
	w := newWorld(t)
	post := func() error {
		_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "oc_1"}, Card: aCard("x")})
		return err
	}
	require.NoError(t, post())
	w.feishu.says(messagePath, `{"code":99991663,"msg":"Invalid access token"}`, sentOK)
	require.NoError(t, post())
	calls := w.feishu.asked(messagePath)
	require.Equal(t, []string{"t-1", "t-1", "t-2"}, []string{calls[0].token, calls[1].token, calls[2].token})
	w.feishu.says(messagePath, `{"code":99991663,"msg":"Invalid access token"}`)
	require.Error(t, post(), "a fresh token that is refused too is an error")
	require.Len(t, w.feishu.asked(messagePath), 5)
}

func TestACallerWhoCannotWaitForATokenGivesUpAlone(t *testing.T) {
	w := newWorld(t)
	w.feishu.hold = make(chan struct{})
	defer close(w.feishu.hold)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.api.tokens.get(over)
	require.ErrorIs(t, err, context.Canceled)
}

func TestProfilesAreRememberedAndStrangersAreGuests(t *testing.T) {
	w := newWorld(t)
	want := bot.Profile{User: "ou_1", Name: "林晓", Email: "lin@example.com", Zone: "Asia/Shanghai"}
	for range 2 {
		p, err := w.Find(t.Context(), "lin@example.com")
		require.NoError(t, err)
		require.Equal(t, want, p)
	}
	require.Len(t, w.feishu.asked("/open-apis/contact/v3/users/ou_1"), 1)
	w.does(t, typed("om_a", "oc_1", "x"))
	p, err := w.Profile(t.Context(), "ou_1")
	require.NoError(t, err)
	require.Equal(t, "zh-CN", p.Locale, "the language came with their line")
	w.clock = now.Add(time.Hour)
	w.feishu.says("/open-apis/contact/v3/users/ou_1", `{"code":55001}`)
	p, err = w.Profile(t.Context(), "ou_1")
	require.NoError(t, err, "an old profile is better than none")
	require.Equal(t, "林晓", p.Name)
	w.feishu.says("/open-apis/contact/v3/users/ou_x", `{"code":41050,"msg":"no user authority"}`)
	p, err = w.Profile(t.Context(), "ou_x")
	require.NoError(t, err)
	require.True(t, p.Guest)
	w.feishu.says("/open-apis/contact/v3/users/batch_get_id", `{"code":0,"data":{"user_list":[{"email":"x@example.com"}]}}`)
	_, err = w.Find(t.Context(), "x@example.com")
	var never bot.Permanent
	require.ErrorAs(t, err, &never)
}

func TestTheDoctorIsToldWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	h := w.Check(t.Context(), "lin@example.com")
	require.Equal(t, Health{Bot: "Dealmate"}, h)
	w.feishu.says("/open-apis/contact/v3/users/batch_get_id", `{"code":99991672,"msg":"scope missing"}`)
	require.ErrorContains(t, w.Check(t.Context(), "lin@example.com").People, "scope missing")
	w.feishu.says("/open-apis/bot/v3/info", `{"code":10003,"msg":"invalid app"}`)
	require.ErrorContains(t, w.Check(t.Context(), "").Access, "invalid app")
}

func TestAnAdapterNeedsWhatItNeeds(t *testing.T) {
	_, err := New(Options{})
	require.Error(t, err)
	good := Options{AppID: "cli_a", AppSecret: "s", Handler: &fakeBot{}, Catalog: texts(t), Now: time.Now, NewID: func() string { return "" }}
	for _, address := range []string{"ftp://x", "open.feishu.cn", "://"} {
		good.BaseURL = address
		_, err = New(good)
		require.ErrorContains(t, err, "address of an API", address)
	}
	good.BaseURL, good.HTTPClient = "", http.DefaultClient
	a, err := New(good)
	require.NoError(t, err)
	require.Equal(t, "https://open.feishu.cn", a.o.BaseURL)
	require.True(t, strings.HasPrefix(a.linkTo("oc_1"), "https://applink.feishu.cn/"))
	good.BaseURL = "https://open.larksuite.com/"
	a, err = New(good)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(a.linkTo("oc_1"), "https://applink.larksuite.com/"))
}
