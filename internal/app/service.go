package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"dealmate/bot"
	"dealmate/bot/slack"
	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/internal/app/config"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/scheduler"
	"dealmate/storage"
	"dealmate/storage/redis"
)

// outboxGap is the least time between two messages to one person or channel;
// Slack allows one a second to a channel.
const outboxGap = time.Second

// world is what a service does not make itself.
type world struct {
	now   func() time.Time
	newID func() string
	log   *slog.Logger
	// wake makes the loops look at the clock at once: it was moved.
	wake <-chan struct{}
}

// service is a running Dealmate.
type service struct {
	world
	cfg     *config.Config
	db      *database
	store   *storage.Store
	desk    *desk.Desk
	bot     *bot.Bot
	slack   *slack.Adapter
	metrics *metrics
	bound   chan struct{} // closed when everybody was looked up on the platform
	clock   *scheduler.Clock
	sender  *scheduler.Sender
}

// newService wires the rooms of the house together; db stays the caller's to
// close.
func newService(ctx context.Context, cfg *config.Config, db *database, w world) (*service, error) {
	s := &service{world: w, cfg: cfg, db: db, metrics: newMetrics(), bound: make(chan struct{})}
	s.store = storage.New(db.Engine, w.now)
	texts, err := i18n.Load(i18n.WithClock(w.now))
	if err != nil {
		return nil, err
	}
	if err := s.openDesk(ctx); err != nil {
		return nil, err
	}
	if err := s.connect(texts); err != nil {
		return nil, err
	}
	return s, s.schedule()
}

func (s *service) openDesk(ctx context.Context) error {
	forms, err := dialogs.Load()
	if err != nil {
		return err
	}
	o, err := organisation(ctx, s.cfg, s.store, s.newID)
	if err != nil {
		return err
	}
	s.desk = desk.New(desk.Options{
		Org: o, Forms: forms, Lists: s.cfg.Method.Lists, Limits: s.cfg.Method.Limits,
		Deals: s.store, History: s.store, Records: s.store, Due: s.store,
		Begin:       func(commit string, now time.Time) desk.Tx { return s.store.Begin(commit, now) },
		KeepDialogs: s.cfg.Retention.Dialogs, Now: s.now, NewID: s.newID,
	})
	return s.desk.Load(ctx)
}

// connect makes the bot and its platforms; this is where a platform is named.
func (s *service) connect(texts *i18n.Catalog) error {
	platforms := map[string]bot.Platform{}
	s.bot = bot.New(bot.Options{
		Desk: s.desk, Platforms: platforms, Catalog: texts, Now: s.now, NewID: s.newID, Log: s.log,
		Limits: s.cfg.Method.Limits,
	})
	adapter, err := slack.New(slack.Options{
		APIURL: s.cfg.Slack.APIURL, BotToken: s.cfg.Slack.BotToken, AppToken: s.cfg.Slack.AppToken,
		SigningSecret: s.cfg.Slack.SigningSecret, Handler: timed{s.bot, s.metrics}, Catalog: texts,
		Lang: i18n.ParseLang(s.cfg.Organisation.Language, i18n.English),
		Now:  s.now, NewID: s.newID, Log: s.log, Count: s.metrics.Count, Deliveries: s.store,
	})
	if err != nil {
		return err
	}
	platforms["slack"] = adapter
	s.slack = adapter
	return nil
}

// timed measures how long answers take.
type timed struct {
	bot.Handler
	metrics *metrics
}

// Handle implements bot.Handler.
func (t timed) Handle(ctx context.Context, e bot.Event) bot.Reply {
	start := time.Now()
	r := t.Handler.Handle(ctx, e)
	t.metrics.events.WithLabelValues(string(e.Kind)).Observe(time.Since(start).Seconds())
	return r
}

// run serves until the context ends or something that cannot be mended fails.
func (s *service) run(ctx context.Context, l net.Listener) error {
	g, ctx := errgroup.WithContext(ctx)
	var platform http.Handler
	if s.cfg.Slack.Mode == config.ModeHTTP {
		platform = s.slack.Routes()
	} else {
		g.Go(func() error { return s.slack.RunSocket(ctx) })
	}
	g.Go(func() error { return serveHTTP(ctx, l, routes(s.metrics, s.ready, platform)) })
	g.Go(func() error { s.loops(ctx); return nil })
	g.Go(func() error { s.bind(ctx); return nil })
	err := g.Wait()
	s.drain(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// drain lets what follows answers be sent before the process ends.
func (s *service) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.slack.Drain(ctx); err != nil {
		s.log.Warn("some answers were not sent", "err", err)
	}
}

func (s *service) ready(ctx context.Context) error {
	_, err := s.db.Read(ctx, "ready")
	return err
}

func (s *service) bind(ctx context.Context) {
	defer close(s.bound)
	o := s.desk.Org()
	var people []org.Person
	seen := map[string]bool{}
	for _, t := range o.Teams {
		for _, id := range t.PeopleOf() {
			if !seen[id] {
				seen[id] = true
				people = append(people, s.desk.Person(id))
			}
		}
	}
	bindPeople(ctx, s.desk, s.slack, "slack", fixed(s.cfg), people, s.log)
}

// open makes a service on the configured store.
func openService(ctx context.Context, cfg *config.Config, w world) (*service, error) {
	redis.LogTo(w.log)
	db, err := openStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s, err := newService(ctx, cfg, db, w)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start: %w", err), db.close())
	}
	return s, nil
}
