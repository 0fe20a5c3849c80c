package desk

import (
	"context"
	"time"

	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// rival records what is known of a competitor about one question.
func (d *Desk) rival(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	name := firstOf(p.Text["rival_new"], p.Text["rival"])
	if name == "" {
		return f.problem("rival_new", i18n.T("error.competitor_name")), nil
	}
	known := d.known(ctx, name)
	return d.apply(ctx, f, change{verb: org.Change, beside: known.save, apply: func(to *sales.Deal, _ time.Time) error {
		q, err := d.answerable(to, p.Text["question"])
		if err != nil {
			return err
		}
		if err := known.look(); err != nil {
			return err
		}
		to.Assess.Version = q.rules.Version
		to.Assess.SetRival(name, map[string]sales.Mark{p.Text["question"]: sales.Mark(p.Text["mark"])})
		return nil
	}})
}

// knowing puts a competitor's name on the list of those that are known.
type knowing struct {
	read   func() (sales.Roster, error)
	name   string
	roster sales.Roster
}

func (d *Desk) known(ctx context.Context, name string) *knowing {
	return &knowing{name: name, read: func() (sales.Roster, error) { return d.o.Records.Roster(ctx, sales.RivalsRoster) }}
}

// look reads the list as it is now; each attempt at a commit does so.
func (k *knowing) look() (err error) {
	if k.name != "" {
		k.roster, err = k.read()
	}
	return err
}

// save adds the name when the list lacks it.
func (k *knowing) save(tx Tx, _, _ sales.Deal, _ time.Time) {
	if k.name != "" && !k.roster.Has(k.name) {
		tx.Save(k.roster.With(k.name))
	}
}

// rivalOptions are the competitors that were named before.
func (d *Desk) rivalOptions(ctx context.Context) ([]dialogs.Option, error) {
	r, err := d.o.Records.Roster(ctx, sales.RivalsRoster)
	var out []dialogs.Option
	for _, n := range r.Names {
		out = append(out, dialogs.Option{Value: n, Label: i18n.Raw(n)})
	}
	return out, err
}

// questionOptions are the questions of a deal's version.
func (d *Desk) questionOptions(deal sales.Deal) ([]dialogs.Option, error) {
	q, err := d.questionsOf(deal)
	var out []dialogs.Option
	for _, x := range q.rules.Questions {
		out = append(out, dialogs.Option{
			Value: x.Key, Label: i18n.T("form." + formAssess + "." + x.Key + ".label"), Group: i18n.T("heading." + x.Heading),
		})
	}
	return out, err
}
