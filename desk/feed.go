package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"dealmate/calendar"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// kindFeed is a message about what a calendar brought. Its facts are "new", keys of
// appointments joined by commas, "moved" and "gone", "deal/activity" joined by
// commas, and of a reading that its person waits for or that failed often, "asked".
const kindFeed = "feed"

// How calendars are read.
const (
	feedEvery   = 30 * time.Minute
	feedClaim   = 2 * time.Minute // within which another replica leaves it alone
	feedDays    = 60              // ahead
	feedsAtOnce = 4
	// feedTries is how often a reading fails until its person is told.
	feedTries = 3
)

// Feeds finds people's calendars.
type Feeds interface {
	// Feed is a person's, the zero Feed of the person where there is none.
	Feed(ctx context.Context, person string) (sales.Feed, error)
	// FeedsDue are those to be read by a moment, at most limit.
	FeedsDue(ctx context.Context, now time.Time, limit int) ([]sales.Feed, error)
}

// Fetch opens a calendar at its address, or says that it still is the one with that
// tag. Its error is a *fault.Error with a sentence for the calendar's person.
type Fetch func(ctx context.Context, address, tag string) (Fetched, error)

// Fetched is a calendar that was opened; Body is nil where it has not changed.
type Fetched struct {
	Body io.ReadCloser
	Tag  string
}

// ReadFeeds reads some of the calendars that are due, and returns how many. failed
// are those that could not be read, for the log: their people are told. An error is
// the store's.
func (d *Desk) ReadFeeds(ctx context.Context) (read int, failed []error, err error) {
	due, err := d.o.Feeds.FeedsDue(ctx, d.o.Now(), feedsAtOnce)
	if err != nil || d.o.Fetch == nil {
		return 0, nil, err
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, f := range due {
		wg.Go(func() {
			broken, e := d.readFeed(ctx, f)
			mu.Lock()
			defer mu.Unlock()
			err = errors.Join(err, d.moved(e))
			if broken != nil {
				failed = append(failed, fmt.Errorf("calendar of %s: %w", f.Person, broken))
			}
		})
	}
	wg.Wait()
	return len(due), failed, err
}

// readFeed claims a calendar, reads it, and keeps what it brought.
func (d *Desk) readFeed(ctx context.Context, f sales.Feed) (failed *fault.Error, err error) {
	now := d.o.Now()
	f.NextAt = now.Add(feedClaim).UTC()
	if err := d.saveFeed(ctx, "", f); err != nil {
		return nil, err
	}
	tag := f.Tag
	if sales.DateOf(f.ReadAt) != sales.DateOf(now.UTC()) {
		tag = "" // other days are near than at the last reading
	}
	got, bad := d.o.Fetch(ctx, f.Address, tag)
	var r reading
	if bad == nil && got.Body != nil {
		r, bad = d.readCalendar(f.Person, got.Body)
		bad = errors.Join(bad, got.Body.Close())
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r.address, r.tag, r.failed, r.same = f.Address, got.Tag, calendarError(bad), bad == nil && got.Body == nil
	return r.failed, d.keepReading(ctx, f.Person, r)
}

// reading is what one look at a calendar saw.
type reading struct {
	address, tag string
	failed       *fault.Error
	same         bool // as last time
	asked        bool // its person waits for it, and sent it
	events       []calendar.Event
	skipped      int
	from, to     time.Time
}

// readCalendar reads a person's meetings of the coming weeks.
func (d *Desk) readCalendar(person string, from io.Reader) (reading, error) {
	now := d.o.Now()
	r := reading{from: now, to: now.AddDate(0, 0, feedDays)}
	var err error
	r.events, r.skipped, err = calendar.Read(from, calendar.Window{From: r.from, To: r.to, Zone: d.zoneOf(person, "")})
	return r, err
}

// calendarError is an error of reading as its person is told it.
func calendarError(err error) *fault.Error {
	if err == nil {
		return nil
	}
	for reason, key := range map[error]string{
		calendar.ErrTooLarge: "error.calendar_large", calendar.ErrBroken: "error.calendar_broken", calendar.ErrTooMany: "error.calendar_many",
	} {
		if errors.Is(err, reason) {
			return fault.Wrap(err, fault.Invalid, key)
		}
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f
	}
	return fault.Wrap(err, fault.Unavailable, "error.calendar_away")
}

// keepReading saves what a reading brought, brings the activities that were taken
// over up to date, and tells the person. A feed that was changed meanwhile is taken
// afresh; of a calendar that is not theirs any more nothing is kept.
func (d *Desk) keepReading(ctx context.Context, person string, r reading) error {
	for range tries {
		f, err := d.o.Feeds.Feed(ctx, person)
		if err != nil || f.Address != r.address {
			return err
		}
		if err = d.keepOnce(ctx, f, r); fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
	return fault.New(fault.Conflict, "error.conflict")
}

func (d *Desk) keepOnce(ctx context.Context, f sales.Feed, r reading) error {
	now := d.o.Now()
	var news sales.News
	asked := f.Asked
	f.Asked, f.Failed, f.NextAt = false, "", time.Time{}
	asked = asked || r.asked
	tell := asked
	switch {
	case r.failed != nil:
		f.Failed = r.failed.Key
		f.Failures++
		tell = asked || f.Failures == feedTries
	case r.same:
		f.Failures = 0
	default:
		seen, cancelled, err := d.appointments(ctx, f, r)
		if err != nil {
			return err
		}
		news = f.Update(seen, cancelled, r.skipped == 0, now.UTC())
		f.ReadAt, f.Tag, f.Events, f.Skipped, f.Failures = now.UTC(), r.tag, len(r.events), r.skipped, 0
	}
	if f.Address != "" {
		f.NextAt = now.Add(feedEvery << min(f.Failures, 5)).UTC()
	}
	if err := d.followFeed(ctx, f.Person, news); err != nil {
		return err
	}
	tx := d.o.Begin("", now)
	tx.Save(f)
	if tell || len(news.New)+len(news.Moved)+len(news.Gone) > 0 {
		tx.Send(d.feedNews(f, news, tell, now))
	}
	_, _, err := tx.Commit(ctx, f.Person)
	return err
}

// feedNews is the message about a reading. Somebody who waits for it is told at once.
func (d *Desk) feedNews(f sales.Feed, n sales.News, asked bool, now time.Time) scheduler.Message {
	facts := map[string]string{}
	put := func(name string, list []sales.Appointment, of func(sales.Appointment) string) {
		var all []string
		for _, a := range list {
			all = append(all, of(a))
		}
		if len(all) > 0 {
			facts[name] = strings.Join(all, ",")
		}
	}
	put("new", n.New, func(a sales.Appointment) string { return a.Key })
	taken := func(a sales.Appointment) string { return a.Deal + "/" + a.Activity }
	put("moved", n.Moved, taken)
	put("gone", n.Gone, taken)
	due := now
	if asked {
		facts["asked"] = "1"
	} else if who := d.person(f.Person, ""); !who.Allowed(now) {
		due = who.NextMorning(now)
	}
	return scheduler.Message{
		ID: kindFeed + "|" + f.Person + "|" + now.UTC().Format(time.RFC3339Nano), Destination: "person:" + f.Person, Due: due, Kind: kindFeed, Facts: facts,
	}
}

func (d *Desk) saveFeed(ctx context.Context, commit string, f sales.Feed) error {
	tx := d.o.Begin(commit, d.o.Now())
	tx.Save(f)
	_, _, err := tx.Commit(ctx, f.Person)
	return err
}

// occurrence is how a calendar marks one meeting of a series.
var occurrence = regexp.MustCompile(`/\d{8}(T\d{6}Z)?$`)

// appointments are the meetings of a reading that name a customer of the person's
// open deals, or were taken over before, and the keys of those cancelled. What is
// marked private is passed over.
func (d *Desk) appointments(ctx context.Context, f sales.Feed, r reading) (seen []sales.Appointment, cancelled []string, err error) {
	deals, err := d.own(ctx, Who{Person: org.Person{ID: f.Person}}, sales.Open)
	if err != nil {
		return nil, nil, err
	}
	zone := d.zoneOf(f.Person, "")
	for _, e := range r.events {
		key := sales.AppointmentKey(e.ID)
		was, known := f.Appointment(key)
		switch {
		case e.Cancelled:
			cancelled = append(cancelled, key)
			continue
		case e.Private || !e.Start.After(r.from):
			continue
		}
		a := sales.Appointment{
			Key: key, Series: sales.AppointmentKey(occurrence.ReplaceAllString(e.ID, "")), Title: e.Title, Place: e.Place,
			At: e.Start.UTC(), AllDay: e.AllDay, Minutes: int(e.End.Sub(e.Start).Minutes()), Zone: zone.String(),
		}
		a.Deals = named(deals, strings.Join(append([]string{e.Title, e.Place}, e.People...), "\n"))
		if a.Who = d.outsiders(e.People); len(a.Deals) > 0 || known && was.Activity != "" {
			seen = append(seen, a)
		}
	}
	return seen, cancelled, nil
}

// named are the deals that a text names, by their own name before their customer's.
func named(deals []sales.Deal, text string) []string {
	var byName, byCustomer []string
	for _, x := range deals {
		switch {
		case sales.Calls(text, x.Name):
			byName = append(byName, x.ID)
		case sales.Calls(text, x.Customer):
			byCustomer = append(byCustomer, x.ID)
		}
	}
	all := slices.Concat(byName, byCustomer)
	return all[:min(len(all), sales.MostAppointmentDeals)]
}

// outsiders are those of a meeting who are not of the organisation.
func (d *Desk) outsiders(people []string) []string {
	var out []string
	for _, name := range people {
		_, ours := d.dir.byEmail(name)
		if !ours && !d.dir.hasName(name) && len(out) < sales.MostAppointmentPeople {
			out = append(out, name)
		}
	}
	return out
}
