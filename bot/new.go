package bot

import (
	"context"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
)

// onNew opens the form of a new deal: empty, with a customer that was typed,
// or with what a message says.
func (b *Bot) onNew(ctx context.Context, t turn) (Reply, error) {
	customer := t.said.Rest
	if t.Kind == Click || t.Kind == Shortcut {
		customer = t.carry.text
	}
	if !t.Place.Can.Form {
		return t.opener(card.Action{Verb: verbNew, Value: carry{here: true, text: cutToFit(customer)}.String()}, "say.opener.new"), nil
	}
	prefill := map[string]string{}
	if customer != "" {
		prefill["customer"] = customer
	}
	if t.Quote != nil {
		prefill["name"] = headline(t.Quote.Text)
	}
	return b.open(ctx, t, desk.Opening{Form: verbNew, Prefill: prefill})
}

// maxHeadline is how many runes of a message make a deal's first name.
const maxHeadline = 60

// headline is the first line of a message that says something.
func headline(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			r := []rune(line)
			return string(r[:min(len(r), maxHeadline)])
		}
	}
	return ""
}
