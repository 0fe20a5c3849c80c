package bottest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
)

// agenda is a calendar on a server of its own, which a play writes.
type agenda struct {
	*httptest.Server
	mu   sync.Mutex
	text string
}

func newAgenda(t *testing.T) *agenda {
	t.Helper()
	a := &agenda{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		_, _ = io.WriteString(w, a.text)
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *agenda) holds(events ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"
}

func event(uid, title string, at time.Time, more string) string {
	const form = "20060102T150405Z"
	return fmt.Sprintf("BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\nDTSTART:%s\r\nDTEND:%s\r\nDTSTAMP:20260101T000000Z\r\n%sEND:VEVENT\r\n",
		uid, title, at.UTC().Format(form), at.Add(time.Hour).UTC().Format(form), more)
}

func TestMeetingsOfACalendarBecomeActivities(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		a, noon := newAgenda(t), thursday(s.local.Clock.Now(), 0, 12, 0)
		a.holds(event("1", "Crew app: demo", noon, "ATTENDEE;CN=Dana Ruiz:mailto:dana@crew.example\r\n"), event("2", "Dentist", noon, ""),
			event("3", "Crew app: staff", noon.Add(time.Hour), ""))
		me.records("Crew app", six).types("/deal calendar").sees(me.w("calendar.none")).presses(me.w("calendar.button.connect"))
		f := me.form(me.w("form.calendar.title")).fill(me.w("form.calendar.address.label"), "lin.ics").submit()
		f.complains(me.w("form.calendar.address.label"), me.w("error.calendar_address"))
		f.fill(me.w("form.calendar.address.label"), a.URL+"/nothing.ics").submit().done()
		me.sees("Crew app: demo", "Dana Ruiz", "Crew app: staff", me.w("calendar.found", "Events", me.w("calendar.meetings", "Count", 2)))
		require.NotContains(t, me.newest(), "Dentist")

		// The first is an activity with one press; what it lacks is asked.
		me.presses(me.w("calendar.button.take", "Number", "D-31", "Name", "Crew app"))
		me.sees(me.w("activity.type.demo"), me.w("fill.why")).presses(me.w("fill.button.why"))
		me.form(me.w("form.why.title")).fill(me.w("form.why.why.label"), "Dana agrees to a survey before 3 June").submit().done()
		me.sees(me.w("fill.all"))
		me.types("/deal calendar").sees("Crew app: staff").presses(me.w("calendar.button.not_ours")).seesSomewhere(me.w("calendar.nothing"))

		// It is moved, and then cancelled, where it came from.
		a.holds(event("1", "Crew app: demo", noon.Add(26*time.Hour), ""), event("3", "Crew app: staff", noon.Add(time.Hour), ""))
		s.local.Clock.Move(thursday(s.local.Clock.Now(), -1, 9, 30))
		me.seesSomewhere(me.w("calendar.moved"), "D-31 Crew app", "14:00")
		a.holds()
		me.types("/deal calendar").seesSomewhere(me.w("calendar.button.stop")).presses(me.w("calendar.button.read_now"))
		me.seesSomewhere(me.w("calendar.gone"), "D-31 Crew app")
		me.types("/deal plan D-31").form(me.w("form.plan.title"))
		me.types("/deal calendar").seesSomewhere(me.w("calendar.button.stop")).presses(me.w("calendar.button.stop")).seesSomewhere(me.w("calendar.stopped"))
	})
}

func TestACalendarThatCannotBeReadIsSaidWithItsCure(t *testing.T) {
	tongues(t, func(t *testing.T, _ *stage, me tongue) {
		a := newAgenda(t)
		a.text = "<html>Sign in</html>"
		me.types("/deal calendar").sees(me.w("calendar.none")).presses(me.w("calendar.button.connect"))
		me.form(me.w("form.calendar.title")).fill(me.w("form.calendar.address.label"), a.URL+"/page").submit().done()
		me.sees(me.w("error.calendar_broken"))
	})
}

func TestACalendarsFileIsReadAsItsAddressWouldBe(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		a, noon := newAgenda(t), thursday(s.local.Clock.Now(), 0, 12, 0)
		me.records("Crew app", six)
		me.sends("photo.png", []byte("x")).seesSomewhere(me.w("upload.unknown", "Name", "photo.png"))
		me.sends("lin.ics", []byte("this is no calendar")).seesSomewhere(me.w("upload.failed", "Name", "lin.ics", "Reason", i18n.T("error.calendar_broken")))
		a.holds(event("1", "Crew app: demo", noon, "ATTENDEE;CN=Dana Ruiz:mailto:dana@crew.example\r\n"), event("2", "Dentist", noon, ""))
		me.sends("lin.ics", []byte(a.text)).seesSomewhere("Crew app: demo", "Dana Ruiz")
		require.NotContains(t, strings.Join(me.screen(), "\n"), "Dentist")
		me.presses(me.w("calendar.button.take", "Number", "D-31", "Name", "Crew app")).seesSomewhere(me.w("fill.why"))

		// The file of another day moves it.
		a.holds(event("1", "Crew app: demo", noon.Add(2*time.Hour), ""))
		me.sends("lin.ics", []byte(a.text)).seesSomewhere(me.w("calendar.moved"), "D-31 Crew app", "14:00")

		// A calendar that is read from its address is not mixed with a file.
		me.types("/deal calendar").seesSomewhere(me.w("calendar.button.connect")).presses(me.w("calendar.button.connect"))
		me.form(me.w("form.calendar.title")).fill(me.w("form.calendar.address.label"), a.URL+"/lin.ics").submit().done()
		me.sends("lin.ics", []byte(a.text)).seesSomewhere(me.w("error.calendar_connected"))
	})
}
