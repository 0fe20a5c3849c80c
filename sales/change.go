package sales

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ChangeSchema is the version of Change as it is written now.
const ChangeSchema = 1

// Change is one entry of the append-only log: what one commit did to one field.
// Metrics read RecordedAt, so that old weeks never change.
type Change struct {
	Schema     int       `json:"schema"`
	Commit     string    `json:"commit"`
	Deal       string    `json:"deal"`
	Version    int64     `json:"version"` // of the deal after the commit
	RecordedAt time.Time `json:"recorded_at"`
	HappenedAt time.Time `json:"happened_at,omitzero"`
	Actor      string    `json:"actor"` // person ID, or "system"
	From       string    `json:"from"`  // where from: "slack", "cli", "system", …
	Field      string    `json:"field"`
	Old        string    `json:"old,omitempty"`
	New        string    `json:"new,omitempty"`
	Reason     string    `json:"reason,omitempty"`

	// What the deal was after the change, so that a log can be summed alone.
	Team     string  `json:"team"`
	Owner    string  `json:"owner"`
	Stage    Stage   `json:"stage"`
	Outcome  Outcome `json:"outcome"`
	Amount   Money   `json:"amount,omitzero"`
	Backfill bool    `json:"backfill,omitempty"`
}

// System is the actor of changes that no person made.
const System = "system"

// Fields of a Change that are read again, those of the deal first.
const (
	FieldTeam    = "team"
	FieldOwner   = "owner"
	FieldStage   = "stage"
	FieldAmount  = "amount"
	FieldOutcome = "outcome"
	FieldClose   = "close"
	FieldHold    = "hold"
	// FieldForecast is the owner's judgement.
	FieldForecast = "forecast"

	FieldCreated = "created"
	FieldNote    = "note"   // New holds the note's ID
	FieldErased  = "erased" // personal data was blanked
	// FieldEvidence and FieldBackground: New holds the ID of a note that says more.
	FieldEvidence   = "evidence"
	FieldBackground = "background"
	// FieldAnswer begins the name of an answer's field: "answer.q4".
	FieldAnswer = "answer."
	// FieldPassed, FieldRequest, FieldKept, FieldWorth and FieldLoose tell of
	// gates and of 是否投入; New holds stages, ways and verdicts, Reason the words.
	FieldPassed  = "passed"  // "project: met"
	FieldRequest = "request" // the gate asked for, "" when it was answered
	FieldKept    = "kept"    // the gate
	FieldWorth   = "worth"   // the verdict
	FieldLoose   = "loose"   // the gate, "" when it holds again
	// FieldActivity: New holds the ID of an activity and what became of it:
	// "id: planned", "id: changed", "id: held", "id: called_off".
	FieldActivity = "activity"
	// FieldSnoozed is until when the owner put off what they are told.
	FieldSnoozed = "snoozed"
	// FieldQuestions is the version of the questionnaire, when it is a newer one.
	FieldQuestions = "questions"
	// FieldHoldAsk is why a hold was put to the manager, "" once it was decided.
	FieldHoldAsk = "hold_ask"
	FieldRival   = "rival" // "name: q9 plus, q12 minus"
)

// Cause is who makes a change, when and where from.
type Cause struct {
	Commit string
	At     time.Time
	Actor  string
	From   string
	Reason string
}

// field names one comparable value of a deal.
type field struct {
	name string
	of   func(Deal) string
}

// fields lists what Diff compares, in the order a reader wants to see it.
func fields() []field {
	return []field{
		{"name", func(d Deal) string { return d.Name }},
		{"customer", func(d Deal) string { return d.Customer }},
		{FieldTeam, func(d Deal) string { return d.Team }},
		{FieldOwner, func(d Deal) string { return d.Owner }},
		{"collaborators", func(d Deal) string { return strings.Join(d.Collaborators, ",") }},
		{FieldStage, func(d Deal) string { return string(d.Stage) }},
		// A win's change of amount counts before the win.
		{FieldAmount, func(d Deal) string { return d.Amount.String() }},
		{FieldOutcome, func(d Deal) string { return string(d.Outcome) }},
		{FieldClose, func(d Deal) string { return string(d.Close) }},
		{FieldForecast, func(d Deal) string { return string(d.Forecast) }},
		{"source", func(d Deal) string { return joinOther(d.Source, d.SourceOther) }},
		{"pressure", func(d Deal) string { return d.Pressure }},
		{"value", func(d Deal) string { return d.Value }},
		{"found", func(d Deal) string { return string(d.Found) }},
		{FieldHold, holdText},
		{FieldHoldAsk, holdAsk},
		{"closing", closingText},
		{"learned", learned},
		{"pushes", func(d Deal) string { return count(d.Pushes) }},
		{"last_contact", func(d Deal) string { return stamp(d.LastContact) }},
		{"next", func(d Deal) string { return joinOther(stamp(d.NextAt), d.NextWhat) }},
	}
}

func joinOther(a, b string) string {
	if b == "" {
		return a
	}
	return a + ": " + b
}

func holdText(d Deal) string {
	if d.Hold == nil {
		return ""
	}
	return string(d.Hold.Until) + "|" + d.Hold.SaidBy + "|" + d.Hold.Reason
}

func holdAsk(d Deal) string {
	if d.Hold == nil || d.Hold.Ask == nil {
		return ""
	}
	return d.Hold.Ask.Why
}

func closingText(d Deal) string {
	if d.Closing == nil {
		return ""
	}
	c := d.Closing
	return strings.Join([]string{string(c.Class), c.Reason, c.Other, c.Competitor}, "|")
}

func learned(d Deal) string {
	if d.Closing == nil {
		return ""
	}
	return d.Closing.Learned
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Diff is the list of Changes that lead from one state of a deal to another.
// A deal that did not exist (an empty ID) yields one "created" change first.
// The version of each is the one after the commit, before.Version + 1.
func Diff(before, after Deal, c Cause) []Change {
	var out []Change
	if before.ID == "" {
		out = append(out, NewChange(after, c, before.Version+1, FieldCreated, "", after.Name))
	}
	for _, f := range fields() {
		if o, n := f.of(before), f.of(after); o != n {
			if before.ID == "" && !slices.Contains([]string{FieldStage, FieldAmount, FieldClose, FieldOwner}, f.name) {
				continue
			}
			out = append(out, NewChange(after, c, before.Version+1, f.name, o, n))
		}
	}
	return append(out, assessed(before, after, c)...)
}

// NewChange is one Change with the deal's facts after it filled in.
func NewChange(d Deal, c Cause, version int64, name, old, now string) Change {
	return Change{
		Schema: ChangeSchema, Commit: c.Commit, Deal: d.ID, Version: version,
		RecordedAt: c.At.UTC(), Actor: c.Actor, From: c.From, Field: name, Old: old, New: now,
		Reason: c.Reason, Team: d.Team, Owner: d.Owner, Stage: d.Stage,
		Outcome: d.Outcome, Amount: d.Amount, Backfill: d.Backfilled,
	}
}
