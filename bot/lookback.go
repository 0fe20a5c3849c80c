package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// maxSince is how many changes since a gate are listed; the rest is counted.
const maxSince = 8

func (b *Bot) onLookback(ctx context.Context, t turn) (Reply, error) {
	return b.lookback(ctx, t, t.deal)
}

// lookback shows the snapshots of a deal's gates, what has changed since, and for
// a closed deal which answers were wrong and since when it could have been known.
func (b *Bot) lookback(ctx context.Context, t turn, deal string) (Reply, error) {
	l, err := b.desk.Lookback(ctx, t.who, deal)
	if err != nil {
		return Reply{}, err
	}
	r := t.reader()
	c := card.Card{Title: say("lookback.title", "Number", number(l.Deal), "Name", l.Deal.Name)}
	for _, p := range l.Passed {
		c.Blocks = append(c.Blocks, b.passage(p, r)...)
	}
	if len(l.Passed) == 0 {
		c.Blocks = append(c.Blocks, card.Block{Text: say("lookback.none")})
	}
	c.Blocks = append(c.Blocks, b.replay(l, r)...)
	c.Blocks = append(c.Blocks, card.Block{Buttons: []card.Button{
		{Label: say("assess.button.score"), Action: act(verbScore, deal, "")},
		{Label: say("say.button.card"), Action: act(verbShow, deal, "")},
	}})
	return t.tell(c), nil
}

func (b *Bot) passage(p desk.Passage, r reader) []card.Block {
	out := []card.Block{
		{Strong: say("lookback.passed", "Stage", stageName(p.Gate), "When", moment(p.At, "deal.unknown", r))},
		{Quiet: []i18n.Text{say("lookback.how."+p.How, "Who", label(p.By), "Decider", label(p.Decider), "Words", oneLine(p.Words))}},
	}
	if len(p.Since) == 0 {
		return append(out, card.Block{Text: say("lookback.same")})
	}
	var items []card.Item
	for _, s := range p.Since[:min(len(p.Since), maxSince)] {
		items = append(items, card.Item{
			Main:  say("lookback.since", "Question", b.question(s.Question), "Was", b.mark(s.Question, s.Was), "Is", b.mark(s.Question, s.Is)),
			Quiet: say("lookback.by", "Who", label(b.desk.Person(s.By)), "When", moment(s.At, "deal.unknown", r)),
		})
	}
	out = append(out, card.Block{Items: items})
	if n := len(p.Since) - maxSince; n > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("home.more", "Count", n)}})
	}
	return out
}

// replay tells what of a closed deal's answers was wrong.
func (b *Bot) replay(l desk.Lookback, r reader) []card.Block {
	if l.Deal.Outcome != sales.Won && l.Deal.Outcome != sales.Lost {
		return nil
	}
	out := []card.Block{{Divider: true}, {Strong: say("replay.title." + string(l.Deal.Outcome))}}
	if len(l.Replay) == 0 {
		return append(out, card.Block{Text: say("replay.nothing")})
	}
	var items []card.Item
	for _, x := range l.Replay {
		known := say("replay.never")
		if !x.KnownSince.IsZero() {
			days := int(l.Deal.Closing.At.Sub(x.KnownSince).Hours() / 24)
			known = say("replay.known", "When", moment(x.KnownSince, "deal.unknown", r), "Days", inDays(days))
		} else if x.Hollow {
			known = say("replay.hollow")
		}
		items = append(items, card.Item{
			Main:  say("replay.said", "Question", b.question(x.Question), "Mark", b.mark(x.Question, x.Said), "When", moment(x.SaidAt, "deal.unknown", r)),
			Quiet: say("replay.quiet", "Pointed", x.Pointed, "Known", known),
		})
	}
	return append(out, card.Block{Items: items})
}
