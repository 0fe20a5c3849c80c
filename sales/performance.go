package sales

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Performance is how a scope has sold over the last twelve months. See docs/method.md,
// section 11.
type Performance struct {
	Won, Lost Sum
	// Cycle is the median of days from when a deal was found, or created, to its
	// closing, without those on hold, and Size the median of won amounts; zero without closes.
	Cycle int
	Size  decimal.Decimal
	// Advanced is how many open deals are past the first gate.
	Advanced int
	Cohorts  []Cohort
}

// Months is how far back a win rate looks.
const Months = 12

// PerformanceOf sums deals that are closed; disqualified and void ones are outside.
// Amounts are valued at the rates of their closing days.
func PerformanceOf(closed, open []Deal, rates Rates, zone *time.Location) Performance {
	var p Performance
	var days []int
	var sizes []decimal.Decimal
	for _, d := range closed {
		if d.Closing == nil {
			continue
		}
		v, _ := rates.Value(d.Amount, DateOf(d.Closing.At.In(zone)))
		switch {
		case d.Outcome == Won:
			p.Won.Count, p.Won.Value = p.Won.Count+1, p.Won.Value.Add(v)
			days = append(days, max(daysBetween(d.begun(zone), d.Closing.At.In(zone))-d.HeldDays, 0))
			if !d.Amount.IsZero() {
				sizes = append(sizes, v)
			}
		case d.Outcome == Lost && d.Closing.Class != Disqualified:
			p.Lost.Count, p.Lost.Value = p.Lost.Count+1, p.Lost.Value.Add(v)
		}
	}
	slices.Sort(days)
	slices.SortFunc(sizes, decimal.Decimal.Cmp)
	if n := len(days); n > 0 {
		p.Cycle = (days[(n-1)/2] + days[n/2] + 1) / 2 // half away from zero
	}
	if n := len(sizes); n > 0 {
		p.Size = sizes[(n-1)/2].Add(sizes[n/2]).Div(decimal.NewFromInt(2)).Round(rates.Digits)
	}
	for _, d := range open {
		if d.IsOpen() && d.Stage.Index() > 0 {
			p.Advanced++
		}
	}
	return p
}

// begun is when a deal was found, or entered where that is not known.
func (d Deal) begun(zone *time.Location) time.Time {
	if at := d.Found.Time(zone); !at.IsZero() {
		return at
	}
	return d.CreatedAt
}

// WinRate is won ÷ (won + lost) in per cent, by number and by value; ok is false
// without closes, and by value where none had one.
func (p Performance) WinRate() (count, value decimal.Decimal, ok bool) {
	n := p.Won.Count + p.Lost.Count
	if n == 0 {
		return decimal.Zero, decimal.Zero, false
	}
	count = decimal.NewFromInt(int64(100*p.Won.Count)).DivRound(decimal.NewFromInt(int64(n)), 0)
	if all := p.Won.Value.Add(p.Lost.Value); all.IsPositive() {
		value = p.Won.Value.Shift(2).DivRound(all, 0)
	}
	return count, value, true
}

// Velocity is what a scope sells in a day: open deals past the first gate × win rate ×
// median won amount ÷ median cycle days; false where one of them is not known.
func (p Performance) Velocity(digits int32) (decimal.Decimal, bool) {
	n := p.Won.Count + p.Lost.Count
	if n == 0 || p.Cycle == 0 || p.Size.IsZero() {
		return decimal.Zero, false
	}
	v := decimal.NewFromInt(int64(p.Advanced * p.Won.Count)).Mul(p.Size)
	return v.DivRound(decimal.NewFromInt(int64(n*p.Cycle)), digits), true
}

// SmallSample is below how many deals only numbers are told, no shares.
const SmallSample = 10

// Cohort is what became of the deals that first entered a stage in a quarter.
type Cohort struct {
	Stage Stage
	All   int
	On    int // went on to a later stage, or were won
	Open  int // neither: still open
}

// Share is the part that went on in per cent; false below SmallSample.
func (c Cohort) Share() (decimal.Decimal, bool) {
	if c.All < SmallSample {
		return decimal.Zero, false
	}
	return decimal.NewFromInt(int64(100*c.On)).DivRound(decimal.NewFromInt(int64(c.All)), 0), true
}

// Cohorts follows deals by their whole logs: which stages each first entered in a
// window, and what became of it since. A deal that skips a stage never entered it. A
// void deal is in none.
func Cohorts(logs [][]Change, w Window) []Cohort {
	out := make([]Cohort, len(Stages()))
	for i, s := range Stages() {
		out[i].Stage = s
	}
	for _, log := range logs {
		if len(log) == 0 {
			continue
		}
		last := log[len(log)-1]
		if last.Outcome == Void {
			continue
		}
		first := map[Stage]time.Time{}
		highest := -1
		for _, c := range log {
			if i := c.Stage.Index(); i >= 0 {
				if _, seen := first[c.Stage]; !seen {
					first[c.Stage] = c.RecordedAt
				}
				highest = max(highest, i)
			}
		}
		for i := range out {
			at, entered := first[out[i].Stage]
			if !entered || at.Before(w.From) || !at.Before(w.To) {
				continue
			}
			out[i].All++
			switch {
			case highest > i || last.Outcome == Won:
				out[i].On++
			case last.Outcome == Open:
				out[i].Open++
			}
		}
	}
	return out
}
