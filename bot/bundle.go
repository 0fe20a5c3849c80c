package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// kindBundle is a message about deals that need attention; its fact "deals" is
// "deal:kind+kind,deal:kind".
const kindBundle = "bundle"

const verbSnooze = "snooze"

// Until when somebody may put a deal off without a form.
const (
	snoozeHour     = "hour"
	snoozeTomorrow = "tomorrow"
	snoozeMonday   = "monday"
)

// deliverBundle tells what has become silent, stuck, planless or overdue, as far
// as that still holds.
func (b *Bot) deliverBundle(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	c := card.Card{Tone: card.Warn}
	told := 0
	for _, part := range strings.Split(d.Facts["deals"], ",") {
		id, kinds, _ := strings.Cut(part, ":")
		v, err := b.desk.View(ctx, who, id)
		if gone(err) {
			continue
		}
		if err != nil {
			return err
		}
		facts := slices.DeleteFunc(b.desk.Facts(v.Deal), func(f sales.Fact) bool { return !slices.Contains(strings.Split(kinds, "+"), string(f.Kind)) })
		if len(facts) == 0 {
			continue // mended meanwhile
		}
		told++
		c.Blocks = append(c.Blocks, b.bundled(v, facts, r)...)
	}
	if told == 0 {
		return nil
	}
	c.Title = say("bundle.title", "Count", told)
	more, err := b.questionOfDay(ctx, who, d.Facts["question"])
	if err != nil {
		return err
	}
	c.Blocks = append(c.Blocks, more...)
	if d.Facts["mends"] != "" {
		still, err := b.stillMissing(ctx, who, strings.Split(d.Facts["deals"], ","))
		if err != nil {
			return err
		}
		c.Blocks = append(c.Blocks, still...)
	}
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}

// questionOfDay is the question that stands in a bundle of somebody who wants one,
// nothing once it was answered.
func (b *Bot) questionOfDay(ctx context.Context, who desk.Who, fact string) ([]card.Block, error) {
	deal, question, ok := strings.Cut(fact, "/")
	if !ok {
		return nil, nil
	}
	q, err := b.desk.Question(ctx, who, deal, "", question)
	if gone(err) || err == nil && (q.Answer.Known() || q.Deal.Hold != nil) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	at := stop{set: q.Heading, question: q.Question}
	return []card.Block{
		{Divider: true},
		{Quiet: []i18n.Text{say("assess.daily")}},
		{Strong: say("bundle.question", "Number", number(q.Deal), "Name", q.Deal.Name, "Question", say(q.Label+".label"))},
		{Buttons: []card.Button{{Label: say("assess.button.answer"), Style: card.Primary, Action: card.Action{
			Verb: verbQuestion, Object: deal, Value: carry{text: at.String()}.String(),
		}}}},
	}, nil
}

// bundled is one deal of a bundle: which facts, since when, and what to do.
func (b *Bot) bundled(v desk.View, facts []sales.Fact, r reader) []card.Block {
	d := v.Deal
	out := []card.Block{
		{Strong: say("deal.title", "Number", number(d), "Name", d.Name)},
		{Quiet: []i18n.Text{b.line(v, r).Quiet}},
	}
	now := b.now().In(r.zone)
	for _, f := range facts {
		since := sales.DateOf(f.Since.In(r.zone))
		days := int(now.Sub(f.Since).Hours() / 24)
		out = append(out, card.Block{Text: say("bundle."+string(f.Kind), "Since", day(since, r), "Days", inDays(days), "Stage", stageName(d.Stage))})
	}
	if !v.May[org.Change] {
		return append(out, card.Block{Buttons: []card.Button{{Label: say("say.button.show"), Action: beside(verbShow, d.ID)}}})
	}
	if v.May[org.Decide] {
		return append(out, card.Block{Buttons: []card.Button{
			{Label: say("ask.button.ask"), Style: card.Primary, Action: beside(verbInquire, d.ID)},
			{Label: say("say.button.show"), Action: beside(verbShow, d.ID)},
			{Label: say("deal.button.assign"), Action: beside(verbAssign, d.ID)},
		}})
	}
	return append(out, card.Block{Buttons: bundleButtons(d)})
}

func bundleButtons(d sales.Deal) []card.Button {
	next := func(verb string, style card.Style) card.Button {
		return card.Button{Label: say("deal.button." + verb), Style: style, Action: beside(verb, d.ID)}
	}
	out := []card.Button{
		next(verbDone, card.Primary), next(verbPlan, card.Plain), next(verbHold, card.Plain), next(verbLost, card.Plain),
		{Label: say("say.button.show"), Action: beside(verbShow, d.ID)},
	}
	for _, until := range []string{snoozeHour, snoozeTomorrow, snoozeMonday} {
		a := card.Action{Verb: verbSnooze, Object: d.ID, Value: carry{text: until}.String()}
		out = append(out, card.Button{Label: say("bundle.snooze." + until), Action: a, More: true})
	}
	return append(out, card.Button{Label: say("bundle.snooze.date"), Action: beside(verbSnooze, d.ID), More: true})
}

// onSnooze puts a deal off: until a time that the button names, else until a date
// of the person's.
func (b *Bot) onSnooze(ctx context.Context, t turn) (Reply, error) {
	if t.deal == "" {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	now := b.now().In(t.who.Zone)
	var until time.Time
	switch t.carry.text {
	case snoozeHour:
		until = now.Add(time.Hour)
	case snoozeTomorrow:
		until = nine(now.AddDate(0, 0, 1))
	case snoozeMonday:
		until = nine(now.AddDate(0, 0, (7-int(now.Weekday()))%7+1))
	default:
		return b.open(ctx, t, desk.Opening{Form: verbSnooze, Deal: t.deal})
	}
	done, err := b.desk.Snooze(ctx, t.who, t.deal, until, t.ID)
	if err != nil {
		return Reply{}, err
	}
	return t.tell(card.Say(say("bundle.snoozed", "Number", number(done.Deal), "Name", done.Deal.Name, "Until", moment(until, "deal.unknown", t.reader())))), nil
}

// nine is nine in the morning of a day.
func nine(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 9, 0, 0, 0, t.Location())
}

// afterSnooze says until when a deal was put off by the form.
func (b *Bot) afterSnooze(t turn, s desk.Submitted) Reply {
	d := s.Done.Deal
	c := card.Say(say("bundle.snoozed", "Number", number(d), "Name", d.Name, "Until", moment(d.Attention.Snoozed, "deal.unknown", t.reader())))
	return Reply{Lang: t.who.Lang, After: []Post{answerTo(s.Context, c, t.who)}}
}
