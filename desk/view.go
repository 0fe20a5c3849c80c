package desk

import (
	"context"
	"slices"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// View is a deal with what its card needs. Not found where it does not exist or
// may not be seen: a stranger learns nothing from the difference.
func (d *Desk) View(ctx context.Context, w Who, deal string) (View, error) {
	found, err := d.deal(ctx, w, deal, org.See)
	if err != nil {
		return View{}, err
	}
	return d.detailed(ctx, w, found)
}

// detailed is a view with the deal's last notes.
func (d *Desk) detailed(ctx context.Context, w Who, deal sales.Deal) (View, error) {
	v := d.view(w, deal)
	var err error
	if v.Assess, err = d.assess(deal, d.o.Now().In(w.Zone)); err != nil || len(deal.Notes) == 0 {
		return v, err
	}
	notes, err := d.o.History.Notes(ctx, deal.Notes...)
	if err != nil {
		return View{}, err
	}
	v.Notes = slices.DeleteFunc(notes, func(n sales.Note) bool { return n.Text == "" })
	return v, nil
}

// view adds what memory knows.
func (d *Desk) view(w Who, deal sales.Deal) View {
	now := d.o.Now().In(w.Zone)
	v := View{
		Deal: deal, Owner: d.Person(deal.Owner), LastBy: d.Person(deal.UpdatedBy),
		Warnings: sales.Warnings(deal, d.o.Limits, now), Stage: deal.DaysInStage(now), May: map[org.Verb]bool{},
	}
	v.Team, _ = d.o.Org.Team(deal.Team)
	for _, p := range deal.Collaborators {
		v.Helpers = append(v.Helpers, d.Person(p))
	}
	for _, verb := range []org.Verb{org.See, org.Change, org.Assign, org.Decide} {
		v.May[verb] = d.o.Org.May(w.ID, verb, owned(deal))
	}
	return v
}

func (d *Desk) views(w Who, deals []sales.Deal) []View {
	out := make([]View, len(deals))
	for i, deal := range deals {
		out[i] = d.view(w, deal)
	}
	return out
}

func owned(deal sales.Deal) org.Owned {
	return org.Owned{Team: deal.Team, Owner: deal.Owner, Collaborators: deal.Collaborators}
}

// deal reads one deal for somebody who wants to do something to it.
func (d *Desk) deal(ctx context.Context, w Who, id string, verb org.Verb) (sales.Deal, error) {
	found, err := d.o.Deals.Deals(ctx, id)
	if err != nil {
		return sales.Deal{}, err
	}
	if len(found) == 0 || !d.o.Org.May(w.ID, org.See, owned(found[0])) {
		return sales.Deal{}, fault.New(fault.NotFound, "error.not_found")
	}
	if !d.o.Org.May(w.ID, verb, owned(found[0])) {
		return sales.Deal{}, fault.New(fault.Forbidden, "error.forbidden")
	}
	return found[0], nil
}
