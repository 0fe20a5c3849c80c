package storage

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// IndexMarks is the index of remembered commits by the time of their commit.
// Engines keep it with the marks, so that a sweeper can range over it and hand
// the old ones to Batch.Forget.
const IndexMarks = "marks"

// maxMillis is the last moment that has thirteen digits (the year 2286).
const maxMillis = 9999999999999

// millisDigits is the width of a moment within a key; as all have it, byte
// order is the order of time.
const millisDigits = 13

// Millis is a moment as engines keep it: milliseconds since 1970. What lies
// before is 0, what has more than thirteen digits is the last that has not.
func Millis(t time.Time) int64 {
	return min(max(t.UnixMilli(), 0), maxMillis)
}

// GapMillis is a least time between messages in whole milliseconds, rounded up
// so that a gap never becomes none.
func GapMillis(d time.Duration) int64 {
	return max(int64((d+time.Millisecond-1)/time.Millisecond), 0)
}

// MarkMember is the member of IndexMarks for a commit.
func MarkMember(millis int64, id string) string {
	return fmt.Sprintf("%0*d|%s", millisDigits, millis, id)
}

// ParseMarkMember takes a member of IndexMarks apart.
func ParseMarkMember(m string) (at time.Time, id string, err error) {
	millis, id, ok := cutMillis(m)
	if !ok {
		return time.Time{}, "", fmt.Errorf("storage: no member of the index of marks: %q", m)
	}
	return time.UnixMilli(millis).UTC(), id, nil
}

// MarksBefore spans the members of IndexMarks for commits before a moment.
func MarksBefore(t time.Time) Span {
	return Span{To: fmt.Sprintf("%0*d", millisDigits, Millis(t))}
}

// QueuePrefix begins the queue's members of one destination. It carries the
// destination's length, so that no destination is another's prefix.
func QueuePrefix(destination string) string {
	return strconv.Itoa(len(destination)) + "|" + destination + "|"
}

// QueueMember is a work's place in the queue: by destination, then by the time
// when it is due, then by ID.
func QueueMember(destination string, due int64, id string) string {
	return fmt.Sprintf("%s%0*d|%s", QueuePrefix(destination), millisDigits, due, id)
}

// ParseQueueMember tells due time and ID of a member of a destination's queue.
func ParseQueueMember(destination, m string) (due int64, id string, err error) {
	rest, ok := strings.CutPrefix(m, QueuePrefix(destination))
	if ok {
		due, id, ok = cutMillis(rest)
	}
	if !ok {
		return 0, "", fmt.Errorf("storage: no member of the queue of %q: %q", destination, m)
	}
	return due, id, nil
}

func cutMillis(s string) (millis int64, rest string, ok bool) {
	if len(s) <= millisDigits || s[millisDigits] != '|' {
		return 0, "", false
	}
	millis, err := strconv.ParseInt(s[:millisDigits], 10, 64)
	return millis, s[millisDigits+1:], err == nil && millis >= 0
}
