package bot

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// loggedValue is a value of the change log as a person reads it. The log holds
// keys and IDs; see sales.Diff for the shapes.
func (b *Bot) loggedValue(field, v string, r reader) i18n.Text {
	if v == "" {
		return i18n.Text{}
	}
	switch field {
	case "stage":
		return say("deal.stage_name", "Stage", stageName(sales.Stage(v)))
	case "outcome":
		return say("history.outcome." + v)
	case sales.FieldForecast:
		return figureName(v)
	case "owner":
		return raw(label(b.desk.Person(v)))
	case "collaborators":
		return b.names(dialogs.SplitPeople(v))
	case "team":
		if t, ok := b.desk.Org().Team(v); ok {
			return raw(t.Name)
		}
	case "amount":
		return loggedAmount(v)
	case "close", "found":
		return day(sales.Date(v), r)
	case "source":
		return b.loggedSource(v)
	case "hold":
		return loggedHold(v, r)
	case "closing":
		return b.loggedClosing(v)
	case "last_contact":
		return loggedMoment(v, r)
	}
	return raw(oneLine(v))
}

func (b *Bot) names(ids []string) i18n.Text {
	var out []string
	for _, id := range ids {
		out = append(out, label(b.desk.Person(id)))
	}
	return raw(strings.Join(out, ", "))
}

func loggedAmount(v string) i18n.Text {
	n, currency, _ := strings.Cut(v, " ")
	d, err := decimal.NewFromString(n)
	if err != nil {
		return raw(v)
	}
	return amount(sales.Money{Amount: d, Currency: currency})
}

func (b *Bot) loggedSource(v string) i18n.Text {
	key, other, ok := strings.Cut(v, ": ")
	d := sales.Deal{Source: key}
	if ok {
		d.SourceOther = other
	}
	return b.source(d)
}

func loggedHold(v string, r reader) i18n.Text {
	p := strings.SplitN(v, "|", 3)
	if len(p) < 3 {
		return raw(v)
	}
	return say("history.hold", "Until", day(sales.Date(p[0]), r), "By", p[1], "Reason", p[2])
}

func (b *Bot) loggedClosing(v string) i18n.Text {
	p := strings.SplitN(v, "|", 4)
	if len(p) < 4 {
		return raw(v)
	}
	c := &sales.Closing{Class: sales.Class(p[0]), Reason: p[1], Other: p[2], Competitor: p[3]}
	switch {
	case c.Class != "":
		return b.lostReason(c)
	case c.Reason == "":
		return raw(c.Other)
	}
	return b.wonReason(c)
}

func loggedMoment(v string, r reader) i18n.Text {
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return raw(v)
	}
	return moment(t, "deal.unknown", r)
}
