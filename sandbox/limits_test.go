package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/sandbox"
)

func section(text string) string {
	return fmt.Sprintf(`{"type":"section","text":{"type":"mrkdwn","text":%q}}`, text)
}

func repeat(n int, one func(i int) string) string {
	var all []string
	for i := range n {
		all = append(all, one(i))
	}
	return strings.Join(all, ",")
}

func option(i int) string {
	return fmt.Sprintf(`{"text":{"type":"plain_text","text":"o%d"},"value":"v%d"}`, i, i)
}

func button(id, value string) string {
	return fmt.Sprintf(`{"type":"button","action_id":%q,"value":%q,"text":{"type":"plain_text","text":"B"}}`, id, value)
}

const input = `{"type":"input","block_id":"i","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","action_id":"v"}}`

func TestMessagesAreHeldToTheLimits(t *testing.T) {
	w := newWorld(t, true)
	chinese := strings.Repeat("商", 3000)
	for name, c := range map[string]struct{ blocks, at string }{
		"fifty blocks pass":                        {repeat(50, func(int) string { return `{"type":"divider"}` }), ""},
		"the fifty-first is too many":              {repeat(51, func(int) string { return `{"type":"divider"}` }), "/blocks"},
		"3,000 Chinese characters pass":            {section(chinese), ""},
		"one more is too long":                     {section(chinese + "机"), "/blocks/0/text/text"},
		"an empty text is invalid":                 {section(""), "/blocks/0/text/text"},
		"a section needs something":                {`{"type":"section"}`, "/blocks/0"},
		"eleven fields are too many":               {`{"type":"section","fields":[` + repeat(11, func(int) string { return `{"type":"mrkdwn","text":"x"}` }) + `]}`, "/blocks/0/fields"},
		"a header is plain text":                   {`{"type":"header","text":{"type":"mrkdwn","text":"x"}}`, "/blocks/0/text/type"},
		"a header has 150 characters":              {`{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("x", 151) + `"}}`, "/blocks/0/text/text"},
		"a block_id is used once":                  {`{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}`, "/blocks/1/block_id"},
		"an action_id is used once in a block":     {`{"type":"actions","elements":[` + button("a", "1") + "," + button("a", "2") + `]}`, "/blocks/0/elements/1/action_id"},
		"the same action_id in two blocks passes":  {`{"type":"actions","elements":[` + button("a", "1") + `]},{"type":"actions","elements":[` + button("a", "2") + `]}`, ""},
		"actions need an element":                  {`{"type":"actions","elements":[]}`, "/blocks/0/elements"},
		"26 buttons are too many":                  {`{"type":"actions","elements":[` + repeat(26, func(i int) string { return button(fmt.Sprint(i), "x") }) + `]}`, "/blocks/0/elements"},
		"a button's value has 2,000 characters":    {`{"type":"actions","elements":[` + button("a", strings.Repeat("x", 2001)) + `]}`, "/blocks/0/elements/0/value"},
		"five options fill an overflow menu":       {`{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"overflow","action_id":"a","options":[` + repeat(5, option) + `]}}`, ""},
		"a sixth does not fit":                     {`{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"overflow","action_id":"a","options":[` + repeat(6, option) + `]}}`, "/blocks/0/accessory/options"},
		"a select has 100 options":                 {`{"type":"actions","elements":[{"type":"static_select","action_id":"a","options":[` + repeat(101, option) + `]}]}`, "/blocks/0/elements/0/options"},
		"a select has an option":                   {`{"type":"actions","elements":[{"type":"static_select","action_id":"a","options":[]}]}`, "/blocks/0/elements/0/options"},
		"an option's value has 150 characters":     {`{"type":"actions","elements":[{"type":"static_select","action_id":"a","options":[{"text":{"type":"plain_text","text":"o"},"value":"` + strings.Repeat("v", 151) + `"}]}]}`, "/blocks/0/elements/0/options/0/value"},
		"what is chosen at first is an option":     {`{"type":"actions","elements":[{"type":"static_select","action_id":"a","options":[` + option(1) + `],"initial_option":` + option(2) + `}]}`, "/blocks/0/elements/0/initial_option"},
		"a text input is no action":                {`{"type":"actions","elements":[{"type":"plain_text_input","action_id":"a"}]}`, "/blocks/0/elements/0/type"},
		"a button is no input":                     {`{"type":"input","label":{"type":"plain_text","text":"L"},"element":` + button("a", "1") + `}`, "/blocks/0/element/type"},
		"context holds texts and pictures":         {`{"type":"context","elements":[{"type":"mrkdwn","text":"x"},{"type":"image","image_url":"https://example.com/x.png","alt_text":"x"}]}`, ""},
		"a picture needs a description":            {`{"type":"image","image_url":"https://example.com/x.png"}`, "/blocks/0"},
		"markdown and tables are for messages":     {`{"type":"markdown","text":"# x"},{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}`, ""},
		"one table per message":                    {repeat(2, func(int) string { return `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}` }), "/blocks"},
		"a table's rows are equally long":          {`{"type":"table","rows":[[{"type":"raw_text","text":"a"}],[]]}`, "/blocks/0/rows/1"},
		"a chart has a point for each category":    {chartOf(`"a","b"`, `{"name":"s","data":[{"label":"a","value":1},{"label":"b","value":2}]}`), ""},
		"a chart lacks a point":                    {chartOf(`"a","b"`, `{"name":"s","data":[{"label":"a","value":1}]}`), "/blocks/0/chart/series/0/data"},
		"a chart's categories differ":              {chartOf(`"a","a"`, `{"name":"s","data":[{"label":"a","value":1}]}`), "/blocks/0/chart/axis_config/categories/1"},
		"a chart has six series":                   {chartOf(`"a"`, repeat(7, func(i int) string { return fmt.Sprintf(`{"name":"s%d","data":[{"label":"a","value":1}]}`, i) })), "/blocks/0/chart/series"},
		"a chart's label has 20 characters":        {chartOf(`"`+strings.Repeat("c", 21)+`"`, `{"name":"s","data":[{"label":"`+strings.Repeat("c", 21)+`","value":1}]}`), "/blocks/0/chart/axis_config/categories/0"},
		"two charts per message":                   {repeat(3, func(int) string { return chartOf(`"a"`, `{"name":"s","data":[{"label":"a","value":1}]}`) }), "/blocks"},
		"an alert is for forms":                    {`{"type":"alert","text":{"type":"plain_text","text":"x"}}`, "/blocks/0/type"},
		"an unknown block is refused":              {`{"type":"sparkle"}`, "/blocks/0/type"},
		"rich text needs elements":                 {`{"type":"rich_text","elements":[]}`, "/blocks/0/elements"},
		"a confirmation's button is 30 characters": {`{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"B"},"confirm":{"title":{"type":"plain_text","text":"t"},"text":{"type":"plain_text","text":"t"},"confirm":{"type":"plain_text","text":"` + strings.Repeat("y", 31) + `"},"deny":{"type":"plain_text","text":"n"}}}]}`, "/blocks/0/elements/0/confirm/confirm/text"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.post(t, c.blocks)
			if c.at == "" {
				require.Contains(t, answer, `"ok":true`)
				return
			}
			require.Contains(t, answer, `"invalid_blocks"`)
			require.Contains(t, answer, "[json-pointer:"+c.at+"]")
		})
	}
}

// post sends blocks as they are, past slack-go's types.
func (w *world) post(t *testing.T, blocks string) string {
	t.Helper()
	body := `{"channel":"C1","text":"fallback","blocks":[` + blocks + `]}`
	require.True(t, json.Valid([]byte(body)), body)
	return w.call(t, "chat.postMessage", body)
}

func TestAMessageHasAbout13200CharactersInAll(t *testing.T) {
	w := newWorld(t, true)
	long := func(n int) string {
		return w.post(t, repeat(n, func(int) string { return section(strings.Repeat("x", 1200)) }))
	}
	require.Contains(t, long(11), `"ok":true`)
	require.Contains(t, long(12), `"msg_blocks_too_long"`)
	require.Contains(t, w.call(t, "chat.postMessage", `{"channel":"C1"}`), `"no_text"`)
}

func TestFormsAreHeldToTheLimits(t *testing.T) {
	w := newWorld(t, true)
	for name, c := range map[string]struct{ view, at string }{
		"a form passes":                         {`{"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"S"},"blocks":[` + input + `]}`, ""},
		"a form with inputs needs a submit":     {`{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[` + input + `]}`, "/view"},
		"a title has 24 characters":             {`{"type":"modal","title":{"type":"plain_text","text":"` + strings.Repeat("题", 25) + `"},"blocks":[]}`, "/view/title/text"},
		"a form has a title":                    {`{"type":"modal","blocks":[]}`, "/view/title"},
		"a table is for messages":               {`{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]}`, "/view/blocks/0/type"},
		"markdown is for messages":              {`{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"markdown","text":"a"}]}`, "/view/blocks/0/type"},
		"101 blocks are too many":               {`{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[` + repeat(101, func(int) string { return `{"type":"divider"}` }) + `]}`, "/view/blocks"},
		"private_metadata has 3,000 characters": {`{"type":"modal","title":{"type":"plain_text","text":"T"},"private_metadata":"` + strings.Repeat("x", 3001) + `","blocks":[]}`, "/view/private_metadata"},
		"a home page is no form":                {`{"type":"home","blocks":[]}`, "/view/type"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, w.Command(t.Context(), "U1", "C1", "/deal"))
			id, _ := w.last()
			answer := w.call(t, "views.open", fmt.Sprintf(`{"trigger_id":%q,"view":%s}`, id, c.view))
			if c.at == "" {
				require.Contains(t, answer, `"ok":true`)
				return
			}
			require.Contains(t, answer, `"invalid_arguments"`)
			require.Contains(t, answer, "[json-pointer:"+c.at+"]")
		})
	}
	require.NoError(t, w.Command(t.Context(), "U1", "C1", "/deal"))
	id, _ := w.last()
	huge := repeat(90, func(int) string { return section(strings.Repeat("x", 3000)) })
	require.Contains(t, w.call(t, "views.open", fmt.Sprintf(`{"trigger_id":%q,"view":{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[%s]}}`, id, huge)), "view_too_large")
}

func TestAFourthFormIsTooMany(t *testing.T) {
	w := newWorld(t, true)
	for i := range 4 {
		require.NoError(t, w.Command(t.Context(), "U1", "C1", "/deal"))
		id, _ := w.last()
		_, err := w.api.PushViewContext(t.Context(), id, form(fmt.Sprint("Form ", i)))
		if i == 3 {
			require.EqualError(t, err, "push_limit_reached")
			continue
		}
		require.NoError(t, err)
	}
	all := w.Views("U1")
	require.Len(t, all, 3)
	require.Equal(t, all[1].ID, all[2].Previous)
	require.Equal(t, all[0].ID, all[2].Root)
	require.NoError(t, w.CloseViews(t.Context(), "U1"))
	require.Empty(t, w.Views("U1"))
}

func TestWhatAReaderSeesOfBlocks(t *testing.T) {
	blocks := json.RawMessage(`[{"type":"header","text":{"type":"plain_text","text":"D-1 <!channel>"}},
		{"type":"section","text":{"type":"mrkdwn","text":"a &lt;b&gt; &amp;amp;"},"accessory":` + button("x", "1") + `},
		{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"deep"}]}]}]`)
	require.Equal(t, "D-1 <!channel>\na <b> &amp;\nB\ndeep", sandbox.PlainText(blocks))
	require.Equal(t, []sandbox.Button{{ActionID: "x", Label: "B", Value: "1"}}, sandbox.Buttons(blocks))
}

// chartOf is a chart of bars with some categories and series.
func chartOf(categories, series string) string {
	return `{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":[` + categories + `]},"series":[` + series + `]}}`
}
