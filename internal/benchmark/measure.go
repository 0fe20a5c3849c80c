package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/sales"
	"dealmate/storage"
	"dealmate/storage/embedded"
	"dealmate/storage/redis"
)

const teamSize = 200

// http is part (a): `/deal show` at 1, 32 and 128 connections, beside the bare
// handler in turn.
func (b *bench) http(ctx context.Context) error {
	api := slackAPI(new(atomic.Int64))
	defer api.Close()
	url, server, err := b.redis(ctx)
	if err != nil {
		return err
	}
	defer server.stop()
	if err := b.fillRedis(ctx, url, 1000); err != nil {
		return err
	}
	addr, bot, err := b.serve(ctx, api.URL, fmt.Sprintf("[redis]\nurl = %q\n", url))
	if err != nil {
		return err
	}
	defer bot.stop()
	bareAddr, bare, err := b.bare(ctx)
	if err != nil {
		return err
	}
	defer bare.stop()
	show := func(i int64) request {
		n := strconv.FormatInt(i%teamSize+1, 10)
		return request{text: "show D-" + n, want: "D-" + n}
	}
	constant := func(int64) request { return request{text: "show D-17", want: "D-17"} }
	if _, err := load(ctx, "http://"+addr+"/slack/commands", 8, 2*time.Second, show); err != nil {
		return err // warm-up
	}
	fmt.Printf("\n| connections | bot req/s | p50 | p99 | bare req/s | p50 | p99 | of the limit | bot memory now/peak MiB |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, n := range []int{1, 32, 128} {
		limit, err := load(ctx, "http://"+bareAddr+"/slack/commands", n, b.length, constant)
		if err != nil {
			return fmt.Errorf("bare: %w", err)
		}
		r, err := load(ctx, "http://"+addr+"/slack/commands", n, b.length, show)
		if err != nil {
			return err
		}
		now, peak := bot.memory()
		fmt.Printf("| %d | %.0f | %s | %s | %.0f | %s | %s | %.2f | %.0f / %.0f |\n", n,
			r.rate, ms(r.p50), ms(r.p99), limit.rate, ms(limit.p50), ms(limit.p99), r.rate/limit.rate, now, peak)
	}
	return nil
}

func executable() (string, error) { return os.Executable() }

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func (b *bench) bare(ctx context.Context) (string, *process, error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return "", nil, err
	}
	self, err := executable()
	if err != nil {
		return "", nil, err
	}
	p, err := start(ctx, filepath.Join(b.dir, "bare.log"), self, "-bare", addr)
	if err != nil {
		return "", nil, err
	}
	return addr, p, await(ctx, "http://"+addr+"/healthz")
}

// growth is part (c): list and find of a person whose team has 200 deals, in
// organisations of growing size.
func (b *bench) growth(ctx context.Context, sizes []int) error {
	api := slackAPI(new(atomic.Int64))
	defer api.Close()
	fmt.Printf("\n| engine | deals | loaded in | list p50 | p99 | find p50 | p99 | bot memory MiB |\n|--|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, n := range sizes {
		if err := b.growRedis(ctx, api.URL, n); err != nil {
			return err
		}
		if err := b.growEmbedded(ctx, api.URL, n); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) growRedis(ctx context.Context, api string, n int) error {
	url, server, err := b.redis(ctx)
	if err != nil {
		return err
	}
	defer server.stop()
	begin := time.Now()
	if err := b.fillRedis(ctx, url, n); err != nil {
		return err
	}
	return b.grown(ctx, "redis", api, fmt.Sprintf("[redis]\nurl = %q\n", url), n, time.Since(begin))
}

func (b *bench) growEmbedded(ctx context.Context, api string, n int) error {
	dir := filepath.Join(b.dir, "embedded"+strconv.Itoa(n))
	begin := time.Now()
	e, err := embedded.Open(ctx, dir, embedded.Options{})
	if err != nil {
		return err
	}
	if err := fill(ctx, e, n); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	return b.grown(ctx, "embedded", api, fmt.Sprintf("[embedded]\ndir = %q\n", dir), n, time.Since(begin))
}

// grown measures one size: one connection, as one person types.
func (b *bench) grown(ctx context.Context, engine, api, store string, n int, loading time.Duration) error {
	addr, bot, err := b.serve(ctx, api, store)
	if err != nil {
		return err
	}
	defer bot.stop()
	target := "http://" + addr + "/slack/commands"
	list := func(int64) request { return request{text: "list team", want: "D-"} }
	find := func(int64) request { return request{text: "find 科技", want: "D-"} }
	if _, err := load(ctx, target, 1, time.Second, list); err != nil {
		return err // warm-up
	}
	l, err := load(ctx, target, 1, b.length/2, list)
	if err != nil {
		return err
	}
	f, err := load(ctx, target, 1, b.length/2, find)
	if err != nil {
		return err
	}
	now, _ := bot.memory()
	fmt.Printf("| %s | %d | %.1f s | %s | %s | %s | %s | %.0f |\n", engine, n, loading.Seconds(),
		ms(l.p50), ms(l.p99), ms(f.p50), ms(f.p99), now)
	return nil
}

func (b *bench) fillRedis(ctx context.Context, url string, n int) error {
	e, err := redis.Open(ctx, redis.Config{URL: url, Org: "bench"})
	if err != nil {
		return err
	}
	defer func() { _ = e.Close() }()
	return fill(ctx, e, n)
}

// fill loads n deals by the bulk path: the rep's team has 200, others the rest.
func fill(ctx context.Context, e storage.Engine, n int) error {
	s := storage.New(e, time.Now)
	people := 0
	rep, err := s.EnsurePerson(ctx, "rep@example.com", func() string { people++; return "p" + strconv.Itoa(people) })
	if err != nil {
		return err
	}
	const batch = 20_000
	for from := 0; from < n; from += batch {
		var deals []sales.Deal
		for i := from; i < min(from+batch, n); i++ {
			deals = append(deals, deal(i, rep.ID))
		}
		if err := s.LoadDeals(ctx, deals); err != nil {
			return err
		}
	}
	return nil
}

// deal makes the i-th of a made-up organisation, in a fixed way.
func deal(i int, rep string) sales.Deal {
	team, owner := "team0", rep
	if i >= teamSize {
		team = "team" + strconv.Itoa(i/teamSize)
		owner = "p-" + strconv.Itoa(i/50)
	}
	names := []string{"云帆科技", "青禾银行", "远山医院", "Kestrel Bank", "松涛科技集团", "Ardent Foods"}
	entered := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(i%5000) * time.Hour)
	return sales.Deal{
		ID: "bench-" + strconv.Itoa(i), Number: int64(i + 1),
		Name:     "项目 Project " + strconv.Itoa(i),
		Customer: names[i%len(names)] + " " + strconv.Itoa(i%997),
		Team:     team, Owner: owner, Stage: sales.Stages()[i%4], StageSince: entered, Outcome: sales.Open,
		Amount:    sales.Money{Amount: decimal.NewFromInt(int64(100_000 + i%900_000)), Currency: "CNY"},
		Close:     sales.DateOf(entered.AddDate(0, 9, i%60)),
		CreatedAt: entered, UpdatedAt: entered, UpdatedBy: owner,
	}
}
