package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-ical"
)

const (
	maxEntries   = 10 * MaxEvents // events and time zones of a file
	maxDepth     = 8              // of components in components
	maxComponent = 4 << 20        // bytes of one component that are looked at
	maxHead      = 1 << 10        // bytes of a property's name and parameters
	maxText      = 32 << 10       // bytes of a text before it is cut
)

// file is what is kept of a calendar.
type file struct {
	entries []*entry
	zones   map[string]*ical.Component // VTIMEZONE by TZID
	skipped int
}

// scanner takes a file apart into components, so that go-ical gets one at a
// time: what is wrong in one of them is no harm to the next, nothing but the
// lines in use is held, and the decoder never sees what it would choke on.
type scanner struct {
	file
	lines     *lines
	stack     []string // the components around the line
	first     int      // entry of the calendar that is being read
	cancelled bool     // its METHOD is CANCEL
	calendars int
	raw       bytes.Buffer // the component that is being read
	bad       bool         // it cannot be read
}

// scan reads a file to its end.
func scan(r io.Reader) (*file, error) {
	s := &scanner{lines: newLines(r), file: file{zones: map[string]*ical.Component{}}}
	for {
		err := s.lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.take()
		}
		if err != nil {
			return nil, err
		}
	}
	if s.calendars == 0 || len(s.stack) > 0 {
		return nil, fmt.Errorf("%w: it ends too early", ErrBroken)
	}
	return &s.file, nil
}

// take handles one line: it opens, closes or belongs to a component.
func (s *scanner) take() error {
	name, value := s.split()
	switch {
	case name == "BEGIN":
		return s.open(value)
	case len(s.stack) == 0:
		return fmt.Errorf("%w: a line outside of a calendar", ErrBroken)
	case name == "END":
		return s.close(value)
	case len(s.stack) == 1:
		s.cancelled = s.cancelled || name == "METHOD" && strings.EqualFold(value, "CANCEL")
	default:
		s.keep(name)
	}
	return nil
}

// split gives a line's name and, without parameters, its value.
func (s *scanner) split() (name, value string) {
	end := bytes.IndexAny(s.lines.line, ";:")
	if end < 0 {
		end = len(s.lines.line)
	}
	name = strings.ToUpper(string(s.lines.line[:min(end, 64)]))
	if name != "BEGIN" && name != "END" && name != "METHOD" {
		return name, ""
	}
	value = string(s.lines.line[min(end+1, len(s.lines.line)):])
	return name, strings.TrimSpace(value)
}

func (s *scanner) open(name string) error {
	name = strings.ToUpper(name)
	if len(name) > 64 {
		return fmt.Errorf("%w: a component without a name", ErrBroken)
	}
	if (name == ical.CompCalendar) != (len(s.stack) == 0) || len(s.stack) == maxDepth {
		return fmt.Errorf("%w: components in the wrong place", ErrBroken)
	}
	s.stack = append(s.stack, name)
	switch len(s.stack) {
	case 1:
		s.calendars++
		s.first, s.cancelled = len(s.entries), false
	case 2:
		s.raw.Reset()
		s.bad = false
	}
	if s.wanted() {
		s.write([]byte("BEGIN:" + name))
	}
	return nil
}

func (s *scanner) close(name string) error {
	last := len(s.stack) - 1
	if !strings.EqualFold(s.stack[last], name) {
		return fmt.Errorf("%w: the end of a component is missing", ErrBroken)
	}
	if s.wanted() {
		s.write([]byte("END:" + s.stack[last]))
	}
	var err error
	if last == 1 {
		err = s.finish(s.stack[last])
	}
	s.stack = s.stack[:last]
	if last == 0 && s.cancelled {
		for _, e := range s.entries[s.first:] {
			e.cancelled = true
		}
	}
	return err
}

// wanted reports whether the component around the line is looked at: events
// without what is in them, and time zones with their rules.
func (s *scanner) wanted() bool {
	switch len(s.stack) {
	case 2:
		return s.stack[1] == ical.CompEvent || s.stack[1] == ical.CompTimezone
	case 3:
		return s.stack[1] == ical.CompTimezone
	}
	return false
}

// keep adds a line of a component if anyone reads it.
func (s *scanner) keep(name string) {
	if !s.wanted() || s.bad || !known(name) {
		return
	}
	line := s.lines.line
	head := headLength(line)
	switch {
	case text(name) && head < len(line):
		// Parameters of texts are of no use and can be long: ALTREP holds a page.
		value := line[head:]
		s.write([]byte(name), value[:min(len(value), maxText)])
	case head > maxHead || s.lines.long:
		s.bad = true
	default:
		s.write(line)
	}
}

func (s *scanner) write(parts ...[]byte) {
	for _, p := range parts {
		s.raw.Write(p)
	}
	s.raw.WriteString("\r\n")
	s.bad = s.bad || s.raw.Len() > maxComponent
}

// headLength is where the colon is that begins the value: not one in quotes.
func headLength(line []byte) int {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ':' && !quoted:
			return i
		}
	}
	return len(line)
}

func text(name string) bool {
	return name == ical.PropSummary || name == ical.PropLocation || name == ical.PropDescription
}

// known reports whether anything here reads a property: what is wrong in the
// others is of no interest.
func known(name string) bool {
	switch name {
	case ical.PropUID, ical.PropSequence, ical.PropStatus, ical.PropClass, ical.PropTransparency,
		ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropDuration, ical.PropRecurrenceID,
		ical.PropRecurrenceRule, ical.PropRecurrenceDates, ical.PropExceptionDates,
		ical.PropAttendee, ical.PropOrganizer,
		ical.PropTimezoneID, ical.PropTimezoneOffsetFrom, ical.PropTimezoneOffsetTo:
		return true
	}
	return text(name)
}

// finish turns a component that is complete into what is kept of it.
func (s *scanner) finish(name string) error {
	if name != ical.CompEvent && name != ical.CompTimezone {
		return nil
	}
	if len(s.entries)+len(s.zones)+s.skipped >= maxEntries {
		return ErrTooMany
	}
	if name == ical.CompTimezone {
		s.finishZone()
		return nil
	}
	if e, err := s.entry(); err == nil {
		s.entries = append(s.entries, e)
	} else {
		s.skipped++
	}
	return nil
}

func (s *scanner) entry() (*entry, error) {
	c, err := s.component()
	if err != nil {
		return nil, err
	}
	return newEntry(c)
}

// finishZone keeps a time zone; one that is broken is missed only by the
// events that name it.
func (s *scanner) finishZone() {
	c, err := s.component()
	if err != nil {
		return
	}
	if id := c.Props.Get(ical.PropTimezoneID); id != nil && id.Value != "" {
		s.zones[id.Value] = c
	}
}

// component has go-ical decode what was collected; it panics on some input.
func (s *scanner) component() (c *ical.Component, err error) {
	defer recovered(&err)
	if s.bad {
		return nil, errUnreadable
	}
	decoder := ical.NewDecoder(io.MultiReader(
		strings.NewReader("BEGIN:VCALENDAR\r\n"), &s.raw, strings.NewReader("END:VCALENDAR\r\n")))
	all, err := decoder.Decode()
	if err != nil {
		return nil, err
	}
	if len(all.Children) != 1 {
		return nil, errUnreadable
	}
	return all.Children[0], nil
}

// errUnreadable is for an event that is left out; why is nobody's concern.
var errUnreadable = errors.New("the event makes no sense")

// recovered turns a panic of a library into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", errUnreadable, p)
	}
}
