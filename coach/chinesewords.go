package coach

import (
	"strings"
	"unicode"
)

// chineseTokens cuts a text by the longest word of the lists, after dates and
// numbers, and finds people by surname and title.
func (b *book) chineseTokens(text string) []token {
	low := strings.ToLower(text)
	spans := b.spans(low)
	var out []token
	loose := ""
	flush := func() {
		if loose != "" {
			out = append(out, token{text: loose})
			loose = ""
		}
	}
	for at := 0; at < len(low); {
		t, ok := b.chineseAt(low, at, spans)
		if !ok {
			loose += t.text
			at += len(t.text)
			continue
		}
		flush()
		out = append(out, t)
		at += len(t.text)
	}
	flush()
	return b.fullNames(out)
}

// chineseAt is the token at a place; false for a character of no known word.
func (b *book) chineseAt(low string, at int, spans []span) (token, bool) {
	if s, ok := longestSpan(spans, at); ok {
		return token{text: low[at:s.to], class: s.class | b.papers(low[at:s.to])}, true
	}
	rest := low[at:]
	r := []rune(rest[:min(len(rest), 4*b.longest+16)])
	if isStop(r[0]) {
		return token{text: string(r[0]), class: stop}, true
	}
	word, name := b.longestWord(r), b.longestName(r)
	switch {
	case name > word:
		return token{text: string(r[:name]), class: person}, true
	case word > 0:
		s := string(r[:word])
		return token{text: s, class: b.words[s]}, true
	case unicode.IsSpace(r[0]):
		return token{text: string(r[0]), class: neutral}, true
	}
	return token{text: string(r[0])}, false
}

// papers keeps what a moment such as 现场签 also says.
func (b *book) papers(s string) class {
	for _, w := range []int{2, 1} {
		r := []rune(s)
		if len(r) > w {
			if c := b.words[string(r[len(r)-w:])] & commit; c != 0 && !b.words[s].has(commit) {
				return c
			}
		}
	}
	return 0
}

func (c class) has(d class) bool { return c&d != 0 }

func longestSpan(spans []span, at int) (span, bool) {
	best, ok := span{}, false
	for _, s := range spans {
		if s.from == at && s.to > at && (!ok || s.to > best.to) {
			best, ok = s, true
		}
	}
	return best, ok
}

func isStop(r rune) bool {
	return strings.ContainsRune("，。；;,！!？?：:\n（）()【】—…", r)
}

func (b *book) longestWord(r []rune) int {
	for n := min(b.longest, len(r)); n > 0; n-- {
		if _, ok := b.words[string(r[:n])]; ok {
			return n
		}
	}
	return 0
}

// longestName is the length of a surname, a given name of up to two characters
// and a title at the start of a text; 0 where there is none.
func (b *book) longestName(r []rune) int {
	for _, c := range b.file.Compounds {
		if n := len([]rune(c)); strings.HasPrefix(string(r), c) && b.title(r[n:], false) > 0 {
			return n + b.title(r[n:], false)
		}
	}
	shy := strings.ContainsRune(b.file.ShySurnames, r[0])
	if !shy && !strings.ContainsRune(b.file.Surnames, r[0]) {
		return 0
	}
	if n := b.title(r[1:], shy); n > 0 {
		return 1 + n
	}
	if shy || b.longestWord(r) > 1 {
		return 0
	}
	for given := 1; given <= 2 && given+1 < len(r); given++ {
		if b.longestWord(r[given:]) > 1 && b.title(r[given:], false) == 0 {
			return 0
		}
		if n := b.title(r[given+1:], false); n > 1 {
			return given + 1 + n
		}
	}
	return 0
}

// title is the length of the title that a text starts with. A shy surname asks
// for one that is no ending of common words.
func (b *book) title(r []rune, shy bool) int {
	best := 0
	for _, t := range b.file.Titles {
		n := len([]rune(t))
		if shy && n == 1 && !strings.Contains(b.file.PlainTitles, t) {
			continue
		}
		if n > best && n <= len(r) && string(r[:n]) == t {
			best = n
		}
	}
	return best
}

// fullNames takes two or three unknown characters for a name, where a subject
// may stand and the first is a surname.
func (b *book) fullNames(toks []token) []token {
	for i := range toks {
		t := &toks[i]
		r := []rune(t.text)
		if t.class != 0 || len(r) < 2 || len(r) > 3 || !strings.ContainsRune(b.file.Surnames, r[0]) {
			continue
		}
		if opensClause(toks[:i]) {
			t.class = person
		}
	}
	return toks
}

// opensClause reports whether a subject may follow these tokens.
func opensClause(toks []token) bool {
	for i := len(toks) - 1; i >= 0; i-- {
		t := toks[i]
		switch {
		case t.is(person):
			return i == len(toks)-1
		case t.is(stop | cause | strive | take | link | linker | preposition):
			return true
		case t.is(when | neutral):
		default:
			return false
		}
	}
	return true
}
