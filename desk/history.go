package desk

import (
	"context"
	"slices"
	"strings"
	"time"

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
	all := sittings(changes)
	total = len(all)
	var ids []string
	for _, e := range cut(all, Listing{Page: page, PerPage: perPage}) {
		c := e.Change
		if c.Actor != sales.System {
			e.Who = d.Person(c.Actor)
		}
		if c.Field == sales.FieldNote || c.Field == sales.FieldEvidence {
			ids = append(ids, c.New)
		}
		entries = append(entries, e)
	}
	notes, err := d.o.History.Notes(ctx, ids...)
	if err != nil {
		return nil, 0, err
	}
	for i, e := range entries {
		if n := slices.IndexFunc(notes, func(n sales.Note) bool {
			return (e.Field == sales.FieldNote || e.Field == sales.FieldEvidence) && n.ID == e.New
		}); n >= 0 {
			entries[i].Note = notes[n]
		}
	}
	return entries, total, d.met(ctx, entries)
}

// met adds the activities that entries tell of.
func (d *Desk) met(ctx context.Context, entries []Entry) error {
	var ids []string
	for _, e := range entries {
		if id, _, ok := strings.Cut(e.New, ": "); ok && e.Field == sales.FieldActivity {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := d.o.Meetings.ActivitiesByID(ctx, ids...)
	for i, e := range entries {
		if n := slices.IndexFunc(found, func(a sales.Activity) bool {
			return e.Field == sales.FieldActivity && strings.HasPrefix(e.New, a.ID+": ")
		}); n >= 0 {
			entries[i].Activity = found[n]
		}
	}
	return err
}

// sitting is how far apart two answers of one person are at most to be told as one.
const sitting = time.Hour

// sittings are the entries of changes, newest first: neighbouring answers of one
// person are one entry.
func sittings(changes []sales.Change) []Entry {
	var out []Entry
	told := map[string]bool{} // commits that an activity tells of
	for _, c := range changes {
		told[c.Commit] = told[c.Commit] || c.Field == sales.FieldActivity
	}
	for _, c := range changes {
		if told[c.Commit] && (c.Field == "next" || c.Field == "last_contact") {
			continue // what follows from the activity
		}
		if len(out) > 0 {
			last := &out[len(out)-1]
			_, was := last.QuestionOf()
			if _, is := c.QuestionOf(); is && was && c.Actor == last.Actor && c.From == last.From && last.RecordedAt.Sub(c.RecordedAt) < sitting {
				last.Also = append(last.Also, c)
				continue
			}
		}
		out = append(out, Entry{Change: c})
	}
	return out
}
