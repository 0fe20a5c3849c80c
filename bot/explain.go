package bot

import (
	"context"
	"slices"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// Figures that explain shows beside the terms of the movement; a stage of the funnel
// is its key.
const (
	figureWon     = "quarter_won"
	figureOverdue = "overdue"
	figureHeld    = "held"
	figureDid     = "did"    // activities held
	figureTurned  = "turned" // answers that turned to −
)

// onExplain shows what a figure is made of: the movement's terms and the stocks, or
// the deals and changes behind one.
func (b *Bot) onExplain(ctx context.Context, t turn) (Reply, error) {
	at := spotOf(t)
	f, err := b.at(ctx, t, at)
	if err != nil {
		return Reply{}, err
	}
	if at.what == "" {
		return t.page(b.figuresCard(f, at)), nil
	}
	if slices.Contains(sales.FlowKinds(), sales.FlowKind(at.what)) {
		flows := f.Week.Movement.Of(sales.FlowKind(at.what))
		c := card.Card{Title: say("explain.title", "Figure", say("explain."+at.what), "Value", f.exact(f.term(sales.FlowKind(at.what)).Value), "Span", f.span())}
		var items []card.Item
		for _, x := range cutPage(flows, at.page) {
			items = append(items, b.flowItem(f, x))
		}
		c.Blocks = append(c.Blocks, card.Block{Items: items})
		return t.page(paged(c, at, verbExplain, len(items), len(flows))), nil
	}
	if at.what == figureDid || at.what == figureTurned {
		return b.explainActs(t, f, at), nil
	}
	s, ok := f.stock(at.what)
	if !ok {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	c := card.Card{Title: say("explain.stock", "Figure", figureName(at.what), "Value", f.exact(s.Value), "Count", s.Count)}
	var items []card.Item
	for _, id := range cutPage(s.Deals, at.page) {
		items = append(items, b.stockItem(f.Named[id], f.r))
	}
	c.Blocks = append(c.Blocks, card.Block{Items: items})
	for _, m := range s.Unrated {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("digest.unrated", "Amount", amountOrNone(m))}})
	}
	return t.page(paged(c, at, verbExplain, len(items), len(s.Deals))), nil
}

func (b *Bot) stockItem(v desk.View, r reader) card.Item {
	return card.Item{
		Main:   say("digest.line", "Number", number(v.Deal), "Name", short(v.Deal.Name), "Amount", exactOrNone(v.Deal.Amount)),
		Quiet:  b.line(v, r).Quiet,
		Button: &card.Button{Label: say("say.button.show"), Action: beside(verbShow, v.Deal.ID)},
	}
}

// exactOrNone is an amount with all its digits, or that none is known.
func exactOrNone(m sales.Money) i18n.Text {
	if m.IsZero() {
		return say("deal.unknown")
	}
	return say("deal.money", "Money", i18n.Exact{Amount: m.Amount, Currency: m.Currency})
}

// flowItem is what one change did to a term, with the way to the deal's history.
func (b *Bot) flowItem(f figures, x sales.Flow) card.Item {
	v := f.Named[x.Deal]
	quiet := say("explain.by_rate")
	if !x.Step.At.IsZero() {
		who := say("history.system")
		if x.Step.Actor != sales.System && x.Step.Actor != "" {
			who = raw(label(b.desk.Person(x.Step.Actor)))
		}
		quiet = say("explain.cause", "Who", who, "When", moment(x.Step.At, "deal.unknown", f.r), "What", b.stepText(x.Step, f.r))
	}
	return card.Item{
		Main:   say("digest.line", "Number", number(v.Deal), "Name", short(v.Deal.Name), "Amount", say("deal.money", "Money", f.exact(x.Value))),
		Quiet:  quiet,
		Button: &card.Button{Label: say("explain.button.history"), Action: beside(verbHistory, x.Deal)},
	}
}

// stepText is what a change did to the fields that figures are made of.
func (b *Bot) stepText(s sales.Step, r reader) []i18n.Text {
	var out []i18n.Text
	for _, c := range s.Changes {
		if slices.Contains([]string{sales.FieldCreated, sales.FieldTeam, sales.FieldOwner, sales.FieldAmount, sales.FieldOutcome}, c.Field) {
			out = append(out, b.entryLine(desk.Entry{Change: c}, r))
		}
	}
	return out
}

// explainActs lists what customers did of what was wanted, or the answers that turned.
func (b *Bot) explainActs(t turn, f figures, at spot) Reply {
	var all []card.Item
	if at.what == figureDid {
		for _, x := range f.Held {
			item := b.aheadItem(f, x, false)
			item.Quiet = say("explain.did_line", "Why", short(x.Activity.Why), "Did", say("words.did."+string(x.Activity.Outcome.Did)), "Said", short(x.Activity.Outcome.Said))
			item.Button = &card.Button{Label: say("explain.button.history"), Action: beside(verbHistory, x.Deal)}
			all = append(all, item)
		}
	} else {
		for _, x := range f.Week.Turned {
			v := f.Named[x.Deal]
			all = append(all, card.Item{
				Main:   say("digest.line", "Number", number(v.Deal), "Name", short(v.Deal.Name), "Amount", amount(v.Deal.Amount)),
				Quiet:  say("explain.turned_line", "Question", b.question(x.Question), "Who", label(b.desk.Person(x.Step.Actor)), "When", moment(x.Step.At, "deal.unknown", f.r)),
				Button: &card.Button{Label: say("explain.button.history"), Action: beside(verbHistory, x.Deal)},
			})
		}
	}
	c := card.Card{Title: say("explain.acts", "Figure", say("explain."+at.what), "Span", f.span())}
	page := cutPage(all, at.page)
	c.Blocks = append(c.Blocks, card.Block{Items: page})
	return t.page(paged(c, at, verbExplain, len(page), len(all)))
}

// stock finds the deals behind a figure of the quarter or the funnel.
func (f figures) stock(what string) (sales.Stock, bool) {
	switch {
	case what == figureWon:
		return f.Forecast.Won, true
	case what == figureOverdue:
		return f.Forecast.Overdue, true
	case what == figureHeld:
		return f.Funnel.Held, true
	case slices.Contains(sales.Categories(), sales.Category(what)):
		return f.Forecast.By[sales.Category(what)], true
	case sales.Stage(what).Index() >= 0:
		return f.Funnel.Stages[sales.Stage(what).Index()], true
	}
	return sales.Stock{}, false
}

func figureName(what string) i18n.Text {
	if s := sales.Stage(what); s.Index() >= 0 {
		return stageName(s)
	}
	return say("explain." + what)
}

// figuresCard is the movement to the cent and every stock, each with its button.
func (b *Bot) figuresCard(f figures, at spot) card.Card {
	m := f.Week.Movement
	c := card.Card{Title: say("explain.all", "Team", f.Team.Name, "Span", f.span())}
	t := &card.Table{Head: []i18n.Text{say("explain.movement"), say("digest.deals"), say("digest.amount")}, Right: []bool{false, true, true}}
	row := func(name i18n.Text, count int, v i18n.Exact) {
		t.Rows = append(t.Rows, []i18n.Text{name, say("explain.count", "Count", count), say("deal.money", "Money", v)})
	}
	row(say("explain.start"), m.Start.Count, f.exact(m.Start.Value))
	var bs []card.Button
	more := func(what string, name i18n.Text) {
		to := at
		to.what = what
		bs = append(bs, card.Button{Label: name, Action: to.action(verbExplain)})
	}
	for _, k := range sales.FlowKinds() {
		x := m.Term(k)
		if x.Count == 0 {
			continue
		}
		v := x.Value
		if k.Takes() {
			v = v.Neg()
		}
		row(say("explain."+string(k)), x.Count, f.exact(v))
		more(string(k), say("explain."+string(k)))
	}
	row(say("explain.end"), m.End.Count, f.exact(m.End.Value))
	c.Blocks = append(c.Blocks, card.Block{Table: t}, card.Block{Buttons: bs})
	bs = nil
	for _, what := range f.stocks() {
		more(what, figureName(what))
	}
	if len(f.Held) > 0 {
		more(figureDid, say("explain.did"))
	}
	if len(f.Week.Turned) > 0 {
		more(figureTurned, say("explain.turned"))
	}
	c.Blocks = append(c.Blocks, card.Block{Text: say("explain.stocks")}, card.Block{Buttons: bs},
		card.Block{Buttons: append([]card.Button{{Label: say("digest.button.digest"), Action: at.action(verbDigest)}}, sheetButtons(at, sheetFlows)...)})
	if quiet := f.caveats(); len(quiet) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: quiet})
	}
	return drop(c)
}

// drop leaves out blocks of no buttons.
func drop(c card.Card) card.Card {
	c.Blocks = slices.DeleteFunc(c.Blocks, func(x card.Block) bool { return x.Buttons != nil && len(x.Buttons) == 0 })
	return c
}

// stocks are the figures that have deals behind them.
func (f figures) stocks() []string {
	all := []string{figureWon}
	for _, c := range sales.Categories() {
		all = append(all, string(c))
	}
	all = append(all, figureOverdue, figureHeld)
	for _, s := range sales.Stages() {
		all = append(all, string(s))
	}
	return slices.DeleteFunc(all, func(what string) bool { s, _ := f.stock(what); return s.Count == 0 })
}
