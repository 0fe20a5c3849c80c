package desk

import (
	"context"
	"strconv"
	"time"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// Filled is a form as it was sent.
type Filled struct {
	Dialog string
	// Step is the step at which the form was drawn, "" when that is not known.
	Step   string
	Values map[string]string
}

// filled is a form that was understood, ready for its rule.
type filled struct {
	who    Who
	form   dialogs.Form
	state  dialogs.State // as it is after this submission
	parsed dialogs.Parsed
	today  sales.Date
	now    time.Time
	commit string
}

// finish saves the dialog with the change, so that a repeat finds it done.
func (f filled) finish(tx Tx) { tx.Save(f.state) }

// result is a Submitted of this form.
func (f filled) result(done Done) Submitted {
	return Submitted{Form: f.form.ID, Part: f.state.Part, Context: f.state.Context, Done: done}
}

func (f filled) problem(field string, t i18n.Text) Submitted {
	return Submitted{Form: f.form.ID, Context: f.state.Context, Problems: dialogs.Problems{field: t}}
}

// Submit takes a form's values: what is wrong comes back by field; what is well
// is one commit. Sending the same form twice does it once, and a question that
// came back with it is not answered by sending the first one again.
func (d *Desk) Submit(ctx context.Context, w Who, sent Filled) (Submitted, error) {
	s, err := d.o.Records.Dialog(ctx, sent.Dialog)
	if err != nil {
		return Submitted{}, err
	}
	if s.Person != w.ID {
		return Submitted{}, fault.New(fault.Forbidden, "error.forbidden")
	}
	form, ok := d.formOf(s)
	if !ok {
		return Submitted{}, fault.New(fault.NotFound, "error.expired")
	}
	if s.Done {
		return d.sentAgain(ctx, form, s)
	}
	if sent.Step != "" && sent.Step != strconv.Itoa(s.Step) {
		return Submitted{}, fault.New(fault.Conflict, "error.form_moved")
	}
	now := d.o.Now()
	today := sales.DateOf(now.In(w.Zone))
	next, read := dialogs.Advance(form, s, dialogs.Event{
		Kind: dialogs.Submit, Values: sent.Values, Today: i18n.Date(today), Currency: d.o.Org.Currency, At: now.UnixMilli(),
	})
	if len(read.Problems) > 0 {
		out := Submitted{Form: form.ID, Context: s.Context, Problems: read.Problems}
		return out.typed(form, s, next), nil
	}
	f := filled{
		who: w, form: form, state: next, parsed: read.Parsed, today: today, now: now,
		commit: s.ID + "|" + strconv.Itoa(next.Step),
	}
	out, err := d.complete(ctx, f)
	if fault.CodeOf(err) != fault.Conflict {
		return out.typed(form, s, next), err
	}
	// The same form, sent twice at once: the other one was faster.
	if s, again := d.o.Records.Dialog(ctx, sent.Dialog); again == nil && s.Done {
		return d.sentAgain(ctx, form, s)
	}
	return Submitted{}, err
}

// typed adds the form as it was filled in to a result with problems. It is at
// the step it was at: nothing was stored.
func (s Submitted) typed(form dialogs.Form, was, filled dialogs.State) Submitted {
	if len(s.Problems) > 0 {
		filled.Step, filled.Done = was.Step, false
		s.Typed = &Opened{Form: asked(form, filled), State: filled}
	}
	return s
}

func (d *Desk) complete(ctx context.Context, f filled) (Submitted, error) {
	rule, ok := map[string]func(context.Context, filled) (Submitted, error){
		"new": d.create, "edit": d.edit, "note": d.noted, "back": d.back, "won": d.won, "lost": d.lost, "hold": d.hold,
		"void": d.void, "assign": d.assigned, "settings": d.settle,
		formAssess: d.page, formBackground: d.background, "evidence": d.evidence, "rival": d.rival,
		"override": d.override, "approve": d.decided, "refuse": d.decided, "keep": d.keep,
		formPlan: d.plan, formDone: d.contacted, formAfter: d.followed, formWhy: d.fillIn, formWhom: d.fillIn, "snooze": d.snoozeUntil, formCalendar: d.connect, formWeek: d.weekly, formUnhold: d.unhold, "ask": d.ask, "reply": d.reply,
	}[f.form.ID]
	if !ok {
		return Submitted{}, fault.New(fault.NotFound, "error.expired")
	}
	return rule(ctx, f)
}

// sentAgain answers a form that had been sent before with what came of it.
func (d *Desk) sentAgain(ctx context.Context, form dialogs.Form, s dialogs.State) (Submitted, error) {
	out := Submitted{Form: form.ID, Part: s.Part, Context: s.Context}
	id := s.Subject
	if form.ID == "new" {
		id = s.ID
	}
	if id == "" {
		return out, nil
	}
	done, err := d.repeated(ctx, id, s.ID+"|"+strconv.Itoa(s.Step))
	out.Done = done
	return out, err
}

// again keeps a form open: its state is stored, because the next submission
// depends on what was shown.
func (d *Desk) again(ctx context.Context, f filled, deal sales.Deal, a Again) (Submitted, error) {
	f.state.Done = false
	tx := d.o.Begin("again|"+f.commit, f.now)
	tx.Save(f.state)
	if _, _, err := tx.Commit(ctx, ""); err != nil {
		return Submitted{}, err
	}
	f.state.Stored++
	a.Opened = Opened{Form: asked(f.form, f.state), State: f.state, Deal: deal}
	return Submitted{Form: f.form.ID, Context: f.state.Context, Again: &a}, nil
}

// change is the change that a form makes, with its dialog in the same commit.
func (f filled) change(c change) change {
	c.who, c.deal, c.commit = f.who, f.state.Subject, f.commit
	beside := c.beside
	c.beside = func(tx Tx, before, after sales.Deal, now time.Time) {
		f.finish(tx)
		if beside != nil {
			beside(tx, before, after, now)
		}
	}
	return c
}

// apply makes a form's change.
func (d *Desk) apply(ctx context.Context, f filled, c change) (Submitted, error) {
	done, err := d.do(ctx, f.change(c))
	if err != nil {
		return Submitted{}, err
	}
	return f.result(done), nil
}
