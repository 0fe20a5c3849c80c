package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"dealmate/bot"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// job is work that the clock starts.
type job struct {
	scheduler.Job
	run func(ctx context.Context, r scheduler.Run) (int, error)
}

// jobs are the regular duties of this version.
func (s *service) jobs() []job {
	zone := org.Location(s.cfg.Organisation.Timezone)
	return append(s.digests(), []job{
		{scheduler.Job{Name: "hold-ends", Spec: "45 8 * * *", Zone: zone, Grace: 36 * time.Hour}, s.desk.EndHolds},
		{scheduler.Job{Name: "daily-questions", Spec: "*/15 * * * *", Zone: zone, Grace: time.Hour}, s.desk.DailyQuestions},
		{scheduler.Job{Name: "watch", Spec: "* * * * *", Zone: time.UTC, Grace: time.Hour}, s.desk.Watch},
		{scheduler.Job{Name: "meetings", Spec: "* * * * *", Zone: time.UTC, Grace: time.Hour}, s.desk.Meet},
		{scheduler.Job{Name: "sweep-dialogs", Spec: "*/10 * * * *", Zone: zone, Grace: time.Hour}, s.desk.SweepDialogs},
		{scheduler.Job{Name: "sweep-marks", Spec: "17 * * * *", Zone: zone, Grace: 24 * time.Hour}, s.sweepMarks},
	}...)
}

// digestGrace is how late a digest still comes: before the next one.
const digestGrace = 6 * 24 * time.Hour

// previewGrace is how late a preview still helps.
const previewGrace = 12 * time.Hour

// digests are each team's reports at the times of its configuration. On a day off they
// come on the next working day.
func (s *service) digests() []job {
	var out []job
	for _, t := range s.cfg.Teams {
		for face, spec := range map[sales.Face]string{sales.FaceChannel: t.Digest.Channel, sales.FaceManager: t.Digest.Manager} {
			if spec == "" {
				continue
			}
			out = append(out, job{
				scheduler.Job{
					Name: "digest|" + string(face) + "|" + t.Key, Spec: spec, Zone: org.Location(t.Timezone, s.cfg.Organisation.Timezone),
					Grace: digestGrace, Shift: s.calendar.Forward,
				},
				func(ctx context.Context, r scheduler.Run) (int, error) { return s.desk.PostDigest(ctx, t.Key, face, r) },
			})
		}
		if t.Digest.Preview != "" {
			out = append(out, job{
				scheduler.Job{
					Name: "preview|" + t.Key, Spec: t.Digest.Preview, Zone: org.Location(t.Timezone, s.cfg.Organisation.Timezone),
					Grace: previewGrace, Shift: s.calendar.Back,
				},
				func(ctx context.Context, r scheduler.Run) (int, error) { return s.desk.PostPreview(ctx, t.Key, r) },
			})
		}
	}
	return out
}

func (s *service) sweepMarks(ctx context.Context, _ scheduler.Run) (int, error) {
	marks, err := s.store.SweepMarks(ctx, s.now().Add(-s.cfg.Retention.Commits))
	if err != nil {
		return marks, err
	}
	seen, err := s.store.SweepDeliveries(ctx, s.now().Add(-24*time.Hour))
	return marks + seen, err
}

// schedule makes the clock and the sender.
func (s *service) schedule() error {
	var timed []scheduler.Job
	for _, j := range s.jobs() {
		timed = append(timed, j.Job)
		s.duties[j.Name] = j.run
	}
	var err error
	if s.clock, err = scheduler.NewClock(s.store, timed, s.now, s.log); err != nil {
		return err
	}
	s.sender = scheduler.NewSender(s.store, s.deliver, outboxPace(s.cfg), s.now, s.newID, s.log)
	return nil
}

// deliver sends one message of the outbox: a tick to its job, the rest to the
// bot, which draws the card now.
func (s *service) deliver(ctx context.Context, m scheduler.Message) error {
	err := s.dispatch(ctx, m)
	result := "ok"
	if err != nil {
		result = "failed"
	}
	s.metrics.messages.WithLabelValues(m.Kind, result).Inc()
	return err
}

func (s *service) dispatch(ctx context.Context, m scheduler.Message) error {
	if m.Kind != scheduler.KindJob {
		return s.bot.Deliver(ctx, bot.Errand{ID: m.ID, Kind: m.Kind, Facts: m.Facts, Destination: m.Destination, Attempt: m.Attempt})
	}
	run, ok := s.duties[m.Facts["job"]]
	if !ok {
		return fmt.Errorf("no job is called %q", m.Facts["job"])
	}
	n, err := run(ctx, scheduler.RunOf(m))
	if n > 0 {
		s.log.Info("job done", "job", m.Facts["job"], "tick", m.Facts["tick"], "count", n)
	}
	return err
}

// loops poll the clock and the outbox until the context ends.
func (s *service) loops(ctx context.Context) {
	ticks, mail, feeds := make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)
	var wg sync.WaitGroup
	wg.Go(func() { s.spread(ctx, ticks, mail, feeds) })
	wg.Go(func() {
		scheduler.Loop(ctx, time.Second, ticks, func(ctx context.Context) (bool, error) {
			return false, s.clock.Poll(ctx)
		}, s.log)
	})
	wg.Go(func() {
		scheduler.Loop(ctx, mailEvery, mail, func(ctx context.Context) (bool, error) {
			n, err := s.sender.Poll(ctx)
			return n > 0, err
		}, s.log)
	})
	wg.Go(func() { scheduler.Loop(ctx, feedsEvery, feeds, s.readFeeds, s.log) })
	wg.Wait()
}

// mailEvery is how often the outbox is looked at: a message waits half of it on
// average, also where the next one of a destination waits for its pace.
const mailEvery = 50 * time.Millisecond

// feedsEvery is how often the calendars that are due are looked for.
const feedsEvery = 2 * time.Second

// readFeeds reads people's calendars that are due.
func (s *service) readFeeds(ctx context.Context) (more bool, err error) {
	n, failed, err := s.desk.ReadFeeds(ctx)
	for _, f := range failed {
		s.log.Warn("calendar not read", "err", f)
	}
	return n > 0, err
}

// spread passes a wake-up on to every loop.
func (s *service) spread(ctx context.Context, to ...chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for _, c := range to {
			select {
			case c <- struct{}{}:
			default: // it is going to look anyway
			}
		}
	}
}
