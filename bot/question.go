package bot

import (
	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// questionCard is one question: where one is, what is asked, what is known, and
// a button for each answer.
func (b *Bot) questionCard(q desk.Asked, at stop, r reader, news ...i18n.Text) card.Card {
	d := q.Deal
	c := card.Card{
		Title: say("deal.title", "Number", number(d), "Name", d.Name),
		Blocks: []card.Block{
			{Quiet: lights(q.Assess.Scores)},
			{Quiet: []i18n.Text{say("assess.place", "Heading", say("heading."+q.Heading), "Place", q.Place, "Of", q.Of)}},
			{Strong: say("assess.question", "Question", say(q.Label+".label"))},
			{Quiet: b.hints(q)},
		},
		Footer: news,
	}
	if t := b.given(q, r); !t.IsZero() {
		c.Blocks = append(c.Blocks, card.Block{Text: t})
	}
	for _, n := range q.Evidence {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{b.evidenceLine(n, r)}})
	}
	if t := b.rivalsOn(d, q.Question); !t.IsZero() {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{t}})
	}
	if q.May[org.Change] {
		c.Blocks = append(c.Blocks, card.Block{Buttons: markButtons(q, at)})
	}
	c.Blocks = append(c.Blocks, card.Block{Buttons: walkButtons(q, at)})
	return c
}

// hints are what helps to answer: the question's own hint, what the gate wants
// of it, and what is written down about the customer.
func (b *Bot) hints(q desk.Asked) []i18n.Text {
	out := []i18n.Text{say(q.Label + ".hint")}
	if q.Must {
		out = append(out, say("assess.is_must"))
	}
	if q.Veto {
		out = append(out, say("assess.is_veto"))
	}
	for _, n := range q.Background {
		field := say("form.background." + sales.BackgroundField(n.ID) + ".label")
		out = append(out, say("assess.background", "Field", field, "Text", short(n.Text)))
	}
	return out
}

// given is the answer that stands, whose it is and how well it stands.
func (b *Bot) given(q desk.Asked, r reader) i18n.Text {
	a := q.Answer
	if a.Mark == "" {
		return i18n.Text{}
	}
	stale := a.StaleAt(b.now().In(r.zone), b.limits[q.Deal.Stage].StaleDays)
	return say("assess.given", "Mark", b.mark(q.Question, a.Mark), "Who", label(b.desk.Person(a.By)),
		"When", moment(a.At, "deal.unknown", r), "Hollow", a.Hollow(), "Stale", stale)
}

func (b *Bot) evidenceLine(n sales.Note, r reader) i18n.Text {
	return say("assess.evidence", "Text", oneLine(n.Text), "By", n.SaidBy, "On", day(n.SaidOn, r), "Link", n.Link,
		"Who", label(b.desk.Person(n.Author)), "When", moment(n.At, "deal.unknown", r))
}

// rivalsOn are the competitors' answers to a question, beside ours.
func (b *Bot) rivalsOn(d sales.Deal, question string) i18n.Text {
	var out []i18n.Text
	for _, r := range d.Assess.Rivals {
		if m, ok := r.Marks[question]; ok && r.Name != "" {
			out = append(out, say("assess.rival", "Name", r.Name, "Mark", say("rival.mark."+string(m))))
		}
	}
	if len(out) == 0 {
		return i18n.Text{}
	}
	return say("assess.rivals", "List", out)
}

// markButtons are a question's own labels; the one that stands is marked.
func markButtons(q desk.Asked, at stop) []card.Button {
	var out []card.Button
	for _, o := range q.Options {
		a := act(verbAnswer, q.Deal.ID, stop{set: at.set, question: q.Question, mark: sales.Mark(o.Value)}.String())
		a.Version = q.Answer.Rev
		b := card.Button{Label: say("assess.mark."+o.Value, "Label", o.Label), Action: a}
		if string(q.Answer.Mark) == o.Value {
			b.Style = card.Primary
		}
		out = append(out, b)
	}
	return out
}

// walkButtons lead to the questions beside this one and to what else one can do.
func walkButtons(q desk.Asked, at stop) []card.Button {
	id := q.Deal.ID
	var out []card.Button
	add := func(when bool, key, verb string, to stop) {
		if when {
			out = append(out, card.Button{Label: say("assess.button." + key), Action: act(verb, id, to.String())})
		}
	}
	may := q.May[org.Change]
	add(q.Before != "", "back", verbQuestion, stop{set: at.set, question: q.Before})
	add(q.After != "", "skip", verbQuestion, stop{set: at.set, question: q.After})
	add(may, "evidence", verbEvidence, stop{set: at.set, question: q.Question})
	add(may && at.last != "", "evidence_last", verbEvidence, stop{set: at.set, question: at.last})
	add(may, "page", verbPage, stop{set: q.Heading})
	for _, b := range []struct {
		when      bool
		key, verb string
		to        stop
	}{
		{at.set != allQuestions, "all", verbQuestion, stop{set: allQuestions, question: q.Question}},
		{may, "rival", verbRival, stop{set: at.set, question: q.Question}},
		{true, "background", verbBackground, stop{}},
		{true, "score", verbScore, stop{}},
	} {
		add(b.when, b.key, b.verb, b.to)
		if b.when {
			out[len(out)-1].More = true
		}
	}
	return out
}
