package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"dealmate/bot/card"
)

// post sends a message of the outbox. A repeat after a sending whose end is not
// known is marked as one.
func (b *Bot) post(ctx context.Context, d Errand, p Post) error {
	_, err := b.postAt(ctx, d, p)
	return err
}

// postAt is post that tells where the message is.
func (b *Bot) postAt(ctx context.Context, d Errand, p Post) (Sent, error) {
	p.Card = b.late(d, p.Card)
	p.Key, p.Repeat = d.ID, d.Attempt > 1 && !b.unsent.until(d.ID, d.Attempt-1)
	sent, err := b.send(ctx, p)
	var later RetryAfter
	if err != nil && errors.As(err, &later) {
		b.unsent.add(d.ID, d.Attempt) // refused for sure: nothing was shown
	} else {
		b.unsent.drop(d.ID)
	}
	return sent, err
}

// late says on a card that it comes later than it should have.
func (b *Bot) late(d Errand, c card.Card) card.Card {
	at, err := time.Parse(time.RFC3339, d.Facts["late"])
	if err != nil {
		return c // it is not
	}
	zone := time.UTC
	if who, _, err := b.addressee(d.Destination); err == nil {
		zone = zoneOf(who.Zone)
	}
	c.Footer = append(slices.Clone(c.Footer), say("say.late", "When", moment(at, "deal.unknown", reader{zone: zone})))
	return c
}

// send posts or updates a card and remembers where it is.
func (b *Bot) send(ctx context.Context, p Post) (Sent, error) {
	platform, ok := b.platforms[p.To.Platform]
	if !ok {
		return Sent{}, undeliverable{fmt.Errorf("bot: no platform %q", p.To.Platform)}
	}
	p.Pictures = b.pictures(p)
	sent, err := platform.Post(ctx, p)
	if err != nil {
		return Sent{}, err
	}
	b.Sent(ctx, p, sent)
	return sent, nil
}

// unsent remembers messages of which no attempt so far can have been shown: all were
// surely refused, and by this process, which knows nothing of others' attempts. It is
// small; what it forgets is called a possible repeat.
type unsent struct {
	mu  sync.Mutex
	ids map[string]int // the last attempt
}

const maxUnsent = 1000

func newUnsent() *unsent { return &unsent{ids: map[string]int{}} }

// until reports whether all attempts of a message up to one were refused here.
func (u *unsent) until(id string, attempt int) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ids[id] == attempt
}

// add notes that an attempt was refused.
func (u *unsent) add(id string, attempt int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ids[id] != attempt-1 {
		delete(u.ids, id)
	} else if len(u.ids) < maxUnsent {
		u.ids[id] = attempt
	}
}

func (u *unsent) drop(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.ids, id)
}
