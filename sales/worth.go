package sales

// suggest is what the answers of the heading suggest, "" while too much is
// unknown to say.
func (r WorthRule) suggest(q Questionnaire, answers Answers) Verdict {
	plus, unknown, all := 0, 0, len(r.Manager) > 0
	for _, key := range q.Under(r.Heading) {
		switch answers[key].Is() {
		case Plus:
			plus++
		case Unknown:
			unknown++
		}
	}
	for _, key := range r.Manager {
		all = all && answers[key].Is() == Minus
	}
	switch {
	case all:
		return Manager
	case plus >= r.GoOn:
		return GoOn
	case plus+unknown < r.GoOn || unknown == 0:
		return Manager
	}
	return ""
}

// SuggestWorth is what a deal's answers suggest about 是否投入: to go on, or to
// ask the manager, also for an amount that the configuration leaves to them
// (large). It is "" while too much is unknown.
func (q Questionnaire) SuggestWorth(answers Answers, large bool) Verdict {
	v := q.Worth.suggest(q, answers)
	if large && v == GoOn {
		return Manager
	}
	return v
}

// Best is the question that is most worth asking next, and why.
type Best struct {
	Question string
	Why      string
}

// Why a question is worth asking.
const (
	BestOpens = "opens" // a + would open the gate
	BestMust  = "must"  // the gate cannot open without it
	BestWorth = "worth" // its answer would change whether to invest
	BestGate  = "gate"  // it is of the gate
)

// NextBest is the unknown whose answer would open the gate or change whether to
// invest; ok is false when nothing of both is unknown.
func (q Questionnaire) NextBest(d Deal) (Best, bool) {
	answers := d.Assess.Answers
	g, ok := q.Current(d)
	var unknown []string
	if ok {
		unknown = q.unknown(g.Heading, answers)
		if b, found := q.opens(g, unknown, answers); found {
			return b, true
		}
	}
	if b, found := q.weighs(answers); found && len(unknown) == 0 {
		return b, true
	}
	if len(unknown) > 0 {
		return Best{unknown[0], BestGate}, true
	}
	return Best{}, false
}

// opens finds the unknown that opens a gate, or that it cannot open without.
func (q Questionnaire) opens(g Gate, unknown []string, answers Answers) (Best, bool) {
	if q.Check(g, answers).Met() {
		return Best{}, false
	}
	for _, key := range unknown {
		if q.Check(g, with(answers, key, Plus)).Met() {
			return Best{key, BestOpens}, true
		}
	}
	for _, l := range q.Check(g, answers).Lacks {
		if l.Why == LackMust && !answers[l.Question].Known() {
			return Best{l.Question, BestMust}, true
		}
	}
	return Best{}, false
}

// weighs finds the unknown of the heading of worth whose answer would change
// what is suggested.
func (q Questionnaire) weighs(answers Answers) (Best, bool) {
	now := q.Worth.suggest(q, answers)
	for _, key := range q.unknown(q.Worth.Heading, answers) {
		for _, m := range []Mark{Plus, Minus} {
			if q.Worth.suggest(q, with(answers, key, m)) != now {
				return Best{key, BestWorth}, true
			}
		}
	}
	if all := q.unknown(q.Worth.Heading, answers); len(all) > 0 && now == "" {
		return Best{all[0], BestWorth}, true
	}
	return Best{}, false
}

func (q Questionnaire) unknown(heading string, answers Answers) []string {
	var out []string
	for _, key := range q.Under(heading) {
		if !answers[key].Known() {
			out = append(out, key)
		}
	}
	return out
}

// with is what the answers would be, with evidence.
func with(answers Answers, key string, m Mark) Answers {
	out := make(Answers, len(answers)+1)
	for k, a := range answers {
		out[k] = a
	}
	out[key] = Answer{Mark: m, Evidence: []string{"?"}}
	return out
}
