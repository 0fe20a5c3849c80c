package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/sales"
)

// Kinds of outbox messages about gates and 是否投入.
const (
	kindGateAsked    = "gate_asked"    // deal, request, again
	kindGateDecided  = "gate_decided"  // deal, gate, what, by, commit
	kindWorthAsked   = "worth_asked"   // deal, by
	kindWorthDecided = "worth_decided" // deal, by
	kindQuestion     = "question"      // deal, question
)

// closedGate answers a step that a gate did not allow: what is missing, each
// with its button, and the way to ask for an exception.
func (b *Bot) closedGate(ctx context.Context, t turn, d desk.Done) (Reply, error) {
	v, err := b.desk.View(ctx, t.who, d.Deal.ID)
	if err != nil {
		return Reply{}, err
	}
	t.carry.here = false // the deal's card stays
	return t.tell(b.scoreCard(v, t.reader(), say("gate.blocked", "Stage", stageName(d.Blocked.Stage)))), nil
}

// deliverGateAsked asks a manager whether a deal may pass.
func (b *Bot) deliverGateAsked(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	if err != nil || v.Deal.Assess.Request == nil || v.Deal.Assess.Request.ID != d.Facts["request"] {
		return err // decided, or idle
	}
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	c := b.scoreCard(v, r)
	if d.Facts["again"] != "" {
		c.Blocks = append([]card.Block{{Text: say("gate.again")}}, c.Blocks...)
	}
	c.Tone = card.Warn
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}

// deliverGateDecided tells who asked what was decided, with the manager's word.
func (b *Bot) deliverGateDecided(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	if err != nil {
		return err
	}
	words, err := b.desk.Words(ctx, who, d.Facts["deal"], d.Facts["commit"])
	if err != nil {
		return err
	}
	news := say("gate."+d.Facts["what"], "Number", number(v.Deal), "Name", v.Deal.Name, "Stage", stageName(sales.Stage(d.Facts["gate"])),
		"By", label(b.desk.Person(d.Facts["by"])), "Words", oneLine(words))
	return b.postDeal(ctx, d, who, to, v, news)
}

// deliverWorth asks the manager about 是否投入, or tells who asked.
func (b *Bot) deliverWorth(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	w := v.Deal.Assess.Worth
	if err != nil || w == nil || (d.Kind == kindWorthAsked) != (w.Verdict == sales.Manager) {
		return err // decided, or asked again, meanwhile
	}
	by := label(b.desk.Person(d.Facts["by"]))
	if d.Kind == kindWorthAsked {
		c := b.scoreCard(v, reader{lang: who.Lang, zone: zoneOf(who.Zone)})
		c.Blocks = append([]card.Block{{Text: say("worth.asked", "Who", by, "Number", number(v.Deal), "Name", v.Deal.Name)}}, c.Blocks...)
		return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
	}
	return b.postDeal(ctx, d, who, to, v, say("worth.told", "Who", by, "Number", number(v.Deal), "Name", v.Deal.Name, "Verdict", say("worth.verdict."+string(w.Verdict))))
}

// deliverQuestion puts the question of the day.
func (b *Bot) deliverQuestion(ctx context.Context, d Errand) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	q, err := b.desk.Question(ctx, who, d.Facts["deal"], "", d.Facts["question"])
	if err != nil || q.Answer.Known() || q.Deal.Hold != nil {
		return err // answered, or at rest
	}
	at := stop{set: q.Heading, question: q.Question}
	q, err = b.desk.Question(ctx, who, d.Facts["deal"], at.set, at.question)
	if err != nil {
		return err
	}
	c := b.questionCard(q, at, reader{lang: who.Lang, zone: zoneOf(who.Zone)}, say("assess.daily"))
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}
