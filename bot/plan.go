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

// Verbs of activities. plan and done are words; the others only buttons say.
const (
	verbPlan    = "plan"
	verbDone    = "done"
	verbReplan  = "replan"   // opens the plan of an activity
	verbAfter   = "after"    // what came of an activity
	verbCallOff = "call_off" // the customer called it off
	verbReword  = "reword"   // takes the coach's words
	verbSuggest = "suggest"  // takes a contact as a question's evidence
)

// maxActivities is how many activities a card lists.
const maxActivities = 8

// onPlan opens the form of the five W; a deal with plans shows them first.
func (b *Bot) onPlan(ctx context.Context, t turn) (Reply, error) {
	v, text, ask, err := b.subject(ctx, t, true)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	if len(v.Deal.Plans) > 0 && t.Kind != Click {
		c, err := b.activitiesCard(ctx, t, v.Deal.ID)
		return t.tell(c), err
	}
	t.carry.text = text
	return b.planForm(ctx, t, v, "")
}

// planForm opens the form of a plan, or offers the button that opens it.
func (b *Bot) planForm(ctx context.Context, t turn, v desk.View, activity string) (Reply, error) {
	if !t.Place.Can.Form {
		t.said.Verb = verbPlan
		return b.formFor(ctx, t, v)
	}
	o := desk.Opening{Form: verbPlan, Deal: v.Deal.ID, Part: activity}
	if t.carry.text != "" && activity == "" {
		o.Prefill = map[string]string{"why": t.carry.text}
	}
	return b.open(ctx, t, o)
}

// onActivity opens a form about the activity, the question or the request that a
// button names.
func (b *Bot) onActivity(form string) answer {
	return func(ctx context.Context, t turn) (Reply, error) {
		if t.deal == "" || !t.Place.Can.Form {
			return Reply{}, fault.New(fault.NotFound, "error.expired")
		}
		return b.open(ctx, t, desk.Opening{Form: form, Deal: t.deal, Part: t.carry.text})
	}
}

// onDone logs a contact that nobody had planned.
func (b *Bot) onDone(ctx context.Context, t turn) (Reply, error) {
	v, text, ask, err := b.subject(ctx, t, true)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	if !t.Place.Can.Form {
		return b.formFor(ctx, t, v)
	}
	o := desk.Opening{Form: verbDone, Deal: v.Deal.ID, Prefill: map[string]string{}}
	if text != "" {
		o.Prefill["said"] = text
	}
	return b.open(ctx, t, o)
}

// onCallOff takes an activity out that the customer called off.
func (b *Bot) onCallOff(ctx context.Context, t turn) (Reply, error) {
	done, err := b.desk.CallOff(ctx, t.who, t.deal, t.carry.text, t.ID)
	if err != nil {
		return Reply{}, err
	}
	news := b.news(t.who, verbCallOff, done)
	c, err := b.activitiesCard(ctx, t, t.deal, news)
	return t.tell(c), err
}

// activitiesCard lists a deal's activities: what is planned with its buttons,
// then what was held.
func (b *Bot) activitiesCard(ctx context.Context, t turn, deal string, news ...i18n.Text) (card.Card, error) {
	v, all, err := b.desk.Activities(ctx, t.who, deal)
	if err != nil {
		return card.Card{}, err
	}
	r := t.reader()
	c := card.Card{Title: say("activity.title", "Number", number(v.Deal), "Name", v.Deal.Name), Footer: news}
	may := v.May[org.Change] && v.Deal.IsOpen()
	planned := slices.DeleteFunc(slices.Clone(all), func(a sales.Activity) bool { return a.State != sales.Planned })
	slices.Reverse(planned) // the next one first
	for _, a := range planned[:min(len(planned), maxActivities)] {
		c.Blocks = append(c.Blocks, activityBlocks(a, r)...)
		if may {
			c.Blocks = append(c.Blocks, card.Block{Buttons: activityButtons(v.Deal, a)})
		}
	}
	if len(planned) == 0 {
		c.Blocks = append(c.Blocks, card.Block{Text: say("activity.none_planned")})
	}
	c.Blocks = append(c.Blocks, held(all, r)...)
	if t := costText(v.Deal); !t.IsZero() {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{t}})
	}
	var bs []card.Button
	if may {
		bs = []card.Button{button(verbPlan, v.Deal, card.Primary), button(verbDone, v.Deal, card.Plain)}
	}
	bs = append(bs, card.Button{Label: say("say.button.card"), Action: act(verbShow, deal, "")})
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	return c, nil
}

// held lists what took place.
func held(all []sales.Activity, r reader) []card.Block {
	var items []card.Item
	for _, a := range all {
		if a.State == sales.Held && len(items) < maxActivities {
			items = append(items, card.Item{Main: activityName(a, r), Quiet: outturnText(a)})
		}
	}
	if len(items) == 0 {
		return nil
	}
	return []card.Block{{Strong: say("activity.held")}, {Items: items}}
}

// activityBlocks are a planned activity: its five W and which are missing.
func activityBlocks(a sales.Activity, r reader) []card.Block {
	out := []card.Block{{Strong: activityName(a, r)}}
	if a.Why != "" {
		out = append(out, card.Block{Text: say("activity.why", "Why", a.Why)})
	}
	if missing := a.Missing(); len(missing) > 0 {
		var list []i18n.Text
		for _, w := range missing {
			list = append(list, say("activity.w."+w))
		}
		out = append(out, card.Block{Quiet: []i18n.Text{say("activity.missing", "List", list)}})
	}
	return out
}

// activityName is an activity in one line: form, whom, when and where.
func activityName(a sales.Activity, r reader) i18n.Text {
	when := i18n.Text{}
	switch {
	case a.At.IsZero():
	case a.AllDay:
		when = day(sales.DateOf(a.At.In(org.Location(a.Zone, "UTC"))), r)
	default:
		when = moment(a.At, "deal.unknown", r)
	}
	where := i18n.Text{}
	if a.Where != "" {
		where = say("words.where." + a.Where)
	}
	return say("activity.name", "Type", activityType(a.Type), "Who", a.Who, "When", when, "Where", where, "Place", a.Place)
}

func activityType(key string) i18n.Text {
	if !slices.Contains(sales.ActivityTypes(), key) {
		return raw(key)
	}
	return say("activity.type." + key)
}

func outturnText(a sales.Activity) i18n.Text {
	if a.Outcome == nil {
		return i18n.Text{}
	}
	did := i18n.Text{}
	if a.Outcome.Did != "" {
		did = say("words.did." + string(a.Outcome.Did))
	}
	return say("activity.outturn", "Did", did, "Said", oneLine(a.Outcome.Said))
}

func activityButtons(d sales.Deal, a sales.Activity) []card.Button {
	label := func(verb string) i18n.Text { return say("activity.button." + verb) }
	var out []card.Button
	if len(a.Missing()) > 0 {
		out = append(out, card.Button{Label: label(verbFill), Action: act(verbFill, d.ID, a.ID)})
	}
	out = append(out, card.Button{Label: label(verbAfter), Style: card.Primary, Action: act(verbAfter, d.ID, a.ID)})
	return append(out, planButtons(d, a)...)
}

// costText is what selling a deal has cost, nothing where nothing was noted.
func costText(d sales.Deal) i18n.Text {
	c := d.Cost()
	if c.Hours.IsZero() && len(c.Spent) == 0 {
		return i18n.Text{}
	}
	var spent []i18n.Text
	for _, m := range c.Spent {
		spent = append(spent, amount(m))
	}
	hours := ""
	if !c.Hours.IsZero() {
		hours = c.Hours.String()
	}
	return say("activity.cost", "Hours", hours, "Spent", spent)
}

// afterActivity shows the deal's activities once one was saved.
func (b *Bot) afterActivity(ctx context.Context, t turn, s desk.Submitted) (Reply, error) {
	news := say("say.did."+s.Form, "Who", t.who.Label())
	if s.Done.Already {
		news = b.news(t.who, s.Form, s.Done)
	}
	c, err := b.activitiesCard(ctx, t, s.Done.Deal.ID, news)
	if err != nil {
		return Reply{}, err
	}
	c.Blocks = slices.Concat(coached(s), b.hinted(s), c.Blocks)
	return Reply{Lang: t.who.Lang, After: []Post{answerTo(s.Context, c, t.who)}}, nil
}

// coached is what the coach says of a purpose that was just saved, with its offer.
func coached(s desk.Submitted) []card.Block {
	v := s.Coached
	if v == nil {
		return nil
	}
	var out []card.Block
	if v.Confidential {
		out = append(out, card.Block{Text: say("coach.confidential")})
	}
	if v.Good {
		return out
	}
	out = append(out, card.Block{Text: say("coach." + string(v.Rule))}, card.Block{Quiet: []i18n.Text{say("coach.rewrite", "Text", v.Rewrite)}})
	use := act(verbReword, s.Done.Deal.ID, s.Activity.ID+"\n"+v.Rewrite)
	return append(out, card.Block{Buttons: []card.Button{{Label: say("coach.button.use"), Action: use}}})
}

// hinted offers the questions that a contact may have answered; each is confirmed
// by the person.
func (b *Bot) hinted(s desk.Submitted) []card.Block {
	a := s.Activity
	if a.Outcome == nil {
		return nil
	}
	var items []card.Item
	for _, q := range b.desk.Hinted(s.Done.Deal, a.Outcome.Said) {
		take := act(verbSuggest, s.Done.Deal.ID, q+"/"+a.ID)
		items = append(items, card.Item{Main: b.question(q), Button: &card.Button{Label: say("assess.button.answer"), Action: take}})
	}
	if len(items) == 0 {
		return nil
	}
	return []card.Block{{Text: say("activity.hinted")}, {Items: items}}
}

// onSuggest opens the evidence of a question with what a contact brought; the
// answer itself is one more click.
func (b *Bot) onSuggest(ctx context.Context, t turn) (Reply, error) {
	question, id, ok := strings.Cut(t.carry.text, "/")
	if t.deal == "" || !ok || !t.Place.Can.Form {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	m, err := b.desk.Meeting(ctx, t.who, t.deal, id)
	if err != nil {
		return Reply{}, err
	}
	o := desk.Opening{Form: verbEvidence, Deal: t.deal, Part: question, Context: t.context(), Prefill: map[string]string{}}
	if m.Activity.Outcome != nil {
		o.Prefill["text"] = m.Activity.Outcome.Said
		o.Prefill["said_by"] = strings.Join(m.Activity.Who, ", ")
	}
	o.Context[ctxStop] = stop{set: allQuestions, question: question}.String()
	opened, err := b.desk.Open(ctx, t.who, o)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Form: &FormView{Form: opened.Form, State: opened.State}, Lang: t.who.Lang}, nil
}

// onReword opens the plan of an activity with the coach's words as its purpose.
func (b *Bot) onReword(ctx context.Context, t turn) (Reply, error) {
	id, words, ok := strings.Cut(t.carry.text, "\n")
	if t.deal == "" || !ok || !t.Place.Can.Form {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	return b.open(ctx, t, desk.Opening{Form: verbPlan, Deal: t.deal, Part: id, Prefill: map[string]string{"why": words}})
}
