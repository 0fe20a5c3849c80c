package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// clicks sends an interaction and waits for all that follows.
func (w *world) clicks(t *testing.T, payload string) string {
	t.Helper()
	rec := w.does(request("/slack/interactivity", interactivity(payload), w.clock))
	require.Equal(t, 200, rec.Code)
	w.drained(t)
	return rec.Body.String()
}

// withAnswer adds a response address to a payload.
func (w *world) withAnswer(payload string) string {
	return strings.Replace(payload, `{`, `{"response_url":"`+w.hook()+`",`, 1)
}

const showValue = `{"v":"show","o":"d1"}`

func TestAFormOpensWithTheTriggerBeforeTheAnswer(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Form: aForm(), Lang: i18n.English}
	rec := w.does(request("/slack/commands", w.commandBody("new"), now))
	require.Empty(t, rec.Body.String())
	opened := w.slack.asked("/api/views.open")
	require.Len(t, opened, 1)
	require.Equal(t, "trig", opened[0].body["trigger_id"])
	view := opened[0].body["view"].(map[string]any)
	require.Equal(t, "dlg-1", view["private_metadata"])
	require.Equal(t, "zz", view["callback_id"])
	require.Equal(t, true, view["notify_on_close"])
}

func TestAFormThatCannotOpenSaysSo(t *testing.T) {
	w := newWorld(t)
	w.slack.says("/api/views.open", `{"ok":false,"error":"expired_trigger_id"}`)
	w.core.reply = bot.Reply{Form: aForm(), Lang: i18n.English}
	rec := w.does(request("/slack/commands", w.commandBody("new"), now))
	require.Contains(t, rec.Body.String(), "could not be opened in time")
}

func TestAFormThatComesBackReplacesItselfWithFreshInputs(t *testing.T) {
	w := newWorld(t)
	f := aForm()
	f.State.Step = 3
	w.core.reply = bot.Reply{Form: f, Lang: i18n.English}
	body := w.clicks(t, submitPayload())
	require.Contains(t, body, `"response_action":"update"`)
	require.Contains(t, body, `"block_id":"name#3"`)
	require.Empty(t, w.slack.asked("/api/views.update"))
}

func TestAFormThatIsDoneClosesAndItsResultIsSent(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Lang: i18n.English, After: []bot.Post{
		{To: bot.Target{Answer: w.hook()}, Card: aCard("first")},
		{To: bot.Target{User: "U1"}, Card: aCard("second"), Track: "d1"},
	}}
	require.JSONEq(t, `{"response_action":"clear"}`, w.clicks(t, submitPayload()))
	require.Contains(t, w.slack.asked("/hook")[0].text(), "first")
	posted := w.slack.asked("/api/chat.postMessage")
	require.Len(t, posted, 1)
	require.Equal(t, "D1", posted[0].form.Get("channel"))
	require.Equal(t, "false", posted[0].form.Get("unfurl_links"))
	require.Equal(t, []bot.Sent{{}, {Channel: "C1", Message: "100.1"}}, w.core.sent)
}

func TestAClickIsAnsweredWhereItWasMade(t *testing.T) {
	for _, c := range []struct {
		name, payload string
		replace       bool
		path, words   string
	}{
		{"a public message makes way", clickPayload("C1", showValue, false), true, "/api/chat.update", "answer"},
		{"an ephemeral message makes way at its address", clickPayload("C1", showValue, true), true, "/hook", `"replace_original":true`},
		{"in a channel only the actor is told", clickPayload("C1", showValue, false), false, "/hook", `"response_type":"ephemeral"`},
		{"in the direct chat it is a message", clickPayload("D1", showValue, false), false, "/api/chat.postMessage", "answer"},
		{"on the home page it opens over it", viewClick(`{"id":"V1","type":"home"}`), false, "/api/views.open", "answer"},
		{"in a form it is pushed over it", viewClick(`{"id":"V1","type":"modal","callback_id":"new","private_metadata":"d"}`), false, "/api/views.push", "answer"},
		{"on a card it takes its place", viewClick(`{"id":"V1","type":"modal","callback_id":"card"}`), false, "/api/views.update", "answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			say := aCard("answer")
			w.core.reply = bot.Reply{Card: &say, Replace: c.replace, Lang: i18n.English}
			require.Empty(t, w.clicks(t, w.withAnswer(c.payload)))
			asked := w.slack.asked(c.path)
			require.Len(t, asked, 1)
			require.Contains(t, asked[0].text(), c.words)
		})
	}
}

func TestAFormOverACardKeepsTheCardWhileTheStackHasRoom(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Form: aForm(), Lang: i18n.English}
	payload := viewClick(`{"id":"V1","type":"modal","callback_id":"card"}`)
	w.clicks(t, payload)
	require.Len(t, w.slack.asked("/api/views.push"), 1)
	w.slack.says("/api/views.push", `{"ok":false,"error":"push_limit_reached"}`)
	w.clock = w.clock.Add(1e9)
	w.clicks(t, payload)
	require.Len(t, w.slack.asked("/api/views.update"), 1)
}

func TestAnAnswerWhoseAddressIsSpentGoesToThePrivateChat(t *testing.T) {
	w := newWorld(t)
	w.slack.says("/hook", "used_url")
	w.slack.status["/hook"] = 404
	say := aCard("answer")
	w.core.reply = bot.Reply{Card: &say, Lang: i18n.English}
	w.clicks(t, w.withAnswer(clickPayload("C1", showValue, false)))
	require.Equal(t, "D1", w.slack.asked("/api/chat.postMessage")[0].form.Get("channel"))
}

func TestAMentionIsAnsweredToItsWriterOnly(t *testing.T) {
	w := newWorld(t)
	say := aCard("answer")
	w.core.reply = bot.Reply{Card: &say, Lang: i18n.English}
	body := `{"type":"event_callback","team_id":"T1","event_id":"E1","event":{"type":"app_mention","channel":"C1","user":"U1","team":"T1","text":"<@UBOT> list","ts":"1.1","thread_ts":"0.9"}}`
	require.Equal(t, 200, w.does(request("/slack/events", body, now)).Code)
	w.drained(t)
	got := w.slack.asked("/api/chat.postEphemeral")
	require.Len(t, got, 1)
	require.Equal(t, "U1", got[0].form.Get("user"))
	require.Equal(t, "0.9", got[0].form.Get("thread_ts"))
}

func TestTheHomePageIsPublished(t *testing.T) {
	w := newWorld(t)
	home := card.Card{Title: i18n.Raw("Mine"), Blocks: []card.Block{{Table: &card.Table{Head: []i18n.Text{i18n.Raw("a")}}}}}
	w.core.reply = bot.Reply{Home: &home, Lang: i18n.English}
	body := `{"type":"event_callback","team_id":"T1","event_id":"E1","event":{"type":"app_home_opened","user":"U1","tab":"home"}}`
	w.does(request("/slack/events", body, now))
	w.drained(t)
	got := w.slack.asked("/api/views.publish")
	require.Len(t, got, 1)
	require.Contains(t, got[0].text(), `"user_id":"U1"`)
	require.NotContains(t, got[0].text(), `"table"`)
}

func TestGuestsAndStrangersAreToldFromColleagues(t *testing.T) {
	user := func(fields string) string {
		return `{"ok":true,"user":{"id":"U1","team_id":"T1",` + fields + `"name":"x"}}`
	}
	for _, c := range []struct {
		name, info, team string
		guest            bool
	}{
		{"a colleague", user(""), "T1", false},
		{"of another workspace", user(""), "T2", true},
		{"a guest", user(`"is_restricted":true,`), "T1", true},
		{"a guest of one channel", user(`"is_ultra_restricted":true,`), "T1", true},
		{"a stranger of a shared channel", user(`"is_stranger":true,`), "T1", true},
		{"a bot", user(`"is_bot":true,`), "T1", true},
		{"somebody who left", user(`"deleted":true,`), "T1", true},
		{"a profile of another workspace", `{"ok":true,"user":{"id":"U1","team_id":"T9"}}`, "T1", true},
		{"somebody who cannot be looked up", `{"ok":false,"error":"fatal_error"}`, "T1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.slack.says("/api/users.info", c.info)
			body := strings.Replace(w.commandBody("list"), "team_id=T1", "team_id="+c.team, 1)
			w.does(request("/slack/commands", body, now))
			require.Equal(t, c.guest, w.core.last(t).User.Guest)
		})
	}
}

func TestACommandInAChatOfTwoOthersIsNotTheBotsOwn(t *testing.T) {
	w := newWorld(t)
	other := strings.Replace(w.commandBody("list"), "channel_id=C1", "channel_id=D77", 1)
	w.does(request("/slack/commands", other, now))
	require.False(t, w.core.last(t).Place.Direct)
	own := strings.Replace(w.commandBody("list"), "channel_id=C1", "channel_id=D1", 1)
	w.does(request("/slack/commands", own, now))
	require.True(t, w.core.last(t).Place.Direct)
	require.Len(t, w.slack.asked("/api/conversations.open"), 1, "the chat is remembered")
}

func TestAQuoteHasTheLinkOfItsMessage(t *testing.T) {
	w := newWorld(t)
	w.clicks(t, `{"type":"message_action","callback_id":"sc_msg_note","trigger_id":"t","user":{"id":"U1","team_id":"T1"},"team":{"id":"T1"},
		"channel":{"id":"C1","name":"x"},"message":{"user":"U2","text":"a","ts":"1784744784.686639","thread_ts":"1784744700.1"}}`)
	require.Equal(t, "https://acme.slack.com/archives/C1/p1784744784686639?cid=C1&thread_ts=1784744700.1", w.core.last(t).Quote.Link)
}

func TestTheAnswerOfASocketKeepsToItsSize(t *testing.T) {
	w := newWorld(t)
	c := aCard(strings.Repeat("长", 9000))
	w.core.reply = bot.Reply{Card: &c, Lang: i18n.English}
	payload, err := json.Marshal(map[string]string{
		"team_id": "T1", "channel_id": "C1", "user_id": "U1", "command": "/deal", "text": "x", "trigger_id": "t", "response_url": w.hook(),
	})
	require.NoError(t, err)
	o, err := w.dispatch(t.Context(), envelope{Type: "slash_commands", ID: "e1", Payload: payload})
	require.NoError(t, err)
	require.Empty(t, o.body)
	o.follow(t.Context())
	require.Len(t, w.slack.asked("/hook"), 1)
	_, err = w.dispatch(t.Context(), envelope{Type: "slash_commands", ID: "e1", Payload: payload})
	require.ErrorIs(t, err, errIgnored, "an envelope that comes twice")

	f := aForm()
	f.Notice = []card.Block{{Text: i18n.Raw(strings.Repeat("长", 9000))}}
	w.core.reply = bot.Reply{Form: f, Lang: i18n.English}
	o, err = w.dispatch(t.Context(), envelope{Type: "interactive", ID: "e2", Payload: []byte(submitPayload())})
	require.NoError(t, err)
	require.Less(t, len(o.body), 2000)
	require.Contains(t, string(o.body), `"update"`)
	o.follow(t.Context())
	require.Contains(t, w.slack.asked("/api/views.update")[0].text(), "dlg-1")
}

func TestAResultWhoseAddressIsSpentGoesToTheActor(t *testing.T) {
	w := newWorld(t)
	w.slack.says("/hook", "expired_url")
	w.slack.status["/hook"] = 404
	w.core.reply = bot.Reply{Lang: i18n.English, After: []bot.Post{{To: bot.Target{Answer: w.hook()}, Update: "1.1", Card: aCard("result"), Track: "d1"}}}
	w.clicks(t, submitPayload())
	got := w.slack.asked("/api/chat.postMessage")
	require.Len(t, got, 1)
	require.Equal(t, "D1", got[0].form.Get("channel"))
	require.Len(t, w.core.sent, 1)
}
