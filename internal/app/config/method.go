package config

import (
	"strings"

	"github.com/shopspring/decimal"

	"dealmate/sales"
)

// methodFrom is the default amount (docs/method.md) from which gates block.
const methodFrom = 500_000

// largeTimes is how many times method_from counts as large business where the
// file does not say.
const largeTimes = 10

func readMethod(t *table) Method {
	defer t.close()
	m := Method{
		From:     t.amount("method_from", decimal.NewFromInt(methodFrom)),
		WonMeans: t.choice("won_means", WonSigned, WonSigned, WonAwarded, WonPaid),
		Lists:    sales.DefaultLists(),
		Limits:   sales.DefaultLimits(),
		Names:    map[sales.Stage]map[string]string{},
	}
	m.Manager = t.amount("worth_manager_from", decimal.Zero)
	m.Large = t.amount("large_business", m.From.Mul(decimal.NewFromInt(largeTimes)))
	m.Questions = readQuestions(t)
	m.Gates = readGates(t, m.Questions)
	m.Rules = readRules(t, m.Questions)
	m.Coach = readCoach(t.table("coach"))
	m.Lists.Won = t.choices("won", m.Lists.Won)
	m.Lists.Sources = t.choices("sources", m.Lists.Sources)
	lost := t.table("lost")
	for _, class := range sales.Classes() {
		m.Lists.Lost[class] = lost.choices(string(class), m.Lists.Lost[class])
	}
	lost.close()
	stages := t.table("stages")
	for _, stage := range sales.Stages() {
		readStage(stages.table(string(stage)), stage, &m)
	}
	stages.close()
	return m
}

// most is how many options a menu of a form can have in Slack.
// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
const most = 100

// choices is a list that people pick from: keys of the catalogs or words of the
// company's own. "other", which asks for a text, always ends it.
func (t *table) choices(key string, otherwise []string) []string {
	if !t.has(key) {
		t.known = append(t.known, key)
		return otherwise
	}
	list := t.list(key)
	if len(list) >= most {
		t.problem(t.of(key), "has %d choices; a menu shows at most %d and \"other\"", len(list), most-1)
		return otherwise
	}
	var out []string
	for i, v := range list {
		if choice, ok := t.oneChoice(element(t.of(key), i), v, out); ok && choice != sales.Other {
			out = append(out, choice)
		}
	}
	return append(out, sales.Other)
}

func (t *table) oneChoice(key string, v any, before []string) (string, bool) {
	s, ok := v.(string)
	if !ok {
		t.problem(key, "wants text in quotes, has %s", kind(v))
		return "", false
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		t.problem(key, "is empty")
		return "", false
	case contains(before, s):
		t.problem(key, "%s is in this list already", shown(s))
		return "", false
	}
	return s, t.fits(key, s)
}

func readStage(t *table, stage sales.Stage, m *Method) {
	defer t.close()
	l := m.Limits[stage]
	m.Limits[stage] = sales.Limits{
		Probability:  t.number("probability", l.Probability, 0, 100),
		SilentDays:   t.number("silent", l.SilentDays, 1, longestDays),
		StuckDays:    t.number("stuck", l.StuckDays, 1, longestDays),
		PlanlessDays: t.number("planless", l.PlanlessDays, 0, longestDays),
		StaleDays:    t.number("stale", l.StaleDays, 1, longestDays),
		RemindDays:   t.number("remind", l.RemindDays, 1, longestDays),
		ManagerDays:  t.number("manager", l.ManagerDays, 1, longestDays),
	}
	if names := t.stageNames(); len(names) > 0 {
		m.Names[stage] = names
	}
}

// stageNames is one name for everybody, or a name per language.
func (t *table) stageNames() map[string]string {
	if _, isTable := t.values["name"].(map[string]any); !isTable {
		name := t.name("name", "")
		if name == "" {
			return nil
		}
		return map[string]string{chinese: name, english: name}
	}
	perLanguage := t.table("name")
	defer perLanguage.close()
	out := map[string]string{}
	for _, language := range []string{chinese, english} {
		if name := perLanguage.name(language, ""); name != "" {
			out[language] = name
		}
	}
	return out
}

// readCoach reads a company's own words for the coach of purposes.
func readCoach(t *table) map[string]map[string][]string {
	defer t.close()
	out := map[string]map[string][]string{}
	for _, lang := range []string{"zh", "en"} {
		lists := t.table(lang)
		for _, list := range []string{"ours", "activities", "weak", "commits", "people", "documents", "confidential"} {
			words := lists.words(list)
			if len(words) == 0 {
				continue
			}
			if out[lang] == nil {
				out[lang] = map[string][]string{}
			}
			out[lang][list] = words
		}
		lists.close()
	}
	return out
}

// words is a list of words, none of them empty.
func (t *table) words(key string) []string {
	if !t.has(key) {
		t.known = append(t.known, key)
		return nil
	}
	var out []string
	for i, v := range t.list(key) {
		if word, ok := t.oneChoice(element(t.of(key), i), v, out); ok {
			out = append(out, word)
		}
	}
	return out
}
