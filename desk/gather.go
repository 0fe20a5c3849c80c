package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Bookkeeping reads what figures are made of.
type Bookkeeping interface {
	// TeamChanges returns what was changed in a team's deals in [from, to), in the
	// order of time; a zero `to` is open.
	TeamChanges(ctx context.Context, team string, from, to time.Time) ([]sales.Change, error)
	// Books returns what a team's digests have told.
	Books(ctx context.Context, team string) (sales.Books, error)
}

// gathered is what the figures of some teams are made of: their open deals, the steps
// since a moment, and the deals that those name.
type gathered struct {
	open  []sales.Deal
	named map[string]sales.Deal
	past  sales.Past
}

// gather reads teams' open deals and their changes since a moment; nothing else.
func (d *Desk) gather(ctx context.Context, teams []org.Team, since time.Time) (gathered, error) {
	out := gathered{named: map[string]sales.Deal{}, past: sales.Past{Now: map[string]sales.Standing{}}}
	var changes []sales.Change
	seen := map[version]bool{}
	for _, t := range teams {
		open, err := d.o.Deals.Select(ctx, sales.Selection{Team: t.Key, Outcome: sales.Open})
		if err != nil {
			return out, err
		}
		out.open = append(out.open, open...)
		more, err := d.o.Books.TeamChanges(ctx, t.Key, since, time.Time{})
		if err != nil {
			return out, err
		}
		changes = append(changes, d.fresh(more, seen)...)
	}
	for _, deal := range out.open {
		out.named[deal.ID] = deal
		out.past.Now[deal.ID] = sales.StandingOf(deal)
	}
	slices.SortStableFunc(changes, func(a, b sales.Change) int { return a.RecordedAt.Compare(b.RecordedAt) })
	out.past.Steps = sales.Steps(changes)
	return out, d.name(ctx, &out)
}

// version is one commit of a deal.
type version struct {
	deal string
	n    int64
}

// fresh are changes of commits that another team has not brought: a deal that moved
// is in both teams' changes.
func (d *Desk) fresh(changes []sales.Change, seen map[version]bool) []sales.Change {
	var out []sales.Change
	for _, c := range changes {
		if !seen[version{c.Deal, c.Version}] {
			out = append(out, c)
		}
	}
	for _, c := range changes {
		seen[version{c.Deal, c.Version}] = true
	}
	return out
}

// name reads the deals of the steps that are not open ones of the teams.
func (d *Desk) name(ctx context.Context, g *gathered) error {
	var missing []string
	for _, s := range g.past.Steps {
		if _, ok := g.named[s.Deal]; !ok && !slices.Contains(missing, s.Deal) {
			missing = append(missing, s.Deal)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	deals, err := d.o.Deals.Deals(ctx, missing...)
	for _, deal := range deals {
		g.named[deal.ID] = deal
	}
	return err
}

// wonSince are the deals of teams that were won since a moment.
func (d *Desk) wonSince(ctx context.Context, teams []org.Team, since time.Time) ([]sales.Deal, error) {
	var out []sales.Deal
	for _, t := range teams {
		found, err := d.o.Deals.Select(ctx, sales.Selection{Team: t.Key, Outcome: sales.Won, Newest: true, Since: since})
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// under is a team and the teams below it, the team first.
func (d *Desk) under(key string) ([]org.Team, error) {
	t, ok := d.o.Org.Team(key)
	if !ok {
		return nil, fault.New(fault.NotFound, "error.team_unknown")
	}
	return append([]org.Team{t}, d.o.Org.Below(key)...), nil
}

// teamZone is the zone of a team's reports.
func (d *Desk) teamZone(t org.Team) *time.Location { return org.Location(t.Timezone, d.o.Org.Timezone) }
