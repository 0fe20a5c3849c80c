package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// tickLayout orders as time does. A tick is named by local date and time, so
// that an hour that comes twice in autumn is one tick.
const tickLayout = "2006-01-02T15:04"

// Job falls due by a cron expression in a time zone.
type Job struct {
	Name string
	Spec string // five fields, as robfig/cron reads them
	Zone *time.Location
	// Grace is how late a tick may still run, after downtime for example; an
	// older one is recorded as skipped.
	Grace time.Duration
	// Shift moves a time on the clock on the wall that falls on a day off; false
	// leaves it out. Nil moves nothing.
	Shift func(wall time.Time) (time.Time, bool)
}

// Clock claims the ticks of jobs. Every replica runs one; each tick is claimed
// by one of them and becomes a message of kind "job" with ID job@tick.
type Clock struct {
	ticks Ticks
	jobs  []due
	now   func() time.Time
	log   *slog.Logger
}

type due struct {
	Job
	schedule cron.Schedule
	// idle is until when there is nothing to look for, as far as the last look saw.
	// It only spares looks at the store.
	idle *time.Time
}

// KindJob is the kind of messages that are ticks; their fact "job" is its name
// and "tick" the tick.
const KindJob = "job"

// NewClock checks the jobs' expressions; one that cannot be read or never
// falls due is an error.
func NewClock(ticks Ticks, jobs []Job, now func() time.Time, log *slog.Logger) (*Clock, error) {
	c := &Clock{ticks: ticks, now: now, log: log}
	for _, j := range jobs {
		s, err := parse(j.Spec)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", j.Name, err)
		}
		if s.Next(now()).IsZero() {
			return nil, fmt.Errorf("job %s: %q never falls due", j.Name, j.Spec)
		}
		if j.Zone == nil {
			j.Zone = time.UTC
		}
		if j.Shift != nil {
			s = shifted{s, j.Shift}
		}
		c.jobs = append(c.jobs, due{j, s, &time.Time{}})
	}
	return c, nil
}

// parse guards against the parser's panic on an empty time zone.
func parse(spec string) (s cron.Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%q: %v", spec, r)
		}
	}()
	return cron.ParseStandard(spec)
}

// Check tells what is wrong with a cron expression of five fields, nil for nothing.
func Check(spec string) error {
	s, err := parse(spec)
	if err != nil {
		return err
	}
	if s.Next(time.Unix(0, 0)).IsZero() {
		return fmt.Errorf("%q never falls due", spec)
	}
	return nil
}

// shiftedBy is the longest that a day off moves a time.
const shiftedBy = 31 * 24 * time.Hour

// shifted is a schedule whose days off are moved.
type shifted struct {
	cron.Schedule
	shift func(time.Time) (time.Time, bool)
}

// Next implements cron.Schedule. Several times may be moved to the same one.
func (s shifted) Next(t time.Time) time.Time {
	var next time.Time
	for at := s.Schedule.Next(t.Add(-shiftedBy)); !at.IsZero() && (next.IsZero() || at.Before(t.Add(shiftedBy))); at = s.Schedule.Next(at) {
		if moved, ok := s.shift(at); ok && moved.After(t) && (next.IsZero() || moved.Before(next)) {
			next = moved
		}
		if at.After(t.AddDate(1, 0, 0)) {
			break // a shift that leaves everything out
		}
	}
	return next
}

// Poll claims what is due now. It is called about once a second.
func (c *Clock) Poll(ctx context.Context) error {
	var failed []error
	for _, j := range c.jobs {
		if err := c.poll(ctx, j); err != nil {
			failed = append(failed, fmt.Errorf("job %s: %w", j.Name, err))
		}
	}
	return errors.Join(failed...)
}

func (c *Clock) poll(ctx context.Context, j due) error {
	now := c.now().In(j.Zone)
	if now.Before(*j.idle) {
		return nil
	}
	last, err := c.ticks.LastTick(ctx, j.Name)
	if err != nil {
		return err
	}
	if last == "" { // a first start does not fill in the past
		_, err := c.ticks.ClaimTick(ctx, j.Name, "", now.Format(tickLayout), now, nil)
		return err
	}
	tick, at, first := j.newest(last, now)
	if tick == "" {
		j.rest(last, now)
		return nil
	}
	var messages []Message
	if now.Sub(at) <= j.Grace {
		run := Run{Tick: tick}
		if now.Sub(first) > lateAfter {
			run.Late = first
		}
		messages = []Message{run.Mark(Message{
			ID: j.Name + "@" + tick, Destination: "job:" + j.Name, Due: now, Kind: KindJob,
			Facts: map[string]string{"job": j.Name, "tick": tick},
		})}
	}
	claimed, err := c.ticks.ClaimTick(ctx, j.Name, last, tick, now, messages)
	if claimed && len(messages) == 0 {
		c.log.Warn("tick skipped: too late", "job", j.Name, "tick", tick)
	}
	return err
}

// longestIdle bounds how long a job is not looked at: another replica's clock may
// go differently.
const longestIdle = time.Minute

// rest remembers until when nothing falls due.
func (j due) rest(last string, now time.Time) {
	from, err := time.Parse(tickLayout, last)
	if err != nil {
		return
	}
	if wall := onWall(now, time.UTC); from.Before(wall) {
		from = wall.Add(-time.Minute)
	}
	*j.idle = now.Add(longestIdle)
	if next := j.schedule.Next(from); !next.IsZero() && onWall(next, j.Zone).Before(*j.idle) {
		*j.idle = onWall(next, j.Zone)
	}
}

// newest is the latest tick after last that is not in the future, "" for none, and
// when the first of those that were missed was due.
func (j due) newest(last string, now time.Time) (tick string, at, first time.Time) {
	from, err := time.Parse(tickLayout, last)
	if err != nil {
		return "", time.Time{}, time.Time{}
	}
	// A long downtime has many missed ticks; only the newest counts, so begin
	// near now when that is later.
	wall := onWall(now, time.UTC)
	if early := wall.Add(-j.Grace - 32*24*time.Hour); from.Before(early) {
		from = early
	}
	// The schedule is walked on the clock on the wall, which has every minute of a
	// day once: a time that daylight saving leaves out is an hour later.
	for t := j.schedule.Next(from); !t.IsZero() && !t.After(wall); t = j.schedule.Next(t) {
		due := onWall(t, j.Zone)
		if due.After(now) {
			break
		}
		tick, at = t.Format(tickLayout), due
		if first.IsZero() {
			first = due
		}
	}
	return tick, at, first
}

// onWall is when another zone's clocks show the same.
func onWall(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}
