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
		c.jobs = append(c.jobs, due{j, s})
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
