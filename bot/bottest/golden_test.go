package bottest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/sandbox/feishu"
)

// goldenLines are typed one after the other; each answer is a golden payload,
// which the local workspace has held against Slack's limits when it came.
func goldenLines() []string {
	return []string{
		"/deal", "/deal list mine", "/deal list team", "/deal list won", "/deal list lost", "/deal list hold",
		"/deal list winnable", "/deal find 科技", "/deal find nothing-like-it", "/deal show D-11", "/deal show D-14",
		"/deal show D-15", "/deal show 海棠", "/deal show nothing-like-it", "/deal stage D-11", "/deal history D-11",
		"/deal help", "/deal method", "/deal lsit", "/deal 中标 D-11", "/deal 完成 D-11", "/deal 关闭 D-11", "/deal 移交 D-11",
		"/deal assign D-11 nobody-like-that", "/deal note", "/deal note D-11 met <!channel> & *Dana*", "/deal forward D-11",
		"/deal forward D-11", "/deal reopen D-11", "/deal assess D-9", "/deal assess D-11", "/deal assess D-11 history", "/deal background D-11",
		"/deal digest", "/deal funnel me", "/deal forecast", "/deal forecast D-11",
	}
}

func TestGoldenMessagesOfTheBot(t *testing.T) {
	for _, reader := range []struct{ user, lang string }{{lin, "zh-CN"}, {chen, "zh-CN-manager"}, {bob, "en"}} {
		t.Run(reader.lang, func(t *testing.T) {
			still := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
			s := play(t, func(o *app.LocalOptions) { o.Base = func() time.Time { return still } })
			a := s.as(reader.user)
			for i, line := range goldenLines() {
				a.types(line)
				var last json.RawMessage
				a.until("an answer to "+line, func() bool {
					ms := s.local.Workspace.Messages(a.place, a.user)
					if len(ms) <= i {
						return false
					}
					last = ms[len(ms)-1].Blocks
					return true
				})
				golden(t, fmt.Sprintf("%s/%02d.json", reader.lang, i), line, last)
			}
		})
	}
}

// golden compares blocks with a file, or writes it when UPDATE_GOLDEN is set.
func golden(t *testing.T, name, line string, blocks json.RawMessage) {
	t.Helper()
	var all []map[string]any
	require.NoError(t, json.Unmarshal(blocks, &all))
	for _, b := range all {
		delete(b, "block_id") // the workspace makes it up
	}
	written(t, name, line, map[string]any{"line": line, "blocks": all})
}

func written(t *testing.T, name, line string, content map[string]any) {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	require.NoError(t, e.Encode(content))
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
		require.NoError(t, os.WriteFile(file, out.Bytes(), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run make golden")
	require.Equal(t, string(want), out.String(), line)
}

// The same lines in Feishu. The local tenant has held every card against the
// documentation's properties, limits and names when it came.
func TestGoldenCardsOfTheBotInFeishu(t *testing.T) {
	for _, reader := range []struct{ user, lang string }{{lin, "zh-CN"}, {chen, "zh-CN-manager"}, {bob, "en"}} {
		t.Run(reader.lang, func(t *testing.T) {
			t.Parallel() // five messages a second are what a chat may have
			still := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
			s := play(t, on("feishu"), func(o *app.LocalOptions) { o.Base = func() time.Time { return still } })
			a := s.as(reader.user)
			for i, line := range goldenLines() {
				a.types(line)
				var last feishu.Message
				a.until("an answer to "+line, func() bool {
					ms := s.local.Feishu.Messages(a.place, ouOf(a.user))
					last = ms[len(ms)-1]
					return last.Sender == feishu.BotOpenID
				})
				require.Empty(t, feishu.CheckCard(last.Card), line)
				goldenCard(t, fmt.Sprintf("feishu-%s/%02d.json", reader.lang, i), line, last.Card)
			}
		})
	}
}

// goldenCard compares a card with a file, or writes it when UPDATE_GOLDEN is set.
func goldenCard(t *testing.T, name, line string, card json.RawMessage) {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(card, &v))
	written(t, name, line, map[string]any{"line": line, "card": v})
}
