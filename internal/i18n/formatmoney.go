package i18n

import (
	"strings"

	"github.com/shopspring/decimal"
)

// step is a unit that large amounts are read in.
type step struct {
	name string
	size decimal.Decimal
}

func steps(lang Lang) []step {
	if lang == Chinese {
		return []step{
			{"", decimal.New(1, 0)},
			{"万", decimal.New(1, 4)},
			{"亿", decimal.New(1, 8)},
			{"万亿", decimal.New(1, 12)},
		}
	}
	return []step{
		{"", decimal.New(1, 0)},
		{"K", decimal.New(1, 3)},
		{"M", decimal.New(1, 6)},
		{"B", decimal.New(1, 9)},
		{"T", decimal.New(1, 12)},
	}
}

// FormatMoney is an amount as people read it: "¥523.5万", "CN¥1.23M". A round
// amount is shown whole, any other to three significant digits, and one that
// rounds up to the next unit is in it: 99,999,999 is "¥1亿".
func FormatMoney(lang Lang, m Money) string {
	if m.IsZero() {
		return ""
	}
	all := steps(lang)
	amount := m.Amount.Abs()
	at := 0
	for at+1 < len(all) && amount.GreaterThanOrEqual(all[at+1].size) {
		at++
	}
	shown := short(lang, amount, all[at])
	if at+1 < len(all) && shown.Mul(all[at].size).GreaterThanOrEqual(all[at+1].size) {
		at++
		shown = short(lang, amount, all[at])
	}
	return sign(m) + symbol(lang, m.Currency) + group(shown.String()) + all[at].name
}

// roundFigures is how many figures a round amount has at most: CN¥5.235M and
// ¥1,234.5万 are what a person typed, 999.999K is not.
const roundFigures = 5

// short is an amount in a unit, with as many decimals as are worth reading.
func short(lang Lang, amount decimal.Decimal, s step) decimal.Decimal {
	v := amount.Div(s.size)
	if s.name == "" {
		return v.Round(0)
	}
	whole := int32(3)
	if lang == Chinese {
		whole = 2
	}
	switch {
	case v.Equal(v.Round(whole)) && len(strings.Replace(v.String(), ".", "", 1)) <= roundFigures:
		return v
	case v.LessThan(decimal.New(10, 0)):
		return v.Round(2)
	case v.LessThan(decimal.New(100, 0)):
		return v.Round(1)
	}
	return v.Round(0)
}

// ExactMoney is an amount with all its digits: "¥5,230,000", "CN¥1,234.50".
// ParseMoney reads it back.
func ExactMoney(lang Lang, m Money) string {
	if m.IsZero() {
		return ""
	}
	s := digits(Money{Amount: m.Amount.Abs(), Currency: m.Currency})
	if m.Amount.IsInteger() {
		s = m.Amount.Abs().String()
	}
	return sign(m) + symbol(lang, m.Currency) + group(s)
}

func sign(m Money) string {
	if m.Amount.IsNegative() {
		return "-"
	}
	return ""
}

// group puts a comma between each three digits before the decimal point.
func group(s string) string {
	whole, fraction, dot := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if dot {
		b.WriteString("." + fraction)
	}
	return b.String()
}
