package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Send delivers one message. Its error may be a Later or a Never; any other is
// tried again with growing pauses.
type Send func(ctx context.Context, m Message) error

// Later is an error that says when the destination wants to be tried again.
type Later interface {
	error
	RetryAfter() time.Duration
}

// Never is an error that trying again cannot mend.
type Never interface {
	error
	Permanent() bool
}

// Sender leases due messages and sends them. Every replica runs one.
type Sender struct {
	outbox Outbox
	send   Send
	now    func() time.Time
	token  func() string
	log    *slog.Logger
	pace   Pace
}

const (
	// sendTimeout bounds one sending; a lease must exceed twice of it.
	sendTimeout = 10 * time.Second
	leaseTime   = 60 * time.Second
	leaseSize   = 8
	// maxAttempts with the pauses of backoff is about two days.
	maxAttempts = 24
)

// NewSender makes a Sender; token must be unique per call.
func NewSender(o Outbox, send Send, pace Pace, now func() time.Time, token func() string, log *slog.Logger) *Sender {
	return &Sender{outbox: o, send: send, now: now, token: token, log: log, pace: pace}
}

// Poll sends what is due now, different messages at once, and returns how many
// it took.
func (s *Sender) Poll(ctx context.Context) (int, error) {
	now, token := s.now(), s.token()
	batch, err := s.outbox.Lease(ctx, now, now.Add(leaseTime), token, leaseSize, s.pace)
	if err != nil {
		return 0, fmt.Errorf("lease: %w", err)
	}
	var wg sync.WaitGroup
	for _, m := range batch {
		wg.Go(func() { s.deliver(ctx, m, token) })
	}
	wg.Wait()
	return len(batch), nil
}

func (s *Sender) deliver(ctx context.Context, m Message, token string) {
	err := s.try(ctx, m)
	finish := context.WithoutCancel(ctx)
	finish, cancel := context.WithTimeout(finish, sendTimeout)
	defer cancel()
	now := s.now()
	var never Never
	switch {
	case err == nil:
		err = s.outbox.Done(finish, m.ID, token, now)
	case errors.As(err, &never) && never.Permanent(), m.Attempt >= maxAttempts:
		s.log.Error("message cannot be sent", "id", m.ID, "kind", m.Kind, "attempt", m.Attempt, "err", err)
		err = s.outbox.Bury(finish, m.ID, token, now)
	default:
		s.log.Warn("message will be sent again", "id", m.ID, "kind", m.Kind, "attempt", m.Attempt, "err", err)
		err = s.retry(finish, m, token, now, err)
	}
	if err != nil {
		s.log.Warn("message not finished, its lease will end", "id", m.ID, "err", err)
	}
}

// try turns a panic of a message's handler into an error: one bad message must
// not end the process.
func (s *Sender) try(ctx context.Context, m Message) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return s.send(ctx, m)
}

func (s *Sender) retry(ctx context.Context, m Message, token string, now time.Time, cause error) error {
	at, pause := now.Add(backoff(m.Attempt)), time.Time{}
	var later Later
	if errors.As(cause, &later) {
		pause = now.Add(later.RetryAfter())
		at = pause
	}
	return s.outbox.Retry(ctx, m.ID, token, now, at, pause)
}

// backoff is 2 s, 4 s, … up to three hours.
func backoff(attempt int) time.Duration {
	d := time.Second << min(max(attempt, 1), 14)
	return min(d, 3*time.Hour)
}
