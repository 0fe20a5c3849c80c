package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Open begins a form: its state is stored and waits for Submit.
func (d *Desk) Open(ctx context.Context, w Who, o Opening) (Opened, error) {
	deal, err := d.subject(ctx, w, o)
	if err != nil {
		return Opened{}, err
	}
	form, version, err := d.formFor(o, deal)
	if err != nil {
		return Opened{}, err
	}
	now := d.o.Now().UnixMilli()
	s := dialogs.State{
		ID: d.o.NewID(), Form: form.ID, Version: version, Person: w.ID,
		Subject: deal.ID, Part: o.Part, Based: deal.Version, Context: o.Context, Touched: now,
	}
	if s.Base, err = d.initial(ctx, w, form, deal, o.Part); err != nil {
		return Opened{}, err
	}
	s.Values = maps.Clone(s.Base)
	maps.Copy(s.Values, o.Prefill)
	if s.Options, err = d.options(ctx, w, form, deal, o.Part); err != nil {
		return Opened{}, err
	}
	tx := d.o.Begin("open|"+s.ID, d.o.Now())
	tx.Save(s)
	if _, _, err := tx.Commit(ctx, s.ID); err != nil {
		return Opened{}, err
	}
	s.Stored = 1
	return Opened{Form: asked(form, s), State: s, Deal: deal}, nil
}

// formFor is the form that is opened about a deal: the version of the assessment
// that the deal began with.
func (d *Desk) formFor(o Opening, deal sales.Deal) (dialogs.Form, int, error) {
	if o.Form == formAssess {
		q, err := d.questionsOf(deal)
		return q.form.Part(o.Part), q.form.Version, err
	}
	form, ok := d.o.Forms[o.Form]
	if !ok {
		return form, 0, fault.New(fault.NotFound, "error.not_found", "What", o.Form)
	}
	return form.Part(o.Part), form.Version, nil
}

// subject is the deal a form is about, if this person may do it now.
func (d *Desk) subject(ctx context.Context, w Who, o Opening) (sales.Deal, error) {
	switch o.Form {
	case "settings", formCalendar, formWeek:
		return sales.Deal{}, nil
	case "new":
		if _, ok := d.o.Org.HomeTeam(w.ID); !ok {
			return sales.Deal{}, d.noTeam()
		}
		return sales.Deal{}, nil
	}
	verb := org.Change
	switch o.Form {
	case "assign":
		verb = org.Assign
	case "approve", "refuse", formUnhold:
		verb = org.Decide
	}
	deal, err := d.deal(ctx, w, o.Deal, verb)
	if err != nil {
		return deal, err
	}
	if !deal.IsOpen() && slices.Contains([]string{"back", "won", "lost", "hold"}, o.Form) {
		return deal, fault.New(fault.Invalid, "error.closed_deal")
	}
	if slices.Contains([]string{formAssess, formBackground, "evidence", "rival", "override", "keep", formPlan, formDone, formAfter, formWhy, formWhom, "snooze"}, o.Form) {
		if err := assessable(deal); err != nil {
			return deal, err
		}
	}
	if _, ok := deal.Stage.Previous(); !ok && o.Form == "back" {
		return deal, fault.New(fault.Invalid, "error.first_stage")
	}
	return deal, nil
}

// initial are the values a form begins with.
func (d *Desk) initial(ctx context.Context, w Who, form dialogs.Form, deal sales.Deal, part string) (map[string]string, error) {
	switch form.ID {
	case formPlan:
		a, err := d.activity(ctx, deal.ID, part)
		return planValues(a, w), err
	case formWhy:
		a, err := d.activity(ctx, deal.ID, part)
		return map[string]string{"why": a.Why}, err
	case formWhom:
		a, err := d.activity(ctx, deal.ID, part)
		return map[string]string{"who": strings.Join(a.Who, ",")}, err
	case formAssess:
		said, err := d.said(ctx, form, deal)
		return pageValues(form, deal, said), err
	case formBackground:
		return d.backgroundValues(ctx, form, deal)
	case "edit":
		return dealValues(deal), nil
	case "back":
		return map[string]string{"stage": string(deal.Stage)}, nil
	case "won", "lost":
		return map[string]string{"amount": deal.Amount.String()}, nil
	case "hold":
		if deal.Hold != nil {
			return map[string]string{"reason": deal.Hold.Reason, "said_by": deal.Hold.SaidBy, "until": string(deal.Hold.Until)}, nil
		}
	case "settings":
		p, question := d.Person(w.ID).Prefs, "off"
		if p.Question {
			question = "daily"
		}
		return map[string]string{"language": firstOf(p.Language, "follow"), "timezone": p.Timezone, "quiet_from": p.QuietFrom, "quiet_to": p.QuietTo, "question": question}, nil
	}
	return map[string]string{}, nil
}

// dealValues are a deal's fields as the edit form holds them.
func dealValues(deal sales.Deal) map[string]string {
	return map[string]string{
		"name": deal.Name, "customer": deal.Customer, "amount": deal.Amount.String(), "close": string(deal.Close),
		"source": deal.Source, "source_other": deal.SourceOther, "pressure": deal.Pressure, "value": deal.Value,
		"collaborators": strings.Join(deal.Collaborators, ","),
	}
}

// asked is a form without the fields that offer this person nothing to choose.
func asked(f dialogs.Form, s dialogs.State) dialogs.Form {
	f.Fields = slices.DeleteFunc(slices.Clone(f.Fields), func(fl dialogs.Field) bool {
		return fl.Source != "" && !fl.Required && len(s.Options[fl.Key]) == 0
	})
	return f
}
