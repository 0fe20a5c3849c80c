package bot

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// nothing reports whether nothing happened and nothing is asked for.
func (f figures) nothing() bool {
	return len(f.Week.Movement.Flows) == 0 && len(f.Lists) == 0 && len(f.Ahead) == 0 && len(f.Did) == 0
}

// stands is the pipeline as it stands.
func (f figures) stands() i18n.Text {
	return say("digest.stands", "Count", f.Funnel.All.Count, "Value", f.money(f.Funnel.All.Value), "Weighted", f.money(f.Funnel.All.Weighted))
}

// quota is the target of the quarter against what is won and committed.
func (f figures) quota() i18n.Text {
	x := f.Forecast
	won, commit := f.money(x.Won.Value), f.money(x.By[sales.Commit].Value)
	if x.Quota.IsZero() {
		return say("digest.no_quota", "Won", won, "Commit", commit, "Quarter", f.quarter())
	}
	return say("digest.quota", "Quota", f.money(x.Quota), "Won", won, "Commit", commit, "Gap", f.money(x.Gap()), "Coverage", f.coverage(), "Quarter", f.quarter())
}

// coverage is a number of times, that the quota is met, or a dash without one.
func (f figures) coverage() i18n.Text {
	times, met := f.Forecast.Coverage()
	switch {
	case met:
		return say("digest.met")
	case f.Forecast.Quota.IsZero():
		return raw("–")
	}
	return raw(times.StringFixed(1) + "×")
}

func (f figures) quarter() i18n.Text {
	from := f.Forecast.From
	return say("digest.quarter", "Year", strconv.Itoa(from.Year()), "Quarter", strconv.Itoa(int(from.Month()-1)/3+1))
}

// closed is what was won and lost, the lost by class.
func (f figures) closed() i18n.Text {
	won, lost := f.term(sales.FlowWon), f.term(sales.FlowLost)
	var classes []i18n.Text
	for _, class := range sales.Classes() {
		n := 0
		for _, id := range f.Week.Lost {
			if c := f.Named[id].Deal.Closing; c != nil && c.Class == class {
				n++
			}
		}
		if n > 0 {
			classes = append(classes, say("digest.class", "Class", say("class."+string(class)), "Count", n))
		}
	}
	return say("digest.closed", "Won", won.Count, "WonValue", f.money(won.Value), "Lost", lost.Count, "LostValue", f.money(lost.Value), "Classes", classes)
}

// movement is the line that adds up; terms without anything are left out.
func (f figures) movement() i18n.Text {
	m := f.Week.Movement
	var terms []i18n.Text
	for _, k := range sales.FlowKinds() {
		x := m.Term(k)
		switch {
		case x.Count == 0:
		case k == sales.FlowRate:
			terms = append(terms, say("digest.flow.rate", "Value", f.money(x.Value)))
		default:
			terms = append(terms, say("digest.flow."+string(k), "Count", x.Count, "Value", f.money(x.Value)))
		}
	}
	return say("digest.movement", "Start", f.money(m.Start.Value), "Terms", inARow(terms), "End", f.money(m.End.Value), "Count", m.End.Count)
}

// inARow puts texts one behind another.
func inARow(texts []i18n.Text) i18n.Text {
	var out i18n.Text
	for i, t := range texts {
		if out = say("digest.row", "Before", out, "Text", t); i == 0 {
			out = t
		}
	}
	return out
}

// risks are the lists of what is at risk.
func risks() []desk.Topic {
	return []desk.Topic{desk.TopicOverdue, desk.TopicPushed, desk.TopicSilent, desk.TopicStuck, desk.TopicPlanless}
}

// atRisk counts each deal once, and then what holds of how many.
func (f figures) atRisk() i18n.Text {
	total, parts := map[string]bool{}, []i18n.Text{}
	for _, t := range risks() {
		s := f.section(t)
		for _, e := range s.Items {
			total[e.Deal] = true
		}
		if s.Count > 0 {
			parts = append(parts, say("digest.risk."+string(t), "Count", s.Count))
		}
	}
	if len(parts) == 0 {
		return say("digest.risk_none")
	}
	return say("digest.risk", "Count", len(total), "Parts", parts)
}

// moved is what went forward, back, loose and came new.
func (f figures) moved() i18n.Text {
	var parts []i18n.Text
	for _, t := range []desk.Topic{desk.TopicAdvanced, desk.TopicRegressed, desk.TopicLoosened, desk.TopicNew} {
		if s := f.section(t); s.Count > 0 {
			parts = append(parts, say("digest.moved."+string(t), "Count", s.Count))
		}
	}
	if len(parts) == 0 {
		return say("digest.moved_none")
	}
	return say("digest.moved", "Parts", parts)
}

// advances are the deals that went on, for everybody to read.
func (f figures) advances() []card.Block {
	if len(f.Week.Advanced) == 0 {
		return nil
	}
	var items []card.Item
	for _, p := range f.Week.Advanced[:min(len(f.Week.Advanced), firstFew)] {
		v := f.Named[p.Deal]
		items = append(items, card.Item{
			Main:  say("deal.title", "Number", number(v.Deal), "Name", short(v.Deal.Name)),
			Quiet: say("digest.passing", "From", stageName(p.From), "To", stageName(p.To), "Owner", label(v.Owner)),
		})
	}
	out := []card.Block{{Strong: say("digest.advanced", "Count", len(f.Week.Advanced))}, {Items: items}}
	if n := len(f.Week.Advanced) - firstFew; n > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("digest.more", "Count", n)}})
	}
	return out
}

// did is the share of what customers were to do that they did (客户做到率).
func (f figures) did() i18n.Text {
	yes, partly, no := f.Did[sales.DidYes], f.Did[sales.DidPartly], f.Did[sales.DidNo]
	var text i18n.Text
	if all := yes + partly + no; all == 0 {
		text = say("digest.did_none")
	} else {
		share := decimal.NewFromInt(int64(yes*100)).DivRound(decimal.NewFromInt(int64(all)), 0)
		text = say("digest.did", "Share", share.String(), "Yes", yes, "Partly", partly, "No", no)
	}
	if len(f.Week.Turned) == 0 {
		return text
	}
	return say("digest.did_turned", "Did", text, "Count", len(f.Week.Turned))
}

// funnel is the stages as they stand: the picture has their amounts.
func (f figures) funnel() *card.Chart {
	amounts, counts, weighted := card.Series{Name: say("digest.amount")}, card.Series{Name: say("digest.deals")}, card.Series{Name: say("digest.weighted")}
	c := &card.Chart{Kind: card.Funnel, Currency: f.currency, Title: say("digest.funnel", "Currency", f.currency)}
	row := func(name i18n.Text, s sales.Stock) {
		c.Names = append(c.Names, name)
		amounts.Values, amounts.Texts = append(amounts.Values, s.Value), append(amounts.Texts, say("deal.money", "Money", f.exact(s.Value)))
		counts.Values = append(counts.Values, decimal.NewFromInt(int64(s.Count)))
		weighted.Values, weighted.Texts = append(weighted.Values, s.Weighted), append(weighted.Texts, say("deal.money", "Money", f.exact(s.Weighted)))
	}
	for i, s := range sales.Stages() {
		row(stageName(s), f.Funnel.Stages[i])
	}
	c.Series, c.Beside = []card.Series{amounts}, []card.Series{counts, weighted}
	if f.Funnel.Held.Count > 0 {
		c.Below = append(c.Below, []i18n.Text{say("digest.held"), say("deal.money", "Money", f.exact(f.Funnel.Held.Value)), raw(strconv.Itoa(f.Funnel.Held.Count)), raw("–")})
	}
	return c
}

// trend is the pipeline and what was won, week by week.
func (f figures) trend() *card.Chart {
	weeks := slices.DeleteFunc(slices.Clone(f.Trend), func(w sales.Frozen) bool { return w.Currency != f.currency })
	if len(weeks) < 2 {
		return nil
	}
	open, won := card.Series{Name: say("digest.pipeline")}, card.Series{Name: say("digest.won")}
	c := &card.Chart{Kind: card.Line, Currency: f.currency, Title: say("digest.trend", "Currency", f.currency)}
	for _, w := range weeks {
		last := sales.DateOf(w.To.Time(f.Window.To.Location()).AddDate(0, 0, -1))
		c.Names = append(c.Names, day(last, f.r))
		open.Values, open.Texts = append(open.Values, w.End.Value), append(open.Texts, say("deal.money", "Money", f.exact(w.End.Value)))
		won.Values, won.Texts = append(won.Values, w.Won.Value), append(won.Texts, say("deal.money", "Money", f.exact(w.Won.Value)))
	}
	c.Series = []card.Series{open, won}
	return c
}

// parts are the teams below, a row each.
func (f figures) parts() *card.Table {
	if len(f.Parts) == 0 {
		return nil
	}
	t := &card.Table{Head: []i18n.Text{say("deal.team"), say("digest.pipeline"), say("digest.won"), say("digest.commit"), say("digest.gap")}, Right: []bool{false, true, true, true, true}}
	for _, p := range f.Parts {
		gap := raw("–")
		if !p.Forecast.Quota.IsZero() {
			gap = say("deal.money", "Money", f.money(p.Forecast.Gap()))
		}
		t.Rows = append(t.Rows, []i18n.Text{
			raw(p.Team.Name), say("deal.money", "Money", f.money(p.Movement.End.Value)), say("deal.money", "Money", f.money(p.Movement.Term(sales.FlowWon).Value)),
			say("deal.money", "Money", f.money(p.Forecast.By[sales.Commit].Value)), gap,
		})
	}
	return t
}

// ahead lists the next seven days' activities: what somebody may want to join first.
// Of those in public the incomplete are left out.
func (b *Bot) ahead(f figures, public bool) []card.Block {
	var items []card.Item
	all, lacking := 0, 0
	for _, x := range f.Ahead {
		lacks := len(x.Activity.Who) == 0 || x.Activity.Why == ""
		if lacks && public {
			continue
		}
		if all++; lacks {
			lacking++
		}
		if len(items) < firstFew {
			items = append(items, b.aheadItem(f, x, lacks))
		}
	}
	if all == 0 {
		if public {
			return nil
		}
		return []card.Block{{Text: say("digest.ahead_none")}}
	}
	out := []card.Block{{Strong: say("digest.ahead", "Count", all, "Lacking", lacking)}, {Items: items}}
	if n := all - len(items); n > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("digest.more", "Count", n)}})
	}
	return out
}

func (b *Bot) aheadItem(f figures, x desk.Ahead, lacks bool) card.Item {
	v, a := f.Named[x.Deal], x.Activity
	quiet := raw(short(a.Why))
	if lacks {
		quiet = say("digest.lacks", "What", missingWords(a))
	}
	return card.Item{
		Main: say("digest.meeting", "When", moment(a.At, "deal.undated", f.r), "What", activityType(a.Type), "Number", number(v.Deal),
			"Name", shorter(v.Deal.Name), "Who", a.Who, "Owner", label(v.Owner)),
		Quiet: quiet,
	}
}

func missingWords(a sales.Activity) []i18n.Text {
	var out []i18n.Text
	for _, w := range a.Missing() {
		out = append(out, say("activity.w."+w))
	}
	return out
}
