package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// Assign gives a deal to somebody; stage, notes and history stay, both are told.
func (d *Desk) Assign(ctx context.Context, w Who, deal, person, commit string) (Done, error) {
	c, err := d.assigning(w, person, "", commit)
	if err != nil {
		return Done{}, err
	}
	c.who, c.deal, c.commit = w, deal, commit
	return d.do(ctx, c)
}

// assigned assigns from the form.
func (d *Desk) assigned(ctx context.Context, f filled) (Submitted, error) {
	c, err := d.assigning(f.who, f.parsed.Text["owner"], f.parsed.Text["reason"], f.commit)
	if err != nil {
		return Submitted{}, err
	}
	return d.apply(ctx, f, c)
}

// assigning is the change of owner. A deal follows an owner who is not in its
// team to theirs; an owner is no collaborator beside.
func (d *Desk) assigning(w Who, person, reason, commit string) (change, error) {
	team, ok := d.o.Org.HomeTeam(person)
	if !ok {
		return change{}, fault.New(fault.Invalid, "error.choice")
	}
	return change{
		verb: org.Assign, reason: reason,
		apply: func(to *sales.Deal, _ time.Time) error {
			if to.Owner == person {
				return alreadyBy("owner")
			}
			to.Owner = person
			to.Collaborators = without(to.Collaborators, person)
			if !d.isIn(person, to.Team) {
				to.Team = team.Key
			}
			return nil
		},
		beside: func(tx Tx, before, after sales.Deal, now time.Time) {
			for role, to := range map[string]string{"new": after.Owner, "old": before.Owner} {
				if to != w.ID { // who did it sees the result
					tx.Send(tellOwner(w, before, after, to, role, commit, now))
				}
			}
		},
	}, nil
}

// isIn reports whether a person works in a team: as member, as its manager or
// as a manager above it. An admin's right to everything makes nobody a member.
func (d *Desk) isIn(person, key string) bool {
	for range d.o.Org.Teams {
		t, ok := d.o.Org.Team(key)
		if !ok {
			return false
		}
		if slices.Contains(t.Managers, person) || (key == t.Key && slices.Contains(t.Members, person)) {
			return true
		}
		key = t.Parent
	}
	return false
}

// tellOwner tells one of the two; the card is made when it is sent.
func tellOwner(w Who, before, after sales.Deal, to, role, commit string, now time.Time) scheduler.Message {
	return scheduler.Message{
		ID: "assigned|" + role + "|" + commit, Destination: "person:" + to, Due: now, Kind: "assigned",
		Facts: map[string]string{"deal": after.ID, "to": to, "from": before.Owner, "by": w.ID, "role": role},
	}
}
