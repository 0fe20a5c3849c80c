package sales

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Activity is one meeting, call or other contact with a customer: planned, held
// or called off. See docs/method.md, the five W.
type Activity struct {
	ID    string `json:"id"`
	Deal  string `json:"deal"`
	Owner string `json:"owner"` // person ID of who planned or logged it

	Type string   `json:"type"`          // WHAT: a key of ActivityTypes
	Who  []string `json:"who,omitempty"` // WHO: people at the customer, as they are called
	Why  string   `json:"why,omitempty"` // WHY: what the customer is to do
	// At is WHEN it begins, zero while that is open; AllDay says that only its day
	// is known, in Zone.
	At      time.Time `json:"at,omitzero"`
	AllDay  bool      `json:"all_day,omitempty"`
	Minutes int       `json:"minutes,omitempty"`
	Zone    string    `json:"zone,omitempty"`
	Where   string    `json:"where,omitempty"` // WHERE: a key of ActivityPlaces
	Place   string    `json:"place,omitempty"` // the address or link, as typed

	State   ActivityState `json:"state"`
	Outcome *Outturn      `json:"outcome,omitempty"` // of one that was held

	// Pinged are the pings that its owner had; PingAt is when the next one is due,
	// the zero time for never. It is an index's.
	Pinged []Ping    `json:"pinged,omitempty"`
	PingAt time.Time `json:"ping_at,omitzero"`

	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`

	Version int64 `json:"-"`
}

// Ping is a word to the owner around an activity.
type Ping string

// The pings, in their order.
const (
	PingMissing Ping = "missing" // a W is missing, the working day before
	PingBrief   Ping = "brief"   // what is known, two hours before
	PingAfter   Ping = "after"   // how it went
)

// Hours say when an activity's owner may be spoken to.
type Hours interface {
	Allowed(t time.Time) bool
	// NextMorning is the first start of work after a moment.
	NextMorning(t time.Time) time.Time
	// Before is so many minutes into the day of the working day before a moment.
	Before(t time.Time, minute int) time.Time
}

// When the pings come. See docs/method.md.
const (
	askMinute     = 16 * 60
	eveMinute     = 17*60 + 30
	briefBefore   = 2 * time.Hour
	askAfterwards = 15 * time.Minute
)

// NextPing is the ping that is due next and when. One whose time had passed when
// the activity was planned, or moved, is left out: changed is when that was.
func (a Activity) NextPing(h Hours, changed time.Time) (Ping, time.Time) {
	if a.State != Planned || a.At.IsZero() {
		return "", time.Time{}
	}
	missing := h.Before(a.At, askMinute)
	brief := a.At.Add(-briefBefore)
	if a.AllDay || !h.Allowed(brief) {
		brief = h.Before(a.At, eveMinute)
	}
	after := a.End().Add(askAfterwards)
	if !h.Allowed(after) {
		after = h.NextMorning(after)
	}
	for _, p := range []struct {
		ping Ping
		at   time.Time
		due  bool
	}{
		{PingMissing, missing, len(a.Missing()) > 0 && missing.After(changed)},
		{PingBrief, brief, brief.After(changed)},
		{PingAfter, after, true},
	} {
		if p.due && !slices.Contains(a.Pinged, p.ping) {
			return p.ping, p.at
		}
	}
	return "", time.Time{}
}

// ActivityState is what became of an activity.
type ActivityState string

// The states. One that the customer called off is no failure.
const (
	Planned   ActivityState = "planned"
	Held      ActivityState = "held"
	CalledOff ActivityState = "called_off"
)

// Did says whether the customer did what was expected (客户做到率).
type Did string

// The answers; "" where nothing had been expected of the customer beforehand.
const (
	DidYes    Did = "yes"
	DidPartly Did = "partly"
	DidNo     Did = "no"
)

// Outturn is what came of an activity.
type Outturn struct {
	Did      Did             `json:"did,omitempty"`
	Said     string          `json:"said,omitempty"` // what the customer did or promised
	At       time.Time       `json:"at"`             // when it was written down
	By       string          `json:"by"`
	Hours    decimal.Decimal `json:"hours,omitzero"`
	Expenses Money           `json:"expenses,omitzero"`
}

// ActivityCall is the type of a call or chat: it counts as contact only if the
// customer responded.
const ActivityCall = "call"

// ActivityTypes are the forms of an activity in the order they are offered.
func ActivityTypes() []string {
	return []string{
		"visit", ActivityCall, "discussion", "workshop", "demo", "executive", "site", "poc", "negotiation", "clarification",
		"training", "hospitality", Other,
	}
}

// The places of an activity.
const (
	AtCustomer = "customer"
	AtOurs     = "ours"
	Online     = "online"
	Elsewhere  = "elsewhere"
)

// ActivityPlaces are the places in the order they are offered.
func ActivityPlaces() []string { return []string{AtCustomer, AtOurs, Online, Elsewhere} }

// UsualPlace is where an activity of a type usually takes place.
func UsualPlace(kind string) string {
	switch kind {
	case ActivityCall:
		return Online
	case "site", "hospitality":
		return Elsewhere
	}
	return AtCustomer
}

// The five W.
const (
	Who   = "who"
	What  = "what"
	Why   = "why"
	Where = "where"
	When  = "when"
)

// Missing lists which of the five W an activity lacks, in the order they are asked.
func (a Activity) Missing() []string {
	var out []string
	add := func(missing bool, w string) {
		if missing {
			out = append(out, w)
		}
	}
	add(len(a.Who) == 0, Who)
	add(a.Why == "", Why)
	add(a.At.IsZero(), When)
	add(a.Type == "", What)
	add(a.Where == "", Where)
	return out
}

// End is when an activity is over; of a whole day, its end in its time zone.
func (a Activity) End() time.Time {
	if a.AllDay {
		return a.At.AddDate(0, 0, 1)
	}
	return a.At.Add(time.Duration(a.Minutes) * time.Minute)
}

// IsContact reports whether an activity that was held counts as contact with the
// customer: a call does only if they responded.
func (a Activity) IsContact() bool {
	o := a.Outcome
	return a.State == Held && (a.Type != ActivityCall || o != nil && (o.Said != "" || o.Did == DidYes || o.Did == DidPartly))
}

// Plan is what a deal knows of an activity that is planned, so that lists and
// cards need not read it.
type Plan struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at,omitzero"`
	Type     string    `json:"type"`
	Complete bool      `json:"complete,omitempty"` // all five W are known
}

// MostPlans is how many planned activities a deal has at most.
const MostPlans = 20

// Follow brings a deal up to date with one of its activities: what is planned is
// listed, what was held counts as contact and as cost.
func (d *Deal) Follow(a Activity) {
	d.Plans = slices.DeleteFunc(slices.Clone(d.Plans), func(p Plan) bool { return p.ID == a.ID })
	if a.State == Planned {
		d.Plans = append(d.Plans, Plan{ID: a.ID, At: a.At, Type: a.Type, Complete: len(a.Missing()) == 0})
	}
	slices.SortStableFunc(d.Plans, func(a, b Plan) int {
		if a.At.IsZero() != b.At.IsZero() { // an open date comes last
			if a.At.IsZero() {
				return 1
			}
			return -1
		}
		return a.At.Compare(b.At)
	})
	d.NextAt, d.NextWhat = time.Time{}, ""
	if len(d.Plans) > 0 {
		d.NextAt, d.NextWhat = d.Plans[0].At, d.Plans[0].Type
	}
	if a.State != Held {
		return
	}
	if a.IsContact() && a.At.After(d.LastContact) {
		d.LastContact = a.At
	}
	if o := a.Outcome; o != nil {
		d.Spend(d.Stage, o.Hours, o.Expenses)
	}
}

// PlannedUntil is the latest complete activity that was planned, the zero time
// for none: until then, and the grace after it, a deal is not planless.
func (d Deal) PlannedUntil() time.Time {
	var last time.Time
	for _, p := range d.Plans {
		if p.Complete && p.At.After(last) {
			last = p.At
		}
	}
	return last
}

// Cost is what selling cost at one stage.
type Cost struct {
	Stage Stage           `json:"stage"`
	Hours decimal.Decimal `json:"hours,omitzero"`
	Spent []Money         `json:"spent,omitempty"` // one per currency
}

// Spend adds hours and expenses to a stage.
func (d *Deal) Spend(s Stage, hours decimal.Decimal, m Money) {
	if hours.IsZero() && m.IsZero() {
		return
	}
	d.Costs = slices.Clone(d.Costs)
	i := slices.IndexFunc(d.Costs, func(c Cost) bool { return c.Stage == s })
	if i < 0 {
		d.Costs = append(d.Costs, Cost{Stage: s})
		i = len(d.Costs) - 1
	}
	c := &d.Costs[i]
	c.Hours = c.Hours.Add(hours)
	c.Spent = added(c.Spent, m)
}

// added is a sum per currency with one amount more.
func added(sums []Money, m Money) []Money {
	if m.IsZero() {
		return sums
	}
	sums = slices.Clone(sums)
	for i, s := range sums {
		if s.Currency == m.Currency {
			sums[i].Amount = s.Amount.Add(m.Amount)
			return sums
		}
	}
	return append(sums, m)
}

// Cost is what selling a deal has cost so far, at all stages.
func (d Deal) Cost() Cost {
	var all Cost
	for _, c := range d.Costs {
		all.Hours = all.Hours.Add(c.Hours)
		for _, m := range c.Spent {
			all.Spent = added(all.Spent, m)
		}
	}
	return all
}

// ContactsRoster is the ID of the list of people at a customer.
func ContactsRoster(customer string) string { return "contacts|" + FoldCustomer(customer) }
