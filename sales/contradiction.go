package sales

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Rule names a contradiction between what is said of a deal: it holds when all
// of All do and, if there are any, at least one of Any.
type Rule struct {
	Key      string
	All, Any []Condition
}

// Condition is one comparison of a fact: an answer ("q3"), a field of the
// background ("background.process"), or "source", "stage", "close", "amount",
// "pushes".
type Condition struct {
	Fact string
	Op   string // OpIs, OpEmpty, OpLeast
	Want string
}

// The comparisons.
const (
	OpIs    = "is"
	OpEmpty = "is empty"
	OpLeast = "at least"
)

// ParseCondition reads "q3 is plus", "close is empty", "pushes at least 2". An
// error says what is wrong, for whoever wrote the rule.
func ParseCondition(s string) (Condition, error) {
	words := strings.Fields(s)
	var c Condition
	switch {
	case len(words) == 3 && words[1] == "is" && words[2] == "empty":
		c = Condition{words[0], OpEmpty, ""}
	case len(words) == 3 && words[1] == "is":
		c = Condition{words[0], OpIs, words[2]}
	case len(words) == 4 && words[1] == "at" && words[2] == "least":
		if _, err := strconv.Atoi(words[3]); err != nil {
			return Condition{}, fmt.Errorf("%q: %q is no number", s, words[3])
		}
		c = Condition{words[0], OpLeast, words[3]}
	default:
		return Condition{}, fmt.Errorf("%q is no condition; write \"q3 is plus\", \"close is empty\" or \"pushes at least 2\"", s)
	}
	if err := c.check(); err != nil {
		return Condition{}, fmt.Errorf("%q: %w", s, err)
	}
	return c, nil
}

func (c Condition) check() error {
	fixed := slices.Contains([]string{"source", "stage", "close", "amount", "pushes"}, c.Fact) || strings.HasPrefix(c.Fact, "background.")
	switch {
	case c.Op == OpLeast && c.Fact != "pushes":
		return fmt.Errorf("%q is not counted", c.Fact)
	case !fixed && c.Op == OpIs && !slices.Contains(Marks(), Mark(c.Want)):
		return fmt.Errorf("an answer is plus, minus or unknown, never %q", c.Want)
	}
	return nil
}

// Question is the question a condition asks about, "" for another fact.
func (c Condition) Question() string {
	switch c.Fact {
	case "source", "stage", "close", "amount", "pushes":
		return ""
	}
	if strings.HasPrefix(c.Fact, "background.") {
		return ""
	}
	return c.Fact
}

func (c Condition) holds(d Deal) bool {
	var is string
	switch c.Fact {
	case "source":
		is = d.Source
	case "stage":
		is = string(d.Stage)
	case "close":
		is = string(d.Close)
	case "amount":
		is = d.Amount.String()
	case "pushes":
		least, _ := strconv.Atoi(c.Want)
		return d.Pushes >= least
	default:
		if field, ok := strings.CutPrefix(c.Fact, "background."); ok {
			if slices.Contains(d.Assess.Background, field) {
				is = field
			}
			break
		}
		a := d.Assess.Answers[c.Fact]
		if c.Op == OpEmpty {
			return !a.Known()
		}
		is = string(a.Is())
	}
	if c.Op == OpEmpty {
		return is == ""
	}
	return is == c.Want
}

// Contradictions lists the keys of the rules that hold for an open deal, in
// their order. They are named, never scored.
func (q Questionnaire) Contradictions(d Deal) []string {
	if !d.IsOpen() {
		return nil
	}
	var out []string
	for _, r := range q.Rules {
		if r.holds(d) {
			out = append(out, r.Key)
		}
	}
	return out
}

func (r Rule) holds(d Deal) bool {
	for _, c := range r.All {
		if !c.holds(d) {
			return false
		}
	}
	return len(r.Any) == 0 || slices.ContainsFunc(r.Any, func(c Condition) bool { return c.holds(d) })
}
