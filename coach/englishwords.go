package coach

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a word of an English text as it stands, and where.
type piece struct {
	text     string
	low      string
	from, to int
	stop     bool
	owner    bool
	class    class
}

// pieces cuts a text at blanks and punctuation.
func pieces(text string) []piece {
	var out []piece
	from := -1
	end := func(to int) {
		if from >= 0 {
			out = append(out, newPiece(text, from, to))
			from = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Sc, r) || r == '%' || r == '&':
			if from < 0 {
				from = i
			}
		case from >= 0 && strings.ContainsRune("'-./@", r) && wordGoesOn(text[i+utf8.RuneLen(r):]):
		default:
			end(i)
			if !unicode.IsSpace(r) && !abbreviates(r, out) && !strings.ContainsRune("'\"“”/", r) {
				out = append(out, piece{stop: true, from: i, to: i})
			}
			if r == '\n' {
				out = append(out, piece{stop: true, from: i, to: i})
			}
		}
	}
	end(len(text))
	return out
}

func newPiece(text string, from, to int) piece {
	p := piece{text: text[from:to], from: from, to: to}
	p.low = strings.ToLower(p.text)
	if s, ok := strings.CutSuffix(p.low, "'s"); ok {
		p.low, p.text, p.owner = s, p.text[:max(0, len(p.text)-2)], true
	}
	return p
}

func wordGoesOn(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

// abbreviates reports whether a full stop only ends a short word such as "Mr".
func abbreviates(r rune, before []piece) bool {
	if r != '.' || len(before) == 0 {
		return false
	}
	last := before[len(before)-1]
	return !last.stop && len(last.text) <= 4 && unicode.IsUpper([]rune(last.text + " ")[0])
}

// plainWords are the words of a text in small letters.
func plainWords(text string) []string {
	var out []string
	for _, p := range pieces(text) {
		if p.stop {
			continue
		}
		out = append(out, p.low)
	}
	return out
}

// englishTokens cuts a text into words and phrases of the lists.
func (b *book) englishTokens(text string) []token {
	ps := pieces(text)
	b.mark(text, ps)
	var out []token
	for i := 0; i < len(ps); {
		t, n := b.englishAt(ps, i)
		out = append(out, t)
		i += n
	}
	return out
}

// mark gives the pieces within a date or a moment its class.
func (b *book) mark(text string, ps []piece) {
	for _, s := range b.spans(strings.ToLower(text)) {
		for i := range ps {
			if ps[i].from >= s.from && ps[i].from < s.to && !ps[i].stop {
				ps[i].class |= s.class
			}
		}
	}
}

// englishAt is the token at a piece and how many pieces it takes.
func (b *book) englishAt(ps []piece, i int) (token, int) {
	p := ps[i]
	if p.stop {
		return token{class: stop}, 1
	}
	t := token{text: p.text, class: p.class, owner: p.owner}
	if p.class&when != 0 {
		t.class |= b.words[p.low] & (document | vague | person)
		return t, 1
	}
	n, c, f := b.longestPhrase(ps[i:])
	t.class |= c
	t.form = f
	if c&(verb|cause|strive|take) == 0 {
		t.form = b.guess(p.low, c)
	}
	if looksLikeName(ps, i, c) {
		t.class |= proper
	}
	return t, max(n, 1)
}

// longestPhrase finds the entries that take the most words from here on.
func (b *book) longestPhrase(ps []piece) (int, class, form) {
	best, c, f := 0, class(0), noVerb
	for _, base := range b.bases(ps[0].low) {
		for _, ph := range b.starts[base.word] {
			n := 1 + len(ph.rest)
			if n < best || !b.follows(ps[1:], ph.rest) {
				continue
			}
			if base.form != plain && ph.class&(verb|cause|strive|take) == 0 {
				continue
			}
			if n > best {
				best, c, f = n, 0, noVerb
			}
			c |= ph.class
			if ph.class&(verb|cause|strive|take) != 0 && (f == noVerb || f == plain) {
				f = base.form
			}
		}
	}
	return best, c, f
}

func (b *book) follows(ps []piece, rest []string) bool {
	if len(ps) < len(rest) {
		return false
	}
	for i, w := range rest {
		if ps[i].stop || ps[i].low != w || ps[i].class&when != 0 && w != "to" {
			return false
		}
	}
	return true
}

// based is a form of a word traced back to a word that might be its base.
type based struct {
	word string
	form form
}

// bases are the base forms that a word may come from, itself first.
func (b *book) bases(low string) []based {
	out := []based{{low, plain}}
	if base, ok := b.file.Irregular[low]; ok {
		f := past
		if strings.HasSuffix(low, "s") {
			f = third
		}
		out = append(out, based{base, f})
	}
	for _, e := range []struct {
		ending string
		form   form
		put    []string
	}{
		{"ies", third, []string{"y"}},
		{"es", third, []string{""}},
		{"s", third, []string{""}},
		{"ied", past, []string{"y"}},
		{"ed", past, []string{"", "e"}},
		{"ing", gerund, []string{"", "e"}},
	} {
		stem, ok := strings.CutSuffix(low, e.ending)
		if !ok || len(stem) < 2 || strings.HasSuffix(low, "ss") {
			continue
		}
		for _, p := range e.put {
			out = append(out, based{stem + p, e.form})
		}
		if n := len(stem); e.form != third && n > 2 && stem[n-1] == stem[n-2] {
			out = append(out, based{stem[:n-1], e.form})
		}
	}
	return out
}

// guess is the form of a word that no list knows, by its ending.
func (b *book) guess(low string, c class) form {
	if c != 0 || !regular.MatchString(low) {
		return noVerb
	}
	return third
}

// looksLikeName reports whether a word is a name: a capital inside a sentence,
// or at its start in a word that no list knows.
func looksLikeName(ps []piece, i int, c class) bool {
	r := []rune(ps[i].text + " ")
	if !unicode.IsUpper(r[0]) || c&(us|generic|determiner|preposition|lead|question|auxiliary) != 0 {
		return false
	}
	if len(r) > 2 && unicode.IsUpper(r[1]) {
		return false
	}
	if i == 0 || ps[i-1].stop {
		return c&(verb|cause|take|strive|document|product|ourThing|vague|number) == 0
	}
	return c&(title|document|product) == 0
}

var regular = regexp.MustCompile(`^[a-z]{2,}[a-z-]*[^sui]s$`)
