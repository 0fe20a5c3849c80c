package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// Verbs of reports. A button of theirs has a team's key as its object and a spot as
// its text.
const (
	verbDigest   = "digest"
	verbFunnel   = "funnel"
	verbForecast = "forecast"
	verbJudge    = "judge"   // a deal's category
	verbSection  = "section" // one list of a digest
	verbExplain  = "explain" // what a figure is made of
)

// spot is a place in a report: whose, of which week, what of it and which page.
type spot struct {
	team string
	day  string // the Monday of its week, "" for the last week
	mine bool   // of the reader's own deals only
	what string
	page int
}

// action leads to a spot; the page of a list makes way for the next.
func (s spot) action(verb string) card.Action {
	whose := ""
	if s.mine {
		whose = mine
	}
	return card.Action{Verb: verb, Object: s.team, Value: "page|" + strings.Join([]string{s.day, whose, s.what, strconv.Itoa(s.page)}, "|")}
}

// beside leads to a spot from a message that stays.
func (s spot) beside(verb string) card.Action {
	a := s.action(verb)
	a.Value = strings.TrimPrefix(a.Value, "page")
	return a
}

// spotOf reads a button's spot.
func spotOf(t turn) spot {
	s := spot{team: t.deal}
	parts := strings.SplitN(t.carry.text, "|", 4)
	for len(parts) < 4 {
		parts = append(parts, "")
	}
	s.day, s.mine, s.what = parts[0], parts[1] == mine, parts[2]
	s.page = pageOf(carry{text: parts[3]})
	return s
}

// mine marks a spot of the reader's own deals: a button says nobody's ID.
const mine = "me"

// asking is what to compute for a spot.
func (s spot) asking(reader desk.Who) desk.Reporting {
	r := desk.Reporting{Team: s.team, Day: sales.Date(s.day)}
	if s.mine {
		r.Owner = reader.ID
	}
	return r
}

// spotOn is the spot of a digest as a whole.
func spotOn(d desk.Digest) spot {
	return spot{team: d.Team.Key, day: string(sales.DateOf(d.Window.From)), mine: d.Owner.ID != ""}
}

// figures words the sums of a digest, in the organisation's currency.
type figures struct {
	desk.Digest
	currency string
	r        reader
}

func (b *Bot) figures(d desk.Digest, r reader) figures {
	return figures{Digest: d, currency: b.desk.Org().Currency, r: r}
}

func (f figures) money(v decimal.Decimal) i18n.Money {
	return i18n.Money{Amount: v, Currency: f.currency}
}

func (f figures) exact(v decimal.Decimal) i18n.Exact { return i18n.Exact(f.money(v)) }

// span is the window as people say it: its first and its last day.
func (f figures) span() i18n.Text {
	last := sales.DateOf(f.Window.To.AddDate(0, 0, -1))
	return say("digest.span", "From", day(sales.DateOf(f.Window.From), f.r), "To", day(last, f.r))
}

// section is one list of the digest, empty where it has none.
func (f figures) section(t desk.Topic) desk.Section {
	i := slices.IndexFunc(f.Lists, func(s desk.Section) bool { return s.Topic == t })
	if i < 0 {
		return desk.Section{Topic: t}
	}
	return f.Lists[i]
}

// worth adds up what the deals of a list come to in the movement.
func (f figures) term(k sales.FlowKind) sales.Sum { return f.Week.Movement.Term(k) }

// caveats are what a reader must know of the sums: rates that were used, what is in no
// sum, and that the digest was told before.
func (f figures) caveats(more ...i18n.Text) []i18n.Text {
	out := more
	if f.Again {
		out = append(out, say("digest.again"))
	}
	for _, r := range f.Rates {
		out = append(out, say("digest.rate", "Currency", r.Currency, "Worth", r.Worth.String(), "To", f.currency, "From", day(r.From, f.r)))
	}
	for _, m := range f.Funnel.All.Unrated {
		out = append(out, say("digest.unrated", "Amount", amountOrNone(m)))
	}
	if n := f.Funnel.All.NoAmount; n > 0 {
		out = append(out, say("digest.no_amount", "Count", n))
	}
	return out
}

// managedBy reports whether somebody is told all of a team.
func (b *Bot) managedBy(person string, t org.Team) bool { return b.desk.Org().Manages(person, t.Key) }
