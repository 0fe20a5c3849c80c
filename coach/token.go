package coach

import (
	"regexp"
	"strings"
)

// class is what a word may be; a word may be several things at once.
type class uint64

const (
	us class = 1 << iota
	generic
	person
	insider
	title
	preposition
	determiner
	auxiliary
	lead
	linker
	cause
	strive
	take
	link
	question
	neutral
	ours
	learn
	talk
	visit
	weak
	state
	vagueAct
	commit
	pledge
	theirs
	product
	document
	vague
	ourThing
	date
	moment
	number
	secret
	stop
	proper
)

const (
	actor = person | generic | proper
	verb  = ours | learn | talk | visit | weak | state | vagueAct | commit
	when  = date | moment
)

// form is how a verb is inflected.
type form int

const (
	noVerb form = iota
	plain
	third
	past
	gerund
)

// token is a piece of a purpose.
type token struct {
	text  string
	class class
	form  form
	// owner says that the word ends in a possessive.
	owner bool
}

func (t token) is(c class) bool { return t.class&c != 0 }

// pattern finds a date, a moment or a number.
type pattern struct {
	class class
	re    *regexp.Regexp
}

// phrase is an entry of a word list after its first word.
type phrase struct {
	rest  []string
	class class
}

// book is the words of one language, ready to be looked up.
type book struct {
	lang     Lang
	file     file
	words    map[string]class
	starts   map[string][]phrase
	patterns []pattern
	longest  int
}

func (b *book) add(l list) {
	for _, w := range l.words {
		w = strings.ToLower(strings.TrimSpace(w))
		if w == "" {
			continue
		}
		b.words[w] |= l.class
		b.longest = max(b.longest, len([]rune(w)))
		if b.lang == English {
			parts := strings.Fields(w)
			b.starts[parts[0]] = append(b.starts[parts[0]], phrase{parts[1:], l.class})
		}
	}
}

// tokens cuts a text into pieces.
func (b *book) tokens(text string) []token {
	if b.lang == English {
		return b.englishTokens(text)
	}
	return b.chineseTokens(text)
}

// span is where a pattern was found, in bytes.
type span struct {
	from, to int
	class    class
}

// spans finds dates, moments and numbers.
func (b *book) spans(text string) []span {
	var out []span
	for _, p := range b.patterns {
		for _, m := range p.re.FindAllStringIndex(text, -1) {
			out = append(out, span{m[0], m[1], p.class})
		}
	}
	return out
}

// nameIn is the first person whom a text names. The word at the start of an
// English text has its capital anyway, and is a name only before a verb.
func (b *book) nameIn(toks []token) string {
	for i, t := range toks {
		if i > 0 && toks[i-1].is(us) {
			continue
		}
		if b.lang == Chinese && t.is(person) {
			return t.text
		}
		if b.lang == English && t.is(proper|title) && (i > 0 || t.is(title) || startsSentence(toks)) {
			return fullName(toks[i:])
		}
	}
	return ""
}

func startsSentence(toks []token) bool {
	return len(toks) > 1 && (toks[1].is(proper) || toks[1].form == third)
}

// fullName joins a title or first name with the names behind it.
func fullName(toks []token) string {
	name := toks[0].text
	for i := 1; i < len(toks) && toks[i].is(proper) && toks[i-1].is(proper|title); i++ {
		name += " " + toks[i].text
	}
	return name
}

// clauses cuts tokens at stops.
func clauses(toks []token, cut func(i int) bool) [][]token {
	var out [][]token
	from := 0
	for i, t := range toks {
		if !t.is(stop) && !cut(i) {
			continue
		}
		if i > from {
			out = append(out, toks[from:i])
		}
		from = i
		if t.is(stop) {
			from = i + 1
		}
	}
	if from < len(toks) {
		out = append(out, toks[from:])
	}
	return out
}

func find(toks []token, c class) int {
	for i, t := range toks {
		if t.is(c) {
			return i
		}
	}
	return -1
}

func has(toks []token, c class) bool { return find(toks, c) >= 0 }
