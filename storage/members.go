package storage

import (
	"encoding/json"
	"fmt"
	"strings"

	"dealmate/dialogs"
	"dealmate/sales"
)

// membersOf lists a record's places in the indexes. Saving moves an index from
// the members of the old record to those of the new one, and Check compares
// with the same list, so the two cannot part. No data has no members.
func membersOf(key, data string) ([]Member, error) {
	if data == "" {
		return nil, nil
	}
	switch kindOf(key) {
	case kindDeal:
		d, err := unpack[sales.Deal](key, data)
		return dealMembers(d), err
	case kindDialog:
		s, err := unpack[dialogs.State](key, data)
		return []Member{{indexDialogs, momentMember(s.Touched, s.ID)}}, err
	case kindActivity:
		a, err := unpack[sales.Activity](key, data)
		out := []Member{{indexOf(indexActivities, a.Deal), momentMember(Millis(a.At), a.ID)}}
		if a.State == sales.Planned && !a.PingAt.IsZero() {
			out = append(out, Member{indexMeetings, momentMember(Millis(a.PingAt), a.ID)})
		}
		return out, err
	case kindFeed:
		f, err := unpack[sales.Feed](key, data)
		if f.NextAt.IsZero() {
			return nil, err
		}
		return []Member{{indexFeeds, momentMember(Millis(f.NextAt), f.Person)}}, err
	case kindPerson:
		return []Member{{indexPeople, strings.TrimPrefix(key, kindPerson+"/")}}, nil
	case kindPlace:
		p, err := unpack[sales.Place](key, data)
		return []Member{{indexOf(indexPlaces, p.Deal), placeMember(p)}}, err
	}
	return nil, nil
}

func dealMembers(d sales.Deal) []Member {
	number, order := numberMember(d), numberMember(d)
	if d.Outcome != sales.Open {
		order = closedMember(d)
	}
	out := []Member{
		{indexNumbers, number},
		{outcomeIndex(indexTeam, d.Outcome, d.Team), order},
		{outcomeIndex(indexOwner, d.Outcome, d.Owner), order},
		{indexOf(indexNames, d.Team), nameMember(d)},
	}
	for _, c := range d.Collaborators {
		out = append(out, Member{outcomeIndex(indexHelper, d.Outcome, c), order})
	}
	if c := sales.FoldCustomer(d.Customer); c != "" {
		out = append(out, Member{indexOf(indexCustomer, c), number})
	}
	if d.IsOpen() && !d.Attention.At.IsZero() {
		out = append(out, Member{indexAttention, momentMember(Millis(d.Attention.At), number)})
	}
	if d.IsOpen() && d.Hold != nil && d.Hold.Until != "" {
		out = append(out, Member{indexHolds, string(d.Hold.Until) + "|" + number})
	}
	return out
}

// changeMembers are a change's places in its team's index, and in that of the team
// which a deal left.
func changeMembers(c sales.Change) []Member {
	at := momentMember(Millis(c.RecordedAt), fmt.Sprintf("%s|%d", c.Deal, c.Version))
	out := []Member{{indexOf(indexChanges, c.Team), at}}
	if c.Field == sales.FieldTeam && c.Old != "" {
		out = append(out, Member{indexOf(indexChanges, c.Old), at})
	}
	return out
}

// itemMembers lists the members that an item of a dump stands for.
func itemMembers(i Item) ([]Member, error) {
	switch i.Kind {
	case KindRecord:
		r, err := DecodeRecord(i.Key, i.Value)
		if err != nil {
			return nil, err
		}
		return membersOf(i.Key, r.Data)
	case KindLog:
		if kindOf(i.Key) != kindDeal {
			return nil, nil
		}
		var c sales.Change
		if err := json.Unmarshal([]byte(i.Value), &c); err != nil {
			return nil, fmt.Errorf("storage: entry %d of log %q is damaged", i.Pos, i.Key)
		}
		return changeMembers(c), nil
	case KindMark:
		if id, ok := strings.CutPrefix(i.Key, deliveryPrefix); ok {
			return []Member{{indexDeliveries, momentMember(i.Pos, id)}}, nil
		}
	}
	return nil, nil
}

// moves are the members that only one of two lists has.
func moves(before, after []Member) (gone, come []Member) {
	had := make(map[Member]bool, len(before))
	for _, m := range before {
		had[m] = true
	}
	for _, m := range after {
		if !had[m] {
			come = append(come, m)
		}
		delete(had, m)
	}
	for _, m := range before {
		if had[m] {
			gone = append(gone, m)
		}
	}
	return gone, come
}
