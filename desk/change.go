package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// tries is how often a change is made afresh when somebody else was faster.
const tries = 20

// change is one thing somebody wants done to a deal.
type change struct {
	who    Who
	deal   string
	verb   org.Verb
	commit string
	reason string
	// apply changes the copy; alreadyBy says that nothing is left to do.
	apply func(to *sales.Deal, now time.Time) error
	// beside adds records and messages to the same commit.
	beside func(tx Tx, before, after sales.Deal, now time.Time)
	// extra are changes that are no field of the deal.
	extra func(after sales.Deal, c sales.Cause, version int64) []sales.Change
}

// blocked is returned by apply when a gate keeps the deal where it is.
type blocked struct{ gate sales.GateState }

func (blocked) Error() string { return "the gate is closed" }

// already is returned by apply when the wanted state is there; the last change
// of its fields tells by whom.
type already struct{ fields []string }

// alreadyBy says whose change made the wanted state: that of one of the fields.
func alreadyBy(fields ...string) error { return already{fields} }

func (already) Error() string { return "already done" }

// do makes a change: may this person, does the rule allow it, one commit; when
// the record had changed meanwhile, afresh.
func (d *Desk) do(ctx context.Context, c change) (Done, error) {
	for range tries {
		done, err := d.once(ctx, c)
		if fault.CodeOf(err) != fault.Conflict {
			return done, err
		}
	}
	return Done{}, fault.New(fault.Conflict, "error.conflict")
}

func (d *Desk) once(ctx context.Context, c change) (Done, error) {
	before, err := d.deal(ctx, c.who, c.deal, c.verb)
	if err != nil {
		return Done{}, err
	}
	after, now := before.Clone(), d.o.Now()
	if err := c.apply(&after, now.UTC()); err != nil {
		if a, ok := err.(already); ok { //nolint:errorlint // it is ours and never wrapped
			return d.already(ctx, c, before, a.fields)
		}
		if b, ok := err.(blocked); ok { //nolint:errorlint // as above
			return Done{Deal: before, Blocked: &b.gate}, nil
		}
		return Done{}, err
	}
	return d.save(ctx, c, before, after, now)
}

// save commits a change and tells the cards that follow the deal.
func (d *Desk) save(ctx context.Context, c change, before, after sales.Deal, now time.Time) (Done, error) {
	if err := d.judge(&after); err != nil {
		return Done{}, err
	}
	d.look(&after)
	after.EndHold(before, now.In(c.who.zone()))
	after.UpdatedAt, after.UpdatedBy = now.UTC(), c.who.ID
	cause := sales.Cause{Commit: c.commit, At: now, Actor: c.who.ID, From: c.who.From, Reason: c.reason}
	changes := sales.Diff(before, after, cause)
	if c.extra != nil {
		changes = append(changes, c.extra(after, cause, before.Version+1)...)
	}
	if len(changes) == 0 {
		return Done{Deal: before, By: c.who.Person, At: now}, nil
	}
	tx := d.o.Begin(c.commit, now)
	tx.SaveDeal(before, after, changes)
	if c.beside != nil {
		c.beside(tx, before, after, now)
	}
	places, err := d.o.Records.Places(ctx, after.ID)
	if err != nil {
		return Done{}, err
	}
	sendRefresh(tx, now, places)
	_, repeated, err := tx.Commit(ctx, after.ID)
	if err != nil {
		return Done{}, err
	}
	if repeated {
		return d.repeated(ctx, after.ID, c.commit)
	}
	after.Version = before.Version + 1
	d.refreshLate(ctx, c.commit, after, now, places)
	return Done{Deal: after, Changes: changes, By: c.who.Person, At: now}, nil
}

// repeated is the result of a commit that had been made before.
func (d *Desk) repeated(ctx context.Context, deal, commit string) (Done, error) {
	found, err := d.o.Deals.Deals(ctx, deal)
	if err != nil || len(found) == 0 {
		return Done{}, err
	}
	changes, err := d.o.History.Changes(ctx, deal)
	if err != nil {
		return Done{}, err
	}
	mine := slices.DeleteFunc(changes, func(c sales.Change) bool { return c.Commit != commit })
	done := Done{Deal: found[0], Changes: mine}
	if len(mine) > 0 {
		done.By, done.At = d.Person(mine[0].Actor), mine[0].RecordedAt
	}
	return done, nil
}

// already says who made the wanted state, from the log. A commit of the same ID
// is this person's own, so nothing is said of others.
func (d *Desk) already(ctx context.Context, c change, deal sales.Deal, fields []string) (Done, error) {
	changes, err := d.o.History.Changes(ctx, deal.ID)
	if err != nil {
		return Done{}, err
	}
	done := Done{Deal: deal, Already: true, By: d.Person(deal.UpdatedBy), At: deal.UpdatedAt}
	for _, x := range changes {
		if x.Commit == c.commit {
			return d.repeated(ctx, deal.ID, c.commit)
		}
		if slices.Contains(fields, x.Field) {
			done.By, done.At = d.Person(x.Actor), x.RecordedAt
		}
	}
	return done, nil
}
