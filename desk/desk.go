// Package desk holds the use cases: may this person do it, what does the rule
// say, which changes follow, one commit. It knows no card and no platform.
package desk

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/coach"
	"dealmate/dialogs"
	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/sentence"
)

// Who is the person behind a call, identified, with what they prefer.
type Who struct {
	org.Person
	Lang i18n.Lang
	Zone *time.Location
	From string // where from: the platform's name, "cli", …
}

// zone is where the person is; of who has none, UTC.
func (w Who) zone() *time.Location {
	if w.Zone == nil {
		return time.UTC
	}
	return w.Zone
}

// Options is what a Desk needs.
type Options struct {
	Org      org.Organisation
	Forms    dialogs.Library
	Lists    sales.Lists
	Limits   map[sales.Stage]sales.Limits
	Method   Method
	Coach    *coach.Coach // of the purposes of activities; nil says nothing
	Calendar org.Calendar
	// Kept are the versions of the assessment that were used; the one of Forms is
	// the current one.
	Kept     []dialogs.Form
	Deals    Deals
	History  History
	Records  Records
	Meetings Meetings
	Due      Due
	Feeds    Feeds
	Fetch    Fetch
	Books    Bookkeeping
	// Intake are the words by which lists that people bring are understood.
	Intake *intake.Vocabulary
	// Called is what a text is in each language: by it stages and sources of lists are
	// known.
	Called func(t i18n.Text) []string
	// Reader reads plain sentences by rules; Listener, where there is one, before it.
	Reader   *sentence.Reader
	Listener Listener
	// Rates turn amounts into the organisation's currency.
	Rates sales.Rates
	Begin func(commit string, now time.Time) Tx
	// KeepDialogs is how long a form that nobody sent can still be sent; 0 is a day.
	KeepDialogs time.Duration
	Now         func() time.Time
	NewID       func() string
}

// Method are the amounts, in the organisation's currency, by which the method
// weighs deals. See docs/method.md.
type Method struct {
	// From is where gates begin to block; below it they advise.
	From decimal.Decimal
	// Manager leaves 是否投入 from this amount on to the manager; zero never does.
	Manager decimal.Decimal
	// Large is what counts as large business in questions 16 and 17.
	Large decimal.Decimal
}

// Desk answers the use cases. It is safe for concurrent use.
type Desk struct {
	o         Options
	dir       *directory
	started   time.Time             // the organisation's first start
	questions map[int]questionnaire // by version
	current   int
}

// New makes a Desk; Load must be called before the first event.
func New(o Options) *Desk {
	return &Desk{o: o, dir: newDirectory(), questions: map[int]questionnaire{}}
}

// Deals finds deals. Errors are *fault.Error with code unavailable, or not
// found where one deal was asked for.
type Deals interface {
	// Deals returns the deals that exist, in the order of ids.
	Deals(ctx context.Context, ids ...string) ([]sales.Deal, error)
	Select(ctx context.Context, s sales.Selection) ([]sales.Deal, error)
	// Numbered finds the deal with a number; not found is an error.
	Numbered(ctx context.Context, n int64) (sales.Deal, error)
	// Names lists what a search needs of every deal of a team.
	Names(ctx context.Context, team string) ([]sales.Name, error)
	// LastNumber is the highest number taken so far.
	LastNumber(ctx context.Context) (int64, error)
}

// History reads what happened to a deal.
type History interface {
	// Changes returns a deal's log, oldest first.
	Changes(ctx context.Context, deal string) ([]sales.Change, error)
	// Notes returns notes by ID; one that was erased has an empty text.
	Notes(ctx context.Context, ids ...string) ([]sales.Note, error)
}

// Records reads what is neither deal nor history.
type Records interface {
	// Dialog returns a form's state; not found is an error with code not_found
	// (it expired).
	Dialog(ctx context.Context, id string) (dialogs.State, error)
	// People returns everybody who has a record.
	People(ctx context.Context) ([]org.Person, error)
	// Person returns one person afresh.
	Person(ctx context.Context, id string) (org.Person, error)
	// Places lists the posted cards of a deal.
	Places(ctx context.Context, deal string) ([]sales.Place, error)
	// Roster is a list of names that were used before, empty at first.
	Roster(ctx context.Context, id string) (sales.Roster, error)
}

// Meetings reads activities.
type Meetings interface {
	// Activities returns a deal's, the latest first, at most limit (0: all).
	Activities(ctx context.Context, deal string, limit int) ([]sales.Activity, error)
	// ActivitiesByID returns those that exist, in the order of ids.
	ActivitiesByID(ctx context.Context, ids ...string) ([]sales.Activity, error)
	// MeetingsDue returns those about which somebody is to be told by a moment.
	MeetingsDue(ctx context.Context, now time.Time, limit int) ([]sales.Activity, error)
}

// Due finds what the clock is waiting for.
type Due interface {
	// HoldsDue lists held deals whose date of re-contact is not after a day.
	HoldsDue(ctx context.Context, day sales.Date) ([]sales.Deal, error)
	// AttentionDue lists deals to be looked at by a moment, the longest waiting first.
	AttentionDue(ctx context.Context, now time.Time, limit int) ([]sales.Deal, error)
	// DialogsBefore lists forms last touched before a moment in unix milliseconds.
	DialogsBefore(ctx context.Context, ms int64, limit int) ([]dialogs.State, error)
}

// Tx gathers one commit. Its ID was given to Begin; a repeat of the ID changes
// nothing and returns the first result.
type Tx interface {
	// SaveDeal writes a deal that was at before.Version (0: new, and then
	// after.Number must be the last number plus one) and appends its changes.
	SaveDeal(before, after sales.Deal, changes []sales.Change)
	// Save writes a dialogs.State, sales.Note, sales.Activity, sales.Roster, sales.Feed or sales.Books, guarded by the
	// version it was read with, or an org.Person or sales.Place, which are not.
	Save(record any)
	// Drop deletes a dialog or a feed, or forgets a place.
	Drop(record any)
	Send(m scheduler.Message)
	// Commit returns the result of the first commit with this ID. A changed
	// record gives *fault.Error with code conflict; a store that does not
	// answer gives unavailable.
	Commit(ctx context.Context, result string) (first string, repeated bool, err error)
}

// Opening asks for a form.
type Opening struct {
	Form    string            // new, edit, note, back, won, lost, hold, void, assign, settings
	Deal    string            // the deal's ID, "" for new and settings
	Part    string            // of the assessment or background: a heading; of evidence: a question
	Prefill map[string]string // values to begin with
	Context map[string]string // kept with the dialog for the bot
}

// Opened is a form that was begun.
type Opened struct {
	Form  dialogs.Form
	State dialogs.State
	Deal  sales.Deal // zero for a new one
}

// Submitted is what came of a form: Problems, Again or a deal that was saved.
type Submitted struct {
	Form     string
	Part     string
	Context  map[string]string
	Problems dialogs.Problems
	// Typed is the form with what was typed, beside Problems.
	Typed *Opened
	Again *Again
	Done  Done
	// Activity is the one that a form was about, and Coached what the coach says of
	// its purpose; nil where there is nothing to say.
	Activity sales.Activity
	Coached  *coach.Verdict
}

// Again is a form that must be looked at once more before it counts.
type Again struct {
	Opened
	Duplicates []Duplicate
	Conflicts  []Conflict
}

// Duplicate is a deal that may be the same. When the person may not see it,
// Deal is zero and only whom to ask is told.
type Duplicate struct {
	Deal  sales.Deal
	Owner org.Person
	Team  org.Team
}

// Conflict is one field that somebody else changed meanwhile. Values are as a
// form holds them.
type Conflict struct {
	Field  string
	Theirs string
	Yours  string
	By     string // person ID
	At     time.Time
}

// Done is a change that was made, or had been made before.
type Done struct {
	Deal    sales.Deal
	Changes []sales.Change
	// Already is set when the wanted state had been reached before; By and At
	// then say who did it and when.
	Already bool
	By      org.Person
	At      time.Time
	// Blocked is the gate that kept the deal where it is, and Advice one that is
	// not open and let it pass because it only advises.
	Blocked, Advice *sales.GateState
}

// View is a deal with what a card needs beside it.
type View struct {
	Deal     sales.Deal
	Owner    org.Person
	Helpers  []org.Person
	Team     org.Team
	Warnings []sales.Warning
	Stage    int // days in stage
	LastBy   org.Person
	May      map[org.Verb]bool // what the reader may do
	Notes    []sales.Note      // the last ones, newest first, at most three
	// Assess is what the answers come to; nil in lists.
	Assess *Assess
}

// Listing asks for a page of deals.
type Listing struct {
	Scope   string // "mine", "team", "stage", "won", "lost", "hold"
	Stage   sales.Stage
	Find    string // a text instead of a scope
	Page    int    // from 0
	PerPage int
}

// Page is a part of a list.
type Page struct {
	Listing
	Deals []View
	Total int
	// More says that the search stopped early because there is too much.
	More bool
}

// Overview is a person's first screen.
type Overview struct {
	NeedsMe []View // own open deals with warnings, most urgent first
	Mine    []View // own and helped open deals, by attention
	ByStage []StageSum
}

// StageSum is one line of a pipeline. Amounts of different currencies are
// never added.
type StageSum struct {
	Stage   sales.Stage
	Count   int
	Amounts []sales.Money // one per currency, largest first
	NoMoney int           // deals with no amount
}

// Entry is one line of a deal's history.
type Entry struct {
	sales.Change
	Who      org.Person     // zero for the system
	Note     sales.Note     // of a note
	Activity sales.Activity // of an activity
	// Also are the answers that were given in the same sitting, newest first.
	Also []sales.Change
}
