package scheduler_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/org"
	"dealmate/scheduler"
)

// ticks keeps claims in memory the way the stores do: one check, one write.
type ticks struct {
	mu   sync.Mutex
	last map[string]string
	sent []scheduler.Message
}

func (t *ticks) LastTick(_ context.Context, job string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last[job], nil
}

func (t *ticks) ClaimTick(_ context.Context, job, last, tick string, _ time.Time, m []scheduler.Message) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last[job] != last {
		return false, nil
	}
	t.last[job] = tick
	t.sent = append(t.sent, m...)
	return true, nil
}

type world struct {
	*ticks
	now time.Time
}

func (w *world) clock(t *testing.T, jobs ...scheduler.Job) *scheduler.Clock {
	t.Helper()
	c, err := scheduler.NewClock(w.ticks, jobs, func() time.Time { return w.now }, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return c
}

func (w *world) sentTicks() []string {
	var out []string
	for _, m := range w.sent {
		out = append(out, m.ID)
	}
	return out
}

func at(t *testing.T, zone, s string) time.Time {
	t.Helper()
	l, err := time.LoadLocation(zone)
	require.NoError(t, err)
	out, err := time.ParseInLocation("2006-01-02 15:04", s, l)
	require.NoError(t, err)
	return out
}

func monday(zone *time.Location) scheduler.Job {
	return scheduler.Job{Name: "digest", Spec: "0 9 * * 1", Zone: zone, Grace: 36 * time.Hour}
}

func TestClock(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	ctx := context.Background()
	for _, tt := range []struct {
		name  string
		start string
		polls []string
		want  []string
	}{
		{"a first start does not fill in the past", "2026-11-24 10:00", []string{"2026-11-24 10:01"}, nil},
		{"a tick is claimed at its minute", "2026-11-22 10:00", []string{"2026-11-23 08:59", "2026-11-23 09:00"}, []string{"digest@2026-11-23T09:00"}},
		{"a tick is claimed once", "2026-11-22 10:00", []string{"2026-11-23 09:00", "2026-11-23 09:00", "2026-11-23 11:00"}, []string{"digest@2026-11-23T09:00"}},
		{"down over Monday and back on Tuesday runs once", "2026-11-22 10:00", []string{"2026-11-24 12:00"}, []string{"digest@2026-11-23T09:00"}},
		{"back on Thursday is too late", "2026-11-22 10:00", []string{"2026-11-26 12:00"}, nil},
		{"after a year only the newest counts", "2025-11-22 10:00", []string{"2026-11-23 09:30"}, []string{"digest@2026-11-23T09:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := &world{ticks: &ticks{last: map[string]string{}}, now: at(t, "Asia/Shanghai", tt.start)}
			c := w.clock(t, monday(shanghai))
			require.NoError(t, c.Poll(ctx))
			for _, p := range tt.polls {
				w.now = at(t, "Asia/Shanghai", p)
				require.NoError(t, c.Poll(ctx))
			}
			require.Equal(t, tt.want, w.sentTicks())
		})
	}
}

func TestAnHourThatComesTwiceIsOneTick(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	w := &world{ticks: &ticks{last: map[string]string{}}, now: at(t, "Europe/Berlin", "2026-10-24 12:00")}
	c := w.clock(t, scheduler.Job{Name: "night", Spec: "30 2 * * *", Zone: berlin, Grace: time.Hour})
	require.NoError(t, c.Poll(context.Background()))
	end := at(t, "Europe/Berlin", "2026-10-25 12:00")
	for ; w.now.Before(end); w.now = w.now.Add(5 * time.Minute) {
		require.NoError(t, c.Poll(context.Background()))
	}
	require.Equal(t, []string{"night@2026-10-25T02:30"}, w.sentTicks())
}

func TestATimeThatDaylightSavingLeavesOutIsAnHourLater(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	w := &world{ticks: &ticks{last: map[string]string{}}, now: at(t, "Europe/Berlin", "2026-03-27 12:00")}
	c := w.clock(t, scheduler.Job{Name: "night", Spec: "30 2 * * *", Zone: berlin, Grace: time.Hour})
	sent := map[string]string{}
	for end := at(t, "Europe/Berlin", "2026-03-31 12:00"); w.now.Before(end); w.now = w.now.Add(5 * time.Minute) {
		had := len(w.sent)
		require.NoError(t, c.Poll(context.Background()))
		for _, m := range w.sent[had:] {
			sent[m.ID] = w.now.Format("02 15:04")
		}
	}
	require.Equal(t, map[string]string{
		"night@2026-03-28T02:30": "28 02:30", "night@2026-03-29T02:30": "29 03:30", "night@2026-03-30T02:30": "30 02:30", "night@2026-03-31T02:30": "31 02:30",
	}, sent)
}

func TestARunAfterADowntimeSaysSinceWhen(t *testing.T) {
	w := &world{ticks: &ticks{last: map[string]string{}}, now: at(t, "UTC", "2026-11-23 09:00")}
	c := w.clock(t, scheduler.Job{Name: "watch", Spec: "* * * * *", Zone: time.UTC, Grace: time.Hour})
	run := func(now string) scheduler.Run {
		w.now, w.sent = at(t, "UTC", now), nil
		require.NoError(t, c.Poll(context.Background()))
		require.Len(t, w.sent, 1)
		return scheduler.RunOf(w.sent[0])
	}
	require.NoError(t, c.Poll(context.Background()))
	require.Zero(t, run("2026-11-23 09:01").Late)
	require.Zero(t, run("2026-11-23 09:12").Late, "a restart is no downtime")
	late := run("2026-11-23 12:00")
	require.Equal(t, "2026-11-23T12:00", late.Tick)
	require.Equal(t, at(t, "UTC", "2026-11-23 09:13"), late.Late)
	require.Zero(t, run("2026-11-23 12:01").Late, "caught up once")
	require.Equal(t, map[string]string{"late": "2026-11-23T09:13:00Z"}, late.Mark(scheduler.Message{Facts: map[string]string{}}).Facts)
}

func TestThreeReplicasClaimEachTickOnce(t *testing.T) {
	w := &world{ticks: &ticks{last: map[string]string{}}, now: at(t, "UTC", "2026-11-23 00:00")}
	job := scheduler.Job{Name: "sweep", Spec: "*/5 * * * *", Zone: time.UTC, Grace: time.Hour}
	clocks := []*scheduler.Clock{w.clock(t, job), w.clock(t, job), w.clock(t, job)}
	for range 60 {
		var wg sync.WaitGroup
		for _, c := range clocks {
			wg.Go(func() { _ = c.Poll(context.Background()) })
		}
		wg.Wait()
		w.now = w.now.Add(time.Minute)
	}
	require.Len(t, w.sent, 11, "every five minutes of an hour, the start itself apart")
}

func TestSpecificationsThatCannotWorkAreRefused(t *testing.T) {
	for _, spec := range []string{"", "CRON_TZ=", "0 0 31 2 *", "nonsense", "61 * * * *"} {
		_, err := scheduler.NewClock(&ticks{}, []scheduler.Job{{Name: "x", Spec: spec}}, time.Now, slog.New(slog.DiscardHandler))
		require.Error(t, err, spec)
	}
}

func TestATimeOnADayOffMoves(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	cal, err := org.LoadCalendar(org.CalendarChina, nil, nil)
	require.NoError(t, err)
	forward, back := monday(shanghai), monday(shanghai)
	forward.Shift = cal.Forward
	back.Shift, back.Spec = cal.Back, "0 16 * * 5"
	for _, tt := range []struct {
		name     string
		job      scheduler.Job
		from, to string
		want     []string
	}{
		{"an ordinary week keeps its Monday", forward, "2026-11-20 12:00", "2026-11-27 12:00", []string{"2026-11-23T09:00"}},
		{
			"the week that Spring Festival swallows is told with the next one's first working day", forward, "2026-02-08 12:00", "2026-03-02 12:00",
			[]string{"2026-02-09T09:00", "2026-02-24T09:00", "2026-03-02T09:00"},
		},
		{"the end of National Day's holidays begins its week", forward, "2026-09-27 12:00", "2026-10-12 12:00", []string{"2026-09-28T09:00", "2026-10-08T09:00", "2026-10-12T09:00"}},
		{"a Friday off is told on the day before", back, "2026-09-21 12:00", "2026-09-26 12:00", []string{"2026-09-24T16:00"}},
		{"a week without working days has no Friday", back, "2026-02-14 20:00", "2026-02-28 12:00", []string{"2026-02-27T16:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := &world{ticks: &ticks{last: map[string]string{}}, now: at(t, "Asia/Shanghai", tt.from)}
			c := w.clock(t, tt.job)
			end := at(t, "Asia/Shanghai", tt.to)
			for ; !w.now.After(end); w.now = w.now.Add(20 * time.Minute) {
				require.NoError(t, c.Poll(t.Context()))
			}
			var got []string
			for _, m := range w.sent {
				got = append(got, m.Facts["tick"])
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestAJobThatIsNotDueCostsNoLook(t *testing.T) {
	w := &world{ticks: &ticks{last: map[string]string{}}, now: at(t, "UTC", "2026-11-20 12:00")}
	counted := &counted{ticks: w.ticks}
	c, err := scheduler.NewClock(counted, []scheduler.Job{monday(time.UTC)}, func() time.Time { return w.now }, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	for range 10 * 60 {
		require.NoError(t, c.Poll(t.Context()))
		w.now = w.now.Add(time.Second)
	}
	require.Less(t, counted.looks, 15, "ten minutes")
	w.now = at(t, "UTC", "2026-11-23 08:59").Add(59 * time.Second)
	require.NoError(t, c.Poll(t.Context()))
	require.Empty(t, w.sent)
	w.now = w.now.Add(time.Second)
	require.NoError(t, c.Poll(t.Context()))
	require.Len(t, w.sent, 1, "at its second")
}

// counted counts looks at the store.
type counted struct {
	*ticks
	looks int
}

func (c *counted) LastTick(ctx context.Context, job string) (string, error) {
	c.looks++
	return c.ticks.LastTick(ctx, job)
}
