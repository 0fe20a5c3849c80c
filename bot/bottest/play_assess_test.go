package bottest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
)

const six = "CNY 6000000" // a deal whose gates block

func TestTheFiveQuestionsOfAGateAreAskedOneAtATime(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31")
		me.sees(me.q("q1"), me.w("form.assess.q1.hint"), me.spot("project", 1, 5), me.m("q1", "plus"), me.m("q1", "minus"), me.m("q1", "unknown"))
		me.sees(me.w("assess.light.dark", "Heading", me.w("heading.project"), "Plus", 0, "Of", 5))
		before := len(me.screen())
		me.answers("q1", "plus", me.q("q2"), me.spot("project", 2, 5), me.w("assess.answered", "Question", me.q("q1"), "Mark", me.label("q1", "plus")))
		require.Len(t, me.screen(), before, "the message is edited in place")
		me.sees("🟡", " 1/5")

		// Back shows the answer that stands and who gave it; Skip leaves it.
		me.presses(me.w("assess.button.back")).at("q1").sees(me.spot("project", 1, 5), "○", me.who())
		me.skips(1, 3).sees(me.spot("project", 3, 5))
		me.answers("q3", "minus").at("q4").answers("q4", "unknown").at("q5").answers("q5", "plus", me.w("assess.done", "Heading", me.w("heading.project"), "Count", "5"))
		me.sees("+2 −1 ?2", me.q("q2"))
		require.Len(t, me.screen(), before)
		me.doesNotSee("⟦")
	})
}

func TestEvidenceIsOneMoreClick(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31")
		me.at("q1").answers("q1", "minus").at("q2")
		me.presses(me.w("assess.button.evidence_last")).form(me.w("form.evidence.title")).
			fill(me.w("form.evidence.text.label"), "王总：今年不做也行").submit().done()
		me.sees(me.q("q1"), "王总：今年不做也行")
		me.skips(1, 2).presses(me.w("assess.button.evidence"))
		f := me.form(me.w("form.evidence.title"))
		f.fill(me.w("form.evidence.text.label"), "Spec v2 is signed").fill(me.w("form.evidence.said_by.label"), "Dana, IT").
			fill(me.w("form.evidence.said_on.label"), "2026-01-05").fill(me.w("form.evidence.link.label"), "see my mail").submit()
		f.complains(me.w("form.evidence.link.label"), me.w("error.link")).holds(me.w("form.evidence.text.label"), "Spec v2 is signed")
		f.fill(me.w("form.evidence.link.label"), "https://example.com/spec").submit().done()
		me.sees(me.q("q2"), "Spec v2 is signed", "Dana, IT", "https://example.com/spec")

		// Evidence of 10,000 characters is refused with a sentence and stays typed.
		me.presses(me.w("assess.button.evidence"))
		f = me.form(me.w("form.evidence.title"))
		long := strings.Repeat("很长的依据", 2000)
		f.fill(me.w("form.evidence.text.label"), long).submit()
		f.complains(me.w("form.evidence.text.label"), "1000")
		kept := f.field(me.w("form.evidence.text.label")).value // Feishu's inputs hold no more
		require.True(t, strings.HasPrefix(long, kept) && len([]rune(kept)) >= 1000, len([]rune(kept)))
		f.fill(me.w("form.evidence.text.label"), "short").submit().done()
		me.sees("short", "Spec v2 is signed")
	})
}

func TestAllFiveAreAnsweredOnOnePage(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31").at("q1")
		me.answers("q1", "plus").at("q2").presses(me.w("assess.button.page"))
		f := me.form(me.w("form.assess.title")).says(me.q("q1"), me.q("q5")).doesNotSay(me.q("q6"))
		f.holds(me.q("q1"), "plus")
		said := me.w("form.assess.said.label")
		f.fill(me.q("q2"), me.label("q2", "plus")).fill(said+" (2)", "Spec v2 is signed").fill(me.q("q4"), me.label("q4", "minus"))
		f.submit().done()
		me.sees("+2 −1 ?2", me.w("say.did.assess", "Who", me.who()))
		me.presses(me.w("assess.button.page")).form(me.w("form.assess.title")).holds(said+" (2)", "Spec v2 is signed").holds(me.q("q4"), "minus")
	})
}

func TestAllTwentyAreGoneThrough(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31").at("q1").presses(me.w("assess.button.all"))
		me.sees(me.q("q1"), me.spot("project", 1, 20))
		for n := 1; n <= 20; n++ {
			me.answers(key(n), "plus")
		}
		me.sees(me.w("assess.done", "Heading", me.w("heading.all"), "Count", "20"), "+5 −0 ?0")
	})
}

func TestAnAssessmentIsTakenUpByACollaboratorDaysLaterInAnotherLanguage(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		l, b := s.speaking(lin, "zh-CN"), s.speaking(bob, "en")
		l.types("/deal assess D-11 all").at("q20").sees(l.spot("worth", 20, 20)).answers("q20", "minus")
		s.local.Clock.Advance(3 * 24 * time.Hour)
		b.types("/deal D-11 assess all").seesSomewhere("of 20").presses(b.w("assess.button.score")).seesSomewhere("Is it worth winning?", "+4 −1 ?0")
	})
}

func TestTwoPeopleWhoAnswerAtOnceSeeEachOther(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		l, b := s.speaking(lin, "zh-CN"), s.speaking(bob, "en")
		l.types("/deal assess D-11").at("q11")
		b.types("/deal assess D-11").answers("q11", "minus").at("q12")
		l.presses(l.m("q11", "unknown")).at("q11").sees("Bob Carter", "没人支持", "你的没有记")
		l.presses(l.m("q11", "unknown")).at("q12")
		b.presses(b.w("assess.button.back")).at("q11").sees("林晓", b.label("q11", "unknown"))
	})
}

func TestAQuestionClickedTwiceCountsOnce(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31").at("q1")
		s.Duplicate(2) // the click is delivered once more, and again
		me.presses(me.m("q1", "plus"))
		me.at("q2").sees(" 1/5")
		me.types("/deal history D-31").sees(me.w("history.title", "Number", "D-31", "Name", "Crew app"))
		require.Equal(t, 1, strings.Count(me.newest(), me.q("q1")))
	})
}

func TestARestartInTheMiddleOfAnAssessmentLosesNothing(t *testing.T) {
	dir := t.TempDir()
	in := func(o *app.LocalOptions) { o.Dir = dir }
	t.Run("before", func(t *testing.T) {
		l := play(t, on("slack"), in).speaking(lin, "zh-CN")
		l.records("Crew app", six).types("assess D-31").answers("q1", "plus").at("q2")
	})
	t.Run("after", func(t *testing.T) {
		l := play(t, on("slack"), in).speaking(lin, "zh-CN")
		l.at("q2").answers("q2", "plus").at("q3").sees(" 2/5")
	})
}

func TestTheScorecardStandsOnTheDealsCard(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal show D-31").sees(me.w("assess.not_yet"))
		me.types("/deal assess D-31").at("q1")
		me.answers("q1", "plus").at("q2").answers("q2", "minus").at("q3")
		me.types("/deal show D-31").sees(me.w("assess.score.red", "Plus", 1, "Minus", 1, "Unknown", 3, "Hollow", 2, "Stale", 0)[4:])
		me.sees(me.w("gate.lack.must", "Question", me.q("q2")), me.q("q4"))
		s.local.Clock.Advance(121 * 24 * time.Hour)
		me.types("/deal show D-31").seesSomewhere(me.w("assess.score.red", "Plus", 1, "Minus", 1, "Unknown", 3, "Hollow", 2, "Stale", 2)[4:])
		me.asked("/deal assess D-31", me.q("q3"))
		me.presses(me.w("assess.button.back")).seesSomewhere("⏳", "○")
	})
}

func TestACompetitorsAnswersStandBesideOurs(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31 all").skips(1, 13).presses(me.w("assess.button.rival"))
		f := me.form(me.w("form.rival.title")).submit()
		f.complains(me.w("form.rival.mark.label"), "").fill(me.w("form.rival.rival_new.label"), "Heron Systems").
			fill(me.w("form.rival.question.label"), me.q("q13")).fill(me.w("form.rival.mark.label"), me.w("rival.mark.plus")).submit().done()
		me.sees(me.q("q13"), "Heron Systems "+me.w("rival.mark.plus"))
		me.presses(me.w("assess.button.score")).sees(me.w("assess.rival_sum", "Name", "Heron Systems", "Plus", 1, "Minus", 0))

		// The list of competitors is offered from now on.
		me.presses(me.w("assess.button.rival")).form(me.w("form.rival.title")).fill(me.w("form.rival.rival.label"), "Heron Systems").
			fill(me.w("form.rival.question.label"), me.q("q6")).fill(me.w("form.rival.mark.label"), me.w("rival.mark.minus")).submit().done()
		me.sees(me.w("assess.rival_sum", "Name", "Heron Systems", "Plus", 1, "Minus", 1))
		me.types("/deal lost D-31").form(me.w("form.lost.title")).fill(me.w("form.lost.rival.label"), "Heron Systems")
	})
}

func TestTheNextBestQuestionIsOffered(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31").at("q1")
		me.answers("q1", "plus").at("q2").answers("q2", "plus").at("q3").presses(me.w("assess.button.back")).at("q2").notes("Spec v2 is signed")
		me.types("/deal show D-31").sees(me.w("assess.best", "Question", me.q("q3")), me.w("assess.why.opens"))
		me.presses(me.w("assess.button.answer")).sees(me.q("q3"), me.m("q3", "plus"))
	})
}

func TestOneQuestionADayComesToThoseWhoWantIt(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31").at("q1").answers("q1", "plus").at("q2")
		me.types("/deal settings").form(me.w("form.settings.title")).
			fill(me.w("form.settings.question.label"), me.w("words.question.daily")).submit().done()
		me.sees("✓"[:0])
		s.local.Clock.Move(nextMorning(t, s.local.Clock.Now()))
		me.seesSomewhere(me.w("assess.daily"))
	})
}

func TestContradictionsAreNamed(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31").at("q1")
		me.skips(1, 3).answers("q3", "plus").at("q4").answers("q4", "plus").at("q5").answers("q5", "plus")
		me.sees(me.w("rule.process_unwritten"), me.w("rule.drive_without_date")).doesNotSee(me.w("rule.funded_and_pushed"))

		// The background ends two of them.
		me.types("/deal background D-31").sees(me.w("form.background.payback.label")).presses(me.w("background.page.deal"))
		me.form(me.w("form.background.title")).fill(me.w("form.background.process.label"), "IT proposes, the board decides in March").submit()
		me.form(me.w("form.background.title")).says(me.w("background.page.drivers")).fill(me.w("form.background.date.label"), "1 July: the old contract ends").submit().done()
		me.sees("IT proposes", "1 July").types("/deal show D-31").sees("Crew app", "+3")
		require.NotContains(t, me.newest(), me.w("rule.process_unwritten"))
		require.NotContains(t, me.newest(), me.w("rule.drive_without_date"))
	})
}

func TestTheBackgroundIsThreeShortPages(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal background D-31").sees(me.w("form.background.environment.label"), "11").presses(me.w("background.page.business"))
		f := me.form(me.w("form.background.title")).says(me.w("background.page.business"), me.w("form.background.finances.label")).doesNotSay(me.w("form.background.need.label"))
		f.fill(me.w("form.background.environment.label"), "Two low-cost rivals since May").submit()
		me.form(me.w("form.background.title")).says(me.w("background.page.deal")).fill(me.w("form.background.goals.label"), "Rosters in an hour").submit()
		me.form(me.w("form.background.title")).says(me.w("background.page.drivers")).submit().done()
		me.sees("Two low-cost rivals since May", "Rosters in an hour", "9", me.w("form.background.payback.label"))
		// It is the hint of its question.
		me.types("/deal assess D-31").sees(me.q("q1"), "Two low-cost rivals since May")
	})
}

func TestAnAssessmentAnswersBadInputWithASentence(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31").at("q1")
		m, plus := me.button(me.m("q1", "plus"))
		me.types("/deal void D-31").form(me.w("form.void.title")).fill(me.w("form.void.reason.label"), "typed twice").submit().done()
		require.NoError(t, me.venue.presses(me.ctx, me.user, m, plus))
		me.isTold(me.w("error.void_deal"))
		me.types("/deal reopen D-31").seesSomewhere("Crew app")
		me.types("/deal assess D-31").sees(me.q("q1"), "0/5").presses(me.m("q1", "plus")).at("q2")
	})
}

// nextMorning is after the daily bundles of the next Tuesday, in Shanghai.
func nextMorning(t *testing.T, now time.Time) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	at := now.In(zone).AddDate(0, 0, 1)
	for at.Weekday() != time.Tuesday {
		at = at.AddDate(0, 0, 1)
	}
	return time.Date(at.Year(), at.Month(), at.Day(), 9, 16, 0, 0, zone)
}
