package desk

import (
	"context"
	"strconv"
	"time"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/sentence"
)

// TakenYes is the value of a proposal that was taken as it was.
const TakenYes = "yes"

// Confirming is one click on what a sentence seems to change.
type Confirming struct {
	Heard string
	N     int // of the proposal
	// Value is a sales.Mark for an answer, sentence.Note or Contact for how the sentence
	// itself is kept, TakenYes otherwise.
	Value  string
	Commit string
}

// Confirm changes the deal as a proposal says. The same twice is once. Not found: the
// sentence was swept, or has no such proposal. Won, lost and hold are confirmed with their
// own forms.
func (d *Desk) Confirm(ctx context.Context, w Who, c Confirming) (Heard, Done, error) {
	h, err := d.Heard(ctx, w, c.Heard)
	if err != nil {
		return h, Done{}, err
	}
	if c.N < 0 || c.N >= len(h.Said) || h.Deal == "" {
		return h, Done{}, fault.New(fault.NotFound, "error.expired")
	}
	if _, taken := h.Taken[c.N]; taken {
		deal, err := d.deal(ctx, w, h.Deal, org.See)
		return h, Done{Deal: deal, Already: true, By: w.Person, At: h.At}, err
	}
	done, err := d.confirm(ctx, w, h, c)
	if err != nil {
		return h, Done{}, err
	}
	h, err = d.changeHeard(ctx, w, c.Heard, "", func(h *Heard) error {
		if h.Taken == nil {
			h.Taken = map[int]string{}
		}
		h.Taken[c.N] = c.Value
		return nil
	})
	return h, done, err
}

func (d *Desk) confirm(ctx context.Context, w Who, h Heard, c Confirming) (Done, error) {
	p := h.Said[c.N]
	commit := h.ID + "|" + h.Deal + "|" + strconv.Itoa(c.N)
	switch p.Kind {
	case sentence.Note, sentence.Contact:
		if c.Value == string(sentence.Contact) {
			return d.logContact(ctx, w, h, commit)
		}
		return d.Note(ctx, w, h.Deal, h.Text, h.Link, commit)
	case sentence.CloseDate:
		day, ok := ProposedDay(p.Value)
		if !ok {
			break
		}
		return d.do(ctx, change{who: w, deal: h.Deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, _ time.Time) error {
			return whileOpen(to, func() { to.SetClose(day) })
		}})
	case sentence.Amount:
		m, err := i18n.ParseMoney(p.Value, firstOf(p.Currency, d.o.Org.Currency))
		if err != nil {
			return Done{}, err
		}
		return d.do(ctx, change{who: w, deal: h.Deal, verb: org.Change, commit: commit, apply: func(to *sales.Deal, _ time.Time) error {
			return whileOpen(to, func() { to.Amount = sales.Money(m) })
		}})
	case sentence.NextStep:
		return d.planStep(ctx, w, h, p, commit)
	case sentence.Answer:
		return d.answerHeard(ctx, w, h, p, sales.Mark(c.Value), commit)
	case sentence.Won, sentence.Lost, sentence.Hold:
	}
	return Done{}, fault.New(fault.NotFound, "error.expired")
}

func whileOpen(to *sales.Deal, change func()) error {
	if err := assessable(*to); err != nil {
		return err
	}
	change()
	return nil
}

// ProposedDay is the day of a proposed close date: of a month, its last.
func ProposedDay(value string) (sales.Date, bool) {
	if t, err := time.Parse("2006-01", value); err == nil {
		return sales.DateOf(t.AddDate(0, 1, -1)), true
	}
	_, err := time.Parse(time.DateOnly, value)
	return sales.Date(value), err == nil
}

// logContact keeps a sentence as a contact that was held when it was said, with those of
// the customer's people whom it names.
func (d *Desk) logContact(ctx context.Context, w Who, h Heard, commit string) (Done, error) {
	deal, err := d.deal(ctx, w, h.Deal, org.Change)
	if err != nil {
		return Done{}, err
	}
	who, err := d.named(ctx, deal.Customer, sales.Fold(h.Text))
	if err != nil {
		return Done{}, err
	}
	kind := firstOf(sales.GuessType(h.Text), "visit")
	a := sales.Activity{
		ID: commit, Deal: h.Deal, Owner: w.ID, Type: kind, Who: who, Where: sales.UsualPlace(kind), At: h.At, Zone: w.zone().String(),
		State: sales.Held, CreatedAt: h.At, Outcome: &sales.Outturn{Said: cutRunes(h.Text, maxSaid), At: h.At, By: w.ID},
	}
	return d.keepOne(ctx, w, a, "held")
}

// maxSaid is how much of what a customer said an activity holds, as its form does.
const maxSaid = 1000

// planStep plans what a sentence says will be done next.
func (d *Desk) planStep(ctx context.Context, w Who, h Heard, p sentence.Proposal, commit string) (Done, error) {
	a := sales.Activity{
		ID: commit, Deal: h.Deal, Owner: w.ID, Type: sales.Other, Why: cutRunes(p.Value, maxSaid), State: sales.Planned,
		Zone: w.zone().String(), Minutes: atoi(usualMinutes), AllDay: true, CreatedAt: h.At,
	}
	if p.Date != "" {
		day := sales.Date(p.Date)
		if day < d.today(w) {
			return Done{}, fault.New(fault.Invalid, "error.past_date")
		}
		a.At = day.Time(w.zone()).UTC()
	}
	return d.keepOne(ctx, w, a, "planned")
}

// keepOne commits one new activity with its deal.
func (d *Desk) keepOne(ctx context.Context, w Who, a sales.Activity, said string) (Done, error) {
	return d.do(ctx, change{
		who: w, deal: a.Deal, verb: org.Change, commit: a.ID,
		apply: func(to *sales.Deal, now time.Time) error {
			if err := assessable(*to); err != nil {
				return err
			}
			if a.State == sales.Planned && len(to.Plans) >= sales.MostPlans {
				return fault.New(fault.Invalid, "error.too_many_plans", "Max", sales.MostPlans)
			}
			a.UpdatedAt = now
			a = d.pinged(*to, a, now)
			to.Follow(a)
			return nil
		},
		beside: func(tx Tx, _, _ sales.Deal, _ time.Time) { tx.Save(a) },
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldActivity, "", a.ID+": "+said)}
		},
	})
}

// answerHeard answers a question with the sentence as its evidence, in one commit.
func (d *Desk) answerHeard(ctx context.Context, w Who, h Heard, p sentence.Proposal, m sales.Mark, commit string) (Done, error) {
	if m != sales.Plus && m != sales.Minus && m != sales.Unknown {
		return Done{}, fault.New(fault.Invalid, "error.choice")
	}
	question := QuestionKey(p)
	note := sales.Note{
		ID: commit, Deal: h.Deal, Author: w.ID, At: d.o.Now().UTC(), Question: question, Text: cutRunes(h.Text, maxSaid),
		SaidOn: sales.DateOf(h.At.In(w.zone())), Link: h.Link,
	}
	return d.do(ctx, change{
		who: w, deal: h.Deal, verb: org.Change, commit: commit,
		apply: func(to *sales.Deal, now time.Time) error {
			q, err := d.answerable(to, question)
			if err != nil {
				return err
			}
			to.Assess.Version = q.rules.Version
			to.Assess.Set(question, m, w.ID, now)
			to.Assess.AddEvidence(question, note.ID, now)
			return nil
		},
		beside: func(tx Tx, _, _ sales.Deal, _ time.Time) { tx.Save(note) },
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldEvidence, "", note.ID)}
		},
	})
}

// QuestionKey is the key of the question that a proposal answers.
func QuestionKey(p sentence.Proposal) string { return "q" + strconv.Itoa(p.Question) }

func cutRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
