package feishu

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

const (
	anyButton  = `{"tag":"button","value":{"v":"show","o":"d1"}}`
	formButton = `{"tag":"button","name":"send","value":{"form":"dlg-1","step":"2","fields":"t_name"},"form_value":{"t_name":"A"}}`
	dropButton = `{"tag":"button","value":{"drop":"dlg-1"}}`
)

func sentTo(c call) string { to, _ := c.body["receive_id"].(string); return to }

func TestAnAnswerGoesWhereOnlyItsReaderSeesIt(t *testing.T) {
	for _, c := range []struct {
		name, event string
		to          []string // receivers of what is sent, in order
		says        string   // the toast
	}{
		{"to a line in a private chat: there", typed("om_a", "oc_1", "列表"), []string{"oc_1"}, ""},
		{"to a line in a group: privately, and the group is told where", typed("om_b", "oc_g", "@_user_1 列表"), []string{"ou_1", "reply"}, ""},
		{"to a click in a group: privately, with a toast", clicked("e1", "oc_g", anyButton), []string{"ou_1"}, "私聊"},
		{"to a click in a private chat: there", clicked("e2", "oc_1", anyButton), []string{"oc_1"}, ""},
		{"to an entry of the bot's menu, which names no chat", event("e3", typeMenu, `{"operator":{"operator_id":{"open_id":"ou_1"}},"event_key":"mine"}`), []string{"ou_1"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.core.reply = bot.Reply{Card: ptr(aCard("the answer")), Lang: i18n.Chinese}
			out := w.does(t, c.event)
			if c.says != "" {
				require.Contains(t, out, c.says)
			}
			var to []string
			for _, x := range w.feishu.calls {
				switch {
				case x.method == "POST" && x.path == messagePath:
					to = append(to, sentTo(x))
				case x.path == messagePath+"/om_b/reply":
					to = append(to, "reply")
					require.NotContains(t, x.content(), "the answer", "others read along")
				}
			}
			require.Equal(t, c.to, to)
		})
	}
}

func TestAClickIsAnsweredInItsPlace(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Card: ptr(aCard("new state")), Replace: true}
	out := w.does(t, clicked("e1", "oc_1", anyButton))
	require.Contains(t, out, `"card":{"type":"raw","data":{`)
	require.Contains(t, out, "new state")
	require.Empty(t, w.feishu.asked(messagePath))
	require.True(t, w.core.last(t).Place.Direct)
	w.does(t, clicked("e2", "oc_g", anyButton))
	require.False(t, w.core.last(t).Place.Direct)
	require.True(t, w.core.last(t).Place.Can.Private)
	w.does(t, clicked("e3", "oc_unknown", anyButton))
	require.False(t, w.core.last(t).Place.Direct, "a chat that cannot be told is taken for a group")
}

func TestASentenceIsAToast(t *testing.T) {
	w := newWorld(t)
	say := card.Say(raw("not yours"))
	w.core.reply = bot.Reply{Card: &say, Failed: true}
	require.JSONEq(t, `{"toast":{"type":"error","content":"not yours"}}`, w.does(t, clicked("e1", "oc_g", anyButton)))
	w.core.reply.Failed = false
	require.JSONEq(t, `{"toast":{"type":"info","content":"not yours"}}`, w.does(t, clicked("e2", "oc_g", anyButton)))
	require.Empty(t, w.feishu.asked(messagePath))
}

func TestNothingToSayIsAnEmptyObject(t *testing.T) {
	w := newWorld(t)
	require.JSONEq(t, `{}`, w.does(t, clicked("e1", "oc_1", anyButton)))
	require.JSONEq(t, `{}`, w.does(t, clicked("e1", "oc_1", anyButton)), "a repeat as well")
	require.JSONEq(t, `{}`, w.does(t, clicked("e2", "oc_1", `{"tag":"button","value":{}}`)), "and what cannot be read")
	require.Equal(t, 1, w.counted("malformed"))
}

func TestAFormIsSentToTheActorsOwnChat(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Form: aForm(), Lang: i18n.English}
	require.JSONEq(t, `{}`, w.does(t, clicked("e1", "oc_1", anyButton)))
	c := w.feishu.asked(messagePath)[0]
	require.Equal(t, "oc_1", sentTo(c))
	require.Contains(t, c.content(), `"form_action_type":"submit"`)
	require.Contains(t, c.content(), `"form":"dlg-1"`)
	out := w.does(t, clicked("e2", "oc_g", anyButton))
	require.Contains(t, out, "private chat")
	require.Equal(t, "ou_1", sentTo(w.feishu.asked(messagePath)[1]))
}

func TestAFormThatCannotBeSentIsToldOf(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Form: aForm(), Lang: i18n.English}
	w.feishu.says(messagePath, `{"code":230099,"msg":"Failed to create card content, ext=ErrCode: 200621"}`, sentOK)
	w.does(t, typed("om_a", "oc_1", "new"))
	require.Contains(t, w.feishu.asked(messagePath)[1].content(), "could not be sent")
	require.Equal(t, 1, w.counted("unopened"))
}

func TestProblemsStandUnderTheirFieldsWithAllThatWasTyped(t *testing.T) {
	w := newWorld(t)
	f := aForm()
	f.Problems = dialogs.Problems{"name": i18n.T("error.required")}
	w.core.reply = bot.Reply{Form: f, Problems: f.Problems, Lang: i18n.English}
	out := w.does(t, clicked("e1", "oc_1", formButton))
	require.Contains(t, out, `"type":"error"`)
	require.Contains(t, out, `"default_value":"A"`)
	require.Contains(t, out, "⚠")
	w.core.reply = bot.Reply{Problems: dialogs.Problems{"": i18n.T("error.unavailable")}, Lang: i18n.English}
	out = w.does(t, clicked("e2", "oc_1", formButton))
	require.Contains(t, out, `"toast"`)
	require.NotContains(t, out, `"card"`, "the client keeps the form and what was typed")
}

func TestAFormThatAsksOnceMoreTakesItsPlace(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Form: aForm(), Lang: i18n.English}
	out := w.does(t, clicked("e1", "oc_1", formButton))
	require.Contains(t, out, `"type":"warning"`)
	require.Contains(t, out, `"form":"dlg-1"`)
	require.Empty(t, w.feishu.asked(messagePath))
}

func TestAFormBecomesWhatCameOfIt(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Lang: i18n.English, After: []bot.Post{
		{To: bot.Target{Platform: Platform, Channel: "oc_1"}, Card: aCard("the deal"), Track: "d1"},
		{To: bot.Target{Platform: Platform, Channel: "oc_g"}, Card: aCard("for all")},
	}}
	out := w.does(t, clicked("e1", "oc_1", formButton))
	require.Contains(t, out, "the deal")
	require.Contains(t, out, `"type":"success"`)
	require.Len(t, w.feishu.asked(messagePath), 1)
	require.Equal(t, "oc_g", sentTo(w.feishu.asked(messagePath)[0]))
	require.Equal(t, bot.Sent{Channel: "oc_1", Message: "om_c"}, w.core.sent[0], "the card follows its deal from there")

	w.core.reply.After = []bot.Post{{To: bot.Target{Platform: Platform, Channel: "oc_1"}, Card: aCard("x"), Update: "om_1"}}
	out = w.does(t, clicked("e2", "oc_1", formButton))
	require.Contains(t, out, "Saved")
	require.Len(t, w.feishu.asked(messagePath+"/om_1"), 1, "the card that had the button is updated")

	w.core.reply = bot.Reply{Lang: i18n.English}
	require.Contains(t, w.does(t, clicked("e3", "oc_1", dropButton)), "Cancelled")
}

func TestTheWelcomeCardIsThrottled(t *testing.T) {
	w := newWorld(t)
	home := aCard("what needs you")
	w.core.reply = bot.Reply{Home: &home}
	enter := func(id string, last time.Time) {
		w.does(t, event(id, typeEnter, `{"chat_id":"oc_1","operator_id":{"open_id":"ou_1"},"last_message_create_time":"`+itoa(int(last.UnixMilli()))+`"}`))
	}
	enter("e1", now.Add(-time.Hour))
	require.Empty(t, w.core.all(), "they spoke an hour ago")
	enter("e2", now.Add(-8*24*time.Hour))
	enter("e3", now.Add(-8*24*time.Hour))
	require.Len(t, w.feishu.asked(messagePath), 1)
	w.clock = now.Add(24 * time.Hour)
	enter("e4", now.Add(-8*24*time.Hour))
	require.Len(t, w.feishu.asked(messagePath), 2, "once a day")
}

func TestAStrangerOfAnotherTenantIsAGuest(t *testing.T) {
	w := newWorld(t)
	w.does(t, clicked("e1", "oc_1", anyButton))
	require.False(t, w.core.last(t).User.Guest)
	w.does(t, event("e2", typeClick, `{"operator":{"tenant_key":"t2","open_id":"ou_x"},"action":`+anyButton+`,"context":{"open_message_id":"om_c","open_chat_id":"oc_1"}}`))
	require.True(t, w.core.last(t).User.Guest)
}

func TestInAGroupOnlyLinesWithTheBotsNameAreMeantForIt(t *testing.T) {
	w := newWorld(t)
	w.does(t, typed("om_a", "oc_g", "@_user_2 午饭吃什么"))
	require.Empty(t, w.core.all())
	w.does(t, typed("om_b", "oc_g", "@_user_1 /商机 查看 D-11"))
	require.Equal(t, "查看 D-11", w.core.last(t).Text)
	require.Equal(t, bot.Command, w.core.last(t).Kind)
	w.does(t, typed("om_c", "oc_1", "查看 D-11 @_user_1"))
	require.Equal(t, "查看 D-11", w.core.last(t).Text)
}

func TestALineThatRepliesToAMessageBringsIt(t *testing.T) {
	w := newWorld(t)
	w.does(t, typed("om_a", "oc_g", "@_user_1 新建", `,"parent_id":"om_q"`))
	q := w.core.last(t).Quote
	require.Equal(t, &bot.Quote{
		Text: "云帆想上 ERP", Author: "ou_bob", Channel: "oc_g", Message: "om_q", Thread: "om_q",
		Link: "https://applink.feishu.cn/client/chat/open?openChatId=oc_g",
	}, q)
	w.feishu.says(messagePath+"/om_q", `{"code":0,"data":{"items":[{"message_id":"om_q","msg_type":"interactive","sender":{"sender_type":"app"},"body":{}}]}}`)
	w.does(t, typed("om_b", "oc_g", "@_user_1 新建", `,"parent_id":"om_q"`))
	require.Nil(t, w.core.last(t).Quote, "a card of the bot is no quote")
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	w := newWorld(t)
	w.does(t, event("e", typeMessage, `{"sender":{"sender_id":{"open_id":"ou_1"},"sender_type":"user"},"message":{"message_id":"m","chat_id":"oc_1","chat_type":"p2p","message_type":"audio","content":"{}"}}`))
	require.Contains(t, w.feishu.asked(messagePath)[0].content(), "text only")
	require.Empty(t, w.core.all())
}

// TestALateAnswerIsABusyToastAndComesAfterwards holds the core until the time is
// over, without waiting for it.
func TestALateAnswerIsABusyToastAndComesAfterwards(t *testing.T) {
	w := newWorld(t)
	fire := make(chan time.Time, 1)
	fire <- now
	w.timer = func(time.Duration) <-chan time.Time { return fire }
	w.core.block = make(chan struct{})
	w.core.reply = bot.Reply{Card: ptr(aCard("at last")), Replace: true}
	got := responseOf(w.take(t.Context(), []byte(clicked("e1", "oc_1", anyButton))))
	require.Equal(t, "warning", got.Toast.Type)
	require.Nil(t, got.Card)
	close(w.core.block)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for len(w.feishu.asked(messagePath+"/om_c")) == 0 {
		require.NoError(t, ctx.Err(), "the card never came")
		require.NoError(t, w.Drain(ctx))
	}
	require.Contains(t, w.feishu.asked(messagePath + "/om_c")[0].content(), "at last")
	require.Equal(t, 1, w.counted("late"))
}

func TestAPanicOfTheCoreEndsNothing(t *testing.T) {
	w := newWorld(t)
	w.core.answer = func(bot.Event) bot.Reply { panic("boom") }
	require.Contains(t, w.does(t, clicked("e1", "oc_1", anyButton)), "toast")
	w.core.answer = nil
	require.JSONEq(t, `{}`, w.does(t, clicked("e2", "oc_1", anyButton)), "the chat's lane is free again")
}

func TestTheLinesOfAChatAreAnsweredInTheirOrder(t *testing.T) {
	w := newWorld(t)
	first, second := make(chan struct{}), make(chan struct{})
	w.core.answer = func(e bot.Event) bot.Reply {
		if e.Text == "one" {
			close(second) // the second may come now
			<-first
		}
		return bot.Reply{Card: ptr(aCard(e.Text))}
	}
	done := make(chan struct{})
	go func() { w.take(t.Context(), []byte(typed("om_a", "oc_1", "one"))); done <- struct{}{} }()
	<-second
	go func() { w.take(t.Context(), []byte(typed("om_b", "oc_1", "two"))); done <- struct{}{} }()
	w.take(t.Context(), []byte(typed("om_c", "oc_2", "elsewhere"))) // another chat does not wait
	close(first)
	<-done
	<-done
	w.drained(t)
	var sent []string
	for _, c := range w.feishu.asked(messagePath) {
		if sentTo(c) == "oc_1" {
			var body struct {
				Body struct {
					Elements []struct{ Text struct{ Content string } }
				}
			}
			require.NoError(t, json.Unmarshal([]byte(c.content()), &body))
			sent = append(sent, body.Body.Elements[0].Text.Content)
		}
	}
	require.Equal(t, []string{"one", "two"}, sent)
}
