// Package sales holds the types and rules of the sales method: deals, their
// stages and outcomes, their changes and what about them needs attention.
// It is pure: no clock, no I/O, no platform, no text for people.
package sales

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Stage is a position in the funnel; its key never changes, its name does.
type Stage string

// The four stages of the method, in their order.
const (
	Potential Stage = "potential"
	Project   Stage = "project"
	Ours      Stage = "ours"
	Winnable  Stage = "winnable"
)

// Stages returns all stages in funnel order.
func Stages() []Stage { return []Stage{Potential, Project, Ours, Winnable} }

// Index is the stage's place in the funnel from 0, or -1 for an unknown one.
func (s Stage) Index() int { return slices.Index(Stages(), s) }

// Next is the stage after s; ok is false at the end.
func (s Stage) Next() (next Stage, ok bool) { return s.step(1) }

// Previous is the stage before s; ok is false at the start.
func (s Stage) Previous() (previous Stage, ok bool) { return s.step(-1) }

func (s Stage) step(by int) (Stage, bool) {
	i := s.Index()
	if i < 0 || i+by < 0 || i+by >= len(Stages()) {
		return "", false
	}
	return Stages()[i+by], true
}

// Outcome is what became of a deal; it is separate from the stage.
type Outcome string

// The outcomes. Void is for duplicates and typos: outside every metric.
const (
	Open Outcome = "open"
	Won  Outcome = "won"
	Lost Outcome = "lost"
	Void Outcome = "void"
)

// Money is an exact amount; an empty currency means that none is known.
type Money struct {
	Amount   decimal.Decimal `json:"amount"`
	Currency string          `json:"currency"`
}

// IsZero reports whether no amount is known.
func (m Money) IsZero() bool { return m.Currency == "" }

// Equal compares value and currency, not the way the number was written.
func (m Money) Equal(o Money) bool {
	return m.Currency == o.Currency && m.Amount.Equal(o.Amount)
}

func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	return m.Amount.String() + " " + m.Currency
}

// Date is a calendar day, "2026-11-23", or "" for none.
type Date string

// Time is the start of the day in a time zone, or the zero time.
func (d Date) Time(zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// DateOf is the day of a moment, in the moment's own time zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Deal is an opportunity record.
type Deal struct {
	ID     string `json:"id"` // the ID of the dialog that made it
	Number int64  `json:"number"`

	Name          string   `json:"name"`
	Customer      string   `json:"customer"`
	Team          string   `json:"team"`  // team key
	Owner         string   `json:"owner"` // person ID
	Collaborators []string `json:"collaborators,omitempty"`

	Stage      Stage     `json:"stage"`
	StageSince time.Time `json:"stage_since"`
	Outcome    Outcome   `json:"outcome"`

	Amount Money `json:"amount,omitzero"`
	// Close is the expected close date.
	Close Date `json:"close,omitempty"`
	// Pushes counts moves of Close to a later month; the first setting is none.
	Pushes     int `json:"pushes,omitempty"`
	PushedDays int `json:"pushed_days,omitempty"`

	// Forecast is the owner's judgement, "" for none; see Category.
	Forecast Category `json:"forecast,omitempty"`

	Source      string `json:"source,omitempty"`
	SourceOther string `json:"source_other,omitempty"`
	Pressure    string `json:"pressure,omitempty"` // what presses the customer
	Value       string `json:"value,omitempty"`    // what we bring

	Found      Date `json:"found,omitempty"`      // when it was found, if before it was entered
	Backfilled bool `json:"backfilled,omitempty"` // entered while already running (补录)

	Assess Assessment `json:"assess,omitzero"`

	Attention Attention `json:"attention,omitzero"`

	LastContact time.Time `json:"last_contact,omitzero"` // last customer-facing activity
	NextAt      time.Time `json:"next_at,omitzero"`      // next planned activity
	NextWhat    string    `json:"next_what,omitempty"`   // its type
	// Plans are the planned activities, the next one first.
	Plans []Plan `json:"plans,omitempty"`
	// Costs are the hours and expenses of selling, by stage.
	Costs []Cost `json:"costs,omitempty"`

	Hold    *Hold    `json:"hold,omitempty"`
	Closing *Closing `json:"closing,omitempty"`
	// HeldAt is when it was last put on hold, HeldDays how long holds that are over took.
	HeldAt   time.Time `json:"held_at,omitzero"`
	HeldDays int       `json:"held_days,omitempty"`
	// ClockFrom restarts the clocks of attention after a hold or a reopening.
	ClockFrom time.Time `json:"clock_from,omitzero"`

	// Notes are the IDs of the last notes, newest first, at most CardNotes: a
	// card needs no look into the log.
	Notes []string `json:"notes,omitempty"`

	Origin    Origin    `json:"origin,omitzero"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	UpdatedBy string    `json:"updated_by,omitempty"`

	// Version guards the record; it is the store's, not part of the data.
	Version int64 `json:"-"`
}

// Hold says why a deal waits and until when.
type Hold struct {
	Reason string    `json:"reason"`
	SaidBy string    `json:"said_by"` // who at the customer said so
	Until  Date      `json:"until"`   // date of re-contact
	Since  time.Time `json:"since"`
	// Ask is what a manager is to decide about it, nil where they need not.
	Ask *HoldAsk `json:"ask,omitempty"`
}

// HoldAsk is a hold that was put to the manager; it holds meanwhile.
type HoldAsk struct {
	ID  string `json:"id"`
	Why string `json:"why"` // HoldLong or HoldAgain
	By  string `json:"by"`  // person ID
}

// Why a hold is a manager's to decide. See docs/method.md, section 11.
const (
	HoldLong  = "long"  // over 90 days in all
	HoldAgain = "again" // the second in a row
)

// longestHold is how many days a deal rests without the manager.
const longestHold = 90

// HoldNeeds says why a hold until a day is the manager's to decide, "" where it is
// not. now is in the zone of who holds it.
func (d Deal) HoldNeeds(until Date, now time.Time) string {
	since := now
	if d.Hold != nil {
		since = d.Hold.Since.In(now.Location())
	}
	over := d.Hold == nil || d.Hold.Until <= DateOf(now)
	again := over && !d.HeldAt.IsZero() && !d.LastContact.After(d.HeldAt) && !d.StageSince.After(d.HeldAt)
	switch {
	case until > DateOf(since.AddDate(0, 0, longestHold)):
		return HoldLong
	case again:
		return HoldAgain
	}
	return ""
}

// EndHold counts the days of a hold that ends with a change: was is the deal before it.
// now is in the zone of who ends it.
func (d *Deal) EndHold(was Deal, now time.Time) {
	if was.Hold != nil && (d.Hold == nil || !d.Hold.Since.Equal(was.Hold.Since)) {
		d.HeldDays += daysBetween(was.Hold.Since, now)
	}
}

// AsksHold reports whether the hold that was put to the manager under an ID waits
// for the decision.
func (d Deal) AsksHold(id string) bool {
	return d.IsOpen() && d.Hold != nil && d.Hold.Ask != nil && d.Hold.Ask.ID == id
}

// Closing says how a deal ended. See docs/method.md.
type Closing struct {
	At         time.Time `json:"at"`
	Class      Class     `json:"class,omitempty"` // lost only
	Reason     string    `json:"reason"`
	Other      string    `json:"other,omitempty"` // text for the reason "other", or why void
	Competitor string    `json:"competitor,omitempty"`
	Learned    string    `json:"learned,omitempty"`
	Revisit    Date      `json:"revisit,omitempty"`
}

// Origin is the message a deal was made from, opaque to the core.
type Origin struct {
	Platform string `json:"platform,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Message  string `json:"message,omitempty"`
	Link     string `json:"link,omitempty"`
}

// CardNotes is how many notes a card shows.
const CardNotes = 3

// AddNote puts a note on the card.
func (d *Deal) AddNote(id string) {
	d.Notes = append([]string{id}, d.Notes[:min(len(d.Notes), CardNotes-1)]...)
}

// Clone is a deep copy, so that the old and the new state can be compared.
func (d Deal) Clone() Deal {
	d.Collaborators, d.Notes = slices.Clone(d.Collaborators), slices.Clone(d.Notes)
	d.Plans, d.Costs = slices.Clone(d.Plans), slices.Clone(d.Costs)
	d.Attention.Alerts = slices.Clone(d.Attention.Alerts)
	d.Assess = d.Assess.clone()
	if d.Hold != nil {
		h := *d.Hold
		d.Hold = &h
	}
	if d.Closing != nil {
		c := *d.Closing
		d.Closing = &c
	}
	return d
}

// IsOpen reports whether the deal is still worked on, held or not.
func (d Deal) IsOpen() bool { return d.Outcome == Open }

// IsHelped reports whether a person is named on the deal as collaborator.
func (d Deal) IsHelped(person string) bool { return slices.Contains(d.Collaborators, person) }
