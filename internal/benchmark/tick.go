package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/storage"
	"dealmate/storage/redis"
)

// dueDeals is how many deals one tick finds due, of two per owner; ticks is how
// often it is measured.
const (
	dueDeals = 100
	ticks    = 15
)

// tick is part (f): one look at what needs attention, with 100 deals due, in
// organisations of growing size. What is due is read from an index, so that the
// size should not matter.
func (b *bench) tick(ctx context.Context, sizes []int) error {
	fmt.Printf("\n| deals | due | a tick, median | of the smallest |\n|--:|--:|--:|--:|\n")
	var smallest time.Duration
	for _, n := range sizes {
		took, err := b.tickOf(ctx, n)
		if err != nil {
			return err
		}
		if smallest == 0 {
			smallest = took
		}
		fmt.Printf("| %d | %d | %s | %.2f |\n", n, dueDeals, ms(took), float64(took)/float64(smallest))
	}
	return nil
}

func (b *bench) tickOf(ctx context.Context, n int) (time.Duration, error) {
	url, server, err := b.redis(ctx)
	if err != nil {
		return 0, err
	}
	defer server.stop()
	if err := b.fillRedis(ctx, url, n); err != nil {
		return 0, err
	}
	e, err := redis.Open(ctx, redis.Config{URL: url, Org: "bench"})
	if err != nil {
		return 0, err
	}
	defer func() { _ = e.Close() }()
	store := storage.New(e, time.Now)
	d, err := watcher(ctx, store)
	if err != nil {
		return 0, err
	}
	var all []time.Duration
	for i := range ticks {
		if err := makeDue(ctx, store, i); err != nil {
			return 0, err
		}
		begin := time.Now()
		sent, err := d.Watch(ctx, scheduler.Run{})
		if err != nil {
			return 0, err
		}
		if sent != dueDeals/2 {
			return 0, fmt.Errorf("%d bundles were sent, not %d", sent, dueDeals/2)
		}
		all = append(all, time.Since(begin))
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}

// watcher is a desk over a store, at noon on a working day of its own calendar.
func watcher(ctx context.Context, store *storage.Store) (*desk.Desk, error) {
	forms, err := dialogs.Load()
	if err != nil {
		return nil, err
	}
	now := noon().AddDate(0, -2, 0) // the organisation started some time ago
	d := desk.New(desk.Options{
		Org:   org.Organisation{Key: "bench", Language: "en", Timezone: "UTC", Currency: "CNY", Teams: []org.Team{{Key: "due", Members: []string{"rep"}}}},
		Forms: forms, Lists: sales.DefaultLists(), Limits: sales.DefaultLimits(),
		Deals: store, History: store, Records: store, Meetings: store, Due: store,
		Begin: func(commit string, now time.Time) desk.Tx { return store.Begin(commit, now) },
		Now:   func() time.Time { return now }, NewID: func() string { return strconv.FormatInt(time.Now().UnixNano(), 36) },
	})
	err = d.Load(ctx)
	now = noon()
	return d, err
}

func noon() time.Time { return time.Date(2027, 3, 3, 12, 0, 0, 0, time.UTC) }

// makeDue enters deals that have been silent for long, of new owners each round.
func makeDue(ctx context.Context, store *storage.Store, round int) error {
	var deals []sales.Deal
	for i := range dueDeals {
		d := deal(i, "due-"+strconv.Itoa(round)+"-"+strconv.Itoa(i/2))
		d.ID, d.Number = fmt.Sprintf("due-%d-%d", round, i), int64(10_000_000+round*dueDeals+i)
		d.Team, d.Owner = "due", "due-"+strconv.Itoa(round)+"-"+strconv.Itoa(i/2)
		d.Attention.At = noon().Add(-time.Hour)
		deals = append(deals, d)
	}
	return store.LoadDeals(ctx, deals)
}
