package desk

import (
	"context"
	"slices"

	"dealmate/org"
	"dealmate/sales"
)

// Performance is how a team, or a person, has sold, with the cohorts of the quarter
// that the day of a report is in, by default the present one. It reads what was closed
// in twelve months and the logs of the deals that entered a stage in the quarter.
func (d *Desk) Performance(ctx context.Context, w Who, r Reporting) (sales.Performance, sales.Window, error) {
	teams, err := d.reported(w, r)
	if err != nil {
		return sales.Performance{}, sales.Window{}, err
	}
	zone := d.teamZone(teams[0])
	now := d.o.Now().In(zone)
	quarter := sales.Quarter(now)
	if day := r.Day.Time(zone); !day.IsZero() {
		quarter = sales.Quarter(day)
	}
	in := scope(teams, r.Owner)
	outside := func(x sales.Deal) bool { return !in(sales.StandingOf(x)) }
	var open, closed []sales.Deal
	for _, t := range teams {
		for outcome, to := range map[sales.Outcome]*[]sales.Deal{sales.Open: &open, sales.Won: &closed, sales.Lost: &closed} {
			found, err := d.o.Deals.Select(ctx, sales.Selection{Team: t.Key, Outcome: outcome, Newest: outcome != sales.Open, Since: now.AddDate(0, -sales.Months, 0)})
			if err != nil {
				return sales.Performance{}, quarter, err
			}
			*to = append(*to, slices.DeleteFunc(found, outside)...)
		}
	}
	p := sales.PerformanceOf(closed, open, d.o.Rates, zone)
	p.Cohorts, err = d.cohorts(ctx, teams, in, quarter)
	return p, quarter, err
}

// cohorts follows the deals that entered a stage in a window.
func (d *Desk) cohorts(ctx context.Context, teams []org.Team, in sales.Scope, w sales.Window) ([]sales.Cohort, error) {
	var ids []string
	for _, t := range teams {
		changes, err := d.o.Books.TeamChanges(ctx, t.Key, w.From, w.To)
		if err != nil {
			return nil, err
		}
		for _, s := range sales.Steps(changes) {
			if (s.Has(sales.FieldStage) || s.Has(sales.FieldCreated)) && in(s.After) && !slices.Contains(ids, s.Deal) {
				ids = append(ids, s.Deal)
			}
		}
	}
	var logs [][]sales.Change
	for _, id := range ids {
		log, err := d.o.History.Changes(ctx, id)
		if err != nil {
			return nil, err
		}
		logs = append(logs, log)
	}
	return sales.Cohorts(logs, w), nil
}
