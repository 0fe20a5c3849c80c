package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dealmate/scheduler"
)

func workOf(m scheduler.Message, now time.Time) (Work, error) {
	if m.Due.IsZero() {
		m.Due = now
	}
	payload, err := json.Marshal(m)
	if err != nil {
		return Work{}, fmt.Errorf("storage: write message %q: %w", m.ID, err)
	}
	return Work{ID: m.ID, Destination: m.Destination, Due: m.Due, Payload: string(payload)}, nil
}

func messageOf(w Work, attempt int) (scheduler.Message, error) {
	var m scheduler.Message
	if err := json.Unmarshal([]byte(w.Payload), &m); err != nil {
		return m, fmt.Errorf("storage: message %q is damaged", w.ID)
	}
	m.ID, m.Destination, m.Due, m.Attempt = w.ID, w.Destination, w.Due, attempt
	return m, nil
}

// Lease implements scheduler.Outbox. A message that cannot be read is put aside.
func (s *Store) Lease(ctx context.Context, now, until time.Time, token string, limit int, pace scheduler.Pace) ([]scheduler.Message, error) {
	leased, err := s.engine.Lease(ctx, Lease{Now: now, Until: until, Token: token, Limit: limit, Gap: pace.Gap, Every: pace.Every})
	if err != nil {
		return nil, outward(err)
	}
	out := make([]scheduler.Message, 0, len(leased))
	for _, l := range leased {
		m, err := messageOf(l.Work, l.Attempt)
		if err != nil {
			if err := s.Bury(ctx, l.ID, token, now); err != nil {
				return nil, err
			}
			continue
		}
		out = append(out, m)
	}
	return out, nil
}

// Done implements scheduler.Outbox.
func (s *Store) Done(ctx context.Context, id, token string, now time.Time) error {
	return s.finish(ctx, now, Finish{ID: id, Token: token})
}

// Retry implements scheduler.Outbox.
func (s *Store) Retry(ctx context.Context, id, token string, now, at, pause time.Time) error {
	return s.finish(ctx, now, Finish{ID: id, Token: token, RetryAt: at, PauseUntil: pause})
}

// Bury implements scheduler.Outbox.
func (s *Store) Bury(ctx context.Context, id, token string, now time.Time) error {
	return s.finish(ctx, now, Finish{ID: id, Token: token, Dead: true})
}

func (s *Store) finish(ctx context.Context, now time.Time, f Finish) error {
	_, err := s.engine.Commit(ctx, Batch{Now: now, Finish: []Finish{f}})
	return outward(err)
}

// Dead lists the messages that were put aside because they could not be sent.
// It looks at everything that is stored: for tools, not for a service.
func (s *Store) Dead(ctx context.Context) ([]scheduler.Message, error) {
	var out []scheduler.Message
	err := s.dump(ctx, func(i Item) error {
		if i.Kind != KindWork {
			return nil
		}
		w, err := ItemWork(i)
		if err != nil || !w.Dead {
			return err
		}
		m, err := messageOf(Work{ID: w.ID, Destination: w.Destination, Due: time.UnixMilli(w.Due).UTC(), Payload: w.Payload}, w.Attempt)
		if err != nil {
			m = scheduler.Message{ID: w.ID, Destination: w.Destination, Attempt: w.Attempt}
		}
		out = append(out, m)
		return nil
	})
	return out, err
}

// errNoPorter says that an engine cannot list what it holds.
var errNoPorter = errors.New("storage: this engine cannot be dumped")

func (s *Store) dump(ctx context.Context, fn func(Item) error) error {
	p, ok := s.engine.(Porter)
	if !ok {
		return outward(errNoPorter)
	}
	return outward(p.Dump(ctx, fn))
}

// tick is the record of a job's newest tick.
type tick struct {
	Tick string `json:"tick"`
}

// LastTick implements scheduler.Ticks.
func (s *Store) LastTick(ctx context.Context, job string) (string, error) {
	r, err := s.readOne(ctx, tickKey(job))
	if err != nil {
		return "", err
	}
	last, err := tickOf(r)
	return last, outward(err)
}

func tickOf(r Record) (string, error) {
	if r.Version == 0 {
		return "", nil
	}
	t, err := unpack[tick](r.Key, r.Data)
	return t.Tick, err
}

// ClaimTick implements scheduler.Ticks. A tick that is not after the last one
// is claimed by nobody.
func (s *Store) ClaimTick(ctx context.Context, job, last, at string, now time.Time, messages []scheduler.Message) (bool, error) {
	r, err := s.readOne(ctx, tickKey(job))
	if err != nil {
		return false, err
	}
	stored, err := tickOf(r)
	if err != nil {
		return false, outward(err)
	}
	if stored != last || at <= last {
		return false, nil
	}
	b := Batch{Now: now, Checks: []Check{{Key: r.Key, Version: r.Version}}}
	if err := b.put(r.Key, r.Data, tick{Tick: at}); err != nil {
		return false, outward(err)
	}
	for _, m := range messages {
		w, err := workOf(m, now)
		if err != nil {
			return false, outward(err)
		}
		b.Enqueue = append(b.Enqueue, w)
	}
	_, err = s.engine.Commit(ctx, b)
	if _, lost := errors.AsType[*ConflictError](err); lost {
		return false, nil
	}
	return err == nil, outward(err)
}
