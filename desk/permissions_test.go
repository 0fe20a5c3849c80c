package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// deeds is everything that can be done to a deal.
func deeds(c *company) map[string]func(who, deal string) error {
	form := func(name string, typed values) func(string, string) error {
		return func(who, deal string) error {
			o, err := c.desk.Open(c.t.Context(), c.as(who), desk.Opening{Form: name, Deal: deal})
			if err != nil {
				return err
			}
			_, err = c.send(who, o, typed)
			return err
		}
	}
	return map[string]func(who, deal string) error{
		"view": func(who, deal string) error {
			_, err := c.desk.View(c.t.Context(), c.as(who), deal)
			return err
		},
		"history": func(who, deal string) error {
			_, _, err := c.desk.Entries(c.t.Context(), c.as(who), deal, 0, 10)
			return err
		},
		"forward": func(who, deal string) error {
			_, err := c.desk.Forward(c.t.Context(), c.as(who), deal, sales.Potential, "click-"+who)
			return err
		},
		"note": func(who, deal string) error {
			_, err := c.desk.Note(c.t.Context(), c.as(who), deal, "王总来电", "", "note-"+who)
			return err
		},
		"reopen": func(who, deal string) error {
			_, err := c.desk.Reopen(c.t.Context(), c.as(who), deal, "reopen-"+who)
			return err
		},
		"assign": func(who, deal string) error {
			_, err := c.desk.Assign(c.t.Context(), c.as(who), deal, "bob", "assign-"+who)
			return err
		},
		"edit form":   form("edit", values{"name": "改过的名字"}),
		"note form":   form("note", values{"text": "王总来电"}),
		"won form":    form("won", values{"reason": "fit"}),
		"lost form":   form("lost", values{"reason": "no_decision.shelved"}),
		"hold form":   form("hold", values{"reason": "预算", "said_by": "王总", "until": "2027-01-10"}),
		"void form":   form("void", values{"reason": "重复"}),
		"assign form": form("assign", values{"owner": "bob"}),
	}
}

func TestEveryDeedIsCheckedAgainstWhoDoesIt(t *testing.T) {
	reads := map[string]bool{"view": true, "history": true}
	assigns := map[string]bool{"assign": true, "assign form": true}
	all := func(string) bool { return true }
	only := func(sets ...map[string]bool) func(string) bool {
		return func(deed string) bool {
			for _, s := range sets {
				if s[deed] {
					return true
				}
			}
			return false
		}
	}
	people := []struct {
		who, is string
		may     func(deed string) bool
		hidden  bool // what may not be done is answered as if there were no deal
	}{
		{"lin", "the owner", all, false},
		{"chen", "the manager of the team", all, false},
		{"zhou", "the manager above the team", all, false},
		{"ops", "an admin", all, false},
		{"wu", "a collaborator of another team", func(deed string) bool { return !assigns[deed] }, false},
		{"bob", "a colleague in the team", only(reads), false},
		{"zhao", "the manager of another team", only(), true},
		{"sun", "somebody in no team", only(), true},
	}
	for _, p := range people {
		t.Run(p.is, func(t *testing.T) {
			c := open(t)
			for deed, do := range deeds(c) {
				deal := c.deal("lin", "云帆"+deed, values{"collaborators": "wu"})
				before := c.stored(deal.ID)
				err := do(p.who, deal.ID)
				switch {
				case p.may(deed):
					require.NoError(t, err, deed)
					continue
				case p.hidden:
					refused(t, err, fault.NotFound, "error.not_found")
				default:
					refused(t, err, fault.Forbidden, "error.forbidden")
				}
				require.Equal(t, before, c.stored(deal.ID), "%s is refused and changes nothing", deed)
			}
		})
	}
}

func TestADealOneMayNotSeeIsAnsweredLikeOneThatDoesNotExist(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	for _, id := range []string{deal.ID, "nothing"} {
		_, err := c.desk.View(t.Context(), c.as("zhao"), id)
		require.Equal(t, fault.New(fault.NotFound, "error.not_found"), err)
	}
	for _, text := range []string{"D-1", "1", "云帆扩容", "yunfan"} {
		found, err := c.desk.Resolve(t.Context(), c.as("zhao"), text)
		require.NoError(t, err)
		require.Empty(t, found, text)
	}
}

func TestARightThatWasLostMeanwhileIsMissedAtSubmission(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"collaborators": "wu"})
	form := c.open("wu", "edit", deal.ID)
	c.must("lin", c.open("lin", "edit", deal.ID), values{"collaborators": ""})
	_, err := c.send("wu", form, values{"name": "还是我的"})
	refused(t, err, fault.NotFound, "error.not_found")
	require.Equal(t, "云帆扩容", c.stored(deal.ID).Name)
}

func TestAFormBelongsToWhoOpenedIt(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	form := c.open("lin", "edit", deal.ID)
	_, err := c.send("chen", form, values{"name": "经理改的"})
	refused(t, err, fault.Forbidden, "error.forbidden")
	require.NoError(t, c.desk.Cancel(t.Context(), c.as("chen"), form.State.ID), "and is not closed by another")
	c.must("lin", form, values{"name": "自己改的"})
}

func TestAViewSaysWhatItsReaderMayDo(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"collaborators": "wu"})
	for who, may := range map[string]map[org.Verb]bool{
		"lin":  {org.See: true, org.Change: true, org.Assign: true, org.Decide: false},
		"wu":   {org.See: true, org.Change: true, org.Assign: false, org.Decide: false},
		"bob":  {org.See: true, org.Change: false, org.Assign: false, org.Decide: false},
		"chen": {org.See: true, org.Change: true, org.Assign: true, org.Decide: true},
	} {
		v, err := c.desk.View(t.Context(), c.as(who), deal.ID)
		require.NoError(t, err)
		require.Equal(t, may, v.May, who)
	}
}
