package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"dealmate/internal/app/config"
	"dealmate/internal/app/seed"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/sandbox"
)

// demoOptions are the flags of the demo.
type demoOptions struct {
	listen string
	dir    string
	reset  bool
}

func (c *cli) demo() *cobra.Command {
	var o demoOptions
	cmd := c.command("demo", "demo", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return c.runDemo(ctx, o)
	})
	cmd.Flags().StringVar(&o.listen, "listen", "127.0.0.1:4600", c.say("cli.flag.listen"))
	cmd.Flags().StringVar(&o.dir, "dir", "dealmate-demo", c.say("cli.flag.dir"))
	cmd.Flags().BoolVar(&o.reset, "reset", false, c.say("cli.flag.reset"))
	return cmd
}

// runDemo serves the local workspace and the bot that lives in it.
func (c *cli) runDemo(ctx context.Context, o demoOptions) error {
	if o.reset {
		if err := forget(o.dir); err != nil {
			return err
		}
	}
	l, err := listen(ctx, o.listen)
	if err != nil {
		return err
	}
	log := newLog(c.env.Err, slog.LevelWarn)
	d, err := newDemo(o.dir, l.Addr().String(), log)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serveHTTP(ctx, l, d.workspace.Handler()) })
	g.Go(func() error { return c.live(ctx, d, l) })
	err = errors.Join(g.Wait(), d.workspace.Close())
	if errors.Is(err, context.Canceled) || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// forget removes what earlier runs left, and nothing else of the folder.
func forget(dir string) error {
	return errors.Join(os.RemoveAll(filepath.Join(dir, "store")), os.RemoveAll(filepath.Join(dir, "workspace")))
}

// demo is the workspace and the configuration of its bot.
type demo struct {
	workspace *sandbox.Workspace
	cfg       *config.Config
	world     world
	dir       string
}

func newDemo(dir, addr string, log *slog.Logger) (*demo, error) {
	clock := sandbox.NewClock(time.Now)
	w, err := sandbox.New(sandbox.Options{
		Team: "Bluebridge 蓝桥", TeamID: "T0DEMO", BotName: "dealmate", BotToken: demoBotToken, AppToken: demoAppToken,
		People: demoPeople(), Channels: demoChannels(), Shortcuts: demoShortcuts(),
		Dir: filepath.Join(dir, "workspace"), Clock: clock, NewID: newID, Log: log,
	})
	if err != nil {
		return nil, fmt.Errorf("local workspace: %w", err)
	}
	cfg, err := demoConfig(dir, "http://"+addr+"/api/", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return &demo{workspace: w, cfg: cfg, dir: dir, world: world{
		now: clock.Now, newID: newID, log: log, wake: clock.Moved(),
	}}, nil
}

// live runs the bot in the workspace, filled with deals at the first start.
func (c *cli) live(ctx context.Context, d *demo, page net.Listener) error {
	s, err := openService(ctx, d.cfg, d.world)
	if err != nil {
		return storeFault(err, d.cfg)
	}
	defer func() { _ = s.db.close() }()
	n, err := s.seed(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		c.print("cli.demo.seeded", "Count", n)
	}
	l, err := listen(ctx, d.cfg.HTTP.Listen)
	if err != nil {
		return err
	}
	where, err := filepath.Abs(d.dir)
	if err != nil {
		where = d.dir
	}
	c.print("cli.demo.ready", "URL", "http://"+page.Addr().String()+"/", "Dir", where)
	return s.run(ctx, l)
}

// seed enters the fictitious company's deals into an empty store.
func (s *service) seed(ctx context.Context) (int, error) {
	last, err := s.store.LastNumber(ctx)
	if err != nil || last > 0 {
		return 0, err
	}
	o := s.desk.Org()
	company := seed.Company{
		Today: s.now().In(org.Location(o.Timezone)), Currency: o.Currency,
		Person: func(name string) (id, team string) {
			for _, t := range o.Teams {
				for _, id := range t.PeopleOf() {
					if strings.HasPrefix(s.desk.Person(id).Email, name+"@") {
						return id, t.Key
					}
				}
			}
			return "", ""
		},
	}
	return seed.Deals(ctx, company, func(ctx context.Context, commit string, at time.Time, before, after sales.Deal, changes []sales.Change, note *sales.Note) error {
		tx := s.store.Begin(commit, at)
		tx.SaveDeal(before, after, changes)
		if note != nil {
			tx.Save(*note)
		}
		_, _, err := tx.Commit(ctx, after.ID)
		return err
	})
}
