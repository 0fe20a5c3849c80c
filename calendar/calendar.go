// Package calendar reads a person's calendar, an ICS file, and gives its
// meetings in a window of time. It knows nothing of where the file came from:
// what it reads may be hostile, so every size and every loop has a limit, and
// one event that makes no sense does not lose the others.
package calendar

import (
	"errors"
	"io"
	"time"
)

// The limits a caller may name to a person.
const (
	MaxBytes  = 50 << 20 // of a file
	MaxEvents = 20_000   // occurrences in the window
)

// Why a calendar is not read; whatever was complete is not returned then.
var (
	ErrTooLarge = errors.New("the calendar is larger than 50 MB")
	ErrBroken   = errors.New("not a calendar, or only a part of one")
	ErrTooMany  = errors.New("the calendar has too many events")
)

// Event is one meeting, one occurrence of a repeated one.
type Event struct {
	// ID is the UID and, of an occurrence of a series, "/" and its original
	// start in UTC (its date, if all-day): the same after it is moved.
	ID string
	// Plain text, unfolded and unescaped; Title and Place are one line of at
	// most 500 characters, Notes are at most 2,000.
	Title, Place, Notes string
	// People are names, or e-mail addresses of those without: the organiser
	// first, nobody twice, no rooms. Occurrences of a series share the slice.
	People []string
	// In Window.Zone. An all-day event ends at the start of the day after it.
	Start, End time.Time
	AllDay     bool
	Cancelled  bool // the event, this occurrence, or all that the file holds
	Private    bool // also if only the series of a changed occurrence is private
	Busy       bool
	Sequence   int
}

// Window bounds what is read: meetings that start in it, From included and To
// not, so that windows side by side share none; and all-day events that
// overlap it.
type Window struct {
	From, To time.Time
	Zone     *time.Location // of floating times and of all-day events; nil is UTC
}

// Read gives the events of a calendar in a window, by start, then ID, and how
// many could not be read and were left out. The error is ErrTooLarge (it stops
// reading there), ErrBroken (no calendar, cut off, not text; an error of r is
// wrapped as well) or ErrTooMany (over MaxEvents in the window, or over ten
// times as many entries in the file).
func Read(r io.Reader, w Window) (events []Event, skipped int, err error) {
	if w.Zone == nil {
		w.Zone = time.UTC
	}
	f, err := scan(r)
	if err != nil {
		return nil, 0, err
	}
	x := newExpansion(f, w)
	if err := x.all(); err != nil {
		return nil, 0, err
	}
	return x.sorted(), x.skipped, nil
}

func (w Window) holds(start, end time.Time, allDay bool) bool {
	if allDay {
		return start.Before(w.To) && end.After(w.From)
	}
	return !start.Before(w.From) && start.Before(w.To)
}
