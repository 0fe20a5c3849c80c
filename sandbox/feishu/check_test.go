package feishu

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// cardOf is a card with elements.
func cardOf(elements string) json.RawMessage {
	return json.RawMessage(`{"schema":"2.0","config":{"update_multi":true},"body":{"elements":[` + elements + `]}}`)
}

const (
	sends  = `{"tag":"button","name":"send","text":{"tag":"plain_text","content":"Send"},"form_action_type":"submit","behaviors":[{"type":"callback","value":{"form":"d"}}]}`
	typing = `{"tag":"input","name":"a","label":{"tag":"plain_text","content":"A"},"required":true,"default_value":"x"}`
	formOK = `{"tag":"form","name":"f","elements":[` + typing + `,` + sends + `]}`
)

func TestCardsThatFeishuTakes(t *testing.T) {
	for name, elements := range map[string]string{
		"nothing":   ``,
		"a text":    `{"tag":"div","text":{"tag":"plain_text","content":"x"}}`,
		"a form":    formOK,
		"a table":   `{"tag":"table","page_size":5,"columns":[{"name":"s","display_name":"阶段","data_type":"text"}],"rows":[{"s":"方案"}]}`,
		"a funnel":  `{"tag":"chart","aspect_ratio":"16:9","chart_spec":{"type":"funnel","data":{"values":[]},"isTransform":false,"transformLabel":{"visible":false}}}`,
		"a row":     `{"tag":"column_set","flex_mode":"flow","columns":[{"tag":"column","width":"auto","elements":[{"tag":"hr"}]}]}`,
		"a choice":  `{"tag":"select_static","options":[{"text":{"tag":"plain_text","content":"A"},"value":"a"}],"initial_option":"a"}`,
		"a picture": `{"tag":"img","img_key":"img_1","alt":{"tag":"plain_text","content":"x"}}`,
	} {
		t.Run(name, func(t *testing.T) { require.Empty(t, CheckCard(cardOf(elements))) })
	}
}

func TestCardsThatFeishuRefuses(t *testing.T) {
	repeat := func(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	deep := `{"tag":"hr"}`
	for range 4 {
		deep = `{"tag":"column_set","columns":[{"tag":"column","elements":[` + deep + `]}]}`
	}
	chart := `{"tag":"chart","chart_spec":{"type":"bar","data":{"values":[]}}}`
	table := `{"tag":"table","columns":[{"name":"s"}],"rows":[]}`
	for _, c := range []struct{ name, elements, problem string }{
		{"a property that the tag does not have", `{"tag":"hr","colour":"red"}`, "unknown property colour"},
		{"a tag of the first version", `{"tag":"action","actions":[]}`, `unsupported tag "action"`},
		{"a table in a row", `{"tag":"column_set","columns":[{"tag":"column","elements":[` + table + `]}]}`, "a table stands in the body only"},
		{"a form in a row", `{"tag":"column_set","columns":[{"tag":"column","elements":[` + formOK + `]}]}`, "a form stands in the body only"},
		{"a form in a form", `{"tag":"form","name":"g","elements":[` + formOK + `,` + sends + `]}`, "a form stands in the body only"},
		{"a form that nothing sends", `{"tag":"form","name":"f","elements":[` + typing + `]}`, "without a button that sends it"},
		{"a field without a name", `{"tag":"form","name":"f","elements":[{"tag":"input"},` + sends + `]}`, "has no name"},
		{"a name twice", formOK + `,{"tag":"form","name":"g","elements":[` + typing + `,` + strings.Replace(sends, `"send"`, `"send2"`, 1) + `]}`, `the name "a" is there twice`},
		{"a value that is a string", `{"tag":"button","text":{"tag":"plain_text","content":"x"},"behaviors":[{"type":"callback","value":"x"}]}`, "value is no object"},
		{"a button without a text", `{"tag":"button","text":{"tag":"plain_text","content":""}}`, "is empty"},
		{"a label too long", `{"tag":"button","text":{"tag":"plain_text","content":"` + strings.Repeat("长", 101) + `"}}`, "101 characters"},
		{"a default longer than the field", `{"tag":"input","max_length":2,"default_value":"abc"}`, "default_value"},
		{"more than a field holds", `{"tag":"input","max_length":1001}`, "max_length"},
		{"an option twice", `{"tag":"overflow","options":[{"value":"a"},{"value":"a"}]}`, "there twice"},
		{"a choice that is none", `{"tag":"select_static","options":[{"value":"a"}],"initial_option":"b"}`, "is no option"},
		{"a day that is none", `{"tag":"date_picker","initial_date":"12月底"}`, "initial_date"},
		{"a row with a strange cell", `{"tag":"table","columns":[{"name":"s"}],"rows":[{"t":"x"}]}`, "200914"},
		{"six tables", repeat(table, 6), "11310"},
		{"six charts", repeat(chart, 6), "6 charts"},
		{"a funnel with its own percentages", strings.Replace(chart, "bar", "funnel", 1), "percentages"},
		{"201 elements", repeat(`{"tag":"hr"}`, 201), "201 elements"},
		{"six levels", deep, "deeper than 5"},
		{"more than 30 KB", `{"tag":"markdown","content":"` + strings.Repeat("x", 31<<10) + `"}`, "30 KB"},
		{"an image without alt", `{"tag":"img","img_key":"k"}`, "alt"},
		{"an ID that begins with a digit", `{"tag":"hr","element_id":"1a"}`, "element_id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, strings.Join(CheckCard(cardOf(c.elements)), "; "), c.problem)
		})
	}
	require.Contains(t, fmt.Sprint(CheckCard(json.RawMessage(`{"schema":"1.0","note":1}`))), "schema is not 2.0")
	require.NotEmpty(t, CheckCard(json.RawMessage(`[]`)))
	require.Contains(t, fmt.Sprint(CheckCard(json.RawMessage(`{"schema":"2.0","header":{"template":"pink","title":{"tag":"plain_text","content":"x"}},"body":{}}`))), "pink")
}

func TestFramesAreReadAsTheyWereWritten(t *testing.T) {
	f := frame{seq: 7, log: 300, service: 1, method: 1, headers: []pair{{"type", "event"}, {"message_id", "云"}}, encoding: "e", kind: "k", payload: []byte(`{}`)}
	got, err := decodeFrame(f.encode())
	require.NoError(t, err)
	require.Equal(t, f, got)
	require.Equal(t, "event", got.header("type"))
	require.Empty(t, got.header("none"))
	for _, bad := range [][]byte{{0xff}, {0x00, 0x01}, {0x0a}, {0x42, 0x7f}, {0x09, 0x01}} {
		_, err := decodeFrame(bad)
		require.ErrorIs(t, err, errFrame)
	}
}

func FuzzFrame(f *testing.F) {
	f.Add(frame{seq: 1, headers: []pair{{"type", "ping"}}}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := decodeFrame(b)
		if err != nil {
			return
		}
		again, err := decodeFrame(got.encode())
		require.NoError(t, err)
		require.Equal(t, got.headers, again.headers)
		require.Equal(t, got.seq, again.seq)
	})
}

func TestPlainTextIsWhatAPersonReads(t *testing.T) {
	raw := cardOf(`{"tag":"markdown","content":"**&#60;at id=all&#62;** <font color='grey'>x</font>"},{"tag":"div","fields":[{"is_short":true,"text":{"tag":"lark_md","content":"**金额**\n¥5"}}]},
		{"tag":"table","columns":[{"name":"a","display_name":"A"},{"name":"b","display_name":"B"}],"rows":[{"a":"1","b":2}]},{"tag":"button","text":{"tag":"plain_text","content":"not a line"}}`)
	require.Equal(t, "<at id=all> x\n金额\n¥5\nA · B\n1 · 2", PlainText(raw))
	require.Empty(t, PlainText(json.RawMessage("no")))
}
