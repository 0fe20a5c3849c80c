package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// kindDigest is a team's digest: team, face, from, to; to its channel also platform.
const kindDigest = "digest"

// firstFew is how many deals of a list a digest shows by itself.
const firstFew = 5

// onDigest answers "digest east last monday": to whom leads the team all of it, to
// others what its channel reads.
func (b *Bot) onDigest(ctx context.Context, t turn) (Reply, error) {
	at := spotOf(t)
	if t.Kind != Click || t.Action.Verb != verbDigest {
		var err error
		if at, err = b.whichReport(t); err != nil {
			return Reply{}, err
		}
	}
	d, err := b.desk.Digest(ctx, t.who, at.asking(t.who))
	if err != nil {
		return Reply{}, err
	}
	f := b.figures(d, t.reader())
	if b.managedBy(t.who.ID, d.Team) {
		return t.page(b.managerDigest(f)), nil
	}
	return t.page(b.channelDigest(f)), nil
}

// whichReport reads a team and a day of a week from a typed line; nothing is one's own
// team's last week.
func (b *Bot) whichReport(t turn) (spot, error) {
	rest := trim(t.said.Object + " " + t.said.Rest)
	teams := b.desk.Org().TeamsOf(t.who.ID)
	var at spot
	for _, x := range teams {
		for _, name := range []string{x.Name, x.Key} {
			if more, ok := afterName(rest, name); ok && at.team == "" {
				at.team, rest = x.Key, more
			}
		}
	}
	if home, ok := b.desk.Org().HomeTeam(t.who.ID); ok && at.team == "" {
		at.team = home.Key
	}
	if at.team == "" && len(teams) > 0 {
		at.team = teams[0].Key
	}
	switch folded(rest) {
	case "", "last week", "上周":
		return at, nil
	case "this week", "本周":
		at.day = string(sales.DateOf(b.now().In(t.reader().zone)))
		return at, nil
	}
	day, err := i18n.ParseDate(rest, i18n.DateOf(b.now().In(t.reader().zone)))
	if err != nil {
		return at, fault.New(fault.Invalid, "error.which_report", "Typed", short(rest), "Teams", teamNames(teams))
	}
	at.day = string(day)
	return at, nil
}

// afterName takes a name off the beginning of a line.
func afterName(line, name string) (rest string, ok bool) {
	if name == "" || !strings.HasPrefix(folded(line)+" ", folded(name)+" ") {
		return line, false
	}
	return trim(string([]rune(line)[len([]rune(name)):])), true
}

func teamNames(teams []org.Team) []string {
	var out []string
	for _, t := range teams {
		out = append(out, t.Name)
	}
	return out
}

// managerDigest is all of it: the first five as one line each, the rest behind
// buttons.
func (b *Bot) managerDigest(f figures) card.Card {
	c := card.Card{Title: say("digest.title", "Team", f.Team.Name, "Span", f.span())}
	if f.nothing() {
		c.Blocks = []card.Block{{Text: say("digest.nothing")}, {Text: f.stands()}}
		return b.closing(c, f)
	}
	c.Blocks = append(c.Blocks, card.Block{Text: f.quota()})
	if f.Current { // what waits is of now
		c.Blocks = append(c.Blocks, b.decisions(f)...)
	}
	c.Blocks = append(c.Blocks, card.Block{Text: f.closed()}, card.Block{Text: f.movement()})
	if f.Current {
		c.Blocks = append(c.Blocks, card.Block{Text: f.atRisk()})
	}
	c.Blocks = append(c.Blocks, card.Block{Chart: f.funnel()})
	c.Blocks = append(c.Blocks, card.Block{Text: f.moved()})
	if f.Current {
		c.Blocks = append(c.Blocks, b.ahead(f, false)...)
	}
	c.Blocks = append(c.Blocks, card.Block{Text: f.did()})
	if parts := f.parts(); parts != nil {
		c.Blocks = append(c.Blocks, card.Block{Strong: say("digest.parts")}, card.Block{Table: parts})
	}
	return b.closing(c, f)
}

// closing adds the ways on and what to know of the figures.
func (b *Bot) closing(c card.Card, f figures) card.Card {
	var bs []card.Button
	if len(f.Lists) > 0 {
		bs = append(bs, card.Button{Label: say("digest.button.lists"), Style: card.Primary, Action: spotOn(f.Digest).beside(verbSection)})
	}
	bs = append(bs, card.Button{Label: say("digest.button.explain"), Action: spotOn(f.Digest).beside(verbExplain)},
		card.Button{Label: say("digest.button.forecast"), Action: spotOn(f.Digest).beside(verbForecast)},
		card.Button{Label: say("digest.button.trend"), Action: spotOn(f.Digest).beside(verbFunnel)})
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	if quiet := f.caveats(); len(quiet) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: quiet})
	}
	c.Footer = []i18n.Text{say("digest.as_of", "When", moment(b.now(), "deal.unknown", f.r))}
	return c
}

// decisions are what waits for the manager, answered in place; the first five by
// value.
func (b *Bot) decisions(f figures) []card.Block {
	s := f.section(desk.TopicDecide)
	if s.Count == 0 {
		return []card.Block{{Text: say("digest.decide_none")}}
	}
	out := []card.Block{{Text: say("digest.decide", "Count", s.Count)}}
	for _, e := range s.Items[:min(len(s.Items), firstFew)] {
		v := f.Named[e.Deal]
		out = append(out, card.Block{Strong: say("digest.deal", "Number", number(v.Deal), "Name", short(v.Deal.Name), "Amount", amount(v.Deal.Amount), "Owner", label(v.Owner))})
		out = append(out, b.decision(v, f.r)...)
	}
	if n := len(s.Items) - firstFew; n > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("digest.more", "Count", n)}})
	}
	return out
}

// decision is what of one deal waits, with its buttons; the digest stays.
func (b *Bot) decision(v desk.View, r reader) []card.Block {
	d := v.Deal
	out := append(b.request(v, r), b.holdAsked(v)...)
	if w := d.Assess.Worth; w != nil && w.Verdict == sales.Manager {
		out = append(out, card.Block{Text: say("worth.was", "Verdict", say("worth.verdict."+string(w.Verdict)), "Who", label(b.desk.Person(w.By)), "When", moment(w.At, "deal.unknown", r))})
		if v.May[org.Decide] {
			out = append(out, card.Block{Buttons: b.worthButtons(v)})
		}
	}
	if slices.Contains(v.Warnings, sales.PushedOften) {
		out = append(out, card.Block{Text: b.warning(sales.PushedOften, v, r)}, card.Block{Buttons: []card.Button{
			{Label: say("ask.button.ask"), Action: beside(verbInquire, d.ID)},
			{Label: say("say.button.show"), Action: beside(verbShow, d.ID)},
		}})
	}
	for i := range out {
		out[i].Buttons = aside(out[i].Buttons)
	}
	return out
}

// aside are buttons whose answers stand beside the message.
func aside(bs []card.Button) []card.Button {
	out := slices.Clone(bs)
	for i := range out {
		out[i].Action.Value = carry{text: readCarry(out[i].Action.Value).text}.String()
	}
	return out
}

// channelDigest is what everybody may read: nothing in it blames.
func (b *Bot) channelDigest(f figures) card.Card {
	c := card.Card{Title: say("digest.title", "Team", f.Team.Name, "Span", f.span()), Tone: card.Good}
	if f.nothing() {
		c.Tone = card.Calm
		c.Blocks = []card.Block{{Text: say("digest.nothing")}, {Text: f.stands()}}
	} else {
		for _, id := range f.Week.Won[:min(len(f.Week.Won), perPage)] {
			c.Blocks = append(c.Blocks, card.Block{Text: b.cheer(f.Named[id])})
		}
		if n := len(f.Week.Won) - perPage; n > 0 {
			c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("digest.more", "Count", n)}})
		}
		c.Blocks = append(c.Blocks, card.Block{Text: f.movement()}, card.Block{Chart: f.funnel()})
		c.Blocks = append(c.Blocks, f.advances()...)
		c.Blocks = append(c.Blocks, b.ahead(f, true)...)
	}
	if quiet := f.caveats(); len(quiet) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: quiet})
	}
	c.Footer = []i18n.Text{say("digest.as_of", "When", moment(b.now(), "deal.unknown", f.r))}
	return c
}

// cheer names a deal that was won and everybody who helped.
func (b *Bot) cheer(v desk.View) i18n.Text {
	return say("digest.cheer", "Name", short(v.Deal.Name), "Number", number(v.Deal), "Customer", short(v.Deal.Customer), "Amount", amount(v.Deal.Amount),
		"Owner", label(v.Owner), "Helpers", people(v.Helpers))
}

// deliverDigest posts a digest as figures are now. A channel that the bot may not
// write to is the managers' to mend: they get it privately, with the cure.
func (b *Bot) deliverDigest(ctx context.Context, d Errand) error {
	team, ok := b.desk.Org().Team(d.Facts["team"])
	if !ok {
		return fault.New(fault.NotFound, "error.team_unknown")
	}
	zone := org.Location(team.Timezone, b.desk.Org().Timezone)
	from, to := sales.Date(d.Facts["from"]).Time(zone), sales.Date(d.Facts["to"]).Time(zone)
	asked := desk.Reporting{Team: team.Key, Window: sales.Window{From: from, To: to}}
	channel, isChannel := strings.CutPrefix(d.Destination, "channel:")
	if !isChannel {
		return b.digestTo(ctx, d, asked)
	}
	figures, err := b.figuresFor(ctx, b.reporter(team), asked, b.publicReader(team))
	if err != nil {
		return err
	}
	p := Post{To: Target{Platform: b.platformOf(d.Facts), Channel: channel}, Card: b.channelDigest(figures), Lang: figures.r.lang}
	err = b.post(ctx, d, p)
	var never Permanent
	if !errors.As(err, &never) || !never.Permanent() {
		return err
	}
	b.log.Warn("digest not posted", "team", team.Key, "channel", channel, "err", err)
	return b.insteadOfChannel(ctx, d, team, p)
}

// digestTo sends somebody who leads a team all of it.
func (b *Bot) digestTo(ctx context.Context, d Errand, asked desk.Reporting) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	f, err := b.figuresFor(ctx, who, asked, reader{lang: who.Lang, zone: zoneOf(who.Zone)})
	if err != nil {
		return err
	}
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: b.managerDigest(f)})
}

// figuresFor computes a digest that is told now for the first time.
func (b *Bot) figuresFor(ctx context.Context, who desk.Who, asked desk.Reporting, r reader) (figures, error) {
	d, err := b.desk.Digest(ctx, who, asked)
	d.Again = false
	return b.figures(d, r), err
}

// reporter is in whose name a team's figures are read: its first manager, member or
// an admin.
func (b *Bot) reporter(t org.Team) desk.Who {
	for _, id := range slices.Concat(t.Managers, t.Members, b.desk.Org().Admins) {
		return b.as(b.desk.Person(id), "")
	}
	return desk.Who{}
}

// insteadOfChannel gives the managers what a channel did not take.
func (b *Bot) insteadOfChannel(ctx context.Context, d Errand, team org.Team, p Post) error {
	var failed []error
	for _, id := range slices.Concat(team.Managers, b.desk.Org().Admins) {
		_, to, err := b.addressee("person:" + id)
		if err != nil {
			continue // on no platform
		}
		c := p.Card
		c.Blocks = append([]card.Block{{Text: say("digest.not_posted", "Channel", p.To.Channel, "Team", team.Name)}}, c.Blocks...)
		if err := b.post(ctx, Errand{ID: d.ID + "|" + id, Attempt: d.Attempt}, Post{To: to, Card: c, Lang: p.Lang}); err != nil {
			failed = append(failed, err)
			continue
		}
		return nil
	}
	return errors.Join(failed...)
}
