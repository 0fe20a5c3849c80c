package storage

import (
	"context"
	"slices"

	"dealmate/sales"
)

// activities blanks what was typed of a deal's meetings; that and when they took
// place stays.
func (e *eraser) activities(ctx context.Context, b *Batch, deal string, whole bool) error {
	keys := keysOf(e.found.activities[deal], activityKey)
	if whole {
		members, err := e.store.span(ctx, indexOf(indexActivities, deal), Span{})
		if err != nil {
			return err
		}
		keys = keysOf(members, func(m string) string { return activityKey(idOf(m)) })
	}
	records, err := e.store.read(ctx, keys...)
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.Version == 0 {
			continue
		}
		a, err := unpack[sales.Activity](r.Key, r.Data)
		if err != nil {
			return outward(err)
		}
		blanked := e.blankTexts(whole, activityTexts(&a)...)
		a.Who = slices.DeleteFunc(a.Who, func(s string) bool { return s == "" })
		data, dropped, err := e.pack(r, a, whole)
		if err == nil && (blanked || dropped) {
			e.erased.Records++
			err = b.replace(r, data)
		}
		if err != nil {
			return outward(err)
		}
	}
	return nil
}

// activityTexts are the texts of an activity that people typed.
func activityTexts(a *sales.Activity) []*string {
	out := []*string{&a.Why, &a.Place}
	for i := range a.Who {
		out = append(out, &a.Who[i])
	}
	if a.Outcome != nil {
		out = append(out, &a.Outcome.Said)
	}
	return out
}

// lists takes names off the lists of those that were used before.
func (e *eraser) lists(ctx context.Context) error {
	records, err := e.store.read(ctx, e.found.lists...)
	if err != nil {
		return err
	}
	var b Batch
	for _, r := range records {
		if r.Version == 0 {
			continue
		}
		list, err := unpack[sales.Roster](r.Key, r.Data)
		if err != nil {
			return outward(err)
		}
		whole := e.customer != "" && list.ID == sales.ContactsRoster(e.customer)
		e.erased.Records++
		if whole { // its key names the customer
			b.Checks = append(b.Checks, Check{Key: r.Key, Version: r.Version})
			err = b.drop(r.Key, r.Data)
		} else {
			list.Names = slices.DeleteFunc(list.Names, e.about.in)
			err = b.replaceWith(e, r, list)
		}
		if err != nil {
			return outward(err)
		}
	}
	if len(b.Checks) == 0 {
		return nil
	}
	return e.commit(ctx, b)
}

func (b *Batch) replaceWith(e *eraser, was Record, value any) error {
	data, _, err := e.pack(was, value, false)
	if err != nil {
		return err
	}
	return b.replace(was, data)
}
