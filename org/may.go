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
	if person == "" {
		return false
	}
	if slices.Contains(o.Admins, person) {
		return true
	}
	if len(o.TeamsOf(person)) == 0 {
		return false
	}
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
	case Create:
		return managed || (known && o.isIn(person, team))
	}
	return false
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
