package sentence

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed words/*.toml
var files embed.FS

// file is what is known of a language, as it is written: lists of words and the
// patterns over them.
type file struct {
	// Gap is how many units may stand between two words of a pattern.
	Gap    int                 `toml:"gap"`
	Groups map[string][]string `toml:"groups"`
	// Plus and Minus are the patterns of answers by question.
	Plus  map[string][]string `toml:"plus"`
	Minus map[string][]string `toml:"minus"`
	// Changes are the patterns of all other kinds; the earlier the surer.
	Changes map[Kind][]string `toml:"changes"`
	// Reasons are why deals are lost.
	Reasons map[string][]string `toml:"reasons"`
	// Spelling is how words are often mistyped, and what was meant.
	Spelling map[string]string `toml:"spelling"`
	// Tells are patterns about the whole text: contact, silent and others.
	Tells map[string][]string `toml:"tells"`
}

// book is all that is known of one language.
type book struct {
	lang     Lang
	tree     *node
	groups   int
	named    map[string]group
	gap      int
	answers  []answerRule
	changes  map[Kind][]pattern
	reasons  []reason
	tells    map[string][]pattern
	hiding   []group
	spelling *strings.Replacer
	negation group
	date     group
	amount   group
	name     group
}

// answerRule is what shows an answer.
type answerRule struct {
	question int
	value    string
	patterns []pattern
}

// reason is what shows why a deal was lost.
type reason struct {
	value    string
	patterns []pattern
}

// open reads the words of a language.
func open(lang Lang) (*book, error) {
	var f file
	for _, name := range []string{"words", "spelling", "answers", "changes"} {
		raw, err := files.ReadFile("words/" + string(lang) + "." + name + ".toml")
		if err != nil {
			return nil, fmt.Errorf("words of %s: %w", lang, err)
		}
		if err := toml.Unmarshal(raw, &f); err != nil {
			return nil, fmt.Errorf("words of %s, %s: %w", lang, name, err)
		}
	}
	b := &book{lang: lang, tree: &node{}, named: make(map[string]group), gap: f.Gap}
	b.date, b.amount, b.name = b.list("@date"), b.list("@amount"), b.list("@name")
	for _, name := range slices.Sorted(maps.Keys(f.Groups)) {
		g := b.list(name)
		for _, w := range f.Groups[name] {
			b.tree.add(w, g)
		}
	}
	for _, name := range []string{"negation", "neutral", "joins", "abbreviation", "me", "title", "oldDate", "noAmountBefore", "noAmountBehind", "soonToday", "ifs", "notName", "opening", "headline", "nearly"} {
		b.list(name)
	}
	b.negation = b.named["negation"]
	for _, name := range slices.Sorted(maps.Keys(f.Groups)) {
		if strings.HasSuffix(name, hiding) {
			b.hiding = append(b.hiding, b.named[name])
		}
	}
	b.spelling = speller(lang, f.Spelling)
	if err := b.learn(&f); err != nil {
		return nil, fmt.Errorf("words of %s: %w", lang, err)
	}
	return b, nil
}

// hiding ends the name of a list whose words hide the shorter ones within them.
const hiding = "Not"

// list is the number of a list of words, a new one where it has none.
func (b *book) list(name string) group {
	if g, ok := b.named[name]; ok {
		return g
	}
	b.named[name] = group(b.groups)
	b.groups++
	return b.named[name]
}

// number is the list that a pattern names: one list, several joined, or words
// in quotes.
func (b *book) number(f *file, name string) (group, error) {
	if g, ok := b.named[name]; ok {
		return g, nil
	}
	var words []string
	for _, one := range strings.Split(name, "|") {
		quoted, isQuoted := strings.CutPrefix(one, "'")
		switch {
		case isQuoted:
			quoted = strings.TrimSuffix(quoted, "'")
			words = append(words, strings.ReplaceAll(quoted, "_", " "))
		case f.Groups[one] != nil:
			words = append(words, f.Groups[one]...)
		default:
			return 0, fmt.Errorf("no list %q", one)
		}
	}
	g := b.list(name)
	for _, w := range words {
		b.tree.add(w, g)
	}
	return g, nil
}

func (b *book) patterns(f *file, texts []string) ([]pattern, error) {
	var out []pattern
	for _, text := range texts {
		p, err := parsePattern(text, b.gap, func(name string) (group, error) { return b.number(f, name) })
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// learn reads the patterns.
func (b *book) learn(f *file) error {
	for value, table := range map[string]map[string][]string{"+": f.Plus, "-": f.Minus} {
		for q := 1; q <= questions; q++ {
			p, err := b.patterns(f, table[fmt.Sprint(q)])
			if err != nil {
				return fmt.Errorf("question %d: %w", q, err)
			}
			b.answers = append(b.answers, answerRule{q, value, p})
		}
	}
	slices.SortFunc(b.answers, func(x, y answerRule) int { return x.question - y.question })
	for _, value := range slices.Sorted(maps.Keys(f.Reasons)) {
		p, err := b.patterns(f, f.Reasons[value])
		if err != nil {
			return fmt.Errorf("reason %s: %w", value, err)
		}
		for i := range p {
			p[i].denied = true // "they had no references": the denial is the reason
		}
		b.reasons = append(b.reasons, reason{value, p})
	}
	b.changes, b.tells = make(map[Kind][]pattern), make(map[string][]pattern)
	for kind, texts := range f.Changes {
		p, err := b.patterns(f, texts)
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		b.changes[kind] = p
	}
	for name, texts := range f.Tells {
		p, err := b.patterns(f, texts)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i := range p {
			// 没批的话: a condition and a question stay so when something is denied.
			p[i].denied = p[i].denied || name == "iffy" || name == "iffyBehind" || name == "asked"
		}
		b.tells[name] = p
	}
	return nil
}

// questions is how many questions of qualification there are.
const questions = 20
