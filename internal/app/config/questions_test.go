package config

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

const own = admin + tokens + `
[method]
method_from = 300000
worth_manager_from = 9000000

[[method.questions]]
key = "q7"
en = { question = "Does our platform fit?" }

[[method.questions]]
key = "security"
heading = "ours"
zh-CN = { question = "安全合规能否通过？", plus = "能通过", minus = "过不了", hint = "谁来审？" }
en = { question = "Shall we pass their security review?", plus = "yes", minus = "no" }

[method.gates.ours]
plus = 5
must = ["q7", "security"]

[method.gates.winnable]
veto = []

[[method.rules]]
key = "late"
all = ["stage is winnable", "security is minus"]
any = ["close is empty", "pushes at least 2"]
text = { zh-CN = "⚠️ 安全没过。", en = "⚠️ No security review." }
`

func TestACompanyAddsQuestionsAndChangesRules(t *testing.T) {
	m := parse(t, own).Method
	require.Equal(t, "9000000", m.Manager.String())
	require.Equal(t, "3000000", m.Large.String(), "ten times method_from")
	require.Len(t, m.Questions, 2)
	require.Empty(t, m.Questions[0].Heading)
	require.Equal(t, "Does our platform fit?", m.Questions[0].Texts["en"]["question"])
	require.Equal(t, "ours", m.Questions[1].Heading)
	require.Equal(t, "谁来审？", m.Questions[1].Texts["zh-CN"]["hint"])
	require.Equal(t, map[sales.Stage]Gate{
		sales.Ours:     {Plus: 5, Must: []string{"q7", "security"}},
		sales.Winnable: {Plus: -1, Veto: []string{}},
	}, m.Gates)
	require.Equal(t, []Rule{{
		Key: "late", All: []string{"stage is winnable", "security is minus"}, Any: []string{"close is empty", "pushes at least 2"},
		Texts: map[string]string{"zh-CN": "⚠️ 安全没过。", "en": "⚠️ No security review."},
	}}, m.Rules)
}

func TestMistakesInQuestionsAreNamed(t *testing.T) {
	const q = "[[method.questions]]\nkey = \"x\"\nheading = \"ours\"\nzh-CN = { question = \"一\", plus = \"二\", minus = \"三\" }\n"
	for name, c := range map[string]struct{ text, want string }{
		"no key":                         {"[[method.questions]]\nheading = \"ours\"", "wants a key: q1 to q20 for other words, or one of your own"},
		"no heading":                     {"[[method.questions]]\nkey = \"x\"", "heading"},
		"a language is missing":          {q, "a question of your own needs en.question"},
		"an evidence line's key":         {"[[method.questions]]\nkey = \"q1said\"", "kept for evidence"},
		"twice":                          {"[[method.questions]]\nkey = \"q1\"\n[[method.questions]]\nkey = \"q1\"", "in this list already"},
		"a template":                     {"[[method.questions]]\nkey = \"q1\"\nen = { question = \"{{.X}}\" }", "must not hold {{"},
		"no table":                       {"[method]\nquestions = [1]", "wants a table"},
		"a gate of no stage":             {"[method.gates.nowhere]\nplus = 1", "nowhere"},
		"a gate asks for too many":       {"[method.gates.project]\nplus = 6", "plus"},
		"a gate of another's question":   {"[method.gates.project]\nmust = [\"q6\"]", "is no question of this gate"},
		"a rule without a sentence":      {"[[method.rules]]\nkey = \"r\"\nall = [\"q1 is plus\"]", "wants text.en"},
		"a rule without a condition":     {"[[method.rules]]\nkey = \"r\"\ntext = { zh-CN = \"一\", en = \"one\" }", "wants conditions"},
		"a condition that is none":       {"[[method.rules]]\nkey = \"r\"\nall = [\"q1 was plus\"]", "is no condition"},
		"a condition about no question":  {"[[method.rules]]\nkey = \"r\"\nall = [\"q21 is plus\"]", "no question is called"},
		"a condition with another mark":  {"[[method.rules]]\nkey = \"r\"\nall = [\"q1 is yes\"]", "never \"yes\""},
		"a condition that counts a text": {"[[method.rules]]\nkey = \"r\"\nall = [\"source at least 2\"]", "is not counted"},
		"a condition with no number":     {"[[method.rules]]\nkey = \"r\"\nall = [\"pushes at least many\"]", "is no number"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("c.toml", []byte(admin+tokens+c.text+"\n"), env())
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestTheDocumentsExampleOfQuestionsIsRead(t *testing.T) {
	page, err := os.ReadFile("../../../docs/configuration.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(page), "### Questions, gates and contradictions")
	require.True(t, ok)
	_, rest, _ = strings.Cut(rest, "```toml\n")
	example, _, _ := strings.Cut(rest, "```")
	m := parse(t, admin+tokens+example).Method
	require.Len(t, m.Questions, 2)
	require.Len(t, m.Rules, 1)
	require.Equal(t, 5, m.Gates[sales.Ours].Plus)
}

func TestACompanyAddsWordsForTheCoach(t *testing.T) {
	m := parse(t, admin+tokens+"[method.coach.zh]\nours = [\"地推\"]\n").Method
	require.Equal(t, map[string]map[string][]string{"zh": {"ours": {"地推"}}}, m.Coach)
	_, err := Parse("c.toml", []byte(admin+tokens+"[method.coach.fr]\nours = [\"x\"]\n"), env())
	require.ErrorContains(t, err, "fr")
}
