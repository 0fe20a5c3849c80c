package storage

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dealmate/sales"
)

// The keys of records: a kind, a slash and an ID.
const (
	kindDeal     = "deal"
	kindNote     = "note"
	kindDialog   = "dialog"
	kindPerson   = "person"
	kindEmail    = "email"    // folded address → person
	kindIdentity = "identity" // platform and user → person
	kindPlace    = "place"
	kindTick     = "tick"
	kindForm     = "form"   // a version of the assessment
	kindRoster   = "roster" // names that were used before
	kindActivity = "activity"
	kindFeed     = "feed"  // a person's calendar
	kindBooks    = "books" // what a team's digests have told
)

// keyCounter is the record of the highest deal number, keyFormat that of the
// schema of everything.
const (
	keyCounter = "counter/deals"
	keyFormat  = "format"
)

// The indexes, or what their names begin with. All but those of the engine are
// caches: Check compares them with records, logs and marks.
const (
	indexTeam       = "team"       // |outcome|team: number|id; closed: moment|number|id
	indexOwner      = "owner"      // |outcome|person: as team
	indexHelper     = "helper"     // |outcome|person: as team
	indexCustomer   = "customer"   // |folded name: number|id
	indexNumbers    = "numbers"    // number|id
	indexNames      = "names"      // |team: number NUL id NUL outcome NUL search text
	indexHolds      = "holds"      // date|number|id
	indexDialogs    = "dialogs"    // last touched|id
	indexPeople     = "people"     // id
	indexPlaces     = "places"     // |deal: what follows the deal in the record's key
	indexChanges    = "changes"    // |team: recorded at|deal|version
	indexDeliveries = "deliveries" // committed at|delivery's ID
	indexAttention  = "attention"  // look at it at|number|id
	indexMeetings   = "meetings"   // to be mentioned at|id
	indexFeeds      = "feeds"      // to be read at|person
	indexActivities = "activities" // |deal: begins at (zero: 0)|id
)

// logErased is the log of erasures; those of deals are called as their records.
const logErased = "erased"

// deliveryPrefix begins the commit ID of a delivery's mark.
const deliveryPrefix = "delivery|"

// gap parts what may hold any other character.
const gap = "\x00"

// behind follows every string that begins with something and a bar.
const behind = "}"

func dealKey(id string) string { return kindDeal + "/" + id }

func noteKey(id string) string { return kindNote + "/" + id }

func dialogKey(id string) string { return kindDialog + "/" + id }

func personKey(id string) string { return kindPerson + "/" + id }

func emailKey(email string) string { return kindEmail + "/" + foldEmail(email) }

func identityKey(platform, user string) string { return kindIdentity + "/" + platform + gap + user }

func placeKey(p sales.Place) string { return kindPlace + "/" + p.Deal + gap + placeMember(p) }

func placeMember(p sales.Place) string {
	return p.Platform + gap + p.Channel + gap + p.Message
}

func tickKey(job string) string { return kindTick + "/" + job }

func formKey(id string, version int) string { return fmt.Sprintf("%s/%s@%d", kindForm, id, version) }

func activityKey(id string) string { return kindActivity + "/" + id }

func booksKey(team string) string { return kindBooks + "/" + team }

func feedKey(person string) string { return kindFeed + "/" + person }

func rosterKey(id string) string { return kindRoster + "/" + id }

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// kindOf is the part of a key before the slash.
func kindOf(key string) string {
	kind, _, _ := strings.Cut(key, "/")
	return kind
}

func outcomeIndex(index string, o sales.Outcome, who string) string {
	return index + "|" + string(o) + "|" + who
}

func indexOf(index, name string) string { return index + "|" + name }

// isOurs reports whether an index is one of this file; others are of a newer
// Dealmate and are left alone.
func isOurs(index string) bool {
	name, _, _ := strings.Cut(index, "|")
	switch name {
	case indexTeam, indexOwner, indexHelper, indexCustomer, indexNumbers, indexNames, indexHolds,
		indexDialogs, indexPeople, indexPlaces, indexChanges, indexDeliveries, indexActivities, indexAttention, indexMeetings, indexFeeds:
		return true
	}
	return false
}

func digits(n int64) string { return fmt.Sprintf("%010d", n) }

func numberMember(d sales.Deal) string { return digits(d.Number) + "|" + d.ID }

// closedMember orders closed deals by the moment of closing.
func closedMember(d sales.Deal) string {
	at := d.UpdatedAt
	if d.Closing != nil {
		at = d.Closing.At
	}
	return momentMember(Millis(at), numberMember(d))
}

func momentMember(millis int64, rest string) string { return MarkMember(millis, rest) }

func deliveryMember(at time.Time, id string) string { return MarkMember(Millis(at), id) }

// orderOf cuts the number and ID off a member of a list of deals with an outcome.
func orderOf(o sales.Outcome, member string) string {
	if o == sales.Open {
		return member
	}
	_, rest, _ := strings.Cut(member, "|")
	return rest
}

// idOf is the ID in `number|id`.
func idOf(member string) string {
	_, id, _ := strings.Cut(member, "|")
	return id
}

func nameMember(d sales.Deal) string {
	return strings.Join([]string{digits(d.Number), d.ID, string(d.Outcome), sales.SearchText(d.Name, d.Customer)}, gap)
}

func parseName(member string) (sales.Name, error) {
	parts := strings.SplitN(member, gap, 4)
	if len(parts) != 4 {
		return sales.Name{}, fmt.Errorf("storage: a damaged member of an index of names")
	}
	n, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return sales.Name{}, fmt.Errorf("storage: a damaged number in an index of names: %w", err)
	}
	return sales.Name{ID: parts[1], Number: n, Outcome: sales.Outcome(parts[2]), Search: parts[3]}, nil
}
