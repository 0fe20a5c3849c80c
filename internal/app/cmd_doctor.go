package app

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"dealmate/internal/app/config"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/storage"
)

// errSick ends doctor with exit code 1; everything has been said by then.
var errSick = errors.New("doctor: not well")

// openRecords opens the records for a command beside a running bot.
func openRecords(ctx context.Context, cfg *config.Config) (*storage.Store, func(), error) {
	db, err := openTool(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	return storage.New(db.Engine, time.Now), func() { _ = db.close() }, nil
}

func (c *cli) doctor() *cobra.Command {
	var rebuild, offline bool
	cmd := c.configured("doctor", "doctor", cobra.NoArgs, func(ctx context.Context, cfg *config.Config, _ []string) error {
		x := examination{cli: c, cfg: cfg}
		x.say("ok", "cli.doctor.config", "File", cfg.Path, "Teams", len(cfg.Teams), "People", people(cfg))
		x.calendar(time.Now())
		if cfg.Model.Address != "" {
			x.say("warn", "cli.doctor.model", "Where", host(cfg.Model.Address), "Name", cfg.Model.Name)
		}
		x.store(ctx, rebuild)
		if !offline {
			x.platforms(ctx)
		}
		if x.sick {
			return errSick
		}
		return nil
	})
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, c.say("cli.flag.rebuild"))
	cmd.Flags().BoolVar(&offline, "offline", false, c.say("cli.flag.offline"))
	return cmd
}

// host is where an address leads, without what else it may hold.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// people counts everybody the configuration names, each once.
func people(cfg *config.Config) int {
	seen := map[string]bool{}
	for _, m := range cfg.Organisation.Admins {
		seen[m.Email] = true
	}
	for _, t := range cfg.Teams {
		for _, m := range append(t.Managers, t.Members...) {
			seen[m.Email] = true
		}
	}
	return len(seen)
}

// examination is one run of doctor.
type examination struct {
	*cli
	cfg  *config.Config
	sick bool
}

// say prints a finding: ok, warn or bad.
func (x *examination) say(state, key string, args ...any) {
	x.sick = x.sick || state == "bad"
	x.print("cli.doctor."+state, "What", x.cli.say(key, args...))
}

// calendar says which working days are not settled yet.
func (x *examination) calendar(now time.Time) {
	o := x.cfg.Organisation
	cal, err := org.LoadCalendar(o.Calendar, o.Holidays, o.Workdays)
	if err != nil {
		x.say("bad", "cli.doctor.calendar.bad", "Why", err.Error())
		return
	}
	for _, year := range []int{now.Year(), now.Year() + 1} {
		if !cal.Knows(year) {
			x.say("warn", "cli.doctor.calendar", "Year", strconv.Itoa(year))
		}
	}
}

func (x *examination) store(ctx context.Context, rebuild bool) {
	db, err := openTool(ctx, x.cfg)
	if err != nil {
		x.say("bad", "cli.doctor.store.away", "Where", where(x.cfg))
		return
	}
	defer func() { _ = db.close() }()
	s := storage.New(db.Engine, time.Now)
	r, err := s.Check(ctx, db.Porter, rebuild)
	if err != nil {
		x.say("bad", "cli.doctor.store.away", "Where", db.where)
		return
	}
	x.say("ok", "cli.doctor.store", "Where", db.where, "Deals", r.Deals)
	switch {
	case r.Missing+r.Extra == 0:
		x.say("ok", "cli.doctor.indexes", "Members", r.Members)
	case rebuild:
		x.say("ok", "cli.doctor.indexes.mended", "Missing", r.Missing, "Extra", r.Extra)
	default:
		x.say("bad", "cli.doctor.indexes.bad", "Missing", r.Missing, "Extra", r.Extra)
	}
	if r.Dead > 0 {
		x.say("warn", "cli.doctor.dead", "Count", r.Dead)
	}
	x.settings(ctx, db)
}

func (x *examination) settings(ctx context.Context, db *database) {
	if db.redis == nil {
		return
	}
	warnings, err := db.redis.Warnings(ctx)
	if err != nil {
		x.say("bad", "cli.doctor.store.away", "Where", db.where)
		return
	}
	for _, w := range warnings {
		x.say("warn", "cli.doctor."+w.Code, "Value", w.Args["value"], "Setting", w.Args["setting"], "Node", w.Args["node"])
	}
}

// why is the cause of an error, without our wrapping of it.
func why(err error) string {
	if f, ok := fault.As(err); ok && f.Err != nil {
		err = f.Err
	}
	return err.Error()
}

// warnStore logs the settings of a Redis that can cost data.
func (s *service) warnStore(ctx context.Context) {
	if s.db.redis == nil {
		return
	}
	warnings, err := s.db.redis.Warnings(ctx)
	if err != nil {
		s.log.Warn("store settings not read", "err", err)
	}
	for _, w := range warnings {
		s.log.Warn("store setting can cost data", "code", w.Code, "setting", w.Args["setting"], "value", w.Args["value"], "node", w.Args["node"])
	}
}
