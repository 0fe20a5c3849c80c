package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"dealmate/sandbox"
)

// bothWays runs a test over Socket Mode and over HTTP.
func bothWays(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("over Socket Mode", func(t *testing.T) { f(t, newWorld(t, false)) })
	t.Run("over HTTP", func(t *testing.T) { f(t, newWorld(t, true)) })
}

func TestAFormIsOpenedCorrectedAndSent(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		ctx, dm := t.Context(), w.DM("U1")
		require.NoError(t, w.Command(ctx, "U1", dm, "/deal new A&B <x> @Bob #sales @here"))
		require.Contains(t, w.told(), "command new A&amp;B &lt;x&gt; <@U2|u2> <#C1|sales> <!here>")
		ms := w.Messages(dm, "U1")
		require.Len(t, ms, 1)
		require.Equal(t, "U1", ms[0].Ephemeral)
		require.Empty(t, w.Messages(dm, "U2"), "only the person sees it")

		ref := sandbox.Ref{Channel: dm, TS: ms[0].TS}
		require.NoError(t, w.Click(ctx, "U1", ref, "b1", "open", ""))
		v, open := w.View("U1")
		require.True(t, open)
		require.Equal(t, "Deal", v.Title)

		errs, err := w.Submit(ctx, "U1", nil)
		require.NoError(t, err)
		require.Equal(t, map[string]string{"name": "请填写此必填字段。"}, errs)
		require.NotContains(t, w.told(), "view_submission", "the client does not send an empty required field")

		errs, err = w.Submit(ctx, "U1", map[string]string{"name": "bad", "day": "2026-01-02"})
		require.NoError(t, err)
		require.Equal(t, map[string]string{"name": "not this"}, errs)
		v, _ = w.View("U1")
		require.Equal(t, map[string]string{"name": "bad", "day": "2026-01-02"}, v.Values, "what was typed stays")

		errs, err = w.Submit(ctx, "U1", map[string]string{"name": "好"})
		require.NoError(t, err)
		require.Empty(t, errs)
		require.Contains(t, w.told(), "named 好 2026-01-02")
		_, open = w.View("U1")
		require.False(t, open)
	})
}

func TestAClosedFormIsToldAndAStrangerClicksNothing(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		require.NoError(t, w.Command(ctx, "U1", "C1", "/deal"))
		ref := sandbox.Ref{Channel: "C1", TS: w.Messages("C1", "U1")[0].TS}
		require.ErrorIs(t, w.Click(ctx, "U2", ref, "b1", "open", ""), sandbox.ErrNothing, "another person's ephemeral message")
		require.ErrorIs(t, w.Command(ctx, "U1", "C2", "/deal"), sandbox.ErrNothing, "not in this channel")
		require.NoError(t, w.Click(ctx, "U1", ref, "b1", "open", ""))
		require.NoError(t, w.CloseView(ctx, "U1"))
		require.Contains(t, w.told(), "view_closed")
	})
}

func TestTheBotHearsWhatItShouldHear(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		require.NoError(t, w.Say(ctx, "U1", w.DM("U1"), "你好 <b>", ""))
		require.NoError(t, w.Say(ctx, "U1", "C1", "nobody asked", ""))
		require.NoError(t, w.Say(ctx, "U1", "C1", "@dealmate show 1", ""))
		require.NoError(t, w.Say(ctx, "U2", "C2", "@dealmate in a private channel", ""))
		require.Equal(t, []string{"message 你好 &lt;b&gt;", "mention <@UBOT> show 1"}, w.told())
		_, _, err := w.api.PostMessageContext(ctx, "U1", slack.MsgOptionText("hi", false))
		require.NoError(t, err)
		w.until(func() bool { return strings.Contains(strings.Join(w.told(), " "), "own message") })
		require.NoError(t, w.OpenHome(ctx, "U1"))
		require.Equal(t, "your home", sandbox.PlainText(w.Home("U1")))
	})
}

func TestATriggerWorksOnceAndForThreeSeconds(t *testing.T) {
	w := newWorld(t, false)
	ctx := t.Context()
	require.NoError(t, w.Command(ctx, "U1", "C1", "/deal"))
	id, _ := w.last()
	_, err := w.api.OpenViewContext(ctx, id, form("One"))
	require.NoError(t, err)
	_, err = w.api.OpenViewContext(ctx, id, form("Two"))
	require.EqualError(t, err, "exchanged_trigger_id")

	require.NoError(t, w.Command(ctx, "U1", "C1", "/deal"))
	id, _ = w.last()
	w.clock.Advance(time.Hour)
	_, err = w.api.OpenViewContext(ctx, id, form("Moved clock"))
	require.NoError(t, err, "a moved clock expires no trigger")
	require.NoError(t, w.Command(ctx, "U1", "C1", "/deal"))
	id, _ = w.last()
	w.later(3*time.Second + time.Millisecond)
	_, err = w.api.OpenViewContext(ctx, id, form("Late"))
	require.EqualError(t, err, "expired_trigger_id")
	_, err = w.api.OpenViewContext(ctx, "made-up", form("None"))
	require.EqualError(t, err, "invalid_trigger_id")
}

func TestAViewIsUpdatedOnlyWithItsHash(t *testing.T) {
	w := newWorld(t, true)
	ctx := t.Context()
	require.NoError(t, w.Command(ctx, "U1", "C1", "/deal"))
	id, _ := w.last()
	v, err := w.api.OpenViewContext(ctx, id, form("One"))
	require.NoError(t, err)
	w.Fill("U1", map[string]string{"name": "typed", "no such field": "x"})
	_, err = w.api.UpdateViewContext(ctx, form("Two"), "", v.Hash, v.ID)
	require.NoError(t, err)
	_, err = w.api.UpdateViewContext(ctx, form("Three"), "", v.Hash, v.ID)
	require.EqualError(t, err, "hash_conflict")
	top, _ := w.View("U1")
	require.Equal(t, "Two", top.Title)
	require.Equal(t, "typed", top.Values["name"], "an input with the same block_id keeps what was typed")
}

func TestAResponseURLWorksFiveTimesInHalfAnHour(t *testing.T) {
	w := newWorld(t, true)
	ctx := t.Context()
	require.NoError(t, w.Command(ctx, "U1", "C1", "/deal"))
	_, hook := w.last()
	for i := range 5 {
		require.NoError(t, slack.PostWebhookContext(ctx, hook, &slack.WebhookMessage{Text: "changed", ReplaceOriginal: true}), i)
	}
	require.Equal(t, "changed", w.Messages("C1", "U1")[0].Text)
	require.ErrorContains(t, slack.PostWebhookContext(ctx, hook, &slack.WebhookMessage{Text: "sixth"}), "404")
	require.NoError(t, w.Command(ctx, "U1", "C1", "/deal"))
	_, hook = w.last()
	w.clock.Advance(31 * time.Minute)
	require.ErrorContains(t, slack.PostWebhookContext(ctx, hook, &slack.WebhookMessage{Text: "late"}), "404")
}

func TestTroubleOnRequestOfTheWebAPI(t *testing.T) {
	w := newWorld(t, true)
	ctx := t.Context()
	post := func() error {
		_, _, err := w.api.PostMessageContext(ctx, "C1", slack.MsgOptionText("hello", false))
		return err
	}
	w.Fault("chat.postMessage", sandbox.Fault{Status: http.StatusTooManyRequests, RetryAfter: 7})
	var limited *slack.RateLimitedError
	require.ErrorAs(t, post(), &limited)
	require.Equal(t, 7*time.Second, limited.RetryAfter)
	w.Fault("", sandbox.Fault{Status: http.StatusTooManyRequests})
	require.Error(t, post())
	require.NotErrorAs(t, w.lastError(post), &limited)
	w.Fault("", sandbox.Fault{Status: http.StatusInternalServerError, Times: 2})
	require.Error(t, post())
	require.Error(t, post())
	n := len(w.Messages("C1", "U1"))
	w.Fault("chat.postMessage", sandbox.Fault{DropAfter: true})
	require.Error(t, post())
	require.Len(t, w.Messages("C1", "U1"), n+1, "the answer is lost, the message is there")
	require.NoError(t, post())
}

// lastError runs f and returns an error that is never nil.
func (w *world) lastError(f func() error) error {
	if err := f(); err != nil {
		return err
	}
	return errors.New("none")
}

func TestADuplicateIsDeliveredTwice(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		w.Duplicate(1)
		require.NoError(t, w.Say(t.Context(), "U1", w.DM("U1"), "once", ""))
		require.NoError(t, w.Say(t.Context(), "U1", w.DM("U1"), "more", ""))
		require.Equal(t, []string{"message once", "message once", "message more"}, w.told())
	})
}

func TestABotThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t, false, func(o *sandbox.Options) { o.AckTime = 80 * time.Millisecond })
	w.fallSilent(true)
	require.ErrorIs(t, w.Command(t.Context(), "U2", "C1", "/deal"), sandbox.ErrSilent)
	ms := w.Messages("C1", "U2")
	require.Equal(t, "/deal failed with the error “operation_timeout”", ms[len(ms)-1].Text)
	w.fallSilent(false)
	w.DelayAcks(1, time.Second)
	require.ErrorIs(t, w.Command(t.Context(), "U2", "C1", "/deal"), sandbox.ErrSilent, "a late answer is none")
	require.NoError(t, w.Command(t.Context(), "U2", "C1", "/deal"))
}

func TestAnEventIsRetriedAtOnceAndAfterOneAndFiveMinutes(t *testing.T) {
	w := newWorld(t, false, func(o *sandbox.Options) { o.AckTime = 80 * time.Millisecond })
	w.fallSilent(true)
	require.ErrorIs(t, w.Say(t.Context(), "U1", w.DM("U1"), "hello", ""), sandbox.ErrSilent)
	retries := func() (n int) {
		for _, x := range w.Traffic() {
			var a struct{ Retry int }
			if x.Kind == "events_api" && json.Unmarshal(x.Answer, &a) == nil && a.Retry > 0 {
				n = a.Retry
			}
		}
		return n
	}
	require.Equal(t, 1, retries())
	w.clock.Advance(61 * time.Second)
	w.until(func() bool { return retries() == 2 })
	w.fallSilent(false)
	w.clock.Advance(4 * time.Minute)
	w.until(func() bool { return retries() == 3 })
	require.Len(t, w.told(), 4)
}

func TestTheBotConnectsAnewWhenAsked(t *testing.T) {
	w := newWorld(t, false)
	w.Reconnect()
	require.False(t, w.Connected())
	w.until(w.Connected)
	require.NoError(t, w.Command(t.Context(), "U1", "C1", "/deal"))
}

func TestARequestURLIsVerified(t *testing.T) {
	w := newWorld(t, true)
	require.NoError(t, w.VerifyURL(t.Context()))
	w.fallSilent(true)
	require.Error(t, w.VerifyURL(t.Context()))
}

func TestWhoMayCall(t *testing.T) {
	w := newWorld(t, true)
	base := strings.TrimSuffix(w.permalinkBase(), "/")
	for name, c := range map[string]struct{ token, want string }{
		"no token":                {"", "not_authed"},
		"a wrong token":           {"xoxb-other", "invalid_auth"},
		"the app's token":         {appToken, "invalid_auth"},
		"the bot's token":         {botToken, ""},
		"a token and other bytes": {botToken + " ", "invalid_auth"},
	} {
		t.Run(name, func(t *testing.T) {
			api := slack.New(c.token, slack.OptionAPIURL(base+"/api/"))
			_, err := api.AuthTestContext(t.Context())
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
		})
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/ui/state", nil)
	require.NoError(t, err)
	req.Host = "evil.example.com"
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusForbidden, res.StatusCode, "a website's own name for this machine")
}

// permalinkBase is the workspace's address as the bot learns it.
func (w *world) permalinkBase() string {
	a, err := w.api.AuthTestContext(w.t.Context())
	require.NoError(w.t, err)
	return a.URL
}

func TestPrivateChannelsAndStrangers(t *testing.T) {
	w := newWorld(t, true)
	ctx := t.Context()
	_, _, err := w.api.PostMessageContext(ctx, "C2", slack.MsgOptionText("x", false))
	require.EqualError(t, err, "channel_not_found")
	_, err = w.api.PostEphemeralContext(ctx, "C1", "UNKNOWN", slack.MsgOptionText("x", false))
	require.EqualError(t, err, "user_not_in_channel")
	u, err := w.api.GetUserInfoContext(ctx, "U3")
	require.NoError(t, err)
	require.NotEqual(t, "T1", u.TeamID)
	u, err = w.api.GetUserInfoContext(ctx, "U1")
	require.NoError(t, err)
	require.Equal(t, []any{"T1", "zh-CN", "Asia/Shanghai", 8 * 3600, "lin@example.com"}, []any{u.TeamID, u.Locale, u.TZ, u.TZOffset, u.Profile.Email})
	all, err := w.api.GetUsersContext(ctx, slack.GetUsersOptionLimit(2))
	require.NoError(t, err)
	require.Len(t, all, 4, "three people and the bot, over two pages")
	u, err = w.api.GetUserByEmailContext(ctx, "BOB@example.com")
	require.NoError(t, err)
	require.Equal(t, "U2", u.ID)
}

func TestAFileIsUploadedAndKept(t *testing.T) {
	dir := t.TempDir()
	keep := func(o *sandbox.Options) { o.Dir = dir }
	w := newWorld(t, true, keep)
	ctx := t.Context()
	f, err := w.api.UploadFileContext(ctx, slack.UploadFileParameters{Filename: "报告.csv", FileSize: 3, Reader: strings.NewReader("a,b"), Channel: "C1", Title: "Report"})
	require.NoError(t, err)
	m := w.Messages("C1", "U1")[0]
	require.Equal(t, "Report", m.Files[0].Title)
	require.NoError(t, w.api.AddReactionContext(ctx, "eyes", slack.NewRefToMessage("C1", m.TS)))
	require.EqualError(t, w.api.AddReactionContext(ctx, "eyes", slack.NewRefToMessage("C1", m.TS)), "already_reacted")
	info, err := w.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: "C1"})
	require.NoError(t, err)
	var got bytes.Buffer
	require.NoError(t, w.api.GetFileContext(ctx, info.Messages[0].Files[0].URLPrivateDownload, &got))
	require.Equal(t, "a,b", got.String())
	w.clock.Advance(time.Hour)
	require.NoError(t, w.Close())

	again := newWorld(t, true, keep)
	require.Equal(t, "Report", again.Messages("C1", "U1")[0].Files[0].Title)
	require.Equal(t, "a,b", string(again.FileData(f.ID)))
	require.Equal(t, time.Hour, again.clock.Offset())
	require.NoError(t, again.Reset())
	require.Empty(t, again.Messages("C1", "U1"))
	require.Nil(t, again.FileData(f.ID))
}

func TestPingsAreNoticed(t *testing.T) {
	w := newWorld(t, true)
	post := func(o ...slack.MsgOption) {
		_, _, err := w.api.PostMessageContext(t.Context(), "C1", o...)
		require.NoError(t, err)
	}
	post(slack.MsgOptionText("a deal named &lt;!channel&gt;", false))
	post(slack.MsgOptionText("x", false), slack.MsgOptionBlocks(slack.NewSectionBlock(plainText("<!channel> in plain text"), nil, nil)))
	require.Empty(t, w.Pings())
	post(slack.MsgOptionText("x", false), slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "hi <!here|x>", false, false), nil, nil)))
	post(slack.MsgOptionText("<!subteam^S1>", false))
	require.Equal(t, []string{"<!here|x>", "<!subteam^S1>"}, w.Pings())
}
