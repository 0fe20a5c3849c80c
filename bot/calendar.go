package bot

import (
	"context"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// Verbs of a person's calendar. calendar is a word; the others only buttons say.
const (
	verbCalendar = "calendar"
	verbConnect  = "connect"       // opens the form of its address
	verbReadNow  = "read_now"      // has it read at once
	verbStop     = "stop_calendar" // forgets it
	verbTake     = "take"          // makes a meeting an activity of a deal: shown keys, the key
	verbNotOurs  = "not_ours"      // a meeting is not with a customer: shown keys, the key
)

// kindFeed is a message about what a calendar brought; its facts are the desk's.
const kindFeed = "feed"

// maxProposed is how many meetings of a calendar a card shows.
const maxProposed = 5

// onCalendar shows a person's calendar: how its reading went and what it found.
func (b *Bot) onCalendar(ctx context.Context, t turn) (Reply, error) {
	f, found, err := b.desk.Proposals(ctx, t.who)
	if err != nil {
		return Reply{}, err
	}
	c := card.Card{Title: say("calendar.title"), Blocks: []card.Block{{Text: b.calendarState(f, t.reader())}}}
	if f.ReadAt.IsZero() && f.Address == "" {
		c.Blocks = append(c.Blocks, card.Block{Text: say("calendar.how")})
	}
	c.Blocks = append(c.Blocks, proposals(found, t.reader())...)
	return t.tell(withButtons(c, calendarButtons(f))), nil
}

func calendarButtons(f sales.Feed) []card.Button {
	if f.Address == "" {
		return []card.Button{{Label: say("calendar.button.connect"), Style: card.Primary, Action: card.Action{Verb: verbConnect, Value: here}}}
	}
	return []card.Button{
		{Label: say("calendar.button.change"), Action: card.Action{Verb: verbConnect, Value: here}},
		{Label: say("calendar.button.read_now"), Action: card.Action{Verb: verbReadNow, Value: here}},
		{Label: say("calendar.button.stop"), Action: card.Action{Verb: verbStop, Value: here}},
	}
}

// calendarState says whether a calendar is connected and how its last reading went.
func (b *Bot) calendarState(f sales.Feed, r reader) i18n.Text {
	switch {
	case f.Asked:
		return say("calendar.reading")
	case f.Failed != "":
		return say("calendar.failed", "Reason", say(f.Failed), "When", moment(f.NextAt, "deal.unknown", r))
	case !f.ReadAt.IsZero():
		return say("calendar.read", "When", moment(f.ReadAt, "deal.unknown", r), "Events", say("calendar.meetings", "Count", f.Events),
			"Found", say("calendar.meetings", "Count", len(f.Found)), "Skipped", f.Skipped)
	case f.Address != "":
		return say("calendar.reading")
	}
	return say("calendar.none")
}

// onConnect opens the form of a calendar's address.
func (b *Bot) onConnect(ctx context.Context, t turn) (Reply, error) {
	if !t.Place.Can.Form {
		return t.opener(card.Action{Verb: verbConnect, Value: here}, "calendar.how"), nil
	}
	return b.open(ctx, t, desk.Opening{Form: verbCalendar})
}

// onReadNow has the calendar read; what it brings comes as a message.
func (b *Bot) onReadNow(ctx context.Context, t turn) (Reply, error) {
	if err := b.desk.ReadNow(ctx, t.who, t.ID); err != nil {
		return Reply{}, err
	}
	return b.onCalendar(ctx, t)
}

// onStop forgets the calendar.
func (b *Bot) onStop(ctx context.Context, t turn) (Reply, error) {
	if err := b.desk.StopCalendar(ctx, t.who, t.ID); err != nil {
		return Reply{}, err
	}
	return t.tell(card.Say(say("calendar.stopped"))), nil
}

// afterCalendar says that the calendar is being read.
func (b *Bot) afterCalendar(t turn, s desk.Submitted) Reply {
	return Reply{Lang: t.who.Lang, After: []Post{answerTo(s.Context, card.Say(say("calendar.reading")), t.who)}}
}

// onTake makes a meeting an activity; the card shows that it was, and what the
// meeting lacks is asked beside it.
func (b *Bot) onTake(ctx context.Context, t turn) (Reply, error) {
	keys, key, ok := t.shownKeys()
	if t.deal == "" || !ok {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	s, err := b.desk.TakeOver(ctx, t.who, t.deal, key, t.ID)
	if err != nil {
		return Reply{}, err
	}
	r, err := b.stillFound(ctx, t, keys)
	if err != nil {
		return Reply{}, err
	}
	next, err := b.nextW(ctx, t, s.Activity.Deal, s.Activity.ID, b.news(t.who, verbPlan, s.Done))
	if err != nil {
		return Reply{}, err
	}
	t.carry.here = false
	r.After = []Post{answerTo(t.context(), next, t.who)}
	return r, nil
}

// onNotOurs takes a meeting's series out of the calendar.
func (b *Bot) onNotOurs(ctx context.Context, t turn) (Reply, error) {
	keys, key, ok := t.shownKeys()
	if !ok {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	if err := b.desk.DropAppointment(ctx, t.who, key, t.ID); err != nil {
		return Reply{}, err
	}
	return b.stillFound(ctx, t, keys)
}

// shownKeys are the meetings of the card that was clicked, and the one it is about.
func (t turn) shownKeys() (keys []string, key string, ok bool) {
	all, key, ok := strings.Cut(t.carry.text, "/")
	return strings.Split(all, ","), key, ok && key != ""
}

// stillFound shows the meetings of a card as they are now.
func (b *Bot) stillFound(ctx context.Context, t turn, keys []string) (Reply, error) {
	_, found, err := b.desk.Proposals(ctx, t.who, keys...)
	if err != nil {
		return Reply{}, err
	}
	c := card.Card{Title: say("calendar.title"), Blocks: proposals(found, t.reader())}
	if len(found) == 0 {
		c.Blocks = []card.Block{{Text: say("calendar.nothing")}}
	}
	return t.tell(c), nil
}

// deliverFeed tells what a calendar brought: new meetings, moved and cancelled ones,
// or that it cannot be read.
func (b *Bot) deliverFeed(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	keys := strings.Split(d.Facts["new"], ",")
	f, found, err := b.desk.Proposals(ctx, who, keys...)
	if err != nil {
		return err
	}
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	c := card.Card{Title: say("calendar.title")}
	if d.Facts["asked"] != "" {
		c.Blocks = append(c.Blocks, card.Block{Text: b.calendarState(f, r)})
	}
	for _, what := range []string{"moved", "gone"} {
		blocks, err := b.followed(ctx, who, what, d.Facts[what], r)
		if err != nil {
			return err
		}
		c.Blocks = append(c.Blocks, blocks...)
	}
	c.Blocks = append(c.Blocks, proposals(found, r)...)
	if len(c.Blocks) == 0 {
		return nil // mended meanwhile
	}
	if d.Facts["asked"] != "" {
		c = withButtons(c, calendarButtons(f))
	}
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}

// followed are the activities that the calendar moved or called off.
func (b *Bot) followed(ctx context.Context, who desk.Who, what, list string, r reader) ([]card.Block, error) {
	var items []card.Item
	for _, one := range strings.Split(list, ",") {
		deal, id, ok := strings.Cut(one, "/")
		if !ok {
			continue
		}
		m, err := b.desk.Meeting(ctx, who, deal, id)
		if gone(err) || err == nil && m.Activity.ID == "" {
			continue
		}
		if err != nil {
			return nil, err
		}
		items = append(items, card.Item{
			Main: say("deal.title", "Number", number(m.Deal), "Name", m.Deal.Name), Quiet: activityName(m.Activity, r),
			Button: &card.Button{Label: say("say.button.show"), Action: beside(verbShow, deal)},
		})
	}
	if len(items) == 0 {
		return nil, nil
	}
	return []card.Block{{Strong: say("calendar." + what)}, {Items: items}}, nil
}

// proposals are meetings of the calendar, each with the deals that it may be about.
func proposals(found []desk.Proposed, r reader) []card.Block {
	var out []card.Block
	shown := found[:min(len(found), maxProposed)]
	var keys []string
	for _, p := range shown {
		keys = append(keys, p.Key)
	}
	all := strings.Join(keys, ",")
	for _, p := range shown {
		out = append(out, card.Block{Strong: raw(oneLine(short(p.Title)))}, card.Block{Quiet: []i18n.Text{appointment(p, r)}})
		if p.Activity != "" {
			for _, d := range p.About {
				out = append(out, card.Block{Quiet: []i18n.Text{say("calendar.taken", "Number", number(d), "Name", d.Name)}})
			}
			continue
		}
		var bs []card.Button
		for i, d := range p.About {
			style := card.Plain
			if i == 0 {
				style = card.Primary
			}
			bs = append(bs, card.Button{Label: say("calendar.button.take", "Number", number(d), "Name", shorter(d.Name)), Style: style, Action: act(verbTake, d.ID, all+"/"+p.Key)})
		}
		bs = append(bs, card.Button{Label: say("calendar.button.not_ours"), Action: act(verbNotOurs, "", all+"/"+p.Key)})
		out = append(out, card.Block{Buttons: bs})
	}
	if len(out) > 0 {
		out = append([]card.Block{{Text: say("calendar.found", "Events", say("calendar.meetings", "Count", len(found)))}}, out...)
	}
	if more := len(found) - len(shown); more > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("calendar.more", "Count", more)}})
	}
	return out
}

// appointment is when and where a meeting of the calendar is, and with whom.
func appointment(p desk.Proposed, r reader) i18n.Text {
	when := moment(p.At, "deal.unknown", r)
	if p.AllDay {
		when = day(sales.DateOf(p.At.In(r.zone)), r)
	}
	return say("calendar.line", "When", when, "Place", short(p.Place), "Who", p.Who)
}
