package bot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/storage"
	"dealmate/storage/embedded"
)

// hall is a bot with the real desk on a real store, to which lin sends files; only the
// platform is a fake, and what follows is delivered at once.
type hall struct {
	t       *testing.T
	bot     *Bot
	desk    *desk.Desk
	store   *storage.Store
	catalog *i18n.Catalog
	file    []byte
	gone    error // why the file cannot be read any more
	waiting []scheduler.Message
	shown   []Post
	ids     int
}

func newHall(t *testing.T, lang i18n.Lang) *hall {
	t.Helper()
	h := &hall{t: t}
	var err error
	h.catalog, err = i18n.Load(i18n.WithClock(func() time.Time { return now }))
	require.NoError(t, err)
	db, err := embedded.Open(t.Context(), t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	h.store = storage.New(db, func() time.Time { return now })
	h.desk = h.furnish(lang)
	for _, name := range []string{"lin", "wu"} {
		_, err := h.store.EnsurePerson(t.Context(), name+"@example.com", func() string { return name })
		require.NoError(t, err)
	}
	require.NoError(t, h.desk.Load(t.Context()))
	for id, name := range map[string]string{"lin": "林一", "wu": "Wu"} {
		require.NoError(t, h.desk.Bind(t.Context(), "slack", desk.Found{User: "U-" + id, Name: name, Email: id + "@example.com"}))
	}
	h.bot = New(Options{
		Desk: h.desk, Platforms: map[string]Platform{"slack": counter{&fakePlatform{}, h}}, Catalog: h.catalog,
		Now: func() time.Time { return now }, NewID: h.id, Log: slog.New(slog.DiscardHandler),
	})
	return h
}

func (h *hall) furnish(lang i18n.Lang) *desk.Desk {
	h.t.Helper()
	forms, err := dialogs.Load()
	require.NoError(h.t, err)
	words, err := intake.NewVocabulary()
	require.NoError(h.t, err)
	o := org.Organisation{Key: "main", Language: string(lang), Timezone: "Asia/Shanghai", Currency: "CNY", Teams: []org.Team{
		{Key: "east", Name: "East", Members: []string{"lin"}}, {Key: "west", Name: "West", Members: []string{"wu"}},
	}}
	return desk.New(desk.Options{
		Org: o, Forms: forms, Lists: sales.DefaultLists(), Limits: sales.DefaultLimits(), Method: desk.Method{From: decimal.New(1, 12), Large: decimal.New(5, 6)},
		Deals: h.store, History: h.store, Records: h.store, Meetings: h.store, Due: h.store, Feeds: h.store, Books: h.store, Rates: sales.Rates{To: "CNY", Digits: 2},
		Intake: words, Called: func(t i18n.Text) []string {
			return []string{h.catalog.Say(i18n.Chinese, t), h.catalog.Say(i18n.English, t)}
		},
		Begin: func(commit string, now time.Time) desk.Tx { return &outgoing{h.store.Begin(commit, now), h} },
		Now:   func() time.Time { return now }, NewID: h.id,
	})
}

func (h *hall) id() string { h.ids++; return fmt.Sprint("id", h.ids) }

// outgoing keeps the messages of a commit for the hall to deliver.
type outgoing struct {
	desk.Tx
	h *hall
}

func (o *outgoing) Send(m scheduler.Message) { o.h.waiting = append(o.h.waiting, m); o.Tx.Send(m) }

// counter is the platform: it shows posts and gives the file.
type counter struct {
	*fakePlatform
	h *hall
}

func (c counter) Post(ctx context.Context, p Post) (Sent, error) {
	c.h.shown = append(c.h.shown, p)
	return c.fakePlatform.Post(ctx, p)
}

func (c counter) Download(context.Context, string, int64) ([]byte, error) { return c.h.file, c.h.gone }

// hears lets lin do something and shows all that follows.
func (h *hall) hears(e Event) {
	h.t.Helper()
	e.ID, e.User, e.Place, e.At = h.id(), User{Platform: "slack", ID: "U-lin"}, direct, now
	r := h.bot.Handle(h.t.Context(), e)
	if r.Card != nil {
		h.shown = append(h.shown, Post{Card: *r.Card, Lang: r.Lang})
	}
	h.shown = append(h.shown, r.After...)
	for len(h.waiting) > 0 {
		m := h.waiting[0]
		h.waiting = h.waiting[1:]
		require.NoError(h.t, h.bot.Deliver(h.t.Context(), Errand{ID: m.ID, Kind: m.Kind, Facts: m.Facts, Destination: m.Destination, Attempt: 1}))
	}
}

// brings sends a file and answers what is asked: by the answers, else with what is
// offered first for a day, a stage or a person, and nothing for a column.
func (h *hall) brings(name string, data []byte, answers ...string) {
	h.t.Helper()
	h.file = data
	h.hears(Event{Kind: Message, Files: []Attached{{Name: name, Ref: "F1"}}})
	for range 30 {
		ask := h.choices()
		if len(ask) == 0 {
			break
		}
		at := 0
		if strings.HasPrefix(keyOf(ask[0]), "field.") {
			at = slices.IndexFunc(ask, func(a card.Action) bool { return strings.HasSuffix(a.Value, "="+string(intake.Skip)) })
		}
		if len(answers) > 0 {
			at = slices.IndexFunc(ask, func(a card.Action) bool { return strings.HasSuffix(a.Value, "="+answers[0]) })
			answers = answers[1:]
		}
		require.GreaterOrEqual(h.t, at, 0, h.says())
		h.hears(Event{Kind: Click, Action: ask[at]})
	}
	require.Empty(h.t, h.choices(), "too many questions")
	require.Empty(h.t, answers, "answers that nobody asked for")
}

func keyOf(a card.Action) string { return readCarry(a.Value).text }

// last is the card that is shown last; a file may stand below it.
func (h *hall) last() Post {
	i := len(h.shown) - 1
	for h.shown[i].File != nil {
		i--
	}
	return h.shown[i]
}

// choices are the answers to the question that is shown last.
func (h *hall) choices() []card.Action { return h.offers(verbColumn) }

func (h *hall) offers(verb string) []card.Action {
	var out []card.Action
	for _, b := range buttons(h.last().Card) {
		if b.Action.Verb == verb {
			out = append(out, b.Action)
		}
	}
	return out
}

// says is what is shown last, in the words of its reader.
func (h *hall) says() string {
	h.t.Helper()
	return h.reads(h.last())
}

func (h *hall) reads(p Post) string {
	h.t.Helper()
	say := func(t i18n.Text) string { return h.catalog.Say(p.Lang, t) }
	out := []string{p.Card.Plain(say)}
	for _, b := range buttons(p.Card) {
		out = append(out, "["+say(b.Label)+"]")
	}
	text := strings.Join(out, "\n")
	require.NotContains(h.t, text, "⟦", "every text is in the catalogs")
	require.NotContains(h.t, text, "<no value>")
	return text
}

// w is a text of the catalogs.
func (h *hall) w(lang i18n.Lang, t i18n.Text) string {
	h.t.Helper()
	s := h.catalog.Say(lang, t)
	require.NotContains(h.t, s, "⟦")
	require.NotContains(h.t, s, "<no value>")
	return s
}

// deals are all that there are, by their numbers.
func (h *hall) deals() []sales.Deal {
	h.t.Helper()
	last, err := h.store.LastNumber(h.t.Context())
	require.NoError(h.t, err)
	var out []sales.Deal
	for n := int64(1); n <= last; n++ {
		d, err := h.store.Numbered(h.t.Context(), n)
		require.NoError(h.t, err)
		out = append(out, d)
	}
	return out
}
