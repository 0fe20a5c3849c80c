package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/intake"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/storage"
	"dealmate/storage/redis"
)

// A digest is measured for a team of teamSize open deals, each changed so often before
// the window and in it; and for so many teams that are due at the same minute.
const (
	oldChanges  = 10
	weekChanges = 2
	digests     = 15
	manyTeams   = 500
	dealsEach   = 4
)

// digest is part (h): one digest of a team in organisations of growing size. It reads
// the team's open deals and the window's changes, so that the size should not matter.
func (b *bench) digest(ctx context.Context, sizes []int) error {
	fmt.Printf("\n| deals | open in the team | changes in the week | a digest, median | of the smallest | allocated |\n|--:|--:|--:|--:|--:|--:|\n")
	var smallest time.Duration
	for _, n := range sizes {
		took, memory, err := b.digestOf(ctx, n)
		if err != nil {
			return err
		}
		if smallest == 0 {
			smallest = took
		}
		fmt.Printf("| %d | %d | %d | %s | %.2f | %.1f MB |\n", n, teamSize, teamSize*weekChanges, ms(took), float64(took)/float64(smallest), memory)
	}
	return b.manyDigests(ctx)
}

func (b *bench) digestOf(ctx context.Context, n int) (time.Duration, float64, error) {
	store, done, err := b.filled(ctx, n)
	if err != nil {
		return 0, 0, err
	}
	defer done()
	if err := liveOn(ctx, store); err != nil {
		return 0, 0, err
	}
	d, err := reporter(ctx, store, []org.Team{{Key: "team0", Name: "Team", Managers: []string{"boss"}}})
	if err != nil {
		return 0, 0, err
	}
	who := desk.Who{Person: org.Person{ID: "boss"}, Lang: "en", Zone: time.UTC, From: "bench"}
	var all []time.Duration
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range digests {
		begin := time.Now()
		g, err := d.Digest(ctx, who, desk.Reporting{Team: "team0"})
		if err != nil {
			return 0, 0, err
		}
		if flows := len(g.Week.Movement.Flows); flows != teamSize*weekChanges || !g.Week.Movement.Adds() {
			return 0, 0, fmt.Errorf("%d flows, adds: %v", flows, g.Week.Movement.Adds())
		}
		all = append(all, time.Since(begin))
	}
	runtime.ReadMemStats(&after)
	slices.Sort(all)
	return all[len(all)/2], float64(after.TotalAlloc-before.TotalAlloc) / digests / 1e6, nil
}

// filled is a store over redis-server with n deals.
func (b *bench) filled(ctx context.Context, n int) (*storage.Store, func(), error) {
	url, server, err := b.redis(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := b.fillRedis(ctx, url, n); err != nil {
		server.stop()
		return nil, nil, err
	}
	e, err := redis.Open(ctx, redis.Config{URL: url, Org: "bench"})
	if err != nil {
		server.stop()
		return nil, nil, err
	}
	return storage.New(e, time.Now), func() { _ = e.Close(); server.stop() }, nil
}

// liveOn changes the amounts of the team's deals, long ago and in the last full week.
func liveOn(ctx context.Context, store *storage.Store) error {
	deals, err := store.Select(ctx, sales.Selection{Team: "team0", Outcome: sales.Open})
	if err != nil {
		return err
	}
	lastWeek := sales.Monday(noon()).AddDate(0, 0, -7)
	for _, x := range deals {
		for i := range oldChanges + weekChanges {
			at := lastWeek.AddDate(0, 0, -10*(oldChanges-i)-1)
			if i >= oldChanges {
				at = lastWeek.Add(time.Duration(i) * time.Hour)
			}
			after := x.Clone()
			after.Amount.Amount = after.Amount.Amount.Add(decimal.NewFromInt(1))
			tx := store.Begin("", at)
			tx.SaveDeal(x, after, sales.Diff(x, after, sales.Cause{At: at, Actor: x.Owner, From: "bench"}))
			if _, _, err := tx.Commit(ctx, ""); err != nil {
				return err
			}
			after.Version = x.Version + 1
			x = after
		}
	}
	return nil
}

// reporter is a desk over a store with some teams.
func reporter(ctx context.Context, store *storage.Store, teams []org.Team) (*desk.Desk, error) {
	forms, err := dialogs.Load()
	if err != nil {
		return nil, err
	}
	vocabulary, err := intake.NewVocabulary()
	if err != nil {
		return nil, err
	}
	d := desk.New(desk.Options{
		Org:   org.Organisation{Key: "bench", Language: "en", Timezone: "UTC", Currency: "CNY", Teams: teams, Admins: []string{"boss"}},
		Forms: forms, Lists: sales.DefaultLists(), Limits: sales.DefaultLimits(), Rates: sales.Rates{To: "CNY", Digits: 2},
		Deals: store, History: store, Records: store, Meetings: store, Due: store, Books: store, Intake: vocabulary,
		Begin: func(commit string, now time.Time) desk.Tx { return store.Begin(commit, now) },
		Now:   noon, NewID: func() string { return strconv.FormatInt(time.Now().UnixNano(), 36) },
	})
	return d, d.Load(ctx)
}

// manyDigests is the work of a minute in which every team's digest is due: to claim and
// enqueue them, and to compute each as it is sent.
func (b *bench) manyDigests(ctx context.Context) error {
	store, done, err := b.filled(ctx, 1000)
	if err != nil {
		return err
	}
	defer done()
	var teams []org.Team
	var deals []sales.Deal
	for i := range manyTeams {
		key := "many" + strconv.Itoa(i)
		teams = append(teams, org.Team{Key: key, Name: key, Managers: []string{"boss"}, Reports: map[string]string{"slack": "C" + key}})
		for j := range dealsEach {
			x := deal(i*dealsEach+j, "rep-"+key)
			x.ID, x.Number, x.Team, x.Owner = fmt.Sprintf("many-%d-%d", i, j), int64(20_000_000+i*dealsEach+j), key, "rep-"+key
			deals = append(deals, x)
		}
	}
	if err := store.LoadDeals(ctx, deals); err != nil {
		return err
	}
	d, err := reporter(ctx, store, teams)
	if err != nil {
		return err
	}
	begin, sent := time.Now(), 0
	for _, t := range teams {
		for _, f := range []sales.Face{sales.FaceManager, sales.FaceChannel} {
			n, err := d.PostDigest(ctx, t.Key, f, scheduler.Run{})
			if err != nil {
				return err
			}
			sent += n
		}
	}
	enqueued := time.Since(begin)
	who := desk.Who{Person: org.Person{ID: "boss"}, Lang: "en", Zone: time.UTC, From: "bench"}
	begin = time.Now()
	for _, t := range teams {
		if _, err := d.Digest(ctx, who, desk.Reporting{Team: t.Key}); err != nil {
			return err
		}
	}
	computed := 2 * time.Since(begin) // to the channel and to the manager
	fmt.Printf("\n| teams due | messages | claimed, frozen and enqueued in | computed for sending in | Slack's %d a minute take |\n|--:|--:|--:|--:|--:|\n", slackMinute)
	fmt.Printf("| %d | %d | %.1f s | %.1f s | %d s |\n", manyTeams, sent, enqueued.Seconds(), computed.Seconds(), sent*60/slackMinute)
	return nil
}
