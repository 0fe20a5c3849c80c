package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dealmate/bot/feishu"
	"dealmate/bot/slack"
	"dealmate/internal/fault"
)

func (c *cli) demo() *cobra.Command {
	var o LocalOptions
	var reset bool
	cmd := c.command("demo", "demo", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		if reset {
			if err := forget(o.Dir); err != nil {
				return err
			}
		}
		if err := known(o.Platforms); err != nil {
			return err
		}
		return c.runDemo(ctx, o)
	})
	cmd.Flags().StringSliceVar(&o.Platforms, "platform", []string{slack.Platform}, c.say("cli.flag.platform"))
	cmd.Flags().StringVar(&o.Listen, "listen", "127.0.0.1:4600", c.say("cli.flag.listen"))
	cmd.Flags().StringVar(&o.Dir, "dir", "dealmate-demo", c.say("cli.flag.dir"))
	cmd.Flags().BoolVar(&reset, "reset", false, c.say("cli.flag.reset"))
	cmd.Flags().BoolVar(&o.Empty, "empty", false, c.say("cli.flag.empty"))
	return cmd
}

// runDemo serves the local workspace and the bot that lives in it.
func (c *cli) runDemo(ctx context.Context, o LocalOptions) error {
	o.Log = newLog(c.env.Err, slog.LevelWarn)
	l, err := StartLocal(ctx, o)
	if err != nil {
		return err
	}
	if l.Seeded > 0 {
		c.print("cli.demo.seeded", "Count", l.Seeded)
	}
	where, err := filepath.Abs(o.Dir)
	if err != nil {
		where = o.Dir
	}
	url := l.URL
	if l.Feishu != nil {
		url = l.URL + "feishu/"
	}
	if l.Feishu != nil && l.Workspace != nil {
		url = l.URL + "  " + url
	}
	c.print("cli.demo.ready", "URL", url, "Dir", where)
	return l.Wait()
}

// known refuses a platform that there is not.
func known(platforms []string) error {
	for _, p := range platforms {
		if p != slack.Platform && p != feishu.Platform {
			return misuse{fault.New(fault.Invalid, "cli.platform", "Name", p)}
		}
	}
	return nil
}

// forget removes what earlier runs left, and nothing else of the folder.
func forget(dir string) error {
	return errors.Join(os.RemoveAll(filepath.Join(dir, "store")), os.RemoveAll(filepath.Join(dir, "workspace")))
}
