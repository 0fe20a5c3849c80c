package dialogs

import (
	"fmt"
	"slices"
	"strings"
)

// MarksSource is the source of a question's options: for us, against us, not
// known. A field with it is a question of the assessment.
const MarksSource = "marks"

// SaidSuffix ends the key of the line that takes a question's evidence.
const SaidSuffix = "_said"

// Judge is what the answers of an assessment come to, as its file says. The
// rules themselves are the method's; see package sales.
type Judge struct {
	Gates   []Gate   `toml:"gates" json:"gates,omitempty"`
	Worth   Worth    `toml:"worth" json:"worth,omitzero"`
	Rules   []Rule   `toml:"rules" json:"rules,omitempty"`
	Lessons []Lesson `toml:"lessons" json:"lessons,omitempty"`
	// Hints make no version: they only offer a question.
	Hints []Hint `toml:"hints" json:"-"`
}

// Hint says which words of a contact's notes may answer a question.
type Hint struct {
	Question string   `toml:"question"`
	Words    []string `toml:"words"`
}

// Gate is what must be known before a stage.
type Gate struct {
	Stage   string   `toml:"stage" json:"stage"`
	Heading string   `toml:"heading" json:"heading"`
	Plus    int      `toml:"plus" json:"plus"`
	Must    []string `toml:"must" json:"must,omitempty"`
	Veto    []string `toml:"veto" json:"veto,omitempty"`
}

// Worth is when going on is suggested.
type Worth struct {
	Heading string   `toml:"heading" json:"heading"`
	GoOn    int      `toml:"go_on" json:"go_on"`
	Manager []string `toml:"manager" json:"manager,omitempty"`
}

// Rule names a contradiction; its conditions are read by the method.
type Rule struct {
	Key string   `toml:"key" json:"key"`
	All []string `toml:"all" json:"all,omitempty"`
	Any []string `toml:"any" json:"any,omitempty"`
}

// Lesson says which questions a reason of a loss points at.
type Lesson struct {
	Reason    string   `toml:"reason" json:"reason"`
	Questions []string `toml:"questions" json:"questions"`
}

// Asks reports whether a field is a question of an assessment.
func (fl Field) Asks() bool { return fl.Source == MarksSource }

// checkJudge finds questions and headings that a rule names and nobody asks.
func (f Form) checkJudge() error {
	headings := f.Headings()
	asked := func(where string, keys []string) error {
		for _, key := range keys {
			if fl, ok := f.Field(key); !ok || !fl.Asks() {
				return fmt.Errorf("%s names %q, which is no question", where, key)
			}
		}
		return nil
	}
	for _, g := range f.Judge.Gates {
		if !slices.Contains(headings, g.Heading) {
			return fmt.Errorf("gate %q: no question is under %q", g.Stage, g.Heading)
		}
		if err := asked("gate "+g.Stage, slices.Concat(g.Must, g.Veto)); err != nil {
			return err
		}
		under := f.questions(g.Heading)
		for _, key := range slices.Concat(g.Must, g.Veto) {
			if !slices.Contains(under, key) {
				return fmt.Errorf("gate %q names %q, which is not under %q", g.Stage, key, g.Heading)
			}
		}
		if g.Plus > len(under) {
			return fmt.Errorf("gate %q wants %d + of %d questions", g.Stage, g.Plus, len(under))
		}
	}
	if err := asked("worth", f.Judge.Worth.Manager); err != nil {
		return err
	}
	for _, l := range f.Judge.Lessons {
		if err := asked("lesson "+l.Reason, l.Questions); err != nil {
			return err
		}
	}
	return nil
}

func (f Form) questions(heading string) []string {
	var out []string
	for _, fl := range f.Fields {
		if fl.Asks() && fl.Heading == heading {
			out = append(out, fl.Key)
		}
	}
	return out
}

// SaidOf is the question whose evidence a field takes.
func SaidOf(key string) (string, bool) { return strings.CutSuffix(key, SaidSuffix) }
