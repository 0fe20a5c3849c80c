package slack

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/bottest"
	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

// golden compares JSON with a file; UPDATE_GOLDEN=1 writes it.
func golden(t *testing.T, name string, raw []byte) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Indent(&b, raw, "", "  "))
	b.WriteByte('\n')
	path := filepath.Join("testdata", name+".json")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run make golden")
	require.Equal(t, string(want), b.String())
}

func drawerOf(t *testing.T) *Adapter {
	t.Helper()
	a, err := New(Options{
		BotToken: "xoxb-example", Handler: &fakeBot{}, Catalog: texts(t),
		Now: func() time.Time { return now }, NewID: func() string { return "id" },
	})
	require.NoError(t, err)
	return a
}

func TestGoldenCards(t *testing.T) {
	a := drawerOf(t)
	for name, c := range bottest.Cards() {
		for _, lang := range i18n.Langs() {
			t.Run(name+" in "+string(lang), func(t *testing.T) {
				body, err := a.EncodeCommandAnswer(c, lang)
				require.NoError(t, err)
				if name != "huge" {
					golden(t, "card-"+name+"."+string(lang), body)
				}
				var m struct {
					Text   string          `json:"text"`
					Blocks json.RawMessage `json:"blocks"`
				}
				require.NoError(t, json.Unmarshal(body, &m))
				checkBlocks(t, "message", m.Blocks)
				require.NotContains(t, m.Text, "<")
				require.NotEmpty(t, m.Text)
				for on, s := range map[string]surface{"home": onHome, "modal": onModal} {
					blocks, err := json.Marshal(a.draw(c, lang, s))
					require.NoError(t, err)
					checkBlocks(t, on, blocks)
				}
				basic, err := json.Marshal(a.drawBasic(c, lang))
				require.NoError(t, err)
				checkBlocks(t, "message", basic)
				require.NotContains(t, string(basic), `"table"`)
			})
		}
	}
}

func TestGoldenForms(t *testing.T) {
	a := drawerOf(t)
	for name, f := range bottest.Forms() {
		for _, lang := range i18n.Langs() {
			t.Run(name+" in "+string(lang), func(t *testing.T) {
				body, err := json.Marshal(a.modal(f, lang))
				require.NoError(t, err)
				golden(t, "form-"+name+"."+string(lang), body)
				checkModal(t, body)
			})
		}
	}
}

func TestGoldenFormsOfTheProduct(t *testing.T) {
	library, err := dialogs.Load()
	require.NoError(t, err)
	a := drawerOf(t)
	for _, f := range library {
		s := dialogs.State{ID: "0198f3c0-6b1e-7c3a-9d2f-3a5b7c9d1e2f", Options: map[string][]dialogs.Option{}}
		for _, fl := range f.Fields {
			if fl.Source != "" {
				s.Options[fl.Key] = bottest.People(3)
			}
		}
		for _, lang := range i18n.Langs() {
			t.Run(f.ID+" in "+string(lang), func(t *testing.T) {
				body, err := json.Marshal(a.modal(bot.FormView{Form: f, State: s}, lang))
				require.NoError(t, err)
				golden(t, "form-"+f.ID+"."+string(lang), body)
				checkModal(t, body)
			})
		}
	}
}

func TestEveryFormOfTheProductKeepsTheLimits(t *testing.T) {
	library, err := dialogs.Load()
	require.NoError(t, err)
	require.NotEmpty(t, library)
	a := drawerOf(t)
	for _, f := range library {
		for _, lang := range i18n.Langs() {
			t.Run(f.ID+" in "+string(lang), func(t *testing.T) {
				s := dialogs.State{ID: "d", Options: map[string][]dialogs.Option{}, Values: map[string]string{}}
				for _, fl := range f.Fields {
					if fl.Source != "" {
						s.Options[fl.Key] = bottest.People(1200)
						s.Values[fl.Key] = "p1199"
					} else if fl.Kind == dialogs.Line || fl.Kind == dialogs.Area {
						s.Values[fl.Key] = strings.Repeat("长", dialogs.MaxText)
					}
				}
				body, err := json.Marshal(a.modal(bot.FormView{Form: f, State: s}, lang))
				require.NoError(t, err)
				checkModal(t, body)
				require.NotContains(t, string(body), "⟦", "a text is missing in the catalogs")
			})
		}
	}
}

func raw(s string) i18n.Text { return i18n.Raw(s) }

func click(verb string) card.Action { return card.Action{Verb: verb, Object: "d1"} }
