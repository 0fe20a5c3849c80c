package bot

import (
	"context"
	"strconv"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// perPage is how many deals a page shows.
const perPage = 10

// Scopes of a list that are not stages.
const (
	scopeMine = "mine"
	scopeTeam = "team"
)

func scopes() []string { return []string{scopeMine, scopeTeam, verbWon, verbLost, verbHold} }

// listAction leads to a page of a list, from 0.
func listAction(scope string, page int) card.Action {
	return card.Action{Verb: verbList, Object: scope, Value: "page|" + strconv.Itoa(page)}
}

// onList answers "list team" and a list's buttons.
func (b *Bot) onList(ctx context.Context, t turn) (Reply, error) {
	scope, page, known := t.deal, pageOf(t.carry), true
	if t.Kind != Click || t.Action.Verb != verbList {
		scope, known = scopeNamed(t.said.Rest)
	}
	if !known {
		return b.onFind(ctx, t)
	}
	l := desk.Listing{Scope: scope, Page: page, PerPage: perPage}
	if sales.Stage(scope).Index() >= 0 {
		l.Scope, l.Stage = "stage", sales.Stage(scope)
	}
	p, err := b.desk.List(ctx, t.who, l)
	if err != nil {
		return Reply{}, err
	}
	if page > 0 && len(p.Deals) == 0 { // deals left the list meanwhile
		t.Action = listAction(scope, 0)
		t.carry = readCarry(t.Action.Value)
		return b.onList(ctx, t)
	}
	return t.page(b.listCard(t, scope, p)), nil
}

// page shows a page of something: the buttons of a page turn it in place.
func (t turn) page(c card.Card) Reply {
	turns := t.Kind == Click && strings.HasPrefix(t.Action.Value, "page|")
	t.carry.here = turns && t.Place.isAlone()
	return t.tell(c)
}

func pageOf(c carry) int {
	n, err := strconv.Atoi(c.text)
	if err != nil || n < 0 || n > 100_000 {
		return 0
	}
	return n
}

// scopeNamed reads what a list should show; nothing means the person's own.
func scopeNamed(text string) (string, bool) {
	want := folded(trim(text))
	if want == "" {
		return scopeMine, true
	}
	for scope, words := range scopeWords() {
		for _, w := range words {
			if w == want {
				return scope, true
			}
		}
	}
	return "", false
}

func scopeWords() map[string][]string {
	return map[string][]string{
		scopeMine:               {"mine", "my", "my deals", "me", "我的", "我", "我的商机"},
		scopeTeam:               {"team", "our", "all", "团队", "全部", "所有", "我们的", "团队商机"},
		verbWon:                 {"won", "赢单", "成交", "赢"},
		verbLost:                {"lost", "丢单", "输单", "输"},
		verbHold:                {"hold", "on hold", "held", "暂缓", "搁置"},
		string(sales.Potential): {"potential", "潜在商机", "潜在"},
		string(sales.Project):   {"project", "confirmed", "confirmed project", "落实项目", "落实"},
		string(sales.Ours):      {"ours", "our project", "我的项目"},
		string(sales.Winnable):  {"winnable", "项目胜算", "胜算"},
	}
}

// scopeTitle is a list's heading.
func scopeTitle(scope string) i18n.Text {
	if s := sales.Stage(scope); s.Index() >= 0 {
		return say("list.title.stage", "Stage", stageName(s))
	}
	return say("list.title." + scope)
}

func (b *Bot) listCard(t turn, scope string, p desk.Page) card.Card {
	c := card.Card{Title: scopeTitle(scope)}
	if p.Total == 0 {
		c.Blocks = append(c.Blocks, card.Block{Text: say("list.empty")})
		if scope == scopeMine {
			c.Blocks = append(c.Blocks, card.Block{Buttons: waysIn()})
		}
	}
	c.Blocks = append(c.Blocks, b.pageBlocks(t, p, func(n int) card.Action { return listAction(scope, n) })...)
	return card.Card{Title: c.Title, Blocks: append(c.Blocks, filters(scope))}
}

// pageBlocks are the lines of a page, where it is in the whole, and the
// buttons to its neighbours.
func (b *Bot) pageBlocks(t turn, p desk.Page, to func(page int) card.Action) []card.Block {
	var items []card.Item
	for _, v := range p.Deals {
		item := b.line(v, t.reader())
		item.Button = &card.Button{Label: say("say.button.show"), Action: beside(verbShow, v.Deal.ID)}
		items = append(items, item)
	}
	if len(items) == 0 {
		return nil
	}
	out := []card.Block{{Items: items}}
	if text := rangeText(p.Page, len(items), p.Total, p.More); !text.IsZero() {
		out = append(out, card.Block{Quiet: []i18n.Text{text}})
	}
	if bs := neighbours(p.Page, len(items), p.Total, to); len(bs) > 0 {
		out = append(out, card.Block{Buttons: bs})
	}
	return out
}

func rangeText(page, here, total int, more bool) i18n.Text {
	from := page*perPage + 1
	key := "list.range"
	if more {
		key = "list.range_more"
	}
	return say(key, "From", from, "To", from+here-1, "Total", total)
}

func neighbours(page, here, total int, to func(int) card.Action) []card.Button {
	var out []card.Button
	if page > 0 {
		out = append(out, card.Button{Label: say("list.previous"), Action: to(page - 1)})
	}
	if page*perPage+here < total {
		out = append(out, card.Button{Label: say("list.next"), Action: to(page + 1)})
	}
	return out
}

// filters leads to the other lists.
func filters(scope string) card.Block {
	var bs []card.Button
	for _, s := range scopes() {
		if s != scope {
			bs = append(bs, card.Button{Label: say("list.filter." + s), Action: listAction(s, 0)})
		}
	}
	for _, s := range sales.Stages() {
		if string(s) != scope {
			bs = append(bs, card.Button{Label: stageName(s), Action: listAction(string(s), 0), More: true})
		}
	}
	return card.Block{Buttons: bs}
}
