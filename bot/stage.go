package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/org"
	"dealmate/sales"
)

// onStage shows where a deal is and both ways from there.
func (b *Bot) onStage(ctx context.Context, t turn) (Reply, error) {
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	return b.ways(t, v), nil
}

func (b *Bot) ways(t turn, v desk.View) Reply {
	d := v.Deal
	if !v.May[org.Change] {
		return b.show(t, v, t.carry.here)
	}
	if !d.IsOpen() || d.Hold != nil {
		return b.show(t, v, t.carry.here, say("say.not_running"))
	}
	var bs []card.Button
	if next, ok := d.Stage.Next(); ok {
		bs = append(bs, card.Button{
			Label: say("deal.button.forward", "Stage", stageName(next)), Style: card.Primary, Action: act(verbForward, d.ID, string(d.Stage)),
		})
	} else {
		bs = append(bs, button(verbWon, d, card.Primary), button(verbLost, d, card.Plain))
	}
	if previous, ok := d.Stage.Previous(); ok {
		bs = append(bs, card.Button{Label: say("say.button.back_to", "Stage", stageName(previous)), Action: act(verbBack, d.ID, "")})
	}
	bs = append(bs, card.Button{Label: say("say.button.card"), Action: act(verbShow, d.ID, "")})
	return t.tell(card.Card{
		Title:  say("deal.title", "Number", number(d), "Name", d.Name),
		Blocks: []card.Block{{Text: say("say.stage_now", "Stage", stageName(d.Stage), "Days", daysOrNone(v.Stage))}, {Buttons: bs}},
	})
}

// onForward moves a deal one stage on: from the stage that the button was
// drawn for, so that an old button moves nothing twice.
func (b *Bot) onForward(ctx context.Context, t turn) (Reply, error) {
	v, from, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	if from == "" {
		from = string(v.Deal.Stage)
	}
	if _, ok := sales.Stage(from).Next(); !ok {
		return b.ways(t, v), nil
	}
	done, err := b.desk.Forward(ctx, t.who, v.Deal.ID, sales.Stage(from), t.ID)
	if err != nil {
		return Reply{}, err
	}
	if done.Blocked != nil {
		return b.closedGate(ctx, t, done)
	}
	return b.done(ctx, t, verbForward, done)
}

// onReopen takes a deal back from its end or its hold.
func (b *Bot) onReopen(ctx context.Context, t turn) (Reply, error) {
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	done, err := b.desk.Reopen(ctx, t.who, v.Deal.ID, t.ID)
	if err != nil {
		return Reply{}, err
	}
	return b.done(ctx, t, verbReopen, done)
}
