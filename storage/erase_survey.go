package storage

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"dealmate/dialogs"
	"dealmate/sales"
	"dealmate/scheduler"
)

// survey is where something was found about whom is erased.
type survey struct {
	deals map[string]bool     // whether all of it is to be blanked
	notes map[string][]string // by deal
	// activities are those of a deal; lists are the keys of lists of names, feeds
	// those of calendars.
	activities map[string][]string
	lists      []string
	feeds      []string
	dialogs    map[string]form // by key
	marks      []string
	works      []Work
}

// form is what of a dialog decides whether it goes.
type form struct {
	subject string
	hit     bool
}

func newSurvey() survey {
	return survey{deals: map[string]bool{}, notes: map[string][]string{}, activities: map[string][]string{}, dialogs: map[string]form{}}
}

func (v survey) dealIDs() []string { return slices.Sorted(maps.Keys(v.deals)) }

// dialogKeys lists the dialogs that hold something, or are about a deal of which
// all is blanked.
func (v survey) dialogKeys() []string {
	var out []string
	for key, f := range v.dialogs {
		if f.hit || v.deals[f.subject] {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// look notes where an item of a dump holds something.
func (e *eraser) look(i Item) error {
	switch i.Kind {
	case KindRecord:
		r, err := DecodeRecord(i.Key, i.Value)
		if err != nil {
			return err
		}
		return e.lookAt(r)
	case KindLog:
		if id, ok := strings.CutPrefix(i.Key, dealKey("")); ok && e.names(i.Value) {
			e.found.touch(id)
		}
	case KindMark:
		if e.names(i.Value) {
			e.found.marks = append(e.found.marks, i.Key)
		}
	case KindWork:
		return e.message(i)
	}
	return nil
}

// touch marks a deal as concerned, without saying that all of it goes.
func (v survey) touch(deal string) {
	if _, known := v.deals[deal]; !known {
		v.deals[deal] = false
	}
}

func (e *eraser) lookAt(r Record) error {
	switch kindOf(r.Key) {
	case kindDeal:
		d, err := unpack[sales.Deal](r.Key, r.Data)
		if err != nil {
			return err
		}
		whole := e.customer != "" && sales.FoldCustomer(d.Customer) == e.customer
		if whole || e.names(r.Data) {
			e.found.deals[d.ID] = whole
		}
	case kindNote:
		n, err := unpack[sales.Note](r.Key, r.Data)
		if err != nil {
			return err
		}
		if e.names(r.Data) {
			e.found.touch(n.Deal)
			e.found.notes[n.Deal] = append(e.found.notes[n.Deal], n.ID)
		}
	case kindActivity:
		a, err := unpack[sales.Activity](r.Key, r.Data)
		if err != nil {
			return err
		}
		if e.names(r.Data) {
			e.found.touch(a.Deal)
			e.found.activities[a.Deal] = append(e.found.activities[a.Deal], a.ID)
		}
	case kindRoster, kindFeed:
		e.lookAtList(r)
	case kindDialog:
		d, err := unpack[dialogs.State](r.Key, r.Data)
		if err != nil {
			return err
		}
		mine := e.person != "" && d.Person == e.person
		e.found.dialogs[r.Key] = form{subject: d.Subject, hit: mine || e.names(r.Data)}
	}
	return nil
}

// lookAtList notes a list of names, or a calendar, that holds something or is of whom
// it is about.
func (e *eraser) lookAtList(r Record) {
	switch {
	case r.Key == rosterKey(sales.ContactsRoster(e.customer)), kindOf(r.Key) == kindRoster && e.names(r.Data):
		e.found.lists = append(e.found.lists, r.Key)
	case r.Key == feedKey(e.person), kindOf(r.Key) == kindFeed && e.names(r.Data):
		e.found.feeds = append(e.found.feeds, r.Key)
	}
}

// message blanks the facts of a message that hold something; it is then sent, or
// dropped, without them.
func (e *eraser) message(i Item) error {
	w, err := ItemWork(i)
	if err != nil || !e.names(w.Payload) {
		return err
	}
	var m scheduler.Message
	if err := json.Unmarshal([]byte(w.Payload), &m); err != nil {
		m = scheduler.Message{} // unreadable: nothing of it can be kept
	}
	for name, fact := range m.Facts {
		if e.about.in(fact) {
			m.Facts[name] = ""
		}
	}
	m.ID, m.Destination, m.Due = w.ID, w.Destination, e.cause.At
	work, err := workOf(m, e.cause.At)
	e.found.works = append(e.found.works, work)
	return err
}
