package desk

import (
	"context"
	"maps"
	"slices"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// edit merges a form with what the deal is now: a field that only one side
// changed is taken from that side; where both did, the person decides, with both
// values before them, and nothing is overwritten.
func (d *Desk) edit(ctx context.Context, f filled) (Submitted, error) {
	if s := f.other(); s != nil {
		return *s, nil
	}
	for range tries {
		deal, err := d.deal(ctx, f.who, f.state.Subject, org.Change)
		if err != nil {
			return Submitted{}, err
		}
		merged, conflicts := merge(f, deal)
		if len(conflicts) > 0 {
			return d.conflict(ctx, f, deal, clash{keys: conflicts, theirs: dealValues(deal), made: func(x sales.Change, key string) bool {
				return x.Field == key
			}})
		}
		done, err := d.save(ctx, f.change(change{verb: org.Change}), deal, merged, f.now)
		if fault.CodeOf(err) == fault.Conflict {
			continue
		}
		if err != nil {
			return Submitted{}, err
		}
		return f.result(done), nil
	}
	return Submitted{}, fault.New(fault.Conflict, "error.conflict")
}

// merge applies the fields that this form changed to the deal as it is now.
func merge(f filled, now sales.Deal) (sales.Deal, []string) {
	yours := now.Clone()
	typed(f, &yours)
	yours.Collaborators = without(yours.Collaborators, now.Owner)
	yours.Close = sales.Date(f.parsed.Date["close"])
	want, base, theirs := dealValues(yours), f.state.Base, dealValues(now)
	merged := now.Clone()
	var conflicts []string
	for key := range want {
		mine, other := want[key] != base[key], theirs[key] != base[key]
		switch {
		case !mine || want[key] == theirs[key]:
		case other:
			conflicts = append(conflicts, key)
		default:
			set(&merged, yours, key)
		}
	}
	slices.Sort(conflicts)
	return merged, conflicts
}

// set copies one field of the form.
func set(to *sales.Deal, from sales.Deal, key string) {
	switch key {
	case "name":
		to.Name = from.Name
	case "customer":
		to.Customer = from.Customer
	case "amount":
		to.Amount = from.Amount
	case "close":
		to.SetClose(from.Close)
	case "source":
		to.Source = from.Source
	case "source_other":
		to.SourceOther = from.SourceOther
	case "pressure":
		to.Pressure = from.Pressure
	case "value":
		to.Value = from.Value
	case "collaborators":
		to.Collaborators = from.Collaborators
	}
}

// clash is what two people changed at once: the fields, what they hold now, and
// which change of the log made the other's value.
type clash struct {
	keys   []string
	theirs map[string]string
	made   func(x sales.Change, key string) bool
}

// conflict shows both values and takes the new state as the base, so that the
// next submission is a decision.
func (d *Desk) conflict(ctx context.Context, f filled, deal sales.Deal, both clash) (Submitted, error) {
	changes, err := d.o.History.Changes(ctx, deal.ID)
	if err != nil {
		return Submitted{}, err
	}
	theirs := both.theirs
	var out []Conflict
	for _, key := range both.keys {
		c := Conflict{Field: key, Theirs: theirs[key], Yours: f.state.Values[key], By: deal.UpdatedBy, At: deal.UpdatedAt}
		for _, x := range changes {
			if both.made(x, key) {
				c.By, c.At = x.Actor, x.RecordedAt
			}
		}
		out = append(out, c)
	}
	f.rebase(theirs, both.keys)
	f.state.Based = deal.Version
	return d.again(ctx, f, deal, Again{Conflicts: out})
}

// rebase takes the others' values as the base; fields this form did not change
// show them.
func (f *filled) rebase(theirs map[string]string, conflicts []string) {
	values := maps.Clone(f.state.Values)
	for key, v := range theirs {
		if f.state.Values[key] == f.state.Base[key] && !slices.Contains(conflicts, key) {
			values[key] = v
		}
	}
	f.state.Values, f.state.Base = values, theirs
}
