package config

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dealmate/sales"
)

// Question is a question of the company's own, or other words for one of the
// method's, which has no Heading here.
type Question struct {
	Key     string
	Heading string
	// Texts are by language, then "question", "plus", "minus" and "hint".
	Texts map[string]map[string]string
}

// Gate changes what a gate asks for; nil lists and a Plus of −1 keep the method's.
type Gate struct {
	Plus       int
	Must, Veto []string
}

// Rule is a contradiction of the company's own: its conditions, and its sentence
// by language.
type Rule struct {
	Key      string
	All, Any []string
	Texts    map[string]string
}

// methodQuestions is how many questions the method has: q1, q2, …
const methodQuestions = 20

// longestQuestion is what a form's label holds on every platform.
const longestQuestion = 150

func methodHeadings() []string {
	return []string{sales.HeadingProject, sales.HeadingOurs, sales.HeadingWin, sales.HeadingWorth}
}

// headingOf is the heading of one of the method's questions, "" for another key.
func headingOf(key string) string {
	n, err := strconv.Atoi(strings.TrimPrefix(key, "q"))
	if err != nil || key != "q"+strconv.Itoa(n) || n < 1 || n > methodQuestions {
		return ""
	}
	return methodHeadings()[(n-1)/(methodQuestions/4)]
}

func readQuestions(t *table) []Question {
	var out []Question
	for i, v := range t.list("questions") {
		key := element(t.of("questions"), i)
		values, ok := v.(map[string]any)
		if !ok {
			t.problem(key, "wants a table, has %s", kind(v))
			continue
		}
		if q := readQuestion(t.inner(key, values), out); q.Key != "" {
			out = append(out, q)
		}
	}
	return out
}

func readQuestion(t *table, before []Question) Question {
	defer t.close()
	q := Question{Key: t.slug(""), Texts: map[string]map[string]string{}}
	own := headingOf(q.Key) == ""
	switch {
	case q.Key == "" && !t.has("key"):
		t.problem(t.key, "wants a key: q1 to q%d for other words, or one of your own", methodQuestions)
	case slices.ContainsFunc(before, func(x Question) bool { return x.Key == q.Key }):
		t.problem(t.of("key"), "%q is in this list already", q.Key)
	case own && strings.HasSuffix(q.Key, "said"):
		t.problem(t.of("key"), "%q is kept for evidence; use another key", q.Key)
	}
	if own {
		q.Heading = t.choice("heading", "", methodHeadings()...)
	}
	for _, language := range []string{chinese, english} {
		texts := readTexts(t.table(language), "question", "plus", "minus", "hint")
		for _, part := range []string{"question", "plus", "minus"} {
			if own && texts[part] == "" {
				t.problem(t.key, "a question of your own needs %s.%s", language, part)
			}
		}
		if own && texts["hint"] == "" {
			texts["hint"] = "–"
		}
		q.Texts[language] = texts
	}
	return q
}

// readTexts reads sentences for people; a catalog would read {{ as its own.
func readTexts(t *table, parts ...string) map[string]string {
	defer t.close()
	out := map[string]string{}
	for _, part := range parts {
		s := t.trimmed(part, "")
		switch {
		case s == "":
		case strings.Contains(s, "{{"):
			t.problem(t.of(part), "must not hold {{")
		case utf8.RuneCountInString(s) > longestQuestion:
			t.problem(t.of(part), "has more than %d characters", longestQuestion)
		default:
			out[part] = s
		}
	}
	return out
}

// readGates reads [method.gates.project] and so on; every name must be a
// question of the gate's heading.
func readGates(t *table, questions []Question) map[sales.Stage]Gate {
	gates := t.table("gates")
	defer gates.close()
	out := map[sales.Stage]Gate{}
	for i, stage := range sales.Stages()[1:] {
		if gates.has(string(stage)) {
			out[stage] = readGate(gates.table(string(stage)), methodHeadings()[i], questions)
		} else {
			gates.known = append(gates.known, string(stage))
		}
	}
	return out
}

func readGate(t *table, heading string, questions []Question) Gate {
	defer t.close()
	under := questionsUnder(heading, questions)
	names := func(key string) []string {
		if !t.has(key) {
			t.known = append(t.known, key)
			return nil
		}
		out := []string{}
		for i, v := range t.list(key) {
			s, _ := v.(string)
			if !contains(under, s) {
				t.problem(element(t.of(key), i), "%s is no question of this gate; use one of %s", shown(s), strings.Join(under, ", "))
				continue
			}
			out = append(out, s)
		}
		return out
	}
	return Gate{Plus: t.number("plus", -1, 0, len(under)), Must: names("must"), Veto: names("veto")}
}

func questionsUnder(heading string, questions []Question) []string {
	var out []string
	for n := 1; n <= methodQuestions; n++ {
		if key := "q" + strconv.Itoa(n); headingOf(key) == heading {
			out = append(out, key)
		}
	}
	for _, q := range questions {
		if q.Heading == heading && q.Key != "" {
			out = append(out, q.Key)
		}
	}
	return out
}

func readRules(t *table, questions []Question) []Rule {
	var out []Rule
	for i, v := range t.list("rules") {
		key := element(t.of("rules"), i)
		values, ok := v.(map[string]any)
		if !ok {
			t.problem(key, "wants a table, has %s", kind(v))
			continue
		}
		out = append(out, readRule(t.inner(key, values), questions))
	}
	return out
}

func readRule(t *table, questions []Question) Rule {
	defer t.close()
	r := Rule{Key: t.slug(""), Texts: readTexts(t.table("text"), chinese, english)}
	if r.Key == "" && !t.has("key") {
		t.problem(t.key, "wants a key")
	}
	for _, language := range []string{chinese, english} {
		if r.Texts[language] == "" {
			t.problem(t.key, "wants text.%s, the sentence that people read", language)
		}
	}
	r.All, r.Any = conditions(t, "all", questions), conditions(t, "any", questions)
	if len(r.All)+len(r.Any) == 0 {
		t.problem(t.key, "wants conditions in all or any")
	}
	return r
}

func conditions(t *table, key string, questions []Question) []string {
	var out []string
	for i, v := range t.list(key) {
		s, _ := v.(string)
		c, err := sales.ParseCondition(s)
		q := c.Question()
		known := q == "" || headingOf(q) != "" || slices.ContainsFunc(questions, func(x Question) bool { return x.Key == q })
		switch {
		case err != nil:
			t.problem(element(t.of(key), i), "%s", err)
		case !known:
			t.problem(element(t.of(key), i), "no question is called %s", shown(q))
		default:
			out = append(out, s)
		}
	}
	return out
}
