package desk

import (
	"context"
	"slices"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// options fills the fields whose choices come from the organisation.
func (d *Desk) options(ctx context.Context, w Who, form dialogs.Form, deal sales.Deal, part string) (map[string][]dialogs.Option, error) {
	out := map[string][]dialogs.Option{}
	for _, f := range form.Fields {
		if f.Source == "" {
			continue
		}
		list, err := d.source(ctx, w, f, deal, part)
		if err != nil {
			return nil, err
		}
		out[f.Key] = list
	}
	return out, nil
}

func (d *Desk) source(ctx context.Context, w Who, field dialogs.Field, deal sales.Deal, part string) ([]dialogs.Option, error) {
	known := sales.DefaultLists()
	switch field.Source {
	case "sources":
		// A deal keeps the source it has when the configured list loses it.
		list := d.o.Lists.Sources
		if deal.Source != "" && !slices.Contains(list, deal.Source) {
			list = append(slices.Clone(list), deal.Source)
		}
		return labelled("source.", list, known.Sources), nil
	case "won":
		return labelled("won.", d.o.Lists.Won, known.Won), nil
	case "lost":
		return d.lostReasons(), nil
	case "stages":
		var out []dialogs.Option
		for _, s := range sales.Stages() {
			out = append(out, dialogs.Option{Value: string(s), Label: i18n.T("stage." + string(s))})
		}
		return out, nil
	case dialogs.MarksSource:
		return d.marks(field.Key), nil
	case "questions":
		return d.questionOptions(deal)
	case "activities":
		return activityOptions(), nil
	case "contacts":
		a, err := d.activity(ctx, deal.ID, part)
		if err != nil {
			return nil, err
		}
		return d.contactOptions(ctx, deal, a)
	case "rivals":
		return d.rivalOptions(ctx)
	case "people":
		return d.peopleOptions(deal), nil
	case "teams":
		return d.teamOptions(w), nil
	}
	return nil, fault.New(fault.Internal, "error.internal")
}

// labelled are options with their labels.
func labelled(prefix string, values, known []string) []dialogs.Option {
	out := make([]dialogs.Option, len(values))
	for i, v := range values {
		out[i] = dialogs.Option{Value: v, Label: label(prefix, v, known)}
	}
	return out
}

// label is a configured value as people read it: the method's own are said in
// their language, a company's words are shown as they are.
func label(prefix, value string, known []string) i18n.Text {
	if slices.Contains(known, value) {
		return i18n.T(prefix + value)
	}
	return i18n.Raw(value)
}

func (d *Desk) lostReasons() []dialogs.Option {
	var out []dialogs.Option
	known := sales.DefaultLists().Lost
	for _, class := range sales.Classes() {
		for _, r := range d.o.Lists.Lost[class] {
			out = append(out, dialogs.Option{
				Value: string(class) + "." + r, Label: label("lost."+string(class)+".", r, known[class]),
				Group: i18n.T("class." + string(class)),
			})
		}
	}
	return out
}

// peopleOptions lists everybody in a team, the deal's own team first. Who is on
// the deal and in no team any more comes last: leaving them out would take them
// off the deal with the next edit.
func (d *Desk) peopleOptions(deal sales.Deal) []dialogs.Option {
	var out []dialogs.Option
	seen := map[string]bool{}
	add := func(ids []string) {
		for _, id := range ids {
			if !seen[id] {
				seen[id] = true
				out = append(out, dialogs.Option{Value: id, Label: i18n.Raw(firstOf(d.Person(id).Label(), id))})
			}
		}
	}
	if t, ok := d.o.Org.Team(deal.Team); ok {
		add(t.PeopleOf())
	}
	for _, t := range d.o.Org.Teams {
		add(t.PeopleOf())
	}
	add(deal.Collaborators)
	return out
}

// teamOptions are the teams a person may create deals in; nobody with one team
// is asked.
func (d *Desk) teamOptions(w Who) []dialogs.Option {
	var out []dialogs.Option
	for _, t := range d.o.Org.TeamsOf(w.ID) {
		if d.o.Org.May(w.ID, org.Create, org.Owned{Team: t.Key}) {
			out = append(out, dialogs.Option{Value: t.Key, Label: i18n.Raw(t.Name)})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
