package bot

import (
	"context"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// verbFill asks the missing W of an activity one at a time. It carries the
// activity, a W and its value, a line each: without a value the W is typed, without
// a W the first that is missing is asked.
const verbFill = "fill"

// Forms of a W that is typed.
const (
	formWhy  = "why"
	formWhom = "whom"
)

// How many choices a W offers as buttons; the form of the plan has them all.
const (
	maxContacts = 5
	maxTypes    = 6
)

// onFill asks a W, takes a chosen one, or opens the form of one that is typed.
func (b *Bot) onFill(ctx context.Context, t turn) (Reply, error) {
	id, rest, _ := strings.Cut(t.carry.text, "\n")
	w, value, _ := strings.Cut(rest, "\n")
	if t.deal == "" || id == "" {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	form, typed := map[string]string{sales.Who: formWhom, sales.Why: formWhy, sales.What: verbPlan, sales.When: verbPlan}[w]
	switch {
	case w == "":
		c, err := b.nextW(ctx, t, t.deal, id)
		return t.tell(c), err
	case value == "" && typed && t.Place.Can.Form:
		return b.open(ctx, t, desk.Opening{Form: form, Deal: t.deal, Part: id})
	}
	done, err := b.desk.Fill(ctx, t.who, desk.Filling{Deal: t.deal, Activity: id, W: w, Value: value, Commit: t.ID})
	if err != nil {
		return Reply{}, err
	}
	c, err := b.nextW(ctx, t, t.deal, id, b.news(t.who, verbFill, done.Done))
	return t.tell(c), err
}

// afterFill asks the next W once one was typed, with what the coach says of it.
func (b *Bot) afterFill(ctx context.Context, t turn, s desk.Submitted) (Reply, error) {
	c, err := b.nextW(ctx, t, s.Done.Deal.ID, s.Part, b.news(t.who, verbFill, s.Done))
	if err != nil {
		return Reply{}, err
	}
	c.Blocks = slices.Concat(coached(s), c.Blocks)
	return Reply{Lang: t.who.Lang, After: []Post{answerTo(s.Context, c, t.who)}}, nil
}

// nextW is an activity with the first W that it lacks.
func (b *Bot) nextW(ctx context.Context, t turn, deal, id string, news ...i18n.Text) (card.Card, error) {
	m, err := b.desk.Meeting(ctx, t.who, deal, id)
	if err != nil {
		return card.Card{}, err
	}
	if m.Activity.ID == "" {
		return card.Card{}, fault.New(fault.NotFound, "error.no_activity")
	}
	c := b.askW(m, t.reader())
	c.Footer = news
	return c, nil
}

// askW is the card that asks the first missing W inline; with none missing it says
// so.
func (b *Bot) askW(m desk.Meeting, r reader, first ...card.Block) card.Card {
	a := m.Activity
	c := card.Card{Title: say("deal.title", "Number", number(m.Deal), "Name", m.Deal.Name), Blocks: first}
	missing := a.Missing()
	if a.State != sales.Planned || len(missing) == 0 || !m.May[org.Change] {
		c.Blocks = append(c.Blocks, activityBlocks(a, r)...)
		if len(missing) == 0 {
			c.Blocks = append(c.Blocks, card.Block{Text: say("fill.all")})
		}
		return withButtons(c, planButtons(m.Deal, a))
	}
	w := missing[0]
	c.Blocks = append(c.Blocks, card.Block{Strong: activityName(a, r)})
	if a.Why != "" {
		c.Blocks = append(c.Blocks, card.Block{Text: say("activity.why", "Why", a.Why)})
	}
	c.Blocks = append(c.Blocks, card.Block{Strong: say("fill." + w)})
	if len(missing) > 1 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("fill.more", "Count", len(missing)-1)}})
	}
	return withButtons(c, append(offers(m, w), planButtons(m.Deal, a)...))
}

func withButtons(c card.Card, bs []card.Button) card.Card {
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	return c
}

// offers are the buttons that answer a W.
func offers(m desk.Meeting, w string) []card.Button {
	id := m.Activity.ID
	value := func(v string) card.Action { return act(verbFill, m.Deal.ID, id+"\n"+w+"\n"+v) }
	var out []card.Button
	add := func(label i18n.Text, v string) {
		out = append(out, card.Button{Label: label, Action: value(v)})
	}
	switch w {
	case sales.Who:
		for _, name := range m.Contacts[:min(len(m.Contacts), maxContacts)] {
			add(raw(short(name)), name)
		}
		add(say("fill.button.who"), "")
	case sales.What:
		for _, k := range sales.ActivityTypes()[:maxTypes] {
			add(activityType(k), k)
		}
		add(say("fill.button.other"), "")
	case sales.Where:
		for _, k := range sales.ActivityPlaces() {
			add(say("words.where."+k), k)
		}
	default:
		add(say("fill.button."+w), "")
	}
	out[0].Style = card.Primary
	return out
}

// planButtons change a planned activity as a whole.
func planButtons(d sales.Deal, a sales.Activity) []card.Button {
	if a.State != sales.Planned {
		return []card.Button{{Label: say("say.button.show"), Action: beside(verbShow, d.ID)}}
	}
	return []card.Button{
		{Label: say("activity.button.replan"), Action: act(verbReplan, d.ID, a.ID)},
		{Label: say("activity.button.call_off"), Action: act(verbCallOff, d.ID, a.ID)},
	}
}
