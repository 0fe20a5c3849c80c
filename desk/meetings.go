package desk

import (
	"context"
	"slices"
	"time"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// pingsSize is how many activities one minute speaks of.
const pingsSize = 500

// kindMeeting is a message around an activity; its facts are "deal", "activity"
// and "ping".
const kindMeeting = "meeting"

// pinged sets when an activity's owner is next spoken to about it. One that was
// moved is mentioned anew.
func (d *Desk) pinged(deal sales.Deal, a sales.Activity, changed time.Time) sales.Activity {
	a.Pinged = nil
	_, at := a.NextPing(d.person(a.Owner, deal.Team), changed)
	a.PingAt = at.UTC()
	return a
}

// Meet speaks to owners around their activities: what is missing the day before,
// what is known two hours before, how it went afterwards; each once.
func (d *Desk) Meet(ctx context.Context, _ scheduler.Run) (int, error) {
	now := d.o.Now()
	due, err := d.o.Meetings.MeetingsDue(ctx, now, pingsSize)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, a := range due {
		did, err := d.meet(ctx, a, now)
		if err = d.moved(err); err != nil {
			return sent, err
		}
		sent += did
	}
	return sent, nil
}

func (d *Desk) meet(ctx context.Context, a sales.Activity, now time.Time) (int, error) {
	deals, err := d.o.Deals.Deals(ctx, a.Deal)
	if err != nil || len(deals) == 0 {
		return 0, err
	}
	deal := deals[0]
	who := d.person(a.Owner, deal.Team)
	after := a
	ping, _ := a.NextPing(who, a.UpdatedAt)
	send := deal.IsOpen() && ping != "" && d.o.Org.May(a.Owner, org.Change, owned(deal))
	switch {
	case !deal.IsOpen() || ping == "":
		after.PingAt = time.Time{}
	case ping == sales.PingAfter && !who.Allowed(now):
		send, after.PingAt = false, who.NextMorning(now).UTC()
	default:
		if ping == sales.PingMissing && now.After(a.At) || ping == sales.PingBrief && now.After(a.At) {
			send = false // after a downtime; it is too late for that
		}
		after.Pinged = append(slices.Clone(a.Pinged), ping)
		_, next := after.NextPing(who, a.UpdatedAt)
		after.PingAt = next.UTC()
	}
	tx := d.o.Begin("", now)
	tx.Save(after)
	if send {
		tx.Send(scheduler.Message{
			ID: kindMeeting + "|" + string(ping) + "|" + a.ID + "|" + a.At.UTC().Format(time.RFC3339), Destination: "person:" + a.Owner, Due: now,
			Kind: kindMeeting, Facts: map[string]string{"deal": a.Deal, "activity": a.ID, "ping": string(ping)},
		})
	}
	if _, _, err := tx.Commit(ctx, ""); err != nil || !send {
		return 0, err
	}
	return 1, nil
}

// Meeting is what somebody reads around an activity.
type Meeting struct {
	View
	Activity sales.Activity
	// Open are the questions of the gate that nobody has answered.
	Open []string
	// Contacts are people at the customer who were named before and are not of the
	// activity, the latest first.
	Contacts []string
}

// Meeting reads an activity with what is known of its deal.
func (d *Desk) Meeting(ctx context.Context, w Who, deal, id string) (Meeting, error) {
	v, err := d.View(ctx, w, deal)
	if err != nil {
		return Meeting{}, err
	}
	out := Meeting{View: v}
	if out.Activity, err = d.activity(ctx, deal, id); err != nil {
		return Meeting{}, err
	}
	known, err := d.o.Records.Roster(ctx, sales.ContactsRoster(v.Deal.Customer))
	if err != nil {
		return Meeting{}, err
	}
	out.Contacts = slices.DeleteFunc(slices.Clone(known.Names), func(n string) bool { return slices.Contains(out.Activity.Who, n) })
	q, err := d.questionsOf(v.Deal)
	if g, ok := q.rules.Current(v.Deal); ok && err == nil {
		for _, key := range q.rules.Under(g.Heading) {
			if !v.Deal.Assess.Answers[key].Known() {
				out.Open = append(out.Open, key)
			}
		}
	}
	return out, err
}
