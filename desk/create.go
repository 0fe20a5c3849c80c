package desk

import (
	"context"
	"slices"
	"strings"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// confirmed is kept with a dialog once its possible duplicates were shown.
const confirmed = "confirmed"

// create makes a deal of a form. Its ID is the dialog's, so a repeat of the form
// finds the deal instead of making another.
func (d *Desk) create(ctx context.Context, f filled) (Submitted, error) {
	deal, s := d.draft(f)
	if s != nil {
		return *s, nil
	}
	if f.state.Context[confirmed] == "" {
		found, err := d.duplicates(ctx, f.who, deal)
		if err != nil {
			return Submitted{}, err
		}
		if len(found) > 0 {
			f.state.Context = with(f.state.Context, confirmed, "yes")
			return d.again(ctx, f, sales.Deal{}, Again{Duplicates: found})
		}
	}
	done, err := d.number(ctx, f, deal)
	if err != nil {
		return Submitted{}, err
	}
	return f.result(done), nil
}

func with(m map[string]string, key, value string) map[string]string {
	out := map[string]string{key: value}
	for k, v := range m {
		if k != key {
			out[k] = v
		}
	}
	return out
}

// draft is the deal that a form describes, or what is wrong with it.
func (d *Desk) draft(f filled) (sales.Deal, *Submitted) {
	t := f.parsed.Text
	team, _ := d.o.Org.HomeTeam(f.who.ID)
	now := f.now.UTC()
	deal := sales.Deal{
		ID: f.state.ID, Team: firstOf(t["team"], team.Key), Owner: f.who.ID,
		Stage: sales.Stage(firstOf(t["stage"], string(sales.Potential))), StageSince: now, Outcome: sales.Open,
		Close: sales.Date(f.parsed.Date["close"]), Found: sales.Date(f.parsed.Date["found"]),
		Origin:    originOf(f.who.From, f.state.Context),
		CreatedAt: now, UpdatedAt: now, UpdatedBy: f.who.ID,
	}
	typed(f, &deal)
	if s := f.other(); s != nil {
		return deal, s
	}
	if deal.Found > f.today {
		s := f.problem("found", i18n.T("error.future_date"))
		return deal, &s
	}
	deal.Backfilled = (deal.Found != "" && deal.Found < f.today) || deal.Stage != sales.Potential
	deal.Collaborators = slices.DeleteFunc(deal.Collaborators, func(p string) bool { return p == deal.Owner })
	return deal, nil
}

// typed puts what both forms have into a deal, the close date apart.
func typed(f filled, to *sales.Deal) {
	t := f.parsed.Text
	to.Name, to.Customer, to.Amount = t["name"], t["customer"], sales.Money(f.parsed.Money["amount"])
	to.Source, to.SourceOther, to.Pressure, to.Value = t["source"], t["source_other"], t["pressure"], t["value"]
	to.Collaborators = f.parsed.People("collaborators")
	if to.Source != sales.Other {
		to.SourceOther = ""
	}
}

// other asks for the text beside the source "other".
func (f filled) other() *Submitted {
	if f.parsed.Text["source"] != sales.Other || f.parsed.Text["source_other"] != "" {
		return nil
	}
	s := f.problem("source_other", i18n.T("error.reason_other"))
	return &s
}

func originOf(platform string, c map[string]string) sales.Origin {
	if c["quote_message"] == "" {
		return sales.Origin{}
	}
	return sales.Origin{Platform: platform, Channel: c["quote_channel"], Message: c["quote_message"], Link: c["quote_link"]}
}

// duplicates are deals of the same customer with a similar name. One that the
// person may not see tells only whom to ask.
func (d *Desk) duplicates(ctx context.Context, w Who, deal sales.Deal) ([]Duplicate, error) {
	fold := sales.FoldCustomer(deal.Customer)
	if fold == "" {
		return nil, nil
	}
	same, err := d.o.Deals.Select(ctx, sales.Selection{Customer: fold})
	if err != nil {
		return nil, err
	}
	yearAgo := d.o.Now().AddDate(-1, 0, 0)
	var out []Duplicate
	for _, s := range same {
		old := s.Closing != nil && s.Closing.At.Before(yearAgo)
		if s.Outcome == sales.Void || old || !sales.SimilarNames(s.Name, deal.Name) {
			continue
		}
		dup := Duplicate{Owner: d.Person(s.Owner)}
		dup.Team, _ = d.o.Org.Team(s.Team)
		if d.o.Org.May(w.ID, org.See, owned(s)) {
			dup.Deal = s
		}
		out = append(out, dup)
	}
	return out, nil
}

// number takes the next number and commits; when somebody was faster, the one
// after.
func (d *Desk) number(ctx context.Context, f filled, deal sales.Deal) (Done, error) {
	for range tries {
		last, err := d.o.Deals.LastNumber(ctx)
		if err != nil {
			return Done{}, err
		}
		deal.Number = last + 1
		changes := sales.Diff(sales.Deal{}, deal, sales.Cause{Commit: f.commit, At: f.now, Actor: f.who.ID, From: f.who.From})
		tx := d.o.Begin(f.commit, f.now)
		tx.SaveDeal(sales.Deal{}, deal, changes)
		f.finish(tx)
		d.tellOfNew(tx, f, deal)
		_, repeated, err := tx.Commit(ctx, deal.ID)
		switch {
		case fault.CodeOf(err) == fault.Conflict:
			if done, found, err := d.made(ctx, f, deal.ID); found || err != nil {
				return done, err
			}
			continue
		case err != nil:
			return Done{}, err
		case repeated:
			return d.repeated(ctx, deal.ID, f.commit)
		}
		deal.Version = 1
		return Done{Deal: deal, Changes: changes, By: f.who.Person, At: f.now}, nil
	}
	return Done{}, fault.New(fault.Conflict, "error.conflict")
}

// made tells whether the form's deal is there already: two submissions of one
// form met, and the other was faster.
func (d *Desk) made(ctx context.Context, f filled, id string) (Done, bool, error) {
	found, err := d.o.Deals.Deals(ctx, id)
	if err != nil || len(found) == 0 {
		return Done{}, false, err
	}
	return Done{Deal: found[0], By: f.who.Person, At: found[0].CreatedAt}, true, nil
}

// tellOfNew announces a deal in its team's channel and in the thread of the
// message it was made from.
func (d *Desk) tellOfNew(tx Tx, f filled, deal sales.Deal) {
	if t, ok := d.o.Org.Team(deal.Team); ok && t.Channel != "" {
		tx.Send(scheduler.Message{
			ID: "announce|" + deal.ID, Destination: "channel:" + t.Channel, Due: f.now, Kind: "announce",
			Facts: map[string]string{"deal": deal.ID, "what": "new"},
		})
	}
	c := f.state.Context
	if deal.Origin.Message != "" && !strings.HasPrefix(deal.Origin.Channel, "D") {
		tx.Send(scheduler.Message{
			ID: "link|" + deal.ID, Destination: "channel:" + deal.Origin.Channel, Due: f.now, Kind: "link",
			Facts: map[string]string{
				"deal": deal.ID, "platform": deal.Origin.Platform, "channel": deal.Origin.Channel,
				"thread": firstOf(c["quote_thread"], deal.Origin.Message),
			},
		})
	}
}
