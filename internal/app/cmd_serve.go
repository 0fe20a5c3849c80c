package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"

	"dealmate/bot/slack/manifest"
	"dealmate/internal/app/config"
	"dealmate/internal/fault"
	"dealmate/storage"
)

func (c *cli) serve() *cobra.Command {
	return c.configured("serve", "serve", cobra.NoArgs, func(ctx context.Context, cfg *config.Config, _ []string) error {
		w := world{now: time.Now, newID: newID, log: newLog(c.env.Err, cfg.Log.Level)}
		l, err := listen(ctx, cfg.HTTP.Listen)
		if err != nil {
			return err
		}
		s, err := openService(ctx, cfg, w)
		if err != nil {
			return errors.Join(storeFault(err, cfg), l.Close())
		}
		defer func() { _ = s.db.close() }()
		s.warnStore(ctx)
		c.print("cli.serve.ready", "Platforms", s.places(), "Store", s.db.where, "Listen", l.Addr().String())
		return s.run(ctx, l)
	})
}

func (c *cli) manifest() *cobra.Command {
	var mode string
	cmd := c.command("manifest", "manifest", cobra.NoArgs, func(context.Context, []string) error {
		raw, err := manifest.JSON(mode)
		if err != nil {
			return misuse{err}
		}
		_, err = c.env.Out.Write(raw)
		return err
	})
	cmd.Flags().StringVar(&mode, "mode", manifest.Socket, c.say("cli.flag.mode"))
	return cmd
}

// print writes a sentence of the catalog.
func (c *cli) print(key string, args ...any) {
	_, _ = io.WriteString(c.env.Out, c.say(key, args...)+"\n")
}

func newID() string { return uuid.NewString() }

// newLog is JSON for machines, colours on a terminal.
func newLog(w io.Writer, level slog.Leveler) *slog.Logger {
	if isTerminal(w) {
		return slog.New(tint.NewTextHandler(w, &tint.Options{Level: level, TimeFormat: time.TimeOnly}))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}

// isTerminal reports whether somebody watches what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "cli.listen", "Listen", addr)
	}
	return l, nil
}

// storeFault gives an error of opening a store its sentence.
func storeFault(err error, cfg *config.Config) error {
	switch {
	case errors.Is(err, storage.ErrLocked):
		return fault.Wrap(err, fault.Unavailable, "cli.locked", "Dir", cfg.Embedded.Dir)
	case errors.Is(err, storage.ErrUnavailable), fault.CodeOf(err) == fault.Unavailable:
		return fault.Wrap(err, fault.Unavailable, "cli.store.away", "Where", where(cfg))
	}
	return err
}

// where names the configured store without its secrets.
func where(cfg *config.Config) string {
	if cfg.Redis.URL != "" {
		return "Redis"
	}
	return cfg.Embedded.Dir
}
