// Package seed fills an empty store with a fictitious company's deals, each
// with a history as if people had worked on it, so that a first screen is not
// empty.
package seed

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/pelletier/go-toml/v2"

	"dealmate/internal/i18n"
	"dealmate/sales"
)

//go:embed deals.toml
var raw []byte

// Writer is the part of a store that seeding needs: one commit that leads a
// deal from one state to the next, with its changes and perhaps a note.
type Writer func(ctx context.Context, commit string, at time.Time, before, after sales.Deal, changes []sales.Change, record any) error

// Company says whose deals they are.
type Company struct {
	// Deals are others than the fictitious company's own, in the form of deals.toml.
	Deals []byte
	// Person turns the owner's name in the file into a person ID and a team.
	Person func(name string) (id, team string)
	Today  time.Time // in the organisation's time zone
	// Currency of amounts that name none.
	Currency string
	// Rules are the questionnaire by which the gates are judged.
	Rules sales.Questionnaire
}

type deal struct {
	Name, Customer, Owner, Amount, Source, Pressure, Value string

	Close   *int
	Path    []step
	Pushes  []push
	Notes   []note
	Helpers []string
	// Marks are the answers to the 20 questions in their order, + − ? or a blank;
	// those of a gate are given on the day it was passed, others Assessed days
	// ago. Said is the evidence by question.
	Marks    string
	Said     map[string]string
	Assessed int
	// Worth is what was decided about investing, on the day of the last step.
	Worth sales.Verdict
	// Forecast is the owner's judgement.
	Forecast sales.Category
	Hold     *hold
	Closed   *closed
	Meetings []meeting
}

type step struct {
	At    int
	Stage sales.Stage
}

// push moves the close date by From days; At is days ago.
type push struct{ At, From int }

type note struct {
	At   int
	Text string
}

type hold struct {
	At     int
	Reason string
	SaidBy string `toml:"said_by"`
	Until  int
}

type closed struct {
	At                          int
	Outcome                     sales.Outcome
	Class                       sales.Class
	Reason, Competitor, Learned string
}

// Deals writes every deal and returns how many there are.
func Deals(ctx context.Context, c Company, write Writer) (int, error) {
	var file struct{ Deals []deal }
	text := raw
	if c.Deals != nil {
		text = c.Deals
	}
	if err := toml.Unmarshal(text, &file); err != nil {
		return 0, fmt.Errorf("seed: %w", err)
	}
	slices.SortStableFunc(file.Deals, func(a, b deal) int { return cmp.Compare(b.Path[0].At, a.Path[0].At) })
	for i, d := range file.Deals {
		t := teller{company: c, write: write, minute: 7 * i % 50}
		if err := t.tell(ctx, d, int64(i+1)); err != nil {
			return i, fmt.Errorf("seed: %s: %w", d.Name, err)
		}
	}
	return len(file.Deals), nil
}

// teller replays one deal's life.
type teller struct {
	company Company
	write   Writer
	minute  int
	now     sales.Deal
	commits int
}

type event struct {
	at    int // days ago
	apply func(d *sales.Deal, at time.Time)
	note  string
	// question makes the note evidence for a question.
	question string
	why      string
	// met is an activity that was held, or planned.
	met *sales.Activity
}

func (t *teller) tell(ctx context.Context, d deal, number int64) error {
	events, err := t.events(d, number)
	if err != nil {
		return err
	}
	slices.SortStableFunc(events[1:], func(a, b event) int { return cmp.Compare(b.at, a.at) })
	for _, e := range events {
		if err := t.commit(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (t *teller) events(d deal, number int64) ([]event, error) {
	first, err := t.first(d, number)
	if err != nil {
		return nil, err
	}
	events := []event{{at: d.Path[0].At, apply: func(to *sales.Deal, at time.Time) {
		*to = first
		to.StageSince, to.CreatedAt = at, at
	}}}
	events = append(events, t.answers(d)...)
	for _, s := range d.Path[1:] {
		events = append(events, event{at: s.At, apply: func(to *sales.Deal, at time.Time) { t.move(to, s.Stage, at) }})
	}
	if last := d.Path[len(d.Path)-1]; d.Worth != "" {
		events = append(events, event{at: last.At, apply: func(to *sales.Deal, at time.Time) {
			to.Assess.Worth = &sales.Worth{Verdict: d.Worth, At: at, By: to.Owner, Gate: last.Stage}
		}})
	}
	for _, p := range d.Pushes {
		events = append(events, event{at: p.At, apply: func(to *sales.Deal, _ time.Time) {
			to.SetClose(sales.DateOf(to.Close.Time(time.UTC).AddDate(0, 0, p.From)))
		}})
	}
	for _, m := range d.Meetings {
		events = append(events, t.meeting(m))
	}
	for _, n := range d.Notes {
		events = append(events, event{at: n.At, note: n.Text})
	}
	if h := d.Hold; h != nil {
		events = append(events, event{at: h.At, why: h.Reason, apply: func(to *sales.Deal, at time.Time) {
			to.Hold = &sales.Hold{Reason: h.Reason, SaidBy: h.SaidBy, Until: t.day(h.Until), Since: at}
		}})
	}
	if c := d.Closed; c != nil {
		events = append(events, event{at: c.At, apply: func(to *sales.Deal, at time.Time) { closeDeal(to, *c, at) }})
	}
	return events, nil
}

func closeDeal(to *sales.Deal, c closed, at time.Time) {
	to.Outcome = c.Outcome
	to.Closing = &sales.Closing{At: at, Class: c.Class, Reason: c.Reason, Competitor: c.Competitor, Learned: c.Learned}
	if c.Outcome == sales.Void {
		to.Closing.Reason, to.Closing.Other = "", c.Reason
	}
}

func (t *teller) first(d deal, number int64) (sales.Deal, error) {
	owner, team := t.company.Person(d.Owner)
	out := sales.Deal{
		ID: fmt.Sprintf("seed-%03d", number), Number: number,
		Name: d.Name, Customer: d.Customer, Team: team, Owner: owner,
		Stage: d.Path[0].Stage, Outcome: sales.Open,
		Source: d.Source, Forecast: d.Forecast, Pressure: d.Pressure, Value: d.Value,
	}
	for _, h := range d.Helpers {
		id, _ := t.company.Person(h)
		out.Collaborators = append(out.Collaborators, id)
	}
	if d.Amount != "" {
		m, err := i18n.ParseMoney(d.Amount, t.company.Currency)
		if err != nil {
			return sales.Deal{}, err
		}
		out.Amount = sales.Money(m)
	}
	if d.Close != nil {
		ahead := *d.Close
		for _, p := range d.Pushes { // where it was before it was pushed
			ahead -= p.From
		}
		out.Close = t.day(ahead)
	}
	return out, nil
}

func (t *teller) day(ahead int) sales.Date {
	return sales.DateOf(t.company.Today.AddDate(0, 0, ahead))
}

func (t *teller) commit(ctx context.Context, e event) error {
	y, m, d := t.company.Today.AddDate(0, 0, -e.at).Date()
	at := time.Date(y, m, d, 10, t.minute, t.commits, 0, t.company.Today.Location())
	t.commits++
	before, after := t.now, t.now.Clone()
	if e.apply != nil {
		e.apply(&after, at)
	}
	var record any
	if e.met != nil {
		record = t.follow(&after, *e.met, at)
	}
	after.UpdatedAt, after.UpdatedBy = at, after.Owner
	commit := fmt.Sprintf("%s|%d", after.ID, t.commits)
	field := sales.FieldNote
	switch {
	case e.question != "":
		field = sales.FieldEvidence
		after.Assess.AddEvidence(e.question, commit, at)
	case e.note != "":
		after.AddNote(commit)
	}
	cause := sales.Cause{Commit: commit, At: at, Actor: after.Owner, From: "seed", Reason: e.why}
	changes := sales.Diff(before, after, cause)
	if e.note != "" {
		record = sales.Note{ID: commit, Deal: after.ID, Author: after.Owner, At: at, Text: e.note, Question: e.question}
		changes = append(changes, sales.NewChange(after, cause, before.Version+1, field, "", commit))
	}
	if a, ok := record.(sales.Activity); ok {
		changes = append(changes, sales.NewChange(after, cause, before.Version+1, sales.FieldActivity, "", a.ID+": "+string(a.State)))
	}
	if err := t.write(ctx, commit, at, before, after, changes, record); err != nil {
		return err
	}
	after.Version = before.Version + 1
	t.now = after
	return nil
}
