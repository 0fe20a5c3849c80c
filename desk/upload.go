package desk

import (
	"bytes"
	"context"
	"path"
	"strings"

	"dealmate/internal/fault"
	"dealmate/scheduler"
)

// kindUpload is a file that somebody sent: platform, ref, name.
const kindUpload = "upload"

// Upload is a file as it was sent.
type Upload struct {
	Platform, Ref, Name string
}

// TakeUpload has a file read soon: reading takes longer than an answer may. The commit
// is the event's idempotency key. Forbidden: it is a calendar, and the organisation reads
// none.
func (d *Desk) TakeUpload(ctx context.Context, w Who, u Upload, commit string) error {
	if d.o.Fetch == nil && strings.EqualFold(path.Ext(u.Name), ".ics") {
		return fault.New(fault.Forbidden, "error.calendars_off")
	}
	now := d.o.Now()
	tx := d.o.Begin(commit, now)
	tx.Send(scheduler.Message{
		ID: kindUpload + "|" + commit, Destination: "person:" + w.ID, Due: now, Kind: kindUpload,
		Facts: map[string]string{"platform": u.Platform, "ref": u.Ref, "name": u.Name},
	})
	_, _, err := tx.Commit(ctx, "")
	return err
}

// ReadCalendarFile takes the meetings of a calendar's file over as those of an address:
// its person is told what it brought. Conflict: a calendar is read from its address.
func (d *Desk) ReadCalendarFile(ctx context.Context, w Who, data []byte) error {
	f, err := d.o.Feeds.Feed(ctx, w.ID)
	if err != nil {
		return err
	}
	if f.Address != "" {
		return fault.New(fault.Conflict, "error.calendar_connected")
	}
	r, bad := d.readCalendar(w.ID, bytes.NewReader(data))
	if bad := calendarError(bad); bad != nil {
		return bad
	}
	r.asked = true
	return d.keepReading(ctx, w.ID, r)
}
