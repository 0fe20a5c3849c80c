package app

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/sales"
	"dealmate/sandbox"
	"dealmate/storage/storagetest"
)

// The size of the simulation in make test; make soak sets SIMULATE_DEALS and
// SIMULATE_DAYS.
const (
	simulatedDeals  = 300
	simulatedDays   = 14
	simulatedOwners = 50
	simulatedTeams  = 5
	replicas        = 3
)

// simulation is a company in the local workspace, told what is due by replicas that
// are killed and restarted over a store that is cut off, on a clock that is moved
// from one due time to the next.
type simulation struct {
	t      *testing.T
	r      *rand.Rand
	clock  *sandbox.Clock
	slack  *sandbox.Workspace
	server *storagetest.Server
	calm   *service // over the store itself: the driver's eyes and the people's hands
	fleet  []*vessel
	begin  time.Time

	mu      sync.Mutex
	unknown int // sendings that took place, and the bot or the store may not know
	faults  int // of any kind
	ids     int
	model   *model
}

func size(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// TestEveryAlertIsDeliveredOnceWhateverFails is short here and long in make soak.
func TestEveryAlertIsDeliveredOnceWhateverFails(t *testing.T) {
	t.Parallel()
	const seed = 20261123
	s := &simulation{t: t, r: rand.New(rand.NewPCG(seed, uint64(size("SIMULATE_SEED", 1))))}
	s.open(size("SIMULATE_DEALS", simulatedDeals))
	end := s.begin.AddDate(0, 0, size("SIMULATE_DAYS", simulatedDays))
	for day := s.begin; day.Before(end); day = day.AddDate(0, 0, 1) {
		s.runs(day.Add(9*time.Hour + 30*time.Minute))
		s.model.judge(day)
		s.works()
		s.runs(day.AddDate(0, 0, 1))
		s.model.quiet()
	}
	t.Logf("%d alerts and %d words around meetings in %d messages; %d sendings of unknown outcome, %d messages marked as possible repeats, %d faults",
		s.model.alerts, s.model.pings, s.model.messages, s.unknown, s.model.repeats, s.faults)
	require.NotZero(t, s.model.alerts)
	require.NotZero(t, s.unknown)
	require.LessOrEqual(t, s.model.twice, s.unknown, "no duplicate but of a sending whose outcome was unknown")
}

// open makes the company: its people, its deals, and the replicas.
func (s *simulation) open(deals int) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(s.t, err)
	s.begin = time.Date(2026, 11, 23, 0, 0, 0, 0, zone) // a Monday
	base := s.begin.AddDate(0, 0, -20)                  // the organisation has begun before
	s.clock = sandbox.NewClock(func() time.Time { return base })
	var people []sandbox.Person
	for i := range simulatedOwners + simulatedTeams {
		people = append(people, sandbox.Person{ID: userOf(i), Name: "Person " + strconv.Itoa(i), Email: mailOf(i), Locale: "en-US", TZ: "Asia/Shanghai"})
	}
	s.slack, err = sandbox.New(sandbox.Options{
		Team: "Simulated", TeamID: "T0SIM", BotName: "dealmate", BotToken: demoBotToken, AppToken: demoAppToken,
		SigningSecret: demoSecret, People: people, Clock: s.clock, NewID: newID,
	})
	require.NoError(s.t, err)
	s.t.Cleanup(func() { require.NoError(s.t, s.slack.Close()) })
	s.server = storagetest.NewServer(s.t)
	s.server.Start(s.t)
	web := httptest.NewServer(s.slack.Handler())
	s.t.Cleanup(web.Close)
	s.calm = s.serve(s.server.URL(), web.URL)
	s.enter(deals)
	s.calm.bind(s.t.Context())
	for range replicas {
		s.fleet = append(s.fleet, s.launch())
	}
	s.model = newModel(s)
	s.clock.Move(s.begin)
}

func userOf(i int) string { return fmt.Sprintf("U%03d", i) }

func mailOf(i int) string { return fmt.Sprintf("u%03d@example.com", i) }

// enter loads deals whose facts begin to hold during the simulation.
func (s *simulation) enter(n int) {
	var all []sales.Deal
	back := func(days int) time.Time { return s.begin.Add(-time.Duration(s.r.IntN(days*24)) * time.Hour).UTC() }
	for i := range n {
		owner, team := s.owner(i % simulatedOwners)
		d := sales.Deal{
			ID: fmt.Sprintf("sim-%d", i), Number: int64(i + 1), Name: fmt.Sprintf("Project %d", i), Customer: fmt.Sprintf("Customer %d", i),
			Team: team, Owner: owner, Stage: sales.Stages()[s.r.IntN(4)], StageSince: back(100), Outcome: sales.Open,
			Amount:    sales.Money{Amount: decimal.NewFromInt(100_000), Currency: "CNY"},
			CreatedAt: s.begin.AddDate(0, 0, -150).UTC(), UpdatedAt: s.begin.AddDate(0, 0, -150).UTC(), UpdatedBy: owner, LastContact: back(12),
		}
		if s.r.IntN(3) > 0 {
			d.Close = sales.DateOf(s.begin.AddDate(0, 0, s.r.IntN(70)))
		}
		all = append(all, d)
	}
	require.NoError(s.t, s.calm.store.LoadDeals(s.t.Context(), all))
}

// owner is somebody's ID and team.
func (s *simulation) owner(i int) (id, team string) {
	id, team = s.calm.colleague(s.calm.desk.Org(), mailOf(i))
	require.NotEmpty(s.t, id)
	return id, team
}

// runs moves the clock from one due time to the next, until a moment.
func (s *simulation) runs(until time.Time) {
	for now := s.clock.Now(); now.Before(until); now = s.clock.Now() {
		next := s.next(until)
		if !next.After(now) {
			next = now.Add(time.Minute)
		}
		s.clock.Move(next.Truncate(time.Minute).Add(time.Minute))
		s.settles()
		s.model.collect()
	}
}

// next is when something is due.
func (s *simulation) next(until time.Time) time.Time {
	next := until
	deals, err := s.calm.store.AttentionDue(s.t.Context(), until, 1)
	require.NoError(s.t, err)
	if len(deals) > 0 && deals[0].Attention.At.Before(next) {
		next = deals[0].Attention.At
	}
	meetings, err := s.calm.store.MeetingsDue(s.t.Context(), until, 1)
	require.NoError(s.t, err)
	if len(meetings) > 0 && meetings[0].PingAt.Before(next) {
		next = meetings[0].PingAt
	}
	return next
}

// settles lets the replicas work, in any order and at once, until they are idle; what
// a killed one held is due again after its lease.
func (s *simulation) settles() {
	before := s.failed()
	s.mischief()
	for idle := 0; idle < 3; {
		if s.polls() > 0 {
			idle = 0
		} else {
			idle++
		}
		s.clock.Advance(time.Second)
		s.replaces()
		if idle == 3 && s.failed() != before {
			before, idle = s.failed(), 0
			s.clock.Advance(90 * time.Second)
		}
	}
}

// polls lets every replica look once.
func (s *simulation) polls() int {
	done := make([]int, len(s.fleet))
	var wg sync.WaitGroup
	for _, i := range s.r.Perm(len(s.fleet)) {
		if s.r.IntN(2) == 0 {
			done[i] = s.fleet[i].poll()
			continue
		}
		wg.Go(func() { done[i] = s.fleet[i].poll() })
	}
	wg.Wait()
	n := 0
	for _, d := range done {
		n += d
	}
	return n
}

func (s *simulation) failed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults
}

// mischief plans what goes wrong next, sometimes.
func (s *simulation) mischief() {
	v := s.fleet[s.r.IntN(len(s.fleet))]
	switch s.r.IntN(24) {
	case 0:
		v.plans(dieBefore)
	case 1:
		v.plans(dieAfter)
	case 2, 3:
		v.plans(loseAnswer)
	case 4:
		v.plans(tooMany)
	case 5: // the store is cut off from a replica for some requests, in either way
		v.cut.Store(1 + s.r.Int64N(12))
		fate := []storagetest.Fate{storagetest.Cut, storagetest.Refuse}[s.r.IntN(2)]
		s.failedOnce()
		v.proxy.Plan(func([]byte) storagetest.Fate {
			if v.cut.Add(-1) < 0 {
				return storagetest.Pass
			}
			return fate
		})
	}
}

func (s *simulation) failedOnce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults++
}

// replaces starts a new replica for each that was killed.
func (s *simulation) replaces() {
	for i, v := range s.fleet {
		if v.isDead() {
			v.sinks()
			s.fleet[i] = s.launch()
		}
	}
}
