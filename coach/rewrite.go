package coach

import "strings"

// people is the first person of the activity, without what stands in brackets
// behind the name; empty where only our side is named.
func (b *book) people(who string) string {
	cut := func(r rune) bool { return strings.ContainsRune(",，、;；/&+\n和与", r) }
	for name := range strings.FieldsFuncSeq(tidy(who), cut) {
		name, _, _ = strings.Cut(name, "(")
		name, _, _ = strings.Cut(name, "（")
		name = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(name), "@"))
		if name != "" && b.words[strings.ToLower(name)]&us == 0 {
			return name
		}
	}
	return ""
}

// rewrite fills the sentence of a rule for what the text is about.
func (b *book) rewrite(rule Rule, p *purpose) string {
	t := b.topicOf(p.text)
	object := b.first(p.text, t.Objects)
	if object == "" {
		object = t.Object
	}
	return strings.NewReplacer("{who}", b.doer(p), "{object}", object, "{date}", b.file.Blanks.Date).Replace(t.sentence(rule))
}

// doer is the person of the rewrite: from the text, from the activity, or a
// blank to be filled.
func (b *book) doer(p *purpose) string {
	switch {
	case p.named != "" && b.asksSomebody(p.named) && !b.confidential(p.named):
		return p.named
	case p.who != "":
		return p.who
	}
	return b.file.Blanks.Who
}

// asksSomebody reports whether a word is a name rather than a pronoun or a
// department.
func (b *book) asksSomebody(name string) bool {
	return b.words[strings.ToLower(name)]&(person|generic|us) == 0
}

// topicOf is the first topic that has a word in the text; the last topic has no
// words and takes the rest.
func (b *book) topicOf(text string) topic {
	for _, t := range b.file.Topics {
		if len(t.Words) == 0 || b.first(text, t.Words) != "" {
			return t
		}
	}
	return topic{}
}

func (t topic) sentence(rule Rule) string {
	switch rule {
	case RuleCommits:
		return t.R1
	case RuleMeasurable:
		return t.R2
	case RuleResult:
		return t.R3
	case RuleCustomer:
		return t.R4
	}
	return ""
}
