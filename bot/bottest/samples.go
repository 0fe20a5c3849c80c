package bottest

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

// Hostile are texts that a platform could take for its own words.
func Hostile() []string {
	return []string{
		"<!channel>", "*bold* _it_ ~no~ `code`", "R&D &amp; <@U1>", "🏗️ 项目 👨‍👩‍👧", strings.Repeat("长", 250), "\u202eRTL عربي", "@here #general :smile:",
		"\n\n", "> quote\n• list", "https://example.com/a_b", "<at id=all></at>", "<font color='red'>x</font>", "1. one\n- two", "# title", "[a](https://example.com)",
	}
}

func raw(s string) i18n.Text { return i18n.Raw(s) }

func click(verb string) card.Action {
	return card.Action{Verb: verb, Object: "0198f3c0-6b1e-7c3a-9d2f-3a5b7c9d1e2f", Value: "here", Version: 12}
}

// Cards are every kind of block, as a deal's card has them and at its worst.
func Cards() map[string]card.Card {
	return map[string]card.Card{
		"deal": {
			Title: raw("D-17 云帆 ERP & data centre"),
			Blocks: []card.Block{
				{Text: i18n.T("say.hold_ended", "Number", "D-17", "Name", "云帆 <!channel>")},
				{Facts: []card.Fact{
					{Label: raw("Customer"), Value: raw("云帆科技")},
					{Label: raw("Amount"), Value: raw("CN¥5.23M")},
					{Label: raw("Owner"), Value: raw("*Lin*")},
					{Label: raw("Close"), Value: raw("")},
				}},
				{Divider: true},
				{Quiet: []i18n.Text{raw("one"), raw(""), raw("two")}},
				{Buttons: []card.Button{
					{Label: raw("Forward"), Action: click("forward"), Style: card.Primary},
					{Label: raw("Note"), Action: click("note")},
					{Label: raw("Void"), Action: click("void"), Style: card.Danger, More: true, Confirm: raw("Really void D-17?")},
					{Label: raw("History"), Action: click("history"), More: true},
					{Label: raw("Assign"), Action: click("assign"), More: true},
				}},
			},
			Footer: []i18n.Text{raw("Updated by Lin"), raw("2 h ago")},
		},
		"list": {
			Title: raw("Open deals"),
			Blocks: []card.Block{
				{Strong: raw("This week")},
				{Items: []card.Item{
					{Main: raw("D-1 North plant"), Quiet: raw("Lin · CN¥1M"), Button: &card.Button{Label: raw("Show"), Action: click("show")}},
					{Main: raw("D-2 *x* <!here>"), Quiet: raw("Ann"), Button: &card.Button{Label: raw("Show"), Action: click("show")}},
					{Main: raw("without a button"), Quiet: raw("quiet")},
					{Main: raw("another")},
					{Main: raw("R&D")},
				}},
				{Table: &card.Table{
					Head: []i18n.Text{raw("Stage"), raw("Deals")}, Right: []bool{false, true},
					Rows: [][]i18n.Text{{raw("Confirmed <b>"), raw("3")}, {raw(""), raw("0")}, {raw("short")}},
				}},
			},
		},
		"chart": {Blocks: []card.Block{{Chart: &card.Chart{
			Kind: card.Funnel, Title: raw("Funnel"), Names: []i18n.Text{raw("Potential"), raw("Confirmed")},
			Series: []card.Series{{Name: raw("Deals"), Values: []decimal.Decimal{decimal.New(42, 0), decimal.New(27, 0)}}},
		}}, {Chart: &card.Chart{
			Title: raw("Won"), Names: []i18n.Text{raw("Oct"), raw("Nov")},
			Series: []card.Series{
				{Name: raw("East"), Values: []decimal.Decimal{decimal.New(123456, -2), decimal.New(7, 0)}},
				{Name: raw("South"), Values: []decimal.Decimal{decimal.New(5, 0)}},
			},
		}}}},
		"hostile": hostileCard(),
		"huge":    hugeCard(),
		"empty":   {},
	}
}

func hostileCard() card.Card {
	c := card.Card{Title: raw(strings.Join(Hostile(), " "))}
	t := card.Table{Head: []i18n.Text{raw("Name")}}
	for _, s := range Hostile() {
		c.Blocks = append(c.Blocks,
			card.Block{Text: raw(s)}, card.Block{Strong: raw(s)}, card.Block{Quiet: []i18n.Text{raw(s)}},
			card.Block{Facts: []card.Fact{{Label: raw(s), Value: raw(s)}}},
			card.Block{Items: []card.Item{{Main: raw(s), Quiet: raw(s)}}},
		)
		t.Rows = append(t.Rows, []i18n.Text{raw(s)})
	}
	c.Blocks = append(c.Blocks, card.Block{Table: &t}, card.Block{Buttons: []card.Button{
		{Label: raw(Hostile()[4]), Action: click("show"), Confirm: raw(Hostile()[4])},
		{Label: raw(Hostile()[0]), Action: card.Action{Verb: "say", Value: strings.Repeat("长", 300)}, More: true},
		{Label: raw("too long to be carried"), Action: card.Action{Verb: "say", Value: strings.Repeat("x", 3000)}},
	}})
	return c
}

func hugeCard() card.Card {
	c := card.Card{Title: raw("Everything"), Footer: []i18n.Text{raw("the end")}}
	var rows [][]i18n.Text
	var buttons []card.Button
	for i := range 150 {
		n := fmt.Sprint(i)
		rows = append(rows, []i18n.Text{raw(n), raw(strings.Repeat("行", 200))})
		c.Blocks = append(c.Blocks, card.Block{Text: raw(n + " " + strings.Repeat("字", 300))}, card.Block{Divider: true})
		if i < 30 {
			buttons = append(buttons, card.Button{Label: raw(n), Action: click("b"), More: i%2 == 0})
		}
	}
	c.Blocks = append([]card.Block{{Table: &card.Table{Head: []i18n.Text{raw("#"), raw("Text")}, Rows: rows}}}, c.Blocks...)
	c.Blocks = append(c.Blocks, card.Block{Text: raw(strings.Repeat("line\n", 3000))}, card.Block{Buttons: buttons})
	return c
}

// People are so many to choose from.
func People(n int) []dialogs.Option {
	var out []dialogs.Option
	for i := range n {
		out = append(out, dialogs.Option{Value: fmt.Sprintf("p%03d", i), Label: raw(fmt.Sprintf("Person %03d <!channel>", i))})
	}
	return out
}

// Forms use the labels of forms that there are in the catalogs, and others.
func Forms() map[string]bot.FormView {
	every := dialogs.Form{ID: "every", Fields: []dialogs.Field{
		{Key: "intro", Kind: dialogs.Say},
		{Key: "line", Kind: dialogs.Line, Required: true, Max: 20},
		{Key: "area", Kind: dialogs.Area},
		{Key: "amount", Kind: dialogs.Amount, Required: true},
		{Key: "close", Kind: dialogs.Day},
		{Key: "source", Kind: dialogs.Choice, Options: []string{"referral", "other"}, Labels: "source"},
		{Key: "source_other", Kind: dialogs.Line, Required: true, With: "source=other"},
		{Key: "reason", Kind: dialogs.Choice, Source: "lost", Required: true},
		{Key: "owner", Kind: dialogs.Person, Source: "people"},
		{Key: "collaborators", Kind: dialogs.People, Source: "people"},
		{Key: "nobody", Kind: dialogs.Person, Source: "people"},
		{Key: "from", Kind: dialogs.Clock},
	}}
	options := map[string][]dialogs.Option{
		"reason": {
			{Value: "competitor.price", Label: raw("Price"), Group: raw("Competitor")},
			{Value: "competitor.product", Label: raw("Product"), Group: raw("Competitor")},
			{Value: "customer.budget", Label: raw("No budget"), Group: raw("Customer")},
		},
		"owner":         People(12),
		"collaborators": People(130),
	}
	return map[string]bot.FormView{
		"empty": {Form: every, State: dialogs.State{ID: "0198f3c0-6b1e-7c3a-9d2f-3a5b7c9d1e2f", Options: options}},
		"filled": {
			Form: every,
			State: dialogs.State{
				ID: "0198f3c0-6b1e-7c3a-9d2f-3a5b7c9d1e2f", Step: 3, Options: options,
				Values: map[string]string{
					"line": strings.Repeat("长", 25), "area": "<!channel> & *x*", "amount": "523万", "close": "12月底", "source": "other",
					"reason": "customer.budget", "owner": "p003", "collaborators": "p001,p129,gone,p001", "from": "08:30",
				},
			},
			Notice: []card.Block{
				{Text: raw("These deals may be the same")},
				{Items: []card.Item{{Main: raw("D-3 <!channel>"), Quiet: raw("Lin"), Button: &card.Button{Label: raw("Show"), Action: click("show")}}}},
			},
			Submit:   i18n.T("say.button.create_anyway"),
			Problems: dialogs.Problems{"amount": i18n.T("error.amount")},
		},
	}
}

// CardOf is a card that shows one text in every way, as data and as markup.
func CardOf(s string) card.Card {
	return card.Card{
		Title: raw(s), Footer: []i18n.Text{raw(s)},
		Blocks: []card.Block{
			{Text: raw(s)},
			{Strong: raw(s)},
			{Facts: []card.Fact{{Label: raw("Label"), Value: raw(s)}}},
			{Items: []card.Item{{Main: raw(s), Quiet: raw(s)}}},
			{Table: &card.Table{Head: []i18n.Text{raw("Head")}, Rows: [][]i18n.Text{{raw(s)}}}},
		},
	}
}
