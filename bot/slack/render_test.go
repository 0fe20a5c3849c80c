package slack

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/bottest"
	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

func drawn(t *testing.T, c card.Card) string {
	t.Helper()
	raw, err := json.Marshal(drawerOf(t).draw(c, i18n.English, onMessage))
	require.NoError(t, err)
	checkBlocks(t, "message", raw)
	return string(raw)
}

func TestTextsAreShownAsTheyWereTyped(t *testing.T) {
	for name, c := range map[string]struct {
		strong, rest string
		kind, want   string
	}{
		"a usual name is bold":       {"Customer", "云帆 R&D", "mrkdwn", "*Customer*\n云帆 R&amp;D"},
		"stars are not read":         {"Customer", "*x*", "plain_text", "Customer\n*x*"},
		"nobody is pinged":           {"Name <!channel>", "", "plain_text", "Name <!channel>"},
		"an emoji's name stays one":  {"Name", ":smile:", "plain_text", "Name\n:smile:"},
		"a time of day is no emoji":  {"Since", "08:30", "mrkdwn", "*Since*\n08:30"},
		"nothing is something":       {"", "", "mrkdwn", "*–*"},
		"too long for bold is cut":   {"N", strings.Repeat("长", 60), "plain_text", "N\n" + strings.Repeat("长", 47) + "…"},
		"a heading is on one line":   {"a\nb", "c", "mrkdwn", "*a b*\nc"},
		"escapes are shown as typed": {"a", "&lt;", "mrkdwn", "*a*\n&amp;lt;"},
	} {
		t.Run(name, func(t *testing.T) {
			got := emphasised(c.strong, c.rest, 50)
			require.Equal(t, c.kind, got.Type)
			require.Equal(t, c.want, got.Text)
		})
	}
}

func TestAMenuHoldsFiveAndTheRestAreButtons(t *testing.T) {
	var bs []card.Button
	for i := range 8 {
		bs = append(bs, card.Button{Label: raw("more " + strconv.Itoa(i)), Action: click("b"), More: true})
	}
	bs = append(bs, card.Button{Label: raw("asks first"), Action: click("void"), More: true, Confirm: raw("Sure?")})
	d := &drawer{say: drawerOf(t).sayer(i18n.English)}
	d.actions(bs)
	require.Len(t, d.out, 1)
	es := d.out[0].(*slack.ActionBlock).Elements.ElementSet
	require.Len(t, es, 5)
	require.Equal(t, "asks first", es[3].(*slack.ButtonBlockElement).Text.Text)
	require.NotNil(t, es[3].(*slack.ButtonBlockElement).Confirm)
	require.Len(t, es[4].(*slack.OverflowBlockElement).Options, 5)
}

func TestWhatDoesNotFitIsLeftOutFromTheEndAndThatIsSaid(t *testing.T) {
	out := drawn(t, bottest.Cards()["huge"])
	require.Contains(t, out, "the rest is left out")
	require.Contains(t, out, `"type":"header"`)
	require.Contains(t, out, "the end", "the footer stays")
	require.Contains(t, out, `"type":"overflow"`, "the buttons stay")
}

func TestCuttingIsByRunes(t *testing.T) {
	for _, s := range []string{"", "abc", "长长长长", "👨‍👩‍👧👨‍👩‍👧", "\xff\xfeab"} {
		for limit := 1; limit < 6; limit++ {
			got := cut(s, limit)
			require.LessOrEqual(t, utf8.RuneCountInString(got), limit)
			require.True(t, !utf8.ValidString(s) || utf8.ValidString(got), "no rune is split")
		}
	}
	require.Equal(t, []string{"ab", "cd\ne"}, pieces("ab\ncd\ne", 4))
	require.Equal(t, []string{"长长", "长"}, pieces("长长长", 2))
}

func TestAChoiceOfNothingAsksNothing(t *testing.T) {
	m := drawerOf(t).modal(bot.FormView{
		Form: dialogs.Form{ID: "f", Fields: []dialogs.Field{{Key: "owner", Kind: dialogs.Person, Required: true}}},
	}, i18n.English)
	require.Len(t, m.Blocks.BlockSet, 1)
	require.IsType(t, &slack.SectionBlock{}, m.Blocks.BlockSet[0])
}

func TestALongListKeepsWhatIsChosen(t *testing.T) {
	v := bot.FormView{
		Form:  dialogs.Form{ID: "f", Fields: []dialogs.Field{{Key: "owner", Kind: dialogs.Person}}},
		State: dialogs.State{Options: map[string][]dialogs.Option{"owner": bottest.People(900)}, Values: map[string]string{"owner": "p899"}},
	}
	body, err := json.Marshal(drawerOf(t).modal(v, i18n.English))
	require.NoError(t, err)
	checkModal(t, body)
	require.Contains(t, string(body), `"initial_option":{"text":{"type":"plain_text","text":"Person 899`)
	require.Contains(t, string(body), "Only the first 500")
}

func TestAFormOfLongListsStaysBelowTheSizeOfAView(t *testing.T) {
	f := dialogs.Form{ID: "f"}
	s := dialogs.State{Options: map[string][]dialogs.Option{}, Values: map[string]string{}}
	for _, key := range []string{"a", "b", "c"} {
		f.Fields = append(f.Fields, dialogs.Field{Key: key, Kind: dialogs.Person})
		for i := range 900 {
			n := strconv.Itoa(i)
			s.Options[key] = append(s.Options[key], dialogs.Option{Value: strings.Repeat("x", 140) + n, Label: raw(n + strings.Repeat("长", 100))})
		}
		s.Values[key] = strings.Repeat("x", 140) + "899"
	}
	body, err := json.Marshal(drawerOf(t).modal(bot.FormView{Form: f, State: s}, i18n.English))
	require.NoError(t, err)
	checkModal(t, body)
	require.Equal(t, 3, strings.Count(string(body), `"initial_option":{"text":{"type":"plain_text","text":"899`))
}

func TestADateThatWasTypedAsWordsStaysTyped(t *testing.T) {
	for value, want := range map[string]slack.MessageElementType{
		"": slack.METDatepicker, "2026-12-31": slack.METDatepicker, "12月底": slack.METPlainTextInput, "2026-13-01": slack.METPlainTextInput,
	} {
		v := bot.FormView{
			Form:  dialogs.Form{ID: "f", Fields: []dialogs.Field{{Key: "close", Kind: dialogs.Day}}},
			State: dialogs.State{Values: map[string]string{"close": value}},
		}
		in := drawerOf(t).modal(v, i18n.English).Blocks.BlockSet[0].(*slack.InputBlock)
		require.Equal(t, want, in.Element.ElementType(), value)
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range bottest.Hostile() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return // JSON makes it valid before anybody counts
		}
		drawn(t, card.Card{Title: raw(s), Footer: []i18n.Text{raw(s)}, Blocks: []card.Block{
			{Text: raw(s)},
			{Strong: raw(s)},
			{Facts: []card.Fact{{Label: raw(s), Value: raw(s)}}},
			{Items: []card.Item{{Main: raw(s), Quiet: raw(s), Button: &card.Button{Label: raw(s), Action: card.Action{Verb: "v", Value: s}, Confirm: raw(s)}}, {Main: raw(s)}}},
			{Table: &card.Table{Head: []i18n.Text{raw(s)}, Rows: [][]i18n.Text{{raw(s)}}}},
			{Buttons: []card.Button{{Label: raw(s), Action: card.Action{Verb: "v", Value: s}, More: true}}},
		}})
	})
}

func BenchmarkCommand(b *testing.B) {
	c := bottest.Cards()["deal"]
	a, err := New(Options{
		BotToken: "xoxb-example", SigningSecret: secret, Handler: &fakeBot{reply: bot.Reply{Card: &c, Lang: i18n.English}},
		Catalog: texts(b), Now: func() time.Time { return now }, NewID: func() string { return "id" },
	})
	require.NoError(b, err)
	a.self.Store(&identity{user: "UBOT", team: "T1"})
	a.profiles.Put("U1", bot.Profile{User: "U1"})
	routes := a.Routes()
	n := 0
	for b.Loop() {
		n++
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, request("/slack/commands", "team_id=T1&channel_id=C1&user_id=U1&command=%2Fdeal&text=show&trigger_id="+strconv.Itoa(n), now))
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
