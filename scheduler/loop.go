package scheduler

import (
	"context"
	"log/slog"
	"time"
)

// Poller is polled by Loop: a Clock or a Sender.
type Poller func(ctx context.Context) (more bool, err error)

// Loop polls until the context ends; wake makes it poll at once. It polls again
// without waiting while there is more to do, and backs off while polling fails.
func Loop(ctx context.Context, every time.Duration, wake <-chan struct{}, poll Poller, log *slog.Logger) {
	failures := 0
	for ctx.Err() == nil {
		more, err := poll(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			failures++
			if failures == 1 || failures%60 == 0 {
				log.Warn("polling failed, trying again", "failures", failures, "err", err)
			}
		case err == nil:
			failures = 0
		}
		if more && err == nil {
			continue
		}
		wait(ctx, every<<min(failures, 4), wake)
	}
}

func wait(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-wake:
	}
}
