package desk

import (
	"fmt"
	"slices"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// The forms of the assessment.
const (
	formAssess     = "assess"
	formBackground = "background"
)

// questionnaire is a version of the assessment: how it is asked, and what its
// answers come to.
type questionnaire struct {
	form  dialogs.Form
	rules sales.Questionnaire
}

// loadQuestions reads the versions of the assessment that this desk was given.
func (d *Desk) loadQuestions() error {
	current, ok := d.o.Forms[formAssess]
	if !ok {
		return nil
	}
	for _, f := range append(slices.Clone(d.o.Kept), current) {
		rules, err := Rules(f)
		if err != nil {
			return err
		}
		d.questions[f.Version] = questionnaire{form: f, rules: rules}
	}
	d.current = current.Version
	return nil
}

// Rules are the rules of a questionnaire as the method reads them. An error says
// which of them cannot be read.
func Rules(f dialogs.Form) (sales.Questionnaire, error) {
	q := sales.Questionnaire{Version: f.Version}
	for _, fl := range f.Fields {
		if fl.Asks() {
			q.Questions = append(q.Questions, sales.Question{Key: fl.Key, Heading: fl.Heading})
		}
	}
	for _, g := range f.Judge.Gates {
		if sales.Stage(g.Stage).Index() < 0 {
			return q, fmt.Errorf("desk: a gate before %q, which is no stage", g.Stage)
		}
		q.Gates = append(q.Gates, sales.Gate{Stage: sales.Stage(g.Stage), Heading: g.Heading, Plus: g.Plus, Must: g.Must, Veto: g.Veto})
	}
	w := f.Judge.Worth
	q.Worth = sales.WorthRule{Heading: w.Heading, GoOn: w.GoOn, Manager: w.Manager}
	for _, r := range f.Judge.Rules {
		rule := sales.Rule{Key: r.Key}
		for _, list := range []struct {
			from []string
			to   *[]sales.Condition
		}{{r.All, &rule.All}, {r.Any, &rule.Any}} {
			for _, s := range list.from {
				c, err := sales.ParseCondition(s)
				if err == nil && c.Question() != "" && !q.Has(c.Question()) {
					err = fmt.Errorf("%q: no question is called %q", s, c.Question())
				}
				if err != nil {
					return q, fmt.Errorf("desk: rule %s: %w", r.Key, err)
				}
				*list.to = append(*list.to, c)
			}
		}
		q.Rules = append(q.Rules, rule)
	}
	for _, l := range f.Judge.Lessons {
		q.Lessons = append(q.Lessons, sales.Lesson{Reason: l.Reason, Questions: l.Questions})
	}
	return q, nil
}

// questionsOf is the questionnaire that a deal's assessment began with, the
// current one where nobody has answered yet.
func (d *Desk) questionsOf(deal sales.Deal) (questionnaire, error) {
	version := deal.Assess.Version
	if version == 0 {
		version = d.current
	}
	q, ok := d.questions[version]
	if !ok { // a newer replica asked it
		return q, fault.New(fault.Unavailable, "error.no_version")
	}
	return q, nil
}

// formOf is the form of a dialog, in the version and the part that it began with.
func (d *Desk) formOf(s dialogs.State) (dialogs.Form, bool) {
	if s.Form == formAssess {
		q, ok := d.questions[s.Version]
		return q.form.Part(s.Part), ok
	}
	f, ok := d.o.Forms[s.Form]
	return f.Part(s.Part), ok
}

// marks are a question's options with its own labels.
func (d *Desk) marks(question string) []dialogs.Option {
	large := i18n.Money{Amount: d.o.Method.Large, Currency: d.o.Org.Currency}
	out := []dialogs.Option{{Value: string(sales.Unknown), Label: i18n.T("question.unknown")}}
	for _, m := range []sales.Mark{sales.Minus, sales.Plus} {
		out = append([]dialogs.Option{{Value: string(m), Label: i18n.T("question."+question+"."+string(m), "Large", large)}}, out...)
	}
	return out
}
