package coach

import (
	"embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed words/zh.toml words/en.toml
var files embed.FS

// Words are a company's own words for one language, beside those of the coach.
type Words struct {
	Lang Lang `toml:"lang"`
	// Ours are verbs of what we do (R4).
	Ours []string `toml:"ours"`
	// Activities are verbs and nouns of an activity (R3).
	Activities []string `toml:"activities"`
	// Weak are verbs of a customer who commits to nothing (R1).
	Weak []string `toml:"weak"`
	// Commits are verbs of a customer who does something to be seen.
	Commits []string `toml:"commits"`
	// People are roles, departments and names that may be a subject.
	People []string `toml:"people"`
	// Documents are papers that prove the act.
	Documents []string `toml:"documents"`
	// Confidential are words that nobody may ask for.
	Confidential []string `toml:"confidential"`
}

// list is one list of words and what its words are.
type list struct {
	class class
	words []string
}

func (w Words) lists() []list {
	return []list{
		{ours, w.Ours},
		{talk, w.Activities},
		{weak, w.Weak},
		{commit, w.Commits},
		{person, w.People},
		{document | product, w.Documents},
		{secret, w.Confidential},
	}
}

// file is a word list as it is written.
type file struct {
	Us           []string          `toml:"us"`
	Generic      []string          `toml:"generic"`
	People       []string          `toml:"people"`
	Surnames     string            `toml:"surnames"`
	ShySurnames  string            `toml:"shySurnames"`
	Compounds    []string          `toml:"compoundSurnames"`
	PlainTitles  string            `toml:"plainTitles"`
	Titles       []string          `toml:"titles"`
	Insiders     []string          `toml:"insiders"`
	Prepositions []string          `toml:"prepositions"`
	Determiners  []string          `toml:"determiners"`
	Auxiliaries  []string          `toml:"auxiliaries"`
	Leads        []string          `toml:"leads"`
	Linkers      []string          `toml:"linkers"`
	Causes       []string          `toml:"causes"`
	Strives      []string          `toml:"strives"`
	Takes        []string          `toml:"takes"`
	Links        []string          `toml:"links"`
	Questions    []string          `toml:"questions"`
	Neutral      []string          `toml:"neutral"`
	Ours         []string          `toml:"ours"`
	Learn        []string          `toml:"learn"`
	Talk         []string          `toml:"talk"`
	Visit        []string          `toml:"visit"`
	Weak         []string          `toml:"weak"`
	States       []string          `toml:"states"`
	VagueActs    []string          `toml:"vagueActs"`
	Commits      []string          `toml:"commits"`
	Pledges      []string          `toml:"pledges"`
	Theirs       []string          `toml:"theirs"`
	Products     []string          `toml:"products"`
	Documents    []string          `toml:"documents"`
	Vague        []string          `toml:"vague"`
	OurThings    []string          `toml:"ourThings"`
	Dates        []string          `toml:"dates"`
	Moments      []string          `toml:"moments"`
	Numbers      []string          `toml:"numbers"`
	Irregular    map[string]string `toml:"irregular"`
	Confidential []secretMatter    `toml:"confidential"`
	Blanks       blanks            `toml:"blanks"`
	Topics       []topic           `toml:"topics"`
}

// secretMatter is named by a text that holds one word of every group.
type secretMatter struct {
	All [][]string `toml:"all"`
}

// blanks stand where a rewrite lacks a person or a date.
type blanks struct {
	Who  string `toml:"who"`
	Date string `toml:"date"`
}

// topic is what a purpose is about, and how the coach rewrites it.
type topic struct {
	Words   []string `toml:"words"`
	Objects []string `toml:"objects"`
	Object  string   `toml:"object"`
	R1      string   `toml:"R1"`
	R2      string   `toml:"R2"`
	R3      string   `toml:"R3"`
	R4      string   `toml:"R4"`
}

func (f *file) lists() []list {
	return []list{
		{us, f.Us},
		{generic, f.Generic},
		{person, f.People},
		{insider | person, f.Insiders},
		{preposition, f.Prepositions},
		{determiner, f.Determiners},
		{auxiliary, f.Auxiliaries},
		{lead, f.Leads},
		{linker, f.Linkers},
		{cause, f.Causes},
		{strive, f.Strives},
		{take, f.Takes},
		{link, f.Links},
		{question, f.Questions},
		{neutral, f.Neutral},
		{ours, f.Ours},
		{learn, f.Learn},
		{talk, f.Talk},
		{visit, f.Visit},
		{weak, f.Weak},
		{state, f.States},
		{vagueAct, f.VagueActs},
		{commit, f.Commits},
		{pledge, f.Pledges},
		{theirs, f.Theirs},
		{product, f.Products},
		{document, f.Documents},
		{vague, f.Vague},
		{ourThing, f.OurThings},
	}
}

// open reads the words of a language and adds those of a company.
func open(lang Lang, own []Words) (*book, error) {
	raw, err := files.ReadFile("words/" + string(lang) + ".toml")
	if err != nil {
		return nil, err
	}
	var f file
	if err := toml.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("words of %s: %w", lang, err)
	}
	b := &book{lang: lang, words: make(map[string]class), starts: make(map[string][]phrase), file: f}
	for _, l := range f.lists() {
		b.add(l)
	}
	for _, w := range own {
		if w.Lang == lang {
			b.adopt(w)
		}
	}
	for _, s := range f.Titles {
		if lang == English {
			b.add(list{title | person, []string{s}})
		}
	}
	b.findPapers()
	return b, b.compile()
}

// findPapers lets a longer Chinese word count as a document where it holds one.
func (b *book) findPapers() {
	if b.lang != Chinese {
		return
	}
	for w := range b.words {
		for _, d := range b.file.Documents {
			if strings.Contains(w, d) {
				b.words[w] |= document
			}
		}
	}
}

// adopt adds a company's words.
func (b *book) adopt(w Words) {
	for _, l := range w.lists() {
		if l.class == secret {
			b.file.Confidential = append(b.file.Confidential, secretMatter{All: [][]string{l.words}})
			continue
		}
		b.add(l)
	}
}

func (b *book) compile() error {
	for _, p := range []struct {
		class class
		rules []string
	}{{date, b.file.Dates}, {moment, b.file.Moments}, {number, b.file.Numbers}} {
		for _, r := range p.rules {
			re, err := regexp.Compile(r)
			if err != nil {
				return fmt.Errorf("words of %s: %w", b.lang, err)
			}
			b.patterns = append(b.patterns, pattern{p.class, re})
		}
	}
	return nil
}

// confidential reports whether a text speaks of matter that nobody may ask for.
func (b *book) confidential(text string) bool {
	for _, m := range b.file.Confidential {
		if b.names(text, m) {
			return true
		}
	}
	return false
}

func (b *book) names(text string, m secretMatter) bool {
	for _, group := range m.All {
		if b.first(text, group) == "" {
			return false
		}
	}
	return len(m.All) > 0
}

// first is the first word of a list that a text holds, as a whole word where
// words have spaces between them.
func (b *book) first(text string, words []string) string {
	if b.lang == English {
		text = " " + strings.Join(plainWords(text), " ") + " "
	}
	for _, w := range words {
		sought := w
		if b.lang == English {
			sought = " " + strings.ToLower(w) + " "
		}
		if w != "" && strings.Contains(text, sought) {
			return w
		}
	}
	return ""
}
