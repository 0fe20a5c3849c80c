package bottest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
)

// passesOn has a colleague write lines in the team's channel and forwards them: one
// message of all of them in Slack, in Feishu as many messages, merged.
func (x tongue) passesOn(comment string, lines ...string) tongue {
	x.t.Helper()
	writer := x.as(chen).in(east)
	if _, ok := x.venue.(inSlack); ok {
		lines = []string{strings.Join(lines, "\n")}
	}
	var ms []seen
	for _, line := range lines {
		ms = append(ms, writer.types(line).said())
	}
	require.NoError(x.t, x.forwards(x.ctx, x.user, x.place, comment, ms...))
	return x
}

func TestSeveralLinesAreOneSentenceWithSeveralProposals(t *testing.T) {
	tongues(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		said := map[i18n.Lang]string{
			i18n.Chinese: "Crew app\n今天见了王总\n预算月底批\n合同推到10月签",
			i18n.English: "Crew app\nmet Dana today\nbudget gets approved by month end\nsigning moves to October",
		}[me.lang]
		me.types(said)
		me.sees("D-31 Crew app", me.q("q4"), me.w("heard.button.contact"), me.w("heard.button.close_date"))
		me.presses(me.w("heard.button.close_date")).seesSomewhere("✅ " + me.w("heard.close", "To", me.lastOfOctober(), "From", i18n.Text{}))
	})
}

func TestSeveralLinesThatBeginWithACommandsWordAreStillASentence(t *testing.T) {
	crosswise(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		me.types(map[i18n.Lang]string{
			i18n.Chinese: "团队今天一起见了王总\nCrew app 合同推到10月签",
			i18n.English: "team met Dana today\nCrew app: signing moves to October",
		}[me.lang])
		me.sees("D-31 Crew app", me.w("heard.button.close_date"))
		me.asked("团队", "Crew app")
	})
}

func TestForwardedMessagesAreAskedAboutAndKeptAsANote(t *testing.T) {
	tongues(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		lines := map[i18n.Lang][]string{
			i18n.Chinese: {"列表里的都问过了，今天见了王总", "合同推到10月签"},
			i18n.English: {"list of today: met Dana", "signing moves to October"},
		}[me.lang]
		me.passesOn("", lines...)
		me.sees(me.w("heard.which"), strings.Join(lines, " ")).presses(me.w("heard.button.this"))
		me.sees(me.w("heard.button.close_date"), me.w("heard.button.note")).presses(me.w("heard.button.note"))
		me.sees(me.w("heard.taken", "What", i18n.T("heard.kept.note")))
		me.types("/deal show D-31").sees("Crew app")
		me.types("/deal history D-31").sees(lines[0], lines[1])
	})
}

func TestAForwardedCommandCommandsNothing(t *testing.T) {
	crosswise(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		me.passesOn("", "won D-31", "D-31 won").sees(me.w("heard.quote", "Text", "won D-31 D-31 won"), me.w("heard.button.note")).noForm()
	})
}

func TestTheCommentOnAForwardNamesTheDealAndItsLinkIsKeptWithTheEvidence(t *testing.T) {
	for lang, user := range map[i18n.Lang]string{i18n.Chinese: lin, i18n.English: bob} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			me := play(t, on("slack")).speaking(user, lang)
			me.records("Crew app", six)
			me.passesOn("Crew app", map[i18n.Lang]string{i18n.Chinese: "预算月底批", i18n.English: "budget gets approved by month end"}[lang])
			me.sees("D-31 Crew app", me.q("q4")).presses(me.m("q4", "plus")).sees("✅ " + me.q("q4") + " → " + me.label("q4", "plus"))
			me.types("/deal assess D-31").skips(1, 4).sees("/#channel=" + east + "&message=")
		})
	}
}
