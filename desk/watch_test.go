package desk_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// world is a simulated company: random work on random deals, replicas that take
// turns and fail, and a naive second opinion about what is to be told.
type simulation struct {
	*company
	r     *rand.Rand
	cal   org.Calendar
	deals []string
	// told are the levels that a deal's fact has reached in its episode.
	told map[string]int
	// heard are those that reached anybody at all.
	heard map[string]bool
	// bundles counts the deals of a person's day.
	bundles map[string]int
	seen    int
	start   time.Time
}

// TestTheRightPersonIsToldOnce is short here and long in make soak, which sets
// SIMULATE_DEALS and SIMULATE_DAYS.
func TestTheRightPersonIsToldOnce(t *testing.T) {
	size := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return otherwise
	}
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			simulate(t, seed, size("SIMULATE_DEALS", 100), size("SIMULATE_DAYS", 45))
		})
	}
}

// simulate runs so many deals for so many days.
func simulate(t *testing.T, seed uint64, deals, days int) {
	t.Helper()
	cal, err := org.LoadCalendar(org.CalendarChina, nil, nil)
	require.NoError(t, err)
	c := open(t, func(c *company) { c.calendar = cal })
	s := &simulation{
		company: c, r: rand.New(rand.NewPCG(seed, 5)), cal: cal, told: map[string]int{}, heard: map[string]bool{}, bundles: map[string]int{}, start: c.now,
	}
	owners := []string{"lin", "bob", "chen", "wu"}
	for i := range deals {
		d := c.deal(owners[i%len(owners)], fmt.Sprintf("%c%d 号线", 'A'+i%26, i), values{"close": []string{"", "2026-12-05", "2027-03-01"}[i%3]})
		s.deals = append(s.deals, d.ID)
	}
	end := c.now.AddDate(0, 0, days)
	for c.now.Before(end) {
		s.step(end)
	}
	require.NotEmpty(t, s.bundles)
	s.nothingForgotten()
}

// step goes to the next moment at which something is due, or a few hours on, lets
// a replica or two look, and sometimes lets somebody work.
func (s *simulation) step(end time.Time) {
	s.t.Helper()
	next := s.now.Add(time.Duration(1+s.r.IntN(300)) * time.Minute)
	if due, err := s.store.AttentionDue(s.t.Context(), end, 1); err == nil && len(due) > 0 && due[0].Attention.At.Before(next) && due[0].Attention.At.After(s.now) {
		next = due[0].Attention.At
	}
	s.now = next
	if s.r.IntN(20) == 0 { // another replica; the old one is gone
		s.desk = s.replica()
	}
	s.lostReply = s.r.IntN(10) == 0
	_, err := s.desk.Watch(s.t.Context(), scheduler.Run{})
	s.lostReply = false
	if err != nil { // its answer was lost: the next one looks again
		_, err = s.desk.Watch(s.t.Context(), scheduler.Run{})
	}
	require.NoError(s.t, err)
	s.judge()
	if s.r.IntN(3) == 0 {
		s.work()
	}
}

// work is what people do meanwhile.
func (s *simulation) work() {
	s.t.Helper()
	id := s.deals[s.r.IntN(len(s.deals))]
	d := s.stored(id)
	if !d.IsOpen() {
		return
	}
	s.ids++
	commit := fmt.Sprint("work", s.ids)
	switch s.r.IntN(6) {
	case 0:
		s.must(d.Owner, s.open(d.Owner, "done", id), values{"type": "visit", "said": "同意下周答复"})
	case 1:
		_, err := s.desk.Forward(s.t.Context(), s.as(d.Owner), id, d.Stage, commit)
		if d.Stage != sales.Winnable {
			require.NoError(s.t, err)
		}
	case 2:
		day := s.now.AddDate(0, 0, 1+s.r.IntN(9)).Format(time.DateOnly)
		s.must(d.Owner, s.open(d.Owner, "plan", id), values{"type": "visit", "who_new": "王总", "why": "王总签字", "day": day, "time": "23:30", "minutes": "60"})
	case 3:
		_, err := s.desk.Note(s.t.Context(), s.as(d.Owner), id, "resets nothing", "", commit)
		require.NoError(s.t, err)
	case 4:
		_, err := s.desk.Snooze(s.t.Context(), s.as(d.Owner), id, s.now.Add(time.Duration(1+s.r.IntN(40))*time.Hour), commit)
		require.NoError(s.t, err)
	case 5:
		if d.Hold == nil {
			s.must(d.Owner, s.open(d.Owner, "hold", id), values{"reason": "预算", "said_by": "王总", "until": s.now.AddDate(0, 0, 20).Format(time.DateOnly)})
		}
	}
}

// judge checks every message that was sent since the last look.
func (s *simulation) judge() {
	s.t.Helper()
	sent := s.messages("bundle")
	for _, m := range sent[s.seen:] {
		who := strings.TrimPrefix(m.Destination, "person:")
		zone := s.as(who).Zone
		at := s.now.In(zone)
		require.True(s.t, s.cal.Works(at), "%s was told on %s", who, at.Format("Mon 2006-01-02"))
		minute := at.Hour()*60 + at.Minute()
		require.GreaterOrEqual(s.t, minute, 8*60+30, "quiet hours")
		require.Less(s.t, minute, 20*60, "quiet hours")
		s.judgeBundle(m, who, at)
	}
	s.seen = len(sent)
}

func (s *simulation) judgeBundle(m scheduler.Message, who string, at time.Time) {
	s.t.Helper()
	parts := strings.Split(m.Facts["deals"], ",")
	require.LessOrEqual(s.t, len(parts), 5)
	daily := strings.HasPrefix(m.ID, "bundle|")
	if daily {
		key := who + at.Format(time.DateOnly)
		require.Zero(s.t, s.bundles[key], "a second bundle on one day")
		s.bundles[key] = len(parts)
	}
	for _, p := range parts {
		id, kinds, _ := strings.Cut(p, ":")
		d := s.stored(id)
		for _, kind := range strings.Split(kinds, "+") {
			require.True(s.t, s.holds(d, sales.Warning(kind)), "%s of %s was told early, at %s", kind, d.Name, at)
			episode := fmt.Sprint(id, kind, s.episode(d).Unix())
			s.heard[episode] = true
			if !daily {
				continue // a reminder that the owner asked for
			}
			s.told[episode]++
			require.LessOrEqual(s.t, s.told[episode], 3, "%s of %s was told too often", kind, d.Name)
			if s.told[episode] == 3 {
				require.NotEqual(s.t, d.Owner, who, "the third time it is the manager's")
			}
		}
	}
}

// episode is when what is going on with a deal began, once more.
func (s *simulation) episode(d sales.Deal) time.Time {
	all := []time.Time{d.StageSince, d.LastContact, d.ClockFrom}
	if d.Hold != nil {
		all = append(all, d.Hold.Since)
	}
	slices.SortFunc(all, time.Time.Compare)
	return all[len(all)-1]
}

// holds is the second opinion about a fact: it counts days one by one.
func (s *simulation) holds(d sales.Deal, kind sales.Warning) bool {
	zone := s.as(d.Owner).Zone
	working := func(from time.Time) int {
		n := 0
		for day := from.In(zone).AddDate(0, 0, 1); day.Format(time.DateOnly) <= s.now.In(zone).Format(time.DateOnly); day = day.AddDate(0, 0, 1) {
			if s.cal.Works(day) {
				n++
			}
		}
		return n
	}
	back := d.ClockFrom
	if d.Hold != nil {
		if back = d.Hold.Until.Time(zone); s.now.Before(back) {
			return false // it rests until its date
		}
	}
	if !d.IsOpen() || working(d.CreatedAt) <= 5 || working(s.start) <= 5 {
		return false
	}
	last := func(times ...time.Time) time.Time {
		slices.SortFunc(times, time.Time.Compare)
		return times[len(times)-1]
	}
	l := sales.DefaultLimits()[d.Stage]
	switch kind {
	case sales.Silent:
		return working(last(d.LastContact, d.CreatedAt, d.ClockFrom, back)) > l.SilentDays
	case sales.Stuck:
		return s.now.In(zone).Sub(last(d.StageSince, d.ClockFrom, back)) > time.Duration(l.StuckDays)*24*time.Hour
	case sales.Planless:
		from := last(d.LastContact, d.CreatedAt, d.ClockFrom, back)
		for _, p := range d.Plans {
			if p.Complete {
				from = last(from, p.At)
			}
		}
		return from.Before(s.now) && working(from) > l.PlanlessDays
	case sales.Overdue:
		return d.Close != "" && string(d.Close) < s.now.In(zone).Format(time.DateOnly)
	}
	return false
}

// nothingForgotten checks that whoever had room in their bundles was told of all
// that has held for long.
func (s *simulation) nothingForgotten() {
	s.t.Helper()
	for _, id := range s.deals {
		d := s.stored(id)
		if d.Attention.Snoozed.After(s.now) || d.Attention.Later.After(s.now) {
			continue
		}
		now := s.now
		s.now = now.AddDate(0, 0, -7)
		for _, kind := range []sales.Warning{sales.Silent, sales.Stuck, sales.Planless, sales.Overdue} {
			if s.episode(d).Before(s.now) && d.UpdatedAt.Before(s.now) && s.holds(d, kind) {
				require.True(s.t, s.heard[fmt.Sprint(id, kind, s.episode(d).Unix())], "%s of %s was forgotten: %+v", kind, d.Name, d.Attention)
			}
		}
		s.now = now
	}
}
