package feishu

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/bottest"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/sandbox/feishu"
)

// golden compares JSON with a file; UPDATE_GOLDEN=1 writes it.
func golden(t *testing.T, name string, raw []byte) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Indent(&b, raw, "", "  "))
	b.WriteByte('\n')
	path := filepath.Join("testdata", name+".json")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run make golden")
	require.Equal(t, string(want), b.String())
}

// checked holds a card against the documentation: properties, limits, names.
func checked(t *testing.T, raw json.RawMessage) {
	t.Helper()
	require.Empty(t, feishu.CheckCard(raw))
	for _, c := range feishu.Components(raw) {
		require.NotEmpty(t, c.Label, c.At)
	}
}

func TestGoldenCards(t *testing.T) {
	a := newWorld(t).Adapter
	for name, c := range bottest.Cards() {
		for _, lang := range i18n.Langs() {
			t.Run(name+" in "+string(lang), func(t *testing.T) {
				raw := a.draw(c, lang, false)
				if name != "huge" {
					golden(t, "card-"+name+"."+string(lang), raw)
				}
				checked(t, raw)
				basic := a.draw(c, lang, true)
				checked(t, basic)
				require.NotContains(t, string(basic), `"table"`)
			})
		}
	}
}

func TestGoldenForms(t *testing.T) {
	a := newWorld(t).Adapter
	for name, f := range bottest.Forms() {
		for _, lang := range i18n.Langs() {
			t.Run(name+" in "+string(lang), func(t *testing.T) {
				raw := a.form(f, lang)
				golden(t, "form-"+name+"."+string(lang), raw)
				checked(t, raw)
			})
		}
	}
}

// everyForm are the product's forms with so many to choose from.
func everyForm(t *testing.T, people int, typed string) map[string]bot.FormView {
	t.Helper()
	library, err := dialogs.Load()
	require.NoError(t, err)
	out := map[string]bot.FormView{}
	for _, f := range library {
		s := dialogs.State{ID: "0198f3c0-6b1e-7c3a-9d2f-3a5b7c9d1e2f", Options: map[string][]dialogs.Option{}, Values: map[string]string{}}
		for _, fl := range f.Fields {
			switch {
			case fl.Source != "":
				s.Options[fl.Key] = bottest.People(people)
			case fl.Kind == dialogs.Line || fl.Kind == dialogs.Area:
				s.Values[fl.Key] = typed
			}
		}
		if len(f.Headings()) == 0 {
			out[f.ID] = bot.FormView{Form: f, State: s}
		}
		for _, h := range f.Headings() { // a person meets one heading at a time
			out[f.ID+"-"+h] = bot.FormView{Form: f.Part(h), State: s}
		}
	}
	return out
}

func TestGoldenFormsOfTheProduct(t *testing.T) {
	a := newWorld(t).Adapter
	for id, f := range everyForm(t, 3, "") {
		for _, lang := range i18n.Langs() {
			t.Run(id+" in "+string(lang), func(t *testing.T) {
				raw := a.form(f, lang)
				golden(t, "form-"+id+"."+string(lang), raw)
				checked(t, raw)
			})
		}
	}
}

func TestEveryFormOfTheProductKeepsTheLimits(t *testing.T) {
	a := newWorld(t).Adapter
	for _, people := range []int{1, 40, 200, 1200} {
		for id, f := range everyForm(t, people, strings.Repeat("长", dialogs.MaxText)) {
			f.Problems = dialogs.Problems{}
			for _, fl := range f.Form.Fields {
				f.Problems[fl.Key] = i18n.T("error.required")
			}
			f.Notice = bottest.Forms()["filled"].Notice
			raw := a.form(f, i18n.Chinese)
			checked(t, raw)
			require.NotContains(t, string(raw), "⟦", "a text is missing in the catalogs")
			require.Contains(t, string(raw), `"form_action_type":"submit"`, id)
		}
	}
}

func TestHostileTextsAreShownAsTheyAreAndPingNobody(t *testing.T) {
	a := newWorld(t).Adapter
	for _, s := range bottest.Hostile() {
		raw := a.draw(bottest.CardOf(s), i18n.English, false)
		checked(t, raw)
		text := feishu.PlainText(raw)
		want := strings.TrimSpace(s)
		if want == "" || strings.Contains(want, "\n") {
			continue
		}
		require.GreaterOrEqual(t, strings.Count(text, want), 5, "%q in\n%s", s, text)
		require.NotContains(t, string(raw), "<at ", s)
	}
}

func TestAListTooLongToShowIsTypedInto(t *testing.T) {
	a := newWorld(t).Adapter
	f := everyForm(t, 200, "")["assign"]
	f.State.Values["owner"] = "p003"
	raw := a.form(f, i18n.English)
	for _, c := range feishu.Components(raw) {
		if c.Name == "t_owner" {
			require.Equal(t, "Person 003 <!channel>", c.Initial)
			return
		}
	}
	t.Fatalf("no input for the owner: %s", raw)
}

func BenchmarkCard(b *testing.B) {
	a, err := New(Options{AppID: appID, AppSecret: "s", Handler: &fakeBot{}, Catalog: texts(b), Now: nowFunc, NewID: func() string { return "" }})
	require.NoError(b, err)
	c := bottest.Cards()["deal"]
	for b.Loop() {
		a.draw(c, i18n.English, false)
	}
}
