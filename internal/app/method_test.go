package app

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// method is docs/method.md, read as the tables that it prints.
type method struct {
	t     *testing.T
	lines []string
	texts *i18n.Catalog
	rules sales.Questionnaire
	forms map[string]dialogs.Form
}

func readMethod(t *testing.T) method {
	t.Helper()
	page, err := os.ReadFile("../../docs/method.md")
	require.NoError(t, err)
	texts, err := i18n.Load()
	require.NoError(t, err)
	forms, err := dialogs.Load()
	require.NoError(t, err)
	rules, err := desk.Rules(forms["assess"])
	require.NoError(t, err)
	return method{t, strings.Split(string(page), "\n"), texts, rules, forms}
}

// table is the rows under the header that begins so.
func (m method) table(header string) [][]string {
	m.t.Helper()
	at := slices.IndexFunc(m.lines, func(l string) bool { return strings.HasPrefix(l, header) })
	require.GreaterOrEqual(m.t, at, 0, header)
	var out [][]string
	for _, l := range m.lines[at+2:] {
		if !strings.HasPrefix(l, "|") {
			break
		}
		var cells []string
		for _, c := range strings.Split(strings.Trim(l, "|"), "|") {
			cells = append(cells, strings.TrimSpace(c))
		}
		out = append(out, cells)
	}
	return out
}

func (m method) say(lang i18n.Lang, key string) string {
	return m.texts.Say(lang, i18n.T(key, "Large", "X"))
}

// pair is a text, or two of them, in both languages.
func (m method) pair(keys ...string) []string {
	var out []string
	for _, lang := range []i18n.Lang{i18n.Chinese, i18n.English} {
		var both []string
		for _, k := range keys {
			both = append(both, m.say(lang, k))
		}
		out = append(out, strings.Join(both, " / "))
	}
	return out
}

func TestTheQuestionsAskWhatTheMethodSays(t *testing.T) {
	m := readMethod(t)
	var want [][]string
	for i, q := range m.rules.Questions {
		if i%5 == 0 {
			h := m.pair("heading." + q.Heading)
			want = append(want, []string{"", "**" + h[0] + "**", "**" + h[1] + "**", "", ""})
		}
		row := append([]string{strconv.Itoa(i + 1)}, m.pair("form.assess."+q.Key+".label")...)
		want = append(want, append(row, m.pair("question."+q.Key+".plus", "question."+q.Key+".minus")...))
	}
	require.Len(t, m.rules.Questions, 20)
	require.Equal(t, want, m.table("| # | 问题 |"))
}

func TestTheGatesAreTheMethods(t *testing.T) {
	m := readMethod(t)
	number := func(keys ...string) string {
		var out []string
		for _, k := range keys {
			out = append(out, strings.TrimPrefix(k, "q"))
		}
		return strings.Join(out, ", ")
	}
	var want [][]string
	for _, g := range m.rules.Gates {
		under := m.rules.Under(g.Heading)
		want = append(want, []string{
			"`" + string(g.Stage) + "`", number(under[0]) + "–" + number(under[len(under)-1]), strconv.Itoa(g.Plus), number(g.Must...), number(g.Veto...),
		})
	}
	require.Equal(t, want, m.table("| Stage | Questions |"))
	require.Equal(t, sales.WorthRule{Heading: "worth", GoOn: 3, Manager: []string{"q18", "q19"}}, m.rules.Worth)
}

func TestTheBackgroundIsTheMethods(t *testing.T) {
	m := readMethod(t)
	var want [][]string
	for _, fl := range m.forms["background"].Fields {
		row := []string{m.say(i18n.Chinese, "background.page."+fl.Heading), "`" + fl.Key + "`"}
		want = append(want, append(row, m.pair("form.background."+fl.Key+".label")...))
	}
	require.Len(t, want, 11)
	require.Equal(t, want, m.table("| Page | Key |"))
}

func TestTheStagesAreTheMethods(t *testing.T) {
	m := readMethod(t)
	for i, row := range m.table("| Key | 阶段 |") {
		key := string(sales.Stages()[i])
		require.Equal(t, append([]string{"`" + key + "`"}, m.pair("stage."+key)...), row[:3])
	}
}

func TestTheDefaultsAreTheMethods(t *testing.T) {
	m := readMethod(t)
	limits := sales.DefaultLimits()
	for name, of := range map[string]func(sales.Limits) int{
		"probability %":                                       func(l sales.Limits) int { return l.Probability },
		"久未接触, working days":                                  func(l sales.Limits) int { return l.SilentDays },
		"无下一步, working days' grace":                           func(l sales.Limits) int { return l.PlanlessDays },
		"told again, working days after the first time":       func(l sales.Limits) int { return l.RemindDays },
		"the manager told, working days after the first time": func(l sales.Limits) int { return l.ManagerDays },
		"停滞, calendar days":                                   func(l sales.Limits) int { return l.StuckDays },
		"stale answer, calendar days":                         func(l sales.Limits) int { return l.StaleDays },
	} {
		want := []string{name}
		for _, s := range sales.Stages() {
			want = append(want, fmt.Sprint(of(limits[s])))
		}
		require.Contains(t, m.table("| per stage |"), want)
	}
}
