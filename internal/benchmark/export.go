package main

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"dealmate/desk"
	"dealmate/internal/sheet"
	"dealmate/org"
)

// exports are how many deals a file has.
func exports() []int { return []int{10_000, 100_000} }

// export is part (i): all deals of an organisation with their histories into one file.
func (b *bench) export(ctx context.Context) error {
	fmt.Printf("\n| deals | in | per second | peak of the heap | file |\n|--:|--:|--:|--:|--:|\n")
	for _, n := range exports() {
		if err := b.exportOf(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) exportOf(ctx context.Context, n int) error {
	store, done, err := b.filled(ctx, n)
	if err != nil {
		return err
	}
	defer done()
	var teams []org.Team
	for i := range n/teamSize + 1 {
		teams = append(teams, org.Team{Key: fmt.Sprintf("team%d", i)})
	}
	d, err := reporter(ctx, store, teams)
	if err != nil {
		return err
	}
	peak, stop := watchHeap()
	begin := time.Now()
	book, err := sheet.NewBook()
	if err != nil {
		return err
	}
	rows, err := book.Sheet("deals", "number", "name", "customer", "stage", "amount", "history")
	if err != nil {
		return err
	}
	who := desk.Who{Person: org.Person{ID: "boss"}, Lang: "en", Zone: time.UTC, From: "bench"}
	count, err := d.Export(ctx, who, func(x desk.Exported) error {
		return rows.Add(sheet.Count(int(x.Deal.Number)), sheet.Text(x.Deal.Name), sheet.Text(x.Deal.Customer), sheet.Text(string(x.Deal.Stage)), sheet.Money(x.Deal.Amount.Amount), sheet.Count(len(x.History)))
	})
	if err != nil {
		return err
	}
	if count != n {
		return fmt.Errorf("%d deals, not %d", count, n)
	}
	data, err := book.Bytes()
	if err != nil {
		return err
	}
	took := time.Since(begin)
	stop()
	fmt.Printf("| %d | %.1f s | %.0f | %.0f MB | %.1f MB |\n", n, took.Seconds(), float64(n)/took.Seconds(), float64(peak.Load())/1e6, float64(len(data))/1e6)
	return nil
}

// watchHeap notes the largest heap that is in use until it is stopped.
func watchHeap() (peak *atomic.Uint64, stop func()) {
	peak = &atomic.Uint64{}
	end := make(chan struct{})
	runtime.GC()
	go func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapInuse > peak.Load() {
				peak.Store(m.HeapInuse)
			}
			select {
			case <-end:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return peak, func() { close(end) }
}
