package bot

import (
	"context"
	"strconv"

	"dealmate/bot/card"
	"dealmate/desk"
)

// maxFind is the most runes of a text that is searched for; a button carries it.
const maxFind = 100

// findAction leads to a page of what a search finds.
func findAction(text string, page int) card.Action {
	r := []rune(text)
	return card.Action{Verb: verbFind, Object: string(r[:min(len(r), maxFind)]), Value: "page|" + strconv.Itoa(page)}
}

// onFind lists the deals whose number, name or customer matches a text.
func (b *Bot) onFind(ctx context.Context, t turn) (Reply, error) {
	text, page := t.deal, pageOf(t.carry)
	if t.Kind != Click || t.Action.Verb != verbFind {
		text = unquote(t.said.Rest)
	}
	if text == "" {
		return t.tell(card.Say(say("say.find_what"))), nil
	}
	p, err := b.desk.List(ctx, t.who, desk.Listing{Find: text, Page: page, PerPage: perPage})
	if err != nil {
		return Reply{}, err
	}
	if page > 0 && len(p.Deals) == 0 { // deals left the list meanwhile
		t.Action = findAction(text, 0)
		t.carry = readCarry(t.Action.Value)
		return b.onFind(ctx, t)
	}
	if p.Total == 0 {
		t.said = said{Verb: verbFind, Rest: text, Loose: t.said.Loose}
		return orAsk(b.notFound(ctx, t))
	}
	c := card.Card{Title: say("list.title.find", "Query", short(text))}
	c.Blocks = b.pageBlocks(t, p, func(n int) card.Action { return findAction(text, n) })
	return t.page(c), nil
}
