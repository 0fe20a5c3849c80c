package desk

import (
	"context"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// kindDigest is a team's digest: team, face, from, to; to its channel also platform.
const kindDigest = "digest"

// PostDigest sends a team's digest of the weeks that a face has not told yet: to the
// team's channel, or to each of its managers. Each week is told once, also where
// several replicas or a repeat try; a tick that comes late says so. It freezes the
// weeks in the same commit.
func (d *Desk) PostDigest(ctx context.Context, team string, f sales.Face, run scheduler.Run) (int, error) {
	t, ok := d.o.Org.Team(team)
	if !ok {
		return 0, nil // the configuration has changed
	}
	books, err := d.o.Books.Books(ctx, team)
	if err != nil {
		return 0, err
	}
	now := d.o.Now().In(d.teamZone(t))
	w := books.Window(f, now)
	to := sales.DateOf(w.To)
	if books.Told[f] >= to {
		return 0, nil
	}
	if err := d.freeze(ctx, &books, t, w, now); err != nil {
		return 0, err
	}
	books.Told = told(books.Told, f, to)
	id := "digest|" + string(f) + "|" + team + "|" + string(to)
	tx := d.o.Begin(id, now)
	tx.Save(books)
	messages := digestMessages(t, f, w, now)
	for _, m := range messages {
		tx.Send(run.Mark(m))
	}
	_, repeated, err := tx.Commit(ctx, "")
	if err != nil || repeated {
		return 0, err
	}
	return len(messages), nil
}

// told is what was told, with one face more.
func told(before map[sales.Face]sales.Date, f sales.Face, to sales.Date) map[sales.Face]sales.Date {
	out := map[sales.Face]sales.Date{f: to}
	for k, v := range before {
		if k != f {
			out[k] = v
		}
	}
	return out
}

// digestMessages are a face's messages. Facts are IDs: the figures are drawn when it
// is sent.
func digestMessages(t org.Team, f sales.Face, w sales.Window, now time.Time) []scheduler.Message {
	var out []scheduler.Message
	add := func(destination, platform string) {
		out = append(out, scheduler.Message{
			ID:          "digest|" + string(f) + "|" + t.Key + "|" + string(sales.DateOf(w.To)) + "|" + destination,
			Destination: destination, Due: now, Kind: kindDigest,
			Facts: map[string]string{
				"team": t.Key, "face": string(f), "from": string(sales.DateOf(w.From)), "to": string(sales.DateOf(w.To)), "platform": platform,
			},
		})
	}
	if f == sales.FaceChannel {
		for platform, channel := range t.Reports {
			add("channel:"+channel, platform)
		}
		return out
	}
	for _, m := range t.Managers {
		add("person:"+m, "")
	}
	return out
}

// freeze keeps each week of a window as the log has it, the last with what is expected
// of the quarter.
func (d *Desk) freeze(ctx context.Context, books *sales.Books, t org.Team, w sales.Window, now time.Time) error {
	teams := append([]org.Team{t}, d.o.Org.Below(t.Key)...)
	g, err := d.gather(ctx, teams, w.From)
	if err != nil {
		return err
	}
	won, err := d.wonSince(ctx, teams, sales.Quarter(now).From)
	if err != nil {
		return err
	}
	in := scope(teams, "")
	for from := w.From; from.Before(w.To); from = from.AddDate(0, 0, 7) {
		one := sales.Window{From: from, To: from.AddDate(0, 0, 7)}
		x := sales.FrozenOf(g.past, in, one, d.o.Rates)
		x.Told = now.UTC()
		if one.To.Equal(w.To) && !w.To.Before(sales.Monday(now)) {
			f := sales.ForecastOf(g.open, won, d.quota(teams, ""), d.o.Limits, d.o.Rates, now)
			x.Forecast = map[sales.Category]sales.Sum{}
			for c, s := range f.By {
				x.Forecast[c] = sales.Sum{Count: s.Count, Value: s.Value}
			}
		}
		books.Freeze(x)
	}
	return nil
}

// Keep freezes a team's last weeks as the log has them, where nothing was told of them:
// of deals that were brought along, or after an update.
func (d *Desk) Keep(ctx context.Context, team string, weeks int) error {
	t, ok := d.o.Org.Team(team)
	if !ok {
		return fault.New(fault.NotFound, "error.team_unknown")
	}
	books, err := d.o.Books.Books(ctx, team)
	if err != nil {
		return err
	}
	now := d.o.Now().In(d.teamZone(t))
	to := sales.Monday(now)
	if err := d.freeze(ctx, &books, t, sales.Window{From: to.AddDate(0, 0, -7*weeks), To: to}, now); err != nil {
		return err
	}
	for i := range books.Weeks {
		if books.Weeks[i].Told.Equal(now.UTC()) {
			books.Weeks[i].Forecast = nil // it was not expected then
		}
	}
	tx := d.o.Begin("", now)
	tx.Save(books)
	_, _, err = tx.Commit(ctx, "")
	return err
}
