package sales

import (
	"slices"
	"time"
)

// SetClose changes the expected close date and counts a push when it moves to
// a later month. The first setting is no push.
func (d *Deal) SetClose(to Date) {
	if d.Close != "" && to != "" && month(to) > month(d.Close) {
		d.Pushes++
		from := d.Close.Time(time.UTC)
		d.PushedDays += int(to.Time(time.UTC).Sub(from).Hours() / 24)
	}
	d.Close = to
}

func month(d Date) string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}

// MoveTo changes the stage at a moment.
func (d *Deal) MoveTo(s Stage, at time.Time) {
	if d.Stage == s {
		return
	}
	d.Stage = s
	d.StageSince = at
}

// DaysInStage is whole calendar days since the deal entered its stage, in the
// time zone of now. Time on hold before ClockFrom does not count.
func (d Deal) DaysInStage(now time.Time) int {
	from := d.StageSince
	if d.ClockFrom.After(from) {
		from = d.ClockFrom
	}
	return daysBetween(from, now)
}

// daysBetween counts midnights between two moments in now's time zone.
func daysBetween(from, now time.Time) int {
	if from.IsZero() || !now.After(from) {
		return 0
	}
	a := DateOf(from.In(now.Location())).Time(time.UTC)
	b := DateOf(now).Time(time.UTC)
	return int(b.Sub(a).Hours() / 24)
}

// Warning names one thing about a deal that needs attention.
type Warning string

// The warnings, the weightiest first.
const (
	HoldEnded   Warning = "hold_ended"   // the date of re-contact is here
	Loosened    Warning = "loosened"     // a passed gate no longer holds
	Overdue     Warning = "overdue"      // the expected close date has passed
	PushedOften Warning = "pushed_often" // third push, or over 90 days in all
	Pushed      Warning = "pushed"       // second push
	Stuck       Warning = "stuck"        // too long in its stage
	NoClose     Warning = "no_close"     // no expected close date
	NoAmount    Warning = "no_amount"    // no amount
)

// weight orders lists by what needs attention; higher is more urgent.
func (w Warning) weight() int {
	order := []Warning{NoAmount, NoClose, Pushed, Stuck, PushedOften, Overdue, Loosened, HoldEnded}
	return 1 << slices.Index(order, w)
}

// Limits are the configured numbers of one stage. See docs/method.md.
type Limits struct {
	Probability  int // per cent
	SilentDays   int // working days
	StuckDays    int // calendar days
	PlanlessDays int // working days of grace
	StaleDays    int // calendar days after which an answer is stale
	// RemindDays and ManagerDays are working days after the owner was first told
	// until they are told again, and until the manager is; between those two lies at
	// least their difference.
	RemindDays, ManagerDays int
}

// DefaultLimits are the numbers of docs/method.md.
func DefaultLimits() map[Stage]Limits {
	return map[Stage]Limits{
		Potential: {5, 15, 120, 10, 120, 5, 10},
		Project:   {20, 10, 90, 5, 90, 5, 10},
		Ours:      {40, 7, 90, 3, 60, 3, 6},
		Winnable:  {70, 5, 60, 2, 30, 2, 4},
	}
}

// SourceTender is the source that a contradiction is about.
const SourceTender = "tender_notice"

// Warnings lists what about an open deal needs attention at a moment; now is
// in the reader's time zone. A hold mutes all until its date.
func Warnings(d Deal, limits map[Stage]Limits, now time.Time) []Warning {
	if !d.IsOpen() {
		return nil
	}
	today := DateOf(now)
	if d.Hold != nil {
		if d.Hold.Until != "" && d.Hold.Until <= today {
			return []Warning{HoldEnded}
		}
		return nil
	}
	var out []Warning
	add := func(when bool, w Warning) {
		if when {
			out = append(out, w)
		}
	}
	add(d.Assess.Loose != "", Loosened)
	add(d.Close != "" && d.Close < today, Overdue)
	often := d.Pushes >= 3 || d.PushedDays > 90
	add(often, PushedOften)
	add(!often && d.Pushes == 2, Pushed)
	add(d.DaysInStage(now) > limits[d.Stage].StuckDays, Stuck)
	add(d.Close == "", NoClose)
	add(d.Amount.IsZero(), NoAmount)
	return out
}

// ByAttention sorts deals for a list: the most urgent warnings first, then the
// nearest close date, then the oldest number.
func ByAttention(deals []Deal, limits map[Stage]Limits, now time.Time) {
	score := make(map[string]int, len(deals))
	for _, d := range deals {
		for _, w := range Warnings(d, limits, now) {
			score[d.ID] += w.weight()
		}
	}
	slices.SortStableFunc(deals, func(a, b Deal) int {
		if s := score[b.ID] - score[a.ID]; s != 0 {
			return s
		}
		if c := compareDates(a.Close, b.Close); c != 0 {
			return c
		}
		return int(a.Number - b.Number)
	})
}

// compareDates puts a missing date last.
func compareDates(a, b Date) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "" || a < b:
		return -1
	}
	return 1
}
