package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
)

func TestAssigningTellsBothAndKeepsTheRest(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"stage": "ours", "collaborators": "wu"})
	_, err := c.desk.Note(t.Context(), c.as("lin"), deal.ID, "王总来电", "", "note")
	require.NoError(t, err)
	before := c.stored(deal.ID)
	c.sent = nil
	done, err := c.desk.Assign(t.Context(), c.as("chen"), deal.ID, "bob", "click")
	require.NoError(t, err)
	d := c.stored(deal.ID)
	require.Equal(t, "bob", d.Owner)
	require.Equal(t, "east", d.Team)
	require.Equal(t, before.Stage, d.Stage)
	require.Equal(t, before.StageSince, d.StageSince)
	require.Equal(t, before.Notes, d.Notes)
	require.Equal(t, before.Collaborators, d.Collaborators)
	require.Len(t, done.Changes, 1)
	told := map[string]values{}
	for _, m := range c.messages("assigned") {
		told[m.Destination] = m.Facts
	}
	require.Equal(t, map[string]values{
		"person:bob": {"deal": deal.ID, "to": "bob", "from": "lin", "by": "chen", "role": "new"},
		"person:lin": {"deal": deal.ID, "to": "lin", "from": "lin", "by": "chen", "role": "old"},
	}, told)
}

func TestNobodyIsToldWhatTheyDidThemselves(t *testing.T) {
	c := open(t)
	given, taken := c.deal("lin", "给出去"), c.deal("bob", "拿过来")
	c.sent = nil
	_, err := c.desk.Assign(t.Context(), c.as("lin"), given.ID, "bob", "give")
	require.NoError(t, err)
	require.Len(t, c.messages("assigned"), 1)
	require.Equal(t, "person:bob", c.sent[0].Destination)
	c.sent = nil
	_, err = c.desk.Assign(t.Context(), c.as("chen"), taken.ID, "chen", "take")
	require.NoError(t, err)
	require.Len(t, c.messages("assigned"), 1)
	require.Equal(t, "person:bob", c.sent[0].Destination)
}

func TestADealFollowsAnOwnerOfAnotherTeam(t *testing.T) {
	tests := map[string]struct{ to, team string }{
		"a member of the team":      {"bob", "east"},
		"its manager":               {"chen", "east"},
		"the manager above it":      {"zhou", "east"},
		"somebody of another team":  {"wu", "west"},
		"somebody who is in both":   {"max", "east"},
		"an admin of another team":  {"zhao", "west"},
		"a manager of another team": {"zhao", "west"},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t, func(c *company) {
				if name == "an admin of another team" {
					c.org.Admins = append(c.org.Admins, "zhao")
				}
			})
			deal := c.deal("lin", "云帆扩容")
			_, err := c.desk.Assign(t.Context(), c.as("lin"), deal.ID, x.to, "click")
			require.NoError(t, err)
			require.Equal(t, x.team, c.stored(deal.ID).Team)
			if x.team == "west" {
				require.Contains(t, c.log(deal.ID), "team: east → west", "it moves by a change")
				_, err = c.desk.View(t.Context(), c.as("lin"), deal.ID)
				refused(t, err, fault.NotFound, "error.not_found")
			}
		})
	}
}

func TestACollaboratorWhoBecomesOwnerIsListedOnce(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"collaborators": "bob,wu"})
	_, err := c.desk.Assign(t.Context(), c.as("lin"), deal.ID, "bob", "click")
	require.NoError(t, err)
	require.Equal(t, []string{"wu"}, c.stored(deal.ID).Collaborators)
	page, err := c.desk.List(t.Context(), c.as("bob"), desk.Listing{Scope: "mine", PerPage: 10})
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
}

func TestADealIsAssignedToWhoCanHaveIt(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	for _, person := range []string{"sun", "ops", "nobody", ""} {
		_, err := c.desk.Assign(t.Context(), c.as("lin"), deal.ID, person, "click"+person)
		refused(t, err, fault.Invalid, "error.choice")
	}
	var offered []string
	for _, o := range c.open("lin", "assign", deal.ID).State.Options["owner"] {
		offered = append(offered, o.Value)
	}
	require.Equal(t, []string{"lin", "bob", "max", "chen", "wu", "zhao", "zhou"}, offered, "the whole organisation, the deal's team first")
}

func TestAssigningTwiceSaysWhoDid(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	late := c.open("lin", "assign", deal.ID)
	_, err := c.desk.Assign(t.Context(), c.as("chen"), deal.ID, "bob", "chen's")
	require.NoError(t, err)
	_, err = c.send("lin", late, values{"owner": "bob"})
	refused(t, err, fault.Forbidden, "error.forbidden") // it is no longer theirs to give
	c.sent = nil
	done, err := c.desk.Assign(t.Context(), c.as("zhou"), deal.ID, "bob", "zhou's")
	require.NoError(t, err)
	require.True(t, done.Already)
	require.Equal(t, "chen", done.By.ID)
	require.Empty(t, c.sent)
}

func TestAReasonGoesWithTheNewOwner(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	done := c.must("lin", c.open("lin", "assign", deal.ID), values{"owner": "wu", "reason": "客户在西区"})
	require.Len(t, done.Changes, 2)
	for _, x := range done.Changes {
		require.Equal(t, "客户在西区", x.Reason)
	}
	require.Equal(t, sales.Potential, done.Deal.Stage)
}
