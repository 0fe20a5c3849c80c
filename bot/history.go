package bot

import (
	"context"
	"strconv"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// onHistory lists what happened to a deal, newest first.
func (b *Bot) onHistory(ctx context.Context, t turn) (Reply, error) {
	page := 0
	if t.Kind == Click && t.Action.Verb == verbHistory {
		page = pageOf(t.carry)
		t.carry.text = ""
	}
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	entries, total, err := b.desk.Entries(ctx, t.who, v.Deal.ID, page, perPage)
	if err != nil {
		return Reply{}, err
	}
	return t.page(b.historyCard(v, entries, page, total, t.reader())), nil
}

func (b *Bot) historyCard(v desk.View, entries []desk.Entry, page, total int, r reader) card.Card {
	c := card.Card{Title: say("history.title", "Number", number(v.Deal), "Name", v.Deal.Name)}
	var items []card.Item
	for _, e := range entries {
		items = append(items, card.Item{Main: b.entryLine(e, r), Quiet: entryCause(e, r)})
	}
	if len(items) == 0 {
		c.Blocks = append(c.Blocks, card.Block{Text: say("history.empty")})
		return c
	}
	c.Blocks = append(c.Blocks, card.Block{Items: items})
	c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("history.range", "From", page*perPage+1, "To", page*perPage+len(items), "Total", total)}})
	bs := neighbours(page, len(items), total, func(n int) card.Action {
		return card.Action{Verb: verbHistory, Object: v.Deal.ID, Value: "page|" + strconv.Itoa(n)}
	})
	bs = append(bs, card.Button{Label: say("say.button.card"), Action: beside(verbShow, v.Deal.ID)})
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	return c
}

// entryLine is what happened: the field, from what to what.
func (b *Bot) entryLine(e desk.Entry, r reader) i18n.Text {
	switch e.Field {
	case sales.FieldCreated:
		return say("history.created", "Name", e.New)
	case sales.FieldNote:
		if e.Note.Text == "" {
			return say("history.note_erased")
		}
		return say("history.note", "Text", oneLine(e.Note.Text))
	case sales.FieldErased:
		return say("history.erased")
	}
	field := say("history.field." + knownField(e.Field))
	old, now := b.loggedValue(e.Field, e.Old, r), b.loggedValue(e.Field, e.New, r)
	switch {
	case e.Old == "":
		return say("history.set", "Field", field, "New", now)
	case e.New == "":
		return say("history.cleared", "Field", field, "Old", old)
	}
	return say("history.changed", "Field", field, "Old", old, "New", now)
}

// entryCause is who, when, where from and why.
func entryCause(e desk.Entry, r reader) i18n.Text {
	who := say("history.system")
	if e.Who.ID != "" {
		who = raw(label(e.Who))
	}
	return say("history.cause", "Who", who, "When", moment(e.RecordedAt, "deal.unknown", r), "From", say("history.from."+knownFrom(e.From)), "Reason", e.Reason)
}

// knownField is a field of the log as the catalogs know it.
func knownField(f string) string {
	switch f {
	case "name", "customer", "team", "owner", "collaborators", "outcome", "stage", "amount", "close", "source",
		"pressure", "value", "found", "hold", "closing", "learned", "pushes", "last_contact", "next":
		return f
	}
	return "other"
}

// knownFrom is where a change came from, as the catalogs know it.
func knownFrom(from string) string {
	switch from {
	case "slack", "feishu", "cli", "import", sales.System:
		return from
	}
	return "other"
}
