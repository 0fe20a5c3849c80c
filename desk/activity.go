package desk

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/coach"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// The forms of activities.
const (
	formPlan  = "plan"
	formDone  = "done"
	formAfter = "after"
)

// mostHours is the most that one activity can have cost.
const mostHours = 999

// usualMinutes is how long an activity lasts where nobody says.
const usualMinutes = "60"

// plan saves a planned activity, whatever of the five W it lacks.
func (d *Desk) plan(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	a, err := d.activity(ctx, f.state.Subject, f.state.Part)
	if err != nil {
		return Submitted{}, err
	}
	if a.ID == "" {
		a = sales.Activity{ID: f.commit, Deal: f.state.Subject, Owner: f.who.ID, State: sales.Planned, CreatedAt: f.now.UTC()}
	}
	if a.Version > 0 && !maps.Equal(planValues(a, f.who), f.state.Base) {
		return Submitted{}, fault.New(fault.Invalid, "error.plan_moved")
	}
	a.Type, a.Who, a.Why = p.Text["type"], d.people(p), p.Text["why"]
	a.Where, a.Place = firstOf(p.Text["where"], sales.UsualPlace(a.Type)), p.Text["place"]
	if problem := f.setWhen(&a); problem.Key != "" {
		return f.problem(problem.field, problem.Text), nil
	}
	out, err := d.keepActivity(ctx, f, a, "planned", "changed")
	out.Coached = d.coached(f.who, a)
	return out, err
}

// coached is what the coach says of a purpose. It never keeps one from being saved.
func (d *Desk) coached(w Who, a sales.Activity) *coach.Verdict {
	if d.o.Coach == nil || a.Why == "" {
		return nil
	}
	lang := coach.English
	if w.Lang == i18n.Chinese {
		lang = coach.Chinese
	}
	v := d.o.Coach.Judge(lang, strings.Join(a.Who, ", "), a.Why)
	if v.Good && !v.Confidential {
		return nil
	}
	return &v
}

// contacted saves a contact that nobody had planned, and the next step.
func (d *Desk) contacted(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	a := sales.Activity{
		ID: f.commit, Deal: f.state.Subject, Owner: f.who.ID, Type: p.Text["type"], Who: d.people(p),
		At: f.now.UTC(), Zone: f.who.Zone.String(), State: sales.Held, CreatedAt: f.now.UTC(),
	}
	a.Where = sales.UsualPlace(a.Type)
	if p.Text["said"] == "" && a.Type != sales.ActivityCall {
		return f.problem("said", i18n.T("error.required")), nil
	}
	outturn, problem := f.outturn()
	if problem.Key != "" {
		return f.problem(problem.field, problem.Text), nil
	}
	a.Outcome = &outturn
	return d.keepActivity(ctx, f, a, "held", "held")
}

// followed saves what came of a planned activity, and the next step.
func (d *Desk) followed(ctx context.Context, f filled) (Submitted, error) {
	a, err := d.activity(ctx, f.state.Subject, f.state.Part)
	if err != nil {
		return Submitted{}, err
	}
	if a.ID == "" {
		return Submitted{}, fault.New(fault.NotFound, "error.no_activity")
	}
	if a.State != sales.Planned { // somebody was faster
		return d.apply(ctx, f, change{verb: org.Change, apply: func(*sales.Deal, time.Time) error { return alreadyBy(sales.FieldActivity) }})
	}
	outturn, problem := f.outturn()
	if problem.Key != "" {
		return f.problem(problem.field, problem.Text), nil
	}
	outturn.Did = sales.Did(f.parsed.Text["did"])
	a.State, a.Outcome = sales.Held, &outturn
	if a.At.IsZero() || a.At.After(f.now) {
		a.At, a.AllDay = f.now.UTC(), false // it took place before its time
	}
	return d.keepActivity(ctx, f, a, "held", "held")
}

// outturn reads what came of an activity, as both forms ask it.
func (f filled) outturn() (sales.Outturn, wrong) {
	p := f.parsed
	out := sales.Outturn{Said: p.Text["said"], At: f.now.UTC(), By: f.who.ID, Expenses: sales.Money(p.Money["expenses"])}
	if h := strings.ReplaceAll(p.Text["hours"], "，", "."); h != "" {
		hours, err := decimal.NewFromString(strings.ReplaceAll(strings.TrimRight(h, "h小时 "), ",", "."))
		if err != nil || hours.IsNegative() || hours.GreaterThan(decimal.NewFromInt(mostHours)) {
			return out, wrong{"hours", i18n.T("error.hours")}
		}
		out.Hours = hours
	}
	if day := sales.Date(p.Date["next_day"]); day != "" && day < f.today {
		return out, wrong{"next_day", i18n.T("error.past_date")}
	}
	return out, wrong{}
}

// next is the activity that a next step becomes: what it is to bring and on which
// day; who and where are still open.
func (f filled) next() (sales.Activity, bool) {
	p := f.parsed
	if p.Text["next"] == "" && p.Date["next_day"] == "" {
		return sales.Activity{}, false
	}
	a := sales.Activity{
		ID: f.commit + "|next", Deal: f.state.Subject, Owner: f.who.ID, Type: sales.Other, Why: p.Text["next"],
		State: sales.Planned, Zone: f.who.Zone.String(), Minutes: atoi(usualMinutes), AllDay: true,
		CreatedAt: f.now.UTC(), UpdatedAt: f.now.UTC(),
	}
	if day := sales.Date(p.Date["next_day"]); day != "" {
		a.At = day.Time(f.who.Zone).UTC()
	}
	return a, true
}

// keepActivity commits an activity with its deal, the people who are known from
// now on, and the next step.
func (d *Desk) keepActivity(ctx context.Context, f filled, a sales.Activity, first, again string) (Submitted, error) {
	read := a.UpdatedAt
	a.UpdatedAt = f.now.UTC()
	all := []sales.Activity{a}
	if n, ok := f.next(); ok && a.State == sales.Held {
		all = append(all, n)
	}
	said := first
	if a.Version > 0 {
		said = again
	}
	var contacts *sales.Roster
	out, err := d.apply(ctx, f, change{
		verb: org.Change, apply: func(to *sales.Deal, _ time.Time) (err error) {
			if err := assessable(*to); err != nil {
				return err
			}
			if len(to.Plans)+len(all) > sales.MostPlans+1 {
				return fault.New(fault.Invalid, "error.too_many_plans", "Max", sales.MostPlans)
			}
			if all[0].Version, err = d.unmoved(ctx, a, read); err != nil {
				return err
			}
			for i := range all {
				all[i] = d.pinged(*to, all[i], f.now)
				to.Follow(all[i])
			}
			contacts, err = d.acquainted(ctx, to.Customer, a.Who)
			return err
		},
		beside: func(tx Tx, _, _ sales.Deal, _ time.Time) {
			for _, x := range all {
				tx.Save(x)
			}
			if contacts != nil {
				tx.Save(*contacts)
			}
		},
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			out := []sales.Change{sales.NewChange(after, c, version, sales.FieldActivity, "", a.ID+": "+said)}
			for _, x := range all[1:] {
				out = append(out, sales.NewChange(after, c, version, sales.FieldActivity, "", x.ID+": planned"))
			}
			return out
		},
	})
	out.Activity = a
	return out, err
}

// unmoved is the version of an activity that nobody changed since it was read; a
// word to its owner is no change. Somebody else's change is a conflict.
func (d *Desk) unmoved(ctx context.Context, a sales.Activity, read time.Time) (int64, error) {
	if a.Version == 0 {
		return 0, nil
	}
	now, err := d.activity(ctx, a.Deal, a.ID)
	if err == nil && !now.UpdatedAt.Equal(read) {
		err = fault.New(fault.Invalid, "error.plan_moved")
	}
	return now.Version, err
}

// activity reads one of a deal's; none is the zero Activity.
func (d *Desk) activity(ctx context.Context, deal, id string) (sales.Activity, error) {
	if id == "" {
		return sales.Activity{}, nil
	}
	found, err := d.o.Meetings.ActivitiesByID(ctx, id)
	if err != nil || len(found) == 0 || found[0].Deal != deal {
		return sales.Activity{}, err
	}
	return found[0], nil
}

// CallOff takes a planned activity out: the customer moved or cancelled it, which
// is no failure.
func (d *Desk) CallOff(ctx context.Context, w Who, deal, id, commit string) (Done, error) {
	var a sales.Activity
	return d.do(ctx, change{
		who: w, deal: deal, verb: org.Change, commit: commit,
		apply: func(to *sales.Deal, now time.Time) (err error) {
			if a, err = d.activity(ctx, deal, id); err != nil {
				return err
			}
			if a.ID == "" {
				return fault.New(fault.NotFound, "error.no_activity")
			}
			if a.State != sales.Planned {
				return alreadyBy(sales.FieldActivity)
			}
			a.State, a.UpdatedAt, a.PingAt = sales.CalledOff, now, time.Time{}
			to.Follow(a)
			return nil
		},
		beside: func(tx Tx, _, _ sales.Deal, _ time.Time) { tx.Save(a) },
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldActivity, "", a.ID+": called_off")}
		},
	})
}

// Activities lists a deal's, the latest first.
func (d *Desk) Activities(ctx context.Context, w Who, deal string) (View, []sales.Activity, error) {
	found, err := d.deal(ctx, w, deal, org.See)
	if err != nil {
		return View{}, nil, err
	}
	list, err := d.o.Meetings.Activities(ctx, deal, sales.MostPlans*2)
	return d.view(w, found), list, err
}
