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
)

// Open begins a form: its state is stored and waits for Submit.
func (d *Desk) Open(ctx context.Context, w Who, o Opening) (Opened, error) {
	form, ok := d.o.Forms[o.Form]
	if !ok {
		return Opened{}, fault.New(fault.NotFound, "error.not_found", "What", o.Form)
	}
	deal, err := d.subject(ctx, w, o)
	if err != nil {
		return Opened{}, err
	}
	now := d.o.Now().UnixMilli()
	s := dialogs.State{
		ID: d.o.NewID(), Form: form.ID, Version: form.Version, Person: w.ID,
		Subject: deal.ID, Based: deal.Version, Context: o.Context, Touched: now,
	}
	s.Base = d.initial(w, o.Form, deal)
	s.Values = maps.Clone(s.Base)
	maps.Copy(s.Values, o.Prefill)
	if s.Options, err = d.options(w, form, deal); err != nil {
		return Opened{}, err
	}
	tx := d.o.Begin("open|"+s.ID, d.o.Now())
	tx.Save(s)
	if _, _, err := tx.Commit(ctx, s.ID); err != nil {
		return Opened{}, err
	}
	s.Stored = 1
	return Opened{Form: form, State: s, Deal: deal}, nil
}

// subject is the deal a form is about, if this person may do it now.
func (d *Desk) subject(ctx context.Context, w Who, o Opening) (sales.Deal, error) {
	switch o.Form {
	case "settings":
		return sales.Deal{}, nil
	case "new":
		if _, ok := d.o.Org.HomeTeam(w.ID); !ok {
			return sales.Deal{}, fault.New(fault.Invalid, "error.no_team", "Admins", d.admins())
		}
		return sales.Deal{}, nil
	}
	verb := org.Change
	if o.Form == "assign" {
		verb = org.Assign
	}
	deal, err := d.deal(ctx, w, o.Deal, verb)
	if err != nil {
		return deal, err
	}
	if !deal.IsOpen() && slices.Contains([]string{"back", "won", "lost", "hold"}, o.Form) {
		return deal, fault.New(fault.Invalid, "error.closed_deal")
	}
	if _, ok := deal.Stage.Previous(); !ok && o.Form == "back" {
		return deal, fault.New(fault.Invalid, "error.first_stage")
	}
	return deal, nil
}

// initial are the values a form begins with.
func (d *Desk) initial(w Who, form string, deal sales.Deal) map[string]string {
	switch form {
	case "edit":
		return dealValues(deal)
	case "back":
		return map[string]string{"stage": string(deal.Stage)}
	case "won", "lost":
		return map[string]string{"amount": deal.Amount.String()}
	case "hold":
		if deal.Hold != nil {
			return map[string]string{"reason": deal.Hold.Reason, "said_by": deal.Hold.SaidBy, "until": string(deal.Hold.Until)}
		}
	case "settings":
		p := d.Person(w.ID).Prefs
		return map[string]string{"language": firstOf(p.Language, "follow"), "timezone": p.Timezone, "quiet_from": p.QuietFrom, "quiet_to": p.QuietTo}
	}
	return map[string]string{}
}

// dealValues are a deal's fields as the edit form holds them.
func dealValues(deal sales.Deal) map[string]string {
	return map[string]string{
		"name": deal.Name, "customer": deal.Customer, "amount": deal.Amount.String(), "close": string(deal.Close),
		"source": deal.Source, "source_other": deal.SourceOther, "pressure": deal.Pressure, "value": deal.Value,
		"collaborators": strings.Join(deal.Collaborators, ","),
	}
}

// options fills the fields whose choices come from the organisation.
func (d *Desk) options(w Who, form dialogs.Form, deal sales.Deal) (map[string][]dialogs.Option, error) {
	out := map[string][]dialogs.Option{}
	for _, f := range form.Fields {
		if f.Source == "" {
			continue
		}
		list, err := d.source(w, f.Source, deal)
		if err != nil {
			return nil, err
		}
		out[f.Key] = list
	}
	return out, nil
}

func (d *Desk) source(w Who, name string, deal sales.Deal) ([]dialogs.Option, error) {
	switch name {
	case "sources":
		return labelled("source.", d.o.Lists.Sources), nil
	case "won":
		return labelled("won.", d.o.Lists.Won), nil
	case "lost":
		return d.lostReasons(), nil
	case "stages":
		var out []dialogs.Option
		for _, s := range sales.Stages() {
			out = append(out, dialogs.Option{Value: string(s), Label: i18n.T("stage." + string(s))})
		}
		return out, nil
	case "people":
		return d.peopleOptions(deal), nil
	case "teams":
		return d.teamOptions(w), nil
	}
	return nil, fault.New(fault.Internal, "error.internal")
}

// labelled are options whose labels are in the catalogs, or the company's own
// words where they are not keys.
func labelled(prefix string, values []string) []dialogs.Option {
	out := make([]dialogs.Option, len(values))
	for i, v := range values {
		out[i] = dialogs.Option{Value: v, Label: Label(prefix, v)}
	}
	return out
}

// Label is a configured value as people read it: a key of the method is said in
// their language, a company's own words are shown as they are.
func Label(prefix, value string) i18n.Text {
	for _, r := range value {
		if (r < 'a' || r > 'z') && r != '_' {
			return i18n.Raw(value)
		}
	}
	return i18n.T(prefix + value)
}

func (d *Desk) lostReasons() []dialogs.Option {
	var out []dialogs.Option
	for _, class := range sales.Classes() {
		for _, r := range d.o.Lists.Lost[class] {
			out = append(out, dialogs.Option{
				Value: string(class) + "." + r, Label: Label("lost."+string(class)+".", r),
				Group: i18n.T("class." + string(class)),
			})
		}
	}
	return out
}

// peopleOptions lists everybody in a team, the deal's own team first.
func (d *Desk) peopleOptions(deal sales.Deal) []dialogs.Option {
	var out []dialogs.Option
	seen := map[string]bool{}
	add := func(t org.Team) {
		for _, id := range t.PeopleOf() {
			if !seen[id] {
				seen[id] = true
				out = append(out, dialogs.Option{Value: id, Label: i18n.Raw(d.Person(id).Label())})
			}
		}
	}
	if t, ok := d.o.Org.Team(deal.Team); ok {
		add(t)
	}
	for _, t := range d.o.Org.Teams {
		add(t)
	}
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

// Cancel forgets a form that was closed without sending.
func (d *Desk) Cancel(ctx context.Context, w Who, dialog string) error {
	s, err := d.o.Records.Dialog(ctx, dialog)
	if fault.CodeOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || s.Person != w.ID || s.Done {
		return err
	}
	tx := d.o.Begin("cancel|"+dialog, d.o.Now())
	tx.Drop(s)
	_, _, err = tx.Commit(ctx, "")
	return err
}
