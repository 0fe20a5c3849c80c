package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

const (
	maxUID   = 1 << 10 // bytes; it becomes a key elsewhere
	maxDates = MaxEvents
)

// entry is a VEVENT: an event, a series or a change to one of a series.
type entry struct {
	uid                 string
	sequence            int
	title, place, notes string
	people              []string
	cancelled           bool
	private             bool
	busy                bool

	start    stamp
	end      *stamp
	duration *time.Duration
	original *stamp // RECURRENCE-ID
	rule     string
	extra    []stamp // RDATE
	without  []stamp // EXDATE
}

func (e *entry) repeats() bool { return e.rule != "" || len(e.extra) > 0 }

// newEntry reads a component; the strings it keeps are copies.
func newEntry(c *ical.Component) (*entry, error) {
	e := &entry{
		title:     oneLine(value(c, ical.PropSummary)),
		place:     oneLine(value(c, ical.PropLocation)),
		notes:     plain(value(c, ical.PropDescription), notesLength),
		people:    people(c.Props),
		cancelled: is(c, ical.PropStatus, "CANCELLED"),
		private:   is(c, ical.PropClass, "PRIVATE") || is(c, ical.PropClass, "CONFIDENTIAL"),
		busy:      !is(c, ical.PropTransparency, "TRANSPARENT"),
		rule:      strings.Clone(value(c, ical.PropRecurrenceRule)),
	}
	if len(c.Props[ical.PropRecurrenceRule]) > 1 {
		return nil, errUnreadable // a second one would be lost
	}
	if s := value(c, ical.PropSequence); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, err
		}
		e.sequence = n
	}
	if err := e.readTimes(c); err != nil {
		return nil, err
	}
	return e, e.name(c)
}

// name sets the UID; an event without one gets its start and title as such.
func (e *entry) name(c *ical.Component) error {
	e.uid = strings.Clone(value(c, ical.PropUID))
	if e.uid == "" {
		sum := sha256.Sum256([]byte(e.start.wall.Format(time.DateTime) + e.title))
		e.uid = "no-uid-" + hex.EncodeToString(sum[:8])
	}
	if len(e.uid) > maxUID {
		return errUnreadable
	}
	return nil
}

func (e *entry) readTimes(c *ical.Component) error {
	var err error
	if e.original, err = moment(c, ical.PropRecurrenceID); err != nil {
		return err
	}
	start, err := moment(c, ical.PropDateTimeStart)
	if err != nil {
		return err
	}
	if start == nil {
		start = e.original // a cancelled occurrence may say no more
	}
	if start == nil {
		return errUnreadable
	}
	e.start = *start
	if e.end, err = moment(c, ical.PropDateTimeEnd); err != nil {
		return err
	}
	if p := c.Props.Get(ical.PropDuration); p != nil {
		d, err := p.Duration()
		if err != nil || d < 0 {
			return errUnreadable
		}
		e.duration = &d
	}
	if e.extra, err = moments(c, ical.PropRecurrenceDates); err != nil {
		return err
	}
	e.without, err = moments(c, ical.PropExceptionDates)
	return err
}

func value(c *ical.Component, name string) string {
	if p := c.Props.Get(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

func is(c *ical.Component, name, word string) bool {
	return strings.EqualFold(value(c, name), word)
}

// moment reads a property of one time; nil if there is none.
func moment(c *ical.Component, name string) (*stamp, error) {
	p := c.Props.Get(name)
	if p == nil {
		return nil, nil //nolint:nilnil // no time is no error
	}
	s, err := newStamp(p.Value, p.Params.Get(ical.PropTimezoneID))
	return &s, err
}

// moments reads all properties of a name, each with one time or several; of a
// period, an end of its own is not read: it is as long as the others.
func moments(c *ical.Component, name string) ([]stamp, error) {
	var all []stamp
	for _, p := range c.Props[name] {
		for one := range strings.SplitSeq(p.Value, ",") {
			if strings.TrimSpace(one) == "" {
				continue
			}
			begin, _, _ := strings.Cut(one, "/")
			s, err := newStamp(begin, p.Params.Get(ical.PropTimezoneID))
			if err != nil {
				return nil, err
			}
			if len(all) == maxDates {
				return nil, errUnreadable
			}
			all = append(all, s)
		}
	}
	return slices.Clip(all), nil
}
