package bot

import (
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// maxDuplicates is how many possible duplicates a form shows.
const maxDuplicates = 5

// again is a form that comes back to be looked at once more: with deals that
// may be the same, or with fields that somebody else changed meanwhile.
func (b *Bot) again(a desk.Again, r reader) *FormView {
	f := &FormView{Form: a.Form, State: a.State}
	if len(a.Duplicates) > 0 {
		f.Notice = append(f.Notice, b.duplicates(a.Duplicates)...)
		f.Submit = say("say.button.create_anyway")
	}
	if len(a.Conflicts) > 0 {
		f.Notice = append(f.Notice, b.conflicts(a, r)...)
		f.Submit = say("say.button.save_mine")
	}
	return f
}

func (b *Bot) duplicates(ds []desk.Duplicate) []card.Block {
	var items []card.Item
	for _, d := range ds[:min(len(ds), maxDuplicates)] {
		if d.Deal.ID == "" {
			items = append(items, card.Item{Main: say("say.duplicate_hidden", "Owner", label(d.Owner), "Team", d.Team.Name)})
			continue
		}
		items = append(items, card.Item{
			Main: say("deal.title", "Number", number(d.Deal), "Name", d.Deal.Name),
			Quiet: say("say.duplicate", "Customer", d.Deal.Customer, "Stage", lineState(d.Deal, reader{}),
				"Owner", label(d.Owner), "Team", d.Team.Name),
		})
	}
	return []card.Block{{Text: say("say.duplicates", "Count", len(ds))}, {Items: items}}
}

func (b *Bot) conflicts(a desk.Again, r reader) []card.Block {
	var items []card.Item
	for _, c := range a.Conflicts {
		items = append(items, card.Item{
			Main: say("say.conflict", "Field", fieldLabel(a.Form, c.Field),
				"Theirs", b.formValue(a, c.Field, c.Theirs), "Yours", b.formValue(a, c.Field, c.Yours)),
			Quiet: say("say.conflict_by", "Who", label(b.desk.Person(c.By)), "When", moment(c.At, "deal.unknown", r)),
		})
	}
	return []card.Block{{Text: say("say.conflicts", "Count", len(items))}, {Items: items}}
}

// formValue is a field's value as a person reads it: an option's label, names.
func (b *Bot) formValue(a desk.Again, key, v string) i18n.Text {
	field, ok := a.Form.Field(key)
	switch {
	case v == "":
		return say("say.empty")
	case !ok:
		return raw(oneLine(v))
	case field.Kind == dialogs.Person, field.Kind == dialogs.People:
		return b.names(dialogs.SplitPeople(v))
	case field.Kind == dialogs.Amount:
		if m, err := i18n.ParseMoney(v, b.desk.Org().Currency); err == nil {
			return say("say.amount", "Amount", m)
		}
		return raw(oneLine(v))
	case field.Kind == dialogs.Day:
		return day(sales.Date(v), reader{})
	}
	for _, o := range a.State.Options[key] {
		if o.Value == v {
			return o.Label
		}
	}
	if field.Labels != "" && field.Kind == dialogs.Choice {
		return b.labelled(strings.TrimSuffix(field.Labels, "."), v)
	}
	return raw(oneLine(v))
}

// fieldLabel is what a form calls a field.
func fieldLabel(f dialogs.Form, key string) i18n.Text {
	field, _ := f.Field(key)
	field.Key = key
	return say(f.Text(field, "label"))
}
