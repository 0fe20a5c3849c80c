package sales

import (
	"slices"
	"strings"
	"time"
)

// Since is a question whose answer differs from that of a passed gate.
type Since struct {
	Question string
	Was, Is  Mark
	At       time.Time // of the answer that stands
	By       string
}

// ChangedSince lists what has changed since a gate was passed, in the order of
// the questions.
func (q Questionnaire) ChangedSince(p Pass, answers Answers) []Since {
	var out []Since
	for _, key := range q.Under("") {
		was, a := p.Marks[key], answers[key]
		if was == "" {
			was = Unknown
		}
		if was != a.Is() {
			out = append(out, Since{Question: key, Was: was, Is: a.Is(), At: a.At, By: a.By})
		}
	}
	return out
}

// Lookback is one question of a closed deal's replay.
type Lookback struct {
	Question string
	Said     Mark // at its last gate, or at the end where no gate was passed
	SaidAt   time.Time
	Final    Mark
	// Pointed says that the reason of the loss points at this question.
	Pointed bool
	// KnownSince is the first day on which the log says what turned out, the
	// zero time when it never did.
	KnownSince time.Time
	Hollow     bool // what was said had no evidence
}

// Replay tells which answers of a closed deal were wrong, and since when it
// could have been known: a loss contradicts the + that its reason points at and
// every + that turned; a win contradicts a −. changes is the deal's log.
func (q Questionnaire) Replay(d Deal, changes []Change) []Lookback {
	if d.Closing == nil || d.Outcome != Won && d.Outcome != Lost {
		return nil
	}
	pointed := q.pointed(*d.Closing)
	wrong, right := Plus, Minus
	if d.Outcome == Won {
		wrong, right = Minus, Plus
	}
	var out []Lookback
	for _, key := range q.Under("") {
		l := Lookback{Question: key, Pointed: d.Outcome == Lost && slices.Contains(pointed, key), Final: d.Assess.Answers[key].Is()}
		for _, c := range changes {
			if c.Field != FieldAnswer+key {
				continue
			}
			switch Mark(c.New) {
			case wrong:
				l.Said, l.SaidAt, l.KnownSince = wrong, c.RecordedAt, time.Time{}
			case right:
				if l.KnownSince.IsZero() {
					l.KnownSince = c.RecordedAt
				}
			}
		}
		if l.Said != wrong || l.Final == wrong && d.Outcome == Lost && !l.Pointed {
			continue // never said, or nothing contradicts it
		}
		l.Hollow = l.Final == wrong && d.Assess.Answers[key].Hollow()
		out = append(out, l)
	}
	return out
}

// pointed are the questions that the reason of a loss points at.
func (q Questionnaire) pointed(c Closing) []string {
	var out []string
	for _, l := range q.Lessons {
		if l.Reason == string(c.Class)+"."+c.Reason || l.Reason == string(c.Class) {
			out = append(out, l.Questions...)
		}
	}
	return out
}

// QuestionOf is the question that a change of the log answers.
func (c Change) QuestionOf() (string, bool) { return strings.CutPrefix(c.Field, FieldAnswer) }
