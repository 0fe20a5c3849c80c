package bot

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/internal/sheet"
	"dealmate/sales"
)

// verbExport gives all that a person may see as a file.
const verbExport = "export"

// kindExport is somebody's deals as a file; its fact is "platform".
const kindExport = "export"

// onExport has the file written: that takes longer than an answer may.
func (b *Bot) onExport(ctx context.Context, t turn) (Reply, error) {
	if err := b.desk.TakeExport(ctx, t.who, t.ID); err != nil {
		return Reply{}, err
	}
	return t.tell(card.Say(say("export.coming"))), nil
}

// exportWithin is how long a file may take: longer than a message has, shorter than
// the lease under which it is sent.
const exportWithin = 45 * time.Second

// deliverExport writes the file and sends it to who asked for it.
func (b *Bot) deliverExport(ctx context.Context, d Errand) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exportWithin)
	defer cancel()
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	w := exporter{b: b, r: reader{lang: who.Lang, zone: zoneOf(who.Zone)}}
	data, n, err := w.write(ctx, who)
	if err != nil {
		return err
	}
	name := "dealmate-" + b.now().In(w.r.zone).Format("2006-01-02") + ".xlsx"
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, File: &File{Name: name, Data: data}, Card: card.Say(say("export.here", "Count", n))})
}

// exporter writes deals, their answers, activities and histories as four sheets.
type exporter struct {
	b                                     *Bot
	r                                     reader
	deals, answers, activities, histories *sheet.Rows
}

func (x *exporter) say(t i18n.Text) string { return x.b.catalog.Say(x.r.lang, t) }

func (x *exporter) write(ctx context.Context, who desk.Who) (data []byte, n int, err error) {
	book, err := sheet.NewBook()
	if err != nil {
		return nil, 0, err
	}
	for _, s := range []struct {
		to   **sheet.Rows
		name string
		head []string
	}{
		{&x.deals, "export.deals", []string{
			"sheet.number", "sheet.name", "deal.customer", "deal.team", "deal.owner", "deal.helpers", "deal.stage", "export.outcome", "deal.amount", "sheet.currency",
			"deal.close", "deal.forecast", "deal.source", "deal.pressure", "deal.value", "deal.found", "export.created", "export.closed", "export.reason", "deal.learned",
		}},
		{&x.answers, "export.answers", []string{"sheet.number", "export.question", "export.answer", "export.evidence", "sheet.by", "sheet.day"}},
		{&x.activities, "export.activities", []string{
			"sheet.number", "sheet.day", "export.form", "export.who", "export.why", "export.state", "export.did", "export.said", "export.hours", "export.expenses", "sheet.currency", "sheet.by",
		}},
		{&x.histories, "export.history", []string{"sheet.number", "sheet.day", "sheet.by", "export.what", "export.reason"}},
	} {
		if *s.to, err = book.Sheet(x.say(i18n.T(s.name)), heads(x.say, s.head...)...); err != nil {
			return nil, 0, err
		}
	}
	if n, err = x.b.desk.Export(ctx, who, x.deal); err != nil {
		return nil, 0, err
	}
	data, err = book.Bytes()
	return data, n, err
}

// deal writes one deal into all sheets.
func (x *exporter) deal(e desk.Exported) error {
	for _, write := range []func(desk.Exported) error{x.record, x.answered, x.met, x.history} {
		if err := write(e); err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) record(e desk.Exported) error {
	d := e.Deal
	amount, closed, reason := sheet.Cell{}, sheet.Cell{}, i18n.Text{}
	if !d.Amount.IsZero() {
		amount = sheet.Money(d.Amount.Amount)
	}
	if c := d.Closing; c != nil {
		closed = sheet.Day(c.At.In(x.r.zone))
		switch d.Outcome {
		case sales.Won:
			reason = x.b.wonReason(c)
		case sales.Lost:
			reason = x.b.lostReason(c)
		default:
			reason = raw(c.Other)
		}
	}
	learned := ""
	if d.Closing != nil {
		learned = d.Closing.Learned
	}
	return x.deals.Add(
		sheet.Text(number(d)), sheet.Text(d.Name), sheet.Text(d.Customer), sheet.Text(e.Team.Name), sheet.Text(label(e.Owner)), sheet.Text(x.say(people(e.Helpers))),
		sheet.Text(x.say(stageName(d.Stage))), sheet.Text(x.say(say("history.outcome."+string(d.Outcome)))), amount, sheet.Text(d.Amount.Currency),
		sheet.Day(d.Close.Time(x.r.zone)), sheet.Text(x.say(figureName(string(d.Category())))), sheet.Text(x.say(x.b.source(d))), sheet.Text(d.Pressure), sheet.Text(d.Value),
		sheet.Day(d.Found.Time(x.r.zone)), sheet.Day(d.CreatedAt.In(x.r.zone)), closed, sheet.Text(x.say(reason)), sheet.Text(learned))
}

func (x *exporter) answered(e desk.Exported) error {
	for _, key := range slices.Sorted(maps.Keys(e.Deal.Assess.Answers)) {
		a := e.Deal.Assess.Answers[key]
		var evidence []string
		for _, n := range e.Evidence[key] {
			if slices.Contains(a.Evidence, n.ID) {
				evidence = append(evidence, n.Text)
			}
		}
		err := x.answers.Add(sheet.Text(number(e.Deal)), sheet.Text(x.say(x.b.question(key))), sheet.Text(x.say(x.b.mark(key, a.Is()))),
			sheet.Text(strings.Join(evidence, "\n")), sheet.Text(label(x.b.desk.Person(a.By))), sheet.Day(a.At.In(x.r.zone)))
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) met(e desk.Exported) error {
	for _, a := range e.Activities {
		did, said, hours, spent, currency := "", "", sheet.Cell{}, sheet.Cell{}, ""
		if o := a.Outcome; o != nil {
			if said = o.Said; o.Did != "" {
				did = x.say(say("words.did." + string(o.Did)))
			}
			if !o.Hours.IsZero() {
				hours = sheet.Cell{Number: &o.Hours}
			}
			if !o.Expenses.IsZero() {
				spent, currency = sheet.Money(o.Expenses.Amount), o.Expenses.Currency
			}
		}
		err := x.activities.Add(sheet.Text(number(e.Deal)), sheet.Day(a.At.In(x.r.zone)), sheet.Text(x.say(activityType(a.Type))), sheet.Text(strings.Join(a.Who, ", ")), sheet.Text(a.Why),
			sheet.Text(x.say(say("export.state."+string(a.State)))), sheet.Text(did), sheet.Text(said), hours, spent, sheet.Text(currency), sheet.Text(label(x.b.desk.Person(a.Owner))))
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) history(e desk.Exported) error {
	for _, h := range e.History {
		who := x.say(say("history.system"))
		if h.Who.ID != "" {
			who = label(h.Who)
		}
		if err := x.histories.Add(sheet.Text(number(e.Deal)), sheet.Day(h.RecordedAt.In(x.r.zone)), sheet.Text(who), sheet.Text(x.say(x.b.entryLine(h, x.r))), sheet.Text(h.Reason)); err != nil {
			return err
		}
	}
	return nil
}
