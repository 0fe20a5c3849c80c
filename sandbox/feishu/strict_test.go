package feishu

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func example(t *testing.T, name string) json.RawMessage {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	require.NoError(t, err)
	return raw
}

func TestTheExamplesAreTaken(t *testing.T) {
	require.Empty(t, CheckCard(example(t, "example-form")))
	require.Empty(t, CheckCard(example(t, "example-charts")))
}

func TestWhatStandsWithinAnElementIsCheckedToo(t *testing.T) {
	const label = `{"tag":"plain_text","content":"x","colour":"red"}`
	for _, c := range []struct{ name, elements, problem string }{
		{"the placeholder of a time", `{"tag":"picker_datetime","placeholder":` + label + `}`, "unknown property colour of plain_text"},
		{"the text of a tick", `{"tag":"checker","text":` + label + `}`, "unknown property colour of plain_text"},
		{"an icon", `{"tag":"markdown","content":"x","icon":{"tag":"standard_icon","token":"a","nope":1}}`, "unknown property nope of standard_icon"},
		{"an icon without a token", `{"tag":"markdown","content":"x","icon":{"tag":"standard_icon"}}`, "without token"},
		{"a label as an element", `{"tag":"plain_text","content":"x"}`, "as an element"},
		{"a time that is none", `{"tag":"picker_datetime","initial_datetime":"soon"}`, "initial_datetime"},
		{"a day that is a number", `{"tag":"date_picker","initial_date":7}`, "initial_date"},
		{"the fourth of one option", `{"tag":"select_static","initial_index":4,"options":[{"value":"a","text":{"tag":"plain_text","content":"A"}}]}`, "initial_index 4"},
		{"an option without a text", `{"tag":"select_static","options":[{"value":"a"}]}`, "an option's text"},
		{"a column twice", `{"tag":"table","columns":[{"name":"s"},{"name":"s"}],"rows":[]}`, "there twice"},
		{"cells of no known type", `{"tag":"table","columns":[{"name":"s","data_type":"money"}],"rows":[]}`, "data_type money"},
		{"a weight of nine", `{"tag":"column_set","columns":[{"tag":"column","weight":9,"elements":[]}]}`, "weight 9"},
		{"a link to nowhere", `{"tag":"button","text":{"tag":"plain_text","content":"x"},"behaviors":[{"type":"open_url"}]}`, "default_url"},
		{"a behavior that there is not", `{"tag":"button","text":{"tag":"plain_text","content":"x"},"behaviors":[{"type":"dial"}]}`, `type "dial"`},
		{"101 texts with their elements", strings.TrimSuffix(strings.Repeat(`{"tag":"div","text":{"tag":"plain_text","content":"x"}},`, 101), ","), "202 elements"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, strings.Join(CheckCard(cardOf(c.elements)), "; "), c.problem)
		})
	}
	for name, elements := range map[string]string{
		"a chart in a panel":            `{"tag":"collapsible_panel","elements":[{"tag":"chart","chart_spec":{"type":"bar","data":{"values":[{"tag":"no part"}]}}}]}`,
		"an overflow in a form":         strings.Replace(formOK, sends, `{"tag":"overflow","options":[{"value":"a","text":{"tag":"plain_text","content":"A"}}]},`+sends, 1),
		"a value that speaks of tags":   `{"tag":"button","text":{"tag":"plain_text","content":"x"},"behaviors":[{"type":"callback","value":{"tag":"mine"}}]}`,
		"people of the chat to choose":  `{"tag":"select_person","placeholder":{"tag":"plain_text","content":"x"}}`,
		"a tag in the colour of a text": `{"tag":"markdown","content":"<text_tag color='red'>x</text_tag>"}`,
	} {
		t.Run(name, func(t *testing.T) { require.Empty(t, CheckCard(cardOf(elements))) })
	}
	for _, template := range []string{`7`, `"pink"`} {
		require.Contains(t, strings.Join(CheckCard(json.RawMessage(`{"schema":"2.0","header":{"template":`+template+`,"title":{"tag":"plain_text","content":"x"}},"body":{}}`)), ""), "template")
	}
}

func TestAPingIsFoundWhereverAReaderWouldSeeIt(t *testing.T) {
	for _, c := range []struct {
		name, elements string
		want           []string
	}{
		{"two in one text", `{"tag":"markdown","content":"<at id=a></at> <at id=all></at>"}`, []string{"<at id=a>", "<at id=all>"}},
		{"in one language only", `{"tag":"markdown","content":"x","i18n_content":{"zh_cn":"<at id=all>"}}`, []string{"<at id=all>"}},
		{"in a cell", `{"tag":"table","columns":[{"name":"s","data_type":"lark_md"}],"rows":[{"s":"<at id=a>"}]}`, []string{"<at id=a>"}},
		{"in a div", `{"tag":"div","text":{"tag":"lark_md","content":"<AT id=a>"}}`, []string{"<AT id=a>"}},
		{"escaped", `{"tag":"markdown","content":"&#60;at id=all&#62;"}`, nil},
		{"in plain text", `{"tag":"div","text":{"tag":"plain_text","content":"<at id=all>"}}`, nil},
		{"in a plain cell", `{"tag":"table","columns":[{"name":"s","data_type":"text"}],"rows":[{"s":"<at id=a>"}]}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTenant(t)
			require.Zero(t, x.code("POST", send+"open_id", cardTo("ou_lin", cardOf(c.elements))))
			require.Equal(t, c.want, x.Pings())
		})
	}
}

func TestARichTextIsShownAndItsMentionsCount(t *testing.T) {
	x := newTenant(t)
	require.Zero(t, x.code("POST", send+"open_id", `{"receive_id":"ou_lin","msg_type":"post","content":"{\"zh_cn\":{\"title\":\"T\",\"content\":[[{\"tag\":\"text\",\"text\":\"hi\"},{\"tag\":\"at\",\"user_id\":\"all\"}]]}}"}`))
	require.Equal(t, "T\nhi", x.Messages(x.P2P("ou_lin"), "ou_lin")[0].Text)
	require.Equal(t, []string{"<at all>"}, x.Pings())
	require.Equal(t, 230001, x.code("POST", send+"open_id", `{"receive_id":"ou_lin","msg_type":"post","content":"{}"}`))
}

func TestAFormSendsWhatEachFieldHolds(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	card := example(t, "example-form")
	values, missing := formValues(card, "followup", nil, zone)
	require.Equal(t, []string{"content"}, missing)
	require.Equal(t, "call", values["channel"], "the option that initial_index names, from 1")
	values, missing = formValues(card, "followup", map[string]any{
		"content": "谈了预算", "risks": []string{"budget"}, "helper": "ou_aaa", "remind_at": "2026-11-25 10:00", "notify_leader": true, "channel": "visit",
	}, zone)
	require.Empty(t, missing)
	require.Equal(t, object{
		"content": "谈了预算", "risks": []any{"budget"}, "helper": "ou_aaa", "remind_at": "2026-11-25 10:00 +0800", "notify_leader": true, "channel": "visit",
		"close_date": "2026-12-31 +0800",
	}, values)
	for name, typed := range map[string]map[string]any{
		"a field that there is not":  {"nope": "x"},
		"a choice that there is not": {"channel": "fax"},
		"one of several that is not": {"risks": []any{"budget", "fax"}},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, typable(card, "followup", typed), ErrNothing) })
	}
}

func TestOnlyWhatCallsTheBotIsClicked(t *testing.T) {
	x := newTenant(t)
	x.bot(func(map[string]any) (int, string) { return 200, "{}" })
	require.Zero(t, x.code("POST", send+"open_id", cardTo("ou_lin", cardOf(
		`{"tag":"button","text":{"tag":"plain_text","content":"dead"}},
		{"tag":"button","disabled":true,"text":{"tag":"plain_text","content":"off"},"behaviors":[{"type":"callback","value":{}}]},
		{"tag":"overflow","options":[{"value":"a","text":{"tag":"plain_text","content":"A"}}]},`+formOK))))
	m := x.Messages(x.P2P("ou_lin"), "ou_lin")[0]
	for at, option := range map[string]string{"/body/elements/0": "", "/body/elements/1": "", "/body/elements/2": "b", "/body/elements/3/elements/0": "", "/body/elements/9": ""} {
		_, err := x.Click(t.Context(), "ou_lin", m.ID, at, option, nil)
		require.ErrorIs(t, err, ErrNothing, at)
	}
	a, err := x.Click(t.Context(), "ou_lin", m.ID, "/body/elements/2", "a", nil)
	require.NoError(t, err)
	require.Equal(t, Answer{}, a)
	require.ErrorIs(t, x.ChooseMenu(t.Context(), "ou_lin", "none"), ErrNothing)
}

func TestAnEventIsClosedAndSignedAsFeishuDoes(t *testing.T) {
	require.Equal(t, "hello world", opened(t, "test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="), "the documentation's vector")
	for _, s := range []string{"", "x", strings.Repeat("x", 16), `{"a":"云"}`} {
		require.Equal(t, s, opened(t, "k", encrypt("k", []byte(s))))
	}
	x := newTenant(t)
	var header http.Header
	var body []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		_, _ = b.ReadFrom(r.Body)
		header, body = r.Header, b.Bytes()
		_, _ = w.Write([]byte(`{}`))
	}))
	defer s.Close()
	x.o.RequestURL = s.URL
	require.NoError(t, x.Say(t.Context(), "ou_lin", x.P2P("ou_lin"), "hi", ""))
	require.Equal(t, sign(header.Get("X-Lark-Request-Timestamp"), header.Get("X-Lark-Request-Nonce"), "example-key", body), header.Get("X-Lark-Signature"))
	var sealed struct{ Encrypt string }
	require.NoError(t, json.Unmarshal(body, &sealed))
	require.Contains(t, opened(t, "example-key", sealed.Encrypt), `"im.message.receive_v1"`)
}

// opened is the other direction of encrypt.
func opened(t *testing.T, key, sealed string) string {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(sealed)
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(key))
	block, err := aes.NewCipher(sum[:])
	require.NoError(t, err)
	text := raw[aes.BlockSize:]
	cipher.NewCBCDecrypter(block, raw[:aes.BlockSize]).CryptBlocks(text, text)
	return string(text[:len(text)-int(text[len(text)-1])])
}

func TestARedirectIsARefusal(t *testing.T) {
	x := newTenant(t)
	s := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusTemporaryRedirect))
	defer s.Close()
	x.o.RequestURL = s.URL
	require.ErrorIs(t, x.Enter(t.Context(), "ou_lin"), errRefused)
	require.Equal(t, "im.chat.access_event.bot_p2p_chat_entered_v1", x.Undelivered()[0].Kind)
}

func TestFaultsReachTokensAndPictures(t *testing.T) {
	x := newTenant(t)
	const auth, in = "/open-apis/auth/v3/tenant_access_token/internal", `{"app_id":"cli_a","app_secret":"example-secret"}`
	x.Fault("/open-apis/auth", Fault{Status: 500, Code: 1})
	require.Equal(t, 1, x.code("POST", auth, in))
	require.Zero(t, x.code("POST", auth, in))
	require.Equal(t, 10003, x.code("POST", auth, `{"app_id":"cli_b","app_secret":"example-secret"}`))
	x.Fault("/open-apis/im/v1/images", Fault{Status: 429, RetryAfter: 2})
	status, out := x.calls("POST", "/open-apis/im/v1/images", "")
	require.Equal(t, []any{429, "2"}, []any{status, out["reset"]})
}

func TestATicketIsNoTokenAndATokenNoTicket(t *testing.T) {
	x := newTenant(t)
	_, out := x.calls("POST", "/callback/ws/endpoint", `{"AppID":"cli_a","AppSecret":"example-secret"}`)
	address, _ := out["data"].(map[string]any)["URL"].(string)
	_, ticket, ok := strings.Cut(address, "ticket=")
	require.True(t, ok)
	x.RevokeToken()
	x.token = "ws " + ticket
	require.Equal(t, 99991663, x.code("GET", "/open-apis/bot/v3/info", ""))
	x.mu.Lock()
	defer x.mu.Unlock()
	require.True(t, x.tickets[ticket], "the revoked token was not this")
}

func TestACardThatIsNotSharedIsNotReplaced(t *testing.T) {
	x := newTenant(t)
	require.Zero(t, x.code("POST", send+"open_id", cardTo("ou_lin", cardOf(`{"tag":"hr"}`))))
	m := x.Messages(x.P2P("ou_lin"), "ou_lin")[0]
	require.Equal(t, 230001, x.code("PATCH", "/open-apis/im/v1/messages/"+m.ID, `{"content":"{\"schema\":\"2.0\",\"body\":{}}"}`))
}

func TestMessagesAreWrittenWhileTheTenantRuns(t *testing.T) {
	dir := t.TempDir()
	x := newTenant(t, func(o *Options) { o.Dir = dir })
	require.Zero(t, x.code("POST", send+"open_id", text("ou_lin", "")))
	require.Eventually(t, func() bool {
		raw, err := os.ReadFile(x.file())
		return err == nil && bytes.Contains(raw, []byte("om_"))
	}, 10*time.Second, 10*time.Millisecond)
}

func TestNumbersReadAsTheirColumnShowsThem(t *testing.T) {
	text := PlainText(example(t, "example-charts"))
	require.Contains(t, text, "方案报价 · ¥1,280,000")
	require.Contains(t, text, "初步接触 · 42")
	require.Contains(t, text, "张伟 · 86")
	require.Contains(t, PlainText(example(t, "example-form")), "方案报价\n", "the header's tag")
	require.Equal(t, "-¥1,000.5", number64(-1000.5, map[string]any{"symbol": "¥", "separator": true}))
}
