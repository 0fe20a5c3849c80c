package bot

import (
	"context"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
)

const (
	verbBackground = "background"
	verbWrite      = "write" // opens a page of the background
)

// backgroundPages are the pages of the background in their order.
func backgroundPages() []string { return []string{"business", "deal", "drivers"} }

// onBackground lists what is known of a deal's customer and what is not yet.
func (b *Bot) onBackground(ctx context.Context, t turn) (Reply, error) {
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	c, err := b.backgroundCard(ctx, t, v.Deal.ID)
	if err != nil {
		return Reply{}, err
	}
	return t.tell(c), nil
}

func (b *Bot) backgroundCard(ctx context.Context, t turn, deal string, news ...i18n.Text) (card.Card, error) {
	v, fields, err := b.desk.Background(ctx, t.who, deal)
	if err != nil {
		return card.Card{}, err
	}
	c := card.Card{Title: say("background.title", "Number", number(v.Deal), "Customer", v.Deal.Customer), Footer: news}
	heading := ""
	var missing []i18n.Text
	for _, f := range fields {
		if f.Note.Text == "" {
			missing = append(missing, say("form.background."+f.Field+".label"))
			continue
		}
		if f.Heading != heading {
			heading = f.Heading
			c.Blocks = append(c.Blocks, card.Block{Strong: say("background.page." + heading)})
		}
		c.Blocks = append(c.Blocks, card.Block{Text: say("background.line", "Field", say("form.background."+f.Field+".label"), "Text", f.Note.Text)})
	}
	if len(missing) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Text: say("background.missing", "Count", len(missing), "List", missing)})
	}
	if v.May[org.Change] && v.Deal.IsOpen() {
		c.Blocks = append(c.Blocks, card.Block{Buttons: pageButtons(v)})
	}
	return c, nil
}

func pageButtons(v desk.View) []card.Button {
	var out []card.Button
	for _, page := range backgroundPages() {
		out = append(out, card.Button{Label: say("background.page." + page), Action: act(verbWrite, v.Deal.ID, page)})
	}
	return append(out, card.Button{Label: say("assess.button.score"), Action: act(verbScore, v.Deal.ID, "")})
}

// onWrite opens a page of the background.
func (b *Bot) onWrite(ctx context.Context, t turn) (Reply, error) {
	page := t.carry.text
	o := desk.Opening{Form: verbBackground, Deal: t.deal, Part: page, Context: t.context()}
	opened, err := b.desk.Open(ctx, t.who, o)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Form: b.backgroundForm(opened), Lang: t.who.Lang}, nil
}

// backgroundForm is a page that leads to the next one.
func (b *Bot) backgroundForm(o desk.Opened) *FormView {
	f := &FormView{Form: o.Form, State: o.State, Notice: []card.Block{{Strong: say("background.page." + o.State.Part)}}}
	if nextPage(o.State.Part) != "" {
		f.Submit = say("background.button.next")
	}
	return f
}

func nextPage(page string) string {
	pages := backgroundPages()
	for i, p := range pages[:len(pages)-1] {
		if p == page {
			return pages[i+1]
		}
	}
	return ""
}

// afterBackground goes on to the next page; the last one shows what is known.
func (b *Bot) afterBackground(ctx context.Context, t turn, s desk.Submitted) (Reply, error) {
	if next := nextPage(s.Part); next != "" {
		opened, err := b.desk.Open(ctx, t.who, desk.Opening{Form: verbBackground, Deal: s.Done.Deal.ID, Part: next, Context: s.Context})
		if err != nil {
			return Reply{}, err
		}
		return Reply{Form: b.backgroundForm(opened), Lang: t.who.Lang}, nil
	}
	news := say("say.did.background", "Who", t.who.Label())
	c, err := b.backgroundCard(ctx, t, s.Done.Deal.ID, news)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Lang: t.who.Lang, After: []Post{answerTo(s.Context, c, t.who)}}, nil
}
