package sales

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Calls reports whether a text names a customer or a deal: as a whole word where
// words are parted by spaces, and by the domain of an e-mail address. Names of one
// Chinese character or two Latin letters are too short to tell.
func Calls(text, name string) bool {
	name = FoldCustomer(name)
	if tooShort(name) {
		return false
	}
	text = Fold(text)
	for rest, at := text, 0; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			break
		}
		at += i
		if !cutsWord(text, at, name) {
			return true
		}
		_, size := utf8.DecodeRuneInString(name)
		at += size
		rest = text[at:]
	}
	return inDomain(text, name)
}

func tooShort(name string) bool {
	n := utf8.RuneCountInString(name)
	if first, _ := utf8.DecodeRuneInString(name); unicode.Is(unicode.Han, first) {
		return n < 2
	}
	return n < 3
}

// cutsWord reports whether a name at a place of a text is only a part of a word.
func cutsWord(text string, at int, name string) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	first, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	after, _ := utf8.DecodeRuneInString(text[at+len(name):])
	return at > 0 && joins(before, first) || at+len(name) < len(text) && joins(last, after)
}

// joins reports whether two characters are of one word: Latin letters and digits
// are, Chinese ones cannot be told.
func joins(a, b rune) bool {
	word := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) || unicode.IsDigit(r) }
	return word(a) && word(b)
}

// inDomain reports whether an e-mail address in a text is of a company.
func inDomain(text, name string) bool {
	plain := strings.NewReplacer(" ", "", "-", "", "&", "", ".", "").Replace(name)
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' || r == '<' || r == '>' }) {
		_, domain, ok := strings.Cut(word, "@")
		if !ok {
			continue
		}
		for _, label := range strings.Split(domain, ".") {
			if strings.ReplaceAll(label, "-", "") == plain {
				return true
			}
		}
	}
	return false
}

// guesses tell what form a meeting has by words of its title, the first that hits.
func guesses() []struct {
	kind  string
	words []string
} {
	return []struct {
		kind  string
		words []string
	}{
		{"clarification", []string{"述标", "答疑", "讲标", "clarification", "bid presentation"}},
		{"negotiation", []string{"谈判", "合同条款", "negotiat"}},
		{"poc", []string{"poc", "测试", "试点", "pilot"}},
		{"demo", []string{"演示", "demo"}},
		{"workshop", []string{"研讨", "workshop"}},
		{"training", []string{"培训", "training"}},
		{"site", []string{"考察", "参观", "site visit", "reference visit"}},
		{"hospitality", []string{"宴", "吃饭", "午餐", "晚餐", "lunch", "dinner"}},
		{"executive", []string{"高层", "executive"}},
		{ActivityCall, []string{"电话", "微信", "phone", "telefon", " call", "call "}},
		{"discussion", []string{"交流", "讨论", "discussion", "kick-off", "kickoff"}},
		{"visit", []string{"拜访", "visit"}},
	}
}

// GuessType is what form a meeting has by its title, "" where it does not tell.
func GuessType(title string) string {
	title = Fold(title)
	for _, g := range guesses() {
		if slices.ContainsFunc(g.words, func(w string) bool { return strings.Contains(title, w) }) {
			return g.kind
		}
	}
	return ""
}

// GuessPlace is where a meeting is by its place and form, "" where they do not tell.
func GuessPlace(place, kind, customer string) string {
	folded := Fold(place)
	online := []string{"http://", "https://", "zoom", "teams", "webex", "腾讯会议", "飞书会议", "lark", "meet.", "线上", "online"}
	switch {
	case slices.ContainsFunc(online, func(w string) bool { return strings.Contains(folded, w) }):
		return Online
	case Calls(place, customer):
		return AtCustomer
	case place == "" && kind != "":
		return UsualPlace(kind)
	}
	return ""
}
