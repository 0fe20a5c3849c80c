package desk

import (
	"context"
	"slices"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// formWeek is a rep's own report of the week (周报), to their managers.
const formWeek = "week"

// kindWeekly is a rep's report for a manager: dialog, by.
const kindWeekly = "weekly"

// weekly sends the report to the managers of the person's own team. The text stays with
// the form, which is kept for some days; the message carries only where it is.
func (d *Desk) weekly(ctx context.Context, f filled) (Submitted, error) {
	managers := d.managersOf(f.who.ID)
	if len(managers) == 0 {
		return Submitted{}, fault.New(fault.Invalid, "error.no_manager")
	}
	tx := d.o.Begin(f.commit, f.now)
	f.finish(tx)
	for _, id := range managers {
		tx.Send(scheduler.Message{
			ID: kindWeekly + "|" + f.state.ID + "|" + id, Destination: "person:" + id, Due: f.now, Kind: kindWeekly,
			Facts: map[string]string{"dialog": f.state.ID, "by": f.who.ID},
		})
	}
	if _, _, err := tx.Commit(ctx, f.who.ID); err != nil {
		return Submitted{}, err
	}
	return f.result(Done{}), nil
}

// managersOf are who reads a person's report: the managers of their own team, or of the
// nearest team above that has others than themselves.
func (d *Desk) managersOf(person string) []string {
	t, ok := d.o.Org.HomeTeam(person)
	for range len(d.o.Org.Teams) + 1 {
		others := slices.DeleteFunc(slices.Clone(t.Managers), func(m string) bool { return m == person })
		if !ok || len(others) > 0 {
			return others
		}
		t, ok = d.o.Org.Team(t.Parent)
	}
	return nil
}

// Report is a rep's week as they sent it.
type Report struct {
	By               org.Person
	On               sales.Date
	Done, Next, Help string
}

// Report reads a report for who wrote it or got it; not found for others, and once it
// was swept.
func (d *Desk) Report(ctx context.Context, w Who, dialog string) (Report, error) {
	s, err := d.o.Records.Dialog(ctx, dialog)
	if err != nil {
		return Report{}, err
	}
	if s.Form != formWeek || !s.Done || w.ID != s.Person && !slices.Contains(d.managersOf(s.Person), w.ID) {
		return Report{}, fault.New(fault.NotFound, "error.expired")
	}
	return Report{
		By: d.Person(s.Person), On: sales.DateOf(d.o.Now().In(w.Zone)), Done: s.Values["done"], Next: s.Values["next"], Help: s.Values["help"],
	}, nil
}

// Reported are the names of who got a person's report.
func (d *Desk) Reported(person string) []org.Person {
	var out []org.Person
	for _, id := range d.managersOf(person) {
		out = append(out, d.Person(id))
	}
	return out
}
