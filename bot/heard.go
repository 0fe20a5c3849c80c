package bot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
	"dealmate/sentence"
)

// Verbs of plain sentences; only buttons say them, about a sentence that was kept.
const (
	verbAbout     = "about"      // which deal it is about; without one it is asked again
	verbConfirm   = "confirm"    // takes a proposal: its place=value
	verbHeardForm = "heard_form" // opens the form that a proposal needs: its place
)

// kindHeard has a sentence read by the model: heard.
const kindHeard = "heard"

// hear answers a plain sentence that tells something of a deal: which deal, and what it
// seems to change. Talk that tells nothing is somebody else's to answer.
func (b *Bot) hear(ctx context.Context, t turn) (r Reply, heard bool, err error) {
	told := desk.Telling{Text: t.Text, Doubtful: t.said.Near != "", Link: t.passedOnFrom()}
	if !b.desk.Tells(t.who, told) {
		return Reply{}, false, nil
	}
	likely, sure, err := b.desk.Likely(ctx, t.who, t.Text)
	if err != nil || len(likely) == 0 {
		return Reply{}, false, err
	}
	if sure {
		told.Deal = likely[0].Deal.ID
	}
	h, err := b.desk.Hear(ctx, t.who, told, t.ID)
	switch {
	case err != nil || h.ID == "":
		return Reply{}, false, err
	case len(h.Said) == 0:
		return t.tell(card.Say(say("heard.reading"))), true, nil
	}
	c, err := b.heardCard(ctx, t.who, h, likely)
	return t.tell(c), true, err
}

// passedOnFrom opens the message that somebody forwarded, "" for none.
func (t turn) passedOnFrom() string {
	if t.Forwarded == nil {
		return ""
	}
	return t.Forwarded.Link
}

// heardWithin is how long a model may read: longer than a message has, shorter than the
// lease under which it is sent.
const heardWithin = 50 * time.Second

// deliverHeard has a sentence read by the model and shows what it seems to change.
func (b *Bot) deliverHeard(ctx context.Context, d Errand) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heardWithin)
	defer cancel()
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	h, failed, err := b.desk.Understand(ctx, who, d.Facts["heard"])
	if failed != nil {
		b.log.Warn("the model did not read a sentence, rules did", "err", failed)
	}
	if err != nil {
		return err
	}
	likely, _, err := b.desk.Likely(ctx, who, h.Text)
	if err != nil {
		return err
	}
	c, err := b.heardCard(ctx, who, h, likely)
	if err != nil {
		return err
	}
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}

// heardCard asks which deal a sentence is about or, once that is known, shows what it
// seems to change.
func (b *Bot) heardCard(ctx context.Context, who desk.Who, h desk.Heard, likely []desk.View) (card.Card, error) {
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	if h.Deal == "" {
		return b.whichDeal(h, likely, r), nil
	}
	v, err := b.desk.View(ctx, who, h.Deal)
	if gone(err) { // it was taken away meanwhile
		h.Deal = ""
		return b.whichDeal(h, likely, r), nil
	}
	if err != nil {
		return card.Card{}, err
	}
	return b.proposalsCard(h, v, r), nil
}

// whichDeal offers the deals that a sentence may be about.
func (b *Bot) whichDeal(h desk.Heard, likely []desk.View, r reader) card.Card {
	c := card.Card{Title: say("heard.which"), Blocks: []card.Block{quoted(h)}}
	var items []card.Item
	for _, v := range likely {
		item := b.line(v, r)
		item.Button = &card.Button{Label: say("heard.button.this"), Action: act(verbAbout, h.ID, v.Deal.ID)}
		items = append(items, item)
	}
	c.Blocks = append(c.Blocks, card.Block{Items: items}, card.Block{Quiet: []i18n.Text{say("heard.other")}})
	return c
}

// longestQuote is how much of a sentence its card repeats.
const longestQuote = 300

func quoted(h desk.Heard) card.Block {
	return card.Block{Quiet: []i18n.Text{say("heard.quote", "Text", cutRunes(oneLine(h.Text), longestQuote))}}
}

// onAbout takes the deal that was picked, or asks again.
func (b *Bot) onAbout(ctx context.Context, t turn) (Reply, error) {
	h, err := b.desk.Heard(ctx, t.who, t.deal)
	if err != nil {
		return Reply{}, err
	}
	if t.carry.text == "" {
		likely, _, err := b.desk.Likely(ctx, t.who, h.Text)
		h.Deal = ""
		return t.tell(b.whichDeal(h, likely, t.reader())), err
	}
	if h, err = b.desk.About(ctx, t.who, t.deal, t.carry.text, t.ID); err != nil {
		return Reply{}, err
	}
	c, err := b.heardCard(ctx, t.who, h, nil)
	return t.tell(c), err
}

// onConfirm takes a proposal and shows what is left.
func (b *Bot) onConfirm(ctx context.Context, t turn) (Reply, error) {
	n, value, _ := strings.Cut(t.carry.text, "=")
	i, err := strconv.Atoi(n)
	if err != nil {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	h, _, err := b.desk.Confirm(ctx, t.who, desk.Confirming{Heard: t.deal, N: i, Value: value, Commit: t.ID})
	if err != nil {
		return Reply{}, err
	}
	c, err := b.heardCard(ctx, t.who, h, nil)
	return t.tell(c), err
}

// onHeardForm opens the form by which a deal is won, lost or put on hold, with what the
// sentence says of it.
func (b *Bot) onHeardForm(ctx context.Context, t turn) (Reply, error) {
	h, err := b.desk.Heard(ctx, t.who, t.deal)
	if err != nil {
		return Reply{}, err
	}
	i, err := strconv.Atoi(t.carry.text)
	if err != nil || i < 0 || i >= len(h.Said) || h.Deal == "" {
		return Reply{}, fault.New(fault.NotFound, "error.expired")
	}
	t.carry.here = false // the other proposals stay
	return b.open(ctx, t, desk.Opening{Form: string(h.Said[i].Kind), Deal: h.Deal, Prefill: prefilled(h, h.Said[i])})
}

// longestReason is what the reason of a hold holds (dialogs/forms/hold.toml).
const longestReason = 500

func prefilled(h desk.Heard, p sentence.Proposal) map[string]string {
	switch p.Kind {
	case sentence.Hold:
		out := map[string]string{"reason": cutRunes(h.Text, longestReason)}
		if until, ok := desk.ProposedDay(p.Value); ok {
			out["until"] = string(until)
		}
		return out
	case sentence.Lost:
		for class, reasons := range sales.DefaultLists().Lost {
			for _, r := range reasons {
				if r == p.Value && (class == sales.Competitor || class == sales.NoDecision) && r != sales.Other {
					return map[string]string{"reason": string(class) + "." + r}
				}
			}
		}
	}
	return nil
}
