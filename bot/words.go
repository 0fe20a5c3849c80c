package bot

import (
	"strings"
	"unicode"
)

// said is a typed line as it was understood. When no word of it is known, only
// Rest is set, and Near where a known word is close.
type said struct {
	Verb string
	// Ask is the topic of a word that means several things; Verb is then "".
	Ask string
	// Object is the deal when its number, or a text before the verb, names it.
	Object string
	// Rest is what else was typed, as it was typed.
	Rest string
	// Loose is set where the verb may be a part of talk: behind an object, or
	// one character that runs on into others (看来…). It only counts when a deal
	// is found.
	Loose bool
	// Near is the line as it was probably meant.
	Near string
	// Greets is set for a line that says hello and nothing else.
	Greets bool
}

// asks reports whether two lines want the same done.
func (s said) asks(other said) bool { return s.Verb == other.Verb && s.Ask == other.Ask }

// parse reads a typed line. It keeps the user's own characters in Object and
// Rest and never fails: what it does not know is in Rest.
func (l lexicon) parse(text string) said {
	line := l.skipFiller(trim(text))
	if line == "" {
		return said{Verb: verbOverview}
	}
	if l.greets(line) {
		return said{Rest: line, Greets: true}
	}
	for _, read := range []func(string) (said, bool){l.verbFirst, l.numberFirst, l.objectFirst, l.verbLast} {
		if s, ok := read(line); ok {
			return s
		}
	}
	return said{Rest: line, Near: l.correct(line)}
}

// trim removes the spaces of every script around a line.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return fold(r) == ' ' })
}

// skipFiller drops greetings and the command's own name before the words that
// matter; a line of nothing else is left as it is.
func (l lexicon) skipFiller(line string) string {
	for _, name := range []string{"/deal ", "/商机"} {
		if strings.HasPrefix(folded(line)+" ", name) {
			line = trim(string([]rune(line + " ")[len([]rune(name)):]))
		}
	}
	for {
		first, rest := cutToken(line)
		if !l.greets(first) || rest == "" {
			return line
		}
		line = rest
	}
}

// greets reports whether a token is only polite.
func (l lexicon) greets(token string) bool {
	return l.filler[strings.TrimRight(folded(token), ",.!，。！~～")]
}

// cutToken splits a line after its first token.
func cutToken(line string) (token, rest string) {
	i := strings.IndexFunc(line, func(r rune) bool { return fold(r) == ' ' })
	if i < 0 {
		return line, ""
	}
	return line[:i], trim(line[i:])
}

// lastToken splits a line before its last token.
func lastToken(line string) (before, token string) {
	i := strings.LastIndexFunc(line, func(r rune) bool { return fold(r) == ' ' })
	if i < 0 {
		return "", line
	}
	return trim(line[:i]), trim(line[i:])
}

// leading finds the longest known word that a line begins with. A word of
// letters must end where the letters end; a Chinese one needs no space.
func (l lexicon) leading(line string) (entry, string, bool) {
	f := folded(line)
	for _, w := range l.longest {
		if !strings.HasPrefix(f, w) {
			continue
		}
		after := []rune(f[len(w):])
		if len(after) > 0 && !ends([]rune(w), after[0]) {
			continue
		}
		return l.words[w], trim(string([]rune(line)[len([]rune(w)):])), true
	}
	return entry{}, "", false
}

// ends reports whether a word may end before the rune that follows it.
func ends(word []rune, next rune) bool {
	last := word[len(word)-1]
	if wide(last) {
		return true
	}
	return (!unicode.IsLetter(next) || wide(next)) && next != '-' && next != '\'' && next != '_'
}

// verbFirst reads "show D-17", "新建云帆", "list won".
func (l lexicon) verbFirst(line string) (said, bool) {
	e, rest, ok := l.leading(line)
	if !ok {
		return said{}, false
	}
	if next, more, again := l.leading(rest); again && next.verb == verbList && more == "" && isScope(e.verb) {
		return said{Verb: verbList, Rest: e.verb}, true // "won list", 赢单列表
	}
	s := l.understood(e, rest)
	s.Loose = runsOn(line, rest)
	return s, true
}

// runsOn reports whether all before the rest is one character of a word that
// may be longer: 记得… is no note.
func runsOn(line, rest string) bool {
	r := []rune(line)
	return len(r) > 1 && wide(r[0]) && wide(r[1]) && string(r[1:]) == rest
}

func isScope(verb string) bool {
	return verb == verbWon || verb == verbLost || verb == verbHold
}

// numberFirst reads "D-17 won", "#17赢单", "17 note …".
func (l lexicon) numberFirst(line string) (said, bool) {
	n, rest, ok := cutNumber(line, true)
	if !ok {
		return said{}, false
	}
	if rest == "" {
		return said{Verb: verbShow, Object: n}, true
	}
	e, more, ok := l.leading(rest)
	if !ok {
		return said{}, false
	}
	s := l.understood(e, more)
	if s.Object != "" {
		s.Rest = trim(s.Object + " " + s.Rest)
	}
	s.Object = n
	return s, true
}

// objectFirst reads "云帆 查看", "Acme note they agreed": the verb is the last
// token or the second.
func (l lexicon) objectFirst(line string) (said, bool) {
	before, last := lastToken(line)
	if e, ok := l.words[folded(last)]; ok && before != "" && e.arg == "" {
		return l.about(e, before, ""), true
	}
	first, rest := cutToken(line)
	second, more := cutToken(rest)
	if e, ok := l.words[folded(second)]; ok && e.arg == "" {
		return l.about(e, first, more), true
	}
	return said{}, false
}

// verbLast reads 云帆推进: a Chinese word of two characters or more at the end
// of a line without spaces.
func (l lexicon) verbLast(line string) (said, bool) {
	f := folded(line)
	if strings.ContainsRune(f, ' ') {
		return said{}, false
	}
	for _, w := range l.longest {
		r := []rune(w)
		if len(r) < 2 || !wide(r[0]) || !strings.HasSuffix(f, w) || len(f) == len(w) {
			continue
		}
		before := []rune(line)[:len([]rune(line))-len(r)]
		return l.about(l.words[w], string(before), ""), true
	}
	return said{}, false
}

func (l lexicon) about(e entry, object, rest string) said {
	s := said{Verb: e.verb, Ask: e.ask, Object: object, Rest: rest, Loose: true}
	if e.verb == verbList || e.verb == verbNew || e.verb == verbFind || e.verb == verbHelp || e.verb == verbSettings {
		s.Object, s.Rest = "", trim(strings.Join([]string{e.arg, object, rest}, " "))
	}
	return s
}

// understood fills in what follows a verb.
func (l lexicon) understood(e entry, rest string) said {
	rest = dropFiller(e.verb, rest)
	if e.arg != "" {
		return said{Verb: e.verb, Rest: trim(e.arg + " " + rest)}
	}
	s := said{Verb: e.verb, Ask: e.ask, Rest: rest}
	if e.verb == verbStage {
		s = l.direction(s)
	}
	if takesDeal(s) {
		if n, more, ok := cutNumber(s.Rest, false); ok {
			s.Object, s.Rest = n, more
		}
	}
	return s
}

// direction reads "stage D-17 forward" and "stage back D-17".
func (l lexicon) direction(s said) said {
	before, last := lastToken(s.Rest)
	if e, ok := l.words[folded(last)]; ok && (e.verb == verbForward || e.verb == verbBack) {
		s.Verb, s.Rest = e.verb, before
		return s
	}
	if e, rest, ok := l.leading(s.Rest); ok && (e.verb == verbForward || e.verb == verbBack) {
		s.Verb, s.Rest = e.verb, rest
	}
	return s
}

func takesDeal(s said) bool {
	switch s.Verb {
	case verbNew, verbList, verbFind, verbSettings, verbHelp, verbMethod, verbOverview, verbDigest, verbFunnel, verbImport, verbExport, verbWeek:
		return false
	}
	return true
}

// isProse reports whether a line may be told rather than commanded though it begins with a
// command's word: "team met Dana", and more lines below. Commands that take neither a deal
// nor a name, a search's apart, need one line.
func (s said) isProse() bool {
	return !takesDeal(s) && s.Verb != verbNew && s.Verb != verbImport && strings.Contains(s.Rest, "\n")
}

// dropFiller removes words that people put between verb and deal.
func dropFiller(verb, rest string) string {
	switch verb {
	case verbShow, verbFind, verbList:
		if first, more := cutToken(rest); folded(first) == "me" {
			rest = more
		}
	}
	if first, more := cutToken(rest); folded(first) == "deal" {
		return more
	}
	// 新建商机, 查看商机 D-17: the word for what it is all about says nothing.
	if more, ok := strings.CutPrefix(rest, "商机"); ok {
		return trim(more)
	}
	return rest
}

// cutNumber takes a deal's number off the beginning of a text: D-17, D17, #17,
// Ｄ１７, 17. Bare digits count when a space or the end follows them, and, with
// loose set, when any character of a Chinese word does.
func cutNumber(text string, loose bool) (number, rest string, ok bool) {
	r, f := []rune(text), []rune(folded(text))
	i, marked := 0, false
	if i < len(f) && (f[i] == 'd' || f[i] == '#') {
		marked = true
		if i++; i < len(f) && f[i-1] == 'd' && f[i] == '-' {
			i++
		}
	}
	start := i
	for i < len(f) && f[i] >= '0' && f[i] <= '9' {
		i++
	}
	if i == start || i-start > 9 {
		return "", "", false
	}
	digits := strings.TrimLeft(string(f[start:i]), "0")
	if digits == "" || !numberEnds(f[i:], marked || loose) {
		return "", "", false
	}
	return "D-" + digits, trim(strings.TrimLeft(string(r[i:]), ":：,，、")), true
}

func numberEnds(after []rune, mayTouch bool) bool {
	if len(after) == 0 || after[0] == ' ' {
		return true
	}
	return mayTouch && (wide(after[0]) || strings.ContainsRune(":,、", after[0]))
}

// correct is the line with its first word replaced by the nearest known one,
// "" when none is near.
func (l lexicon) correct(line string) string {
	first, rest := cutToken(line)
	if n, _, ok := cutNumber(first, false); ok {
		verb, more := cutToken(rest)
		if w, ok := l.nearest(folded(verb)); ok {
			return trim(w + " " + n + " " + more)
		}
		return ""
	}
	if w, ok := l.nearest(folded(first)); ok {
		return trim(w + " " + rest)
	}
	return ""
}
