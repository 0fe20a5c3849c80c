package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// Changes returns a deal's log, oldest first.
func (s *Store) Changes(ctx context.Context, deal string) ([]sales.Change, error) {
	entries, err := s.engine.Log(ctx, dealKey(deal), 0, 0)
	if err != nil {
		return nil, outward(err)
	}
	out := make([]sales.Change, len(entries))
	for i, e := range entries {
		if err := json.Unmarshal([]byte(e), &out[i]); err != nil {
			return nil, outward(fmt.Errorf("storage: entry %d of the log of deal %q is damaged", i, deal))
		}
	}
	return out, nil
}

// Notes returns the notes that exist, in the order of ids; one that was erased
// has an empty text.
func (s *Store) Notes(ctx context.Context, ids ...string) ([]sales.Note, error) {
	return fetch(ctx, s, keysOf(ids, noteKey), setNote)
}

func setNote(n *sales.Note, v int64) { n.Version = v }

func setActivity(a *sales.Activity, v int64) { a.Version = v }

// Activities returns a deal's, the latest first, at most limit (0: all).
func (s *Store) Activities(ctx context.Context, deal string, limit int) ([]sales.Activity, error) {
	members, err := s.span(ctx, indexOf(indexActivities, deal), Span{Reverse: true, Limit: limit})
	if err != nil {
		return nil, err
	}
	return fetch(ctx, s, keysOf(members, func(m string) string { return activityKey(idOf(m)) }), setActivity)
}

// ActivitiesByID returns the activities that exist, in the order of ids.
func (s *Store) ActivitiesByID(ctx context.Context, ids ...string) ([]sales.Activity, error) {
	return fetch(ctx, s, keysOf(ids, activityKey), setActivity)
}

// MeetingsDue returns activities about which somebody is to be told by a moment, at
// most limit (0: all).
func (s *Store) MeetingsDue(ctx context.Context, now time.Time, limit int) ([]sales.Activity, error) {
	members, err := s.span(ctx, indexMeetings, Span{To: momentMember(Millis(now)+1, ""), Limit: limit})
	if err != nil {
		return nil, err
	}
	return fetch(ctx, s, keysOf(members, func(m string) string { return activityKey(idOf(m)) }), setActivity)
}

func setFeed(f *sales.Feed, v int64) { f.Version = v }

// Feed returns a person's calendar; the zero Feed of the person where there is none.
func (s *Store) Feed(ctx context.Context, person string) (sales.Feed, error) {
	found, err := fetch(ctx, s, []string{feedKey(person)}, setFeed)
	if err != nil || len(found) == 0 {
		return sales.Feed{Person: person}, err
	}
	return found[0], nil
}

// FeedsDue returns the calendars that are to be read by a moment, the longest
// waiting first, at most limit (0: all).
func (s *Store) FeedsDue(ctx context.Context, now time.Time, limit int) ([]sales.Feed, error) {
	members, err := s.span(ctx, indexFeeds, Span{To: momentMember(Millis(now)+1, ""), Limit: limit})
	if err != nil {
		return nil, err
	}
	return fetch(ctx, s, keysOf(members, func(m string) string { return feedKey(idOf(m)) }), setFeed)
}

// Roster returns a list of names; one that nobody has begun is empty.
func (s *Store) Roster(ctx context.Context, id string) (sales.Roster, error) {
	found, err := fetch(ctx, s, []string{rosterKey(id)}, func(r *sales.Roster, v int64) { r.Version = v })
	if err != nil || len(found) == 0 {
		return sales.Roster{ID: id}, err
	}
	return found[0], nil
}

// Forms returns the versions of a form that were used, the oldest first.
func (s *Store) Forms(ctx context.Context, id string) ([]dialogs.Form, error) {
	var out []dialogs.Form
	for {
		found, err := fetch[dialogs.Form](ctx, s, []string{formKey(id, len(out)+1)}, nil)
		if err != nil || len(found) == 0 {
			return out, err
		}
		out = append(out, found[0])
	}
}

func setDialog(d *dialogs.State, v int64) { d.Stored = v }

// Dialog returns a form's state; one that is gone is a *fault.Error with code
// not_found and key "error.expired".
func (s *Store) Dialog(ctx context.Context, id string) (dialogs.State, error) {
	states, err := fetch(ctx, s, []string{dialogKey(id)}, setDialog)
	if err != nil {
		return dialogs.State{}, err
	}
	if len(states) == 0 {
		return dialogs.State{}, fault.New(fault.NotFound, "error.expired")
	}
	return states[0], nil
}

// DialogsBefore lists dialogs last touched before a moment (milliseconds since
// 1970), the oldest first, at most limit (0: all).
func (s *Store) DialogsBefore(ctx context.Context, millis int64, limit int) ([]dialogs.State, error) {
	members, err := s.span(ctx, indexDialogs, Span{To: fmt.Sprintf("%0*d", millisDigits, max(millis, 0)), Limit: limit})
	if err != nil {
		return nil, err
	}
	return fetch(ctx, s, keysOf(members, func(m string) string { return dialogKey(idOf(m)) }), setDialog)
}

// Places lists the posted cards of a deal.
func (s *Store) Places(ctx context.Context, deal string) ([]sales.Place, error) {
	members, err := s.span(ctx, indexOf(indexPlaces, deal), Span{})
	if err != nil {
		return nil, err
	}
	return fetch[sales.Place](ctx, s, keysOf(members, func(m string) string { return kindPlace + "/" + deal + gap + m }), nil)
}

// People returns everybody who has a record.
func (s *Store) People(ctx context.Context) ([]org.Person, error) {
	ids, err := s.span(ctx, indexPeople, Span{})
	if err != nil {
		return nil, err
	}
	return fetch[org.Person](ctx, s, keysOf(ids, personKey), nil)
}

// Person returns one person afresh; nobody is a *fault.Error with code not_found.
func (s *Store) Person(ctx context.Context, id string) (org.Person, error) {
	people, err := fetch[org.Person](ctx, s, []string{personKey(id)}, nil)
	if err != nil {
		return org.Person{}, err
	}
	if len(people) == 0 {
		return org.Person{}, fault.New(fault.NotFound, "error.not_found")
	}
	return people[0], nil
}

// reference is a record that only leads to a person.
type reference struct {
	Person string `json:"person"`
}

// PersonByEmail finds a person; nobody is a *fault.Error with code not_found.
func (s *Store) PersonByEmail(ctx context.Context, email string) (org.Person, error) {
	return s.referred(ctx, emailKey(email))
}

// PersonByUser finds the person who is a platform's user; nobody is a
// *fault.Error with code not_found.
func (s *Store) PersonByUser(ctx context.Context, platform, user string) (org.Person, error) {
	return s.referred(ctx, identityKey(platform, user))
}

func (s *Store) referred(ctx context.Context, key string) (org.Person, error) {
	refs, err := fetch[reference](ctx, s, []string{key}, nil)
	if err != nil {
		return org.Person{}, err
	}
	if len(refs) == 0 {
		return org.Person{}, fault.New(fault.NotFound, "error.not_found")
	}
	return s.Person(ctx, refs[0].Person)
}

// EnsurePerson returns the person with an e-mail, and makes one when there is
// none. The ID is minted once, however many replicas start at once.
func (s *Store) EnsurePerson(ctx context.Context, email string, newID func() string) (org.Person, error) {
	p, err := s.PersonByEmail(ctx, email)
	if fault.CodeOf(err) != fault.NotFound {
		return p, err
	}
	p = org.Person{ID: newID(), Email: foldEmail(email)}
	b := Batch{Now: s.now(), Checks: []Check{{Key: emailKey(email)}, {Key: personKey(p.ID)}}}
	if err := errors.Join(b.put(emailKey(email), "", reference{Person: p.ID}), b.put(personKey(p.ID), "", p)); err != nil {
		return org.Person{}, outward(err)
	}
	_, err = s.engine.Commit(ctx, b)
	if _, lost := errors.AsType[*ConflictError](err); lost {
		return s.PersonByEmail(ctx, email)
	}
	return p, outward(err)
}

// put writes a value over a record's data and moves its places in the indexes.
func (b *Batch) put(key, stored string, value any) error {
	data, err := pack(key, stored, value)
	if err != nil {
		return err
	}
	b.Puts = append(b.Puts, Put{Key: key, Schema: schemaNow, Data: data})
	return b.move(key, stored, data)
}

// drop deletes a record and its places in the indexes.
func (b *Batch) drop(key, stored string) error {
	b.Deletes = append(b.Deletes, key)
	return b.move(key, stored, "")
}

func (b *Batch) move(key, from, to string) error {
	before, err := membersOf(key, from)
	if err != nil {
		return err
	}
	after, err := membersOf(key, to)
	if err != nil {
		return err
	}
	gone, come := moves(before, after)
	b.Remove, b.Add = append(b.Remove, gone...), append(b.Add, come...)
	return nil
}

// log appends a change to its deal's log and to the indexes of its teams.
func (b *Batch) log(c sales.Change) error {
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("storage: write a change: %w", err)
	}
	b.Append = append(b.Append, Entry{Log: dealKey(c.Deal), Data: string(data)})
	for _, m := range changeMembers(c) {
		if !slices.Contains(b.Add, m) {
			b.Add = append(b.Add, m)
		}
	}
	return nil
}
