package storage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func TestATeamsChangesAreThoseOfItsDealsInTheWindow(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		at := func(day int) sales.Cause {
			return sales.Cause{At: now().AddDate(0, 0, day), Actor: "p-lin", From: "slack"}
		}
		change := func(day int, before sales.Deal, edit func(*sales.Deal)) sales.Deal {
			after, c := before.Clone(), at(day)
			edit(&after)
			tx := s.Begin(c.Commit, c.At)
			tx.SaveDeal(before, after, sales.Diff(before, after, c))
			_, _, err := tx.Commit(t.Context(), "")
			require.NoError(t, err)
			after.Version = before.Version + 1
			return after
		}
		a := change(0, sales.Deal{}, func(d *sales.Deal) { *d = newDeal(1) })
		b := change(0, sales.Deal{}, func(d *sales.Deal) { *d = newDeal(2) })
		for n := range 100 { // a long log, of which the end is read
			a = change(1, a, func(d *sales.Deal) { d.Name, d.Value = fmt.Sprint("name ", n), fmt.Sprint("value ", n) })
		}
		a = change(8, a, func(d *sales.Deal) { d.Stage = sales.Project })
		b = change(8, b, func(d *sales.Deal) { d.Team, d.Owner = "south", "p-chen" })
		change(9, b, func(d *sales.Deal) { d.Stage = sales.Project })
		change(10, a, func(d *sales.Deal) { d.Outcome = sales.Lost })

		seen := func(team string, from, to int) []string {
			var end time.Time
			if to > 0 {
				end = now().AddDate(0, 0, to)
			}
			changes, err := s.TeamChanges(t.Context(), team, now().AddDate(0, 0, from), end)
			require.NoError(t, err)
			out := []string{}
			for _, c := range changes {
				out = append(out, c.Deal+" "+c.Field)
			}
			return out
		}
		require.Equal(t, []string{"d1 stage", "d2 team", "d2 owner"}, seen("east", 7, 10), "what another team does to a deal is its own")
		require.Equal(t, []string{"d1 stage", "d2 team", "d2 owner", "d1 outcome"}, seen("east", 7, 0))
		require.Equal(t, []string{"d2 team", "d2 owner", "d2 stage"}, seen("south", 0, 0))
		require.Len(t, seen("east", 1, 2), 200, "every change of a deal that was changed often")
		require.Empty(t, seen("east", 20, 0))
		require.Empty(t, seen("nobody", 0, 0))
		s.isSound(t)
	})
}
