package i18n

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/currency"
)

// symbol is what stands before an amount. A ¥ alone is the yuan for Chinese
// readers only; others need to know which.
func symbol(lang Lang, code string) string {
	switch code {
	case "CNY":
		if lang == Chinese {
			return "¥"
		}
		return "CN¥"
	case "USD":
		if lang == Chinese {
			return "US$"
		}
		return "$"
	case "JPY":
		return "JP¥"
	case "HKD":
		return "HK$"
	case "TWD":
		return "NT$"
	case "SGD":
		return "S$"
	case "AUD":
		return "A$"
	case "CAD":
		return "C$"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "KRW":
		return "₩"
	case "INR":
		return "₹"
	}
	return code + " "
}

// written is a way of writing a currency beside an amount.
type written struct {
	as, code string
}

// Marks that name a currency only if nothing beside them says which.
const (
	yuan   = "元" // the default currency where that has a 元 of its own, else CNY
	yen    = "¥" // CNY. a bare ¥ is CNY
	dollar = "$" // USD. a bare $ is USD
)

// mergeCodes brings two marks of one amount together: "HKD $5m", ¥300万元.
// Two that contradict each other are refused.
func mergeCodes(a, b string) (string, error) {
	switch {
	case a == "" || a == b:
		return b, nil
	case b == "":
		return a, nil
	case fits(a, b):
		return b, nil
	case fits(b, a):
		return a, nil
	}
	return "", fmt.Errorf("both %s and %s", a, b)
}

// fits reports whether a mark may stand beside the name of a currency.
func fits(mark, code string) bool {
	switch mark {
	case yuan:
		return true
	case yen:
		return code == "CNY" || code == "JPY"
	case dollar:
		return len(code) == 3 && strings.HasSuffix(code, "D")
	}
	return false
}

// settle is the currency that a mark means where nothing else is said.
func settle(code, fallback string) string {
	switch {
	case code == "":
		return fallback
	case code == yen:
		return "CNY"
	case code == dollar:
		return "USD"
	case code == yuan && slices.Contains(ofYuan(), fallback):
		return fallback
	case code == yuan:
		return "CNY"
	}
	return code
}

// currencies returns how people write currencies, the longest first, so that
// 美元 is found before 元 and us$ before $.
func currencies() []written {
	all := []written{
		{"cn¥", "CNY"},
		{"¥", yen},
		{"人民币", "CNY"},
		{"rmb", "CNY"},
		{"yuan", "CNY"},
		{"元", yuan},
		{"块钱", yuan},
		{"块", yuan},
		{"圆", yuan},
		{"元整", yuan},
		{"圆整", yuan},
		{"元人民币", "CNY"},
		{"us$", "USD"},
		{"$", dollar},
		{"美元", "USD"},
		{"美金", "USD"},
		{"dollars", "USD"},
		{"dollar", "USD"},
		{"bucks", "USD"},
		{"jp¥", "JPY"},
		{"日元", "JPY"},
		{"日圆", "JPY"},
		{"円", "JPY"},
		{"yen", "JPY"},
		{"hk$", "HKD"},
		{"港币", "HKD"},
		{"港元", "HKD"},
		{"港幣", "HKD"},
		{"nt$", "TWD"},
		{"新台币", "TWD"},
		{"台币", "TWD"},
		{"新臺幣", "TWD"},
		{"s$", "SGD"},
		{"新加坡元", "SGD"},
		{"新币", "SGD"},
		{"a$", "AUD"},
		{"澳元", "AUD"},
		{"c$", "CAD"},
		{"加元", "CAD"},
		{"€", "EUR"},
		{"欧元", "EUR"},
		{"euros", "EUR"},
		{"euro", "EUR"},
		{"£", "GBP"},
		{"英镑", "GBP"},
		{"pounds", "GBP"},
		{"pound", "GBP"},
		{"₩", "KRW"},
		{"韩元", "KRW"},
		{"₹", "INR"},
		{"卢比", "INR"},
		{"瑞郎", "CHF"},
		{"卢布", "RUB"},
		{"泰铢", "THB"},
	}
	slices.SortStableFunc(all, func(a, b written) int { return cmp.Compare(len(b.as), len(a.as)) })
	return all
}

// cutCurrency takes a currency off the front or the back of an amount in lower
// case; code is "" if there is none.
func cutCurrency(s string, fromEnd bool) (rest, code string) {
	for _, w := range currencies() {
		if fromEnd {
			if cut, ok := strings.CutSuffix(s, w.as); ok {
				return strings.TrimSpace(cut), w.code
			}
			continue
		}
		if cut, ok := strings.CutPrefix(s, w.as); ok {
			return strings.TrimSpace(cut), w.code
		}
	}
	if code := isoAt(s, fromEnd); code != "" {
		if fromEnd {
			return strings.TrimSpace(s[:len(s)-3]), code
		}
		return strings.TrimSpace(s[3:]), code
	}
	return s, ""
}

// isoAt is the ISO 4217 code at the front or the back of a text. In front it
// must not run on into a word; behind, what runs into it is a unit ("50kusd").
func isoAt(s string, fromEnd bool) string {
	if len(s) < 4 {
		return ""
	}
	part := s[:3]
	if fromEnd {
		part = s[len(s)-3:]
		word := s[len(strings.TrimRight(s, letters)):]
		if _, unit := latinUnit(word); unit {
			return ""
		}
		if head := word[:max(0, len(word)-3)]; head != "" {
			if _, unit := latinUnit(head); !unit {
				return ""
			}
		}
	} else if strings.Contains(letters, s[3:4]) {
		return ""
	}
	if strings.Trim(part, letters) != "" {
		return ""
	}
	unit, err := currency.ParseISO(part)
	if err != nil || unit == currency.XXX {
		return ""
	}
	return unit.String()
}

const letters = "abcdefghijklmnopqrstuvwxyz"

// ofYuan returns the currencies whose unit is called 元 where they are used.
func ofYuan() []string { return []string{"CNY", "HKD", "TWD", "MOP", "SGD"} }
