package storage

import (
	"context"
	"errors"
	"slices"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Erased says how much was blanked, or would be.
type Erased struct {
	Records int // deals, notes, dialogs, people
	Entries int // of logs
}

// ErasePerson blanks what is kept about a person: the record of the member with
// that e-mail, their users on platforms and their open forms, and every text in
// which the e-mail or name stands. Somebody at a customer is erased by name.
// Their ID stays, so that history still adds up. Without really it only counts.
// Nobody and nothing found is a *fault.Error with code not_found.
func (s *Store) ErasePerson(ctx context.Context, who string, really bool) (Erased, error) {
	p, err := s.PersonByEmail(ctx, who)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return Erased{}, err
	}
	e := s.eraser(named(who, p.Name), really)
	e.person = p.ID
	if err := e.everything(ctx); err != nil {
		return e.erased, err
	}
	// The record goes last: a second run after a failure still knows the name.
	if err := e.member(ctx, p); err != nil {
		return e.erased, err
	}
	return e.result(who)
}

// EraseCustomer blanks every text of the customer's deals, their notes and their
// logs, and every other text in which the name stands. Stages, amounts and times
// stay, so that figures of old weeks do not change. Without really it only
// counts. Nothing found is a *fault.Error with code not_found.
func (s *Store) EraseCustomer(ctx context.Context, customer string, really bool) (Erased, error) {
	e := s.eraser(named(customer, sales.FoldCustomer(customer)), really)
	e.customer = sales.FoldCustomer(customer)
	if err := e.everything(ctx); err != nil {
		return e.erased, err
	}
	return e.result(customer)
}

// eraser is one erasure. It looks at everything once and then blanks deal by
// deal, each in one commit.
type eraser struct {
	store    *Store
	really   bool
	about    names
	person   string // member's ID, "" for none
	customer string // folded, "" for a person
	cause    sales.Cause
	found    survey
	erased   Erased
}

func (s *Store) eraser(about names, really bool) *eraser {
	now := s.now()
	return &eraser{
		store: s, really: really, about: about, found: newSurvey(),
		cause: sales.Cause{Commit: "erase@" + MarkMember(Millis(now), ""), At: now, Actor: sales.System, From: "cli"},
	}
}

func (e *eraser) result(who string) (Erased, error) {
	if e.erased == (Erased{}) {
		return e.erased, fault.New(fault.NotFound, "error.not_found", "What", who)
	}
	return e.erased, nil
}

func (e *eraser) everything(ctx context.Context) error {
	if len(e.about) == 0 && e.person == "" && e.customer == "" {
		return nil
	}
	if err := e.store.dump(ctx, e.look); err != nil {
		return err
	}
	if err := e.dialogs(ctx); err != nil {
		return err
	}
	if err := e.outbox(ctx); err != nil {
		return err
	}
	if err := e.again(func() error { return e.lists(ctx) }); err != nil {
		return err
	}
	if err := e.again(func() error { return e.feeds(ctx) }); err != nil {
		return err
	}
	for _, id := range e.found.dealIDs() {
		if err := e.again(func() error { return e.deal(ctx, id) }); err != nil {
			return err
		}
	}
	return nil
}

// again tries anew while somebody changes the same record.
func (e *eraser) again(try func() error) error {
	before := e.erased
	for range looseTries - 1 {
		e.erased = before
		err := try()
		if fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
	e.erased = before
	return try()
}

func (e *eraser) commit(ctx context.Context, b Batch) error {
	if !e.really {
		return nil
	}
	b.Now = e.cause.At
	_, err := e.store.engine.Commit(ctx, b)
	return outward(err)
}

// dialogs deletes forms that hold something of whom it is about.
func (e *eraser) dialogs(ctx context.Context) error {
	return e.again(func() error {
		records, err := e.store.read(ctx, e.found.dialogKeys()...)
		if err != nil {
			return err
		}
		var b Batch
		for _, r := range records {
			if r.Version == 0 {
				continue
			}
			b.Checks = append(b.Checks, Check{Key: r.Key, Version: r.Version})
			if err := b.drop(r.Key, r.Data); err != nil {
				return outward(err)
			}
			e.erased.Records++
		}
		return e.commit(ctx, b)
	})
}

// outbox forgets results that hold something and blanks messages.
func (e *eraser) outbox(ctx context.Context) error {
	return e.commit(ctx, Batch{Forget: e.found.marks, Enqueue: e.found.works})
}

// deal blanks one deal, its notes and its log, and says so in the log.
func (e *eraser) deal(ctx context.Context, id string) error {
	r, err := e.store.readOne(ctx, dealKey(id))
	if err != nil {
		return err
	}
	if r.Version == 0 {
		return nil
	}
	d, err := unpack[sales.Deal](r.Key, r.Data)
	if err != nil {
		return outward(err)
	}
	before := e.erased
	b := Batch{}
	whole := e.customer != "" && sales.FoldCustomer(d.Customer) == e.customer || e.found.deals[id]
	notes, err := e.log(ctx, &b, id, whole)
	if err != nil {
		return err
	}
	if err := e.notes(ctx, &b, append(notes, e.found.notes[id]...), whole); err != nil {
		return err
	}
	if err := e.activities(ctx, &b, id, whole); err != nil {
		return err
	}
	blanked := e.blankTexts(whole, dealTexts(&d)...)
	if whole {
		d.Assess.Background = nil // its notes are blanked too
	}
	data, dropped, err := e.pack(r, d, whole)
	if err != nil {
		return outward(err)
	}
	if blanked || dropped {
		e.erased.Records++
	}
	if e.erased == before {
		return nil // a key, such as a team's, is called the same
	}
	c := sales.NewChange(d, e.cause, r.Version+1, sales.FieldErased, "", "")
	if err := errors.Join(b.replace(r, data), b.log(c)); err != nil {
		return outward(err)
	}
	return e.commit(ctx, b)
}

// pack writes a value over a record. Fields that this binary does not know may
// hold texts too: they are dropped when all is blanked or they name somebody.
func (e *eraser) pack(was Record, value any, whole bool) (data string, dropped bool, err error) {
	data, err = pack(was.Key, was.Data, value)
	if err != nil || !whole && !e.names(data) {
		return data, false, err
	}
	bare, err := pack(was.Key, "", value)
	return bare, bare != data, err
}

// replace puts data over a record that must still be as it was read.
func (b *Batch) replace(was Record, data string) error {
	b.Checks = append(b.Checks, Check{Key: was.Key, Version: was.Version})
	b.Puts = append(b.Puts, Put{Key: was.Key, Schema: schemaNow, Data: data})
	return b.move(was.Key, was.Data, data)
}

// names reports whether a text of some JSON names whom it is about. JSON that
// cannot be read is taken as one text.
func (e *eraser) names(data string) bool {
	hit := false
	if err := eachText([]byte(data), func(s string) { hit = hit || e.about.in(s) }); err != nil {
		return e.about.in(data)
	}
	return hit
}

// blankTexts empties texts, all or those that name whom it is about.
func (e *eraser) blankTexts(whole bool, texts ...*string) bool {
	changed := false
	for _, t := range texts {
		if *t != "" && (whole || e.about.in(*t)) {
			*t, changed = "", true
		}
	}
	return changed
}

// dealTexts are the texts of a deal that people typed.
func dealTexts(d *sales.Deal) []*string {
	out := []*string{&d.Name, &d.Customer, &d.SourceOther, &d.Pressure, &d.Value, &d.NextWhat, &d.Origin.Link}
	if d.Hold != nil {
		out = append(out, &d.Hold.Reason, &d.Hold.SaidBy)
	}
	if d.Closing != nil {
		out = append(out, &d.Closing.Other, &d.Closing.Competitor, &d.Closing.Learned)
	}
	for i := range d.Assess.Rivals {
		out = append(out, &d.Assess.Rivals[i].Name)
	}
	if d.Assess.Request != nil {
		out = append(out, &d.Assess.Request.Reason)
	}
	return out
}

func (e *eraser) notes(ctx context.Context, b *Batch, ids []string, whole bool) error {
	slices.Sort(ids)
	records, err := e.store.read(ctx, keysOf(slices.Compact(ids), noteKey)...)
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.Version == 0 {
			continue
		}
		n, err := unpack[sales.Note](r.Key, r.Data)
		if err != nil {
			return outward(err)
		}
		blanked := e.blankTexts(whole, &n.Text, &n.Link, &n.SaidBy)
		data, dropped, err := e.pack(r, n, whole)
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

// member blanks the record of a member and deletes what leads to it.
func (e *eraser) member(ctx context.Context, p org.Person) error {
	if p.ID == "" {
		return nil
	}
	return e.again(func() error {
		keys := []string{personKey(p.ID), emailKey(p.Email)}
		for platform, user := range p.Identities {
			keys = append(keys, identityKey(platform, user))
		}
		records, err := e.store.read(ctx, keys...)
		if err != nil {
			return err
		}
		b := Batch{}
		for i, r := range records {
			if i == 0 {
				data, _, bad := e.pack(r, org.Person{ID: p.ID}, true)
				err = errors.Join(bad, b.replace(r, data))
				continue
			}
			b.Checks = append(b.Checks, Check{Key: r.Key, Version: r.Version})
			err = errors.Join(err, b.drop(r.Key, r.Data))
		}
		e.erased.Records += len(records)
		c := sales.NewChange(sales.Deal{}, e.cause, 0, sales.FieldErased, "", p.ID)
		if err := errors.Join(err, b.note(logErased, c)); err != nil {
			return outward(err)
		}
		return e.commit(ctx, b)
	})
}
