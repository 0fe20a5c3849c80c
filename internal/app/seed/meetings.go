package seed

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/sales"
)

// meeting is a customer activity: held so many days ago, or planned for so many
// days ahead where At is negative.
type meeting struct {
	At              int
	Type, Why, Said string
	Who             []string
	Did             sales.Did
	Hours           string
}

// meeting is the event of an activity: of a plan, that it was planned yesterday.
func (t *teller) meeting(m meeting) event {
	a := sales.Activity{Type: m.Type, Who: m.Who, Why: m.Why, Where: sales.UsualPlace(m.Type), Minutes: 60, State: sales.Planned}
	y, month, d := t.company.Today.AddDate(0, 0, -m.At).Date()
	a.At = time.Date(y, month, d, 14, 30, 0, 0, t.company.Today.Location()).UTC()
	a.Zone = t.company.Today.Location().String()
	if m.At < 0 {
		return event{at: 1, met: &a}
	}
	a.State = sales.Held
	a.Outcome = &sales.Outturn{Did: m.Did, Said: m.Said, At: a.At}
	if h, err := decimal.NewFromString(m.Hours); err == nil {
		a.Outcome.Hours = h
	}
	return event{at: m.At, met: &a}
}

// follow gives an activity its deal and brings the deal up to date with it.
func (t *teller) follow(to *sales.Deal, a sales.Activity, at time.Time) sales.Activity {
	a.ID, a.Deal, a.Owner = fmt.Sprintf("%s|met%d", to.ID, t.commits), to.ID, to.Owner
	a.CreatedAt, a.UpdatedAt = at.UTC(), at.UTC()
	if a.Outcome != nil {
		a.Outcome.By = to.Owner
	}
	if a.State == sales.Planned {
		a.PingAt = a.At.Add(-2 * time.Hour) // whoever looks then judges afresh
	}
	to.Follow(a)
	return a
}
