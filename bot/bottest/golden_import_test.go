package bottest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/sandbox"
	"dealmate/sandbox/feishu"
)

// importID is an import in what a button carries: it is made of the message's own ID.
var importID = regexp.MustCompile(`import-[0-9a-f]{18}`)

// keeps waits for a message with some words and compares it with a file.
func (x tongue) keeps(file, words string) tongue {
	x.t.Helper()
	x.seesSomewhere(words)
	name := fmt.Sprintf("import-%s/%s.json", x.lang, file)
	if w := x.local.Workspace; w != nil {
		for _, m := range slices.Backward(w.Messages(x.place, x.user)) {
			if text := string(m.Blocks); strings.Contains(plain(x.t, m.Blocks), words) {
				golden(x.t, name, file, importID.ReplaceAll([]byte(text), []byte("import-1")))
				return x
			}
		}
	} else {
		for _, m := range slices.Backward(x.local.Feishu.Messages(x.place, ouOf(x.user))) {
			if strings.Contains(plain(x.t, m.Card), words) {
				require.Empty(x.t, feishu.CheckCard(m.Card), file)
				goldenCard(x.t, "feishu-"+name, file, importID.ReplaceAll(m.Card, []byte("import-1")))
				return x
			}
		}
	}
	x.t.Fatalf("no message has %q", words)
	return x
}

// plain is a payload with its signs as they are.
func plain(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	if len(raw) == 0 {
		return ""
	}
	var v any
	require.NoError(t, json.Unmarshal(raw, &v))
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(v))
	return out.String()
}

// keepsPassing compares the card with a bar, which another has replaced already, with a
// file: as Slack was told it, and as a click in Feishu was answered.
func (x tongue) keepsPassing(file string) {
	x.t.Helper()
	const bar = "░"
	name := fmt.Sprintf("import-%s/%s.json", x.lang, file)
	if w := x.local.Workspace; w != nil {
		all := w.Traffic()
		i := slices.IndexFunc(all, func(e sandbox.Exchange) bool { return bytes.Contains(e.Sent, []byte(bar)) })
		require.GreaterOrEqual(x.t, i, 0)
		var sent struct{ Blocks string }
		require.NoError(x.t, json.Unmarshal(all[i].Sent, &sent))
		golden(x.t, name, file, json.RawMessage(sent.Blocks))
		return
	}
	all := x.local.Feishu.Traffic()
	i := slices.IndexFunc(all, func(e feishu.Exchange) bool { return bytes.Contains(e.Answer, []byte(bar)) })
	require.GreaterOrEqual(x.t, i, 0)
	var answer struct {
		Card struct{ Data json.RawMessage }
	}
	require.NoError(x.t, json.Unmarshal(all[i].Answer, &answer))
	require.Empty(x.t, feishu.CheckCard(answer.Card.Data))
	goldenCard(x.t, "feishu-"+name, file, answer.Card.Data)
}

// onTheMinute is a clock that goes on from a full minute: what waits for its time comes,
// and every card still has the same minute.
func onTheMinute(o *app.LocalOptions) {
	at, from := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), time.Now()
	o.Base = func() time.Time { return at.Add(time.Since(from)) }
}

// The cards of an import, as the platforms got them: what is asked, every verdict, how far
// it is, done and undone.
func TestGoldenImport(t *testing.T) {
	tongues(t, func(t *testing.T, _ *stage, me tongue) {
		me.sends("north.csv", []byte("商机名称,对象,金额,预计签约日期,阶段,负责人,省份\n"+
			"换乘导航,北屿地铁集团,600万,3/4/2027,谈判,,北\n数据中心一期扩容,云帆科技有限公司,9亿,,,,东\n手术排程,青岚医院,很多,5/6/2027,,,东\n换乘导航,北屿地铁集团,600万,,,,\n冷库看板,南汀冷链有限公司,80万,,,无名氏,\n"))
		me.keeps("1-column", me.w("import.ask.field", "Column", "对象"))
		me.presses(me.w("import.field.customer")).keeps("2-dates", me.march())
		me.presses(me.march()).keeps("3-stage", me.w("import.ask.stage", "Column", "阶段", "Word", "谈判"))
		me.presses(me.stage2("ours")).keeps("4-owner", me.w("import.ask.owner", "Column", "负责人", "Word", "无名氏"))
		me.presses(me.w("import.choice.mine")).keeps("5-checked", me.w("import.hint_left"))
		me.presses(me.w("import.button.columns")).keeps("6-columns", me.w("import.button.right"))
		me.presses(me.w("import.button.right"))
		me.presses(me.w("import.button.bring", "Count", 3)).seesSomewhere(me.w("import.done"))
		me.keepsPassing("7-progress")
		me.keeps("8-done", me.w("import.done"))
		me.presses(me.w("import.button.undo")).keeps("9-undone", me.w("import.undone", "Kept", 0))
	}, onTheMinute)
}

// Names of 400 characters, in a list of as many columns as are read.
func TestGoldenImportOfLongNames(t *testing.T) {
	tongues(t, func(t *testing.T, _ *stage, me tongue) {
		long := string([]rune(strings.Repeat("长名<!channel>", 40))[:400])
		var heads, cells strings.Builder
		for i := range 96 {
			fmt.Fprintf(&heads, ",%d%s", i, strings.Repeat("列名很长", 100))
			fmt.Fprintf(&cells, ",%d%s", i, strings.Repeat("甲乙丙丁", 100))
		}
		name := strings.Repeat("名", 200)
		me.sends("list.csv", []byte("商机名称,客户,阶段,负责人"+heads.String()+"\n"+
			name+","+name+","+strings.Repeat("阶", 180)+","+strings.Repeat("人", 180)+cells.String()+"\n"+
			long+",云帆,,"+cells.String()+"\n"+name+"x,云帆,,"+cells.String()+"\n"))
		me.keeps("long-1-stage", me.stage2("ours"))
		me.presses(me.stage2("ours")).keeps("long-2-owner", me.w("import.choice.mine"))
		me.presses(me.w("import.choice.mine")).keeps("long-3-checked", me.w("import.hint_left"))
		me.presses(me.w("import.button.columns")).keeps("long-4-columns", me.w("import.button.right"))
	}, onTheMinute)
}
