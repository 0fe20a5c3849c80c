package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot/feishu"
)

func readme(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", name))
	require.NoError(t, err)
	return string(raw)
}

// code are the words in backquotes: commands, keys, scopes and events.
var code = regexp.MustCompile("`[^`\n]+`")

func TestTheReadmesSayTheSameInBothLanguages(t *testing.T) {
	en, zh := readme(t, "README.md"), readme(t, "README.zh-CN.md")
	headings := regexp.MustCompile(`(?m)^#+ `)
	require.Equal(t, headings.FindAllString(en, -1), headings.FindAllString(zh, -1), "the same headings at the same places")
	require.ElementsMatch(t, code.FindAllString(en, -1), code.FindAllString(zh, -1), "the same commands, keys and scopes")
	links := regexp.MustCompile(`\]\(([^)]+)\)`)
	same := func(s string) []string {
		var out []string
		for _, m := range links.FindAllStringSubmatch(s, -1) {
			if !strings.HasPrefix(m[1], "README") {
				out = append(out, m[1])
			}
		}
		return out
	}
	require.Equal(t, same(en), same(zh))
	blocks := regexp.MustCompile("(?ms)^```sh\n(.*?)^```")
	commands := func(s string) []string {
		var out []string
		for _, m := range blocks.FindAllStringSubmatch(s, -1) {
			for _, line := range strings.Split(strings.TrimSpace(m[1]), "\n") {
				command, _, _ := strings.Cut(line, "#")
				out = append(out, strings.TrimSpace(command))
			}
		}
		return out
	}
	require.Equal(t, commands(en), commands(zh))
}

func TestTheReadmesNameEveryScopeOfFeishu(t *testing.T) {
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		text := readme(t, name)
		for _, scope := range feishu.Scopes() {
			require.Contains(t, text, "`"+scope+"`", name)
		}
	}
}
