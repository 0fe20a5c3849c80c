package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/storage"
	"dealmate/storage/redis"
)

// The outbox is measured with so many people, each with one message, where nobody
// refuses; where Slack's limits hold, with many people and with one.
const (
	freePeople   = 2000
	manyPeople   = 50
	mostMessages = 30 // for one person
	slackMinute  = 300
	// patience is until when all messages must have come.
	patience = 3 * time.Minute
)

// outbox is part (g): messages from the outbox to a workspace, by the bot as it is
// shipped.
func (b *bench) outbox(ctx context.Context) error {
	free := map[int]int{}
	for i := range freePeople {
		free[i] = 1
	}
	w := newWorkspace(0, freePeople)
	defer w.Close()
	if err := b.mail(ctx, w, free, 60_000); err != nil {
		return err
	}
	total, took, _ := w.report()
	rate := float64(total) / took.Seconds()
	bare, err := w.bare(ctx, 8, 2*time.Second)
	if err != nil {
		return err
	}
	fmt.Printf("\n| workspace | messages | in | per second | bare loop of 8, per second | of it |\n|---|--:|--:|--:|--:|--:|\n")
	fmt.Printf("| never refuses | %d | %.1f s | %.0f | %.0f | %.2f |\n", total, took.Seconds(), rate, bare, rate/bare)
	return b.limited(ctx)
}

// limited sends within Slack's limits: to many, where the workspace's rate counts,
// and to one, where the channel's does. The least time is that of the rate alone.
func (b *bench) limited(ctx context.Context) error {
	many := map[int]int{}
	for i := range manyPeople {
		many[i] = 3
	}
	fmt.Printf("\n| Slack's limits | messages | least time | in | of the allowed rate | refused (429) |\n|---|--:|--:|--:|--:|--:|\n")
	if err := b.within(ctx, "50 people", many, slackMinute/60); err != nil {
		return err
	}
	return b.within(ctx, "one person", map[int]int{0: mostMessages}, 1)
}

// within sends what may go at so many a second.
func (b *bench) within(ctx context.Context, name string, load map[int]int, rate float64) error {
	n := 0
	for _, m := range load {
		n += m
	}
	w := newWorkspace(slackMinute, n)
	defer w.Close()
	if err := b.mail(ctx, w, load, slackMinute); err != nil {
		return err
	}
	total, took, refused := w.report()
	least := float64(n-1) / rate
	for i, want := range load {
		if got := w.taken["D"+user(i)]; got != want {
			return fmt.Errorf("%d messages for %s, not %d", got, user(i), want)
		}
	}
	fmt.Printf("| %s | %d | %.1f s | %.1f s | %.3f | %d |\n", name, total, least, took.Seconds(), least/took.Seconds(), refused)
	return nil
}

func user(i int) string { return fmt.Sprintf("U%05d", i) }

// mail starts the bot, puts messages into the outbox, by person how many, and waits
// until the workspace has them.
func (b *bench) mail(ctx context.Context, w *workspace, load map[int]int, perMinute int) error {
	address, server, err := b.redis(ctx)
	if err != nil {
		return err
	}
	defer server.stop()
	e, err := redis.Open(ctx, redis.Config{URL: address, Org: "bench"})
	if err != nil {
		return err
	}
	defer func() { _ = e.Close() }()
	store := storage.New(e, time.Now)
	if err := staff(ctx, store, load); err != nil {
		return err
	}
	_, bot, err := b.serve(ctx, w.URL, fmt.Sprintf("[redis]\nurl = %q\n", address), serving{members: members(len(load)), perMinute: perMinute})
	if err != nil {
		return err
	}
	defer bot.stop()
	if err := enqueue(ctx, store, load); err != nil {
		return err
	}
	select {
	case <-w.enough:
		return nil
	case <-time.After(patience):
		return errors.New("not all messages came")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func members(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("%q", email(i)))
	}
	return strings.Join(list, ", ")
}

func email(i int) string { return "rep" + strconv.Itoa(i) + "@example.com" }

// staff enters people with their users, and for each a deal whose hold is over:
// what they are told is true.
func staff(ctx context.Context, store *storage.Store, load map[int]int) error {
	var deals []sales.Deal
	for i := range len(load) {
		id := "p" + strconv.Itoa(i)
		if _, err := store.EnsurePerson(ctx, email(i), func() string { return id }); err != nil {
			return err
		}
		tx := store.Begin("", time.Now())
		tx.Save(org.Person{ID: id, Email: email(i), Name: "Rep " + strconv.Itoa(i), Identities: map[string]string{"slack": user(i)}})
		if _, _, err := tx.Commit(ctx, ""); err != nil {
			return err
		}
		d := deal(i, id)
		d.Team, d.Owner, d.Collaborators = "team0", id, nil
		d.Hold = &sales.Hold{Reason: "budget", SaidBy: "Dana", Until: sales.DateOf(time.Now().AddDate(0, 0, -30)), Since: time.Now()}
		deals = append(deals, d)
	}
	return store.LoadDeals(ctx, deals)
}

// enqueue puts the messages into the outbox, some at a time.
func enqueue(ctx context.Context, store *storage.Store, load map[int]int) error {
	for round := range mostMessages {
		tx, n := store.Begin("", time.Now()), 0
		for i := range len(load) {
			if round >= load[i] {
				continue
			}
			n++
			tx.Send(scheduler.Message{
				ID: fmt.Sprintf("mail|%d|%d", i, round), Destination: "person:p" + strconv.Itoa(i), Due: time.Now(),
				Kind: "hold_ended", Facts: map[string]string{"deal": "bench-" + strconv.Itoa(i)},
			})
		}
		if n == 0 {
			return nil
		}
		if _, _, err := tx.Commit(ctx, ""); err != nil {
			return err
		}
	}
	return nil
}

// bare is how many messages a second a loop on so many connections posts there.
func (w *workspace) bare(ctx context.Context, connections int, length time.Duration) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var wg sync.WaitGroup
	begin, before := time.Now(), w.total
	form := url.Values{"channel": {"DBARE"}, "text": {strings.Repeat("x", 1500)}}.Encode()
	for range connections {
		wg.Go(func() {
			for ctx.Err() == nil {
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL+"/api/chat.postMessage", strings.NewReader(form))
				if err != nil {
					return
				}
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				if res, err := http.DefaultClient.Do(req); err == nil {
					_ = res.Body.Close()
				}
			}
		})
	}
	wg.Wait()
	total, _, _ := w.report()
	return float64(total-before) / time.Since(begin).Seconds(), nil
}
