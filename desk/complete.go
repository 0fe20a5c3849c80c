package desk

import (
	"context"
	"strings"
	"time"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// noted saves a note from the form.
func (d *Desk) noted(ctx context.Context, f filled) (Submitted, error) {
	return d.apply(ctx, f, change{
		verb: org.Change, apply: func(to *sales.Deal, _ time.Time) error { to.AddNote(f.commit); return nil },
		beside: func(tx Tx, _, after sales.Deal, now time.Time) {
			tx.Save(sales.Note{
				ID: f.commit, Deal: after.ID, Author: f.who.ID, At: now.UTC(),
				Text: f.parsed.Text["text"], Link: f.state.Context["quote_link"],
			})
		},
		extra: func(after sales.Deal, c sales.Cause, version int64) []sales.Change {
			return []sales.Change{sales.NewChange(after, c, version, sales.FieldNote, "", f.commit)}
		},
	})
}

// back moves a deal one stage back, with its reason.
func (d *Desk) back(ctx context.Context, f filled) (Submitted, error) {
	return d.apply(ctx, f, change{verb: org.Change, reason: f.parsed.Text["reason"], apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return fault.New(fault.Invalid, "error.closed_deal")
		}
		if string(to.Stage) != f.state.Base["stage"] { // somebody moved it meanwhile
			return already{"stage"}
		}
		previous, ok := to.Stage.Previous()
		if !ok {
			return fault.New(fault.Invalid, "error.first_stage")
		}
		to.MoveTo(previous, now)
		return nil
	}})
}

func (d *Desk) won(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	if p.Text["reason"] == sales.Other && p.Text["reason_other"] == "" {
		return f.problem("reason_other", i18n.T("error.reason_other")), nil
	}
	return d.apply(ctx, f, change{verb: org.Change, apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return already{"outcome"}
		}
		to.Outcome, to.Hold, to.Amount = sales.Won, nil, sales.Money(p.Money["amount"])
		to.Closing = &sales.Closing{At: now.UTC(), Reason: p.Text["reason"], Other: p.Text["reason_other"], Learned: p.Text["learned"]}
		return nil
	}})
}

func (d *Desk) lost(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	class, reason, _ := strings.Cut(p.Text["reason"], ".")
	if reason == sales.Other && p.Text["reason_other"] == "" {
		return f.problem("reason_other", i18n.T("error.reason_other")), nil
	}
	if sales.Class(class) == sales.Competitor && p.Text["competitor"] == "" {
		return f.problem("competitor", i18n.T("error.competitor")), nil
	}
	if r := sales.Date(p.Date["revisit"]); r != "" && r <= f.today {
		return f.problem("revisit", i18n.T("error.past_date")), nil
	}
	return d.apply(ctx, f, change{verb: org.Change, apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return already{"outcome"}
		}
		to.Outcome, to.Hold = sales.Lost, nil
		if m := sales.Money(p.Money["amount"]); !m.IsZero() {
			to.Amount = m
		}
		to.Closing = &sales.Closing{
			At: now.UTC(), Class: sales.Class(class), Reason: reason, Other: p.Text["reason_other"],
			Competitor: p.Text["competitor"], Learned: p.Text["learned"], Revisit: sales.Date(p.Date["revisit"]),
		}
		return nil
	}})
}

func (d *Desk) hold(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	until := sales.Date(p.Date["until"])
	if until <= f.today {
		return f.problem("until", i18n.T("error.past_date")), nil
	}
	return d.apply(ctx, f, change{verb: org.Change, reason: p.Text["reason"], apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return fault.New(fault.Invalid, "error.closed_deal")
		}
		since := now.UTC()
		if to.Hold != nil {
			since = to.Hold.Since
		}
		to.Hold = &sales.Hold{Reason: p.Text["reason"], SaidBy: p.Text["said_by"], Until: until, Since: since}
		return nil
	}})
}

func (d *Desk) void(ctx context.Context, f filled) (Submitted, error) {
	return d.apply(ctx, f, change{verb: org.Change, reason: f.parsed.Text["reason"], apply: func(to *sales.Deal, now time.Time) error {
		if to.Outcome == sales.Void {
			return already{"outcome"}
		}
		to.Outcome, to.Hold = sales.Void, nil
		to.Closing = &sales.Closing{At: now.UTC(), Other: f.parsed.Text["reason"]}
		return nil
	}})
}

func (d *Desk) assigned(ctx context.Context, f filled) (Submitted, error) {
	c, err := d.assigning(f.who, f.parsed.Text["owner"], f.parsed.Text["reason"], f.commit)
	if err != nil {
		return Submitted{}, err
	}
	return d.apply(ctx, f, c)
}

func zoneExists(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && !strings.EqualFold(name, "local")
}

// settle saves what a person prefers.
func (d *Desk) settle(ctx context.Context, f filled) (Submitted, error) {
	t := f.parsed.Text
	if zone := t["timezone"]; zone != "" {
		if !zoneExists(zone) {
			return f.problem("timezone", i18n.T("error.timezone")), nil
		}
	}
	if (t["quiet_from"] == "") != (t["quiet_to"] == "") {
		return f.problem("quiet_to", i18n.T("error.quiet_pair")), nil
	}
	p, err := d.o.Records.Person(ctx, f.who.ID)
	if err != nil {
		return Submitted{}, err
	}
	p.Prefs = org.Prefs{Timezone: t["timezone"], QuietFrom: t["quiet_from"], QuietTo: t["quiet_to"]}
	if t["language"] != "follow" {
		p.Prefs.Language = t["language"]
	}
	tx := d.o.Begin(f.commit, f.now)
	tx.Save(p)
	f.finish(tx)
	if _, _, err := tx.Commit(ctx, p.ID); err != nil {
		return Submitted{}, err
	}
	d.dir.put(p)
	return f.result(Done{}), nil
}
