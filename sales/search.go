package sales

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSearched is how many runes of a name are searched; names are cut to fit an
// index, never in the record.
const maxSearched = 400

// Fold brings text to the form in which it is compared: full-width letters
// become half-width (NFKC), upper case lower, marks and invisible characters go,
// every stretch of spaces and control characters is one space.
func Fold(s string) string {
	var b strings.Builder
	space := false
	// Compatibility forms first, then lower case, then apart, so that marks can
	// be dropped: some capitals come apart into letter and mark.
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(s))) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf):
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// companyEndings are what companies' names end in, without telling them apart.
// Longer ones come before those they contain.
func companyEndings() []string {
	return []string{
		"股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "股份", "集团", "公司",
		"incorporated", "corporation", "limited", "company", "gmbh", "corp", "inc", "ltd", "llc", "plc", "co", "ag", "sa", "bv", "kg",
	}
}

// FoldCustomer is Fold without the words that say what kind of company it is,
// so that "华天科技股份有限公司" and "华天科技" are one customer. A name that
// consists of nothing else stays.
func FoldCustomer(s string) string {
	folded := Fold(s)
	name := folded
	for {
		shorter := cutEnding(name)
		if shorter == name {
			break
		}
		name = shorter
	}
	if name == "" {
		return folded
	}
	return name
}

// around is what may stand around an ending: "Acme (Shanghai) Co., Ltd.".
const around = " .,，。()&-"

func cutEnding(name string) string {
	trimmed := strings.TrimRight(name, " .,，。&-")
	for _, e := range companyEndings() {
		rest, ok := strings.CutSuffix(trimmed, e)
		if ok && (rest == "" || e[0] >= 0x80 || !endsInWord(rest)) {
			return strings.TrimRight(rest, around)
		}
	}
	return trimmed
}

// endsInWord reports whether a Latin word would go on from s: "disco" ends in no
// "co".
func endsInWord(s string) bool {
	r := []rune(s)
	last := r[len(r)-1]
	return unicode.IsLetter(last) || unicode.IsDigit(last)
}

// SearchText is what Matches looks into: a line each for the folded name and
// customer and, where they hold Chinese, for the syllables of their pinyin,
// twice when a surname can be read in two ways.
func SearchText(name, customer string) string {
	var lines []string
	for _, s := range []string{name, customer} {
		folded := Fold(cut(s, maxSearched))
		if folded == "" || slices.Contains(lines, folded) {
			continue
		}
		lines = append(lines, folded)
		for _, reading := range readings(folded) {
			lines = append(lines, spoken+reading)
		}
	}
	return strings.Join(lines, "\n")
}

// spoken begins a line of pinyin; Fold leaves no such character in a text.
const spoken = "\t"

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

// Matches reports whether a search text contains a query: every word of it as a
// part of the name or customer, or as initials or whole syllables of pinyin
// ("yfkj", "yunfan" and "yun fan ke" find 云帆科技). An empty query finds nothing.
func Matches(search, query string) bool {
	q := Fold(query)
	if q == "" {
		return false
	}
	if matchesLine(search, strings.ReplaceAll(q, " ", ""), false) {
		return true
	}
	for word := range strings.SplitSeq(q, " ") {
		if !matchesLine(search, word, true) {
			return false
		}
	}
	return true
}

// matchesLine looks for a query without spaces in each line; written says
// whether lines that are no pinyin count.
func matchesLine(search, q string, written bool) bool {
	for line := range strings.SplitSeq(search, "\n") {
		if syllables, ok := strings.CutPrefix(line, spoken); ok {
			if q[0] < utf8.RuneSelf && sounds(syllables, q) {
				return true
			}
		} else if written && strings.Contains(line, q) {
			return true
		}
	}
	return false
}

// SimilarNames reports whether two deals' names are so alike that they may be
// one deal: equal when folded, one a part of the other (from three letters on),
// or sharing 60 % of their pairs of neighbouring letters (Dice's coefficient).
func SimilarNames(a, b string) bool {
	x, y := letters(a), letters(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	switch {
	case len(x) == 0:
		return false
	case slices.Equal(x, y), len(x) >= 3 && strings.Contains(string(y), string(x)):
		return true
	}
	return shareMost(x, y)
}

// shareMost is Dice's coefficient of pairs, at least 0.6.
func shareMost(x, y []rune) bool {
	pairs := map[[2]rune]int{}
	for i := range len(x) - 1 {
		pairs[[2]rune{x[i], x[i+1]}]++
	}
	shared := 0
	for i := range len(y) - 1 {
		p := [2]rune{y[i], y[i+1]}
		if pairs[p] > 0 {
			pairs[p]--
			shared++
		}
	}
	all := len(x) + len(y) - 2
	return all > 0 && 2*shared*10 >= 6*all
}

// letters is the folded text with letters and digits only.
func letters(s string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Fold(s)))
}
