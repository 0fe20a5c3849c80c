package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/app/config"
	"dealmate/internal/i18n"
	"dealmate/sales"
	"dealmate/storage/storagetest"
)

// walks is how many random walks the property is checked with.
const walks = 1000

// newerQuestions is what a company adds while assessments are running.
const newerQuestions = `
[[method.questions]]
key = "security"
heading = "project"
zh-CN = { question = "安全合规能否通过？", plus = "能通过", minus = "过不了" }
en = { question = "Shall we pass their security review?", plus = "yes", minus = "no" }
`

// walker walks through assessments by their buttons, on replicas of two versions
// over one store.
type walker struct {
	t          *testing.T
	old, newer []*service
	ids        int
}

// replica is a bot over the store; nothing calls a platform.
func replica(t *testing.T, url, more string) *service {
	t.Helper()
	text := demoText + more + fmt.Sprintf("\n[slack]\nbot_token = %q\napp_token = %q\n[redis]\nurl = %q\n", demoBotToken, demoAppToken, url)
	cfg, err := config.Parse("demo.toml", []byte(text), func(string) string { return "" })
	require.NoError(t, err)
	s, err := openService(t.Context(), cfg, world{now: time.Now, newID: newID, log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.db.close()) })
	for _, name := range []string{"lin", "chen"} {
		require.NoError(t, s.desk.Bind(t.Context(), "slack", desk.Found{User: "U-" + name, Name: name, Email: name + "@example.com", Locale: "zh-CN"}))
	}
	return s
}

func (w *walker) id() string { w.ids++; return "walk-" + strconv.Itoa(w.ids) }

// does is what a person gets for an event.
func (w *walker) does(s *service, user string, e bot.Event) bot.Reply {
	w.t.Helper()
	e.User = bot.User{Platform: "slack", ID: "U-" + user, Locale: "zh-CN"}
	e.Place = bot.Place{Platform: "slack", Channel: "D-" + user, Direct: true, Message: "1.0", Can: bot.Abilities{Form: true, Private: true}}
	return s.bot.Handle(context.Background(), e)
}

// deal records one through the form.
func (w *walker) deal(s *service, n int) sales.Deal {
	w.t.Helper()
	r := w.does(s, "lin", bot.Event{Kind: bot.Command, ID: w.id(), Text: "new"})
	require.NotNil(w.t, r.Form)
	values := maps.Clone(r.Form.State.Values)
	maps.Copy(values, map[string]string{"name": fmt.Sprintf("Walk %s", strings.Repeat("ab", n%7)+strconv.Itoa(n)), "customer": fmt.Sprintf("C%d%d", n*7919, n)})
	filled := bot.Event{Kind: bot.Submit, ID: w.id(), Dialog: r.Form.State.ID, Values: values}
	if r = w.does(s, "lin", filled); r.Form != nil { // it looks like another one
		filled.ID = w.id()
		r = w.does(s, "lin", filled)
	}
	require.Empty(w.t, r.Problems)
	last, err := s.store.LastNumber(w.t.Context())
	require.NoError(w.t, err)
	d, err := s.store.Numbered(w.t.Context(), last)
	require.NoError(w.t, err)
	return d
}

// shown is a question as it stands on somebody's screen.
type shown struct {
	question string
	rev      int64
	buttons  map[string]card.Action // by the key of their label
}

// read finds the question on a card, "" where it has none.
func read(c *card.Card) shown {
	out := shown{buttons: map[string]card.Action{}}
	if c == nil {
		return out
	}
	for _, b := range c.Blocks {
		if b.Strong.Key == "assess.question" {
			label, _ := b.Strong.Args["Question"].(i18n.Text)
			out.question = strings.TrimSuffix(strings.TrimPrefix(label.Key, "form.assess."), ".label")
		}
		for _, x := range b.Buttons {
			out.buttons[x.Label.Key] = x.Action
			if strings.HasPrefix(x.Label.Key, "assess.mark.") {
				out.rev = x.Action.Version
			}
		}
	}
	return out
}

// given is what a walk's answers must come to.
type given struct {
	marks map[string]sales.Mark
	rev   map[string]int64
	log   []string
}

func (g *given) answer(at shown, m sales.Mark) {
	if g.rev[at.question] != at.rev || g.marks[at.question] == m {
		return
	}
	g.marks[at.question] = m
	g.rev[at.question]++
	g.log = append(g.log, sales.FieldAnswer+at.question+" "+string(m))
}

func TestRandomWalksEndWithTheAnswersThatWereGiven(t *testing.T) {
	url, _ := storagetest.StartRedis(t)
	w := &walker{t: t, old: []*service{replica(t, url, ""), replica(t, url, "")}}
	w.newer = []*service{replica(t, url, newerQuestions), replica(t, url, newerQuestions)}
	versions := map[int]int{}
	for n := range walks {
		versions[w.walk(n, rand.New(rand.NewPCG(4, uint64(n))))]++ // can be walked again
	}
	t.Log("walks by the version they ended with:", versions)
	require.Greater(t, versions[1], walks/2)
	require.Positive(t, versions[2])
}

// walk takes up to thirty steps and returns the version of the questions.
func (w *walker) walk(n int, r *rand.Rand) int {
	w.t.Helper()
	deal := w.deal(w.old[0], n)
	want := given{marks: map[string]sales.Mark{}, rev: map[string]int64{}}
	screens := map[string]shown{}
	steps := r.IntN(30)
	for i := range steps {
		s := w.old[r.IntN(2)] // a restart is another replica
		if i > steps/2 {
			s = w.newer[r.IntN(2)]
		}
		user := []string{"lin", "chen"}[r.IntN(2)]
		w.step(s, user, deal, screens, &want, r)
	}
	got, err := w.old[0].store.Numbered(w.t.Context(), deal.Number)
	require.NoError(w.t, err)
	require.Equal(w.t, want.marks, got.Assess.Answers.Marks(), "walk %d", n)
	changes, err := w.old[0].store.Changes(w.t.Context(), deal.ID)
	require.NoError(w.t, err)
	var log []string
	for _, c := range changes {
		if _, ok := c.QuestionOf(); ok {
			log = append(log, c.Field+" "+c.New)
		}
	}
	require.Equal(w.t, want.log, log, "walk %d", n)
	return got.Assess.Version
}

func (w *walker) step(s *service, user string, deal sales.Deal, screens map[string]shown, want *given, r *rand.Rand) {
	w.t.Helper()
	at := screens[user]
	click := func(key, id string) {
		reply := w.does(s, user, bot.Event{Kind: bot.Click, ID: id, Action: at.buttons[key]})
		require.False(w.t, reply.Failed, key)
		screens[user] = read(reply.Card)
	}
	switch x := r.IntN(12); {
	case at.question == "":
		line := "assess D-" + strconv.FormatInt(deal.Number, 10) + []string{"", " all"}[r.IntN(2)]
		screens[user] = read(w.does(s, user, bot.Event{Kind: bot.Command, ID: w.id(), Text: line}).Card)
		require.NotEmpty(w.t, screens[user].question, line)
	case x == 0: // another language
		f := w.does(s, user, bot.Event{Kind: bot.Command, ID: w.id(), Text: "settings"}).Form
		require.NotNil(w.t, f)
		values := maps.Clone(f.State.Values)
		values["language"] = []string{"en", "zh-CN"}[r.IntN(2)]
		require.Empty(w.t, w.does(s, user, bot.Event{Kind: bot.Submit, ID: w.id(), Dialog: f.State.ID, Values: values}).Problems)
	case x == 1: // left, taken up elsewhere
		screens[user] = shown{}
	case x < 4 && at.buttons["assess.button.back"].Verb != "":
		click("assess.button.back", w.id())
	case x < 6 && at.buttons["assess.button.skip"].Verb != "":
		click("assess.button.skip", w.id())
	default:
		m := sales.Marks()[r.IntN(3)]
		key, id := "assess.mark."+string(m), w.id()
		want.answer(at, m)
		click(key, id)
		after := screens[user]
		switch r.IntN(5) {
		case 0: // the platform delivers it twice
			click(key, id)
		case 1: // the finger does
			want.answer(at, m)
			click(key, w.id())
		default:
			return
		}
		screens[user] = after
	}
}
