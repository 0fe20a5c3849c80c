package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// Keys of a dialog's context: that its possible duplicates were shown, and the
// IDs of those that were.
const (
	confirmed = "confirmed"
	compared  = "compared"
)

// create makes a deal of a form. Its ID is the dialog's, so a repeat of the form
// finds the deal instead of making another.
func (d *Desk) create(ctx context.Context, f filled) (Submitted, error) {
	deal, s := d.draft(f)
	if s != nil {
		return *s, nil
	}
	// The form may be older than a change of the teams.
	if !d.o.Org.May(f.who.ID, org.Create, org.Owned{Team: deal.Team}) {
		return Submitted{}, d.noTeam()
	}
	alike, err := d.alike(ctx, deal)
	if err != nil {
		return Submitted{}, err
	}
	if !comparedWith(f.state, alike) {
		return d.compare(ctx, f, alike)
	}
	done, err := d.number(ctx, f, deal)
	if err != nil {
		return Submitted{}, err
	}
	return f.result(done), nil
}

// comparedWith reports whether the person has seen every one of these deals.
func comparedWith(s dialogs.State, alike []sales.Deal) bool {
	seen := strings.Split(s.Context[compared], ",")
	return !slices.ContainsFunc(alike, func(x sales.Deal) bool { return !slices.Contains(seen, x.ID) })
}

// compare shows the deals that may be the same before one more is made.
func (d *Desk) compare(ctx context.Context, f filled, alike []sales.Deal) (Submitted, error) {
	a, ids := Again{}, make([]string, len(alike))
	for i, x := range alike {
		ids[i] = x.ID
		a.Duplicates = append(a.Duplicates, d.duplicate(f.who, x))
	}
	f.state.Context = maps.Clone(f.state.Context)
	if f.state.Context == nil {
		f.state.Context = map[string]string{}
	}
	f.state.Context[confirmed], f.state.Context[compared] = "yes", strings.Join(ids, ",")
	return d.again(ctx, f, sales.Deal{}, a)
}

// duplicate is a deal that may be the same, as this person may see it: of one
// they may not see, only whom to ask.
func (d *Desk) duplicate(w Who, deal sales.Deal) Duplicate {
	out := Duplicate{Owner: d.Person(deal.Owner)}
	out.Team, _ = d.o.Org.Team(deal.Team)
	if d.o.Org.May(w.ID, org.See, owned(deal)) {
		out.Deal = deal
	}
	return out
}

// noTeam says that a deal would belong to nobody, and whom to ask.
func (d *Desk) noTeam() error {
	return fault.New(fault.Forbidden, "error.no_team", "Admins", d.admins())
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
	deal.Collaborators = without(deal.Collaborators, deal.Owner)
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

// without is a list of people less one; nobody is nil, as it is stored.
func without(people []string, person string) []string {
	left := slices.DeleteFunc(slices.Clone(people), func(p string) bool { return p == person })
	if len(left) == 0 {
		return nil
	}
	return left
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

// alike are deals of the same customer with a similar name, open or closed
// within a year.
func (d *Desk) alike(ctx context.Context, deal sales.Deal) ([]sales.Deal, error) {
	fold := sales.FoldCustomer(deal.Customer)
	if fold == "" {
		return nil, nil
	}
	same, err := d.o.Deals.Select(ctx, sales.Selection{Customer: fold})
	if err != nil {
		return nil, err
	}
	yearAgo := d.o.Now().AddDate(-1, 0, 0)
	return slices.DeleteFunc(same, func(s sales.Deal) bool {
		old := s.Closing != nil && s.Closing.At.Before(yearAgo)
		return s.Outcome == sales.Void || old || !sales.SimilarNames(s.Name, deal.Name)
	}), nil
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
		d.look(&deal)
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
	if t, ok := d.o.Org.Team(deal.Team); ok {
		for platform, channel := range t.Channels {
			tx.Send(scheduler.Message{
				ID: "announce|" + platform + "|" + deal.ID, Destination: "channel:" + channel, Due: f.now, Kind: "announce",
				Facts: map[string]string{"deal": deal.ID, "what": "new", "platform": platform},
			})
		}
	}
	c := f.state.Context
	if deal.Origin.Message != "" && c["quote_direct"] == "" {
		tx.Send(scheduler.Message{
			ID: "link|" + deal.ID, Destination: "channel:" + deal.Origin.Channel, Due: f.now, Kind: "link",
			Facts: map[string]string{
				"deal": deal.ID, "platform": deal.Origin.Platform, "channel": deal.Origin.Channel,
				"thread": firstOf(c["quote_thread"], deal.Origin.Message),
			},
		})
	}
}
