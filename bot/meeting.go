package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// kindMeeting is a message around an activity: deal, activity, ping.
const kindMeeting = "meeting"

// deliverMeeting speaks to an activity's owner before it and after it, while it
// still is planned.
func (b *Bot) deliverMeeting(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	m, err := b.desk.Meeting(ctx, who, d.Facts["deal"], d.Facts["activity"])
	if err != nil || m.Activity.State != sales.Planned {
		return err
	}
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	ping := sales.Ping(d.Facts["ping"])
	c := card.Card{Title: say("deal.title", "Number", number(m.Deal), "Name", m.Deal.Name), Blocks: []card.Block{
		{Text: say("meeting." + string(ping))},
	}}
	if ping == sales.PingMissing {
		if len(m.Activity.Missing()) == 0 {
			return nil // filled in meanwhile
		}
		return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: b.askW(m, r, c.Blocks...)})
	}
	c.Blocks = append(c.Blocks, activityBlocks(m.Activity, r)...)
	switch ping {
	case sales.PingBrief:
		c.Blocks = append(c.Blocks, b.brief(m, r)...)
	case sales.PingAfter:
		c.Blocks = append(c.Blocks, card.Block{Buttons: activityButtons(m.Deal, m.Activity)})
	}
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}

// brief is what is worth knowing before a meeting: the open questions of the gate
// and the last notes.
func (b *Bot) brief(m desk.Meeting, r reader) []card.Block {
	var out []card.Block
	if len(m.Open) > 0 {
		var list []i18n.Text
		for _, q := range m.Open {
			list = append(list, b.question(q))
		}
		out = append(out, card.Block{Text: say("meeting.open", "List", list)})
	}
	for _, n := range m.Notes {
		out = append(out, card.Block{Quiet: []i18n.Text{b.noteLine(n, r)}})
	}
	bs := planButtons(m.Deal, m.Activity)
	bs = append(bs, card.Button{Label: say("assess.button.answer"), Action: beside(verbAssess, m.Deal.ID)},
		card.Button{Label: say("say.button.show"), Action: beside(verbShow, m.Deal.ID)})
	return append(out, card.Block{Buttons: bs})
}
