package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dealmate/org"
	"dealmate/sales"
)

// mostLikely is how many deals are offered as what a sentence is about.
const mostLikely = 5

// Likely are the person's open deals that a sentence may be about, the likeliest first;
// sure says that it names the first and no other.
func (d *Desk) Likely(ctx context.Context, w Who, text string) (likely []View, sure bool, err error) {
	open, err := d.mine(ctx, w)
	if err != nil {
		return nil, false, err
	}
	rated := make([]rating, 0, len(open))
	fold := sales.Fold(text)
	for _, x := range open {
		n := sales.Mentions(fold, x.Name, x.Customer, x.Number)
		rated = append(rated, rating{x, n})
	}
	if err := d.acquaintances(ctx, fold, rated); err != nil {
		return nil, false, err
	}
	if !slices.ContainsFunc(rated, func(r rating) bool { return r.points > 0 }) {
		others, err := d.namedInTeams(ctx, w, fold)
		if err != nil {
			return nil, false, err
		}
		rated = append(rated, others...)
	}
	slices.SortStableFunc(rated, func(a, b rating) int {
		return cmp.Or(cmp.Compare(b.points, a.points), b.deal.UpdatedAt.Compare(a.deal.UpdatedAt))
	})
	for _, r := range rated[:min(len(rated), mostLikely)] {
		likely = append(likely, d.view(w, r.deal))
	}
	sure = len(rated) > 0 && rated[0].points > 0 && (len(rated) == 1 || rated[1].points < rated[0].points)
	return likely, sure, nil
}

// namedInTeams are open deals of the teams that a person manages which a folded text names;
// for when it names none of their own.
func (d *Desk) namedInTeams(ctx context.Context, w Who, fold string) ([]rating, error) {
	points := map[string]int{}
	var ids []string
	for _, t := range d.o.Org.TeamsOf(w.ID) {
		if !d.o.Org.Manages(w.ID, t.Key) {
			continue
		}
		names, err := d.o.Deals.Names(ctx, t.Key)
		if err != nil {
			return nil, err
		}
		for _, n := range names[:min(len(names), mostNames)] {
			if p := n.MentionedIn(fold); p > 0 && n.Outcome == sales.Open {
				points[n.ID] = p
				ids = append(ids, n.ID)
			}
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(points[b], points[a]) })
	deals, err := d.o.Deals.Deals(ctx, ids[:min(len(ids), mostLikely+1)]...)
	var out []rating
	for _, x := range deals {
		if d.o.Org.May(w.ID, org.Change, owned(x)) {
			out = append(out, rating{x, points[x.ID]})
		}
	}
	return out, err
}

// rating is how likely a deal is meant.
type rating struct {
	deal   sales.Deal
	points int
}

// mostRosters bounds how many customers' people one sentence is compared with.
const mostRosters = 50

// acquaintances adds to the ratings that somebody at the customer is named.
func (d *Desk) acquaintances(ctx context.Context, fold string, rated []rating) error {
	for i := range rated[:min(len(rated), mostRosters)] {
		names, err := d.named(ctx, rated[i].deal.Customer, fold)
		if err != nil {
			return err
		}
		if len(names) > 0 {
			rated[i].points++
		}
	}
	return nil
}

// named are the people of a customer who are named in a folded text.
func (d *Desk) named(ctx context.Context, customer, fold string) ([]string, error) {
	r, err := d.o.Records.Roster(ctx, sales.ContactsRoster(customer))
	var out []string
	for _, n := range r.Names {
		first, _, _ := strings.Cut(sales.Fold(n), " ")
		if utf8.RuneCountInString(first) >= 2 && sales.HasWord(fold, first) {
			out = append(out, n)
		}
	}
	return out, err
}
