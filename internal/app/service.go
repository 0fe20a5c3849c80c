package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"dealmate/bot"
	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/intake"
	"dealmate/internal/app/config"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/sentence"
	"dealmate/storage"
	"dealmate/storage/redis"
)

// outboxPace keeps what the platforms allow, for all replicas together: Slack
// takes a message a second for a channel and several hundred a minute in a
// workspace, Feishu five a second for a person or a group and 50 a second from an
// app. Where both are there the slower holds.
func outboxPace(cfg *config.Config) scheduler.Pace {
	if cfg.Slack.Mode == "" { // with the few at once, below 50 in any second
		return scheduler.Pace{Gap: 200 * time.Millisecond, Every: 25 * time.Millisecond}
	}
	p := scheduler.Pace{Gap: time.Second, Every: time.Minute / time.Duration(cfg.Slack.PerMinute)}
	if cfg.Feishu.Mode != "" {
		p.Every = max(p.Every, 25*time.Millisecond)
	}
	return p
}

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
	on      []*connection
	metrics *metrics
	bound   chan struct{} // closed when everybody was looked up on the platforms
	clock   *scheduler.Clock
	sender  *scheduler.Sender
	// duties are what the clock's jobs do, by name.
	duties   map[string]func(ctx context.Context, r scheduler.Run) (int, error)
	calendar org.Calendar
	assess   dialogs.Form // the current version of the assessment
	texts    *i18n.Catalog
}

// newService wires the rooms of the house together; db stays the caller's to
// close.
func newService(ctx context.Context, cfg *config.Config, db *database, w world) (*service, error) {
	s, err := newRooms(ctx, cfg, db, w)
	if err != nil {
		return nil, err
	}
	if err := s.connect(s.texts); err != nil {
		return nil, err
	}
	return s, s.schedule()
}

// newRooms is a service with its desk and texts, on no platform and without jobs: all
// that a command beside a running bot needs.
func newRooms(ctx context.Context, cfg *config.Config, db *database, w world) (*service, error) {
	s := &service{world: w, cfg: cfg, db: db, metrics: newMetrics(), bound: make(chan struct{}), duties: map[string]func(context.Context, scheduler.Run) (int, error){}}
	s.store = storage.New(db.Engine, w.now)
	own, err := s.openDesk(ctx)
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load(i18n.WithClock(w.now), i18n.WithOwn(own))
	if err != nil {
		return nil, err
	}
	s.texts = texts
	return s, nil
}

// openDesk makes the desk and returns the words of the company's own.
func (s *service) openDesk(ctx context.Context) (map[i18n.Lang]map[string]string, error) {
	forms, err := dialogs.Load()
	if err != nil {
		return nil, err
	}
	assess, err := tailored(forms["assess"], s.cfg.Method)
	if err != nil {
		return nil, err
	}
	assess, kept, err := s.versions(ctx, assess)
	if err != nil {
		return nil, err
	}
	forms["assess"], s.assess = assess, assess
	o, err := organisation(ctx, s.cfg, s.store, s.newID)
	if err != nil {
		return nil, err
	}
	m := s.cfg.Method
	cal, err := org.LoadCalendar(s.cfg.Organisation.Calendar, s.cfg.Organisation.Holidays, s.cfg.Organisation.Workdays)
	if err != nil {
		return nil, err
	}
	s.calendar = cal
	purposes, err := coachOf(m)
	if err != nil {
		return nil, err
	}
	vocabulary, err := intake.NewVocabulary()
	if err != nil {
		return nil, err
	}
	sentences, err := sentence.New()
	if err != nil {
		return nil, err
	}
	s.desk = desk.New(desk.Options{
		Org: o, Forms: forms, Lists: s.cfg.Method.Lists, Limits: m.Limits,
		Calendar: cal, Coach: purposes,
		Method: desk.Method{From: m.From, Manager: m.Manager, Large: m.Large}, Kept: kept,
		Deals: s.store, History: s.store, Records: s.store, Meetings: s.store, Due: s.store, Feeds: s.store, Fetch: fetcher(s.cfg.Organisation.Calendars),
		Reader: sentences, Listener: listener(s.cfg.Model), Intake: vocabulary, Called: s.called,
		Books: s.store, Rates: sales.Rates{To: s.cfg.Organisation.Currency, Digits: i18n.Decimals(s.cfg.Organisation.Currency), List: s.cfg.Rates},
		Begin:       func(commit string, now time.Time) desk.Tx { return s.store.Begin(commit, now) },
		KeepDialogs: s.cfg.Retention.Dialogs, Now: s.now, NewID: s.newID,
	})
	return words(assess, kept), s.desk.Load(ctx)
}

// called is what a text is in every language.
func (s *service) called(t i18n.Text) []string {
	var out []string
	for _, lang := range i18n.Langs() {
		out = append(out, s.texts.Say(lang, t))
	}
	return out
}

// connect makes the bot and its platforms.
func (s *service) connect(texts *i18n.Catalog) error {
	platforms := map[string]bot.Platform{}
	s.bot = bot.New(bot.Options{
		Desk: s.desk, Platforms: platforms, Catalog: texts, Now: s.now, NewID: s.newID, Log: s.log,
		Pen: pen(s.cfg.Font, s.log), WonMeans: s.cfg.Method.WonMeans, Limits: s.cfg.Method.Limits, Large: i18n.Money{Amount: s.cfg.Method.Large, Currency: s.cfg.Organisation.Currency},
	})
	for _, connect := range connectors() {
		c, err := connect(s, timed{s.bot, s.metrics}, texts)
		if err != nil {
			return err
		}
		if c != nil {
			platforms[c.name] = c.platform
			s.on = append(s.on, c)
		}
	}
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
	for _, c := range s.on {
		if c.run != nil {
			g.Go(func() error { return c.run(ctx) })
		}
	}
	g.Go(func() error { return serveHTTP(ctx, l, routes(s.metrics, s.ready, s.on)) })
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
	for _, c := range s.on {
		if err := c.drain(ctx); err != nil {
			s.log.Warn("some answers were not sent", "platform", c.name, "err", err)
		}
	}
}

func (s *service) ready(ctx context.Context) error {
	_, err := s.db.Read(ctx, "ready")
	return err
}

func (s *service) bind(ctx context.Context) {
	defer close(s.bound)
	if err := s.desk.LookAtAll(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("deals not looked at", "err", err)
	}
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
	for _, c := range s.on {
		bindPeople(ctx, s.desk, c.platform, c.name, fixed(s.cfg, c.name), people, s.log)
	}
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
