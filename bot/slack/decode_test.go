package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
)

func clickPayload(channel, value string, ephemeral bool) string {
	raw, _ := json.Marshal(map[string]any{
		"type": "block_actions", "trigger_id": "trig", "team": map[string]any{"id": "T1"},
		"user":      map[string]any{"id": "U1", "team_id": "T1"},
		"container": map[string]any{"type": "message", "message_ts": "100.1", "channel_id": channel, "is_ephemeral": ephemeral},
		"channel":   map[string]any{"id": channel, "name": "general"},
		"message":   map[string]any{"ts": "100.1", "thread_ts": "99.1"},
		"actions":   []any{map[string]any{"type": "button", "value": value}},
	})
	return string(raw)
}

func viewClick(view string) string {
	return fmt.Sprintf(`{"type":"block_actions","trigger_id":"trig","user":{"id":"U1","team_id":"T1"},"team":{"id":"T1"},
		"container":{"type":"view","view_id":"V1"},"view":%s,"actions":[{"type":"button","value":"{\"v\":\"show\",\"o\":\"d1\"}"}]}`, view)
}

func submitPayload() string {
	return `{"type":"view_submission","trigger_id":"trig","team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"},"view":{
		"id":"V1","type":"modal","hash":"h1","callback_id":"new","private_metadata":"dlg-1",
		"blocks":[{"type":"section","block_id":"s"},{"type":"input","block_id":"name#2"},{"type":"input","block_id":"amount#2"}],
		"state":{"values":{
			"name#2":{"v":{"type":"plain_text_input","value":"A & B"}},
			"amount#2":{"v":{"type":"plain_text_input","value":null}},
			"close#2":{"v":{"type":"datepicker","selected_date":"2026-12-31"}},
			"source#2":{"v":{"type":"static_select","selected_option":{"value":"other"}}},
			"owner#2":{"v":{"type":"static_select","selected_option":null}},
			"collaborators#2":{"v":{"type":"multi_static_select","selected_options":[{"value":"p1"},{"value":"p2"}]}}}}}}`
}

func TestTypedTextIsReadAsItsWriterTypedIt(t *testing.T) {
	for name, c := range map[string]struct{ wire, want string }{
		"escapes are undone once":         {"R&amp;D &amp;lt;b&amp;gt; a &lt; b", "R&D &lt;b&gt; a < b"},
		"a mention keeps its ID":          {"assign D-3 <@U12|lin>", "assign D-3 <@U12>"},
		"a mention without a name":        {"<@W9> hi", "<@W9> hi"},
		"a channel is its name":           {"in <#C1|general>", "in #general"},
		"a link is its address":           {"see <https://a.example/x?a=1&amp;b=2|a.example>", "see https://a.example/x?a=1&b=2"},
		"an address of mail":              {"<mailto:a@b.example|a@b.example>", "a@b.example"},
		"a broadcast is a word":           {"<!here> <!subteam^S1|@sales>", "@here @sales"},
		"an open bracket is left":         {"a < b", "a < b"},
		"full-width letters stay":         {" ｌｉｓｔ　１ ", "ｌｉｓｔ　１"},
		"an escaped mention is only text": {"&lt;@U1&gt;", "<@U1>"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, readText(c.wire)) })
	}
}

func TestACommandBecomesAnEvent(t *testing.T) {
	q := url.Values{
		"team_id": {"T1"}, "channel_id": {"C1"}, "channel_name": {"general"}, "user_id": {"U1"}, "command": {"/deal"},
		"text": {"new R&amp;D"}, "response_url": {"https://hooks.slack.com/x"}, "trigger_id": {"t.1"},
	}
	in, err := decodeCommand([]byte(q.Encode()))
	require.NoError(t, err)
	require.Equal(t, bot.Event{
		Kind: bot.Command, ID: "t.1", User: bot.User{Platform: "slack", ID: "U1"}, Text: "new R&D",
		Place: bot.Place{
			Platform: "slack", Channel: "C1", Answer: "https://hooks.slack.com/x",
			Can: bot.Abilities{Form: true, Private: true, Table: true},
		},
	}, in.event)
	q.Set("channel_id", "D7")
	in, err = decodeCommand([]byte(q.Encode()))
	require.NoError(t, err)
	require.True(t, in.event.Place.Direct)
}

func TestAClickBecomesAnEvent(t *testing.T) {
	in, err := decodeInteraction([]byte(clickPayload("C1", `{"v":"forward","o":"d1","n":3}`, true)))
	require.NoError(t, err)
	require.Equal(t, card.Action{Verb: "forward", Object: "d1", Version: 3}, in.event.Action)
	require.Equal(t, bot.Place{
		Platform: "slack", Channel: "C1", Thread: "99.1", Message: "100.1", Ephemeral: true,
		Can: bot.Abilities{Form: true, Private: true, Table: true},
	}, in.event.Place)
	in, err = decodeInteraction([]byte(viewClick(`{"id":"V1","type":"home"}`)))
	require.NoError(t, err)
	require.Equal(t, &viewRef{id: "V1", home: true}, in.view)
	require.Empty(t, in.event.Place.Channel)
	require.False(t, in.event.Place.Can.Table)
}

func TestAFormBecomesValues(t *testing.T) {
	in, err := decodeInteraction([]byte(submitPayload()))
	require.NoError(t, err)
	require.Equal(t, bot.Submit, in.event.Kind)
	require.Equal(t, "V1:h1", in.event.ID)
	require.Equal(t, "dlg-1", in.event.Dialog)
	require.Equal(t, map[string]string{
		"name": "A & B", "amount": "", "close": "2026-12-31", "source": "other", "owner": "", "collaborators": "p1,p2",
	}, in.event.Values)
	require.Equal(t, "name#2", in.first)
	closed := strings.Replace(submitPayload(), "view_submission", "view_closed", 1)
	in, err = decodeInteraction([]byte(closed))
	require.NoError(t, err)
	require.Equal(t, bot.Dismiss, in.event.Kind)
	require.Equal(t, "dlg-1", in.event.Dialog)
}

func TestAShortcutOnAMessageQuotesIt(t *testing.T) {
	for id, verb := range map[string]string{"sc_msg_deal_new": "new", "sc_msg_note": "note"} {
		in, err := decodeInteraction(fmt.Appendf(nil, `{"type":"message_action","callback_id":%q,"trigger_id":"t","response_url":"https://hooks.slack.com/r",
			"user":{"id":"U1"},"team":{"id":"T1"},"channel":{"id":"C1","name":"x"},"message":{"user":"U2","text":"a &amp; b","ts":"5.6","thread_ts":"4.1"}}`, id))
		require.NoError(t, err)
		require.Equal(t, verb, in.event.Action.Verb)
		require.Equal(t, &bot.Quote{Text: "a & b", Author: "U2", Channel: "C1", Message: "5.6", Thread: "4.1"}, in.event.Quote)
	}
	in, err := decodeInteraction([]byte(`{"type":"shortcut","callback_id":"sc_deal_new","trigger_id":"t","user":{"id":"U1"}}`))
	require.NoError(t, err)
	require.Equal(t, "new", in.event.Action.Verb)
	require.Nil(t, in.event.Quote)
}

func TestOfEventsOnlyWhatPeopleSayToTheBotIsHeard(t *testing.T) {
	for name, c := range map[string]struct {
		event string
		want  bot.Kind
		text  string
	}{
		"a direct message":               {`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"hi"}`, bot.Message, "hi"},
		"a direct message with a file":   {`{"type":"message","subtype":"file_share","channel_type":"im","channel":"D1","user":"U1","text":"f"}`, bot.Message, "f"},
		"an edit":                        {`{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","user":"U1"}`, "", ""},
		"the bot's own message":          {`{"type":"message","channel_type":"im","channel":"D1","user":"UBOT","text":"hi"}`, "", ""},
		"another bot":                    {`{"type":"message","channel_type":"im","channel":"D1","user":"U5","bot_id":"B5","text":"hi"}`, "", ""},
		"a message without a writer":     {`{"type":"message","channel_type":"im","channel":"D1","text":"hi"}`, "", ""},
		"a message of a channel":         {`{"type":"message","channel_type":"channel","channel":"C1","user":"U1","text":"hi"}`, "", ""},
		"a mention":                      {`{"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT> list"}`, bot.Message, "list"},
		"a mention in the middle":        {`{"type":"app_mention","channel":"C1","user":"U1","text":"list <@UBOT>"}`, bot.Message, "list"},
		"the home page":                  {`{"type":"app_home_opened","user":"U1","tab":"home"}`, bot.Home, ""},
		"the messages tab":               {`{"type":"app_home_opened","user":"U1","tab":"messages"}`, "", ""},
		"an event that is not asked for": {`{"type":"reaction_added","user":"U1"}`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := decodeHappening([]byte(`{"type":"event_callback","team_id":"T1","event_id":"E1","event":` + c.event + `}`))
			require.NoError(t, err)
			in, err := h.inbound("UBOT")
			if c.want == "" {
				require.ErrorIs(t, err, errIgnored)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, in.event.Kind)
			require.Equal(t, c.text, in.event.Text)
			require.Equal(t, "E1", in.event.ID)
		})
	}
}

func TestActionsSurviveTheWire(t *testing.T) {
	for _, a := range []card.Action{
		{Verb: "show"},
		{Verb: "say", Value: "find <北方> \"&\" |x"},
		{Verb: "forward", Object: "d-1", Value: "here", Version: 9},
	} {
		value, ok := encodeAction(a)
		require.True(t, ok)
		back, err := decodeAction(value)
		require.NoError(t, err)
		require.Equal(t, a, back)
		short, ok := encodeOption(a)
		require.True(t, ok)
		back, err = decodeAction(short)
		require.NoError(t, err)
		require.Equal(t, a, back)
	}
	_, ok := encodeAction(card.Action{Verb: "say", Value: strings.Repeat("长", 2000)})
	require.False(t, ok)
	_, ok = encodeOption(card.Action{Verb: "say", Value: strings.Repeat("长", 150)})
	require.False(t, ok)
}

func TestAValueThatIsNotOursIsNoAction(t *testing.T) {
	for _, s := range []string{
		"", "x", "{}", "[]", "null", `{"v":""}`, `{"v":"show"} x`, `{"v":"show"}{}`, `{"v":"show","z":1}`, `{"v":1}`, `{"v":"a","n":-1}`,
		`["show"]`, `["show","","",0,1]`, `["show","","","0"]`, `["show","","",0]]`, `"` + strings.Repeat("x", 3000) + `"`,
	} {
		_, err := decodeAction(s)
		require.ErrorIs(t, err, errAction, s)
	}
}

func FuzzAction(f *testing.F) {
	f.Add(`{"v":"show","o":"d","x":"y","n":1}`)
	f.Add(`["show","d","y",1]`)
	f.Fuzz(func(t *testing.T, s string) {
		a, err := decodeAction(s)
		if err != nil {
			return
		}
		require.NotEmpty(t, a.Verb)
		if again, ok := encodeAction(a); ok {
			b, err := decodeAction(again)
			require.NoError(t, err)
			require.Equal(t, a, b)
		}
	})
}

func FuzzMetadata(f *testing.F) {
	f.Add("0198f3c0-6b1e-7c3a-9d2f-3a5b7c9d1e2f")
	f.Add("a b\x00")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := decodeMetadata(s)
		if err == nil {
			require.Equal(t, s, id)
			require.NotContains(t, id, " ")
		}
	})
}

func FuzzCommand(f *testing.F) {
	f.Add([]byte("user_id=U1&channel_id=C1&command=%2Fdeal&text=a"))
	f.Add([]byte(`{"user_id":"U1","channel_id":"C1","command":"/deal"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, decode := range []func([]byte) (inbound, error){decodeCommand, decodeCommandJSON} {
			in, err := decode(raw)
			if err != nil {
				require.ErrorIs(t, err, errMalformed)
				continue
			}
			require.NotEmpty(t, in.event.User.ID)
		}
	})
}

func FuzzInteraction(f *testing.F) {
	f.Add([]byte(submitPayload()))
	f.Add([]byte(clickPayload("C1", `{"v":"show"}`, false)))
	f.Add([]byte(viewClick(`{"id":"V1","type":"modal","private_metadata":"x"}`)))
	f.Add([]byte(`{"type":"message_action","callback_id":"sc_msg_note","user":{"id":"U1"},"channel":{"id":"C1"},"message":{"ts":"1"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := decodeInteraction(raw)
		if err != nil {
			require.True(t, errors.Is(err, errMalformed) || errors.Is(err, errIgnored))
			return
		}
		require.NotEmpty(t, in.event.User.ID)
		for _, block := range in.inputs {
			require.NotEmpty(t, in.first, block)
		}
	})
}

func FuzzHappening(f *testing.F) {
	f.Add([]byte(messageEvent("E", "hi")))
	f.Add([]byte(`{"type":"url_verification","challenge":"x"}`))
	f.Add([]byte(forwarding("see", "["+sharedMessage("Lin", "met Dana")+`,{"is_share":true,"message_blocks":[{"message":{"blocks":[{"elements":[{"text":"x"}]}]}}]}]`)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := decodeHappening(raw)
		if err != nil {
			require.ErrorIs(t, err, errMalformed)
			return
		}
		in, err := h.inbound("UBOT")
		if err == nil {
			require.NotEmpty(t, in.event.ID)
			require.NotEqual(t, "UBOT", in.event.User.ID)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add("a &amp;lt; <@U1|x> <https://x|y>")
	f.Fuzz(func(t *testing.T, s string) {
		require.LessOrEqual(t, len(readText(s)), len(s)+1, "reading shortens")
	})
}
