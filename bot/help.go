package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// onHelp lists the commands with their word in both languages, the reader's
// first.
func (b *Bot) onHelp(_ context.Context, t turn) (Reply, error) {
	return t.tell(b.helpCard()), nil
}

func (b *Bot) helpCard() card.Card {
	c := card.Card{Title: say("help.title"), Blocks: []card.Block{{Text: say("help.intro")}}}
	var facts []card.Item
	for _, e := range b.words.commands {
		facts = append(facts, card.Item{
			Main:  say("help.command", "Word", e.words[0], "Chinese", e.words[1], "Arguments", arguments(e.verb)),
			Quiet: b.won("help.about." + e.verb),
		})
	}
	c.Blocks = append(c.Blocks, card.Block{Items: facts}, card.Block{Text: say("help.tips")}, card.Block{Buttons: []card.Button{
		{Label: say("say.button.new"), Style: card.Primary, Action: beside(verbNew, "")},
		{Label: say("say.button.mine"), Action: listAction(scopeMine, 0)},
		{Label: say("help.button.method"), Action: beside(verbMethod, "")},
		{Label: say("say.button.settings"), Action: beside(verbSettings, "")},
	}})
	return c
}

// arguments are what stands behind a command, if anything does.
func arguments(verb string) i18n.Text {
	switch verb {
	case verbSettings, verbHelp, verbCalendar, verbImport, verbExport, verbWeek:
		return i18n.Text{}
	}
	return say("help.arguments." + verb)
}

// onMethod is the method in one page: what has to be true at each stage.
func (b *Bot) onMethod(_ context.Context, t turn) (Reply, error) {
	c := card.Card{Title: say("help.method.title"), Blocks: []card.Block{{Text: say("help.method.intro")}}}
	for _, s := range sales.Stages() {
		c.Blocks = append(c.Blocks,
			card.Block{Strong: say("help.method.stage", "Stage", stageName(s), "Index", s.Index()+1)},
			card.Block{Text: say("help.method.criteria." + string(s))})
	}
	c.Blocks = append(c.Blocks, card.Block{Divider: true}, card.Block{Text: b.won("help.method.rules")})
	return t.tell(c), nil
}
