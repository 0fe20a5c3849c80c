package feishu

import (
	"context"
	"log/slog"
)

// quiet is the SDK's logger. What it logs may hold messages of people and, at
// debug level, secrets: only that something happened is kept, and our own log
// says what.
type quiet struct{ log *slog.Logger }

// Debug implements larkcore.Logger.
func (quiet) Debug(context.Context, ...any) {}

// Info implements larkcore.Logger.
func (quiet) Info(context.Context, ...any) {}

// Warn implements larkcore.Logger.
func (q quiet) Warn(context.Context, ...any) { q.log.Debug("the library of Feishu warns") }

// Error implements larkcore.Logger.
func (q quiet) Error(context.Context, ...any) { q.log.Debug("the library of Feishu reports an error") }
