package slack

import (
	"encoding/json"
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// validator checks a payload against Slack's numbers, written down here once
// more: the renderer's own table must not vouch for itself.
type validator struct {
	t    *testing.T
	on   string // message, home, modal
	ids  map[string]bool
	text int
}

func checkBlocks(t *testing.T, on string, raw []byte) {
	t.Helper()
	var blocks []map[string]any
	require.NoError(t, json.Unmarshal(raw, &blocks))
	v := &validator{t: t, on: on, ids: map[string]bool{}}
	most := 100
	if on == "message" {
		most = 50
	}
	require.NotEmpty(t, blocks)
	require.LessOrEqual(t, len(blocks), most, "blocks")
	tables := 0
	for _, b := range blocks {
		if b["type"] == "table" {
			tables++
		}
		v.block(b)
	}
	require.LessOrEqual(t, tables, 1)
	if on == "message" {
		require.LessOrEqual(t, v.text, 13_000, "all texts of a message")
	}
}

func (v *validator) block(b map[string]any) {
	if id, ok := b["block_id"].(string); ok {
		require.False(v.t, v.ids[id], "block_id %s twice", id)
		v.ids[id] = true
		require.LessOrEqual(v.t, utf8.RuneCountInString(id), 255)
	}
	switch b["type"] {
	case "divider":
	case "header":
		v.textObject(b["text"], 150, "plain_text")
	case "section":
		v.section(b)
	case "context":
		es := b["elements"].([]any)
		v.between(len(es), 1, 10, "context elements")
		for _, e := range es {
			v.textObject(e, 3000, "plain_text", "mrkdwn")
		}
	case "actions":
		es := b["elements"].([]any)
		v.between(len(es), 1, 25, "actions")
		seen := map[any]bool{}
		for _, e := range es {
			v.element(e.(map[string]any))
			id := e.(map[string]any)["action_id"]
			require.False(v.t, seen[id], "action_id %v twice", id)
			seen[id] = true
		}
	case "table":
		require.Equal(v.t, "message", v.on, "tables are for messages")
		v.table(b)
	case "data_visualization":
		require.Equal(v.t, "message", v.on, "charts are for messages")
		v.chart(b)
	case "input":
		require.Equal(v.t, "modal", v.on)
		require.NotEmpty(v.t, b["block_id"])
		v.textObject(b["label"], 2000, "plain_text")
		if b["hint"] != nil {
			v.textObject(b["hint"], 2000, "plain_text")
		}
		v.element(b["element"].(map[string]any))
	default:
		require.Fail(v.t, "unexpected block", "%v", b["type"])
	}
}

// chart checks the limits of https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
func (v *validator) chart(b map[string]any) {
	v.between(utf8.RuneCountInString(b["title"].(string)), 1, 50, "title")
	chart := b["chart"].(map[string]any)
	require.Contains(v.t, []any{"bar", "line"}, chart["type"])
	categories := chart["axis_config"].(map[string]any)["categories"].([]any)
	v.between(len(categories), 1, 20, "categories")
	series := chart["series"].([]any)
	v.between(len(series), 1, 6, "series")
	seen := map[any]bool{}
	for _, s := range series {
		s := s.(map[string]any)
		v.between(utf8.RuneCountInString(s["name"].(string)), 1, 20, "name")
		require.False(v.t, seen[s["name"]], "two series of one name")
		seen[s["name"]] = true
		var labels []any
		for _, p := range s["data"].([]any) {
			labels = append(labels, p.(map[string]any)["label"])
		}
		require.Equal(v.t, categories, labels)
	}
}

func (v *validator) section(b map[string]any) {
	if b["text"] == nil {
		require.NotEmpty(v.t, b["fields"], "a section needs text or fields")
	} else {
		v.textObject(b["text"], 3000, "plain_text", "mrkdwn")
	}
	if fields, ok := b["fields"].([]any); ok {
		v.between(len(fields), 1, 10, "fields")
		for _, f := range fields {
			v.textObject(f, 2000, "plain_text", "mrkdwn")
		}
	}
	if a, ok := b["accessory"].(map[string]any); ok {
		v.element(a)
	}
}

func (v *validator) table(b map[string]any) {
	rows := b["rows"].([]any)
	v.between(len(rows), 1, 100, "rows")
	columns := len(rows[0].([]any))
	v.between(columns, 1, 20, "columns")
	for _, r := range rows {
		require.Len(v.t, r.([]any), columns)
		for _, c := range r.([]any) {
			s := c.(map[string]any)["text"].(string)
			require.NotEmpty(v.t, s)
			v.text += utf8.RuneCountInString(s)
		}
	}
}

func (v *validator) textObject(o any, most int, types ...string) {
	m, ok := o.(map[string]any)
	require.True(v.t, ok, "no text object: %v", o)
	require.Contains(v.t, types, m["type"])
	s := m["text"].(string)
	require.True(v.t, utf8.ValidString(s))
	v.between(utf8.RuneCountInString(s), 1, most, fmt.Sprintf("text %.40q", s))
	v.text += utf8.RuneCountInString(s)
	if m["type"] == "mrkdwn" {
		require.NotContains(v.t, s, "<", "mrkdwn that could mention")
	}
}

func (v *validator) element(e map[string]any) {
	if id, ok := e["action_id"].(string); ok {
		v.between(utf8.RuneCountInString(id), 1, 255, "action_id")
	}
	if p := e["placeholder"]; p != nil {
		v.textObject(p, 150, "plain_text")
	}
	switch e["type"] {
	case "button":
		v.textObject(e["text"], 75, "plain_text")
		v.between(utf8.RuneCountInString(e["value"].(string)), 1, 2000, "value")
		if c, ok := e["confirm"].(map[string]any); ok {
			v.textObject(c["title"], 100, "plain_text")
			v.textObject(c["text"], 300, "plain_text")
			v.textObject(c["confirm"], 30, "plain_text")
			v.textObject(c["deny"], 30, "plain_text")
		}
	case "overflow":
		v.options(e["options"].([]any), 5)
	case "plain_text_input":
		most := e["max_length"].(float64)
		v.between(int(most), 1, 3000, "max_length")
		if s, ok := e["initial_value"].(string); ok {
			require.LessOrEqual(v.t, utf8.RuneCountInString(s), int(most), "Slack refuses a value longer than its input")
		}
	case "datepicker":
		if d, ok := e["initial_date"].(string); ok {
			require.Regexp(v.t, `^\d{4}-\d{2}-\d{2}$`, d)
		}
	case "static_select", "multi_static_select":
		v.selection(e)
	default:
		require.Fail(v.t, "unexpected element", "%v", e["type"])
	}
}

func (v *validator) selection(e map[string]any) {
	all := map[string]bool{}
	collect := func(os []any) {
		v.options(os, 100)
		for _, o := range os {
			raw, _ := json.Marshal(o)
			all[string(raw)] = true
		}
	}
	options, flat := e["options"].([]any)
	groups, grouped := e["option_groups"].([]any)
	require.NotEqual(v.t, flat, grouped, "either options or groups")
	if flat {
		collect(options)
	}
	if grouped {
		v.between(len(groups), 1, 100, "groups")
	}
	for _, g := range groups {
		v.textObject(g.(map[string]any)["label"], 75, "plain_text")
		collect(g.(map[string]any)["options"].([]any))
	}
	chosen, _ := e["initial_options"].([]any)
	if one := e["initial_option"]; one != nil {
		chosen = append(chosen, one)
	}
	for _, o := range chosen {
		raw, _ := json.Marshal(o)
		require.True(v.t, all[string(raw)], "what is chosen is one of the options, exactly")
	}
}

func (v *validator) options(os []any, most int) {
	v.between(len(os), 1, most, "options")
	for _, o := range os {
		v.textObject(o.(map[string]any)["text"], 75, "plain_text")
		v.between(utf8.RuneCountInString(o.(map[string]any)["value"].(string)), 1, 150, "option value")
	}
}

func (v *validator) between(n, least, most int, what string) {
	require.GreaterOrEqual(v.t, n, least, what)
	require.LessOrEqual(v.t, n, most, what)
}

func checkModal(t *testing.T, raw []byte) {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal(raw, &m))
	require.LessOrEqual(t, len(raw), 250_000, "the whole view")
	v := &validator{t: t, on: "modal", ids: map[string]bool{}}
	for _, key := range []string{"title", "submit", "close"} {
		if m[key] != nil {
			v.textObject(m[key], 24, "plain_text")
		}
	}
	require.NotNil(t, m["title"])
	if meta, ok := m["private_metadata"].(string); ok {
		require.LessOrEqual(t, len(meta), 3000)
	}
	blocks, err := json.Marshal(m["blocks"])
	require.NoError(t, err)
	checkBlocks(t, "modal", blocks)
}
