package bot

import (
	"strconv"
	"strings"
	"time"

	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// say and raw are short for what every card is made of.
func say(key string, args ...any) i18n.Text { return i18n.T(key, args...) }

func raw(s string) i18n.Text { return i18n.Raw(s) }

// number is how people call a deal.
func number(d sales.Deal) string { return "D-" + strconv.FormatInt(d.Number, 10) }

// label is a person's name, or the ID of one who is in no configuration any more.
func label(p org.Person) string {
	if l := p.Label(); l != "" {
		return l
	}
	return p.ID
}

func people(ps []org.Person) i18n.Text {
	if len(ps) == 0 {
		return i18n.Text{}
	}
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = label(p)
	}
	return say("deal.people", "Names", names)
}

// amount is money, or that none is known.
func amount(m sales.Money) i18n.Text {
	if m.IsZero() {
		return say("deal.unknown")
	}
	return amountOrNone(m)
}

func amountOrNone(m sales.Money) i18n.Text {
	if m.IsZero() {
		return i18n.Text{}
	}
	return say("deal.money", "Money", i18n.Money{Amount: m.Amount, Currency: m.Currency})
}

func amounts(ms []sales.Money) []i18n.Text {
	out := make([]i18n.Text, len(ms))
	for i, m := range ms {
		out[i] = amountOrNone(m)
	}
	return out
}

// day is a date, or nothing.
func day(d sales.Date, _ reader) i18n.Text {
	if d == "" {
		return i18n.Text{}
	}
	return say("deal.date", "Date", i18n.Date(d))
}

// moment is a time in the reader's zone, or the text of a key when there is none.
func moment(t time.Time, none string, r reader) i18n.Text {
	if t.IsZero() {
		return say(none)
	}
	return say("deal.moment", "When", t.In(r.zone))
}

func inDays(n int) i18n.Text { return say("words.days", "Count", n) }

// daysOrNone is a number of days, or nothing for the first day.
func daysOrNone(n int) i18n.Text {
	if n <= 0 {
		return i18n.Text{}
	}
	return inDays(n)
}

// oneLine puts a text of several lines on one.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cutRunes shortens a text for display.
func cutRunes(s string, limit int) string {
	r := []rune(oneLine(s))
	if len(r) <= limit {
		return string(r)
	}
	return string(r[:limit-1]) + "…"
}

// short is what somebody typed, as a sentence quotes it.
func short(s string) string { return cutRunes(s, 60) }

// shorter is the same for a button.
func shorter(s string) string { return cutRunes(s, 20) }
