package desk

import (
	"context"
	"strings"
	"time"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// pageValues are a heading's answers as the form of one page holds them; said
// are the notes that are shown as their evidence.
func pageValues(form dialogs.Form, deal sales.Deal, said map[string]string) map[string]string {
	out := map[string]string{}
	for _, fl := range form.Fields {
		if question, ok := dialogs.SaidOf(fl.Key); ok {
			out[fl.Key] = said[question]
			continue
		}
		out[fl.Key] = string(deal.Assess.Answers[fl.Key].Mark)
	}
	return out
}

// said reads the newest evidence of each question of a form, in one line.
func (d *Desk) said(ctx context.Context, form dialogs.Form, deal sales.Deal) (map[string]string, error) {
	out, question := map[string]string{}, map[string]string{}
	var ids []string
	for _, fl := range form.Fields {
		if ev := deal.Assess.Answers[fl.Key].Evidence; fl.Asks() && len(ev) > 0 {
			ids, question[ev[0]] = append(ids, ev[0]), fl.Key
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	notes, err := d.o.History.Notes(ctx, ids...)
	for _, n := range notes {
		limit := dialogs.Field{Kind: dialogs.Line}.Limit()
		if line := strings.Join(strings.Fields(n.Text), " "); len([]rune(line)) <= limit { // a longer one is edited nowhere
			out[question[n.ID]] = line
		}
	}
	return out, err
}

// page saves the answers of one page: a question that only one side changed is
// that side's; where both did, the person decides.
func (d *Desk) page(ctx context.Context, f filled) (Submitted, error) {
	for range tries {
		deal, err := d.deal(ctx, f.who, f.state.Subject, org.Change)
		if err != nil {
			return Submitted{}, err
		}
		q, err := d.answerable(&deal, "")
		if err != nil {
			return Submitted{}, err
		}
		p := paged{f: f, q: q, deal: deal}
		after, conflicts := p.merge()
		if len(conflicts) > 0 {
			theirs := pageValues(f.form, deal, nil)
			for key, v := range f.state.Base { // evidence has no conflict: both is kept
				if _, ok := dialogs.SaidOf(key); ok {
					theirs[key] = v
				}
			}
			return d.conflict(ctx, f, deal, clash{keys: conflicts, theirs: theirs, made: func(x sales.Change, key string) bool {
				return x.Field == sales.FieldAnswer+key
			}})
		}
		c := f.change(change{verb: org.Change, beside: p.beside, extra: p.extra})
		done, err := d.save(ctx, c, deal, after, f.now)
		if fault.CodeOf(err) == fault.Conflict {
			continue
		}
		if err != nil {
			return Submitted{}, err
		}
		return f.result(done), nil
	}
	return Submitted{}, fault.New(fault.Conflict, "error.conflict")
}

// paged is one attempt to save a page.
type paged struct {
	f     filled
	q     questionnaire
	deal  sales.Deal
	notes []sales.Note
}

// merge applies what the form changed to the deal as it is now.
func (p *paged) merge() (sales.Deal, []string) {
	after := p.deal.Clone()
	base, want := p.f.state.Base, p.f.parsed.Text
	var conflicts []string
	for _, fl := range p.f.form.Fields {
		if !fl.Asks() || want[fl.Key] == "" || want[fl.Key] == base[fl.Key] || !p.q.rules.Has(fl.Key) {
			continue
		}
		mark, theirs := sales.Mark(want[fl.Key]), p.deal.Assess.Answers[fl.Key].Mark
		switch {
		case theirs == mark:
		case string(theirs) != base[fl.Key]:
			conflicts = append(conflicts, fl.Key)
		default:
			after.Assess.Version = p.q.rules.Version
			after.Assess.Set(fl.Key, mark, p.f.who.ID, p.f.now.UTC())
		}
	}
	p.said(&after)
	return after, conflicts
}

// said adds the evidence that was typed beside the answers.
func (p *paged) said(after *sales.Deal) {
	for _, fl := range p.f.form.Fields {
		question, ok := dialogs.SaidOf(fl.Key)
		text := p.f.parsed.Text[fl.Key]
		if !ok || text == "" || text == p.f.state.Base[fl.Key] {
			continue
		}
		id := p.f.commit + "|" + question
		p.notes = append(p.notes, sales.Note{
			ID: id, Deal: p.deal.ID, Author: p.f.who.ID, At: p.f.now.UTC(), Question: question, Text: text,
		})
		after.Assess.Version = p.q.rules.Version
		after.Assess.AddEvidence(question, id, p.f.now.UTC())
	}
}

func (p *paged) beside(tx Tx, _, _ sales.Deal, _ time.Time) {
	for _, n := range p.notes {
		tx.Save(n)
	}
}

func (p *paged) extra(after sales.Deal, c sales.Cause, version int64) []sales.Change {
	var out []sales.Change
	for _, n := range p.notes {
		out = append(out, sales.NewChange(after, c, version, sales.FieldEvidence, "", n.ID))
	}
	return out
}
