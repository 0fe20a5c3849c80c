package desk

import (
	"cmp"
	"context"
	"slices"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// kindPreview is a rep's own preview of the week; its fact is "team".
const kindPreview = "preview"

// PostPreview sends each rep of a team what the digest will tell of their deals and
// what is missing, once a week, and nobody who has no open deal.
func (d *Desk) PostPreview(ctx context.Context, team string, run scheduler.Run) (int, error) {
	t, ok := d.o.Org.Team(team)
	if !ok {
		return 0, nil // the configuration has changed
	}
	books, err := d.o.Books.Books(ctx, team)
	if err != nil {
		return 0, err
	}
	now := d.o.Now().In(d.teamZone(t))
	to := sales.DateOf(sales.Monday(now).AddDate(0, 0, 7))
	if books.Told[sales.FacePreview] >= to {
		return 0, nil
	}
	open, err := d.o.Deals.Select(ctx, sales.Selection{Team: team, Outcome: sales.Open})
	if err != nil {
		return 0, err
	}
	books.Told = told(books.Told, sales.FacePreview, to)
	tx := d.o.Begin("preview|"+team+"|"+string(to), now)
	tx.Save(books)
	sent := 0
	for _, id := range owners(open) {
		if home, ok := d.o.Org.HomeTeam(id); !ok || home.Key != team {
			continue // their own team's, or nobody's any more
		}
		due := now
		if who := d.person(id, team); !who.Allowed(now) {
			due = who.NextMorning(now)
		}
		tx.Send(run.Mark(scheduler.Message{
			ID: "preview|" + id + "|" + string(to), Destination: "person:" + id, Due: due, Kind: kindPreview, Facts: map[string]string{"team": team},
		}))
		sent++
	}
	_, repeated, err := tx.Commit(ctx, "")
	if err != nil || repeated {
		return 0, err
	}
	return sent, nil
}

func owners(deals []sales.Deal) []string {
	var out []string
	for _, x := range deals {
		if !slices.Contains(out, x.Owner) {
			out = append(out, x.Owner)
		}
	}
	slices.Sort(out)
	return out
}

// Mend is a deal with what its owner can mend.
type Mend struct {
	View
	Gaps []sales.Lacking
}

// Mends lists what is missing of a person's own deals, the largest first.
func (d *Desk) Mends(ctx context.Context, w Who) ([]Mend, error) {
	deals, err := d.o.Deals.Select(ctx, sales.Selection{Owner: w.ID, Outcome: sales.Open})
	if err != nil {
		return nil, err
	}
	now := d.o.Now().In(w.Zone)
	var out []Mend
	for _, deal := range deals {
		if gaps := sales.Gaps(deal, d.Facts(deal), d.o.Limits, now); len(gaps) > 0 {
			out = append(out, Mend{d.view(w, deal), gaps})
		}
	}
	slices.SortStableFunc(out, func(a, b Mend) int {
		x, _ := d.o.Rates.Value(a.Deal.Amount, sales.DateOf(now))
		y, _ := d.o.Rates.Value(b.Deal.Amount, sales.DateOf(now))
		return cmp.Or(y.Cmp(x), cmp.Compare(a.Deal.Number, b.Deal.Number))
	})
	return out, nil
}

// mendsToday reports whether somebody's bundle is to say what is still missing: it is
// the first one after their team's preview.
func (d *Desk) mendsToday(ctx context.Context, who org.Attention) (bool, error) {
	t, ok := d.o.Org.HomeTeam(who.Person)
	if !ok {
		return false, nil
	}
	now := d.o.Now().In(who.Zone)
	monday := sales.Monday(now)
	first, ok := d.o.Calendar.Forward(monday)
	if !ok || sales.DateOf(first) != sales.DateOf(now) {
		return false, nil
	}
	books, err := d.o.Books.Books(ctx, t.Key)
	return err == nil && books.Told[sales.FacePreview] >= sales.DateOf(monday.AddDate(0, 0, -7)), err
}
