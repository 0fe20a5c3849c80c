package coach

// kind is what a clause says.
type kind int

const (
	nothing kind = iota
	// subject is a person and nothing that this person does.
	subject
	// activity is a visit, a meeting or talk.
	activity
	// doing is what we do.
	doing
	// empty is an act of the customer that commits to nothing.
	empty
	// act is an act of the customer.
	act
)

// reading is what the coach takes from one clause.
type reading struct {
	kind kind
	// named says that somebody does the act whom one could ask afterwards.
	named bool
	// hazy says that nobody could see whether the act was done.
	hazy bool
	// theirs says that the customer is the subject, also of the next clause.
	theirs bool
}

// reader reads the clauses of a purpose; known says that the activity's people
// are given.
type reader func(b *book, toks []token, known bool) []reading

// customerAct says what a customer does, from the words behind the subject. The
// first verb that counts decides; a verb that commits to nothing gives way to a
// later one only behind a link such as "and".
func customerAct(toks []token) (kind, bool) {
	found, at, linked := class(0), 0, false
	for i, t := range toks {
		c := weight(t)
		switch {
		case t.is(link | linker):
			linked = true
		case c == 0:
		case found == 0, c == commit && found != commit && linked, c == state && found == visit:
			found, at = c, i
		}
	}
	switch found {
	case commit:
		return act, toks[at].is(pledge) && promisesNothing(toks[at+1:])
	case weak, state:
		return empty, false
	case vagueAct:
		return act, !has(toks, number|document)
	case talk:
		return activity, false
	case visit:
		if has(toks, date|moment|number) {
			return act, false
		}
		return activity, false
	}
	return nothing, false
}

// weight is what a word counts as when the customer is its subject.
func weight(t token) class {
	for _, c := range []class{state, commit, weak, learn, vagueAct, talk, visit, ours} {
		if !t.is(c) || t.is(when) {
			continue
		}
		switch c {
		case learn:
			return weak
		case ours:
			return commit
		}
		return c
	}
	return 0
}

// promisesNothing reports whether a promise is only of help and good will.
func promisesNothing(toks []token) bool {
	hazy := false
	for _, t := range toks {
		switch {
		case t.is(number | document | product | date):
			return false
		case t.is(vagueAct | weak | state):
			hazy = true
		case t.is(commit | visit):
			return false
		}
	}
	return hazy
}
