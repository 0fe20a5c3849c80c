package desk

import (
	"context"
	"slices"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// kindExport is somebody's deals as a file; it has no facts beside its person.
const kindExport = "export"

// TakeExport has all that a person may see written into a file soon. The commit is the
// event's idempotency key.
func (d *Desk) TakeExport(ctx context.Context, w Who, commit string) error {
	now := d.o.Now()
	tx := d.o.Begin(commit, now)
	tx.Send(scheduler.Message{
		ID: kindExport + "|" + w.ID, Destination: "person:" + w.ID, Due: now, Kind: kindExport, Facts: map[string]string{"platform": w.From},
	})
	_, _, err := tx.Commit(ctx, "")
	return err
}

// Exported is a deal with everything that was said of it.
type Exported struct {
	View
	History    []Entry // the oldest first, with notes and activities
	Evidence   map[string][]sales.Note
	Activities []sales.Activity
}

// Export gives every deal that a person may see, open or not, one after the other in
// the order of their numbers: a file of many needs no memory for all.
func (d *Desk) Export(ctx context.Context, w Who, give func(Exported) error) (int, error) {
	deals, err := d.visible(ctx, w)
	if err != nil {
		return 0, err
	}
	for _, deal := range deals {
		x, err := d.exported(ctx, w, deal)
		if err != nil {
			return 0, err
		}
		if err := give(x); err != nil {
			return 0, err
		}
	}
	return len(deals), nil
}

// visible are all deals of a person's teams, and those of others that they own or help
// on.
func (d *Desk) visible(ctx context.Context, w Who) ([]sales.Deal, error) {
	var out []sales.Deal
	seen := map[string]bool{}
	add := func(s sales.Selection) error {
		found, err := d.o.Deals.Select(ctx, s)
		for _, x := range found {
			if !seen[x.ID] && d.o.Org.May(w.ID, org.See, owned(x)) {
				seen[x.ID] = true
				out = append(out, x)
			}
		}
		return err
	}
	for _, outcome := range []sales.Outcome{sales.Open, sales.Won, sales.Lost, sales.Void} {
		for _, t := range d.o.Org.TeamsOf(w.ID) {
			if err := add(sales.Selection{Team: t.Key, Outcome: outcome}); err != nil {
				return nil, err
			}
		}
		for _, s := range []sales.Selection{{Owner: w.ID, Outcome: outcome}, {Helper: w.ID, Outcome: outcome}} {
			if err := add(s); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(out, func(a, b sales.Deal) int { return int(a.Number - b.Number) })
	return out, nil
}

// exported reads what was said of a deal.
func (d *Desk) exported(ctx context.Context, w Who, deal sales.Deal) (Exported, error) {
	out := Exported{View: d.view(w, deal), Evidence: map[string][]sales.Note{}}
	changes, err := d.o.History.Changes(ctx, deal.ID)
	if err != nil {
		return out, err
	}
	var ids []string
	for _, c := range changes {
		e := Entry{Change: c}
		if c.Actor != sales.System {
			e.Who = d.Person(c.Actor)
		}
		if c.Field == sales.FieldNote || c.Field == sales.FieldEvidence {
			ids = append(ids, c.New)
		}
		out.History = append(out.History, e)
	}
	notes, err := d.o.History.Notes(ctx, ids...)
	if err != nil {
		return out, err
	}
	for _, n := range notes {
		if n.Question != "" && n.Text != "" {
			out.Evidence[n.Question] = append(out.Evidence[n.Question], n)
		}
		for i := range out.History {
			if e := &out.History[i]; (e.Field == sales.FieldNote || e.Field == sales.FieldEvidence) && e.New == n.ID {
				e.Note = n
			}
		}
	}
	if out.Activities, err = d.o.Meetings.Activities(ctx, deal.ID, 0); err != nil {
		return out, err
	}
	return out, d.met(ctx, out.History)
}
