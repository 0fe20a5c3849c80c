package dialogs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
)

func TestANameMayBeTypedForAChoice(t *testing.T) {
	form := Form{ID: "f", Fields: []Field{
		{Key: "owner", Kind: Person, Source: "people"},
		{Key: "helpers", Kind: People, Source: "people"},
		{Key: "stage", Kind: Choice, Options: []string{"a", "b"}},
	}}
	people := []Option{
		{Value: "p1", Label: i18n.Raw("林晓")},
		{Value: "p2", Label: i18n.Raw("Bob Carter")},
		{Value: "p3", Label: i18n.Raw("Bob Marsh")},
		{Value: "p4", Label: i18n.Raw("林晓峰")},
	}
	state := State{Options: map[string][]Option{"owner": people, "helpers": people}}
	for _, c := range []struct{ name, key, typed, want, problem string }{
		{"an ID is taken as it is", "owner", "p2", "p2", ""},
		{"a whole name wins over a longer one", "owner", "林晓", "p1", ""},
		{"a part that one person has", "owner", "carter", "p2", ""},
		{"full width is the same", "owner", "ＢＯＢ ＭＡＲＳＨ", "p3", ""},
		{"a part that two have is asked about", "owner", "bob", "", "error.which"},
		{"nobody", "owner", "Zoe", "", "error.choice"},
		{"several people by name and ID", "helpers", "林晓、 carter ，p3", "p1,p2,p3", ""},
		{"one of several is unknown", "helpers", "林晓, Zoe", "", "error.choice"},
		{"an option without a name of its own is not guessed", "stage", "A", "", "error.choice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, out := Advance(form, state, Event{Kind: Submit, Values: map[string]string{c.key: c.typed}})
			if c.problem != "" {
				require.Equal(t, c.problem, out.Problems[c.key].Key)
				return
			}
			require.Empty(t, out.Problems)
			require.Equal(t, c.want, out.Parsed.Text[c.key])
		})
	}
}
