package bot

import (
	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// questionOf asks what is unclear about a list, once.
func questionOf(i desk.Import, q intake.Question, r reader) card.Card {
	c := card.Card{Title: importTitle(i), Tone: card.Warn, Blocks: []card.Block{{Text: questionText(q)}}}
	if q.Ask == intake.AskField && len(q.Column.Samples) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("import.samples", "Samples", samples(q.Column))}})
	}
	var bs []card.Button
	for n, choice := range q.Choices {
		style := card.Plain
		if n == 0 && (q.Ask != intake.AskField || q.Column.Guess != intake.Unclear) {
			style = card.Primary
		}
		bs = append(bs, card.Button{Label: choiceLabel(q, choice, r), Style: style, Action: act(verbColumn, i.ID, q.Key+"="+choice)})
	}
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	return c
}

func questionText(q intake.Question) i18n.Text {
	switch q.Ask {
	case intake.AskDates:
		return say("import.ask.dates", "Column", short(q.Label), "Cell", q.Word)
	case intake.AskStage:
		return say("import.ask.stage", "Column", short(q.Label), "Word", short(q.Word))
	case intake.AskOwner:
		return say("import.ask.owner", "Column", short(q.Label), "Word", short(q.Word))
	}
	return say("import.ask.field", "Column", short(q.Label))
}

func choiceLabel(q intake.Question, choice string, r reader) i18n.Text {
	switch q.Ask {
	case intake.AskDates:
		first, second := intake.EitherDay(q.Word)
		if choice == intake.MonthFirst {
			first = second
		}
		return say("import.choice."+choice, "Day", day(sales.Date(first), r))
	case intake.AskStage:
		if choice != intake.LeaveOut {
			return stageName(sales.Stage(choice))
		}
		return say("import.choice.not_open")
	case intake.AskOwner:
		return say("import.choice." + choice)
	}
	return intake.FieldName(intake.Field(choice))
}

func samples(c intake.Column) []string {
	var out []string
	for _, s := range c.Samples {
		out = append(out, shorter(oneLine(s)))
	}
	return out
}
