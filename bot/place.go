package bot

import (
	"time"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
)

// reader of an answer that only the actor sees.
func (t turn) reader() reader { return reader{lang: t.who.Lang, zone: zoneOf(t.who.Zone)} }

func zoneOf(z *time.Location) *time.Location {
	if z == nil {
		return time.UTC
	}
	return z
}

// isAlone reports whether the clicked message, if any, is seen by the actor only.
func (p Place) isAlone() bool { return p.Direct || p.Ephemeral || p.Channel == "" }

// publicReader is for whom a card in a team's channel is drawn.
func (b *Bot) publicReader(team org.Team) reader {
	o := b.desk.Org()
	lang := i18n.Lang(o.Language)
	if team.Language != "" {
		lang = i18n.Lang(team.Language)
	}
	return reader{lang: lang, zone: org.Location(team.Timezone, o.Timezone), public: true}
}

// show answers with a deal's card, as full as the place allows; with replace
// set it takes the place of the clicked message.
func (b *Bot) show(t turn, v desk.View, replace bool, news ...i18n.Text) Reply {
	replace = replace && t.Place.Message != ""
	alone := t.Place.isAlone() || (t.Place.Can.Private && !replace)
	if !alone {
		return b.showAll(t, v, replace, news...)
	}
	c := b.dealCard(v, t.reader(), news...)
	if t.Place.Direct && !t.Place.Can.Private && t.Place.Message == "" {
		to := Target{Platform: t.Place.Platform, Channel: t.Place.Channel, Thread: t.Place.Thread}
		return Reply{Lang: t.who.Lang, After: []Post{{To: to, Card: c, Lang: t.who.Lang, Track: v.Deal.ID, Drawn: v.Deal.Version, Reader: t.who.ID}}}
	}
	return Reply{Card: &c, Replace: replace, Lang: t.who.Lang}
}

// showAll answers where others read along: a card in the team's channel is
// posted by the bot, so that it can follow its deal.
func (b *Bot) showAll(t turn, v desk.View, replace bool, news ...i18n.Text) Reply {
	r := b.publicReader(v.Team)
	c := b.public(v, t.Place.Channel, news...)
	if replace || !v.Team.HasChannel(t.Place.Channel) {
		return Reply{Card: &c, Replace: replace, Lang: r.lang}
	}
	to := Target{Platform: t.Place.Platform, Channel: t.Place.Channel, Thread: t.Place.Thread}
	return Reply{Lang: r.lang, After: []Post{{To: to, Card: c, Lang: r.lang, Track: v.Deal.ID, Drawn: v.Deal.Version}}}
}

// public is a deal as a channel may see it: in full in its own team's channel,
// as a number elsewhere.
func (b *Bot) public(v desk.View, channel string, news ...i18n.Text) card.Card {
	if !v.Team.HasChannel(channel) {
		return stub(v.Deal)
	}
	return b.dealCard(v, b.publicReader(v.Team), news...)
}

// tell answers the actor with a card that only they should read. Where others
// would read along, a button leads to it: channels leak.
func (t turn) tell(c card.Card) Reply {
	if !t.Place.isAlone() && !t.Place.Can.Private {
		c = card.Card{Blocks: []card.Block{
			{Text: say("say.in_private")},
			{Buttons: []card.Button{{Label: say("deal.button.show_me"), Action: t.repeat()}}},
		}}
	}
	return Reply{Card: &c, Replace: t.carry.here && t.Place.Message != "" && t.Place.isAlone(), Lang: t.who.Lang}
}

// repeat is the turn as a button: whoever clicks it asks in their own name.
func (t turn) repeat() card.Action {
	if t.Kind == Click || !fits(t.Text) {
		return t.Action
	}
	return card.Action{Verb: verbSay, Value: t.Text}
}
