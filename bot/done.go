package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
)

// done answers a change with the deal's card as it is now: in place of the
// clicked card, saying who did it.
func (b *Bot) done(ctx context.Context, t turn, verb string, d desk.Done) (Reply, error) {
	v, err := b.desk.View(ctx, t.who, d.Deal.ID)
	if err != nil {
		// It was done; that it cannot be shown (another team's deal now) is no failure.
		b.log.Info("result not shown", "verb", verb, "deal", d.Deal.ID, "err", err)
		return t.tell(card.Card{
			Blocks: []card.Block{{Text: say("say.saved", "Number", number(d.Deal))}},
			Footer: []i18n.Text{b.news(t.who, verb, d)},
		}), nil
	}
	r := b.show(t, v, t.carry.here, b.news(t.who, verb, d))
	if t.Kind == Click && t.Place.Channel == "" {
		r.Home = b.homeOf(ctx, t.who)
	}
	return r, nil
}

// news is what happened, in one line of the footer.
func (b *Bot) news(who desk.Who, verb string, d desk.Done) i18n.Text {
	switch {
	case d.Already:
		return say("say.already", "Who", label(d.By), "When", moment(d.At, "deal.unknown", reader{lang: who.Lang, zone: zoneOf(who.Zone)}))
	case d.Advice != nil:
		return say("gate.advised", "Who", who.Label(), "Stage", stageName(d.Deal.Stage), "List", b.lackTexts(d.Advice.Lacks))
	case len(d.Changes) == 0:
		return say("say.no_change")
	}
	return say("say.did."+verb, "Who", who.Label(), "Stage", stageName(d.Deal.Stage), "Owner", label(b.desk.Person(d.Deal.Owner)))
}
