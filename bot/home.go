package bot

import (
	"context"
	"errors"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
)

// maxNeeds is how many deals "needs you" shows.
const maxNeeds = 5

// maxMine is how many open deals the first screen shows below it.
const maxMine = 5

// onHome draws the home page.
func (b *Bot) onHome(ctx context.Context, t turn) (Reply, error) {
	o, err := b.desk.Overview(ctx, t.who)
	if err != nil {
		return Reply{}, err
	}
	c := b.homeCard(o, t.reader())
	return Reply{Home: &c, Lang: t.who.Lang}, nil
}

// homeOf is the home page after something was done on it; when it cannot be
// read the old one stays.
func (b *Bot) homeOf(ctx context.Context, who desk.Who) *card.Card {
	o, err := b.desk.Overview(ctx, who)
	if err != nil {
		b.log.Warn("home page not refreshed", "err", err)
		return nil
	}
	c := b.homeCard(o, reader{lang: who.Lang, zone: zoneOf(who.Zone)})
	return &c
}

// RefreshHome draws a person's home page on a platform afresh.
func (b *Bot) RefreshHome(ctx context.Context, platform, user string) error {
	p, ok := b.platforms[platform]
	if !ok {
		return errors.New("bot: no platform " + platform)
	}
	who, err := b.desk.Identify(ctx, platform, user)
	if err != nil {
		return err
	}
	o, err := b.desk.Overview(ctx, who)
	if err != nil {
		return err
	}
	return p.ShowHome(ctx, user, b.homeCard(o, reader{lang: who.Lang, zone: zoneOf(who.Zone)}), who.Lang)
}

// onOverview answers a bare command: what needs me, and my open deals.
func (b *Bot) onOverview(ctx context.Context, t turn) (Reply, error) {
	o, err := b.desk.Overview(ctx, t.who)
	if err != nil {
		return Reply{}, err
	}
	return b.orWelcome(ctx, t, func() card.Card { return b.overviewCard(o, t.reader()) })
}

func (b *Bot) overviewCard(o desk.Overview, r reader) card.Card {
	c := card.Card{Title: say("home.overview")}
	if len(o.Mine) == 0 {
		c.Blocks = append(nothingYet(), otherActions())
		return c
	}
	c.Blocks = append(c.Blocks, b.needs(o, r)...)
	c.Blocks = append(c.Blocks, b.mine(o, r)...)
	c.Blocks = append(c.Blocks, quickActions())
	return c
}

func (b *Bot) homeCard(o desk.Overview, r reader) card.Card {
	c := card.Card{Title: say("home.title")}
	if len(o.Mine) == 0 {
		c.Blocks = append(nothingYet(), otherActions())
	} else {
		c.Blocks = append(c.Blocks, quickActions())
		c.Blocks = append(c.Blocks, b.needs(o, r)...)
		c.Blocks = append(c.Blocks, pipeline(o)...)
		c.Blocks = append(c.Blocks, b.mine(o, r)...)
	}
	c.Footer = []i18n.Text{say("home.updated", "When", moment(b.now(), "deal.unknown", r)), say("home.hint")}
	return c
}

// needs lists the deals that ask for something, most urgent first.
func (b *Bot) needs(o desk.Overview, r reader) []card.Block {
	out := []card.Block{{Strong: say("home.needs")}}
	if len(o.NeedsMe) == 0 {
		return append(out, card.Block{Text: say("home.needs_nothing")})
	}
	var items []card.Item
	for _, v := range o.NeedsMe[:min(len(o.NeedsMe), maxNeeds)] {
		items = append(items, card.Item{
			Main:   say("deal.title", "Number", number(v.Deal), "Name", v.Deal.Name),
			Quiet:  b.warning(v.Warnings[0], v, r),
			Button: &card.Button{Label: say("say.button.show"), Action: beside(verbShow, v.Deal.ID)},
		})
	}
	out = append(out, card.Block{Items: items})
	if n := len(o.NeedsMe) - maxNeeds; n > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("home.more", "Count", n)}})
	}
	return out
}

// mine lists my other open deals.
func (b *Bot) mine(o desk.Overview, r reader) []card.Block {
	shown := map[string]bool{}
	for _, v := range o.NeedsMe[:min(len(o.NeedsMe), maxNeeds)] {
		shown[v.Deal.ID] = true
	}
	var items []card.Item
	rest := 0
	for _, v := range o.Mine {
		switch {
		case shown[v.Deal.ID]:
		case len(items) == maxMine:
			rest++
		default:
			item := b.line(v, r)
			item.Button = &card.Button{Label: say("say.button.show"), Action: beside(verbShow, v.Deal.ID)}
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return nil
	}
	out := []card.Block{{Strong: say("home.mine")}, {Items: items}}
	if rest > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("home.more", "Count", rest)}})
	}
	return out
}

// pipeline is my open deals by stage; amounts of different currencies stand
// side by side.
func pipeline(o desk.Overview) []card.Block {
	var facts []card.Fact
	for _, s := range o.ByStage {
		facts = append(facts, card.Fact{
			Label: stageName(s.Stage),
			Value: say("home.stage_sum", "Count", s.Count, "Amounts", amounts(s.Amounts), "NoMoney", s.NoMoney),
		})
	}
	if len(facts) == 0 {
		return nil
	}
	return []card.Block{{Strong: say("home.pipeline")}, {Facts: facts}}
}

func quickActions() card.Block {
	b := otherActions()
	b.Buttons = append([]card.Button{{Label: say("say.button.new"), Style: card.Primary, Action: beside(verbNew, "")}}, b.Buttons...)
	return b
}

// otherActions are those beside recording a deal.
func otherActions() card.Block {
	return card.Block{Buttons: []card.Button{
		{Label: say("say.button.mine"), Action: listAction(scopeMine, 0)},
		{Label: say("say.button.team"), Action: listAction(scopeTeam, 0)},
		{Label: say("say.button.help"), Action: beside(verbHelp, "")},
		{Label: say("say.button.settings"), Action: beside(verbSettings, "")},
	}}
}
