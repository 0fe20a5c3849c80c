package bot

import (
	"context"
	"strconv"
	"strings"
	"time"

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
	if t := b.assessedLine(e, r); !t.IsZero() {
		return t
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
		"pressure", "value", "found", "hold", "closing", "learned", "pushes", "last_contact", "next", sales.FieldForecast:
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

// assessedLine is a change of a deal's assessment, nothing for another change.
func (b *Bot) assessedLine(e desk.Entry, r reader) i18n.Text {
	if _, ok := e.QuestionOf(); ok {
		list := []i18n.Text{b.answerLine(e.Change)}
		for _, c := range e.Also {
			list = append(list, b.answerLine(c))
		}
		return say("history.answers", "Count", len(list), "List", list)
	}
	switch e.Field {
	case sales.FieldEvidence:
		if e.Note.Text == "" {
			return say("history.note_erased")
		}
		return say("history.evidence", "Question", b.question(e.Note.Question), "Text", oneLine(e.Note.Text))
	case sales.FieldBackground:
		return say("history.background", "Field", say("form.background."+sales.BackgroundField(e.New)+".label"))
	case sales.FieldActivity:
		_, what, _ := strings.Cut(e.New, ": ")
		return say("history.activity."+what, "Name", activityName(e.Activity, r), "Why", oneLine(e.Activity.Why), "Out", outturnText(e.Activity))
	case sales.FieldSnoozed:
		until, _ := time.Parse(time.RFC3339, e.New)
		return say("history.snoozed", "Until", moment(until, "deal.unknown", r))
	case sales.FieldQuestions:
		return say("history.questions", "Version", e.New)
	case sales.FieldPassed:
		gate, how, _ := strings.Cut(e.New, ": ")
		return say("history.passed", "Stage", stageName(sales.Stage(gate)), "How", say("history.how."+how))
	case sales.FieldRequest:
		if e.New == "" {
			return say("history.request_over", "Stage", stageName(sales.Stage(e.Old)))
		}
		return say("history.request", "Stage", stageName(sales.Stage(e.New)))
	case sales.FieldHoldAsk:
		if e.New == "" {
			return say("history.hold_decided")
		}
		return say("history.hold_asked", "Why", say("hold.why."+e.New))
	case sales.FieldKept:
		gate, _, _ := strings.Cut(e.New, ": ")
		return say("history.kept", "Stage", stageName(sales.Stage(gate)))
	case sales.FieldLoose:
		if e.New == "" {
			return say("history.holds_again", "Stage", stageName(sales.Stage(e.Old)))
		}
		return say("history.loose", "Stage", stageName(sales.Stage(e.New)))
	case sales.FieldWorth:
		verdict, _, _ := strings.Cut(e.New, ": ")
		return say("history.worth", "Verdict", say("worth.verdict."+verdict))
	case sales.FieldRival:
		return say("history.rival", "Text", e.New)
	}
	return i18n.Text{}
}

// answerLine is one answer, and what it was before where it was another.
func (b *Bot) answerLine(c sales.Change) i18n.Text {
	q, _ := c.QuestionOf()
	now := b.mark(q, sales.Mark(c.New))
	if c.Old == "" {
		return say("history.answer", "Question", b.question(q), "New", now)
	}
	return say("history.answer_changed", "Question", b.question(q), "Old", b.mark(q, sales.Mark(c.Old)), "New", now)
}
