package bot

import (
	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/intake"
	"dealmate/internal/i18n"
)

// questionOf asks what is unclear about a list, once.
func questionOf(i desk.Import, q intake.Question) card.Card {
	c := card.Card{Title: importTitle(i), Tone: card.Warn, Blocks: []card.Block{{Text: QuestionText(q)}}}
	if q.Ask == intake.AskField && len(q.Column.Samples) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("import.samples", "Samples", samples(q.Column))}})
	}
	var bs []card.Button
	for n, choice := range q.Choices {
		style := card.Plain
		if n == 0 && (q.Ask != intake.AskField || q.Column.Guess != intake.Unclear) {
			style = card.Primary
		}
		bs = append(bs, card.Button{Label: ChoiceText(q, choice), Style: style, Action: act(verbColumn, i.ID, q.Key+"="+choice)})
	}
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	return c
}

func samples(c intake.Column) []string {
	var out []string
	for _, s := range c.Samples {
		out = append(out, shorter(oneLine(s)))
	}
	return out
}
