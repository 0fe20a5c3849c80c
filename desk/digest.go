package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Reporting asks for a digest: a team's, or a person's own deals in it.
type Reporting struct {
	Team string // key, "" for the person's own
	// Day is any day of the week that is asked for, "" for the last full week.
	Day sales.Date
	// Window is the one to tell, the zero Window for the week of Day.
	Window sales.Window
	// Owner limits the figures to one person's deals.
	Owner string
}

// Digest is what happened to a team's deals in a window and how they stand, in the
// organisation's currency.
type Digest struct {
	Team   org.Team
	Owner  org.Person // of whom it is, zero for the whole team
	Window sales.Window
	// Current says that what needs attention is told: the window is the last one.
	Current bool
	// Again says that the window was told before.
	Again    bool
	Week     sales.Week
	Funnel   sales.Funnel
	Forecast sales.Forecast
	Lists    []Section
	Ahead    []Ahead
	// Did counts what customers did of what was wanted, of the activities held in the
	// window; Held are those.
	Did   map[sales.Did]int
	Held  []Ahead
	Trend []sales.Frozen
	// Parts are the teams below, for a manager of managers.
	Parts []Part
	// Named are the deals that lists and flows speak of.
	Named map[string]View
	// Rates are the rates that sums were made with; Unrated is what is in no sum.
	Rates []sales.Rate
}

// Part is one team's share of a digest.
type Part struct {
	Team     org.Team
	Movement sales.Movement
	Forecast sales.Forecast
}

// Ahead is an activity of the next seven days.
type Ahead struct {
	Deal     string
	Activity sales.Activity
}

// week is how long a report looks ahead.
const week = 7 * 24 * time.Hour

// Digest computes a team's figures for somebody who may see them; not found for
// others. It reads the team's open deals, the window's changes and what was won in
// the quarter.
func (d *Desk) Digest(ctx context.Context, w Who, r Reporting) (Digest, error) {
	teams, err := d.reported(w, r)
	if err != nil {
		return Digest{}, err
	}
	team := teams[0]
	now := d.o.Now().In(d.teamZone(team))
	out := Digest{Team: team, Window: r.window(now), Did: map[sales.Did]int{}, Named: map[string]View{}}
	out.Current = !out.Window.To.Before(sales.Monday(now))
	if r.Owner != "" {
		out.Owner = d.Person(r.Owner)
	}
	g, err := d.gather(ctx, teams, out.Window.From)
	if err != nil {
		return Digest{}, err
	}
	won, err := d.wonSince(ctx, teams, sales.Quarter(now).From)
	if err != nil {
		return Digest{}, err
	}
	in := scope(teams, r.Owner)
	out.Week = sales.WeekOf(g.past, in, out.Window, d.o.Rates)
	open := slices.DeleteFunc(slices.Clone(g.open), func(x sales.Deal) bool { return !in(sales.StandingOf(x)) })
	won = slices.DeleteFunc(won, func(x sales.Deal) bool { return !in(sales.StandingOf(x)) })
	out.Funnel = sales.FunnelOf(open, d.o.Limits, d.o.Rates, sales.DateOf(now))
	out.Forecast = sales.ForecastOf(open, won, d.quota(teams, r.Owner), d.o.Limits, d.o.Rates, now)
	for id, deal := range g.named {
		out.Named[id] = d.view(w, deal)
	}
	out.Lists = d.sections(out, g, open, now)
	if err := d.activities(ctx, &out, g, in, open, now); err != nil {
		return Digest{}, err
	}
	out.Rates = d.used(open, won, sales.DateOf(now))
	if r.Owner == "" {
		out.Parts = d.parts(teams, g, open, won, out.Window, now)
		err = d.fromBooks(ctx, &out)
	}
	return out, err
}

// reported are the teams of a report: the team and those below it. A report of one's
// own is of every team one is in.
func (d *Desk) reported(w Who, r Reporting) ([]org.Team, error) {
	if r.Team == "" {
		teams := d.o.Org.TeamsOf(w.ID)
		if len(teams) == 0 {
			return nil, fault.New(fault.Forbidden, "error.no_team")
		}
		if home, ok := d.o.Org.HomeTeam(w.ID); ok {
			teams = append([]org.Team{home}, slices.DeleteFunc(slices.Clone(teams), func(t org.Team) bool { return t.Key == home.Key })...)
		}
		return teams, nil
	}
	teams, err := d.under(r.Team)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(d.o.Org.TeamsOf(w.ID), func(t org.Team) bool { return t.Key == r.Team }) {
		return nil, fault.New(fault.NotFound, "error.team_unknown")
	}
	return teams, nil
}

// window is the one that is asked for; of a day in this week, that week so far.
func (r Reporting) window(now time.Time) sales.Window {
	if !r.Window.From.IsZero() {
		return r.Window
	}
	from := sales.Monday(now).AddDate(0, 0, -7)
	if day := r.Day.Time(now.Location()); !day.IsZero() {
		from = sales.Monday(day)
	}
	return sales.Window{From: from, To: from.AddDate(0, 0, 7)}
}

// scope is whose open deals count.
func scope(teams []org.Team, owner string) sales.Scope {
	keys := make([]string, len(teams))
	for i, t := range teams {
		keys[i] = t.Key
	}
	in := sales.OfTeams(keys...)
	if owner == "" {
		return in
	}
	mine := sales.OwnedBy(owner)
	return func(s sales.Standing) bool { return in(s) && mine(s) }
}

// quota is the target of teams for a quarter: the first one's own, or what those below
// it have together. A person has none.
func (d *Desk) quota(teams []org.Team, owner string) (sum decimal.Decimal) {
	if owner != "" {
		return sum
	}
	if !teams[0].Quota.IsZero() {
		return teams[0].Quota
	}
	for _, t := range teams[1:] {
		if t.Parent == teams[0].Key {
			sum = sum.Add(d.quota(append([]org.Team{t}, d.o.Org.Below(t.Key)...), ""))
		}
	}
	return sum
}

// parts are the figures of the teams right below, and of the team itself where it has
// deals too.
func (d *Desk) parts(teams []org.Team, g gathered, open, won []sales.Deal, w sales.Window, now time.Time) []Part {
	if len(teams) < 2 {
		return nil
	}
	var out []Part
	for _, t := range teams {
		below := []org.Team{t}
		if t.Key != teams[0].Key {
			if t.Parent != teams[0].Key {
				continue
			}
			below = append(below, d.o.Org.Below(t.Key)...)
		}
		in := scope(below, "")
		outside := func(x sales.Deal) bool { return !in(sales.StandingOf(x)) }
		p := Part{Team: t, Movement: sales.Move(g.past, in, w, d.o.Rates)}
		p.Forecast = sales.ForecastOf(slices.DeleteFunc(slices.Clone(open), outside), slices.DeleteFunc(slices.Clone(won), outside),
			d.quota(below, ""), d.o.Limits, d.o.Rates, now)
		if t.Key == teams[0].Key && p.Movement.Start.Count+p.Movement.End.Count+len(p.Movement.Flows) == 0 {
			continue
		}
		out = append(out, p)
	}
	return out
}

// used are the rates that some amounts were turned with.
func (d *Desk) used(open, won []sales.Deal, today sales.Date) []sales.Rate {
	var out []sales.Rate
	for _, deal := range slices.Concat(open, won) {
		r, ok := d.o.Rates.On(deal.Amount.Currency, today)
		if ok && !slices.ContainsFunc(out, func(x sales.Rate) bool { return x.Currency == r.Currency }) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b sales.Rate) int { return cmp.Compare(a.Currency, b.Currency) })
	return out
}

// trendWeeks is how many weeks a trend shows.
const trendWeeks = 8

// fromBooks adds what was told before.
func (d *Desk) fromBooks(ctx context.Context, out *Digest) error {
	books, err := d.o.Books.Books(ctx, out.Team.Key)
	if err != nil {
		return err
	}
	to := sales.DateOf(out.Window.To)
	out.Trend = books.Last(trendWeeks, to)
	for _, told := range books.Told {
		out.Again = out.Again || told >= to
	}
	return nil
}
