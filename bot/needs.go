package bot

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// Desk is what the conversation asks of the use cases, a part per concern.
// Errors are *fault.Error with a sentence for the person, or internal.
//
//nolint:interfacebloat // it only joins the parts, each of which is small
type Desk interface {
	Door
	Welcoming
	Company
	Forms
	Actions
	Reading
	Assessing
	Looking
	Meeting
	Attending
	Calendars
	Uploads
	Importing
	Hearing
	Places
	Reports
	Judging
	Exporting
	Weekly
}

// Door tells who somebody is.
type Door interface {
	// Identify fails with unauthenticated for a user nobody has bound yet and
	// with forbidden for somebody in no team.
	Identify(ctx context.Context, platform, user string) (desk.Who, error)
	// Bind ties a platform's user to the person with that e-mail; conflict when
	// another user was first, forbidden when the configuration names no such person.
	Bind(ctx context.Context, platform string, p desk.Found) error
	// Met remembers on which platform somebody was last heard, and in which
	// language, "" when that is not known.
	Met(ctx context.Context, p org.Person, platform, locale string)
	LangOf(platform, user string) i18n.Lang
}

// Welcoming meets somebody who has no deals yet.
type Welcoming interface {
	// Welcome reports whether an event is to be answered with the welcome, and
	// remembers it: nobody is welcomed by two events.
	Welcome(ctx context.Context, w desk.Who, event string) (bool, error)
	// Samples are deals to show somebody around with, that are kept nowhere.
	Samples(w desk.Who) ([]desk.View, error)
}

// Company answers from memory who people are.
type Company interface {
	Org() org.Organisation
	Person(id string) org.Person
	ByUser(platform, user string) (org.Person, bool)
}

// Forms opens and finishes forms.
type Forms interface {
	Open(ctx context.Context, w desk.Who, o desk.Opening) (desk.Opened, error)
	Submit(ctx context.Context, w desk.Who, f desk.Filled) (desk.Submitted, error)
	Cancel(ctx context.Context, w desk.Who, dialog string) error
}

// Actions change a deal without a form; commit is the event's idempotency key.
type Actions interface {
	Forward(ctx context.Context, w desk.Who, deal string, from sales.Stage, commit string) (desk.Done, error)
	Reopen(ctx context.Context, w desk.Who, deal, commit string) (desk.Done, error)
	Note(ctx context.Context, w desk.Who, deal, text, link, commit string) (desk.Done, error)
	Assign(ctx context.Context, w desk.Who, deal, person, commit string) (desk.Done, error)
	// AgreeHold lets a deal rest that was put to the manager under request.
	AgreeHold(ctx context.Context, w desk.Who, deal, request, commit string) (desk.Done, error)
}

// Reading shows deals to somebody who may see them; forbidden where they may not.
type Reading interface {
	View(ctx context.Context, w desk.Who, deal string) (desk.View, error)
	Resolve(ctx context.Context, w desk.Who, text string) ([]desk.View, error)
	List(ctx context.Context, w desk.Who, l desk.Listing) (desk.Page, error)
	Overview(ctx context.Context, w desk.Who) (desk.Overview, error)
	Entries(ctx context.Context, w desk.Who, deal string, page, perPage int) (entries []desk.Entry, total int, err error)
}

// Assessing asks the questions of a deal and tells what the answers come to.
type Assessing interface {
	Question(ctx context.Context, w desk.Who, deal, set, question string) (desk.Asked, error)
	Answer(ctx context.Context, w desk.Who, a desk.Answering) (desk.Answered, error)
	Weigh(ctx context.Context, w desk.Who, deal string, v sales.Verdict, commit string) (desk.Done, error)
	Renew(ctx context.Context, w desk.Who, deal, commit string) (desk.Done, error)
}

// Meeting plans and follows up activities; their forms are opened as others.
type Meeting interface {
	Activities(ctx context.Context, w desk.Who, deal string) (desk.View, []sales.Activity, error)
	CallOff(ctx context.Context, w desk.Who, deal, activity, commit string) (desk.Done, error)
	Meeting(ctx context.Context, w desk.Who, deal, activity string) (desk.Meeting, error)
	Fill(ctx context.Context, w desk.Who, f desk.Filling) (desk.Submitted, error)
}

// Calendars reads people's calendars and takes meetings over from them.
type Calendars interface {
	Proposals(ctx context.Context, w desk.Who, keys ...string) (sales.Feed, []desk.Proposed, error)
	TakeOver(ctx context.Context, w desk.Who, deal, key, commit string) (desk.Submitted, error)
	DropAppointment(ctx context.Context, w desk.Who, key, commit string) error
	ReadNow(ctx context.Context, w desk.Who, commit string) error
	StopCalendar(ctx context.Context, w desk.Who, commit string) error
}

// Uploads takes files that people send.
type Uploads interface {
	TakeUpload(ctx context.Context, w desk.Who, u desk.Upload, commit string) error
	ReadCalendarFile(ctx context.Context, w desk.Who, data []byte) error
}

// Hearing takes plain sentences in.
type Hearing interface {
	// Hear gives an empty ID for what tells nothing of a deal.
	Hear(ctx context.Context, w desk.Who, t desk.Telling, commit string) (desk.Heard, error)
	// Heard fails with not_found once it was swept.
	Heard(ctx context.Context, w desk.Who, id string) (desk.Heard, error)
	About(ctx context.Context, w desk.Who, id, deal, commit string) (desk.Heard, error)
	Confirm(ctx context.Context, w desk.Who, c desk.Confirming) (desk.Heard, desk.Done, error)
	Guessing
}

// Guessing tells what a sentence may be about.
type Guessing interface {
	// Tells reports whether a text tells something of a deal; it reads nothing.
	Tells(w desk.Who, t desk.Telling) bool
	// Likely are the person's open deals; sure that the first is named.
	Likely(ctx context.Context, w desk.Who, text string) (likely []desk.View, sure bool, err error)
	// Understand has the sentence read by the model; failed is why rules did.
	Understand(ctx context.Context, w desk.Who, id string) (h desk.Heard, failed, err error)
}

// Importing takes in lists of deals.
type Importing interface {
	BeginImport(ctx context.Context, w desk.Who, b desk.Brought, rows desk.Rows, commit string) (desk.Import, error)
	// Import fails with not_found once it was swept.
	Import(ctx context.Context, w desk.Who, id string) (desk.Import, error)
	AnswerImport(ctx context.Context, w desk.Who, id, key, value, commit string) (desk.Import, error)
	// TakeImport has a step of desk.Steps done soon; conflict where it is not its turn.
	TakeImport(ctx context.Context, w desk.Who, id, step string, at sales.Place, commit string) (desk.Import, error)
	Taking
}

// Taking does the steps of an import.
type Taking interface {
	CheckImport(ctx context.Context, w desk.Who, id string, rows desk.Rows, give func(desk.Judged) error) (desk.Import, error)
	RunImport(ctx context.Context, w desk.Who, id string, rows desk.Rows, most int, cause string) (desk.Import, error)
	// StopImport leaves what was taken in, to be undone.
	StopImport(ctx context.Context, w desk.Who, id string) (desk.Import, error)
	UndoImport(ctx context.Context, w desk.Who, id, reason string, most int, cause string) (desk.Import, error)
	ShownImport(ctx context.Context, w desk.Who, id string, at sales.Place, commit string) error
}

// Attending tells what of a deal asks for attention.
type Attending interface {
	// Hinted lists the questions that what a customer said may answer.
	Hinted(deal sales.Deal, said string) []string
	// Facts are what holds of a deal now, of the four facts.
	Facts(deal sales.Deal) []sales.Fact
	Snooze(ctx context.Context, w desk.Who, deal string, until time.Time, commit string) (desk.Done, error)
}

// Looking reads what was said about a deal beside its answers.
type Looking interface {
	Background(ctx context.Context, w desk.Who, deal string) (desk.View, []desk.Written, error)
	Lookback(ctx context.Context, w desk.Who, deal string) (desk.Lookback, error)
	// Talk reads notes of a deal.
	Talk(ctx context.Context, w desk.Who, deal string, ids ...string) ([]sales.Note, error)
	// Words are what somebody gave as the reason of a commit.
	Words(ctx context.Context, w desk.Who, deal, commit string) (string, error)
}

// Weekly is a rep's own report of the week.
type Weekly interface {
	// Report fails with not_found for somebody it was not sent to, and when it was swept.
	Report(ctx context.Context, w desk.Who, dialog string) (desk.Report, error)
	Reported(person string) []org.Person
}

// Exporting gives deals with everything that was said of them.
type Exporting interface {
	TakeExport(ctx context.Context, w desk.Who, commit string) error
	Export(ctx context.Context, w desk.Who, give func(desk.Exported) error) (int, error)
}

// Judging is the forecast of one deal and how the team has sold.
type Judging interface {
	Judge(ctx context.Context, w desk.Who, deal string, c sales.Category, commit string) (desk.Done, error)
	// Performance is of the last twelve months; its cohorts are of the window's quarter.
	Performance(ctx context.Context, w desk.Who, r desk.Reporting) (sales.Performance, sales.Window, error)
}

// Reports compute figures.
type Reports interface {
	// Digest fails with not_found for a team that the person may not see.
	Digest(ctx context.Context, w desk.Who, r desk.Reporting) (desk.Digest, error)
	Groups(g desk.Digest, by string) []desk.Group
	// Value is an amount in the organisation's currency on a day; not ok without a rate.
	Value(m sales.Money, on sales.Date) (decimal.Decimal, bool)
	// Mends lists what is missing of a person's own deals.
	Mends(ctx context.Context, w desk.Who) ([]desk.Mend, error)
}

// Places remembers posted cards.
type Places interface {
	Track(ctx context.Context, p sales.Place) error
	Untrack(ctx context.Context, p sales.Place) error
}
