// Command benchmark measures Dealmate as its users meet it: signed requests
// over HTTP to a running binary on redis-server, beside a bare handler that
// only verifies the signature and answers a constant card.
//
// Figures of one run are compared with each other, never with a clock on
// another machine: load, Redis and bot share the cores.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "benchmark:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	bare := flag.String("bare", "", "serve the bare handler on this address (the benchmark starts itself so)")
	part := flag.String("part", "all", "http, answer, tick, growth, talk, outbox, digest, export, import or all")
	seconds := flag.Int("seconds", 8, "length of one measurement")
	flag.Parse()
	if *bare != "" {
		return serveBare(ctx, *bare)
	}
	dir, err := os.MkdirTemp("", "dealmate-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{dir: dir, length: time.Duration(*seconds) * time.Second}
	if err := b.build(ctx); err != nil {
		return err
	}
	for _, p := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"http", b.http},
		{"answer", b.answer},
		{"tick", func(ctx context.Context) error { return b.tick(ctx, sizes(os.Getenv("BENCH_DEALS"))) }},
		{"growth", func(ctx context.Context) error { return b.growth(ctx, sizes(os.Getenv("BENCH_DEALS"))) }},
		{"talk", b.talk},
		{"outbox", b.outbox},
		{"export", b.export},
		{"import", b.bring},
		{"digest", func(ctx context.Context) error { return b.digest(ctx, sizes(os.Getenv("BENCH_DEALS"))) }},
	} {
		if *part != "all" && *part != p.name {
			continue
		}
		if err := p.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// sizes reads BENCH_DEALS, numbers of deals joined by commas.
func sizes(s string) []int {
	var out []int
	for _, f := range strings.Split(s, ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(f)); err == nil && n > 0 {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return []int{1_000, 100_000, 1_000_000}
	}
	return out
}
