package org

import "slices"

// Verb is what somebody wants to do.
type Verb string

// The verbs that permissions distinguish.
const (
	See    Verb = "see"
	Change Verb = "change" // fields, notes, stage, closing, holding, voiding
	Assign Verb = "assign" // a new owner, perhaps of another team
	Create Verb = "create" // in a team
	Decide Verb = "decide" // whether a gate may be passed, whether a deal is worth it
)

// Owned is what of a deal decides who may touch it.
type Owned struct {
	Team          string
	Owner         string
	Collaborators []string
}

// May reports whether a person may do something to a deal. A rep sees the
// team's deals and changes their own and those they help on; a manager sees
// and changes the team's; an admin all; somebody in no team nothing.
func (o Organisation) May(person string, v Verb, d Owned) bool {
	if slices.Contains(o.Admins, person) {
		return person != ""
	}
	if person == "" || len(o.TeamsOf(person)) == 0 {
		return false
	}
	return o.mayInTeams(person, v, d)
}

func (o Organisation) mayInTeams(person string, v Verb, d Owned) bool {
	team, known := o.Team(d.Team)
	managed := known && o.manages(person, team)
	helps := slices.Contains(d.Collaborators, person)
	switch v {
	case See:
		return managed || helps || d.Owner == person || (known && o.isIn(person, team))
	case Change:
		return managed || helps || d.Owner == person
	case Assign:
		return managed || d.Owner == person
	case Decide: // nobody but an admin decides about their own deal
		return (managed || known && slices.Contains(team.StandIns, person)) && d.Owner != person
	case Create:
		return managed || (known && o.isIn(person, team))
	}
	return false
}

// Deciders lists who is asked to decide about a deal: the team's managers, or
// those above where there is none but the owner, with the team's stand-ins; the
// admins for a manager's own deal and where nobody else is left.
func (o Organisation) Deciders(d Owned) []string {
	t, ok := o.Team(d.Team)
	for range len(o.Teams) + 1 {
		if !ok || slices.Contains(t.Managers, d.Owner) {
			break
		}
		if len(t.Managers) > 0 {
			return distinct(t.Managers, t.StandIns)
		}
		t, ok = o.Team(t.Parent)
	}
	t, _ = o.Team(d.Team)
	return distinct(o.Admins, without(t.StandIns, d.Owner))
}

func distinct(lists ...[]string) []string {
	var out []string
	for _, id := range slices.Concat(lists...) {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func without(list []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == id })
}

// Manages reports whether a person manages a team, directly, through a parent
// team or as an admin.
func (o Organisation) Manages(person, team string) bool {
	if slices.Contains(o.Admins, person) {
		return true
	}
	t, ok := o.Team(team)
	return ok && o.manages(person, t)
}
