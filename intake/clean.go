package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dealmate/internal/i18n"
)

// Joiners hold signs together that are one to the eye: a family, a Persian word.
const nonJoiner, joiner = '\u200c', '\u200d'

// clean is a text of one line without what nobody sees: marks that turn the direction of
// what follows, blanks without width, the signs of terminals.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == nonJoiner || r == joiner || r == 0:
			return r // NUL is no slip: it is refused
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.Trim(strings.Join(strings.Fields(s), " "), string([]rune{nonJoiner, joiner}))
}

// legible reports whether all of a cell is text: no byte of another encoding came in.
func legible(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsAny(s, "\x00\ufffd")
}

// cut shortens what is only shown of a cell.
func cut(s string, most int) string {
	if r := []rune(s[:min(len(s), 4*most+4)]); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

// ownUnit finds a unit behind a figure: 523万, 50k, 50kusd, but not 523 HKD.
var ownUnit = regexp.MustCompile(`(?i)\d\s*[个個]?(?:[万亿千百十萬億]|(?:[wkmb]|mn|bn|mio|million|billion|thousand)(?:[a-z]{3})?(?:[^a-z]|$))|[一二两三四五六七八九十半零壹贰叁肆伍陆柒捌玖拾佰仟]`)

// currencyOf is the code of what a cell of a column of currencies says: USD, 美元, ¥.
func currencyOf(cell string) (code string, ok bool) {
	for _, one := range []string{"1 " + cell, cell + " 1"} {
		if m, err := i18n.ParseMoney(one, "CNY"); err == nil && m.Amount.IsPositive() && !strings.ContainsAny(cell, "0123456789") {
			return m.Currency, true
		}
	}
	return "", false
}
