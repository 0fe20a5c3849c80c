package sales

import (
	"slices"
	"time"
)

// Gap is something about a deal that its owner can mend before the week is told.
type Gap string

// The gaps, in the order in which they are mended.
const (
	GapReport   Gap = "report"   // what came of an activity is not written down
	GapOverdue  Gap = "overdue"  // the close date has passed
	GapNoClose  Gap = "no_close" // there is none
	GapNoAmount Gap = "no_amount"
	GapPlanless Gap = "planless" // no future activity with all five W
)

// Lacking is one gap; Activity is the one that GapReport is about.
type Lacking struct {
	Gap      Gap
	Activity string
}

// Gaps lists what an open deal lacks at a moment in its owner's zone, none while it is
// on hold. The facts are those that hold of it now.
func Gaps(d Deal, facts []Fact, limits map[Stage]Limits, now time.Time) []Lacking {
	if !d.IsOpen() || d.Hold != nil {
		return nil
	}
	var out []Lacking
	for _, p := range d.Plans {
		if !p.At.IsZero() && p.At.Before(now) && DateOf(p.At.In(now.Location())) < DateOf(now) {
			out = append(out, Lacking{GapReport, p.ID})
		}
	}
	warnings := Warnings(d, limits, now)
	for _, x := range []struct {
		warning Warning
		gap     Gap
	}{{Overdue, GapOverdue}, {NoClose, GapNoClose}, {NoAmount, GapNoAmount}} {
		if slices.Contains(warnings, x.warning) {
			out = append(out, Lacking{Gap: x.gap})
		}
	}
	if slices.ContainsFunc(facts, func(f Fact) bool { return f.Kind == Planless }) {
		out = append(out, Lacking{Gap: GapPlanless})
	}
	return out
}
