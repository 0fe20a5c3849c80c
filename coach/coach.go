// Package coach judges the purpose of a customer visit: it should be what the
// customer will do by the end of it. It works by rules over word lists that are
// data, so that the same purpose always gets the same answer, at once and
// without sending a word of the deal anywhere.
package coach

import (
	"fmt"
	"strings"
	"unicode"
)

// Lang is a language in which a purpose is written.
type Lang string

// The languages that the coach reads.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Rule is a rule of a good purpose; the empty rule says that none fails.
type Rule string

// The rules, in the method's numbering. They are tried in the order R3, R4, R1,
// R2, and the first that fails is named.
const (
	// RuleCommits asks for an act that commits the customer to something.
	RuleCommits Rule = "R1"
	// RuleMeasurable asks for a person, an act to be seen, and a date, number
	// or document.
	RuleMeasurable Rule = "R2"
	// RuleResult asks for a result instead of an activity.
	RuleResult Rule = "R3"
	// RuleCustomer asks for what the customer does, not what we do.
	RuleCustomer Rule = "R4"
)

// Verdict is what the coach says of one purpose. Good holds exactly where no
// rule is named. A rewrite is offered with every rule, and a purpose that is
// not good may be saved all the same.
type Verdict struct {
	Good    bool   `json:"good"`
	Rule    Rule   `json:"rule,omitempty"`
	Rewrite string `json:"rewrite,omitempty"`
	// Confidential says that the purpose speaks of matter of a tender that
	// nobody may ask for. It is a warning and changes no rule.
	Confidential bool `json:"confidential,omitempty"`
}

// Coach judges purposes. It never changes after New, so that any number of
// goroutines may share one.
type Coach struct {
	chinese book
	english book
}

// New reads the word lists that are part of the program and adds a company's
// own words to them. It fails where such words name no language that the coach
// reads, or hold an empty word.
func New(own ...Words) (*Coach, error) {
	zh, err := open(Chinese, own)
	if err != nil {
		return nil, err
	}
	en, err := open(English, own)
	if err != nil {
		return nil, err
	}
	for _, w := range own {
		if err := w.check(); err != nil {
			return nil, err
		}
	}
	return &Coach{chinese: *zh, english: *en}, nil
}

// Judge says whether a purpose is good, or else which rule fails first. Who is
// the people of the activity as typed, and may be empty. A text with Chinese
// characters is judged as Chinese whatever the language says; an empty purpose
// has no result and fails R3.
func (c *Coach) Judge(lang Lang, who, why string) Verdict {
	b, read := &c.english, readEnglish
	if lang == Chinese && !hasLatin(why) || hasHan(why) {
		b, read = &c.chinese, readChinese
	}
	p := purpose{text: tidy(why), who: b.people(who)}
	if c.chinese.confidential(p.who) || c.english.confidential(p.who) {
		p.who = ""
	}
	v := Verdict{Rule: b.judge(&p, read), Confidential: b.confidential(p.text)}
	v.Good = v.Rule == ""
	if !v.Good {
		v.Rewrite = b.rewrite(v.Rule, &p)
	}
	return v
}

// purpose is one text under judgement.
type purpose struct {
	text string
	// who is the first person of the activity, or empty.
	who string
	// named is the first person in the text.
	named string
}

// judge reads every clause and names the first rule that fails.
func (b *book) judge(p *purpose, read reader) Rule {
	if p.text == "" {
		return RuleResult
	}
	toks := b.tokens(p.text)
	p.named = b.nameIn(toks)
	return b.sum(read(b, toks, p.who != ""), toks)
}

// sum weighs what the clauses say: an act of the customer is a result whatever
// stands around it; without one, the rules are tried in their order.
func (b *book) sum(read []reading, toks []token) Rule {
	n := make(map[kind]int)
	for _, r := range read {
		n[r.kind]++
	}
	switch {
	case n[act] > 0:
		return b.measured(read, toks)
	case n[activity] > n[doing]:
		if n[empty] > 0 {
			return RuleCommits
		}
		return RuleResult
	case n[doing] > 0:
		return RuleCustomer
	case n[empty] > 0:
		return RuleCommits
	case n[subject] > 0:
		return RuleMeasurable
	}
	return RuleResult
}

// measured reports R2 unless one act has a person who does it, can be seen, and
// something in the text tells when, how much or on which paper.
func (b *book) measured(read []reading, toks []token) Rule {
	if !b.dated(toks) {
		return RuleMeasurable
	}
	for _, r := range read {
		if r.kind == act && r.named && !r.hazy {
			return ""
		}
	}
	return RuleMeasurable
}

// dated reports whether a date, number or document stands in the text. A word
// like "soon" takes the meeting and the document back, but not a date.
func (b *book) dated(toks []token) bool {
	var all class
	for _, t := range toks {
		all |= t.class
	}
	if all&(date|number) != 0 {
		return true
	}
	return all&(moment|document) != 0 && all&vague == 0
}

func tidy(s string) string {
	s = strings.NewReplacer("’", "'", "‘", "'", "\u00a0", " ", "\u3000", " ").Replace(s)
	return strings.TrimSpace(strings.ToValidUTF8(s, " "))
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func hasLatin(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
}

// check reports what a company's words lack.
func (w Words) check() error {
	if w.Lang != Chinese && w.Lang != English {
		return fmt.Errorf("words of a company: no language %q", w.Lang)
	}
	for _, l := range w.lists() {
		for _, s := range l.words {
			if strings.TrimSpace(s) == "" {
				return fmt.Errorf("words of a company (%s): an empty word", w.Lang)
			}
		}
	}
	return nil
}
