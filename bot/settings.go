package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
)

// onSettings opens the form of what a person prefers.
func (b *Bot) onSettings(ctx context.Context, t turn) (Reply, error) {
	if !t.Place.Can.Form {
		return t.opener(card.Action{Verb: verbSettings, Value: here}, "say.opener.settings"), nil
	}
	return b.open(ctx, t, desk.Opening{Form: verbSettings})
}

// settingsSaved tells in the language that was just chosen.
func settingsSaved(who desk.Who) card.Card {
	c := card.Card{Blocks: []card.Block{{Text: say("say.settings_saved")}, {Facts: []card.Fact{
		{Label: say("say.settings.language"), Value: say("words.language." + languageKey(who.Prefs.Language))},
		{Label: say("say.settings.timezone"), Value: raw(zoneOf(who.Zone).String())},
	}}}}
	if p := who.Prefs; p.QuietFrom != "" && p.QuietTo != "" {
		c.Blocks[1].Facts = append(c.Blocks[1].Facts, card.Fact{
			Label: say("say.settings.quiet"), Value: say("say.settings.from_to", "From", p.QuietFrom, "To", p.QuietTo),
		})
	}
	return c
}

func languageKey(l string) string {
	if l == "" {
		return "follow"
	}
	return string(i18n.Lang(l))
}
