package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

const formCalendar = "calendar"

// Proposed is a meeting of the calendar with the open deals that it may be about.
type Proposed struct {
	sales.Appointment
	About []sales.Deal
}

// Proposals reads a person's calendar: those meetings that were found and are still
// to come, in their order; with keys only these, as far as they are there.
func (d *Desk) Proposals(ctx context.Context, w Who, keys ...string) (sales.Feed, []Proposed, error) {
	f, err := d.o.Feeds.Feed(ctx, w.ID)
	if err != nil {
		return f, nil, err
	}
	now := d.o.Now()
	found := slices.DeleteFunc(slices.Clone(f.Found), func(a sales.Appointment) bool {
		if len(keys) > 0 {
			return !slices.Contains(keys, a.Key)
		}
		return a.Activity != "" || a.At.Before(now)
	})
	slices.SortStableFunc(found, func(a, b sales.Appointment) int { return a.At.Compare(b.At) })
	var ids []string
	for _, a := range found {
		ids = append(ids, append(a.Deals, a.Deal)...)
	}
	deals, err := d.o.Deals.Deals(ctx, slices.Compact(slices.Sorted(slices.Values(slices.DeleteFunc(ids, func(s string) bool { return s == "" }))))...)
	if err != nil {
		return f, nil, err
	}
	out := make([]Proposed, len(found))
	for i, a := range found {
		out[i].Appointment = a
		for _, x := range deals {
			if x.ID == a.Deal || a.Deal == "" && x.IsOpen() && slices.Contains(a.Deals, x.ID) {
				out[i].About = append(out[i].About, x)
			}
		}
	}
	return f, out, nil
}

// connect keeps the address of a person's calendar, and has it read.
func (d *Desk) connect(ctx context.Context, f filled) (Submitted, error) {
	if d.o.Fetch == nil {
		return Submitted{}, fault.New(fault.Forbidden, "error.calendars_off")
	}
	address, ok := calendarAddress(f.parsed.Text["address"])
	if !ok {
		return f.problem("address", i18n.T("error.calendar_address")), nil
	}
	feed, err := d.o.Feeds.Feed(ctx, f.who.ID)
	if err != nil {
		return Submitted{}, err
	}
	if feed.Address != address { // another calendar knows nothing of the former's meetings
		feed = sales.Feed{Person: f.who.ID, Address: address, Version: feed.Version}
	}
	feed.NextAt, feed.Asked, feed.Failures = f.now.UTC(), true, 0
	tx := d.o.Begin(f.commit, f.now)
	tx.Save(feed)
	f.finish(tx)
	if _, _, err := tx.Commit(ctx, f.who.ID); err != nil {
		return Submitted{}, err
	}
	return f.result(Done{}), nil
}

// calendarAddress is an address as it is fetched; calendars' programs write webcal
// for https.
func calendarAddress(typed string) (string, bool) {
	u, err := url.Parse(strings.Trim(typed, "<> "))
	if err != nil || u.Host == "" {
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "webcal", "webcals":
		u.Scheme = "https"
	case "https", "http":
	default:
		return "", false
	}
	return u.String(), true
}

// ReadNow has a person's calendar read at once; not found where there is none.
func (d *Desk) ReadNow(ctx context.Context, w Who, commit string) error {
	f, err := d.o.Feeds.Feed(ctx, w.ID)
	if err != nil {
		return err
	}
	if f.Address == "" {
		return fault.New(fault.NotFound, "error.no_calendar")
	}
	f.NextAt, f.Asked = d.o.Now().UTC(), true
	return d.moved(d.saveFeed(ctx, commit, f))
}

// StopCalendar forgets a person's calendar; activities that were taken over stay.
func (d *Desk) StopCalendar(ctx context.Context, w Who, commit string) error {
	return d.retried(func() error {
		f, err := d.o.Feeds.Feed(ctx, w.ID)
		if err != nil || f.Version == 0 {
			return err
		}
		tx := d.o.Begin(commit, d.o.Now())
		tx.Drop(f)
		_, _, err = tx.Commit(ctx, w.ID)
		return err
	})
}

// DropAppointment takes a meeting's series out of a person's calendar: it is not
// with a customer.
func (d *Desk) DropAppointment(ctx context.Context, w Who, key, commit string) error {
	return d.retried(func() error {
		f, err := d.o.Feeds.Feed(ctx, w.ID)
		if err != nil {
			return err
		}
		a, ok := f.Appointment(key)
		if !ok || a.Activity != "" {
			return nil
		}
		f.Drop(a.Series)
		return d.saveFeed(ctx, commit, f)
	})
}

// retried tries anew while somebody else changes the same record.
func (d *Desk) retried(try func() error) error {
	for range tries {
		if err := try(); fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
	return fault.New(fault.Conflict, "error.conflict")
}
