package sales

import (
	"maps"
	"slices"
	"time"
)

// Mark is the direction of an answer. See docs/method.md.
type Mark string

// The marks: for us, against us, not known yet. Unknown is the default and a
// real value: somebody may answer that they do not know.
const (
	Plus    Mark = "plus"
	Minus   Mark = "minus"
	Unknown Mark = "unknown"
)

// Marks returns the marks in the order they are offered.
func Marks() []Mark { return []Mark{Plus, Minus, Unknown} }

// KeptEvidence is how many notes an answer refers to; older ones stay in the log.
const KeptEvidence = 3

// Answer is what is known of one question. The zero Answer is Unknown and was
// never given.
type Answer struct {
	Mark Mark      `json:"mark"`
	At   time.Time `json:"at"`
	By   string    `json:"by"` // person ID
	// Rev counts the changes of this answer: what a button was drawn for.
	Rev int64 `json:"rev"`
	// Evidence are the IDs of notes, newest first, at most KeptEvidence. It is
	// for the mark that stands: another mark begins without.
	Evidence []string `json:"evidence,omitempty"`
}

// Known reports whether the answer says more than that nobody knows.
func (a Answer) Known() bool { return a.Mark == Plus || a.Mark == Minus }

// Is is the answer's mark, Unknown where none was given.
func (a Answer) Is() Mark {
	if a.Mark == "" {
		return Unknown
	}
	return a.Mark
}

// Hollow reports whether an answer stands without evidence.
func (a Answer) Hollow() bool { return a.Known() && len(a.Evidence) == 0 }

// StaleAt reports whether an answer is older than so many calendar days, in the
// time zone of now.
func (a Answer) StaleAt(now time.Time, days int) bool {
	return a.Known() && days > 0 && daysBetween(a.At, now) > days
}

// Answers are a deal's by the question's key.
type Answers map[string]Answer

// Assessment is what is known about a deal, and what was decided by it.
type Assessment struct {
	// Version is the questionnaire's at the first answer; 0: nobody has answered.
	Version int     `json:"version,omitempty"`
	Answers Answers `json:"answers,omitempty"`
	// Passed are the gates in the order they were passed; a gate that was passed
	// again stands once, with its last day.
	Passed  []Pass   `json:"passed,omitempty"`
	Request *Request `json:"request,omitempty"`
	Worth   *Worth   `json:"worth,omitempty"`
	// Loose is the first passed gate that no longer holds (松动), "" for none.
	Loose Stage `json:"loose,omitempty"`
	// Background lists the fields of the customer's background that are written
	// down; the texts are records of their own.
	Background []string `json:"background,omitempty"`
	Rivals     []Rival  `json:"rivals,omitempty"`
}

// The ways a gate is passed.
const (
	PassMet      = "met"      // it was open
	PassAdvised  = "advised"  // it was not, and below method_from it only advises
	PassOverride = "override" // a manager let it pass
)

// Pass is a passed gate with that day's answers.
type Pass struct {
	Gate    Stage           `json:"gate"`
	At      time.Time       `json:"at"`
	By      string          `json:"by"` // who moved the deal or asked to
	How     string          `json:"how"`
	Decider string          `json:"decider,omitempty"` // of an override
	Marks   map[string]Mark `json:"marks"`             // of every question that was answered
	// Kept is set when the gate had come loose and somebody said why it stays;
	// it is then judged against what was known on that day.
	Kept *Kept `json:"kept,omitempty"`
}

// Kept says who let a loosened deal stay where it is, and what was known then.
type Kept struct {
	At    time.Time       `json:"at"`
	By    string          `json:"by"`
	Marks map[string]Mark `json:"marks"`
}

// Request is a rep's wish to pass a gate that is not open.
type Request struct {
	ID     string    `json:"id"` // the commit that asked
	Gate   Stage     `json:"gate"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
}

// Verdict is what is decided about investing in a deal.
type Verdict string

// The verdicts of 是否投入.
const (
	GoOn     Verdict = "go_on"
	Limited  Verdict = "limited"
	NotWorth Verdict = "not_worth"
	Manager  Verdict = "manager" // the manager is to decide
)

// Verdicts returns the verdicts in the order they are offered.
func Verdicts() []Verdict { return []Verdict{GoOn, Limited, NotWorth, Manager} }

// Worth is the last decision about 是否投入.
type Worth struct {
	Verdict Verdict   `json:"verdict"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	// Gate is the stage for which it was asked or confirmed last.
	Gate Stage `json:"gate,omitempty"`
}

// Rival is a competitor on a deal, with what is known of them.
type Rival struct {
	Name  string          `json:"name"`
	Marks map[string]Mark `json:"marks,omitempty"`
}

// Marks are the marks of every question that was answered.
func (a Answers) Marks() map[string]Mark {
	out := make(map[string]Mark, len(a))
	for key, x := range a {
		if x.Mark != "" {
			out[key] = x.Mark
		}
	}
	return out
}

// Set gives a question an answer and reports whether that changed anything.
func (a *Assessment) Set(question string, m Mark, by string, at time.Time) bool {
	was := a.Answers[question]
	if was.Mark == m {
		return false
	}
	if a.Answers == nil {
		a.Answers = Answers{}
	}
	now := Answer{Mark: m, At: at, By: by, Rev: was.Rev + 1}
	if !was.Known() {
		now.Evidence = was.Evidence // it was noted before anybody judged it
	}
	a.Answers[question] = now
	return true
}

// AddEvidence puts a note under a question's answer and makes it fresh again.
func (a *Assessment) AddEvidence(question, note string, at time.Time) {
	was := a.Answers[question]
	was.Evidence = append([]string{note}, was.Evidence[:min(len(was.Evidence), KeptEvidence-1)]...)
	was.At = at
	if a.Answers == nil {
		a.Answers = Answers{}
	}
	a.Answers[question] = was
}

// PassOf is how a gate was passed last.
func (a Assessment) PassOf(gate Stage) (Pass, bool) {
	i := slices.IndexFunc(a.Passed, func(p Pass) bool { return p.Gate == gate })
	if i < 0 {
		return Pass{}, false
	}
	return a.Passed[i], true
}

// AddPass records a passed gate and ends the wish to pass.
func (a *Assessment) AddPass(p Pass) {
	a.Passed = append(slices.DeleteFunc(slices.Clone(a.Passed), func(x Pass) bool { return x.Gate == p.Gate }), p)
	a.Request = nil
}

// Keep lets a loosened gate stay passed.
func (a *Assessment) Keep(gate Stage, by string, at time.Time) {
	for i := range a.Passed {
		if a.Passed[i].Gate == gate {
			a.Passed[i].Kept = &Kept{At: at, By: by, Marks: a.Answers.Marks()}
		}
	}
}

// SetRival gives a competitor marks; a question with Unknown is left as it was.
func (a *Assessment) SetRival(name string, marks map[string]Mark) {
	i := slices.IndexFunc(a.Rivals, func(r Rival) bool { return Fold(r.Name) == Fold(name) })
	if i < 0 {
		a.Rivals = append(a.Rivals, Rival{Name: name})
		i = len(a.Rivals) - 1
	}
	if a.Rivals[i].Marks == nil {
		a.Rivals[i].Marks = map[string]Mark{}
	}
	maps.Copy(a.Rivals[i].Marks, marks)
}

// clone is a deep copy.
func (a Assessment) clone() Assessment {
	if a.Answers != nil {
		answers := make(Answers, len(a.Answers))
		for key, x := range a.Answers {
			x.Evidence = slices.Clone(x.Evidence)
			answers[key] = x
		}
		a.Answers = answers
	}
	a.Passed, a.Rivals, a.Background = slices.Clone(a.Passed), slices.Clone(a.Rivals), slices.Clone(a.Background)
	for i, p := range a.Passed { // marks of a pass never change
		if p.Kept != nil {
			k := *p.Kept
			a.Passed[i].Kept = &k
		}
	}
	for i, r := range a.Rivals {
		a.Rivals[i].Marks = maps.Clone(r.Marks)
	}
	if a.Request != nil {
		r := *a.Request
		a.Request = &r
	}
	if a.Worth != nil {
		w := *a.Worth
		a.Worth = &w
	}
	return a
}
