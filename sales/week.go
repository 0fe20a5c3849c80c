package sales

import (
	"maps"
	"slices"
	"strings"
)

// Week is what happened to the deals of a scope in a window, beside the movement of
// their value. Deals are by ID, in the order of IDs; one that is void at the end is
// in none of the lists.
type Week struct {
	Movement Movement
	Won      []string // won in the window and still so at its end
	Lost     []string
	New      []string // entered in the window, late ones too
	// Advanced and Regressed are deals that were open at the start or came by a move,
	// and are at another stage at the end, whatever they went through between.
	Advanced, Regressed []Passing
	Pushed              []string // the expected close date went to a later month
	Loosened            []string // a passed gate does not hold any more, at the end
	Turned              []Turned // answers that turned to −, and are − at the end
}

// Passing is a deal's way from one stage to another.
type Passing struct {
	Deal     string
	From, To Stage
}

// Turned is an answer that turned to −.
type Turned struct {
	Deal, Question string
	Step           Step
}

// WeekOf computes what happened to a scope in a window.
func WeekOf(p Past, in Scope, w Window, rates Rates) Week {
	out := Week{Movement: Move(p, in, w, rates)}
	end, by := p.At(w.To), map[string][]Step{}
	for _, s := range p.Between(w.From, w.To) {
		if in(s.Before) || in(s.After) { // what others do to a deal before it comes is theirs
			by[s.Deal] = append(by[s.Deal], s)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(by)) {
		if is := end[id]; in(is) && is.Outcome != Void {
			out.take(id, is, by[id])
		}
	}
	return out
}

func (w *Week) take(id string, is Standing, steps []Step) {
	was := steps[0].Before
	created := was.Outcome == ""
	switch {
	case is.Outcome == Won && was.Outcome != Won:
		w.Won = append(w.Won, id)
	case is.Outcome == Lost && was.Outcome != Lost:
		w.Lost = append(w.Lost, id)
	}
	if created {
		w.New = append(w.New, id)
	}
	if is.Outcome != Open {
		return
	}
	if !created && was.Outcome == Open {
		switch from, to := was.Stage.Index(), is.Stage.Index(); {
		case to > from:
			w.Advanced = append(w.Advanced, Passing{id, was.Stage, is.Stage})
		case to < from:
			w.Regressed = append(w.Regressed, Passing{id, was.Stage, is.Stage})
		}
	}
	if pushed(steps) {
		w.Pushed = append(w.Pushed, id)
	}
	if last, ok := lastOf(steps, FieldLoose); ok && last.New != "" {
		w.Loosened = append(w.Loosened, id)
	}
	w.turn(id, steps)
}

// pushed reports whether a close date was moved to a later month; the first setting
// is no push.
func pushed(steps []Step) bool {
	for _, s := range steps {
		for _, c := range s.Changes {
			if c.Field == FieldClose && c.Old != "" && month(Date(c.New)) > month(Date(c.Old)) {
				return true
			}
		}
	}
	return false
}

func lastOf(steps []Step, name string) (found Change, ok bool) {
	for _, s := range steps {
		for _, c := range s.Changes {
			if c.Field == name {
				found, ok = c, true
			}
		}
	}
	return found, ok
}

func (w *Week) turn(id string, steps []Step) {
	last := map[string]Turned{}
	for _, s := range steps {
		for _, c := range s.Changes {
			if question, ok := strings.CutPrefix(c.Field, FieldAnswer); ok {
				delete(last, question)
				if Mark(c.New) == Minus {
					last[question] = Turned{id, question, s}
				}
			}
		}
	}
	for _, question := range slices.Sorted(maps.Keys(last)) {
		w.Turned = append(w.Turned, last[question])
	}
}
