package desk

import (
	"context"
	"slices"

	"dealmate/org"
	"dealmate/sales"
)

// Entries is a page of a deal's history, newest first.
func (d *Desk) Entries(ctx context.Context, w Who, deal string, page, perPage int) (entries []Entry, total int, err error) {
	if _, err := d.deal(ctx, w, deal, org.See); err != nil {
		return nil, 0, err
	}
	changes, err := d.o.History.Changes(ctx, deal)
	if err != nil {
		return nil, 0, err
	}
	slices.Reverse(changes)
	total = len(changes)
	var ids []string
	for _, c := range cut(changes, Listing{Page: page, PerPage: perPage}) {
		e := Entry{Change: c}
		if c.Actor != sales.System {
			e.Who = d.Person(c.Actor)
		}
		if c.Field == sales.FieldNote {
			ids = append(ids, c.New)
		}
		entries = append(entries, e)
	}
	notes, err := d.o.History.Notes(ctx, ids...)
	if err != nil {
		return nil, 0, err
	}
	for i, e := range entries {
		if n := slices.IndexFunc(notes, func(n sales.Note) bool { return e.Field == sales.FieldNote && n.ID == e.New }); n >= 0 {
			entries[i].Note = notes[n]
		}
	}
	return entries, total, nil
}
