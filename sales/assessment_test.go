package sales_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

// small is a questionnaire of two gates and the questions of worth.
func small() sales.Questionnaire {
	q := sales.Questionnaire{Version: 1}
	for _, h := range []struct {
		heading string
		keys    []string
	}{
		{"project", []string{"q1", "q2", "q3", "q4", "q5"}},
		{"ours", []string{"q6", "q7", "q8", "q9", "q10"}},
		{"worth", []string{"q16", "q17", "q18", "q19", "q20"}},
	} {
		for _, k := range h.keys {
			q.Questions = append(q.Questions, sales.Question{Key: k, Heading: h.heading})
		}
	}
	q.Gates = []sales.Gate{
		{Stage: sales.Project, Heading: "project", Plus: 3, Must: []string{"q2"}, Veto: []string{"q4"}},
		{Stage: sales.Ours, Heading: "ours", Plus: 4, Must: []string{"q7"}, Veto: []string{"q10"}},
	}
	q.Worth = sales.WorthRule{Heading: "worth", GoOn: 3, Manager: []string{"q18", "q19"}}
	q.Lessons = []sales.Lesson{{Reason: "no_decision.budget_cut", Questions: []string{"q4"}}, {Reason: "dropped", Questions: []string{"q8"}}}
	return q
}

var begun = time.Date(2026, 9, 1, 2, 0, 0, 0, time.UTC)

// said writes answers as "q1+ q2+! q4-": ! has evidence, ? was asked.
func said(t *testing.T, text ...string) sales.Answers {
	t.Helper()
	var a sales.Assessment
	for i, s := range text {
		key, marks := s, ""
		for _, m := range []string{"+!", "-!", "+", "-", "?"} {
			if len(s) > len(m) && s[len(s)-len(m):] == m {
				key, marks = s[:len(s)-len(m)], m
				break
			}
		}
		mark := map[byte]sales.Mark{'+': sales.Plus, '-': sales.Minus, '?': sales.Unknown}[marks[0]]
		a.Set(key, mark, "lin", begun.Add(time.Duration(i)*time.Minute))
		if len(marks) == 2 {
			a.AddEvidence(key, "note-"+key, begun)
		}
	}
	return a.Answers
}

func TestWhatAGateLacks(t *testing.T) {
	lack := func(pairs ...string) []sales.Lack {
		var out []sales.Lack
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, sales.Lack{Question: pairs[i], Why: pairs[i+1]})
		}
		return out
	}
	for name, c := range map[string]struct {
		answers []string
		want    []sales.Lack
	}{
		"nothing is known":                           {nil, lack("q2", "must", "q1", "plus", "q3", "plus", "q4", "plus", "q5", "plus")},
		"three + with the must's evidence open it":   {[]string{"q1+", "q2+!", "q3+"}, nil},
		"a must without evidence keeps it closed":    {[]string{"q1+", "q2+", "q3+"}, lack("q2", "evidence")},
		"a must that is − keeps it closed":           {[]string{"q1+", "q2-!", "q3+", "q4+"}, lack("q2", "must")},
		"a veto keeps it closed whatever else is +":  {[]string{"q1+", "q2+!", "q3+", "q4-", "q5+"}, lack("q4", "veto")},
		"? counts as not +":                          {[]string{"q1?", "q2+!", "q3+"}, lack("q1", "plus", "q4", "plus", "q5", "plus")},
		"a − that is no veto only counts as no +":    {[]string{"q1-", "q2+!", "q3+", "q5+"}, nil},
		"the veto comes first, then what must be":    {[]string{"q4-"}, lack("q4", "veto", "q2", "must", "q1", "plus", "q3", "plus", "q5", "plus")},
		"answers of another heading do not count":    {[]string{"q6+", "q7+!", "q8+", "q2+!"}, lack("q1", "plus", "q3", "plus", "q4", "plus", "q5", "plus")},
		"what is enough asks for nothing that is ?":  {[]string{"q1+", "q2+!", "q5+", "q3?"}, nil},
		"evidence of a ? does not make it an answer": {[]string{"q1+", "q2?", "q3+"}, lack("q2", "must", "q4", "plus", "q5", "plus")},
	} {
		t.Run(name, func(t *testing.T) {
			q := small()
			require.Equal(t, c.want, q.Check(q.Gates[0], said(t, c.answers...)).Lacks)
		})
	}
}

func TestAnotherMarkBeginsWithoutEvidence(t *testing.T) {
	a := sales.Assessment{Answers: said(t, "q1+!")}
	require.False(t, a.Set("q1", sales.Plus, "bob", begun), "the same mark is no change")
	require.True(t, a.Set("q1", sales.Minus, "bob", begun))
	require.True(t, a.Answers["q1"].Hollow())
	require.EqualValues(t, 2, a.Answers["q1"].Rev)

	b := sales.Assessment{}
	b.AddEvidence("q1", "n1", begun)
	require.False(t, b.Answers["q1"].Known())
	b.Set("q1", sales.Minus, "bob", begun)
	require.False(t, b.Answers["q1"].Hollow(), "it was noted before anybody judged it")
	for _, n := range []string{"n2", "n3", "n4"} {
		b.AddEvidence("q1", n, begun)
	}
	require.Equal(t, []string{"n4", "n3", "n2"}, b.Answers["q1"].Evidence)
}

func TestTheScorecard(t *testing.T) {
	q := small()
	d := sales.Deal{Stage: sales.Potential, Assess: sales.Assessment{Answers: said(t, "q1+", "q2+!", "q3+", "q6-", "q7?", "q10-")}}
	scores := q.Scorecard(d, 90, begun.AddDate(0, 0, 90))
	require.Equal(t, []sales.Score{
		{Heading: "project", Plus: 3, Unknown: 2, Hollow: 2, Light: sales.Green},
		{Heading: "ours", Minus: 2, Unknown: 3, Hollow: 2, Light: sales.Red},
		{Heading: "worth", Unknown: 5, Light: sales.Dark},
	}, scores)
	old := q.Scorecard(d, 90, begun.AddDate(0, 0, 91))
	require.Equal(t, 3, old[0].Stale, "older than 90 calendar days")
	require.Equal(t, 2, old[1].Stale)
}

func TestWhatIsSuggestedAboutWorth(t *testing.T) {
	for name, c := range map[string]struct {
		answers []string
		large   bool
		want    sales.Verdict
	}{
		"nothing is known":                    {nil, false, ""},
		"three +":                             {[]string{"q16+", "q17+", "q20+"}, false, sales.GoOn},
		"three + above the amount":            {[]string{"q16+", "q17+", "q20+"}, true, sales.Manager},
		"two + can still become three":        {[]string{"q16+", "q17+"}, false, ""},
		"two + at most":                       {[]string{"q16+", "q17+", "q18-", "q19+", "q20-"}, false, sales.GoOn},
		"two + and all is known":              {[]string{"q16+", "q17+", "q18-", "q19-", "q20-"}, false, sales.Manager},
		"two + cannot be reached any more":    {[]string{"q16-", "q17-", "q20-"}, false, sales.Manager},
		"low profit and high risk ask anyway": {[]string{"q16+", "q17+", "q20+", "q18-", "q19-"}, false, sales.Manager},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, small().SuggestWorth(said(t, c.answers...), c.large))
		})
	}
}

func TestTheNextBestQuestion(t *testing.T) {
	none := sales.Best{}
	for name, c := range map[string]struct {
		answers []string
		want    sales.Best
	}{
		"what must be comes first":                 {nil, sales.Best{Question: "q2", Why: sales.BestMust}},
		"one + away, the first that opens it":      {[]string{"q1+", "q2+!"}, sales.Best{Question: "q3", Why: sales.BestOpens}},
		"open, and worth hangs on an answer":       {[]string{"q1+", "q2+!", "q3+", "q4?", "q5-", "q16+", "q17+"}, sales.Best{Question: "q4", Why: sales.BestGate}},
		"all of the gate is known":                 {[]string{"q1+", "q2+!", "q3+", "q4+", "q5-", "q16+", "q17+"}, sales.Best{Question: "q18", Why: sales.BestWorth}},
		"a veto: nothing unknown opens the gate":   {[]string{"q1+", "q2+!", "q3+", "q4-"}, sales.Best{Question: "q5", Why: sales.BestGate}},
		"everything is known":                      {[]string{"q1+", "q2+!", "q3+", "q4+", "q5+", "q16+", "q17+", "q18+", "q19+", "q20+"}, none},
		"the last one decides between two answers": {[]string{"q1+", "q2+!", "q3+", "q4+", "q5+", "q16+", "q17+", "q18-", "q19+", "q20?"}, none},
	} {
		t.Run(name, func(t *testing.T) {
			q := small()
			best, ok := q.NextBest(sales.Deal{Stage: sales.Potential, Assess: sales.Assessment{Answers: said(t, c.answers...)}})
			require.Equal(t, c.want, best)
			require.Equal(t, c.want != none, ok)
		})
	}
}

func TestAGateComesLooseOnlyWhenSomethingGotWorse(t *testing.T) {
	pass := sales.Pass{Gate: sales.Project, At: begun, How: sales.PassMet, Marks: said(t, "q1+", "q2+!", "q3+").Marks()}
	override := sales.Pass{Gate: sales.Project, At: begun, How: sales.PassOverride, Marks: said(t, "q1+").Marks()}
	kept := pass
	kept.Kept = &sales.Kept{At: begun, Marks: said(t, "q1+", "q2+!", "q3+", "q4-").Marks()}
	for name, c := range map[string]struct {
		pass    sales.Pass
		stage   sales.Stage
		answers []string
		loose   bool
	}{
		"it still holds":                          {pass, sales.Project, []string{"q1+", "q2+!", "q3+"}, false},
		"the budget is cut":                       {pass, sales.Project, []string{"q1+", "q2+!", "q3+", "q4-"}, true},
		"a + is not known any more":               {pass, sales.Project, []string{"q1?", "q2+!", "q3+"}, true},
		"worse, but enough is still +":            {pass, sales.Project, []string{"q1-", "q2+!", "q3+", "q5+"}, false},
		"an exception that is as it was":          {override, sales.Project, []string{"q1+"}, false},
		"an exception that got worse":             {override, sales.Project, []string{"q1-"}, true},
		"kept, and as it was then":                {kept, sales.Project, []string{"q1+", "q2+!", "q3+", "q4-"}, false},
		"kept, and worse again":                   {kept, sales.Project, []string{"q1+", "q2+!", "q3-", "q4-"}, true},
		"back before the gate, it asks no longer": {pass, sales.Potential, []string{"q1+", "q2+!", "q3+", "q4-"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := sales.Deal{Stage: c.stage, Assess: sales.Assessment{Answers: said(t, c.answers...), Passed: []sales.Pass{c.pass}}}
			require.Equal(t, c.loose, small().Loosened(d) == sales.Project)
		})
	}
}

func TestTheReplayOfALoss(t *testing.T) {
	day := func(n int) time.Time { return begun.AddDate(0, 0, n) }
	turn := func(n int, question string, m sales.Mark) sales.Change {
		return sales.Change{Field: sales.FieldAnswer + question, New: string(m), RecordedAt: day(n)}
	}
	d := sales.Deal{
		Outcome: sales.Lost, Closing: &sales.Closing{At: day(40), Class: "no_decision", Reason: "budget_cut"},
		Assess: sales.Assessment{Answers: said(t, "q1+", "q2-", "q4+", "q6-")},
	}
	changes := []sales.Change{
		turn(0, "q1", sales.Plus), turn(0, "q4", sales.Plus), turn(1, "q2", sales.Plus), turn(20, "q2", sales.Minus),
		turn(1, "q6", sales.Minus),
	}
	// q2 turned on day 20; q4 was + to the end without evidence, and the reason
	// points at it; q1 is + and nothing contradicts it; q6 was never +.
	require.Equal(t, []sales.Lookback{
		{Question: "q2", Said: sales.Plus, SaidAt: day(1), Final: sales.Minus, KnownSince: day(20)},
		{Question: "q4", Said: sales.Plus, SaidAt: day(0), Final: sales.Plus, Pointed: true, Hollow: true},
	}, small().Replay(d, changes))

	d.Outcome, d.Closing = sales.Won, &sales.Closing{At: day(40)}
	won := small().Replay(d, append(changes, turn(30, "q6", sales.Plus)))
	require.NotEmpty(t, won)
	for _, l := range won {
		require.Equal(t, sales.Minus, l.Said, "a win contradicts only a −")
	}
	d.Outcome = sales.Open
	require.Empty(t, small().Replay(d, changes))
}

func TestWhatHasChangedSinceAGate(t *testing.T) {
	p := sales.Pass{Gate: sales.Project, Marks: map[string]sales.Mark{"q1": sales.Plus, "q2": sales.Plus}}
	since := small().ChangedSince(p, said(t, "q1-", "q2+", "q3+"))
	require.Len(t, since, 2)
	require.Equal(t, sales.Since{Question: "q1", Was: sales.Plus, Is: sales.Minus, At: begun, By: "lin"}, since[0])
	require.Equal(t, sales.Unknown, since[1].Was)
}
