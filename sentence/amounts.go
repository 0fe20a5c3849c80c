package sentence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"dealmate/internal/i18n"
)

// money is an amount found in a line; to is the unit behind it. The currency is
// empty where neither the text nor the caller names one.
type money struct {
	to       int
	value    string
	currency string
}

const (
	moneyBefore = `(?:人民币|RMB|CNY|MYR|RM|Rs\.?|USD|EUR|GBP|HKD|SGD|JPY|CHF|NOK|SEK|DKK|AUD|CAD|NZD|INR|AED|SAR|TWD|KRW|MYR|THB|PLN|CZK|ZAR|US\$|HK\$|S\$|A\$|C\$|NT\$|[$¥￥€£₹])\s?`
	moneyBehind = `\s?(?:万|亿)?(?:人民币|ringgit\b|rupees?\b|RMB|CNY|USD|EUR|GBP|HKD|SGD|JPY|CHF|NOK|SEK|DKK|AUD|CAD|NZD|INR|AED|SAR|TWD|KRW|MYR|THB|PLN|CZK|ZAR|dollars?\b|euros?\b|pounds?\b|美元|美金|美刀|欧元|欧|英镑|港币|港元|日元|新币|新加坡元|瑞郎|瑞士法郎|澳元|澳币|加元|元|块|€|£|\$)`
	figures     = `(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`
	zhFigures   = `(?:` + figures + `|[一二两三四五六七八九十百千零〇壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[一二三四五六七八九]+)?)`
	zhUnit      = `\s?(?:千万|百万|万|个?亿|[wW]\b|k\b|K\b|m\b|M\b)`
	enUnit      = `\s?(?:k|thousand|grand|mm|mn|mln|mio|mil|million|m|bn|billion|b|lakhs?|lacs?|crores?|cr)\b`
)

// moneyForms find amounts: with a currency before, behind, with a unit, or with
// separators.
var moneyForms = []*regexp.Regexp{
	regexp.MustCompile(`(?i)` + moneyBefore + zhFigures + `(?:` + zhUnit + `|` + enUnit + `)?(?:` + moneyBehind + `)?`),
	regexp.MustCompile(`(?i)` + zhFigures + `(?:` + zhUnit + `|` + enUnit + `)?` + moneyBehind),
	regexp.MustCompile(`(?i)` + zhFigures + zhUnit + `(?:` + zhFigures + `[万千]|\d\b)?`),
	regexp.MustCompile(`(?i)\b` + figures + enUnit),
	regexp.MustCompile(`\b\d{1,3}(?:,\d{3})+\b|\b[1-9]\d{4,8}\b`),
}

// notMoney is what counts things, and not money, behind a figure.
var notMoney = regexp.MustCompile(`(?i)^\s?(?:%|％|多|[个台套件点人户床吨米条张次家辆根站所份支公里级岁年天月号度]|users?|seats?|beds?|sites?|people|employees|staff|units?|pages|km|miles|met(?:er|re)s?|lines|transactions|customers|patients|hours|minutes|mins?\b|days|weeks|years|points?|devices|licen[cs]es)`)

// findAmounts finds the amounts of a line by their first unit.
func (b *book) findAmounts(l *line, t *telling) map[int]money {
	out := make(map[int]money)
	if !strings.ContainsAny(l.text, "0123456789万亿") {
		return out
	}
	var taken []hit
	for from, d := range l.dates {
		taken = append(taken, hit{l.units[from].from, l.units[d.to-1].to})
	}
	for _, form := range moneyForms {
		for _, m := range form.FindAllStringIndex(l.text, -1) {
			if overlaps(taken, m[0], m[1]) {
				continue
			}
			taken = append(taken, hit{m[0], m[1]})
			from, to := l.at(m[0]), l.at(m[1])
			sum, ok := parseSum(l.text[m[0]:m[1]], t.fallback)
			if !ok || from >= to || l.units[from].from != m[0] || notMoney.MatchString(l.text[m[1]:]) || isRough(l.text[:m[0]]) {
				continue
			}
			sum.to = to
			out[from] = sum
		}
	}
	return out
}

// isRough reports whether the figure goes on to the left: 上百万, 几千万, 3.5.
func isRough(before string) bool {
	r := []rune(before)
	return len(r) > 0 && slices.Contains([]rune("上几数近-.0123456789"), r[len(r)-1])
}

// someCurrency stands for the currency where the caller names none.
const someCurrency = "USD"

func parseSum(s, fallback string) (money, bool) {
	s = spell.Replace(strings.ToLower(s))
	if fallback == "" {
		fallback = someCurrency
		other, err := i18n.ParseMoney(s, "EUR")
		if err == nil && other.Currency == "EUR" {
			m, ok := parseSum(s, someCurrency)
			if m.currency == someCurrency {
				m.currency = ""
			}
			return m, ok
		}
	}
	s, times := cutIndian(tenth.ReplaceAllString(s, "$1.${2}万"))
	m, err := i18n.ParseMoney(s, fallback)
	if err != nil || !m.Amount.IsPositive() {
		return money{}, false
	}
	return money{value: m.Amount.Mul(times).String(), currency: m.Currency}, true
}

// spell brings what people type into the form that i18n reads.
var spell = strings.NewReplacer("美金", "美元", "美刀", "美元", "dollars", "usd", "dollar", "usd", "euros", "eur", "euro", "eur",
	"pounds", "gbp", "pound", "gbp", "￥", "¥", "瑞郎", "chf", "瑞士法郎", "chf", "新加坡元", "sgd", "新币", "sgd", "港币", "hkd", "港元", "hkd", "ringgit", "myr", "rm ", "myr ", "rupees", "inr", "rupee", "inr", "rs.", "inr", "rs ", "inr ", "个亿", "亿",
	"壹", "一", "贰", "二", "叁", "三", "肆", "四", "伍", "五", "陆", "六", "柒", "七", "捌", "八", "玖", "九", "拾", "十", "佰", "百", "仟", "千")

// indian are the units of India, which are no powers of a thousand.
var indian = []struct {
	name  *regexp.Regexp
	times int64
}{
	{regexp.MustCompile(`\s?(?:lakhs?|lacs?)\b`), 100_000},
	{regexp.MustCompile(`\s?(?:crores?|cr)\b`), 10_000_000},
}

// tenth is how 386,000 is said in short: 38万6.
var tenth = regexp.MustCompile(`^(\d+)万(\d)$`)

// cutIndian takes such a unit off an amount.
func cutIndian(s string) (string, decimal.Decimal) {
	for _, u := range indian {
		if u.name.MatchString(s) {
			return u.name.ReplaceAllString(s, ""), decimal.NewFromInt(u.times)
		}
	}
	return s, decimal.NewFromInt(1)
}

// amountIn is the amount that a span of a pattern holds.
func (l *line) amountIn(s span) (money, bool) {
	for _, x := range s.parts {
		if m, ok := l.amounts[x.from]; ok && m.to == x.to {
			return m, true
		}
	}
	return money{}, false
}
