package bot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/org"
	"dealmate/sales"
)

// newcomers is a scene in which Wu has never had a deal.
func newcomers(t *testing.T) *scene {
	t.Helper()
	s := newScene(t)
	s.desk.newcomer = "p-wu"
	wu := s.desk.people["p-wu"]
	for _, key := range []string{"silent", "close", "fresh"} {
		d := sales.Deal{ID: key, Owner: wu.ID, Stage: sales.Project, Outcome: sales.Open, LastContact: now.AddDate(0, 0, -40), StageSince: now.AddDate(0, 0, -100)}
		s.desk.samples = append(s.desk.samples, desk.View{Deal: d, Owner: wu, Warnings: []sales.Warning{sales.Stuck}, May: map[org.Verb]bool{org.See: true}})
	}
	return s
}

func TestAFirstLineThatSaysNothingIsWelcomed(t *testing.T) {
	for _, line := range []string{"hi", "你好！", "hello", "", "/deal", "start", "what can you do", "这是做什么的", "lsit"} {
		t.Run(line, func(t *testing.T) {
			s := newcomers(t)
			r := s.types("U-WU", direct, line)
			require.Contains(t, s.says(r), "Welcome, Wu")
			require.Equal(t, []string{verbImport, verbNew, verbTour}, verbs(r))
			require.NotContains(t, s.says(s.types("U-WU", direct, line)), "Welcome")
		})
	}
}

func TestAClearWordIsNeverAnsweredWithTheWelcome(t *testing.T) {
	for _, line := range []string{"help", "/deal list", "new Gannet", "method", "设置", "find yf", "show D-17", "中标"} {
		t.Run(line, func(t *testing.T) {
			s := newcomers(t)
			require.NotContains(t, s.says(s.types("U-WU", direct, line)), "Welcome")
			require.NotContains(t, s.desk.calls, "welcome p-wu")
		})
	}
}

func TestNobodyIsWelcomedWhereOthersReadAlong(t *testing.T) {
	s := newcomers(t)
	require.NotContains(t, s.says(s.types("U-WU", thread, "hi")), "Welcome")
	require.NotContains(t, s.desk.calls, "welcome p-wu")
	require.Contains(t, s.says(s.types("U-WU", channel, "")), "Welcome, Wu", "an answer for them alone is private")
}

func TestAGreetingIsNoSlipAndNoDealsName(t *testing.T) {
	s := newScene(t)
	s.desk.deals[0].Name = "Hill Hospital"
	for _, line := range []string{"hi", "Hi!", "hello", "你好", "您好～"} {
		r := s.types("U-BOB", direct, line)
		require.Contains(t, s.says(r), "What shall I do with that, Bob?", line)
		require.NotContains(t, verbs(r), verbSay, line)
	}
}

func TestNoStepOfTheTourTouchesARecord(t *testing.T) {
	s := newcomers(t)
	free := []string{verbTour, verbImport, verbNew, verbHelp}
	for _, step := range []string{"", tourCard, tourWeek, tourEnd, "gone"} {
		for _, at := range []string{"", "close", "gone"} {
			r := s.clicks("U-WU", on(direct, "m1"), act(verbTour, step, at))
			require.True(t, r.Replace)
			require.Subset(t, free, verbs(r), step)
			if step != tourEnd {
				require.Contains(t, s.says(r), "Sample")
			}
		}
	}
	require.Empty(t, s.desk.calls)
}

func TestEmptyScreensOfferTheThreeWaysIn(t *testing.T) {
	s := newScene(t)
	ways := []string{verbImport, verbNew, verbTour}
	require.Subset(t, verbs(s.types("U-WU", direct, "/deal")), ways)
	require.Subset(t, verbs(s.types("U-WU", direct, "list")), ways)
	require.Subset(t, verbs(s.types("U-WU", direct, "won")), ways)
	require.Subset(t, verbs(s.bot.Handle(t.Context(), s.event(Home, "U-WU", Place{Platform: "slack"}))), ways)
	require.NotContains(t, verbs(s.types("U-WU", direct, "list team")), verbTour)
	require.NotContains(t, verbs(s.types("U-LIN", direct, "/deal")), verbTour)
}
