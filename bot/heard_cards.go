package bot

import (
	"strconv"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
	"dealmate/sentence"
)

// proposalsCard is a sentence and what it seems to change of a deal, each with its button;
// what was taken says so.
func (b *Bot) proposalsCard(h desk.Heard, v desk.View, r reader) card.Card {
	d := v.Deal
	c := card.Card{Title: say("deal.title", "Number", number(d), "Name", d.Name), Blocks: []card.Block{quoted(h)}}
	for i, p := range h.Said {
		c.Blocks = append(c.Blocks, b.proposal(h, v, i, p, r)...)
	}
	c.Blocks = append(c.Blocks, card.Block{Divider: true}, card.Block{Buttons: []card.Button{
		{Label: say("say.button.show"), Action: beside(verbShow, d.ID)},
		{Label: say("heard.button.other"), Action: act(verbAbout, h.ID, "")},
	}})
	return c
}

// proposal is one thing that the sentence seems to change.
func (b *Bot) proposal(h desk.Heard, v desk.View, i int, p sentence.Proposal, r reader) []card.Block {
	if taken, ok := h.Taken[i]; ok {
		v.Deal.Close, v.Deal.Amount = "", sales.Money{} // what it was before is not known any more
		return []card.Block{{Text: say("heard.taken", "What", b.takenText(p, taken, b.proposalText(p, v, r)))}}
	}
	return []card.Block{{Text: b.proposalText(p, v, r)}, {Buttons: b.proposalButtons(h, i, p)}}
}

// proposalText says what would change, and from what.
func (b *Bot) proposalText(p sentence.Proposal, v desk.View, r reader) i18n.Text {
	d := v.Deal
	switch p.Kind {
	case sentence.CloseDate:
		to, _ := desk.ProposedDay(p.Value)
		return say("heard.close", "To", day(to, r), "From", dayOrNone(d.Close))
	case sentence.Amount:
		return say("heard.amount", "To", amount(proposedAmount(p, b.desk.Org().Currency)), "From", amountOrNone(d.Amount))
	case sentence.NextStep:
		return say("heard.step", "What", short(p.Value), "When", dayOrNone(sales.Date(p.Date)))
	case sentence.Answer:
		q := desk.QuestionKey(p)
		return say("heard.answer", "Question", b.question(q), "Mark", b.mark(q, markOf(p.Value)))
	case sentence.Won, sentence.Lost, sentence.Hold:
		return say("heard." + string(p.Kind))
	case sentence.Note, sentence.Contact:
	}
	return say("heard.keep")
}

// takenText is what was done.
func (b *Bot) takenText(p sentence.Proposal, taken string, text i18n.Text) i18n.Text {
	switch p.Kind {
	case sentence.Note, sentence.Contact:
		return say("heard.kept." + taken)
	case sentence.Answer:
		q := desk.QuestionKey(p)
		return say("heard.answer", "Question", b.question(q), "Mark", b.mark(q, sales.Mark(taken)))
	}
	return text
}

// proposalButtons confirm a proposal with one click; the likeliest is the first.
func (b *Bot) proposalButtons(h desk.Heard, i int, p sentence.Proposal) []card.Button {
	n := strconv.Itoa(i)
	take := func(label i18n.Text, value string, first bool) card.Button {
		style := card.Plain
		if first {
			style = card.Primary
		}
		return card.Button{Label: label, Style: style, Action: act(verbConfirm, h.ID, n+"="+value)}
	}
	switch p.Kind {
	case sentence.Note, sentence.Contact:
		met := p.Kind == sentence.Contact
		out := []card.Button{
			take(say("heard.button.contact"), string(sentence.Contact), met),
			take(say("heard.button.note"), string(sentence.Note), !met),
		}
		if !met {
			out[0], out[1] = out[1], out[0]
		}
		return out
	case sentence.Answer:
		q := desk.QuestionKey(p)
		var out []card.Button
		for _, m := range sales.Marks() {
			label := say("assess.mark."+string(m), "Label", b.mark(q, m))
			out = append(out, take(label, string(m), m == markOf(p.Value)))
		}
		return out
	case sentence.Won, sentence.Lost, sentence.Hold:
		return []card.Button{{Label: say("deal.button." + string(p.Kind)), Action: act(verbHeardForm, h.ID, n)}}
	}
	return []card.Button{take(say("heard.button."+string(p.Kind)), desk.TakenYes, true)}
}

// markOf is the mark of a proposed answer.
func markOf(value string) sales.Mark {
	switch value {
	case "+":
		return sales.Plus
	case "-", "−":
		return sales.Minus
	}
	return sales.Unknown
}

// proposedAmount is an amount that was proposed; zero where it is none.
func proposedAmount(p sentence.Proposal, fallback string) sales.Money {
	currency := p.Currency
	if currency == "" {
		currency = fallback
	}
	m, err := i18n.ParseMoney(p.Value, currency)
	if err != nil {
		return sales.Money{}
	}
	return sales.Money(m)
}
