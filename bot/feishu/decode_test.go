package feishu

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
)

func TestWhatPeopleDoIsReadFromTheWire(t *testing.T) {
	form := `{"tag":"button","name":"send","value":{"form":"dlg-1","step":"2","fields":"t_name,d_close,m_helpers,s_source,t_gone"},
		"form_value":{"t_name":"数据中心","d_close":"2026-12-31 +0800","m_helpers":["p1","p2"],"s_source":"referral"}}`
	for _, c := range []struct {
		name, body string
		want       bot.Event
	}{
		{"a line in a private chat", typed("om_1", "oc_1", "查看 D-11"), bot.Event{
			Kind: bot.Message, ID: "om_1", Text: "查看 D-11", User: bot.User{Platform: Platform, ID: "ou_1", Locale: "zh-CN"},
			Place: bot.Place{Platform: Platform, Channel: "oc_1", Direct: true, Can: bot.Abilities{Form: true, Table: true}},
		}},
		{"a line in a group, with mentions", typed("om_2", "oc_g", "@_user_1 转给 D-11 @_user_2"), bot.Event{
			Kind: bot.Message, ID: "om_2", Text: "<@ou_bot> 转给 D-11 <@ou_bob>", User: bot.User{Platform: Platform, ID: "ou_1", Locale: "zh-CN"},
			Place: bot.Place{Platform: Platform, Channel: "oc_g", Thread: "om_2", Can: bot.Abilities{Form: true, Table: true, Private: true}},
		}},
		{"a button", clicked("e1", "oc_1", button(`{"v":"show","o":"d1","x":"here","n":7}`)), bot.Event{
			Kind: bot.Click, ID: "e1", Action: card.Action{Verb: "show", Object: "d1", Value: "here", Version: 7},
			User: bot.User{Platform: Platform, ID: "ou_1"}, Place: bot.Place{Platform: Platform, Channel: "oc_1", Message: "om_c", Can: bot.Abilities{Form: true, Table: true}},
		}},
		{"an entry of a menu in a card", clicked("e2", "oc_1", `{"tag":"overflow","option":"{\"v\":\"void\",\"o\":\"d1\"}"}`), bot.Event{
			Kind: bot.Click, ID: "e2", Action: card.Action{Verb: "void", Object: "d1"},
			User: bot.User{Platform: Platform, ID: "ou_1"}, Place: bot.Place{Platform: Platform, Channel: "oc_1", Message: "om_c", Can: bot.Abilities{Form: true, Table: true}},
		}},
		{"a form, whose emptied fields are missing", clicked("e3", "oc_1", form), bot.Event{
			Kind: bot.Submit, ID: "e3", Dialog: "dlg-1", Step: "2",
			Values: map[string]string{"name": "数据中心", "close": "2026-12-31", "helpers": "p1,p2", "source": "referral", "gone": ""},
			User:   bot.User{Platform: Platform, ID: "ou_1"}, Place: bot.Place{Platform: Platform, Channel: "oc_1", Message: "om_c", Can: bot.Abilities{Form: true, Table: true}},
		}},
		{"a form that is given up", clicked("e4", "oc_1", button(`{"drop":"dlg-1"}`)), bot.Event{
			Kind: bot.Dismiss, ID: "e4", Dialog: "dlg-1",
			User: bot.User{Platform: Platform, ID: "ou_1"}, Place: bot.Place{Platform: Platform, Channel: "oc_1", Message: "om_c", Can: bot.Abilities{Form: true, Table: true}},
		}},
		{"an entry of the bot's menu", event("e5", typeMenu, `{"operator":{"operator_id":{"open_id":"ou_1"}},"event_key":"mine","timestamp":1763888400}`), bot.Event{
			Kind: bot.Shortcut, ID: "e5", Action: card.Action{Verb: "list"},
			User: bot.User{Platform: Platform, ID: "ou_1"}, Place: bot.Place{Platform: Platform, Direct: true, Can: bot.Abilities{Form: true, Table: true}},
		}},
		{"the private chat is opened", event("e6", typeEnter, `{"chat_id":"oc_1","operator_id":{"open_id":"ou_1"},"last_message_create_time":"1763888400000"}`), bot.Event{
			Kind: bot.Home, ID: "e6",
			User: bot.User{Platform: Platform, ID: "ou_1"}, Place: bot.Place{Platform: Platform, Channel: "oc_1", Direct: true, Can: bot.Abilities{Form: true, Table: true}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := decode([]byte(c.body))
			require.NoError(t, err)
			require.Equal(t, c.want, in.event)
			require.Equal(t, appID, in.app)
			require.False(t, in.made.IsZero())
		})
	}
}

func TestWhatCannotBeReadIsMalformedAndWhatIsNotOursIsIgnored(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       error
	}{
		{"no JSON", "{", errMalformed},
		{"no header", "{}", errMalformed},
		{"no user", event("e", typeMenu, `{"event_key":"new"}`), errMalformed},
		{"a message without chat", event("e", typeMessage, `{"sender":{"sender_type":"user"},"message":{"message_id":"m"}}`), errMalformed},
		{"a click without message", event("e", typeClick, `{"operator":{"open_id":"ou_1"},"action":{"tag":"button","value":{"v":"show"}},"context":{}}`), errMalformed},
		{"a value that is a string", clicked("e", "oc_1", button(`"show"`)), errMalformed},
		{"a value without a verb", clicked("e", "oc_1", button(`{}`)), errMalformed},
		{"a value with more than ours", clicked("e", "oc_1", button(`{"v":"show","who":"admin"}`)), errMalformed},
		{"a version below nothing", clicked("e", "oc_1", button(`{"v":"show","n":-1}`)), errMalformed},
		{"a form without a dialog", clicked("e", "oc_1", button(`{"form":7}`)), errMalformed},
		{"a dialog that is no ID", clicked("e", "oc_1", button(`{"form":"a b"}`)), errMalformed},
		{"another bot's message", event("e", typeMessage, `{"sender":{"sender_id":{"open_id":"ou_x"},"sender_type":"app"},"message":{"message_id":"m","chat_id":"c"}}`), errIgnored},
		{"a picture in a group", event("e", typeMessage, `{"sender":{"sender_id":{"open_id":"ou_x"},"sender_type":"user"},"message":{"message_id":"m","chat_id":"c","chat_type":"group","message_type":"image"}}`), errIgnored},
		{"an entry that the menu does not have", event("e", typeMenu, `{"operator":{"operator_id":{"open_id":"ou_1"}},"event_key":"other"}`), errIgnored},
		{"an event that nobody asked for", event("e", "im.message.message_read_v1", `{}`), errIgnored},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := decode([]byte(c.body))
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestMessagesBecomeText(t *testing.T) {
	ids := map[string]string{"@_user_1": "ou_a", "@_user_10": "ou_j", "@_user_2": ""}
	for _, c := range []struct{ name, kind, content, want string }{
		{"text with people", "text", `{"text":"@_user_10 and @_user_1 @_user_2"}`, "<@ou_j> and <@ou_a>"},
		{"text for all", "text", `{"text":"@_all hello"}`, "hello"},
		{"rich text", "post", `{"title":"T","content":[[{"tag":"text","text":"a "},{"tag":"at","user_id":"@_user_1"}],[{"tag":"a","href":"https://example.com"},{"tag":"a","text":"b","href":"x"}]]}`, "T\na <@ou_a>\nhttps://example.comb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := textOfMessage(c.kind, c.content, ids)
			require.True(t, ok)
			require.Equal(t, c.want, got)
		})
	}
	for _, kind := range []string{"image", "audio", "sticker", "text", "post"} {
		_, ok := textOfMessage(kind, "no JSON", nil)
		require.False(t, ok, kind)
	}
}

func TestALocaleComesWithTheClientsUserAgent(t *testing.T) {
	require.Equal(t, "en-US", localeOf("Mozilla/5.0 LarkLocale/en_US SDK"))
	require.Equal(t, "zh-CN", localeOf("LarkLocale/zh_CN"))
	require.Empty(t, localeOf("Mozilla/5.0"))
	require.Empty(t, localeOf("LarkLocale/something-that-is-no-locale"))
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(typed("om_1", "oc_1", "@_user_1 查看 D-11")))
	f.Add([]byte(clicked("e1", "oc_1", button(`{"v":"show","o":"d1"}`))))
	f.Add([]byte(clicked("e1", "oc_1", `{"tag":"button","value":{"form":"d","step":"1","fields":"t_a,,d_"},"form_value":{"t_a":[1,null,"x"],"d_":{}}}`)))
	f.Add([]byte(event("e5", typeMenu, `{"operator":{"operator_id":{"open_id":"ou_1"}},"event_key":"mine"}`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		in, err := decode(body)
		if err != nil {
			return
		}
		require.NotEmpty(t, in.event.User.ID)
		require.NotEmpty(t, in.event.ID)
		require.Equal(t, Platform, in.event.User.Platform)
	})
}

func FuzzMessageContent(f *testing.F) {
	f.Add("text", `{"text":"@_user_1 x"}`)
	f.Add("post", `{"title":"T","content":[[{"tag":"text","text":"a"}]]}`)
	f.Fuzz(func(t *testing.T, kind, content string) {
		text, ok := textOfMessage(kind, content, map[string]string{"@_user_1": "ou_a", "": "ou_b"})
		if !ok {
			require.Empty(t, text)
		}
	})
}

func FuzzButtonValue(f *testing.F) {
	f.Add([]byte(`{"v":"show","o":"d1","x":"here","n":7}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := actionOf(body)
		if err != nil {
			require.ErrorIs(t, err, errAction)
			return
		}
		raw, err := json.Marshal(valueOf(a))
		require.NoError(t, err)
		again, err := actionOf(raw)
		require.NoError(t, err)
		require.Equal(t, a, again)
	})
}
