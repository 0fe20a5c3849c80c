package bot

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// later and never are the errors of a platform that knows the outcome.
type later struct{ error }

func (later) RetryAfter() time.Duration { return time.Minute }

type never struct{ error }

func (never) Permanent() bool { return true }

func (s *scene) delivers(kind string, facts map[string]string, to string, attempt int) string {
	s.t.Helper()
	before := len(s.platform.posts)
	require.NoError(s.t, s.bot.Deliver(s.t.Context(), Errand{ID: kind, Kind: kind, Facts: facts, Destination: to, Attempt: attempt}))
	if len(s.platform.posts) == before {
		return ""
	}
	p := s.platform.posts[len(s.platform.posts)-1]
	return s.says(Reply{Card: &p.Card, Lang: p.Lang})
}

func TestMessagesAreMadeWhenTheyAreSentAndDroppedWhenUntrue(t *testing.T) {
	assigned := map[string]string{"deal": "d1", "to": "p-bob", "from": "p-lin", "by": "p-chen", "role": "new"}
	t.Run("the new owner is told, in their language", func(t *testing.T) {
		s := newScene(t)
		s.desk.deals[0].Owner = "p-bob"
		text := s.delivers("assigned", assigned, "person:p-bob", 1)
		require.Contains(t, text, "陈静 assigned D-17 云帆 ERP to you.")
		require.Contains(t, text, "[Forward to Our project]")
		require.Equal(t, Target{Platform: "slack", User: "U-BOB"}, s.platform.posts[0].To)
		require.Equal(t, "d1", s.desk.tracks[0].Deal, "the card follows the deal")
	})
	t.Run("not when it was assigned on meanwhile", func(t *testing.T) {
		s := newScene(t)
		require.Empty(t, s.delivers("assigned", assigned, "person:p-bob", 1))
	})
	t.Run("the former owner is told who has it", func(t *testing.T) {
		s := newScene(t)
		s.desk.deals[0].Owner = "p-bob"
		f := map[string]string{"deal": "d1", "to": "p-bob", "from": "p-lin", "by": "p-chen", "role": "old"}
		require.Contains(t, s.delivers("assigned", f, "person:p-lin", 1), "陈静 把 D-17 云帆 ERP 转给了 Bob。")
	})
	t.Run("the former owner who may not see it any more hears no name", func(t *testing.T) {
		s := newScene(t)
		s.desk.deals[0].Owner, s.desk.deals[0].Team = "p-wu", "west"
		f := map[string]string{"deal": "d1", "to": "p-wu", "from": "p-lin", "by": "p-chen", "role": "old"}
		text := s.delivers("assigned", f, "person:p-lin", 1)
		require.Contains(t, text, "转给了另一个团队")
		require.NotContains(t, text, "云帆")
	})
	t.Run("the end of a hold", func(t *testing.T) {
		s := newScene(t)
		f := map[string]string{"deal": "d1"}
		require.Contains(t, s.delivers("hold_ended", f, "person:p-lin", 1), "暂缓到期了")
		s.desk.deals[0].Hold = &sales.Hold{Until: "2026-11-23"}
		require.NotEmpty(t, s.delivers("hold_ended", f, "person:p-lin", 1))
		s.desk.deals[0].Hold = &sales.Hold{Until: "2026-12-23"}
		require.Empty(t, s.delivers("hold_ended", f, "person:p-lin", 1), "held again")
		s.desk.deals[0].Hold, s.desk.deals[0].Outcome = nil, sales.Lost
		require.Empty(t, s.delivers("hold_ended", f, "person:p-lin", 1), "closed meanwhile")
	})
	t.Run("an announcement in the team's channel, in the team's language", func(t *testing.T) {
		s := newScene(t)
		f := map[string]string{"deal": "d1", "what": "won"}
		require.Empty(t, s.delivers("announce", f, "channel:C-EAST", 1), "not won any more")
		s.desk.deals[0].Outcome, s.desk.deals[0].Closing = sales.Won, &sales.Closing{At: now, Reason: "fit"}
		require.Contains(t, s.delivers("announce", f, "channel:C-EAST", 1), "🎉 林一 won D-17")
		require.Empty(t, s.delivers("announce", f, "channel:C-WEST", 1), "the deal is another team's now")
	})
	t.Run("a link back to the message's thread tells the number only", func(t *testing.T) {
		s := newScene(t)
		text := s.delivers("link", map[string]string{"deal": "d1", "channel": "C-ANY", "thread": "t1"}, "channel:C-ANY", 1)
		require.Contains(t, text, "D-17")
		require.NotContains(t, text, "云帆")
		require.Equal(t, "t1", s.platform.posts[0].To.Thread)
		require.Empty(t, s.desk.tracks)
	})
	t.Run("a deal that is gone", func(t *testing.T) {
		s := newScene(t)
		require.Empty(t, s.delivers("link", map[string]string{"deal": "nosuch", "channel": "C-ANY"}, "channel:C-ANY", 1))
	})
}

func TestPostedCardsFollowTheirDeal(t *testing.T) {
	f := map[string]string{"deal": "d1", "platform": "slack", "channel": "C-EAST", "message": "m1"}
	t.Run("in place", func(t *testing.T) {
		s := newScene(t)
		require.Contains(t, s.delivers("refresh", f, "channel:C-EAST", 3), "Confirmed project")
		require.Equal(t, "m1", s.platform.posts[0].Update)
		require.NotContains(t, s.says(Reply{Card: &s.platform.posts[0].Card, Lang: i18n.English}), "before", "an update repeats nothing")
	})
	t.Run("in the language it was posted in", func(t *testing.T) {
		s := newScene(t)
		g := map[string]string{"deal": "d1", "platform": "slack", "channel": "D-1", "message": "m1", "lang": "zh-CN"}
		require.Contains(t, s.delivers("refresh", g, "channel:D-1", 1), "落实项目")
	})
	t.Run("a deal that moved to another team leaves a number behind", func(t *testing.T) {
		s := newScene(t)
		s.desk.deals[0].Team = "west"
		text := s.delivers("refresh", f, "channel:C-EAST", 1)
		require.Contains(t, text, "D-17")
		require.NotContains(t, text, "云帆")
	})
	t.Run("a message that was deleted is forgotten", func(t *testing.T) {
		s := newScene(t)
		s.platform.err = never{errors.New("message_not_found")}
		require.NoError(t, s.bot.Deliver(t.Context(), Errand{ID: "r1", Kind: "refresh", Facts: f, Destination: "channel:C-EAST", Attempt: 1}))
		require.Contains(t, s.desk.calls, "untrack m1")
	})
}

func TestARepeatIsCalledOneOnlyWhereItMayBe(t *testing.T) {
	f := map[string]string{"deal": "d1"}
	send := func(s *scene, attempt int) bool {
		_ = s.bot.Deliver(t.Context(), Errand{ID: "h1", Kind: "hold_ended", Facts: f, Destination: "person:p-lin", Attempt: attempt})
		p := s.platform.posts[len(s.platform.posts)-1]
		require.Equal(t, "h1", p.Key, "every attempt has the same key")
		return p.Repeat
	}
	s := newScene(t)
	s.platform.err = later{errors.New("429")}
	require.False(t, send(s, 1))
	s.platform.err = errors.New("connection reset")
	require.False(t, send(s, 2), "the first was refused for sure")
	s.platform.err = nil
	require.True(t, send(s, 3), "the second may have been shown")
}

func TestWhatCanNeverBeSentIsNotTriedAgain(t *testing.T) {
	s := newScene(t)
	s.desk.people["p-none"] = s.desk.people["p-gone"]
	for _, c := range []struct{ kind, to string }{
		{"no such kind", "person:p-lin"},
		{"hold_ended", "channel:C-EAST"},
		{"hold_ended", "person:p-nobody"},
		{"announce", "person:p-lin"},
	} {
		err := s.bot.Deliver(t.Context(), Errand{ID: c.kind, Kind: c.kind, Facts: map[string]string{"deal": "d1"}, Destination: c.to, Attempt: 1})
		var p Permanent
		require.ErrorAs(t, err, &p, c.kind)
		require.True(t, p.Permanent())
	}
	s.desk.fail = fault.New(fault.Unavailable, "error.unavailable")
	err := s.bot.Deliver(t.Context(), Errand{ID: "h1", Kind: "hold_ended", Facts: map[string]string{"deal": "d1"}, Destination: "person:p-lin", Attempt: 1})
	var p Permanent
	require.Error(t, err)
	require.NotErrorAs(t, err, &p, "a store that is away is waited for")
}
