package coach

// sentence reads a clause that opens with its subject. After a causative the
// verb may stand in its base form.
func (e *englishClause) sentence(c []token, caused bool) reading {
	at := finite(c, caused)
	if at < 0 {
		return e.nominal(c)
	}
	head := c[:at]
	if weAreSubject(head) {
		return e.imperative(c[at:])
	}
	r := reading{named: e.namedBy(c, at), theirs: true}
	if v := c[at]; v.is(take) && has(c[at+1:], product) && !v.is(commit) && v.text != "receives" && v.text != "receive" {
		r.kind = act
		return r
	}
	r.kind, r.hazy = customerAct(c[at:])
	if r.kind == nothing {
		r.kind = act
	}
	return r
}

// namedBy reports whether somebody does the act: the subject, the person behind
// "by", or the people of the activity where the subject is a thing.
func (e *englishClause) namedBy(c []token, at int) bool {
	head := c[:at]
	if has(head, person|proper) && !somebodyOf(head) {
		return true
	}
	if has(head, generic) {
		return false
	}
	if v := c[at]; v.is(commit) && (v.form == third || v.form == plain) && hasUnknown(head) {
		return true
	}
	for i, t := range c[at:] {
		if t.text == "by" && has(c[at+i:], person|proper) {
			return true
		}
	}
	return e.known || e.before.theirs && e.before.named
}

// somebodyOf reports whether a subject is nobody in particular, only from
// somewhere, as in "someone from finance".
func somebodyOf(head []token) bool {
	i := find(head, generic)
	return i >= 0 && i+1 < len(head) && head[i+1].is(preposition) && !has(head, proper)
}

// hasUnknown reports whether a subject holds a word of no list: with a verb that
// only people do, it is taken for a role.
func hasUnknown(head []token) bool {
	for _, t := range head {
		if t.class == 0 && len(t.text) > 2 {
			return true
		}
	}
	return false
}

func weAreSubject(head []token) bool {
	if len(head) == 0 {
		return false
	}
	i := find(head, us)
	return i >= 0 && !ownsInsider(head[i:]) && !has(head[:i], actor)
}

// finite is where the verb of the subject stands; -1 where there is none. A verb
// of the lists goes before a word that only ends like one.
func finite(c []token, caused bool) int {
	for i := range c {
		if i > 0 && listedVerb(c, i, caused) {
			return i
		}
	}
	for i, t := range c {
		if i > 0 && t.class == 0 && t.form == third && c[i-1].is(person|proper) {
			return i
		}
	}
	return -1
}

func listedVerb(c []token, i int, caused bool) bool { //nolint:gocyclo // one table of verb forms
	t, prev := c[i], c[i-1]
	if !t.is(verb|take) || t.is(when) || prev.is(when) && t.form != third && t.form != plain {
		return false
	}
	if t.is(state) && !prev.is(determiner) {
		return true
	}
	switch t.form {
	case third:
		return !prev.is(determiner|us) && !prepositionOnly(prev) && !prev.owner || prev.is(when)
	case plain:
		if prev.is(auxiliary) && !prev.is(determiner) {
			return has(c[:i], actor)
		}
		return baseFits(c, i, caused)
	case past:
		return prev.is(auxiliary) && !prev.is(linker) || prev.is(person|proper|generic)
	case gerund:
		return prev.is(auxiliary) && !prev.is(determiner) && i > 1
	case noVerb:
	}
	return false
}

func prepositionOnly(t token) bool { return t.is(preposition) && !t.is(auxiliary) }

// baseFits reports whether a base form may be the verb here: behind a causative
// and a person, or behind more than one person.
func baseFits(c []token, i int, caused bool) bool {
	t, prev := c[i], c[i-1]
	if prev.is(determiner|preposition|us) || prev.owner || !has(c[:i], actor) {
		return false
	}
	if caused {
		return t.is(commit|weak|vagueAct|take) || t.is(talk|visit|learn)
	}
	return t.is(commit|weak|vagueAct) && (prev.is(actor) || prev.is(when)) && !t.is(product|document)
}

// nominal reads a clause without a verb: what the customer makes is a result, a
// meeting is not.
func (e *englishClause) nominal(c []token) reading {
	head := c
	for i, t := range c {
		if i > 0 && t.is(preposition) {
			head = c[:i]
			break
		}
	}
	switch {
	case has(head, product|document) && !has(head, talk|visit|ourThing|us):
		return reading{kind: act, named: e.known || e.somebody}
	case has(head, ours|learn) && !has(head, talk):
		return reading{kind: doing}
	case has(head, talk|visit):
		return reading{kind: activity}
	case has(c, state):
		return reading{kind: empty}
	case has(head, actor):
		return reading{kind: subject, named: has(head, person|proper), theirs: true}
	}
	return reading{}
}
