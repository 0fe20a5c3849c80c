package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
)

func TestWhoDoesEveryStepOfAnImportIsAskedForNone(t *testing.T) {
	c := open(t)
	who, known := c.desk.ByEmail("Lin@example.com", "cli")
	require.True(t, known)
	require.Equal(t, "cli", who.From)
	_, known = c.desk.ByEmail("nobody@example.com", "cli")
	require.False(t, known)
	rows := list("商机|客户", "a|云帆", "b|云帆")
	i, err := c.desk.BeginImport(t.Context(), who, desk.Brought{Attended: true}, rows, "x")
	require.NoError(t, err)
	i, err = c.desk.CheckImport(t.Context(), who, i.ID, rows, func(desk.Judged) error { return nil })
	require.NoError(t, err)
	i = c.takes("lin", i, rows, 1)
	require.Equal(t, desk.Ran, i.Phase)
	require.Equal(t, desk.Undone, c.takesBack("lin", i).Phase)
	for _, m := range c.sent {
		require.NotEqual(t, "import", m.Kind)
	}
}

func TestOfNamesakesAListMeansTheMemberOfATeam(t *testing.T) {
	c := open(t)
	for _, who := range []string{"ops", "bob", "sun"} { // only bob is in a team
		p := c.desk.Person(who)
		require.NoError(t, c.desk.Bind(t.Context(), "slack", desk.Found{User: "U-" + who, Name: "Ｓam  Lee", Email: p.Email}), who)
	}
	rows := list("商机|客户|负责人", "a|云帆|sam lee", "b|云帆|BOB@example.com")
	i, got := c.bring("bob", rows)
	require.Equal(t, []string{"2 new ", "3 new "}, got)
	c.takes("bob", i, rows, 10)
	require.Equal(t, "bob", c.numbered(1).Owner)
	require.Equal(t, "bob", c.numbered(2).Owner)
}
