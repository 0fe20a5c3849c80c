package bot

import (
	"cmp"
	"context"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// onForecast answers "forecast", "forecast east" and "forecast D-17", which asks for
// the owner's judgement of a deal.
func (b *Bot) onForecast(ctx context.Context, t turn) (Reply, error) {
	if t.Kind != Click || t.Action.Verb != verbForecast {
		if _, _, numbered := cutNumber(t.said.Object, false); numbered {
			return b.onJudge(ctx, t)
		}
		at, err := b.whichReport(t)
		if err != nil {
			return Reply{}, err
		}
		return b.forecastAt(ctx, t, at)
	}
	return b.forecastAt(ctx, t, spotOf(t))
}

func (b *Bot) forecastAt(ctx context.Context, t turn, at spot) (Reply, error) {
	at.day = "" // a forecast is of now
	at = b.visible(t, at)
	f, err := b.at(ctx, t, at)
	if err != nil {
		return Reply{}, err
	}
	return t.page(b.forecastCard(f, at)), nil
}

// visible limits a report to one's own deals where one does not lead the team.
func (b *Bot) visible(t turn, at spot) spot {
	if team, ok := b.desk.Org().Team(at.team); !ok || !b.managedBy(t.who.ID, team) {
		at.mine = true
	}
	return at
}

// forecastCard is commit, best case, pipeline and omitted, as owners judge, and what
// is overdue, against the quota.
func (b *Bot) forecastCard(f figures, at spot) card.Card {
	c := card.Card{Title: say("forecast.title", "Team", f.whose(), "Quarter", f.quarter())}
	c.Blocks = append(c.Blocks, card.Block{Text: f.quota()})
	t := &card.Table{Head: []i18n.Text{say("forecast.category"), say("digest.deals"), say("digest.amount")}, Right: []bool{false, true, true}}
	var bs []card.Button
	for _, what := range []string{figureWon, string(sales.Commit), string(sales.BestCase), string(sales.Pipeline), string(sales.Omitted), figureOverdue} {
		s, _ := f.stock(what)
		t.Rows = append(t.Rows, []i18n.Text{figureName(what), say("explain.count", "Count", s.Count), say("deal.money", "Money", f.exact(s.Value))})
		if s.Count > 0 {
			to := at
			to.what = what
			bs = append(bs, card.Button{Label: figureName(what), Action: to.action(verbExplain)})
		}
	}
	c.Blocks = append(c.Blocks, card.Block{Table: t}, card.Block{Buttons: append(bs, sheetButtons(at, sheetDeals)...)})
	if was := f.expected(); !was.IsZero() {
		c.Blocks = append(c.Blocks, card.Block{Text: was})
	}
	c.Blocks = append(c.Blocks, card.Block{Quiet: f.caveats(say("forecast.hint"))})
	c.Footer = []i18n.Text{say("digest.as_of", "When", moment(b.now(), "deal.unknown", f.r))}
	if len(bs) == 0 {
		c.Blocks[2] = card.Block{Text: say("forecast.empty")}
	}
	return c
}

// whose is the team, or the person, that a report is of.
func (f figures) whose() string {
	if f.Owner.ID != "" {
		return label(f.Owner)
	}
	return f.Team.Name
}

// expected is what the oldest frozen week of the quarter expected, beside what came.
func (f figures) expected() i18n.Text {
	for _, w := range f.Trend {
		if w.Forecast == nil || w.Currency != f.currency || w.To < sales.DateOf(f.Forecast.From) {
			continue
		}
		return say("forecast.was", "When", day(w.To, f.r), "Commit", f.money(w.Forecast[sales.Commit].Value), "Best", f.money(w.Forecast[sales.BestCase].Value), "Won", f.money(f.Forecast.Won.Value))
	}
	return i18n.Text{}
}

// onFunnel answers "funnel", "funnel me", "funnel east by owner".
func (b *Bot) onFunnel(ctx context.Context, t turn) (Reply, error) {
	by, mine := "", false
	if t.Kind != Click || t.Action.Verb != verbFunnel {
		t.said.Rest, by = cutBy(trim(t.said.Object + " " + t.said.Rest))
		t.said.Object = ""
		for _, w := range []string{"me", "mine", "我", "我的"} {
			if rest, ok := afterName(t.said.Rest, w); ok {
				t.said.Rest, mine = rest, true
			}
		}
	}
	at, err := b.whichReport(t)
	if err != nil {
		return Reply{}, err
	}
	if t.Kind == Click && t.Action.Verb == verbFunnel {
		at = spotOf(t)
		by = at.what
	}
	at.what = by
	if mine {
		at.mine = true
	}
	at = b.visible(t, at)
	period := at.asking(t.who)
	at.day = "" // the stages are as they stand
	f, err := b.at(ctx, t, at)
	if err != nil {
		return Reply{}, err
	}
	var sold []card.Block
	if by == "" {
		p, quarter, err := b.desk.Performance(ctx, t.who, period)
		if err != nil {
			return Reply{}, err
		}
		sold = f.performance(p, quarter)
	}
	return t.page(b.funnelCard(f, at, sold)), nil
}

// cutBy takes "by owner" off a line's end.
func cutBy(line string) (rest, by string) {
	for word, key := range map[string]string{
		"by owner": desk.ByOwner, "by source": desk.BySource, "by currency": desk.ByCurrency,
		"按负责人": desk.ByOwner, "按来源": desk.BySource, "按币种": desk.ByCurrency,
	} {
		if before, ok := strings.CutSuffix(folded(line), word); ok {
			return trim(string([]rune(line)[:len([]rune(before))])), key
		}
	}
	return line, ""
}

// funnelCard is the stages as they stand, or the same by owner, source or currency, and
// how they were sold.
func (b *Bot) funnelCard(f figures, at spot, sold []card.Block) card.Card {
	c := card.Card{Title: say("funnel.title", "Team", f.whose())}
	c.Blocks = append(c.Blocks, card.Block{Text: f.stands()})
	if at.what == "" {
		c.Blocks = append(c.Blocks, card.Block{Chart: f.funnel()})
		if trend := f.trend(); trend != nil {
			c.Blocks = append(c.Blocks, card.Block{Chart: trend})
		}
	} else {
		c.Blocks = append(c.Blocks, card.Block{Table: b.groups(f, at.what)})
	}
	c.Blocks = append(c.Blocks, sold...)
	var bs []card.Button
	for _, by := range []string{"", desk.ByOwner, desk.BySource, desk.ByCurrency} {
		if by == at.what {
			continue
		}
		to := at
		to.what = by
		bs = append(bs, card.Button{Label: say("funnel.by." + cmp.Or(by, "stage")), Action: to.action(verbFunnel)})
	}
	explain := at
	explain.what = ""
	bs = append(bs, card.Button{Label: say("digest.button.explain"), Action: explain.action(verbExplain)})
	c.Blocks = append(c.Blocks, card.Block{Buttons: append(bs, sheetButtons(at, sheetDeals)...)})
	if quiet := f.caveats(); len(quiet) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: quiet})
	}
	c.Footer = []i18n.Text{say("digest.as_of", "When", moment(b.now(), "deal.unknown", f.r))}
	return c
}

// groups is the open pipeline by something, a row each.
func (b *Bot) groups(f figures, by string) *card.Table {
	t := &card.Table{Head: []i18n.Text{say("funnel.by." + by), say("digest.deals"), say("digest.amount"), say("digest.weighted")}, Right: []bool{false, true, true, true}}
	for _, g := range b.desk.Groups(f.Digest, by) {
		name := raw(g.Key)
		switch {
		case g.Key == "":
			name = say("deal.unknown")
		case by == desk.ByOwner:
			name = raw(label(b.desk.Person(g.Key)))
		case by == desk.BySource:
			name = b.labelled("source", g.Key)
		}
		t.Rows = append(t.Rows, []i18n.Text{
			name, say("explain.count", "Count", g.Count),
			say("deal.money", "Money", i18n.Exact{Amount: g.Value, Currency: g.Currency}), say("deal.money", "Money", i18n.Exact{Amount: g.Weighted, Currency: g.Currency}),
		})
	}
	return t
}

// onJudge asks for, or takes, the category of a deal.
func (b *Bot) onJudge(ctx context.Context, t turn) (Reply, error) {
	if t.Kind == Click && t.Action.Verb == verbJudge && t.carry.text != "" {
		done, err := b.desk.Judge(ctx, t.who, t.deal, sales.Category(t.carry.text), t.ID)
		if err != nil {
			return Reply{}, err
		}
		return b.done(ctx, t, verbJudge, done)
	}
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	if !v.Deal.IsOpen() {
		return Reply{}, fault.New(fault.Invalid, "error.closed_deal")
	}
	if !v.May[org.Change] {
		return Reply{}, fault.New(fault.Forbidden, "error.forbidden")
	}
	c := card.Card{Title: say("deal.title", "Number", number(v.Deal), "Name", v.Deal.Name), Blocks: []card.Block{
		{Text: say("forecast.ask", "Category", say("explain."+string(v.Deal.Category())))}, {Buttons: judgeButtons(v.Deal)},
	}}
	return t.tell(c), nil
}

// judgeButtons offer the categories that a deal is not in.
func judgeButtons(d sales.Deal) []card.Button {
	var bs []card.Button
	for _, c := range sales.Categories() {
		if c != d.Category() || d.Forecast == "" {
			bs = append(bs, card.Button{Label: say("explain." + string(c)), Action: act(verbJudge, d.ID, string(c))})
		}
	}
	return bs
}
