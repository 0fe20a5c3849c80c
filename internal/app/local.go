package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	feishubot "dealmate/bot/feishu"
	"dealmate/bot/slack"
	"dealmate/desk"
	"dealmate/internal/app/seed"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/sandbox"
	"dealmate/sandbox/feishu"
)

// LocalOptions say how a local workspace runs.
type LocalOptions struct {
	Listen string // address of the page and of the workspace's API
	Dir    string // keeps data between runs
	HTTP   bool   // the platforms call the bot, signed, instead of a connection
	// Platforms are those that the organisation uses; none is Slack.
	Platforms []string
	Redis     string // a store other than the embedded one in Dir
	// Model is the address of an OpenAI-compatible API that reads sentences; none is rules.
	Model string
	// Empty leaves the store without deals: no company is entered.
	Empty bool
	// Deals are entered instead of the fictitious company's, in the form of
	// seed/deals.toml.
	Deals []byte
	// Base is what the movable clock shows before it is moved; nil is real time.
	Base func() time.Time
	Log  *slog.Logger
}

// has reports whether the organisation uses a platform.
func (o LocalOptions) has(platform string) bool {
	return slices.Contains(o.Platforms, platform) || len(o.Platforms) == 0 && platform == slack.Platform
}

// Local is a fictitious company's workspace with a bot in it, on one platform or
// on both; the other's field is nil.
type Local struct {
	Workspace *sandbox.Workspace
	Feishu    *feishu.Workspace
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
	cfg, err := demoConfig(o, page.Addr().String(), own.Addr().String())
	if err != nil {
		return nil, err
	}
	base := o.Base
	if base == nil {
		base = time.Now
	}
	l := &Local{URL: "http://" + page.Addr().String() + "/", Bot: own.Addr().String(), Clock: sandbox.NewClock(base)}
	if err := l.workspaces(o); err != nil {
		return nil, errors.Join(fmt.Errorf("local workspace: %w", err), l.closeWorkspaces())
	}
	w := world{now: l.Clock.Now, newID: newID, log: o.Log, wake: l.Clock.Moved()}
	if l.service, err = openService(ctx, cfg, w); err != nil {
		return nil, errors.Join(storeFault(err, cfg), l.closeWorkspaces())
	}
	if l.Seeded, err = l.seed(ctx, o); err != nil {
		return nil, errors.Join(err, l.service.db.close(), l.closeWorkspaces())
	}
	l.run(ctx, page, own)
	return l, nil
}

// workspaces makes the fakes of the platforms.
func (l *Local) workspaces(o LocalOptions) (err error) {
	bot := ""
	if o.HTTP {
		bot = "http://" + l.Bot
	}
	dir := filepath.Join(o.Dir, "workspace")
	if o.has(slack.Platform) {
		l.Workspace, err = sandbox.New(sandbox.Options{
			Team: "Bluebridge 蓝桥", TeamID: "T0DEMO", BotName: "dealmate", BotToken: demoBotToken, AppToken: demoAppToken,
			SigningSecret: demoSecret, People: demoPeople(), Channels: demoChannels(), Shortcuts: demoShortcuts(),
			Dir: dir, Clock: l.Clock, NewID: newID, Log: o.Log, RequestURL: bot,
		})
		if err != nil {
			return err
		}
	}
	if !o.has(feishubot.Platform) {
		return nil
	}
	l.Feishu, err = feishu.New(feishu.Options{
		Tenant: "Bluebridge 蓝桥", TenantKey: "tenant_demo", BotName: "Dealmate", AppID: demoAppID, AppSecret: demoAppSecret,
		EncryptKey: demoKey, VerificationToken: demoToken, People: demoTenant(), Chats: demoChats(), Menu: demoMenu(),
		Dir: dir, Clock: l.Clock, NewID: newID, Log: o.Log, RequestURL: bot, Both: l.Workspace != nil,
	})
	return err
}

// page serves the pages and the platforms' addresses.
func (l *Local) page() http.Handler {
	switch {
	case l.Feishu == nil:
		return l.Workspace.Handler()
	case l.Workspace == nil:
		return l.Feishu.Handler()
	}
	mux := http.NewServeMux()
	for _, path := range []string{"/feishu/", "/open-apis/", "/callback/"} {
		mux.Handle(path, l.Feishu.Handler())
	}
	mux.Handle("/", l.Workspace.Handler())
	return mux
}

func (l *Local) closeWorkspaces() error {
	var errs []error
	if l.Workspace != nil {
		errs = append(errs, l.Workspace.Close())
	}
	if l.Feishu != nil {
		errs = append(errs, l.Feishu.Close())
	}
	return errors.Join(errs...)
}

func (l *Local) run(ctx context.Context, page, own net.Listener) {
	ctx, l.cancel = context.WithCancel(ctx)
	l.group, ctx = errgroup.WithContext(ctx)
	l.group.Go(func() error { return serveHTTP(ctx, page, l.page()) })
	l.group.Go(func() error {
		<-ctx.Done() // frees pages that listen for changes
		return l.closeWorkspaces()
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

func (l *Local) seed(ctx context.Context, o LocalOptions) (int, error) {
	if o.Empty {
		return 0, nil
	}
	n, err := l.service.seed(ctx, o.Deals)
	if err != nil || n == 0 {
		return n, err
	}
	for _, t := range l.service.desk.Org().Teams {
		if err := l.service.desk.Keep(ctx, t.Key, seededWeeks); err != nil {
			return n, err
		}
	}
	return n, nil
}

// seededWeeks are what the fictitious company's trend begins with.
const seededWeeks = 8

// seed enters the fictitious company's deals into an empty store.
func (s *service) seed(ctx context.Context, deals []byte) (int, error) {
	last, err := s.store.LastNumber(ctx)
	if err != nil || last > 0 {
		return 0, err
	}
	o := s.desk.Org()
	rules, err := desk.Rules(s.assess)
	if err != nil {
		return 0, err
	}
	company := seed.Company{
		Rules: rules, Deals: deals,
		Today: s.now().In(org.Location(o.Timezone)), Currency: o.Currency,
		Person: func(name string) (id, team string) { return s.colleague(o, name+"@") },
	}
	return seed.Deals(ctx, company, func(ctx context.Context, commit string, at time.Time, before, after sales.Deal, changes []sales.Change, record any) error {
		tx := s.store.Begin(commit, at)
		tx.SaveDeal(before, after, changes)
		if record != nil {
			tx.Save(record)
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
