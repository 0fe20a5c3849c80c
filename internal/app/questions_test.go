package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/internal/app/config"
	"dealmate/internal/i18n"
	"dealmate/storage"
	"dealmate/storage/embedded"
)

const ownQuestions = newerQuestions + `
[[method.questions]]
key = "q7"
en = { question = "Does our platform fit?" }

[method.gates.project]
plus = 5
must = ["security"]

[[method.rules]]
key = "late"
all = ["security is minus"]
text = { zh-CN = "⚠️ 安全没过。", en = "⚠️ No security review." }

[method.stages.ours]
name = { en = "Qualified" }
`

func ownMethod(t *testing.T, more string) config.Method {
	t.Helper()
	cfg, err := config.Parse("demo.toml", []byte(demoText+more+"\n[slack]\nbot_token = \"xoxb-example\"\napp_token = \"xapp-example\"\n"), func(string) string { return "" })
	require.NoError(t, err)
	return cfg.Method
}

func assessment(t *testing.T, more string) dialogs.Form {
	t.Helper()
	forms, err := dialogs.Load()
	require.NoError(t, err)
	f, err := tailored(forms["assess"], ownMethod(t, more))
	require.NoError(t, err)
	return f
}

func TestACompanysOwnQuestionsAreAskedInItsWords(t *testing.T) {
	f := assessment(t, ownQuestions)
	rules, err := desk.Rules(f)
	require.NoError(t, err)
	require.Equal(t, []string{"q1", "q2", "q3", "q4", "q5", "security"}, rules.Under("project"))
	require.Equal(t, []string{"security"}, rules.Gates[0].Must)
	require.Equal(t, 5, rules.Gates[0].Plus)
	require.Equal(t, []string{"q4"}, rules.Gates[0].Veto, "what is left out stays")
	require.Equal(t, "late", rules.Rules[len(rules.Rules)-1].Key)

	texts, err := i18n.Load(i18n.WithOwn(words(f, nil)))
	require.NoError(t, err)
	say := func(lang i18n.Lang, key string) string { return texts.Say(lang, i18n.T(key)) }
	require.Equal(t, "Does our platform fit?", say(i18n.English, "form.assess.q7.label"))
	require.Equal(t, "解决方案是否合适？", say(i18n.Chinese, "form.assess.q7.label"))
	require.Equal(t, "安全合规能否通过？", say(i18n.Chinese, "form.assess.security.label"))
	require.Equal(t, "⚠️ No security review.", say(i18n.English, "rule.late"))
	require.Equal(t, "Qualified", say(i18n.English, "stage.ours"))
}

func TestQuestionsThatAskTheSameAreOneVersion(t *testing.T) {
	db, err := embedded.Open(t.Context(), t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	s := &service{world: world{now: time.Now}, store: storage.New(db, time.Now)}
	for _, x := range []struct {
		more          string
		version, kept int
	}{
		{"", 1, 0},
		{"", 1, 0},
		{ownQuestions, 2, 1},
		{"[[method.questions]]\nkey = \"q7\"\nen = { question = \"Does it fit?\" }\n", 1, 1}, // words alone
		{ownQuestions, 2, 1},
		{"[method.gates.ours]\nplus = 3\n", 3, 2},
	} {
		f, kept, err := s.versions(t.Context(), assessment(t, x.more))
		require.NoError(t, err)
		require.Equal(t, x.version, f.Version)
		require.Len(t, kept, x.kept)
	}
}
