package i18n

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"golang.org/x/text/currency"
	"golang.org/x/text/width"

	"dealmate/internal/fault"
)

// maxAmountRunes bounds what is looked at; the longest honest amount, in
// Chinese figures, has some forty characters.
const maxAmountRunes = 64

// maxAmount is the largest amount taken for one: a thousand 万亿.
func maxAmount() decimal.Decimal { return decimal.New(1, 15) }

// ParseMoney reads an amount as people type it: 523万, 1.2亿, 两千万, 50k,
// $3m, "3.5 million", "USD 30,000", 人民币300万元, in full width too. Without a
// currency it is in the default one. It refuses what is negative, not plainly
// an amount, or has more decimals than the currency: a *fault.Error of code
// Invalid with key "error.amount".
func ParseMoney(s, defaultCurrency string) (Money, error) {
	m, err := parseMoney(s, defaultCurrency)
	if err != nil {
		return Money{}, fault.Wrap(err, fault.Invalid, "error.amount")
	}
	return m, nil
}

func parseMoney(s, defaultCurrency string) (Money, error) {
	if utf8.RuneCountInString(s) > maxAmountRunes {
		return Money{}, fmt.Errorf("amount is longer than %d characters", maxAmountRunes)
	}
	s = strings.Join(strings.Fields(strings.ToLower(width.Fold.String(s))), " ")
	s = cutRoughly(s)
	s, code, err := cutCurrencies(s, defaultCurrency)
	if err != nil {
		return Money{}, err
	}
	amount, err := parseAmount(cutRoughly(s))
	if err != nil {
		return Money{}, err
	}
	switch {
	case amount.GreaterThan(maxAmount()):
		return Money{}, fmt.Errorf("amount is over %s", maxAmount())
	case !amount.Equal(amount.Round(scale(code))):
		return Money{}, fmt.Errorf("%s has %d decimals only", code, scale(code))
	}
	return Money{Amount: amount, Currency: code}, nil
}

// cutRoughly drops words that say an amount is an estimate; all of ours are.
func cutRoughly(s string) string {
	for _, w := range []string{"大约", "大概", "约", "about ", "approx. ", "approx ", "around ", "ca. ", "~", "≈"} {
		s = strings.TrimPrefix(s, w)
	}
	return strings.TrimSpace(strings.TrimSuffix(s, "左右"))
}

// cutCurrencies takes what names the currency off both ends.
func cutCurrencies(s, fallback string) (rest, code string, err error) {
	for _, fromEnd := range []bool{false, false, true, true} { // 人民币 ¥300 万元 RMB
		var found string
		s, found = cutCurrency(s, fromEnd)
		if code, err = mergeCodes(code, found); err != nil {
			return "", "", err
		}
	}
	unit, err := currency.ParseISO(settle(code, fallback))
	if err != nil || unit == currency.XXX {
		return "", "", fmt.Errorf("currency %q is not known", settle(code, fallback))
	}
	return s, unit.String(), nil
}

// latinUnit is the power of ten of a unit written in letters. w is 万 typed
// without an input method.
func latinUnit(s string) (power int32, ok bool) {
	switch s {
	case "k", "thousand", "grand":
		return 3, true
	case "w", "wan":
		return 4, true
	case "m", "mm", "mn", "mil", "mln", "mio", "million", "millions":
		return 6, true
	case "b", "bn", "bln", "bil", "billion", "billions":
		return 9, true
	}
	return 0, false
}

// parseAmount reads a number with its units.
func parseAmount(s string) (decimal.Decimal, error) {
	word := s[len(strings.TrimRight(s, letters)):]
	if word == "" {
		return parseChinese(s)
	}
	power, ok := latinUnit(word)
	if !ok {
		return decimal.Zero, fmt.Errorf("unit %q is not known", word)
	}
	number := strings.TrimSpace(strings.TrimSuffix(s, word))
	digits, rest, err := cutNumber(number)
	if err != nil {
		return decimal.Zero, err
	}
	if rest != "" {
		return decimal.Zero, fmt.Errorf("%q after the number", rest)
	}
	return digits.Shift(power), nil
}

// cutNumber takes a number in Arabic figures off the front: 1234.5, 1,234.5,
// 1 234. A comma or blank must stand before exactly three figures, so that a
// decimal comma is refused and not misread.
func cutNumber(s string) (n decimal.Decimal, rest string, err error) {
	end := len(s) - len(strings.TrimLeft(s, "0123456789., "))
	token := strings.TrimRight(s[:end], " ")
	rest = strings.TrimLeft(s[end:], " ")
	whole, fraction, dot := strings.Cut(token, ".")
	plain, ok := ungroup(whole)
	if !ok || (dot && (fraction == "" || strings.Trim(fraction, "0123456789") != "")) {
		return decimal.Zero, "", fmt.Errorf("%q is not a number", token)
	}
	if dot {
		plain += "." + fraction
	}
	n, err = decimal.NewFromString(plain)
	if err != nil {
		return decimal.Zero, "", fmt.Errorf("%q is not a number: %w", token, err)
	}
	return n, rest, nil
}

// ungroup takes the separators out of 1,234,567.
func ungroup(s string) (string, bool) {
	separator := ","
	if strings.Contains(s, " ") {
		separator = " "
	}
	parts := strings.Split(s, separator)
	for i, p := range parts {
		if p == "" || strings.Trim(p, "0123456789") != "" {
			return "", false
		}
		if len(parts) > 1 && (len(p) > 3 || (i > 0 && len(p) < 3)) {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}
