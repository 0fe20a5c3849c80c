package bot

import (
	"context"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// Verbs of a rep's own report of the week (周报).
const (
	verbWeek     = "week"
	verbSendWeek = "send_week" // opens the form that goes to the manager
)

// kindWeekly is a rep's report for a manager: dialog, by.
const kindWeekly = "weekly"

// longestPart is how much of a part a form holds (dialogs/forms/week.toml).
const longestPart = 1000

// onWeek drafts the report from what is in the deals: a text to copy, and a button that
// sends it after a look.
func (b *Bot) onWeek(ctx context.Context, t turn) (Reply, error) {
	done, next, err := b.weekDraft(ctx, t.who)
	if err != nil {
		return Reply{}, err
	}
	c := card.Card{Title: say("week.title"), Blocks: []card.Block{
		{Strong: say("week.done")},
		{Text: raw(done)},
		{Strong: say("week.next")},
		{Text: raw(next)},
		{Buttons: []card.Button{{Label: say("week.button.send"), Style: card.Primary, Action: card.Action{Verb: verbSendWeek}}}},
		{Quiet: []i18n.Text{say("week.hint")}},
	}}
	return t.tell(c), nil
}

// onSendWeek opens the form with the draft.
func (b *Bot) onSendWeek(ctx context.Context, t turn) (Reply, error) {
	if !t.Place.Can.Form {
		return t.opener(card.Action{Verb: verbSendWeek}, "week.hint"), nil
	}
	done, next, err := b.weekDraft(ctx, t.who)
	if err != nil {
		return Reply{}, err
	}
	return b.open(ctx, t, desk.Opening{Form: verbWeek, Prefill: map[string]string{"done": cutLines(done), "next": cutLines(next)}})
}

// cutLines shortens a text by whole lines until a form can hold it.
func cutLines(s string) string {
	for len([]rune(s)) > longestPart {
		i := strings.LastIndexByte(s, '\n')
		if i < 0 {
			return string([]rune(s)[:longestPart])
		}
		s = s[:i]
	}
	return s
}

// weekDraft is what was done this week, what customers did, and what is planned.
func (b *Bot) weekDraft(ctx context.Context, who desk.Who) (done, next string, err error) {
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	f, err := b.figuresFor(ctx, who, desk.Reporting{Owner: who.ID, Day: sales.DateOf(b.now().In(r.zone))}, r)
	if err != nil {
		return "", "", err
	}
	var did, ahead []i18n.Text
	for _, x := range f.Held {
		did = append(did, say("week.held", "Deal", b.dealName(f, x.Deal), "What", activityType(x.Activity.Type), "Who", x.Activity.Who,
			"Did", say("words.did."+string(x.Activity.Outcome.Did)), "Said", short(x.Activity.Outcome.Said)))
	}
	for _, id := range f.Week.Won {
		did = append(did, say("week.won", "Deal", b.dealName(f, id), "Amount", amount(f.Named[id].Deal.Amount)))
	}
	for _, id := range f.Week.Lost {
		did = append(did, say("week.lost", "Deal", b.dealName(f, id)))
	}
	for _, p := range f.Week.Advanced {
		did = append(did, say("week.advanced", "Deal", b.dealName(f, p.Deal), "To", stageName(p.To)))
	}
	for _, id := range f.Week.New {
		did = append(did, say("week.new", "Deal", b.dealName(f, id)))
	}
	for _, x := range f.Ahead {
		ahead = append(ahead, say("week.ahead", "When", moment(x.Activity.At, "deal.undated", r), "Deal", b.dealName(f, x.Deal), "What", activityType(x.Activity.Type), "Who", x.Activity.Who, "Why", short(x.Activity.Why)))
	}
	return b.lines(did, r.lang), b.lines(ahead, r.lang), nil
}

func (b *Bot) dealName(f figures, id string) i18n.Text {
	d := f.Named[id].Deal
	return say("deal.title", "Number", number(d), "Name", shorter(d.Name))
}

// lines are texts as a list that is easily copied, or that there is nothing.
func (b *Bot) lines(texts []i18n.Text, lang i18n.Lang) string {
	if len(texts) == 0 {
		return "- " + b.catalog.Say(lang, say("week.nothing"))
	}
	var out []string
	for _, t := range texts {
		out = append(out, "- "+b.catalog.Say(lang, t))
	}
	return strings.Join(out, "\n")
}

// afterWeek says who got the report.
func (b *Bot) afterWeek(t turn, s desk.Submitted) Reply {
	c := card.Say(say("week.sent", "Managers", peopleNames(b.desk.Reported(t.who.ID))))
	return Reply{Lang: t.who.Lang, After: []Post{answerTo(s.Context, c, t.who)}}
}

func peopleNames(ps []org.Person) []string {
	var out []string
	for _, p := range ps {
		out = append(out, label(p))
	}
	return out
}

// deliverWeekly gives a manager a rep's report, as long as it is kept.
func (b *Bot) deliverWeekly(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	x, err := b.desk.Report(ctx, who, d.Facts["dialog"])
	if err != nil {
		return err
	}
	c := card.Card{Title: say("week.of", "Who", label(x.By), "Date", i18n.Date(x.On)), Blocks: []card.Block{
		{Strong: say("week.done")}, {Text: raw(x.Done)}, {Strong: say("week.next")}, {Text: raw(x.Next)},
	}}
	if x.Help != "" {
		c.Tone = card.Warn
		c.Blocks = append(c.Blocks, card.Block{Strong: say("week.help")}, card.Block{Text: raw(x.Help)})
	}
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}
