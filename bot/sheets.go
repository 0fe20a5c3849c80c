package bot

import (
	"context"
	"slices"

	"dealmate/bot/card"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/internal/sheet"
	"dealmate/sales"
)

// verbSheet gives a report as a file; its spot's what is "xlsx" or "csv", a dash and
// the report.
const verbSheet = "sheet"

// The reports that can be had as a file, and the formats.
const (
	sheetFlows = "flows" // what moved in the week
	sheetDeals = "deals" // the open deals behind the funnel and the forecast
	asXLSX     = "xlsx"
	asCSV      = "csv"
)

// sheetButtons offer a report as a file.
func sheetButtons(at spot, report string) []card.Button {
	var out []card.Button
	for _, format := range []string{asXLSX, asCSV} {
		to := at
		to.what = format + "-" + report
		out = append(out, card.Button{Label: say("sheet.button." + format), Action: to.beside(verbSheet), More: true})
	}
	return out
}

// onSheet sends the report that a button stands for as a file, privately.
func (b *Bot) onSheet(ctx context.Context, t turn) (Reply, error) {
	at := spotOf(t)
	for _, format := range []string{asXLSX, asCSV} {
		for _, report := range []string{sheetFlows, sheetDeals} {
			if at.what == format+"-"+report {
				return b.sheetReply(ctx, t, at, format, report)
			}
		}
	}
	return Reply{}, fault.New(fault.NotFound, "error.expired")
}

func (b *Bot) sheetReply(ctx context.Context, t turn, at spot, format, report string) (Reply, error) {
	f, err := b.at(ctx, t, at)
	if err != nil {
		return Reply{}, err
	}
	say := func(x i18n.Text) string { return b.catalog.Say(t.who.Lang, x) }
	tables := []sheet.Table{b.dealsTable(f, say)}
	if report == sheetFlows {
		tables = []sheet.Table{b.flowsTable(f, say), movementTable(f, say)}
	}
	var data []byte
	if format == asCSV {
		data, err = sheet.CSV(tables[0])
	} else {
		data, err = sheet.XLSX(tables...)
	}
	if err != nil {
		return Reply{}, err
	}
	name := "dealmate-" + report + "-" + f.Team.Key + "-" + string(sales.DateOf(f.Window.From)) + "." + format
	p := Post{To: Target{Platform: t.Place.Platform, User: t.User.ID}, Lang: t.who.Lang, File: &File{Name: name, Data: data}}
	p.Card = card.Say(i18n.T("sheet.here", "Name", name))
	return Reply{Lang: t.who.Lang, After: []Post{p}}, nil
}

func heads(say func(i18n.Text) string, keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = say(i18n.T(k))
	}
	return out
}

// dealsTable is every open deal of a report, those on hold too.
func (b *Bot) dealsTable(f figures, say func(i18n.Text) string) sheet.Table {
	t := sheet.Table{Name: say(i18n.T("funnel.title", "Team", f.whose())), Head: heads(say,
		"sheet.number", "sheet.name", "deal.customer", "deal.team", "deal.owner", "deal.stage", "deal.amount", "sheet.currency", "sheet.value", "deal.close", "deal.forecast", "deal.source", "sheet.held")}
	t.Head[8] += " (" + f.currency + ")"
	today := sales.DateOf(b.now().In(f.Window.To.Location()))
	for _, s := range append(slices.Clone(f.Funnel.Stages), f.Funnel.Held) {
		for _, id := range s.Deals {
			v := f.Named[id]
			d := v.Deal
			row := []sheet.Cell{
				sheet.Text(number(d)), sheet.Text(d.Name), sheet.Text(d.Customer), sheet.Text(v.Team.Name), sheet.Text(label(v.Owner)), sheet.Text(say(stageName(d.Stage))),
				{},
				sheet.Text(d.Amount.Currency),
				{},
				sheet.Day(d.Close.Time(f.Window.To.Location())), sheet.Text(say(figureName(string(d.Category())))), sheet.Text(say(b.source(d))),
				{},
			}
			if !d.Amount.IsZero() {
				row[6] = sheet.Money(d.Amount.Amount)
			}
			if value, ok := b.desk.Value(d.Amount, today); ok && !d.Amount.IsZero() {
				row[8] = sheet.Money(value)
			}
			if d.Hold != nil {
				row[12] = sheet.Day(d.Hold.Until.Time(f.Window.To.Location()))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// flowsTable is every change behind the movement.
func (b *Bot) flowsTable(f figures, say func(i18n.Text) string) sheet.Table {
	t := sheet.Table{Name: say(i18n.T("explain.movement")), Head: heads(say,
		"sheet.number", "sheet.name", "deal.customer", "deal.owner", "explain.movement", "sheet.value", "sheet.day", "sheet.by")}
	t.Head[5] += " (" + f.currency + ")"
	for _, x := range f.Week.Movement.Flows {
		v := f.Named[x.Deal]
		value := x.Value
		if x.Kind.Takes() {
			value = value.Neg()
		}
		row := []sheet.Cell{
			sheet.Text(number(v.Deal)), sheet.Text(v.Deal.Name), sheet.Text(v.Deal.Customer), sheet.Text(label(v.Owner)),
			sheet.Text(say(i18n.T("explain." + string(x.Kind)))), sheet.Money(value),
			{},
			{},
		}
		if !x.Step.At.IsZero() {
			row[6] = sheet.Day(x.Step.At.In(f.Window.From.Location()))
			row[7] = sheet.Text(label(b.desk.Person(x.Step.Actor)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// movementTable is the line that adds up.
func movementTable(f figures, say func(i18n.Text) string) sheet.Table {
	m := f.Week.Movement
	t := sheet.Table{Name: say(i18n.T("explain.all", "Team", f.Team.Name, "Span", f.span())), Head: heads(say, "explain.movement", "digest.deals", "digest.amount")}
	t.Head[2] += " (" + f.currency + ")"
	row := func(key string, s sales.Sum, takes bool) {
		if takes {
			s.Value = s.Value.Neg()
		}
		t.Rows = append(t.Rows, []sheet.Cell{sheet.Text(say(i18n.T(key))), sheet.Count(s.Count), sheet.Money(s.Value)})
	}
	row("explain.start", m.Start, false)
	for _, k := range sales.FlowKinds() {
		row("explain."+string(k), m.Term(k), k.Takes())
	}
	row("explain.end", m.End, false)
	return t
}
