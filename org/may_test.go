package org_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/org"
)

// acme: north is above east; west stands alone; ops is an admin in no team, who
// could be in one too.
func acme() org.Organisation {
	return org.Organisation{
		Admins: []string{"ops"},
		Teams: []org.Team{
			{Key: "east", Managers: []string{"chen"}, Members: []string{"lin", "bob"}, Parent: "north"},
			{Key: "west", Managers: []string{"zhao"}, Members: []string{"wu", "bob"}},
			{Key: "north", Managers: []string{"zhou"}, Members: []string{"ann"}, Parent: "top"},
			{Key: "top", Managers: []string{"boss"}},
		},
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	deal := org.Owned{Team: "east", Owner: "lin", Collaborators: []string{"wu"}}
	people := []struct {
		who, is string
		may     string // of see, change, assign, create
	}{
		{"lin", "the owner", "see change assign create"},
		{"bob", "a member of the team", "see create"},
		{"wu", "a collaborator of another team", "see change"},
		{"chen", "the manager", "see change assign create"},
		{"zhou", "the manager of the team above", "see change assign create"},
		{"boss", "the manager of the team above that", "see change assign create"},
		{"ann", "a member of the team above", ""},
		{"zhao", "the manager of another team", ""},
		{"ops", "an admin", "see change assign create"},
		{"nobody", "somebody in no team", ""},
		{"", "nobody at all", ""},
	}
	for _, p := range people {
		t.Run(p.is, func(t *testing.T) {
			may := ""
			for _, v := range []org.Verb{org.See, org.Change, org.Assign, org.Create} {
				if acme().May(p.who, v, deal) {
					if may != "" {
						may += " "
					}
					may += string(v)
				}
			}
			require.Equal(t, p.may, may)
			require.False(t, p.who != "ops" && acme().May(p.who, "fly", deal), "an unknown verb is nobody's")
		})
	}
}

func TestADealOfATeamThatIsGone(t *testing.T) {
	deal := org.Owned{Team: "closed", Owner: "lin", Collaborators: []string{"wu"}}
	require.True(t, acme().May("lin", org.Change, deal), "stays its owner's")
	require.True(t, acme().May("wu", org.See, deal))
	require.True(t, acme().May("ops", org.Assign, deal))
	require.False(t, acme().May("bob", org.See, deal))
	require.False(t, acme().May("chen", org.See, deal))
}

func TestWhoLeftHasNoRightsEvenOnTheirOwn(t *testing.T) {
	for _, v := range []org.Verb{org.See, org.Change, org.Assign, org.Create} {
		require.False(t, acme().May("gone", v, org.Owned{Team: "east", Owner: "gone", Collaborators: []string{"gone"}}))
	}
}

func TestManages(t *testing.T) {
	for who, teams := range map[string]string{"chen": "east", "zhou": "east north", "boss": "east north top", "ops": "east west north top", "lin": ""} {
		managed := ""
		for _, team := range acme().Teams {
			if acme().Manages(who, team.Key) {
				managed += " " + team.Key
			}
		}
		require.Equal(t, teams, trim(managed), who)
	}
	require.False(t, acme().Manages("chen", "nothing"))
	require.True(t, acme().Manages("ops", "nothing"))
}

func trim(s string) string {
	if s == "" {
		return s
	}
	return s[1:]
}

func TestTeamsThatAreAboveEachOtherEnd(t *testing.T) {
	o := org.Organisation{Teams: []org.Team{
		{Key: "a", Members: []string{"lin"}, Parent: "b"}, {Key: "b", Managers: []string{"chen"}, Parent: "a"}, {Key: "self", Parent: "self"},
	}}
	require.True(t, o.May("chen", org.Change, org.Owned{Team: "a", Owner: "lin"}))
	require.False(t, o.May("lin", org.See, org.Owned{Team: "self", Owner: "x"}))
}

func TestTeamsOf(t *testing.T) {
	for who, want := range map[string][]string{
		"lin": {"east"}, "bob": {"east", "west"}, "zhou": {"east", "north"}, "ann": {"north"}, "ops": {"east", "west", "north", "top"}, "nobody": nil,
	} {
		var got []string
		for _, team := range acme().TeamsOf(who) {
			got = append(got, team.Key)
		}
		require.Equal(t, want, got, who)
	}
}

func TestHomeTeam(t *testing.T) {
	o := acme()
	o.Teams[0].Managers = append(o.Teams[0].Managers, "wu") // manages east, works in west
	for who, want := range map[string]string{"lin": "east", "bob": "east", "chen": "east", "wu": "west", "boss": "top", "ops": "", "nobody": ""} {
		team, ok := o.HomeTeam(who)
		require.Equal(t, want, team.Key, who)
		require.Equal(t, want != "", ok, who)
	}
}

func TestPeopleOfATeamAreListedOnce(t *testing.T) {
	team := org.Team{Members: []string{"lin", "chen"}, Managers: []string{"chen", "zhou"}}
	require.Equal(t, []string{"lin", "chen", "zhou"}, team.PeopleOf())
	require.Equal(t, []string{"lin", "chen"}, team.Members, "the configuration stays")
}

func TestLabel(t *testing.T) {
	require.Equal(t, "林一", org.Person{Name: "林一", Email: "lin@example.com"}.Label())
	require.Equal(t, "lin", org.Person{Email: "lin@example.com"}.Label())
	require.Empty(t, org.Person{ID: "p1"}.Label())
}

func TestLocationIsTheFirstThatExists(t *testing.T) {
	require.Equal(t, "Asia/Tokyo", org.Location("", "Mars/Base", "Asia/Tokyo", "Europe/London").String())
	require.Equal(t, "UTC", org.Location().String())
	require.Equal(t, "UTC", org.Location("Mars/Base", "").String())
}

// FuzzMay asks for rights with any names: nobody who is in no team and no admin
// has any.
func FuzzMay(f *testing.F) {
	f.Add("lin", "see", "east", "lin", "wu")
	f.Add("", "change", "", "", "")
	f.Fuzz(func(t *testing.T, who, verb, team, owner, helper string) {
		o := acme()
		may := o.May(who, org.Verb(verb), org.Owned{Team: team, Owner: owner, Collaborators: []string{helper}})
		if len(o.TeamsOf(who)) == 0 {
			require.False(t, may, "%q may %q", who, verb)
		}
		if may && verb != string(org.Create) {
			require.True(t, o.May(who, org.See, org.Owned{Team: team, Owner: owner, Collaborators: []string{helper}}), "who changes sees")
		}
	})
}
