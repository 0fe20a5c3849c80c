package scheduler

import "time"

// lateAfter is how long after its time a tick counts as late: a replica that was
// restarted is not.
const lateAfter = 15 * time.Minute

// Run is one tick of a job as it is carried out.
type Run struct {
	Tick string // names it, by local date and time
	// Late is when the first tick was due that nobody ran before this one, the zero
	// time where the run is in time.
	Late time.Time
}

// RunOf reads the run from a message of KindJob.
func RunOf(m Message) Run {
	late, _ := time.Parse(time.RFC3339, m.Facts["late"]) // none is the zero time
	return Run{Tick: m.Facts["tick"], Late: late}
}

// Mark notes on a message that it comes late, for who reads it.
func (r Run) Mark(m Message) Message {
	if !r.Late.IsZero() {
		m.Facts["late"] = r.Late.UTC().Format(time.RFC3339)
	}
	return m
}
