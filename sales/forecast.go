package sales

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Category is the owner's judgement of a deal for the forecast; "" is Pipeline. See
// docs/method.md.
type Category string

// The categories. A deal that is omitted is in no sum of the forecast.
const (
	Commit   Category = "commit"   // will be signed in time; 中标未签 is here
	BestCase Category = "best"     // may be, if all goes well
	Pipeline Category = "pipeline" // is being worked on
	Omitted  Category = "omitted"  // is not counted on
)

// Categories are all of them in the order they are offered.
func Categories() []Category { return []Category{Commit, BestCase, Pipeline, Omitted} }

// Category is the deal's place in the forecast.
func (d Deal) Category() Category {
	if slices.Contains(Categories(), d.Forecast) {
		return d.Forecast
	}
	return Pipeline
}

// Quarter is the calendar quarter of a moment in its own zone, [From, To).
func Quarter(t time.Time) Window {
	first := time.Date(t.Year(), t.Month()-(t.Month()-1)%3, 1, 0, 0, 0, 0, t.Location())
	return Window{From: first, To: first.AddDate(0, 3, 0)}
}

// Forecast is what a quarter may bring. Sums are as Stock says.
type Forecast struct {
	Window
	Quota decimal.Decimal // zero: none is set
	Won   Stock
	// By is the open deals whose close date is in the quarter and not over. Overdue
	// are those whose close date has passed, whatever their category; they are in no
	// other sum. Held deals are in Held only, and those without a close date or with a
	// later one in none.
	By      map[Category]Stock
	Overdue Stock
	Held    Stock
}

// ForecastOf sums a scope's open deals, and its deals that are won, on a day.
func ForecastOf(open, won []Deal, quota decimal.Decimal, limits map[Stage]Limits, rates Rates, now time.Time) Forecast {
	w, today := Quarter(now), DateOf(now)
	f := Forecast{Window: w, Quota: quota, By: map[Category]Stock{}}
	for _, d := range won {
		if d.Outcome == Won && d.Closing != nil && !d.Closing.At.Before(w.From) && d.Closing.At.Before(w.To) {
			f.Won.add(d, hundredPercent, rates, DateOf(d.Closing.At.In(now.Location())))
		}
	}
	for _, d := range open {
		p := limits[d.Stage].Probability
		switch {
		case !d.IsOpen() || d.Close == "":
		case d.Hold != nil && d.Hold.Until > today:
			f.Held.add(d, p, rates, today)
		case d.Close < today:
			f.Overdue.add(d, p, rates, today)
		case d.Close < DateOf(w.To):
			s := f.By[d.Category()]
			s.add(d, p, rates, today)
			f.By[d.Category()] = s
		}
	}
	return f
}

const hundredPercent = 100

// Gap is what is missing of the quota when all that is committed is won; not more
// than nothing where it is met.
func (f Forecast) Gap() decimal.Decimal {
	gap := f.Quota.Sub(f.Won.Value).Sub(f.By[Commit].Value)
	return decimal.Max(gap, decimal.Zero)
}

// Coverage is open pipeline due in the quarter ÷ (quota − won), rounded to one place.
// Met says that the quota is won already; neither counts without a quota.
func (f Forecast) Coverage() (times decimal.Decimal, met bool) {
	rest := f.Quota.Sub(f.Won.Value)
	if !rest.IsPositive() {
		return decimal.Zero, f.Quota.IsPositive()
	}
	open := decimal.Zero
	for _, c := range []Category{Commit, BestCase, Pipeline} {
		open = open.Add(f.By[c].Value)
	}
	return open.DivRound(rest, 1), false
}
