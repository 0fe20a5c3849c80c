package sales

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Points of how a text may name a deal: by its number, its whole name, its customer, or a
// part of either.
const (
	byNumber   = 8
	byName     = 4
	byCustomer = 3
	byPart     = 2
)

// Mentions is how plainly a folded text names a deal; 0 is not at all.
func Mentions(fold, name, customer string, number int64) int {
	points := 0
	n := strconv.FormatInt(number, 10)
	for _, written := range []string{"d-" + n, "d" + n, "#" + n} {
		if HasWord(fold, written) {
			points = byNumber
		}
	}
	name, customer = Fold(name), FoldCustomer(customer)
	switch {
	case HasWord(fold, name):
		points += byName
	case sharesPart(fold, name):
		points += byPart
	}
	switch {
	case HasWord(fold, customer):
		points += byCustomer
	case sharesPart(fold, customer):
		points += byPart
	}
	return points
}

// MentionedIn is Mentions of a name that a search looks into.
func (n Name) MentionedIn(fold string) int {
	var lines []string
	for line := range strings.SplitSeq(n.Search, "\n") {
		if !strings.HasPrefix(line, spoken) {
			lines = append(lines, line)
		}
	}
	lines = append(lines, "", "")
	return Mentions(fold, lines[0], lines[1], n.Number)
}

// HasWord reports whether a folded text has a folded word: one of letters and figures must
// end where they end, a Chinese one may stand anywhere.
func HasWord(fold, word string) bool {
	if utf8.RuneCountInString(word) < 2 {
		return false
	}
	for from := 0; ; {
		i := strings.Index(fold[from:], word)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(fold[:i])
		after, _ := utf8.DecodeRuneInString(fold[i+len(word):])
		first, _ := utf8.DecodeRuneInString(word)
		last, _ := utf8.DecodeLastRuneInString(word)
		if !joined(before, first) && !joined(last, after) {
			return true
		}
		from = i + 1
	}
}

// joined reports whether two runes are of one word of letters.
func joined(a, b rune) bool { return isAlnum(a) && isAlnum(b) }

func isAlnum(r rune) bool { return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// shortestPart is the fewest Chinese characters, and of letters, by which a part of a name
// is one.
const (
	shortestPart  = 3
	shortestLatin = 4
)

// sharesPart reports whether a folded text has a part of a name: three characters of a
// Chinese one in a row, or a word of letters.
func sharesPart(fold, name string) bool {
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !isAlnum(r) }) {
		if len(w) >= shortestLatin && HasWord(fold, w) {
			return true
		}
	}
	runes := []rune(name)
	for i := 0; i+shortestPart <= len(runes); i++ {
		part := runes[i : i+shortestPart]
		if part[0] >= 0x2E80 && part[1] >= 0x2E80 && part[2] >= 0x2E80 && strings.Contains(fold, string(part)) {
			return true
		}
	}
	return false
}
