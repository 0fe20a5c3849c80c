package bot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// submits sends the form that is open.
func (s *scene) submits(user string, values map[string]string) Reply {
	e := s.event(Submit, user, Place{Platform: "slack"})
	e.Dialog, e.Values = "dlg", values
	return s.bot.Handle(s.t.Context(), e)
}

func TestAFormsResultGoesWhereItBegan(t *testing.T) {
	private := on(channel, "m5")
	private.Ephemeral = true
	for _, c := range []struct {
		name  string
		place Place
		here  bool
		want  Post
	}{
		{"a command in a channel: to the actor alone", channel, false, Post{To: Target{Platform: "slack", Answer: "answer-1"}}},
		{
			"a card that only the actor sees: in its place", private, true,
			Post{To: Target{Platform: "slack", Answer: "answer-1"}, Update: "m5"},
		},
		{
			"a card in the direct chat: in its place", on(direct, "m6"), true,
			Post{To: Target{Platform: "slack", Channel: "D-1"}, Update: "m6", Track: "d1", Reader: "p-lin"},
		},
		{
			"a list in the direct chat: below it", on(direct, "m6"), false,
			Post{To: Target{Platform: "slack", Channel: "D-1"}, Track: "d1", Reader: "p-lin"},
		},
		{
			"the team's card: in its place, for all", on(teamRoom, "m7"), true,
			Post{To: Target{Platform: "slack", Channel: "C-EAST"}, Update: "m7", Track: "d1"},
		},
		{
			"a number in another channel: still a number", on(channel, "m8"), true,
			Post{To: Target{Platform: "slack", Channel: "C-ANY"}, Update: "m8"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			a := act(verbEdit, "d1", "")
			if !c.here {
				a = beside(verbEdit, "d1")
			}
			require.NotNil(t, s.clicks("U-LIN", c.place, a).Form)
			s.desk.submit = func(map[string]string) (desk.Submitted, error) {
				return desk.Submitted{Form: verbEdit, Context: s.desk.opened.Context, Done: desk.Done{Deal: s.desk.deals[0], Changes: []sales.Change{{}}}}, nil
			}
			r := s.submits("U-LIN", map[string]string{"name": "x"})
			require.Nil(t, r.Card)
			require.Nil(t, r.Form)
			require.Len(t, r.After, 1)
			p := r.After[0]
			text := s.says(Reply{Card: &p.Card, Lang: p.Lang})
			if c.name == "a number in another channel: still a number" {
				require.NotContains(t, text, "云帆")
			} else {
				require.Contains(t, text, "D-17 云帆 ERP")
			}
			p.Card, p.Lang = card.Card{}, ""
			require.Equal(t, c.want, p)
		})
	}
}

func TestAFormThatMustBeLookedAtAgainSaysWhy(t *testing.T) {
	s := newScene(t)
	open := desk.Opened{
		Form: dialogs.Form{ID: "edit", Version: 1, Fields: []dialogs.Field{
			{Key: "name", Kind: dialogs.Line}, {Key: "collaborators", Kind: dialogs.People}, {Key: "source", Kind: dialogs.Choice, Labels: "source"},
		}},
		State: dialogs.State{ID: "dlg", Values: map[string]string{"name": "typed"}},
	}
	west, _ := s.desk.org.Team("west")
	east, _ := s.desk.org.Team("east")
	s.desk.submit = func(map[string]string) (desk.Submitted, error) {
		return desk.Submitted{Form: "new", Again: &desk.Again{Opened: open, Duplicates: []desk.Duplicate{
			{Deal: s.desk.deals[1], Owner: s.desk.Person("p-bob"), Team: east},
			{Owner: s.desk.Person("p-wu"), Team: west},
		}}}, nil
	}
	r := s.submits("U-LIN", nil)
	text := s.says(r)
	require.Contains(t, text, "D-18 Acme North plant")
	require.Contains(t, text, "另一个团队可能也在跟：请问 West 的 Wu")
	require.Equal(t, "say.button.create_anyway", r.Form.Submit.Key)
	require.Equal(t, "typed", r.Form.State.Values["name"], "nothing that was typed is lost")

	again := desk.Again{Opened: open, Conflicts: []desk.Conflict{
		{Field: "collaborators", Theirs: "p-bob,p-wu", Yours: "", By: "p-bob", At: now},
		{Field: "source", Theirs: "referral", Yours: "inbound", By: "p-bob", At: now},
	}}
	f := s.bot.again(again, reader{lang: i18n.Chinese, zone: now.Location()})
	items := f.Notice[1].Items
	require.Equal(t, "Bob, Wu", s.catalog.Say(i18n.English, items[0].Main.Args["Theirs"].(i18n.Text)))
	require.Equal(t, "转介绍", s.catalog.Say(i18n.Chinese, items[1].Main.Args["Theirs"].(i18n.Text)))
	require.Equal(t, "form.edit.source.label", items[1].Main.Args["Field"].(i18n.Text).Key)
}

func TestProblemsStayUnderTheirFields(t *testing.T) {
	s := newScene(t)
	s.desk.submit = func(map[string]string) (desk.Submitted, error) {
		return desk.Submitted{Form: "new", Problems: dialogs.Problems{"amount": i18n.T("error.amount")}}, nil
	}
	r := s.submits("U-LIN", nil)
	require.Equal(t, i18n.T("error.amount"), r.Problems["amount"])
	require.Nil(t, r.Form)
	require.Empty(t, r.After)
}

func TestSettingsAreConfirmedInTheNewLanguage(t *testing.T) {
	s := newScene(t)
	s.types("U-LIN", channel, "设置")
	s.desk.submit = func(map[string]string) (desk.Submitted, error) {
		s.desk.langs["U-LIN"] = i18n.English
		p := s.desk.people["p-lin"]
		p.Prefs = org.Prefs{Language: "en", QuietFrom: "20:00", QuietTo: "08:30"}
		s.desk.people["p-lin"] = p
		return desk.Submitted{Form: verbSettings, Context: s.desk.opened.Context}, nil
	}
	r := s.submits("U-LIN", map[string]string{"language": "en"})
	text := s.says(r)
	require.Contains(t, text, "I speak English with you now")
	require.Contains(t, text, "20:00 to 08:30")
}

func TestAClosedFormEndsQuietly(t *testing.T) {
	s := newScene(t)
	e := s.event(Dismiss, "U-LIN", Place{})
	e.Dialog = "dlg"
	require.Equal(t, Reply{Lang: i18n.Chinese}, s.bot.Handle(t.Context(), e))
	require.Equal(t, []string{"cancel dlg"}, s.desk.calls)
}

func TestAButtonNobodyDrawsAnyMoreIsExplained(t *testing.T) {
	s := newScene(t)
	require.Contains(t, s.says(s.clicks("U-LIN", on(direct, "m"), card.Action{Verb: "from an old version"})), "这个按钮已经过时了")
}
