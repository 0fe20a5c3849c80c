package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Answering is one click on a mark.
type Answering struct {
	Deal     string
	Question string
	Mark     sales.Mark
	Set      string // the heading that is gone through, "" for all
	// Rev is the answer's when the button was drawn.
	Rev    int64
	Commit string
}

// Answered is what came of a click on a mark.
type Answered struct {
	Done
	// Taken says that the answer that stands is the one that was clicked.
	Taken bool
	// Ask is the question to put next: the one after it in the set, or the same
	// when it is the last one or when somebody else answered it meanwhile.
	Ask  Asked
	Last bool // the set is gone through
}

// Answer gives a question an answer. One that somebody gave meanwhile stays; the
// same answer twice is one.
func (d *Desk) Answer(ctx context.Context, w Who, a Answering) (Answered, error) {
	if !slices.Contains(sales.Marks(), a.Mark) {
		return Answered{}, fault.New(fault.Invalid, "error.choice")
	}
	done, err := d.do(ctx, change{who: w, deal: a.Deal, verb: org.Change, commit: a.Commit, apply: func(to *sales.Deal, now time.Time) error {
		q, err := d.answerable(to, a.Question)
		if err != nil {
			return err
		}
		if is := to.Assess.Answers[a.Question]; is.Rev != a.Rev || is.Mark == a.Mark {
			return alreadyBy(sales.FieldAnswer + a.Question)
		}
		to.Assess.Version = q.rules.Version
		to.Assess.Set(a.Question, a.Mark, w.ID, now)
		return nil
	}})
	if err != nil {
		return Answered{}, err
	}
	out := Answered{Done: done, Taken: done.Deal.Assess.Answers[a.Question].Mark == a.Mark}
	out.Ask, err = d.asked(done.Deal, a.Set, a.Question)
	if err == nil && out.Taken {
		if out.Last = out.Ask.After == ""; !out.Last {
			out.Ask, err = d.asked(done.Deal, a.Set, out.Ask.After)
		}
	}
	if err == nil {
		out.Ask, err = d.supported(ctx, w, out.Ask, done.Deal)
	}
	return out, err
}

// answerable is the questionnaire of a deal that may be assessed now.
func (d *Desk) answerable(to *sales.Deal, question string) (questionnaire, error) {
	if err := assessable(*to); err != nil {
		return questionnaire{}, err
	}
	q, err := d.questionsOf(*to)
	if err == nil && question != "" && !q.rules.Has(question) {
		err = fault.New(fault.NotFound, "error.no_question")
	}
	return q, err
}

func assessable(deal sales.Deal) error {
	switch deal.Outcome {
	case sales.Void:
		return fault.New(fault.Invalid, "error.void_deal")
	case sales.Won, sales.Lost:
		return fault.New(fault.Invalid, "error.closed_deal")
	}
	return nil
}

// Renew takes the current version of the questionnaire for a deal: answers to
// questions that it still has stay.
func (d *Desk) Renew(ctx context.Context, w Who, deal, commit string) (Done, error) {
	return d.do(ctx, change{who: w, deal: deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, _ time.Time) error {
		if err := assessable(*to); err != nil {
			return err
		}
		if to.Assess.Version == d.current {
			return alreadyBy()
		}
		to.Assess.Version = d.current
		return nil
	}})
}

// judge brings what follows from a deal's answers up to date: a gate that no
// longer holds is marked, a wish to pass that has become idle ends.
func (d *Desk) judge(to *sales.Deal) error {
	a := &to.Assess
	if a.Version == 0 && len(a.Passed) == 0 && a.Request == nil {
		return nil
	}
	q, err := d.questionsOf(*to)
	if err != nil {
		return err
	}
	a.Loose = ""
	if to.IsOpen() {
		a.Loose = q.rules.Loosened(*to)
	}
	if next, ok := to.Stage.Next(); a.Request != nil && (!to.IsOpen() || !ok || a.Request.Gate != next) {
		a.Request = nil
	}
	return nil
}

// Assess is what a deal's answers come to.
type Assess struct {
	Scores []sales.Score
	// Gate is the one the deal stands before, or its last; nil where there is none.
	Gate *sales.GateState
	// Blocks says that the gate keeps this deal where it is until it is open.
	Blocks         bool
	Best           *sales.Best
	Contradictions []string
	Suggest        sales.Verdict
	// Renewed says that there is a newer version of the questionnaire.
	Renewed bool
}

// assess reads a deal's answers for its card.
func (d *Desk) assess(deal sales.Deal, now time.Time) (*Assess, error) {
	if d.current == 0 {
		return nil, nil //nolint:nilnil // a desk without questions has nothing to say
	}
	q, err := d.questionsOf(deal)
	if err != nil {
		return nil, err
	}
	a := &Assess{
		Scores:         q.rules.Scorecard(deal, d.o.Limits[deal.Stage].StaleDays, now),
		Blocks:         d.blocks(deal),
		Contradictions: q.rules.Contradictions(deal),
		Suggest:        q.rules.SuggestWorth(deal.Assess.Answers, d.isLarge(deal)),
		Renewed:        deal.Assess.Version != 0 && deal.Assess.Version != d.current,
	}
	if g, ok := q.rules.Current(deal); ok && deal.IsOpen() {
		state := q.rules.Check(g, deal.Assess.Answers)
		a.Gate = &state
		if b, ok := q.rules.NextBest(deal); ok {
			a.Best = &b
		}
	}
	return a, nil
}

// isLarge reports whether 是否投入 is the manager's by the deal's amount.
func (d *Desk) isLarge(deal sales.Deal) bool {
	limit := d.o.Method.Manager
	return limit.IsPositive() && deal.Amount.Currency == d.o.Org.Currency && deal.Amount.Amount.GreaterThanOrEqual(limit)
}

// Asked is one question as it is put to a person.
type Asked struct {
	View
	Question string
	Heading  string
	Set      string // the heading whose questions are gone through, "" for all
	Place    int    // of the question in the set, from 1
	Of       int
	Before   string // the questions beside it in the set, "" at the ends
	After    string
	Answer   sales.Answer
	Evidence []sales.Note // newest first
	// Notes are what the background says that helps to answer.
	Background []sales.Note
	Options    []dialogs.Option
	Label      string // catalog key of the question's own text, without its end
	Must, Veto bool
}

// Question puts a question of a set to a person: the one that is named, else the
// first of the set that nobody has answered, else its first.
func (d *Desk) Question(ctx context.Context, w Who, deal, set, question string) (Asked, error) {
	found, err := d.deal(ctx, w, deal, org.See)
	if err != nil {
		return Asked{}, err
	}
	out, err := d.asked(found, set, question)
	if err != nil {
		return Asked{}, err
	}
	return d.supported(ctx, w, out, found)
}

// asked is a question of a set and its place in it.
func (d *Desk) asked(found sales.Deal, set, question string) (Asked, error) {
	q, err := d.answerable(&found, question)
	if err != nil {
		return Asked{}, err
	}
	keys := q.rules.Under(set)
	if len(keys) == 0 {
		return Asked{}, fault.New(fault.NotFound, "error.no_question")
	}
	if question == "" {
		question = firstOpen(keys, found.Assess.Answers)
	}
	at := slices.Index(keys, question)
	if at < 0 { // of another set
		set, keys = "", q.rules.Under("")
		at = slices.Index(keys, question)
	}
	field, _ := q.form.Field(question)
	out := Asked{
		Question: question, Heading: field.Heading, Set: set, Place: at + 1, Of: len(keys),
		Answer: found.Assess.Answers[question], Options: d.marks(question), Label: "form." + formAssess + "." + question,
	}
	if at > 0 {
		out.Before = keys[at-1]
	}
	if at+1 < len(keys) {
		out.After = keys[at+1]
	}
	for _, g := range q.rules.Gates {
		out.Must = out.Must || slices.Contains(g.Must, question)
		out.Veto = out.Veto || slices.Contains(g.Veto, question)
	}
	return out, nil
}

// firstOpen is the first question that nobody has answered, else the first.
func firstOpen(keys []string, answers sales.Answers) string {
	for _, key := range keys {
		if answers[key].Mark == "" {
			return key
		}
	}
	for _, key := range keys {
		if !answers[key].Known() {
			return key
		}
	}
	return keys[0]
}

// supported adds what was written down about a question.
func (d *Desk) supported(ctx context.Context, w Who, out Asked, deal sales.Deal) (Asked, error) {
	ids := slices.Clone(out.Answer.Evidence)
	for _, fl := range d.o.Forms[formBackground].Fields {
		if fl.Feeds == out.Question && slices.Contains(deal.Assess.Background, fl.Key) {
			ids = append(ids, sales.BackgroundID(deal.ID, fl.Key))
		}
	}
	var notes []sales.Note
	var err error
	if len(ids) > 0 {
		if notes, err = d.o.History.Notes(ctx, ids...); err != nil {
			return Asked{}, err
		}
	}
	for _, n := range notes {
		switch {
		case n.Text == "": // erased
		case sales.BackgroundField(n.ID) != "":
			out.Background = append(out.Background, n)
		default:
			out.Evidence = append(out.Evidence, n)
		}
	}
	out.View = d.view(w, deal)
	out.Assess, err = d.assess(deal, d.o.Now().In(w.Zone))
	return out, err
}
