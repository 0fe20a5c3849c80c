package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"dealmate/internal/app/seed"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/sandbox"
)

// LocalOptions say how a local workspace runs.
type LocalOptions struct {
	Listen string // address of the page and of the workspace's API
	Dir    string // keeps data between runs
	HTTP   bool   // the workspace calls the bot, signed, instead of a socket
	Redis  string // a store other than the embedded one in Dir
	// Base is what the movable clock shows before it is moved; nil is real time.
	Base func() time.Time
	Log  *slog.Logger
}

// Local is a fictitious company's workspace with a bot in it.
type Local struct {
	Workspace *sandbox.Workspace
	Clock     *sandbox.Clock
	URL       string // of the page
	Bot       string // address of the bot's own HTTP server
	Seeded    int    // deals that were entered because the store was empty

	service *service
	cancel  context.CancelFunc
	group   *errgroup.Group
}

// StartLocal starts the workspace and its bot. They run until the context ends
// or Close; Wait returns what ended them.
func StartLocal(ctx context.Context, o LocalOptions) (*Local, error) {
	page, err := listen(ctx, o.Listen)
	if err != nil {
		return nil, err
	}
	own, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, page.Close())
	}
	l, err := newLocal(ctx, o, page, own)
	if err != nil {
		return nil, errors.Join(err, page.Close(), own.Close())
	}
	return l, nil
}

func newLocal(ctx context.Context, o LocalOptions, page, own net.Listener) (*Local, error) {
	cfg, err := demoConfig(o.Dir, "http://"+page.Addr().String()+"/api/", own.Addr().String(), o.Redis, o.HTTP)
	if err != nil {
		return nil, err
	}
	base := o.Base
	if base == nil {
		base = time.Now
	}
	l := &Local{URL: "http://" + page.Addr().String() + "/", Bot: own.Addr().String(), Clock: sandbox.NewClock(base)}
	so := sandbox.Options{
		Team: "Bluebridge 蓝桥", TeamID: "T0DEMO", BotName: "dealmate", BotToken: demoBotToken, AppToken: demoAppToken,
		SigningSecret: demoSecret, People: demoPeople(), Channels: demoChannels(), Shortcuts: demoShortcuts(),
		Dir: filepath.Join(o.Dir, "workspace"), Clock: l.Clock, NewID: newID, Log: o.Log,
	}
	if o.HTTP {
		so.RequestURL = "http://" + l.Bot
	}
	if l.Workspace, err = sandbox.New(so); err != nil {
		return nil, fmt.Errorf("local workspace: %w", err)
	}
	w := world{now: l.Clock.Now, newID: newID, log: o.Log, wake: l.Clock.Moved()}
	if l.service, err = openService(ctx, cfg, w); err != nil {
		return nil, errors.Join(storeFault(err, cfg), l.Workspace.Close())
	}
	if l.Seeded, err = l.service.seed(ctx); err != nil {
		return nil, errors.Join(err, l.service.db.close(), l.Workspace.Close())
	}
	l.run(ctx, page, own)
	return l, nil
}

func (l *Local) run(ctx context.Context, page, own net.Listener) {
	ctx, l.cancel = context.WithCancel(ctx)
	l.group, ctx = errgroup.WithContext(ctx)
	l.group.Go(func() error { return serveHTTP(ctx, page, l.Workspace.Handler()) })
	l.group.Go(func() error {
		<-ctx.Done() // frees pages that listen for changes
		return l.Workspace.Close()
	})
	l.group.Go(func() error {
		return errors.Join(l.service.run(ctx, own), l.service.db.close())
	})
}

// Bound is closed when the bot knows everybody's name and user.
func (l *Local) Bound() <-chan struct{} { return l.service.bound }

// Wait returns when the workspace has ended.
func (l *Local) Wait() error {
	err := l.group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// Close ends the workspace and its bot and frees the folder.
func (l *Local) Close() error {
	l.cancel()
	return l.Wait()
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
		Person: func(name string) (id, team string) { return s.colleague(o, name+"@") },
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

// colleague finds somebody by the beginning of the e-mail, and their team.
func (s *service) colleague(o org.Organisation, prefix string) (id, team string) {
	for _, t := range o.Teams {
		for _, id := range t.PeopleOf() {
			if strings.HasPrefix(s.desk.Person(id).Email, prefix) {
				return id, t.Key
			}
		}
	}
	return "", ""
}
