package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"dealmate/sales"
)

// TeamChanges returns what was changed in a team's deals in [from, to), in the order
// of time; a zero `to` is open. A deal that came from or went to another team is in
// both teams' changes with that one commit. It reads the logs' ends only: the deals
// that nothing happened to cost nothing.
func (s *Store) TeamChanges(ctx context.Context, team string, from, to time.Time) ([]sales.Change, error) {
	span := Span{From: momentMember(Millis(from), "")}
	if !to.IsZero() {
		span.To = momentMember(Millis(to), "")
	}
	members, err := s.span(ctx, indexOf(indexChanges, team), span)
	if err != nil {
		return nil, err
	}
	wanted, err := versionsOf(members)
	if err != nil {
		return nil, outward(err)
	}
	var out []sales.Change
	for _, deal := range slices.Sorted(maps.Keys(wanted)) {
		if out, err = s.changesAt(ctx, out, deal, wanted[deal]); err != nil {
			return nil, outward(err)
		}
	}
	slices.SortStableFunc(out, func(a, b sales.Change) int {
		return cmp.Or(a.RecordedAt.Compare(b.RecordedAt), cmp.Compare(a.Deal, b.Deal), cmp.Compare(a.Version, b.Version))
	})
	return out, nil
}

// Books returns what a team's digests have told; empty ones at first.
func (s *Store) Books(ctx context.Context, team string) (sales.Books, error) {
	found, err := fetch(ctx, s, []string{booksKey(team)}, func(b *sales.Books, v int64) { b.Version = v })
	if err != nil || len(found) == 0 {
		return sales.Books{Team: team}, err
	}
	return found[0], nil
}

// versionsOf reads members of the index of changes: the versions of each deal.
func versionsOf(members []string) (map[string]map[int64]bool, error) {
	out := map[string]map[int64]bool{}
	for _, m := range members {
		parts := strings.Split(m, "|")
		version, err := strconv.ParseInt(parts[len(parts)-1], 10, 64)
		if err != nil || len(parts) < 3 {
			return nil, fmt.Errorf("storage: no member of the index of changes: %q", m)
		}
		deal := strings.Join(parts[1:len(parts)-1], "|")
		if out[deal] == nil {
			out[deal] = map[int64]bool{}
		}
		out[deal][version] = true
	}
	return out, nil
}

// perCommit is how many changes a commit has at most, as a rule: reading as many for
// each wanted version finds them all at the first try.
const perCommit = 6

// changesAt adds the changes of some versions of a deal, read from its log's end.
func (s *Store) changesAt(ctx context.Context, out []sales.Change, deal string, versions map[int64]bool) ([]sales.Change, error) {
	first := slices.Min(slices.Collect(maps.Keys(versions)))
	for n := perCommit * (len(versions) + 1); ; n *= 4 {
		entries, err := s.engine.Log(ctx, dealKey(deal), -n, 0)
		if err != nil {
			return nil, err
		}
		changes := make([]sales.Change, len(entries))
		for i, e := range entries {
			if err := json.Unmarshal([]byte(e), &changes[i]); err != nil {
				return nil, fmt.Errorf("storage: an entry of the log of deal %q is damaged", deal)
			}
		}
		if len(entries) == n && changes[0].Version >= first {
			continue // the first wanted may begin before these
		}
		for _, c := range changes {
			if versions[c.Version] {
				out = append(out, c)
			}
		}
		return out, nil
	}
}
