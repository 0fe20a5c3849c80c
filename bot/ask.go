package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// Messages of a manager's question: deal, question, answer.
const (
	kindAsked   = "asked"
	kindReplied = "replied"
)

const (
	verbInquire = "ask"
	verbReply   = "reply"
)

// deliverAsked puts a manager's question to the owner.
func (b *Bot) deliverAsked(ctx context.Context, d Errand) error {
	return b.deliverTalk(ctx, d, "ask.asks", func(deal string) []card.Button {
		reply := card.Action{Verb: verbReply, Object: deal, Value: carry{text: d.Facts["question"]}.String()}
		return []card.Button{
			{Label: say("ask.button.reply"), Style: card.Primary, Action: reply},
			{Label: say("say.button.show"), Action: beside(verbShow, deal)},
		}
	}, d.Facts["question"])
}

// deliverReplied brings the answer back to who asked.
func (b *Bot) deliverReplied(ctx context.Context, d Errand) error {
	return b.deliverTalk(ctx, d, "ask.replies", func(deal string) []card.Button {
		return []card.Button{
			{Label: say("ask.button.ask"), Action: beside(verbInquire, deal)},
			{Label: say("say.button.show"), Action: beside(verbShow, deal)},
		}
	}, d.Facts["question"], d.Facts["answer"])
}

// deliverTalk shows what was said; the last is the news.
func (b *Bot) deliverTalk(ctx context.Context, d Errand, key string, buttons func(deal string) []card.Button, notes ...string) error {
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	v, err := b.desk.View(ctx, who, d.Facts["deal"])
	if err != nil {
		return err
	}
	said, err := b.desk.Talk(ctx, who, v.Deal.ID, notes...)
	if err != nil || len(said) < len(notes) {
		return err
	}
	c := card.Card{Title: say("deal.title", "Number", number(v.Deal), "Name", v.Deal.Name)}
	for i, n := range said {
		text := say(key, "Who", label(b.desk.Person(n.Author)), "Text", n.Text)
		if i < len(said)-1 {
			c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("ask.asks", "Who", label(b.desk.Person(n.Author)), "Text", oneLine(n.Text))}})
			continue
		}
		c.Blocks = append(c.Blocks, card.Block{Text: text})
	}
	c.Blocks = append(c.Blocks, card.Block{Buttons: buttons(v.Deal.ID)})
	return b.post(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
}
