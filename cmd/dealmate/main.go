// Command dealmate is a sales assistant for Slack and Feishu: see `dealmate help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // an image from scratch has no time zones

	_ "golang.org/x/crypto/x509roots/fallback" // nor certificates

	"dealmate/internal/app"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return app.Main(ctx, app.System())
}
