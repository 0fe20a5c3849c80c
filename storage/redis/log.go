package redis

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// LogTo sends what the driver says about connections and failovers to a logger
// instead of standard error. The driver has one logger for the whole process;
// main sets it before it opens a store.
func LogTo(l *slog.Logger) { redis.SetLogger(driverLog{l}) }

type driverLog struct{ to *slog.Logger }

// Printf is what the driver calls. None of its lines asks for anything to be
// done: a store that cannot be reached is an error of the call as well.
func (d driverLog) Printf(ctx context.Context, format string, v ...any) {
	d.to.DebugContext(ctx, "redis driver", slog.String("says", fmt.Sprintf(format, v...)))
}
