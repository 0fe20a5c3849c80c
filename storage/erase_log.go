package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dealmate/sales"
)

// log blanks a deal's log in place and returns the notes that it names. It is
// the only thing that ever changes an entry; figures and times stay.
func (e *eraser) log(ctx context.Context, b *Batch, deal string, whole bool) (notes []string, err error) {
	entries, err := e.store.engine.Log(ctx, dealKey(deal), 0, 0)
	if err != nil {
		return nil, outward(err)
	}
	for pos, entry := range entries {
		c, err := unpack[sales.Change](dealKey(deal), entry)
		if err != nil {
			return nil, outward(err)
		}
		if namesNote(c.Field) {
			notes = append(notes, c.New)
		}
		blanked, changed, err := e.entry(c, entry, whole)
		if err != nil {
			return nil, outward(err)
		}
		if changed {
			e.erased.Entries++
			b.Rewrite = append(b.Rewrite, Rewrite{Log: dealKey(deal), Pos: pos, Data: blanked})
		}
	}
	return notes, nil
}

// entry is a change without the texts that must go.
func (e *eraser) entry(c sales.Change, entry string, whole bool) (string, bool, error) {
	changed := false
	for _, v := range []*string{&c.Old, &c.New} {
		if *v == "" || (!whole || !hasText(c.Field)) && !e.about.in(*v) {
			continue
		}
		if blank := withoutText(c.Field, *v); blank != *v {
			*v, changed = blank, true
		}
	}
	changed = e.blankTexts(whole, &c.Reason) || changed
	data, err := pack("change", entry, c)
	if err == nil && (whole && changed || e.names(data)) {
		data, err = pack("change", "", c)
		changed = changed || data != entry
	}
	return data, changed, err
}

// namesNote reports whether a field's new value is a note's ID.
func namesNote(field string) bool {
	return field == sales.FieldNote || field == sales.FieldEvidence || field == sales.FieldBackground
}

// hasText reports whether people typed the values of a field; those of the
// others are keys, IDs, dates and amounts. A field of a newer Dealmate has text.
func hasText(field string) bool {
	if strings.HasPrefix(field, sales.FieldAnswer) {
		return false
	}
	switch field {
	case "team", "owner", "collaborators", "outcome", "stage", "amount", "close", "found", "pushes", "last_contact",
		sales.FieldNote, sales.FieldErased, sales.FieldEvidence, sales.FieldBackground,
		sales.FieldPassed, sales.FieldRequest, sales.FieldKept, sales.FieldWorth, sales.FieldLoose,
		sales.FieldActivity, sales.FieldQuestions, sales.FieldSnoozed, sales.FieldForecast, sales.FieldHoldAsk:
		return false
	}
	return true
}

// withoutText keeps of a value of several parts those that nobody typed.
func withoutText(field, value string) string {
	switch field {
	case "hold": // until|said by|reason
		until, _, _ := strings.Cut(value, "|")
		return until + "||"
	case "closing": // class|reason|other|competitor
		parts := strings.SplitN(value, "|", 3)
		return strings.Join(parts[:min(len(parts), 2)], "|") + "||"
	case sales.FieldRival: // name: marks
		if _, marks, ok := strings.Cut(value, ": "); ok {
			return ": " + marks
		}
		return ""
	case "source", "next": // choice or moment: text
		head, _, found := strings.Cut(value, ": ")
		if found || field == "source" {
			return head
		}
	}
	return ""
}

// note appends a change to a log that has no index.
func (b *Batch) note(log string, c sales.Change) error {
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("storage: write a change: %w", err)
	}
	b.Append = append(b.Append, Entry{Log: log, Data: string(data)})
	return nil
}
