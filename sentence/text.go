package sentence

import (
	"strings"
	"unicode"
)

// unit is the smallest thing that words are made of: a Chinese character, a
// word in letters, a number, a mark.
type unit struct {
	text     string // in lower case
	from, to int    // bytes of the line
}

// tidy brings the many ways of typing one mark together and cuts what is too
// long to read.
func tidy(s string) string {
	if r := []rune(s); len(r) > maxRunes {
		s = string(r[:maxRunes])
	}
	s = strings.ToValidUTF8(s, " ")
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～' && !strings.ContainsRune("，。；：！？（）", r):
			return r - '！' + '!'
		case r == '’' || r == '‘' || r == '`' || r == '´':
			return '\''
		case r == '“' || r == '”':
			return '"'
		case r == '\u00a0' || r == '\u3000' || r == '\t' || r == '\r':
			return ' '
		case r == '–' || r == '—':
			return '-'
		}
		return r
	}, s)
}

func has(s string, script *unicode.RangeTable) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(script, r) })
}

// cutUnits cuts a line into its units. Blanks are none.
func cutUnits(line string) []unit {
	var out []unit
	start, class := 0, 0
	flush := func(to int) {
		if class == inWord || class == inNumber {
			out = append(out, splitWord(line, start, to)...)
		}
		class = 0
	}
	for at, r := range line {
		c := classOf(r)
		if c == inWord && class == inNumber || c == inNumber && class == inWord || c == 0 || c == alone || class == 0 {
			flush(at)
			start = at
		}
		if c == alone {
			out = append(out, unit{strings.ToLower(string(r)), at, at + len(string(r))})
			c = 0
		}
		class = c
	}
	flush(len(line))
	return out
}

// What a character does to the unit before it.
const (
	inWord = iota + 1
	inNumber
	alone
)

func classOf(r rune) int {
	switch {
	case unicode.Is(unicode.Han, r):
		return alone
	case unicode.IsDigit(r):
		return inNumber
	case unicode.IsLetter(r) || r == '\'' || unicode.IsMark(r):
		return inWord
	case unicode.IsSpace(r):
		return 0
	}
	return alone
}

// splitWord cuts a word before what is short for another: we're, deal's, she'll.
func splitWord(line string, from, to int) []unit {
	for from < to && line[from] == '\'' {
		from++
	}
	for from < to && line[to-1] == '\'' {
		to--
	}
	if from == to {
		return nil
	}
	low := strings.ToLower(line[from:to])
	if at := strings.LastIndexByte(low, '\''); at > 0 && !strings.HasSuffix(low, "n't") && len(low) == to-from {
		return []unit{{low[:at], from, from + at}, {low[at:], from + at, to}}
	}
	return []unit{{low, from, to}}
}
