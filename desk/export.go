package desk

import (
	"context"

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

// Export gives every deal that a person may see, open or not, one after the other, a
// team at a time: a file of many needs no memory for all.
func (d *Desk) Export(ctx context.Context, w Who, give func(Exported) error) (int, error) {
	seen := map[string]bool{}
	for _, s := range d.visible(w) {
		deals, err := d.o.Deals.Select(ctx, s)
		if err != nil {
			return 0, err
		}
		for _, deal := range deals {
			if seen[deal.ID] || !d.o.Org.May(w.ID, org.See, owned(deal)) {
				continue
			}
			seen[deal.ID] = true
			x, err := d.exported(ctx, w, deal)
			if err != nil {
				return 0, err
			}
			if err := give(x); err != nil {
				return 0, err
			}
		}
	}
	return len(seen), nil
}

// visible are the selections of all deals of a person's teams, and of those of others
// that they own or help on.
func (d *Desk) visible(w Who) []sales.Selection {
	var out []sales.Selection
	for _, t := range d.o.Org.TeamsOf(w.ID) {
		for _, outcome := range outcomes() {
			out = append(out, sales.Selection{Team: t.Key, Outcome: outcome})
		}
	}
	for _, outcome := range outcomes() {
		out = append(out, sales.Selection{Owner: w.ID, Outcome: outcome}, sales.Selection{Helper: w.ID, Outcome: outcome})
	}
	return out
}

func outcomes() []sales.Outcome {
	return []sales.Outcome{sales.Open, sales.Won, sales.Lost, sales.Void}
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
