package sales

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// Feed is a person's calendar as far as it matters here: where it is, how the last
// reading went, and the meetings that name a customer of theirs. Nothing else of a
// calendar is kept.
type Feed struct {
	Person string `json:"person"`
	// Address is the calendar's secret address, "" where files are sent instead.
	Address string `json:"address,omitempty"`
	// Tag is what the calendar's server calls the version that was read last.
	Tag string `json:"tag,omitempty"`
	// NextAt is when it is read next, the zero time for never; it is an index's.
	NextAt time.Time `json:"next_at,omitzero"`
	// ReadAt is when it was last read well; Events is how many meetings it had then,
	// and Skipped how many could not be understood.
	ReadAt  time.Time `json:"read_at,omitzero"`
	Events  int       `json:"events,omitempty"`
	Skipped int       `json:"skipped,omitempty"`
	// Failed is the catalog key of why the last readings failed, Failures how many
	// in a row.
	Failed   string `json:"failed,omitempty"`
	Failures int    `json:"failures,omitempty"`
	// Asked says that its person waits for the next reading.
	Asked bool          `json:"asked,omitempty"`
	Found []Appointment `json:"found,omitempty"`
	// Dropped are series that are no meetings with customers.
	Dropped []string `json:"dropped,omitempty"`

	Version int64 `json:"-"`
}

// Appointment is a meeting of a calendar that names a customer.
type Appointment struct {
	Key    string   `json:"key"`    // names it briefly, the same after it was moved
	Series string   `json:"series"` // of all that repeat it
	Deals  []string `json:"deals"`  // that it may be about, the likeliest first
	Title  string   `json:"title"`
	Place  string   `json:"place,omitempty"`
	Who    []string `json:"who,omitempty"`
	// At is when it begins, Minutes how long it takes; AllDay as in Activity.
	At      time.Time `json:"at"`
	AllDay  bool      `json:"all_day,omitempty"`
	Minutes int       `json:"minutes,omitempty"`
	Zone    string    `json:"zone,omitempty"`
	// Deal and Activity are what it was taken over as, "" while it is proposed.
	Deal     string `json:"deal,omitempty"`
	Activity string `json:"activity,omitempty"`
}

// The limits of a feed.
const (
	MostAppointments = 200
	mostDropped      = 200
	// MostAppointmentPeople and MostAppointmentDeals are of one meeting.
	MostAppointmentPeople = 8
	MostAppointmentDeals  = 3
)

// AppointmentKey is the key of a calendar's event.
func AppointmentKey(event string) string {
	sum := sha256.Sum256([]byte(event))
	return hex.EncodeToString(sum[:6])
}

// Appointment finds one by its key.
func (f Feed) Appointment(key string) (Appointment, bool) {
	i := slices.IndexFunc(f.Found, func(a Appointment) bool { return a.Key == key })
	if i < 0 {
		return Appointment{}, false
	}
	return f.Found[i], true
}

// Drop takes a series out: it is no meeting with a customer.
func (f *Feed) Drop(series string) {
	f.Found = slices.DeleteFunc(slices.Clone(f.Found), func(a Appointment) bool { return a.Series == series && a.Activity == "" })
	f.Dropped = append(slices.Clone(f.Dropped), series)
	f.Dropped = f.Dropped[max(0, len(f.Dropped)-mostDropped):]
}

// News is what a reading brought.
type News struct {
	New   []Appointment // proposed
	Moved []Appointment // taken over before, as they are now
	Gone  []Appointment // taken over before, and not to take place
}

// Update takes in what a reading saw of meetings to come. whole says that all of
// the calendar was understood, so that what was not seen is not there any more.
func (f *Feed) Update(seen []Appointment, cancelled []string, whole bool, now time.Time) News {
	var news News
	var found []Appointment
	for _, was := range f.Found {
		i := slices.IndexFunc(seen, func(a Appointment) bool { return a.Key == was.Key })
		off := slices.Contains(cancelled, was.Key) || i < 0 && whole
		switch {
		case !was.At.After(now) && i < 0: // over; it was not moved
			if was.At.After(now.AddDate(0, 0, -keptDays)) {
				found = append(found, was)
			}
		case off && was.Activity != "":
			news.Gone = append(news.Gone, was)
		case off:
		case i < 0:
			found = append(found, was)
		default:
			is := seen[i]
			is.Deal, is.Activity = was.Deal, was.Activity
			if was.Activity != "" && !is.sameTime(was) {
				news.Moved = append(news.Moved, is)
			}
			found = append(found, is)
		}
	}
	for _, a := range seen {
		known := slices.ContainsFunc(f.Found, func(x Appointment) bool { return x.Key == a.Key })
		if known || len(a.Deals) == 0 || slices.Contains(f.Dropped, a.Series) || len(found) >= MostAppointments || slices.Contains(cancelled, a.Key) {
			continue
		}
		news.New, found = append(news.New, a), append(found, a)
	}
	f.Found = found
	return news
}

// keptDays is how long a meeting that is over stays, for one that is moved late.
const keptDays = 2

func (a Appointment) sameTime(b Appointment) bool {
	return a.At.Equal(b.At) && a.AllDay == b.AllDay && a.Minutes == b.Minutes && a.Place == b.Place
}
