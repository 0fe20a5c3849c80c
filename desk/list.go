package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/internal/fault"
	"dealmate/sales"
)

// closedAt is when a deal ended, the zero time for an open one.
func closedAt(d sales.Deal) time.Time {
	if d.Closing == nil {
		return time.Time{}
	}
	return d.Closing.At
}

// most bounds what one list reads; beyond it the page says that there is more.
const most = 5000

// List is a page of deals, sorted by what needs attention; closed ones by when
// they closed.
func (d *Desk) List(ctx context.Context, w Who, l Listing) (Page, error) {
	if l.Find != "" {
		return d.find(ctx, w, l)
	}
	deals, more, err := d.scope(ctx, w, l)
	if err != nil {
		return Page{}, err
	}
	page := Page{Listing: l, Total: len(deals), More: more}
	page.Deals = d.views(w, cut(deals, l))
	return page, nil
}

// cut is the page's part of a list; a page beyond the end is empty.
func cut[T any](all []T, l Listing) []T {
	from := min(max(l.Page, 0)*l.PerPage, len(all))
	return all[from:min(from+l.PerPage, len(all))]
}

// scope reads a list's deals in their order.
func (d *Desk) scope(ctx context.Context, w Who, l Listing) (deals []sales.Deal, more bool, err error) {
	switch l.Scope {
	case "won", "lost":
		deals, more, err = d.ofTeams(ctx, w, sales.Outcome(l.Scope))
		slices.SortStableFunc(deals, func(a, b sales.Deal) int { return closedAt(b).Compare(closedAt(a)) })
		return deals, more, err
	case "team", "stage", "hold":
		deals, more, err = d.ofTeams(ctx, w, sales.Open)
	case "", "mine":
		deals, err = d.mine(ctx, w)
	default:
		return nil, false, fault.New(fault.Invalid, "error.choice")
	}
	deals = slices.DeleteFunc(deals, func(x sales.Deal) bool {
		return (l.Scope == "stage" && x.Stage != l.Stage) || (l.Scope == "hold" && x.Hold == nil)
	})
	sales.ByAttention(deals, d.o.Limits, d.o.Now().In(w.Zone))
	return deals, more, err
}

// ofTeams reads the deals of every team a person sees, and those of other teams
// that they own or help on.
func (d *Desk) ofTeams(ctx context.Context, w Who, o sales.Outcome) (deals []sales.Deal, more bool, err error) {
	seen := map[string]bool{}
	add := func(found []sales.Deal) {
		for _, x := range found {
			if !seen[x.ID] {
				seen[x.ID] = true
				deals = append(deals, x)
			}
		}
	}
	for _, t := range d.o.Org.TeamsOf(w.ID) {
		found, err := d.o.Deals.Select(ctx, sales.Selection{Team: t.Key, Outcome: o, Newest: o != sales.Open, Limit: most + 1})
		if err != nil {
			return nil, false, err
		}
		add(found)
		if len(deals) > most {
			return deals[:most], true, nil
		}
	}
	own, err := d.own(ctx, w, o)
	if err != nil {
		return nil, false, err
	}
	add(own)
	return deals, false, nil
}

// mine are a person's open deals, owned or helped.
func (d *Desk) mine(ctx context.Context, w Who) ([]sales.Deal, error) {
	return d.own(ctx, w, sales.Open)
}

func (d *Desk) own(ctx context.Context, w Who, o sales.Outcome) ([]sales.Deal, error) {
	owned, err := d.o.Deals.Select(ctx, sales.Selection{Owner: w.ID, Outcome: o, Newest: o != sales.Open, Limit: most})
	if err != nil {
		return nil, err
	}
	helped, err := d.o.Deals.Select(ctx, sales.Selection{Helper: w.ID, Outcome: o, Newest: o != sales.Open, Limit: most})
	if err != nil {
		return nil, err
	}
	for _, x := range helped {
		if x.Owner != w.ID {
			owned = append(owned, x)
		}
	}
	return owned, nil
}
