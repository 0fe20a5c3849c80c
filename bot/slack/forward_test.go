package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
)

const sharedFrom = "https://example.slack.com/archives/C1/p1700000000000100"

// sharedMessage is an attachment as Slack sends it of a forwarded message.
func sharedMessage(author, text string) string {
	raw, _ := json.Marshal(map[string]any{
		"is_share": true, "is_msg_unfurl": true, "id": 1, "text": text, "author_name": author, "author_id": "U2", "channel_id": "C1",
		"ts": "1700000000.000100", "from_url": sharedFrom, "fallback": "[x] " + text, "message_blocks": []any{},
	})
	return string(raw)
}

func forwarding(own, attachments string) string {
	text, _ := json.Marshal(own)
	return `{"type":"event_callback","team_id":"T1","event_id":"E1","event":{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":` +
		string(text) + `,"attachments":` + attachments + `}}`
}

func TestForwardedMessagesAreReadBehindOnesOwnWords(t *testing.T) {
	lin, bob := sharedMessage("Lin", "met &lt;Dana&gt; <@U3>"), sharedMessage("Bob\nCarter", "signing moves")
	blocks := `{"is_share":true,"message_blocks":[{"message":{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section",
		"elements":[{"type":"text","text":"met "},{"type":"text","text":"Dana"}]}]},{"type":"divider"},{"type":"section","text":{"type":"mrkdwn","text":"a &amp; b"}}]}}]}`
	for name, c := range map[string]struct {
		own, attachments, text string
		from                   *bot.Forwarded
	}{
		"one":                           {"", "[" + lin + "]", "met <Dana> <@U3>", &bot.Forwarded{Link: sharedFrom}},
		"one with a comment":            {"note D-3", "[" + lin + "]", "note D-3\nmet <Dana> <@U3>", &bot.Forwarded{Link: sharedFrom, Own: "note D-3"}},
		"several":                       {"", "[" + lin + "," + bob + "]", "Lin: met <Dana> <@U3>\nBob Carter: signing moves", &bot.Forwarded{}},
		"one whose words are in blocks": {"", "[" + blocks + "]", "met Dana\na & b", &bot.Forwarded{}},
		"none":                          {"hi", "[]", "hi", nil},
		"null":                          {"hi", "null", "hi", nil},
		"a link that was typed":         {"see https://x.example", `[{"is_msg_unfurl":true,"text":"x"},{"title":"X","from_url":"https://x.example"}]`, "see https://x.example", nil},
		"one that says nothing":         {"", `[{"is_share":true,"files":[{"id":"F1"}]}]`, "", nil},
		"one within another":            {"", `[{"is_share":true,"text":"outer","attachments":[` + lin + `]}]`, "outer", &bot.Forwarded{}},
		"an address that opens nothing": {"", `[{"is_share":true,"text":"x","from_url":"javascript:alert(1)"}]`, "x", &bot.Forwarded{}},
		"no list":                       {"hi", `{"is_share":true,"text":"x"}`, "hi", nil},
		"a word":                        {"hi", `"x"`, "hi", nil},
		"wrong types, and a good one":   {"hi", `[7,null,[],"x",{"is_share":"yes","text":"x"},{"is_share":true,"text":{}},{"is_share":true,"message_blocks":{"a":1}},` + bob + `]`, "hi\nsigning moves", &bot.Forwarded{Link: sharedFrom, Own: "hi"}},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := decodeHappening([]byte(forwarding(c.own, c.attachments)))
			require.NoError(t, err)
			in, err := h.inbound("UBOT")
			require.NoError(t, err)
			require.Equal(t, c.text, in.event.Text)
			require.Equal(t, c.from, in.event.Forwarded)
		})
	}
}

func TestWhatIsReadOfForwardedMessagesIsBounded(t *testing.T) {
	many := "[" + strings.Repeat(sharedMessage("A", "x")+",", 999) + sharedMessage("A", "x") + "]"
	h, err := decodeHappening([]byte(forwarding("", many)))
	require.NoError(t, err)
	in, err := h.inbound("UBOT")
	require.NoError(t, err)
	require.Len(t, strings.Split(in.event.Text, "\n"), maxShared)

	long := strings.Repeat("长", 5000)
	for _, own := range []string{"", "see this", strings.Repeat("o", 3999), long} {
		h, err = decodeHappening([]byte(forwarding(own, "["+sharedMessage("A", long)+"]")))
		require.NoError(t, err)
		in, err = h.inbound("UBOT")
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(in.event.Text, own), "own words are never cut")
		require.LessOrEqual(t, utf8.RuneCountInString(in.event.Text), max(maxSharedText, utf8.RuneCountInString(own)))
	}
}
