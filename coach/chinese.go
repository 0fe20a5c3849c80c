package coach

// readChinese reads the clauses of a Chinese purpose.
func readChinese(b *book, toks []token, known bool) []reading {
	cut := func(i int) bool { return toks[i].is(link) }
	var out []reading
	before := reading{}
	for _, c := range clauses(toks, cut) {
		z := chineseClause{toks: c, known: known, before: before, somebody: has(toks, person|generic)}
		r := z.read()
		out = append(out, r)
		if r.kind != nothing {
			before = r
		}
	}
	return out
}

// chineseClause is one clause under reading.
type chineseClause struct {
	toks     []token
	known    bool
	somebody bool
	before   reading
}

func (z *chineseClause) read() reading {
	r := z.lead()
	if r.kind == doing || r.kind == activity {
		if later, ok := z.handedOver(r.kind); ok {
			return later
		}
	}
	return r
}

// lead finds who acts, and what the first verb says.
func (z *chineseClause) lead() reading { //nolint:gocyclo // one table of what a clause can open with
	who, aside := token{}, false
	for i, t := range z.toks {
		next := z.toks[i+1:]
		switch {
		case t.is(when|number|link|linker) || t.class == 0:
		case who.is(actor) && !aside:
			if t.is(person) {
				who = t
			}
			if t.is(verb|cause|strive|take|preposition) && !t.is(actor) {
				return z.customer(who, z.toks[i:])
			}
		case t.is(cause|strive) && z.receiver(next) >= 0 && !has(next, question):
			return z.caused(t, next[z.receiver(next):])
		case t.is(actor) && !t.is(verb):
			if who.class == 0 && !aside {
				who = t
			}
		case t.is(us):
			if who.class == 0 {
				who = t
			}
		case t.is(preposition) && startsWithUs(next):
			who = token{class: generic}
			if z.known {
				who.class = person
			}
		case t.is(take) && !aside:
			return z.taken(next)
		case t.is(take):
			if has(next, product) {
				return z.taken(next)
			}
			return reading{kind: doing}
		case t.is(preposition) && !t.is(verb), t.is(preposition) && has(next, verb):
			aside = aside || who.class == 0 || who.is(us)
		case t.is(verb):
			return z.ourSide(who, aside, z.toks[i:])
		}
	}
	return z.bare(who)
}

// bare reads a clause without a verb that the lists hold: behind a person,
// unknown words are taken for an act.
func (z *chineseClause) bare(who token) reading {
	if !who.is(actor) {
		return reading{}
	}
	r := reading{kind: subject, named: who.is(person), theirs: true}
	after := false
	for _, t := range z.toks {
		if after && t.class == 0 && len([]rune(t.text)) > 1 {
			r.kind = act
		}
		after = after || t.text == who.text
	}
	return r
}

// receiver is where the person stands to whom a causative hands the act, before
// any verb; -1 where there is none or it is us.
func (z *chineseClause) receiver(toks []token) int {
	for i, t := range toks {
		switch {
		case t.is(us):
			return -1
		case t.is(actor):
			return i
		case t.is(verb) && !t.is(when):
			return -1
		}
	}
	return -1
}

// caused reads what a causative hands to a person.
func (z *chineseClause) caused(by token, toks []token) reading {
	who := toks[0]
	if !who.is(person) {
		if i := find(toks, person); i >= 0 && i <= 2 {
			who = toks[i]
		}
	}
	r := z.customer(who, toks[1:])
	if by.is(strive) && r.kind != act && (r.kind != activity || by.is(ours)) {
		r.kind = doing
	}
	if r.kind == subject {
		r.kind = doing
	}
	return r
}

// customer reads the words behind a customer.
func (z *chineseClause) customer(who token, toks []token) reading {
	r := reading{named: who.is(person), theirs: true}
	toks = withoutTopics(toks)
	if len(toks) > 0 && toks[0].is(take) && has(toks[1:], product) && !toks[0].is(weak) {
		r.kind = act
		return r
	}
	if len(toks) > 0 && toks[0].is(cause) && !toks[0].is(verb) {
		r.kind = act
		return r
	}
	r.kind, r.hazy = customerAct(toks)
	if r.kind == nothing {
		r.kind = subject
		for _, t := range toks {
			if t.class == 0 && len([]rune(t.text)) > 1 {
				r.kind = act
			}
		}
	}
	return r
}

// withoutTopics drops what 对…, 就… or 和… names before the real verb, so that a
// noun such as 演示 in it is not taken for one.
func withoutTopics(toks []token) []token {
	if len(toks) == 0 || !toks[0].is(preposition) || toks[0].is(cause) {
		return toks
	}
	for _, c := range []class{state, commit | talk, weak} {
		for i, t := range toks {
			if i > 0 && t.is(c) && (!t.is(ours) || t.is(talk)) {
				return toks[i:]
			}
		}
	}
	return toks
}

// taken reads what we take home: something that the customer made.
func (z *chineseClause) taken(toks []token) reading {
	named := z.known || z.somebody
	switch {
	case has(toks, product|document):
		return reading{kind: act, named: named}
	case has(toks, weak|state):
		return reading{kind: empty}
	}
	return reading{kind: doing}
}

// ourSide reads a clause that names no customer before its verb.
func (z *chineseClause) ourSide(who token, aside bool, toks []token) reading {
	t := toks[0]
	alone := who.class == 0 && !aside
	switch {
	case alone && t.is(commit) && z.isTheirs(toks):
		_, hazy := customerAct(toks)
		return reading{kind: act, named: z.known || z.before.theirs && z.before.named, hazy: hazy, theirs: true}
	case t.is(learn):
		return reading{kind: doing}
	case t.is(talk):
		return reading{kind: activity}
	case t.is(visit), t.is(commit) && has(toks[1:], talk|visit) && !has(toks[1:], ours):
		if has(toks[1:], ours|learn) {
			return reading{kind: doing}
		}
		return reading{kind: activity}
	case t.is(ours), t.is(commit|vagueAct) && !t.is(weak):
		return reading{kind: doing}
	case t.is(weak | state):
		return reading{kind: empty}
	}
	return reading{kind: doing}
}

// isTheirs reports whether a verb without a subject is the customer's.
func (z *chineseClause) isTheirs(toks []token) bool {
	t, rest := toks[0], toks[1:]
	if t.is(theirs) {
		return true
	}
	if t.is(learn|talk|visit) || has(rest, ourThing|us|question) {
		return false
	}
	if z.before.theirs || z.known && (!t.is(ours) || !has(rest, actor)) {
		return true
	}
	return has(z.toks, when) && !has(rest, actor|talk|visit)
}

// handedOver looks behind our own act for one of the customer's: what we do may
// stand in a purpose as the way to it.
func (z *chineseClause) handedOver(first kind) (reading, bool) {
	for i, t := range z.toks {
		if i == 0 || !t.is(cause|take) {
			continue
		}
		next := z.toks[i+1:]
		if t.is(take) && has(next, product) && !has(z.toks[:i], question) {
			return z.taken(next), true
		}
		at := z.receiver(next)
		if !t.is(cause) || at < 0 || has(z.toks, question) {
			continue
		}
		r := z.caused(t, next[at:])
		if r.kind == act || r.kind == empty && first == activity {
			return r, true
		}
	}
	return reading{}, false
}

func startsWithUs(toks []token) bool { return len(toks) > 0 && toks[0].is(us) }
