package bot

import (
	"context"

	"dealmate/bot/card"
)

// waysIn are the three buttons for somebody who has no deals.
func waysIn() []card.Button {
	return []card.Button{
		importButton(),
		recordButton(),
		{Label: say("first.button.tour"), Action: act(verbTour, "", "")},
	}
}

func importButton() card.Button {
	return card.Button{Label: say("first.button.import"), Style: card.Primary, Action: card.Action{Verb: verbImport}}
}

func recordButton() card.Button {
	return card.Button{Label: say("first.button.record"), Action: act(verbNew, "", "")}
}

// nothingYet stands where somebody's deals would.
func nothingYet() []card.Block {
	return []card.Block{{Text: say("home.none")}, {Buttons: waysIn()}}
}

// orWelcome answers somebody's very first line with the welcome, where nobody reads
// along, and every other one with what it asks for.
func (b *Bot) orWelcome(ctx context.Context, t turn, usual func() card.Card) (Reply, error) {
	if t.Place.isAlone() || t.Place.Can.Private {
		first, err := b.desk.Welcome(ctx, t.who, t.ID)
		if err != nil {
			return Reply{}, err
		}
		if first {
			return t.tell(welcomeCard(t)), nil
		}
	}
	return t.tell(usual()), nil
}

// welcomeCard says what this is and how to begin.
func welcomeCard(t turn) card.Card {
	return card.Card{Title: say("first.title", "Who", t.who.Label()), Blocks: []card.Block{
		{Text: say("first.about")},
		{Buttons: waysIn()},
	}}
}
