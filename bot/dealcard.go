package bot

import (
	"slices"
	"time"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// reader is for whom a card is drawn.
type reader struct {
	lang i18n.Lang
	zone *time.Location
	// public cards are read by many: every button is there and is checked when
	// it is clicked.
	public bool
}

// dealCard is a deal in full. news says what just happened, in the footer.
func (b *Bot) dealCard(v desk.View, r reader, news ...i18n.Text) card.Card {
	d := v.Deal
	c := card.Card{
		Title:  say("deal.title", "Number", number(d), "Name", d.Name),
		Tone:   toneOf(v),
		Blocks: []card.Block{{Facts: b.facts(v, r)}},
	}
	if t := b.state(d, r); !t.IsZero() {
		c.Blocks = append([]card.Block{{Text: t}}, c.Blocks...)
	}
	c.Blocks = append(c.Blocks, b.holdAsked(v)...)
	for _, w := range v.Warnings {
		c.Blocks = append(c.Blocks, card.Block{Text: b.warning(w, v, r)})
	}
	c.Blocks = append(c.Blocks, b.onCard(v, r)...)
	for _, n := range v.Notes {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{b.noteLine(n, r)}})
	}
	if bs := dealButtons(v, r); len(bs) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	}
	c.Footer = slices.Concat(news, b.updated(v, r))
	return c
}

// toneOf is what a deal's card is about as a whole.
func toneOf(v desk.View) card.Tone {
	switch {
	case v.Deal.Outcome == sales.Won:
		return card.Good
	case !v.Deal.IsOpen() || v.Deal.Hold != nil:
		return card.Over
	case len(v.Warnings) > 0:
		return card.Warn
	}
	return card.Calm
}

// state is a line about a deal that is not simply open.
func (b *Bot) state(d sales.Deal, r reader) i18n.Text {
	switch {
	case d.Outcome == sales.Won && d.Closing != nil:
		return say("deal.state.won", "Date", day(sales.DateOf(d.Closing.At.In(r.zone)), r), "Reason", b.wonReason(d.Closing))
	case d.Outcome == sales.Lost && d.Closing != nil:
		return say("deal.state.lost", "Date", day(sales.DateOf(d.Closing.At.In(r.zone)), r), "Reason", b.lostReason(d.Closing),
			"Competitor", d.Closing.Competitor)
	case d.Outcome == sales.Void:
		return say("deal.state.void", "Reason", voidReason(d.Closing))
	case d.Hold != nil:
		return say("deal.state.hold", "Until", day(d.Hold.Until, r), "By", d.Hold.SaidBy, "Reason", d.Hold.Reason)
	}
	return i18n.Text{}
}

func voidReason(c *sales.Closing) string {
	if c == nil {
		return ""
	}
	return c.Other
}

// facts are the labelled values of a card; what is not known is left out,
// except what a deal cannot be judged without.
func (b *Bot) facts(v desk.View, r reader) []card.Fact {
	d := v.Deal
	out := []card.Fact{
		{Label: say("deal.customer"), Value: raw(d.Customer)},
		{Label: say("deal.stage"), Value: stageDays(v)},
		{Label: say("deal.amount"), Value: amount(d.Amount)},
		{Label: say("deal.close"), Value: closeDate(d, r)},
		{Label: say("deal.owner"), Value: raw(label(v.Owner))},
		{Label: say("deal.last_contact"), Value: moment(d.LastContact, "deal.never", r)},
		{Label: say("deal.next"), Value: nextStep(d, r)},
	}
	add := func(key string, value i18n.Text) {
		if !value.IsZero() {
			out = append(out, card.Fact{Label: say(key), Value: value})
		}
	}
	if d.Forecast != "" && d.IsOpen() {
		add("deal.forecast", say("explain."+string(d.Category())))
	}
	add("deal.helpers", people(v.Helpers))
	add("deal.team", raw(v.Team.Name))
	add("deal.source", b.source(d))
	add("deal.pressure", raw(d.Pressure))
	add("deal.value", raw(d.Value))
	add("deal.found", day(d.Found, r))
	add("deal.cost", costText(d))
	if d.Closing != nil {
		add("deal.learned", raw(d.Closing.Learned))
		add("deal.revisit", day(d.Closing.Revisit, r))
	}
	return out
}

func stageDays(v desk.View) i18n.Text {
	if !v.Deal.IsOpen() {
		return say("deal.stage_name", "Stage", stageName(v.Deal.Stage))
	}
	return say("deal.stage_days", "Stage", stageName(v.Deal.Stage), "Days", daysOrNone(v.Stage))
}

func closeDate(d sales.Deal, r reader) i18n.Text {
	switch {
	case d.Close == "":
		return say("deal.unknown")
	case d.Pushes > 0:
		return say("deal.close_pushed", "Date", day(d.Close, r), "Count", d.Pushes)
	}
	return day(d.Close, r)
}

func nextStep(d sales.Deal, r reader) i18n.Text {
	switch {
	case d.NextAt.IsZero() && d.NextWhat == "":
		return say("deal.no_next")
	case d.NextWhat == "":
		return moment(d.NextAt, "deal.no_next", r)
	}
	return say("deal.next_what", "When", moment(d.NextAt, "deal.undated", r), "What", activityType(d.NextWhat))
}

// warning is what is wrong and what mends it.
func (b *Bot) warning(w sales.Warning, v desk.View, r reader) i18n.Text {
	d := v.Deal
	days := 0
	if d.Close != "" {
		days = int(b.now().In(r.zone).Sub(d.Close.Time(r.zone)).Hours() / 24)
	}
	until := sales.Date("")
	if d.Hold != nil {
		until = d.Hold.Until
	}
	if w == sales.Loosened {
		return say("deal.warning.loosened", "Stage", stageName(d.Assess.Loose))
	}
	return say("deal.warning."+string(w), "Days", inDays(days), "Times", say("words.times", "Count", d.Pushes),
		"PushedDays", inDays(d.PushedDays), "StageDays", inDays(v.Stage), "Limit", inDays(b.limits[d.Stage].StuckDays), "Stage", stageName(d.Stage), "Until", day(until, r))
}

// brief is the warning as a few words, for a line of a list.
func brief(ws []sales.Warning) i18n.Text {
	if len(ws) == 0 {
		return i18n.Text{}
	}
	return say("list.warning." + string(ws[0]))
}

func (b *Bot) noteLine(n sales.Note, r reader) i18n.Text {
	return say("deal.note", "Who", label(b.desk.Person(n.Author)), "When", moment(n.At, "deal.unknown", r), "Text", oneLine(n.Text))
}

func (b *Bot) updated(v desk.View, r reader) []i18n.Text {
	if v.Deal.UpdatedAt.IsZero() {
		return nil
	}
	if v.LastBy.ID == "" || v.LastBy.ID == sales.System {
		return []i18n.Text{say("deal.updated_system", "When", moment(v.Deal.UpdatedAt, "deal.unknown", r))}
	}
	return []i18n.Text{say("deal.updated", "Who", label(v.LastBy), "When", moment(v.Deal.UpdatedAt, "deal.unknown", r))}
}

// stub is what may stand where anybody can read it: the number and nothing
// else. channels leak.
func stub(d sales.Deal, news ...i18n.Text) card.Card {
	return card.Card{
		Title: say("deal.stub", "Number", number(d)),
		Blocks: []card.Block{{Buttons: []card.Button{
			{Label: say("deal.button.show_me"), Action: beside(verbShow, d.ID)},
		}}},
		Footer: news,
	}
}

// dealButtons are what the reader may do next; the rest is in the overflow
// menu, which holds five entries at most on the strictest platform.
func dealButtons(v desk.View, r reader) []card.Button {
	d := v.Deal
	b := menu{deal: d, change: r.public || v.May[org.Change], assign: r.public || v.May[org.Assign]}
	b.running = d.IsOpen() && d.Hold == nil
	b.decide = !r.public && v.May[org.Decide]
	b.usual()
	b.rest()
	return b.out
}

// menu gathers a deal card's buttons.
type menu struct {
	deal           sales.Deal
	change, assign bool // what the reader may do
	running        bool // open and not held
	decide         bool // somebody else's manager, who may ask
	out            []card.Button
}

func (b *menu) add(when bool, x card.Button) {
	if when {
		b.out = append(b.out, x)
	}
}

// usual are the likely next steps, which stand on the card.
func (b *menu) usual() {
	d := b.deal
	next, hasNext := d.Stage.Next()
	b.add(b.change && b.running && hasNext, card.Button{
		Label: say("deal.button.forward", "Stage", stageName(next)), Style: card.Primary, Action: act(verbForward, d.ID, string(d.Stage)),
	})
	b.add(b.change && d.IsOpen() && d.Hold != nil, button(verbReopen, d, card.Primary))
	for _, verb := range []string{verbDone, verbPlan, verbAssess} { // they answer beside the card
		b.add(b.change && b.running, card.Button{Label: say("deal.button." + verb), Action: beside(verb, d.ID)})
	}
	b.add(b.change && d.Outcome != sales.Void, button(verbNote, d, card.Plain))
	b.add(b.change && d.IsOpen(), button(verbEdit, d, card.Plain))
	b.add(b.change && b.running, card.Button{Label: say("deal.button.judge"), Action: beside(verbJudge, d.ID)})
	b.add(b.decide && d.IsOpen(), card.Button{Label: say("ask.button.ask"), Action: beside(verbInquire, d.ID)})
	won := card.Plain
	if !hasNext {
		won = card.Primary
	}
	b.add(b.change && b.running, button(verbWon, d, won))
	if d.Assess.Version > 0 && (d.Outcome == sales.Won || d.Outcome == sales.Lost) {
		b.add(true, card.Button{Label: say("assess.button.replay"), Action: beside(verbLookback, d.ID)})
	}
	if !d.IsOpen() {
		again := button(verbReopen, d, card.Plain)
		again.Confirm = say("deal.confirm.reopen", "Number", number(d))
		b.add(b.change, again)
	}
}

// rest goes into the menu; history stands on the card when the menu is full.
func (b *menu) rest() {
	d := b.deal
	_, hasBack := d.Stage.Previous()
	full := hasBack && b.running && b.change && b.assign
	b.add(true, card.Button{Label: say("deal.button.history"), Action: beside(verbHistory, d.ID), More: b.change && !full})
	b.add(b.change && b.running && hasBack, more(verbBack, d))
	b.add(b.change && d.IsOpen(), more(verbLost, d))
	b.add(b.change && b.running, more(verbHold, d))
	b.add(b.assign && d.IsOpen(), more(verbAssign, d))
	b.add(b.change && d.Outcome != sales.Void, more(verbVoid, d))
}

func button(verb string, d sales.Deal, s card.Style) card.Button {
	return card.Button{Label: say("deal.button." + verb), Style: s, Action: act(verb, d.ID, "")}
}

func more(verb string, d sales.Deal) card.Button {
	b := button(verb, d, card.Plain)
	b.More = true
	return b
}
