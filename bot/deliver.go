package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// Kinds of outbox messages. Facts are IDs, never text: the card is made when
// it is sent.
const (
	kindAssigned  = "assigned"   // deal, to, from, by, role
	kindHoldEnded = "hold_ended" // deal
	kindRefresh   = "refresh"    // deal, platform, channel, message
	kindAnnounce  = "announce"   // deal, what
	kindLink      = "link"       // deal, channel, thread
)

// Errand is a message of the outbox: facts, no text.
type Errand struct {
	ID          string // the same for every attempt
	Kind        string
	Facts       map[string]string
	Destination string
	Attempt     int // 1 is the first
}

// Deliver sends a message of the outbox as things are now; what is no longer
// true is dropped. Its error may be a RetryAfter or a Permanent.
func (b *Bot) Deliver(ctx context.Context, d Errand) error {
	send, ok := b.errands[d.Kind]
	if !ok {
		return undeliverable{fmt.Errorf("bot: message of kind %q", d.Kind)}
	}
	err := send(ctx, d)
	if gone(err) {
		b.log.Info("message dropped: its deal or reader is gone", "kind", d.Kind, "deal", d.Facts["deal"], "err", err)
		return nil
	}
	return err
}

// undeliverable is an error that trying again cannot mend.
type undeliverable struct{ error }

// Permanent says so.
func (undeliverable) Permanent() bool { return true }

func (u undeliverable) Unwrap() error { return u.error }

// gone reports whether an error means that there is nothing left to tell.
func gone(err error) bool {
	switch fault.CodeOf(err) {
	case fault.NotFound, fault.Forbidden:
		return true
	}
	return false
}

// deliverAssigned tells the new or the former owner.
func (b *Bot) deliverAssigned(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	isNew := d.Facts["role"] != "old"
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	if gone(err) && !isNew {
		// The former owner's team may not see the deal any more.
		return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: card.Say(say("say.assigned_away_hidden", "By", label(b.desk.Person(d.Facts["by"]))))})
	}
	if err != nil || isNew != (v.Deal.Owner == who.ID) {
		return err // changed again meanwhile: a newer message tells
	}
	news := say("say.assigned_away", "Number", number(v.Deal), "Name", v.Deal.Name, "Owner", label(v.Owner), "By", label(b.desk.Person(d.Facts["by"])))
	if isNew {
		news = say("say.assigned_to_you", "Number", number(v.Deal), "Name", v.Deal.Name, "By", label(b.desk.Person(d.Facts["by"])))
	}
	return b.postDeal(ctx, d, who, to, v, news)
}

// deliverHoldEnded tells the owner that the date of re-contact is here.
func (b *Bot) deliverHoldEnded(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	if err != nil {
		return err
	}
	today := sales.DateOf(b.now().In(zoneOf(who.Zone)))
	heldAgain := v.Deal.Hold != nil && v.Deal.Hold.Until > today
	if !v.Deal.IsOpen() || heldAgain || v.Deal.Owner != who.ID {
		return nil
	}
	return b.postDeal(ctx, d, who, to, v, say("say.hold_ended", "Number", number(v.Deal), "Name", v.Deal.Name))
}

// deliverRefresh draws a posted card afresh.
func (b *Bot) deliverRefresh(ctx context.Context, d Errand) error {
	f := d.Facts
	c, lang, err := b.redrawn(ctx, f)
	lost := gone(err) && f["person"] != ""
	switch {
	case lost: // the one reader may not see the deal any more
		c, lang = card.Say(i18n.T("error.not_found")), i18n.Lang(f["lang"])
	case err != nil:
		return err
	}
	to := Target{Platform: f["platform"], Channel: f["channel"]}
	_, err = b.send(ctx, Post{To: to, Card: c, Lang: lang, Update: f["message"]})
	permanent := isPermanent(err)
	if permanent || (lost && err == nil) {
		b.forget(ctx, sales.Place{Deal: f["deal"], Platform: f["platform"], Channel: f["channel"], Message: f["message"]})
		return nil
	}
	return err
}

// redrawn is a posted card as it is now, for its one reader or for all, in the
// language that it was posted in.
func (b *Bot) redrawn(ctx context.Context, f map[string]string) (card.Card, i18n.Lang, error) {
	lang := i18n.Lang(f["lang"])
	if f["person"] != "" {
		who := b.as(b.desk.Person(f["person"]), f["platform"])
		v, err := b.desk.View(ctx, who, f["deal"])
		if err != nil {
			return card.Card{}, "", err
		}
		return b.dealCard(v, reader{lang: lang, zone: zoneOf(who.Zone)}), lang, nil
	}
	v, err := b.anyView(ctx, f["deal"])
	if err != nil {
		return card.Card{}, "", err
	}
	r := b.publicReader(v.Team)
	if lang == "" {
		lang = r.lang
	}
	if b.isTeamChannel(f["channel"]) && !v.Team.HasChannel(f["channel"]) {
		return stub(v.Deal), lang, nil // the deal moved to another team
	}
	return b.dealCard(v, r), lang, nil
}

// forget stops following a card whose message is gone.
func (b *Bot) forget(ctx context.Context, p sales.Place) {
	if err := b.desk.Untrack(ctx, p); err != nil {
		b.log.Warn("card not forgotten", "deal", p.Deal, "err", err)
	}
}

// deliverAnnounce posts a deal's card to its team's channel.
func (b *Bot) deliverAnnounce(ctx context.Context, d Errand) error {
	channel, ok := strings.CutPrefix(d.Destination, "channel:")
	if !ok {
		return undeliverable{fmt.Errorf("bot: announce to %q", d.Destination)}
	}
	v, err := b.anyView(ctx, d.Facts["deal"])
	if err != nil || !v.Team.HasChannel(channel) || outdated(d.Facts["what"], v.Deal) {
		return err
	}
	r := b.publicReader(v.Team)
	news := say("say.announce."+announced(d.Facts["what"]), "Who", label(v.LastBy), "Number", number(v.Deal), "Name", v.Deal.Name)
	c := b.dealCard(v, r)
	c.Blocks = append([]card.Block{{Text: news}}, c.Blocks...)
	to := Target{Platform: b.platformOf(d.Facts), Channel: channel}
	return b.post(ctx, d, Post{To: to, Card: c, Lang: r.lang, Track: v.Deal.ID, Drawn: v.Deal.Version})
}

// outdated reports whether what was to be announced is not so any more.
func outdated(what string, d sales.Deal) bool {
	switch what {
	case verbWon:
		return d.Outcome != sales.Won
	case verbLost:
		return d.Outcome != sales.Lost
	}
	return d.Outcome == sales.Void
}

func announced(what string) string {
	if slices.Contains([]string{verbNew, verbWon, verbLost, verbReopen, verbForward}, what) {
		return what
	}
	return "changed"
}

// deliverLink answers in the thread of the message that a deal was made from.
func (b *Bot) deliverLink(ctx context.Context, d Errand) error {
	v, err := b.anyView(ctx, d.Facts["deal"])
	if err != nil || v.Deal.Outcome == sales.Void {
		return err
	}
	r, channel := b.publicReader(v.Team), d.Facts["channel"]
	news := say("say.linked", "Who", label(b.desk.Person(v.Deal.Owner)), "Number", number(v.Deal))
	c := b.public(v, channel)
	c.Footer = append(c.Footer, news)
	p := Post{To: Target{Platform: b.platformOf(d.Facts), Channel: channel, Thread: d.Facts["thread"]}, Card: c, Lang: r.lang}
	if v.Team.HasChannel(channel) {
		p.Track, p.Drawn = v.Deal.ID, v.Deal.Version
	}
	return b.post(ctx, d, p)
}

// postDeal posts a deal's card to one person, below a sentence of what is new.
func (b *Bot) postDeal(ctx context.Context, d Errand, who desk.Who, to Target, v desk.View, news i18n.Text) error {
	c := b.dealCard(v, reader{lang: who.Lang, zone: zoneOf(who.Zone)})
	c.Blocks = append([]card.Block{{Text: news}}, c.Blocks...)
	return b.post(ctx, d, Post{To: to, Card: c, Lang: who.Lang, Track: v.Deal.ID, Drawn: v.Deal.Version, Reader: who.ID})
}

// anyView reads a deal for a card that many read. The bot itself is nobody, so
// the first person is taken who may see the deal: an admin, or one of a team.
func (b *Bot) anyView(ctx context.Context, deal string) (desk.View, error) {
	o := b.desk.Org()
	readers := slices.Clone(o.Admins)
	for _, t := range o.Teams {
		if ids := append(slices.Clone(t.Managers), t.Members...); len(ids) > 0 {
			readers = append(readers, ids[0])
		}
	}
	err := error(fault.New(fault.NotFound, "error.not_found"))
	for _, id := range readers {
		var v desk.View
		v, err = b.desk.View(ctx, b.as(b.desk.Person(id), ""), deal)
		if !gone(err) {
			return v, err
		}
	}
	return desk.View{}, err
}

// as is a person who is read to but does nothing themselves.
func (b *Bot) as(p org.Person, platform string) desk.Who {
	o := b.desk.Org()
	team, _ := o.HomeTeam(p.ID)
	w := desk.Who{Person: p, From: sales.System, Zone: org.Location(p.Prefs.Timezone, team.Timezone, o.Timezone)}
	w.Lang = i18n.Lang(o.Language)
	if user := p.Identities[platform]; user != "" {
		w.Lang = b.desk.LangOf(platform, user)
	}
	return w
}

// addressee is the person of a destination and where they read.
func (b *Bot) addressee(destination string) (desk.Who, Target, error) {
	id, ok := strings.CutPrefix(destination, "person:")
	if !ok {
		return desk.Who{}, Target{}, undeliverable{fmt.Errorf("bot: message for %q", destination)}
	}
	p := b.desk.Person(id)
	for _, name := range append([]string{p.Heard}, b.platformNames()...) {
		if user := p.Identities[name]; user != "" && b.platforms[name] != nil {
			return b.as(p, name), Target{Platform: name, User: user}, nil
		}
	}
	return desk.Who{}, Target{}, undeliverable{fmt.Errorf("bot: person %s is on no platform", id)}
}

func (b *Bot) platformNames() []string {
	names := make([]string, 0, len(b.platforms))
	for n := range b.platforms {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// platformOf is the platform that facts name, else the first there is.
func (b *Bot) platformOf(facts map[string]string) string {
	if p := facts["platform"]; p != "" {
		return p
	}
	for _, n := range b.platformNames() {
		return n
	}
	return ""
}

func (b *Bot) isTeamChannel(channel string) bool {
	return slices.ContainsFunc(b.desk.Org().Teams, func(t org.Team) bool { return t.HasChannel(channel) })
}
