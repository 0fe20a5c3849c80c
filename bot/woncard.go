package bot

import (
	"context"
	"fmt"
	"strings"

	"dealmate/bot/card"
	"dealmate/sales"
)

// kindWon is the won card (喜报) for a team's channel: deal, platform.
const kindWon = "won"

// deliverWon tells a team's channel of a win: who won it, with whom, and everybody who
// helped. One that was reopened or moved meanwhile is not told.
func (b *Bot) deliverWon(ctx context.Context, d Errand) error {
	channel, ok := strings.CutPrefix(d.Destination, "channel:")
	if !ok {
		return undeliverable{fmt.Errorf("bot: won card for %q", d.Destination)}
	}
	v, err := b.anyView(ctx, d.Facts["deal"])
	if err != nil || v.Deal.Outcome != sales.Won || !v.Team.HasChannel(channel) {
		return err
	}
	c := card.Card{Tone: card.Good, Blocks: []card.Block{
		{Text: b.cheer(v)},
		{Buttons: []card.Button{{Label: say("deal.button.show_me"), Action: beside(verbShow, v.Deal.ID)}}},
	}}
	return b.post(ctx, d, Post{To: Target{Platform: b.platformOf(d.Facts), Channel: channel}, Card: c, Lang: b.publicReader(v.Team).lang})
}
