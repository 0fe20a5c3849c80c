package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// Found is a platform's user, as the platform tells.
type Found struct {
	User   string
	Name   string
	Email  string
	Locale string
	Zone   string
}

// remembered is how long a person's settings are taken from memory: another
// replica may have changed them. patience is how long looking may take, because
// the answer to the person must still come in time.
const (
	remembered = 30 * time.Second
	patience   = 300 * time.Millisecond
)

// directory is who people are, in memory, so that a language is known even when
// the store is away.
type directory struct {
	mu     sync.RWMutex
	people map[string]org.Person // by ID
	users  map[string]string     // platform/user to ID
	read   map[string]time.Time  // when a person's record was last looked at
}

func newDirectory() *directory {
	return &directory{people: map[string]org.Person{}, users: map[string]string{}, read: map[string]time.Time{}}
}

func (d *directory) put(p org.Person) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.people[p.ID] = p
	for platform, user := range p.Identities {
		d.users[platform+"/"+user] = p.ID
	}
}

// isOld reports whether a person's record should be looked at again, and marks
// it as looked at: one caller does it, however many ask.
func (d *directory) isOld(id string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if age := now.Sub(d.read[id]); age >= 0 && age < remembered {
		return false
	}
	d.read[id] = now
	return true
}

func (d *directory) person(id string) (org.Person, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	p, ok := d.people[id]
	return p, ok
}

func (d *directory) byUser(platform, user string) (org.Person, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	p, ok := d.people[d.users[platform+"/"+user]]
	return p, ok
}

// all is everybody, in a fixed order.
func (d *directory) all() []org.Person {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.SortedFunc(maps.Values(d.people), func(a, b org.Person) int { return strings.Compare(a.ID, b.ID) })
}

func (d *directory) byEmail(email string) (org.Person, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for _, p := range d.people {
		if strings.EqualFold(p.Email, email) && email != "" {
			return p, true
		}
	}
	return org.Person{}, false
}

// hasName reports whether somebody of the organisation is called so.
func (d *directory) hasName(name string) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	folded := sales.Fold(name)
	for _, p := range d.people {
		if p.Name != "" && sales.Fold(p.Name) == folded {
			return true
		}
	}
	return false
}

// Load reads everybody's record; it is called once before the first event.
func (d *Desk) Load(ctx context.Context) error {
	people, err := d.o.Records.People(ctx)
	if err != nil {
		return err
	}
	for _, p := range people {
		d.dir.put(p)
	}
	if err := d.begin(ctx); err != nil {
		return err
	}
	return d.loadQuestions()
}

// Org is the organisation as configured.
func (d *Desk) Org() org.Organisation { return d.o.Org }

// Person is somebody from memory; one who is not known has the ID only.
func (d *Desk) Person(id string) org.Person {
	if p, ok := d.dir.person(id); ok {
		return p
	}
	return org.Person{ID: id}
}

// ByUser is the person bound to a platform's user.
func (d *Desk) ByUser(platform, user string) (org.Person, bool) { return d.dir.byUser(platform, user) }

// LangOf is a user's language from memory, the organisation's for a stranger.
func (d *Desk) LangOf(platform, user string) i18n.Lang {
	p, _ := d.dir.byUser(platform, user)
	return d.lang(p)
}

func (d *Desk) lang(p org.Person) i18n.Lang {
	fallback := i18n.ParseLang(d.o.Org.Language, i18n.English)
	if t, ok := d.o.Org.HomeTeam(p.ID); ok && t.Language != "" {
		fallback = i18n.ParseLang(t.Language, fallback)
	}
	return i18n.ParseLang(firstOf(p.Prefs.Language, p.Locale), fallback)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// ByEmail is the member of a team with an e-mail, where no platform tells who somebody is.
func (d *Desk) ByEmail(email, from string) (Who, bool) {
	p, ok := d.dir.byEmail(strings.TrimSpace(email))
	if !ok {
		return Who{}, false
	}
	return d.who(p, from), d.isMember(p.ID)
}

// Identify finds the person behind a platform's user. Unauthenticated
// "error.unknown_user" when nobody is bound to it; forbidden "error.stranger"
// for somebody in no team.
func (d *Desk) Identify(ctx context.Context, platform, user string) (Who, error) {
	p, ok := d.dir.byUser(platform, user)
	if !ok {
		return Who{}, fault.New(fault.Unauthenticated, "error.unknown_user")
	}
	p = d.newest(ctx, p)
	if len(d.o.Org.TeamsOf(p.ID)) == 0 && !slices.Contains(d.o.Org.Admins, p.ID) {
		return Who{Person: p, Lang: d.lang(p)}, d.stranger()
	}
	return d.who(p, platform), nil
}

// newest is a person as the store knows them, at most remembered old; as memory
// does when the store is away.
func (d *Desk) newest(ctx context.Context, p org.Person) org.Person {
	if !d.dir.isOld(p.ID, d.o.Now()) {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	stored, err := d.o.Records.Person(ctx, p.ID)
	if err != nil { // what the person wants to do will tell them
		return p
	}
	d.dir.put(stored)
	return stored
}

func (d *Desk) who(p org.Person, from string) Who {
	team, _ := d.o.Org.HomeTeam(p.ID)
	return Who{
		Person: p, Lang: d.lang(p), From: from,
		Zone: org.Location(p.Prefs.Timezone, p.Zone, team.Timezone, d.o.Org.Timezone),
	}
}

// stranger names whom to ask.
func (d *Desk) stranger() error {
	return fault.New(fault.Forbidden, "error.stranger", "Admins", d.admins())
}

func (d *Desk) admins() string {
	var names []string
	for _, id := range d.o.Org.Admins {
		if p := d.Person(id); p.Email != "" {
			names = append(names, p.Email)
		}
	}
	return strings.Join(names, ", ")
}

// Bind ties a platform's user to the person with that e-mail. The first binding
// of an e-mail on a platform holds: conflict "error.bound" for a second user;
// forbidden "error.stranger" for an e-mail that the configuration does not name.
func (d *Desk) Bind(ctx context.Context, platform string, f Found) error {
	known, ok := d.dir.byEmail(f.Email)
	if !ok {
		return d.stranger()
	}
	p, err := d.o.Records.Person(ctx, known.ID)
	if err != nil {
		return err
	}
	if bound := p.Identities[platform]; bound != "" && bound != f.User {
		return fault.New(fault.Conflict, "error.bound")
	}
	if other, ok := d.dir.byUser(platform, f.User); ok && other.ID != p.ID {
		return fault.New(fault.Conflict, "error.bound")
	}
	same := p.Name == f.Name && (f.Locale == "" || p.Locale == f.Locale) && (f.Zone == "" || p.Zone == f.Zone)
	if p.Identities[platform] == f.User && same {
		d.dir.put(p)
		return nil
	}
	identities := map[string]string{platform: f.User}
	for k, v := range p.Identities {
		identities[k] = v
	}
	p.Identities, p.Name = identities, f.Name
	p.Locale, p.Zone = firstOf(f.Locale, p.Locale), firstOf(f.Zone, p.Zone) // not every platform tells
	return d.savePerson(ctx, p)
}

// Met remembers on which platform somebody was last heard, so that they are told
// things there, and their language where their first platform did not tell it.
// What cannot be kept now is kept the next time.
func (d *Desk) Met(ctx context.Context, p org.Person, platform, locale string) {
	was := p
	if len(p.Identities) > 1 {
		p.Heard = platform
	}
	if locale != "" && (p.Locale == "" || len(p.Identities) == 1) {
		p.Locale = locale
	}
	if p.Heard == was.Heard && p.Locale == was.Locale {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	stored, err := d.o.Records.Person(ctx, p.ID)
	if err != nil {
		return
	}
	stored.Heard, stored.Locale = p.Heard, p.Locale
	_ = d.savePerson(ctx, stored)
}

func (d *Desk) savePerson(ctx context.Context, p org.Person) error {
	tx := d.o.Begin("person|"+d.o.NewID(), d.o.Now())
	tx.Save(p)
	if _, _, err := tx.Commit(ctx, p.ID); err != nil {
		return err
	}
	d.dir.put(p)
	return nil
}
