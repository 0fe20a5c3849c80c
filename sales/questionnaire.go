package sales

import (
	"slices"
	"time"
)

// The headings of the questions; the first three are each a gate's.
const (
	HeadingProject = "project" // 是否项目
	HeadingOurs    = "ours"    // 是否我的商机
	HeadingWin     = "win"     // 是否能赢
	HeadingWorth   = "worth"   // 是否值得
)

// Question is one question of a questionnaire.
type Question struct {
	Key     string
	Heading string
}

// Questionnaire is a version of the assessment: its questions in order and the
// rules over them. It is data; see dialogs/forms/assess.toml.
type Questionnaire struct {
	Version   int
	Questions []Question
	Gates     []Gate
	Worth     WorthRule
	Rules     []Rule
	Lessons   []Lesson
}

// Gate is what must be known before a stage: at least Plus of its heading's
// questions are +, every one of Must is + with evidence, none of Veto is −.
type Gate struct {
	Stage   Stage
	Heading string
	Plus    int
	Must    []string
	Veto    []string
}

// WorthRule is when going on is suggested. See docs/method.md.
type WorthRule struct {
	Heading string
	// GoOn is how many + suggest to go on.
	GoOn int
	// Manager are the questions that, when all are −, suggest the manager.
	Manager []string
}

// Lesson says which questions a reason of a loss points at; Reason is
// "class.reason", "class" for every reason of a class.
type Lesson struct {
	Reason    string
	Questions []string
}

// Lack is one thing that keeps a gate closed.
type Lack struct {
	Question string
	Why      string
}

// What a Lack says about its question.
const (
	LackVeto     = "veto"     // it is −, and that closes the gate
	LackMust     = "must"     // it must be +
	LackEvidence = "evidence" // it is + without a line of evidence
	LackPlus     = "plus"     // one of those of which more must be +
)

// GateState is a gate as a deal's answers leave it.
type GateState struct {
	Gate
	Have  int // how many are +
	Of    int // of how many
	Lacks []Lack
}

// Met reports whether the gate is open.
func (s GateState) Met() bool { return len(s.Lacks) == 0 }

// Has reports whether the questionnaire has a question.
func (q Questionnaire) Has(key string) bool {
	return slices.ContainsFunc(q.Questions, func(x Question) bool { return x.Key == key })
}

// Under lists the questions of a heading, "" for all.
func (q Questionnaire) Under(heading string) []string {
	var out []string
	for _, x := range q.Questions {
		if heading == "" || x.Heading == heading {
			out = append(out, x.Key)
		}
	}
	return out
}

// Headings lists the headings in the order of their questions.
func (q Questionnaire) Headings() []string {
	var out []string
	for _, x := range q.Questions {
		if !slices.Contains(out, x.Heading) {
			out = append(out, x.Heading)
		}
	}
	return out
}

// GateTo is the gate before a stage; the first stage has none.
func (q Questionnaire) GateTo(s Stage) (Gate, bool) {
	i := slices.IndexFunc(q.Gates, func(g Gate) bool { return g.Stage == s })
	if i < 0 {
		return Gate{}, false
	}
	return q.Gates[i], true
}

// Current is the gate that a deal stands before, or its last one when none is
// left.
func (q Questionnaire) Current(d Deal) (Gate, bool) {
	if next, ok := d.Stage.Next(); ok {
		return q.GateTo(next)
	}
	return q.GateTo(d.Stage)
}

// Check tells what keeps a gate closed: first what forbids it, then what must
// be, then what is too little.
func (q Questionnaire) Check(g Gate, answers Answers) GateState {
	s := GateState{Gate: g}
	var veto, must, plus []Lack
	for _, key := range q.Under(g.Heading) {
		a := answers[key]
		s.Of++
		if a.Is() == Plus {
			s.Have++
		}
		needed := slices.Contains(g.Must, key)
		switch {
		case a.Is() == Minus && slices.Contains(g.Veto, key):
			veto = append(veto, Lack{key, LackVeto})
		case needed && a.Is() != Plus:
			must = append(must, Lack{key, LackMust})
		case needed && a.Hollow():
			must = append(must, Lack{key, LackEvidence})
		case a.Is() != Plus:
			plus = append(plus, Lack{key, LackPlus})
		}
	}
	s.Lacks = slices.Concat(veto, must)
	if s.Have < g.Plus {
		s.Lacks = append(s.Lacks, plus...)
	}
	return s
}

// Loosened is the first gate up to a deal's stage that was passed and no longer
// holds: something of it is worse than on the day it was passed or kept.
func (q Questionnaire) Loosened(d Deal) Stage {
	for _, g := range q.Gates {
		p, passed := d.Assess.PassOf(g.Stage)
		if !passed || g.Stage.Index() > d.Stage.Index() || q.Check(g, d.Assess.Answers).Met() {
			continue
		}
		was := p.Marks
		if p.Kept != nil {
			was = p.Kept.Marks
		}
		for _, key := range q.Under(g.Heading) {
			if worse(was[key], d.Assess.Answers[key].Is()) {
				return g.Stage
			}
		}
	}
	return ""
}

func worse(was, is Mark) bool { return was == Plus && is != Plus || was != Minus && is == Minus }

// Score is one heading of the scorecard.
type Score struct {
	Heading              string
	Plus, Minus, Unknown int
	Hollow, Stale        int // of those that are known
	Light                Light
}

// Light is a heading at a glance.
type Light string

// The lights.
const (
	Dark   Light = "dark"   // nothing is known
	Green  Light = "green"  // the gate is open, or it is worth it
	Yellow Light = "yellow" // something is missing
	Red    Light = "red"    // something forbids it
)

// Scorecard counts a deal's answers by heading; an answer older than staleDays
// is stale.
func (q Questionnaire) Scorecard(d Deal, staleDays int, now time.Time) []Score {
	var out []Score
	for _, h := range q.Headings() {
		s := Score{Heading: h}
		for _, key := range q.Under(h) {
			a := d.Assess.Answers[key]
			switch a.Is() {
			case Plus:
				s.Plus++
			case Minus:
				s.Minus++
			default:
				s.Unknown++
			}
			if a.Hollow() {
				s.Hollow++
			}
			if a.StaleAt(now, staleDays) {
				s.Stale++
			}
		}
		s.Light = q.light(s, d.Assess.Answers)
		out = append(out, s)
	}
	return out
}

func (q Questionnaire) light(s Score, answers Answers) Light {
	if s.Plus+s.Minus == 0 {
		return Dark
	}
	if s.Heading == q.Worth.Heading {
		switch q.Worth.suggest(q, answers) {
		case GoOn:
			return Green
		case Manager:
			return Red
		}
		return Yellow
	}
	for _, g := range q.Gates {
		if g.Heading != s.Heading {
			continue
		}
		state := q.Check(g, answers)
		switch {
		case state.Met():
			return Green
		case state.Lacks[0].Why == LackVeto:
			return Red
		}
		return Yellow
	}
	if s.Minus > s.Plus {
		return Red
	}
	return Yellow
}
