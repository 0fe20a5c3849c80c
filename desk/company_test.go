package desk_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/intake"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/sentence"
	"dealmate/storage"
	"dealmate/storage/embedded"
)

// monday is ten in the morning in Shanghai.
var monday = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// company is a desk on an embedded store, with everything that surrounds it in
// the test's hands.
type company struct {
	t     *testing.T
	desk  *desk.Desk
	store *storage.Store
	org   org.Organisation
	lists sales.Lists
	// method lets every deal pass unless a test says otherwise.
	method   desk.Method
	calendar org.Calendar
	kept     []dialogs.Form
	assess   *dialogs.Form // another version of the assessment
	now      time.Time
	fetch    desk.Fetch
	listener desk.Listener
	ids      int
	sent     []scheduler.Message // of commits that took place
	// away makes the store not answer; lostReply makes one commit take place
	// without its answer.
	away, lostReply bool
	// meanwhile runs once, just before the next commit.
	meanwhile func()
	// reading runs once, just before deals are next selected.
	reading func()
}

// staff: east has lin, bob and their manager chen; region, whose manager is
// zhou, is above it. west has wu. max is in both, ops is an admin in no team,
// sun is nobody's.
func staff() org.Organisation {
	return org.Organisation{
		Key: "main", Name: "Acme", Language: "zh-CN", Timezone: "Asia/Shanghai", Currency: "CNY", Admins: []string{"ops"},
		Teams: []org.Team{
			{Key: "east", Name: "East", Managers: []string{"chen"}, Members: []string{"lin", "bob", "max"}, Channels: map[string]string{"slack": "C-EAST"}, Parent: "region"},
			{Key: "west", Name: "West", Managers: []string{"zhao"}, Members: []string{"wu", "max"}, Timezone: "America/New_York", Language: "en"},
			{Key: "region", Name: "Region", Managers: []string{"zhou"}},
		},
	}
}

func everybody() []string {
	return []string{"lin", "bob", "max", "chen", "wu", "zhao", "zhou", "ops", "sun"}
}

func open(t *testing.T, change ...func(*company)) *company {
	t.Helper()
	c := &company{t: t, now: monday, org: staff(), lists: sales.DefaultLists(), method: desk.Method{From: decimal.New(1, 12), Large: decimal.New(5, 6)}}
	for _, f := range change {
		f(c)
	}
	db, err := embedded.Open(t.Context(), t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	c.store = storage.New(db, func() time.Time { return c.now })
	for _, name := range everybody() {
		_, err := c.store.EnsurePerson(t.Context(), name+"@example.com", func() string { return name })
		require.NoError(t, err)
	}
	c.desk = c.replica()
	for _, name := range everybody() {
		require.NoError(t, c.desk.Bind(t.Context(), "slack", desk.Found{
			User: "U-" + name, Name: strings.ToUpper(name[:1]) + name[1:], Email: name + "@example.com",
		}))
	}
	c.sent = nil
	return c
}

// replica is another desk on the same store.
func (c *company) replica() *desk.Desk {
	c.t.Helper()
	forms, err := dialogs.Load()
	require.NoError(c.t, err)
	if c.assess != nil {
		forms["assess"] = *c.assess
	}
	reader := shaky{c}
	vocabulary, err := intake.NewVocabulary()
	require.NoError(c.t, err)
	texts, err := i18n.Load()
	require.NoError(c.t, err)
	sentences, err := sentence.New()
	require.NoError(c.t, err)
	d := desk.New(desk.Options{
		Org: c.org, Forms: forms, Lists: c.lists, Limits: sales.DefaultLimits(), Method: c.method, Calendar: c.calendar, Kept: c.kept,
		Deals: reader, History: reader, Records: records{c}, Meetings: records{c}, Due: c.store, Feeds: c.store, Fetch: c.fetch,
		Reader: sentences, Listener: c.listener, Intake: vocabulary, Called: func(t i18n.Text) []string { return []string{texts.Say(i18n.Chinese, t), texts.Say(i18n.English, t)} },
		Books: c.store, Rates: sales.Rates{To: "CNY", Digits: 2},
		Begin: func(commit string, now time.Time) desk.Tx {
			return &spy{Tx: c.store.Begin(commit, now), c: c}
		},
		Now: func() time.Time { return c.now },
		NewID: func() string {
			c.ids++
			return fmt.Sprintf("id%d", c.ids)
		},
	})
	require.NoError(c.t, d.Load(c.t.Context()))
	return d
}

// spy is a commit whose messages are seen and which can fail.
type spy struct {
	desk.Tx
	c       *company
	pending []scheduler.Message
}

func (s *spy) Send(m scheduler.Message) {
	s.pending = append(s.pending, m)
	s.Tx.Send(m)
}

func (s *spy) Commit(ctx context.Context, result string) (string, bool, error) {
	if s.c.away {
		return "", false, gone()
	}
	if f := s.c.meanwhile; f != nil {
		s.c.meanwhile = nil
		f()
	}
	first, repeated, err := s.Tx.Commit(ctx, result)
	if err == nil && !repeated {
		s.c.sent = append(s.c.sent, s.pending...)
	}
	if s.c.lostReply && err == nil {
		s.c.lostReply = false
		return "", false, gone()
	}
	return first, repeated, err
}

func gone() error { return fault.New(fault.Unavailable, "error.unavailable") }

// shaky is the store's reading side; it does not answer while the store is away.
type shaky struct{ c *company }

func ask[T any](c *company, f func() (T, error)) (T, error) {
	if c.away {
		var none T
		return none, gone()
	}
	return f()
}

func (s shaky) Deals(ctx context.Context, ids ...string) ([]sales.Deal, error) {
	return ask(s.c, func() ([]sales.Deal, error) { return s.c.store.Deals(ctx, ids...) })
}

func (s shaky) Select(ctx context.Context, x sales.Selection) ([]sales.Deal, error) {
	if f := s.c.reading; f != nil {
		s.c.reading = nil
		f()
	}
	return ask(s.c, func() ([]sales.Deal, error) { return s.c.store.Select(ctx, x) })
}

func (s shaky) Numbered(ctx context.Context, n int64) (sales.Deal, error) {
	return ask(s.c, func() (sales.Deal, error) { return s.c.store.Numbered(ctx, n) })
}

func (s shaky) Names(ctx context.Context, team string) ([]sales.Name, error) {
	return ask(s.c, func() ([]sales.Name, error) { return s.c.store.Names(ctx, team) })
}

func (s shaky) LastNumber(ctx context.Context) (int64, error) {
	return ask(s.c, func() (int64, error) { return s.c.store.LastNumber(ctx) })
}

func (s shaky) Changes(ctx context.Context, deal string) ([]sales.Change, error) {
	return ask(s.c, func() ([]sales.Change, error) { return s.c.store.Changes(ctx, deal) })
}

func (s shaky) Notes(ctx context.Context, ids ...string) ([]sales.Note, error) {
	return ask(s.c, func() ([]sales.Note, error) { return s.c.store.Notes(ctx, ids...) })
}

type records struct{ c *company }

func (s records) Dialog(ctx context.Context, id string) (dialogs.State, error) {
	return ask(s.c, func() (dialogs.State, error) { return s.c.store.Dialog(ctx, id) })
}

func (s records) People(ctx context.Context) ([]org.Person, error) {
	return ask(s.c, func() ([]org.Person, error) { return s.c.store.People(ctx) })
}

func (s records) Person(ctx context.Context, id string) (org.Person, error) {
	return ask(s.c, func() (org.Person, error) { return s.c.store.Person(ctx, id) })
}

func (s records) Places(ctx context.Context, deal string) ([]sales.Place, error) {
	return ask(s.c, func() ([]sales.Place, error) { return s.c.store.Places(ctx, deal) })
}

func (s records) Activities(ctx context.Context, deal string, limit int) ([]sales.Activity, error) {
	return ask(s.c, func() ([]sales.Activity, error) { return s.c.store.Activities(ctx, deal, limit) })
}

func (s records) MeetingsDue(ctx context.Context, now time.Time, limit int) ([]sales.Activity, error) {
	return ask(s.c, func() ([]sales.Activity, error) { return s.c.store.MeetingsDue(ctx, now, limit) })
}

func (s records) ActivitiesByID(ctx context.Context, ids ...string) ([]sales.Activity, error) {
	return ask(s.c, func() ([]sales.Activity, error) { return s.c.store.ActivitiesByID(ctx, ids...) })
}

func (s records) Roster(ctx context.Context, id string) (sales.Roster, error) {
	return ask(s.c, func() (sales.Roster, error) { return s.c.store.Roster(ctx, id) })
}

// as is a person who speaks to the desk through Slack. Somebody in no team is
// taken as they would be if an adapter forgot to refuse them.
func (c *company) as(name string) desk.Who {
	c.t.Helper()
	w, err := c.desk.Identify(c.t.Context(), "slack", "U-"+name)
	if fault.CodeOf(err) == fault.Forbidden {
		return desk.Who{Person: c.desk.Person(name), Zone: time.UTC, From: "slack"}
	}
	require.NoError(c.t, err)
	return w
}

type values = map[string]string

// open begins a form.
func (c *company) open(who, form, deal string) desk.Opened {
	c.t.Helper()
	o, err := c.desk.Open(c.t.Context(), c.as(who), desk.Opening{Form: form, Deal: deal})
	require.NoError(c.t, err)
	return o
}

// send submits a form as platforms do: every field that is asked, those the
// person did not touch as they were.
func (c *company) send(who string, o desk.Opened, typed values) (desk.Submitted, error) {
	all := values{}
	for _, f := range o.Form.Fields {
		all[f.Key] = o.State.Values[f.Key]
	}
	maps.Copy(all, typed)
	return c.desk.Submit(c.t.Context(), c.as(who), desk.Filled{Dialog: o.State.ID, Values: all})
}

// must submits a form that is well.
func (c *company) must(who string, o desk.Opened, typed values) desk.Done {
	c.t.Helper()
	s, err := c.send(who, o, typed)
	require.NoError(c.t, err)
	require.Empty(c.t, s.Problems)
	require.Nil(c.t, s.Again)
	return s.Done
}

// fill opens a form and submits it.
func (c *company) fill(who, form, deal string, typed values) (desk.Submitted, error) {
	c.t.Helper()
	return c.send(who, c.open(who, form, deal), typed)
}

// deal is one that somebody made, with nothing in it that warns.
func (c *company) deal(owner, name string, more ...values) sales.Deal {
	c.t.Helper()
	typed := values{"name": name, "customer": name + "集团", "amount": "523万", "close": "2026-12-20"}
	for _, m := range more {
		maps.Copy(typed, m)
	}
	return c.must(owner, c.open(owner, "new", ""), typed).Deal
}

// stored is a deal as it is now.
func (c *company) stored(id string) sales.Deal {
	c.t.Helper()
	found, err := c.store.Deals(c.t.Context(), id)
	require.NoError(c.t, err)
	require.Len(c.t, found, 1)
	return found[0]
}

// log is a deal's changes as "field: old → new", oldest first.
func (c *company) log(id string) []string {
	c.t.Helper()
	changes, err := c.store.Changes(c.t.Context(), id)
	require.NoError(c.t, err)
	var out []string
	for _, x := range changes {
		out = append(out, x.Field+": "+x.Old+" → "+x.New)
	}
	return out
}

// messages are those of a kind that were put into the outbox.
func (c *company) messages(kind string) []scheduler.Message {
	return slices.DeleteFunc(slices.Clone(c.sent), func(m scheduler.Message) bool { return m.Kind != kind })
}

func (c *company) days(n int) { c.now = c.now.AddDate(0, 0, n) }

// refused checks an error's code and the key of its sentence.
func refused(t *testing.T, err error, code fault.Code, key string) {
	t.Helper()
	f, ok := fault.As(err)
	require.True(t, ok, "an error for people, not %v", err)
	require.Equal(t, code, f.Code)
	require.Equal(t, key, f.Key)
}

func ids(views []desk.View) []string {
	out := []string{}
	for _, v := range views {
		out = append(out, v.Deal.Name)
	}
	return out
}
