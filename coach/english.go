package coach

// readEnglish reads the clauses of an English purpose.
func readEnglish(b *book, toks []token, known bool) []reading {
	cut := func(i int) bool { return opensResult(toks, i) }
	var out []reading
	before := reading{}
	for _, c := range clauses(toks, cut) {
		e := englishClause{known: known, before: before, somebody: has(toks, actor)}
		r := e.read(c, 0)
		out = append(out, r)
		if r.kind != nothing {
			before = r
		}
	}
	return out
}

// opensResult reports whether "and", "to" or "so" here leads to a causative or
// to what we take home, so that a result follows.
func opensResult(toks []token, i int) bool {
	t := toks[i]
	if i == 0 || !t.is(linker|lead) || i+1 >= len(toks) {
		return false
	}
	next := toks[i+1]
	if !next.is(cause|take) || next.is(visit) || next.form != plain {
		return next.is(us) && t.is(linker)
	}
	return !has(toks[:i], actor) || has(toks[i+1:], actor)
}

// englishClause is one clause under reading.
type englishClause struct {
	known    bool
	somebody bool
	before   reading
}

// deepest keeps a chain of causatives from going on for ever.
const deepest = 4

func (e *englishClause) read(c []token, depth int) reading {
	c = withoutLeads(c)
	if len(c) == 0 || depth > deepest {
		return reading{}
	}
	t := c[0]
	switch {
	case t.is(us) && !ownsInsider(c):
		return e.weDo(c[1:], depth)
	case t.is(cause|strive|take) && t.form == plain && !nameBeforeVerb(c):
		return e.caused(c, depth)
	case t.is(verb) && t.form == third && !t.is(actor):
		return e.unnamed(c)
	case t.is(verb|take) && t.form != past && !nameBeforeVerb(c):
		return e.imperative(c)
	}
	return e.sentence(c, false)
}

// withoutLeads drops what stands before the act and says nothing of it.
func withoutLeads(c []token) []token {
	for len(c) > 0 {
		t := c[0]
		opens := t.is(preposition) && len(c) > 1 && c[1].is(when)
		if !opens && !t.is(when|lead|linker) || t.is(person) || t.is(cause) && !t.is(when) {
			break
		}
		c = c[1:]
	}
	return c
}

// ownsInsider reports whether "our" belongs to a person of the customer.
func ownsInsider(c []token) bool {
	for _, t := range c[1:] {
		if t.is(insider) {
			return true
		}
		if t.is(verb | preposition) {
			return false
		}
	}
	return false
}

// nameBeforeVerb reports whether a word that could be an order opens a subject
// instead, as in "Finance lead confirms".
func nameBeforeVerb(c []token) bool {
	for i, t := range c {
		if i == 0 {
			continue
		}
		if i > 5 || t.is(determiner|us|preposition|when) && !c[0].is(person) {
			return false
		}
		if i > 7 || t.is(determiner|us|question) {
			return false
		}
		if t.form == third && t.is(commit|weak|vagueAct) && !t.is(product) {
			return has(c[:i], person|proper) || i == 1 && c[0].form == gerund
		}
	}
	return false
}

// weDo reads what follows "we".
func (e *englishClause) weDo(c []token, depth int) reading {
	for i, t := range c {
		if t.is(when) {
			continue
		}
		if t.is(cause | strive | take) {
			return e.caused(c[i:], depth)
		}
		if t.is(verb) {
			r := e.imperative(c[i:])
			if r.kind == act {
				r.kind = doing
			}
			return r
		}
	}
	return reading{kind: doing}
}

// caused reads a clause that opens with a causative, or with what we take home.
func (e *englishClause) caused(c []token, depth int) reading {
	t, rest := c[0], c[1:]
	if at := receiver(rest); at >= 0 && (t.is(cause) || t.is(strive)) {
		r := e.sentence(rest[at:], true)
		if t.is(strive) && r.kind != act && r.kind != activity {
			return reading{kind: doing}
		}
		if r.kind != nothing && r.kind != subject {
			return r
		}
	}
	switch {
	case t.is(take) && takesProduct(rest):
		return reading{kind: act, named: e.known || e.somebody}
	case t.is(take) && has(rest, weak|state):
		return reading{kind: empty}
	case t.is(strive | take | learn):
		return reading{kind: doing}
	case t.is(visit | talk):
		return e.imperative(c)
	}
	r := e.read(rest, depth+1)
	if r.kind == nothing {
		r.kind = doing
	}
	return r
}

// takesProduct reports whether something that the customer makes stands in a
// text.
func takesProduct(c []token) bool {
	return has(c, product|document)
}

// receiver is where the person starts to whom a causative hands the act. A word
// that no list knows is one where a verb stands behind it.
func receiver(c []token) int {
	unknown := -1
	for i, t := range c {
		switch {
		case t.is(us) && !ownsInsider(c[i:]):
			return -1
		case t.is(actor):
			return i
		case t.class == 0 && t.form == noVerb:
			unknown = i
		case unknown >= 0 && t.is(commit|weak|learn|vagueAct) && (t.form == third || t.form == plain):
			c[unknown].class |= person
			return unknown
		case t.is(determiner|when|lead) || t.class == 0 || t.is(us):
		case t.is(preposition) && i+1 < len(c) && c[i+1].is(when):
		default:
			return -1
		}
	}
	return -1
}

// unnamed reads a verb of the third person without a subject: the customer's.
func (e *englishClause) unnamed(c []token) reading {
	r := reading{named: e.known || e.before.theirs && e.before.named, theirs: true}
	r.kind, r.hazy = customerAct(c)
	return r
}

// imperative reads a clause that opens with a verb: we are the ones who do it,
// unless only a customer can.
func (e *englishClause) imperative(c []token) reading {
	t, rest := c[0], c[1:]
	switch {
	case t.is(theirs) && t.form != gerund:
		return e.theirs(c)
	case t.is(take) && !t.is(learn) && takesProduct(rest):
		return reading{kind: act, named: e.known || e.somebody}
	case t.is(learn):
		return reading{kind: doing}
	case t.is(talk):
		return reading{kind: activity}
	case t.is(visit) && weAct(rest):
		return reading{kind: doing}
	case t.is(visit):
		return reading{kind: activity}
	case t.is(ours | commit):
		return e.doing(c)
	case t.is(weak | state):
		return reading{kind: empty}
	}
	return reading{kind: doing}
}

// doing reads a verb of ours; "arrange a meeting" is still only a meeting.
func (e *englishClause) doing(c []token) reading {
	for _, t := range c[1:] {
		if t.is(when|us) || t.is(preposition) {
			break
		}
		if t.is(talk|visit) && c[0].is(commit) && !t.is(ours) {
			return reading{kind: activity}
		}
	}
	return reading{kind: doing}
}

// theirs reads a customer's verb without a subject.
func (e *englishClause) theirs(c []token) reading {
	for i, t := range c[1:] {
		if t.text == "with" && has(c[i+1:], actor) {
			return reading{kind: activity}
		}
	}
	r := reading{named: e.known, theirs: true}
	r.kind, r.hazy = customerAct(c)
	return r
}

// weAct reports whether a meeting is held in order that we do something.
func weAct(c []token) bool {
	for i, t := range c {
		opened := i > 0 && (c[i-1].is(lead|linker) || t.form == gerund && !c[i-1].is(determiner))
		if t.is(ours|learn) && !t.is(talk|visit) && opened && t.form != noVerb && t.form != third {
			return true
		}
		if t.is(ourThing) && t.is(ours) {
			return true
		}
	}
	return false
}
