package bot

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
)

func TestWhoMayNotIsToldWhyAndWhomToAsk(t *testing.T) {
	t.Run("a guest is refused before anything is looked up", func(t *testing.T) {
		s := newScene(t)
		e := s.event(Command, "U-LIN", channel)
		e.Text, e.User.Guest = "list", true
		require.Contains(t, s.says(s.bot.Handle(t.Context(), e)), "访客")
		require.Empty(t, s.desk.calls)
	})
	t.Run("a guest that only the profile tells", func(t *testing.T) {
		s := newScene(t)
		s.platform.who = Profile{User: "U-NEW", Email: "new@example.com", Guest: true}
		require.Contains(t, s.says(s.types("U-NEW", channel, "list")), "Guests")
		require.Empty(t, s.desk.bound)
	})
	t.Run("somebody new is known by the e-mail their platform tells", func(t *testing.T) {
		s := newScene(t)
		s.platform.who = Profile{User: "U-NEW", Email: "new@example.com", Name: "Neo", Locale: "en-GB", Zone: "Europe/London"}
		require.Contains(t, s.says(s.types("U-NEW", channel, "list team")), "D-17")
		require.Equal(t, []desk.Found{{User: "U-NEW", Email: "new@example.com", Name: "Neo", Locale: "en-GB", Zone: "Europe/London"}}, s.desk.bound)
	})
	t.Run("a stranger is told whom to ask, on every surface", func(t *testing.T) {
		s := newScene(t)
		s.platform.who = Profile{User: "U-NEW", Email: "stranger@example.com"}
		require.Contains(t, s.says(s.types("U-NEW", channel, "list")), "ops@example.com")
		home := s.bot.Handle(t.Context(), s.event(Home, "U-NEW", Place{}))
		require.NotNil(t, home.Home)
		require.Contains(t, s.says(home), "ops@example.com")
		form := s.submits("U-NEW", map[string]string{"name": "x"})
		require.Contains(t, s.says(form), "ops@example.com")
	})
	t.Run("a platform that does not tell is not waited for", func(t *testing.T) {
		s := newScene(t)
		s.platform.err = errors.New("away")
		require.Contains(t, s.says(s.types("U-NEW", channel, "list")), "cannot be read right now")
	})
	t.Run("a deal of another team stays closed by any door", func(t *testing.T) {
		for _, verb := range []string{verbShow, verbNote, verbForward, verbReopen, verbAssign, verbHistory, verbStage, verbEdit} {
			s := newScene(t)
			text := s.says(s.clicks("U-WU", on(direct, "m"), act(verb, "d1", "")))
			require.Contains(t, text, "not allowed", verb)
			require.NotContains(t, text, "云帆", verb)
		}
	})
}

func TestAFailureIsSaidToThePersonAndWrittenToTheLog(t *testing.T) {
	t.Run("the store is away: the form keeps what was typed", func(t *testing.T) {
		s := newScene(t)
		s.desk.submit = func(map[string]string) (desk.Submitted, error) {
			return desk.Submitted{}, fault.Wrap(errors.New("dial tcp"), fault.Unavailable, "error.unavailable")
		}
		r := s.submits("U-BOB", map[string]string{"customer": "Acme", "name": "Plant"})
		require.Nil(t, r.Card)
		require.Nil(t, r.Form)
		require.Equal(t, "error.unavailable", r.Problems["name"].Key)
		require.Contains(t, s.log.String(), "dial tcp")
	})
	t.Run("the store is away from the start: still in the person's language", func(t *testing.T) {
		s := newScene(t)
		s.desk.fail = fault.New(fault.Unavailable, "error.unavailable")
		require.Contains(t, s.says(s.types("U-BOB", channel, "list")), "cannot be reached")
		require.Equal(t, i18n.Chinese, s.types("U-LIN", channel, "list").Lang)
	})
	t.Run("time ran out", func(t *testing.T) {
		s := newScene(t)
		s.desk.fail = context.DeadlineExceeded
		require.Contains(t, s.says(s.types("U-BOB", channel, "list")), "cannot be reached")
	})
	t.Run("an error of ours has a number to quote", func(t *testing.T) {
		s := newScene(t)
		s.desk.fail = errors.New("index out of order")
		text := s.says(s.types("U-BOB", channel, "list"))
		require.Contains(t, text, "E-7")
		require.NotContains(t, text, "index")
		require.Contains(t, s.log.String(), "index out of order")
		require.Contains(t, s.log.String(), "error_id=E-7")
	})
	t.Run("a panic does not end the process", func(t *testing.T) {
		s := newScene(t)
		s.desk.submit = nil
		require.Contains(t, s.says(s.submits("U-BOB", map[string]string{"text": "x"})), "E-7")
		require.Contains(t, s.log.String(), "panic")
	})
	t.Run("an event nobody knows", func(t *testing.T) {
		s := newScene(t)
		require.Contains(t, s.says(s.bot.Handle(t.Context(), s.event("odd", "U-BOB", channel))), "E-7")
	})
}

func TestWhatWasDoneIsSaidEvenWhereItCannotBeShown(t *testing.T) {
	s := newScene(t)
	s.desk.deals[0].Team, s.desk.deals[0].Owner = "west", "p-lin"
	s.desk.deals[0].Collaborators = nil
	s.desk.org.Teams[1].Members = []string{"p-wu"}
	b := act(verbAssign, "d1", byID+"p-wu")
	r := s.clicks("U-LIN", on(direct, "m1"), b)
	require.Contains(t, s.says(r), "D-17 已保存")
	require.NotContains(t, s.says(r), "云帆")
}

func TestTheErrorOfAWholeFormStandsUnderItsFirstField(t *testing.T) {
	require.Equal(t, "name", firstField(map[string]string{"customer": "", "name": ""}))
	require.Equal(t, "amount", firstField(map[string]string{"zeal": "", "amount": ""}))
	require.Equal(t, "a", firstField(map[string]string{"b": "", "a": ""}))
	require.Empty(t, firstField(nil))
}

func TestSentCardsFollowTheirDeal(t *testing.T) {
	s := newScene(t)
	post := Post{To: Target{Platform: "slack", Channel: "D-1"}, Track: "d1", Lang: i18n.English}
	s.bot.Sent(t.Context(), post, Sent{Channel: "D-1", Message: "m1"})
	require.Len(t, s.desk.tracks, 1)
	require.Equal(t, "en", s.desk.tracks[0].Lang)
	post.To = Target{Answer: "a"}
	s.bot.Sent(t.Context(), post, Sent{Message: "m1"})
	s.bot.Sent(t.Context(), Post{}, Sent{Message: "m1"})
	require.Len(t, s.desk.tracks, 1, "private answers and cards without a deal are not followed")
}
