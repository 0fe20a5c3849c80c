package storage

import (
	"context"
	"slices"

	"dealmate/sales"
)

// feeds forgets the calendar of a person, and what others' calendars say of whom it
// is about; the next reading may find that again, as long as it stands there.
func (e *eraser) feeds(ctx context.Context) error {
	records, err := e.store.read(ctx, e.found.feeds...)
	if err != nil {
		return err
	}
	var b Batch
	for _, r := range records {
		if r.Version == 0 {
			continue
		}
		f, err := unpack[sales.Feed](r.Key, r.Data)
		if err != nil {
			return outward(err)
		}
		e.erased.Records++
		b.Checks = append(b.Checks, Check{Key: r.Key, Version: r.Version})
		if f.Person == e.person {
			err = b.drop(r.Key, r.Data)
		} else {
			f.Found = slices.DeleteFunc(f.Found, func(a sales.Appointment) bool {
				return slices.ContainsFunc(append([]string{a.Title, a.Place}, a.Who...), e.about.in)
			})
			err = b.put(r.Key, r.Data, f)
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
