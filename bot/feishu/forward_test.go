package feishu

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
)

// merged is the event of several messages that were forwarded as one.
func merged(id, chat string) string {
	return strings.Replace(typed(id, chat, ""), `"message_type":"text"`, `"message_type":"merge_forward"`, 1)
}

// part is one of the messages behind a forward.
func part(kind, content, more string) string {
	quoted, _ := json.Marshal(content)
	return fmt.Sprintf(`{"message_id":"om_p","upper_message_id":"om_f","msg_type":%q,"sender":{"id":"ou_x","sender_type":"user"},"body":{"content":%s}%s}`, kind, quoted, more)
}

// forwardOf is what the API answers about a forward of some parts.
func forwardOf(parts ...string) string {
	head := `{"message_id":"om_f","msg_type":"merge_forward","sender":{"id":"ou_1","sender_type":"user"},"body":{"content":"Merged and Forwarded Message"}}`
	return `{"code":0,"data":{"items":[` + strings.Join(append([]string{head}, parts...), ",") + `]}}`
}

const aline = `{"text":"今天见了王总"}`

func TestMergedMessagesBecomeText(t *testing.T) {
	post := `{"title":"","content":[[{"tag":"text","text":"合同"}],[{"tag":"text","text":"推到10月"}]]}`
	names := `,"mentions":[{"key":"@_user_1","id":"ou_a","name":"王总"},{"key":"@_user_10","id":"ou_b","name":"@_user_1"}]`
	for _, c := range []struct{ name, answer, want string }{
		{"text and rich text", forwardOf(part("text", aline, ""), part("post", post, "")), "今天见了王总\n合同\n推到10月"},
		{"oldest first", forwardOf(part("text", `{"text":"b"}`, `,"create_time":"1763888400002"`), part("text", `{"text":"a"}`, `,"create_time":"1763888400001"`)), "a\nb"},
		{"people by their names", forwardOf(part("text", `{"text":"@_user_10 @_user_1 说"}`, names)), "@@_user_1 @王总 说"},
		{"other kinds are skipped", forwardOf(part("image", `{"image_key":"k"}`, ""), part("text", aline, ""), part("interactive", `{}`, "")), "今天见了王总"},
		{"one within another", forwardOf(part("merge_forward", "Merged and Forwarded Message", ""), strings.Replace(part("text", aline, ""), "om_f", "om_p", 1)), "今天见了王总"},
		{"what was taken back is gone", forwardOf(part("text", `{"text":"gone"}`, `,"deleted":true`), part("text", aline, "")), "今天见了王总"},
		{"wrong contents", forwardOf(part("text", "no JSON", ""), part("text", `{"text":7}`, ""), part("post", `[]`, ""), part("text", aline, "")), "今天见了王总"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.feishu.says(messagePath+"/om_f", c.answer)
			w.does(t, merged("om_f", "oc_1"))
			e := w.core.last(t)
			require.Equal(t, c.want, e.Text)
			require.Equal(t, &bot.Forwarded{}, e.Forwarded)
			require.Equal(t, bot.Message, e.Kind)
		})
	}
}

func TestAForwardOfWhichNothingCanBeReadIsAnsweredSo(t *testing.T) {
	for name, answer := range map[string]string{
		"pictures":     forwardOf(part("image", `{"image_key":"k"}`, "")),
		"nothing":      forwardOf(),
		"no items":     `{"code":0,"data":{}}`,
		"wrong types":  `{"code":0,"data":{"items":[7,"x"]}}`,
		"no authority": `{"code":230027,"msg":"Lack of necessary permissions."}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.feishu.says(messagePath+"/om_f", answer)
			w.does(t, merged("om_f", "oc_1"))
			require.Empty(t, w.core.all())
			require.Contains(t, w.feishu.asked(messagePath)[0].content(), "只看得懂文字")
		})
	}
}

func TestAForwardInAGroupIsNotForTheBotUntilItIsRepliedTo(t *testing.T) {
	w := newWorld(t)
	w.does(t, merged("om_f", "oc_g"))
	require.Empty(t, w.core.all())
	w.feishu.says(messagePath+"/om_f", forwardOf(part("text", aline, ""), part("text", `{"text":"10月签"}`, "")))
	w.does(t, typed("om_b", "oc_g", "@_user_1 记录", `,"parent_id":"om_f"`))
	require.Equal(t, "今天见了王总\n10月签", w.core.last(t).Quote.Text)
}

func TestAForwardIsNeverTheCommandThatItHolds(t *testing.T) {
	w := newWorld(t)
	w.feishu.says(messagePath+"/om_f", forwardOf(part("text", `{"text":"/deal void D-1"}`, "")))
	w.does(t, merged("om_f", "oc_1"))
	e := w.core.last(t)
	require.Equal(t, bot.Message, e.Kind)
	require.Equal(t, "/deal void D-1", e.Text)
}

func TestWhatIsReadOfMergedMessagesIsBounded(t *testing.T) {
	parts := make([]said, 1001)
	for i := range parts {
		parts[i].Type, parts[i].Upper, parts[i].Body.Content = "text", "om_f", `{"text":"x"}`
	}
	require.Len(t, strings.Split(textOfForwarded(parts), "\n"), maxForwarded)
	parts[0].Body.Content = `{"text":"` + strings.Repeat("长", 5000) + `"}`
	require.Equal(t, maxForwardedText, utf8.RuneCountInString(textOfForwarded(parts)))
}

func FuzzForwarded(f *testing.F) {
	f.Add([]byte(forwardOf(part("text", aline, `,"mentions":[{"key":"@_user_1","name":"x"}]`), part("post", `{"content":[[{"tag":"at","user_id":"@_user_1"}]]}`, ""))))
	f.Add([]byte(forwardOf()))
	f.Fuzz(func(t *testing.T, body []byte) {
		var out struct {
			Data struct {
				Items []said `json:"items"`
			} `json:"data"`
		}
		if json.Unmarshal(body, &out) != nil {
			return
		}
		require.LessOrEqual(t, utf8.RuneCountInString(textOfForwarded(out.Data.Items)), maxForwardedText)
	})
}
