package bot

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// forwards passes messages on to the bot behind words of one's own.
func (s *scene) forwards(user, own, others, link string) Reply {
	e := s.event(Message, user, direct)
	e.Text, e.Forwarded = trim(own+"\n"+others), &Forwarded{Own: own, Link: link}
	return s.bot.Handle(s.t.Context(), e)
}

func TestOnlyOnesOwnWordsCommandWhatIsForwarded(t *testing.T) {
	s := newScene(t)
	for _, c := range [][2]string{{"", "D-17 推进"}, {"D-17", "推进"}, {"", "/deal forward D-17"}, {"看看这个", "forward D-17"}, {"", "导入 A,B"}, {"", "note D-17 x"}} {
		s.forwards("U-LIN", c[0], c[1], "")
	}
	for _, call := range s.desk.calls {
		require.NotContains(t, call, "forward d1")
		require.NotContains(t, call, "note d1")
	}
	s.forwards("U-LIN", "note D-17", "他们说预算已批", "https://example.com/m")
	require.Contains(t, s.desk.calls, `note d1 "他们说预算已批" "https://example.com/m" ev7`)
}
