package bottest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
)

// opensGate answers the first heading so that its gate is open: 1, 2 with its
// evidence, and 3 are +.
func (x tongue) opensGate() tongue {
	x.t.Helper()
	x.types("/deal assess D-31").answers("q1", "plus").answers("q2", "plus").answers("q3", "plus").at("q4")
	x.presses(x.w("assess.button.back")).at("q3").presses(x.w("assess.button.back")).at("q2").notes("Spec v2 is signed")
	return x.presses(x.w("assess.button.score")).sees(x.w("gate.open", "Stage", x.stageName("project"), "Have", 3, "Of", 5))
}

func (x tongue) forward(stage string) string {
	x.t.Helper()
	return x.w("deal.button.forward", "Stage", x.stageName(stage))
}

func TestAClosedGateSaysWhatIsMissingWithAButtonToAnswerIt(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal stage D-31 forward")
		me.sees(me.w("gate.closed", "Stage", me.stageName("project"), "Have", 0, "Plus", 3, "Of", 5), me.w("gate.blocked", "Stage", me.stageName("project")))
		me.sees(me.q("q2"), me.w("gate.lack_is.must", "Mark", i18n.T("question.unknown"))).presses(me.w("assess.button.answer"))
		me.at("q2").answers("q2", "plus").at("q3")
		me.types("/deal stage D-31 forward").sees(me.w("gate.lack_is.evidence", "Mark", i18n.Raw(me.label("q2", "plus"))))
		me.opensGate().presses(me.forward("project"))
		me.sees("Crew app", me.w("worth.ask", "Stage", me.stageName("project")))
		me.types("/deal assess D-31 history").sees(me.w("lookback.same"))
	})
}

func TestAVetoKeepsAGateClosedWhateverElseIsPlus(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).opensGate()
		me.types("/deal assess D-31").at("q4").sees(me.w("assess.is_veto")).answers("q4", "minus").at("q5")
		me.types("/deal stage D-31 forward").sees(me.w("gate.blocked", "Stage", me.stageName("project")), me.w("gate.lack_is.veto", "Mark", i18n.Raw(me.label("q4", "minus"))))
	})
}

func TestBelowTheLimitGatesAdviseOnly(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", "CNY 400000").types("/deal assess D-31").at("q1").presses(me.w("assess.button.score"))
		me.sees(me.w("gate.advises", "Stage", me.stageName("project"), "Have", 0, "Plus", 3, "Of", 5)).presses(me.forward("project"))
		me.sees(me.q("q2")).types("/deal assess D-31 history").sees(me.w("lookback.how.advised", "Who", me.who()))
	})
}

func TestAManagerApprovesAnOverride(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal stage D-31 forward").sees(me.w("gate.button.ask")).presses(me.w("gate.button.ask"))
		f := me.form(me.w("form.override.title")).submit()
		f.complains(me.w("form.override.reason.label"), "").fill(me.w("form.override.reason.label"), "The budget is voted on 5 May").submit().done()
		me.sees(me.w("say.did.override"), "The budget is voted on 5 May")

		// A second wish says that one is open.
		me.types("/deal stage D-31 forward").sees("The budget is voted on 5 May", me.who())
		require.NotContains(t, me.newest(), "["+me.w("gate.button.ask")+"]")

		c := s.speaking(chen, "zh-CN")
		c.sees("D-31", "Crew app", "The budget is voted on 5 May", me.who(), c.q("q2")).presses(c.w("gate.button.approve"))
		c.form(c.w("form.approve.title")).fill(c.w("form.approve.word.label"), "同意，月底前补上需求").submit().done()
		me.seesSomewhere(me.w("gate.approved", "By", "陈岚", "Number", "D-31", "Name", "Crew app", "Stage", me.stageName("project"), "Words", "同意，月底前补上需求"))
		me.types("/deal assess D-31 history").sees(me.w("lookback.how.override", "Who", me.who(), "Decider", "陈岚", "Words", "同意，月底前补上需求"))
		me.types("/deal history D-31").sees("同意，月底前补上需求", "The budget is voted on 5 May")
	})
}

func TestAManagerRefusesAnOverrideWithAWord(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal stage D-31 forward").sees(me.w("gate.button.ask")).presses(me.w("gate.button.ask"))
		me.form(me.w("form.override.title")).fill(me.w("form.override.reason.label"), "Trust me").submit().done()
		c := s.speaking(chen, "zh-CN")
		c.sees("D-31", "Trust me").presses(c.w("gate.button.refuse"))
		f := c.form(c.w("form.refuse.title")).submit()
		f.complains(c.w("form.refuse.word.label"), "").fill(c.w("form.refuse.word.label"), "先让客户写下需求").submit().done()
		me.seesSomewhere(me.w("gate.refused", "By", "陈岚", "Number", "D-31", "Name", "Crew app", "Stage", me.stageName("project"), "Words", "先让客户写下需求"))
		me.types("/deal stage D-31 forward").sees(me.w("gate.button.ask"))
		me.types("/deal history D-31").sees("先让客户写下需求", "Trust me")
		// The buttons that are left do nothing twice.
		c.types("/deal show D-31").sees("Crew app")
	})
}

func TestNobodyDecidesAboutTheirOwnWish(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		l := s.speaking(lin, "zh-CN").records("Crew app", six)
		l.types("/deal stage D-31 forward").sees(l.w("gate.button.ask")).presses(l.w("gate.button.ask"))
		l.form(l.w("form.override.title")).fill(l.w("form.override.reason.label"), "赶进度").submit().done()
		l.sees("赶进度")
		require.NotContains(t, l.newest(), "["+l.w("gate.button.approve")+"]")
	})
}

func TestAWishThatWaitsIsMentionedOnceMore(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		l := s.speaking(lin, "zh-CN").records("Crew app", six)
		l.types("/deal stage D-31 forward").sees(l.w("gate.button.ask")).presses(l.w("gate.button.ask"))
		l.form(l.w("form.override.title")).fill(l.w("form.override.reason.label"), "赶进度").submit().done()
		c := s.speaking(chen, "zh-CN").sees("赶进度")
		s.local.Clock.Advance(5 * 24 * time.Hour)
		c.seesSomewhere("赶进度", c.w("gate.again"))
	})
}

func TestAGateThatNoLongerHoldsMarksTheDeal(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		loose := me.w("deal.warning.loosened", "Stage", me.stageName("project"))
		me.records("Crew app", six).opensGate().presses(me.forward("project")).sees(me.w("worth.ask", "Stage", me.stageName("project")))
		me.types("/deal assess D-31 all").answers("q4", "minus").at("q5")
		me.types("/deal show D-31").sees(loose, me.w("gate.button.keep"), me.w("deal.button.back"))
		me.types("/deal list").sees(me.w("list.warning.loosened"))

		// Kept, it says why; nothing moved by itself.
		me.types("/deal show D-31").sees(loose).presses(me.w("gate.button.keep"))
		me.form(me.w("form.keep.title")).fill(me.w("form.keep.reason.label"), "The board decides on 3 June").submit().done()
		me.sees(me.w("say.did.keep", "Who", me.who()))
		me.types("/deal show D-31").sees("Crew app")
		require.NotContains(t, me.newest(), loose)
		me.types("/deal assess D-31 history").sees(me.w("lookback.since", "Question", i18n.Raw(me.q("q4")), "Was", i18n.T("question.unknown"), "Is", i18n.Raw(me.label("q4", "minus"))))

		// It comes loose again when more breaks; the way back needs a reason.
		me.types("/deal assess D-31 all").at("q5").presses(me.w("assess.button.back")).at("q4").presses(me.w("assess.button.back")).answers("q3", "minus").at("q4")
		me.types("/deal show D-31").sees(loose).presses(me.w("deal.button.back"))
		f := me.form(me.w("form.back.title")).submit()
		f.complains(me.w("form.back.reason.label"), "").fill(me.w("form.back.reason.label"), "No process after all").submit().done()
		me.types("/deal history D-31").sees("No process after all", me.w("history.kept", "Stage", me.stageName("project")))
	})
}

func TestIsItWorthIt(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		verdict := func(v string) string { return me.w("worth.verdict." + v) }
		me.records("Crew app", six).opensGate().presses(me.forward("project")).sees(me.w("worth.ask", "Stage", me.stageName("project"))).presses(me.w("worth.button.ask"))
		me.answers("q16", "plus").answers("q17", "plus").answers("q18", "plus").answers("q19", "minus").answers("q20", "unknown")
		me.sees(me.w("worth.suggest", "Verdict", i18n.T("worth.verdict.go_on"))).presses(verdict("limited"))
		me.sees(me.w("worth.decided", "Who", me.who(), "Verdict", i18n.T("worth.verdict.limited")))

		// At the next gate one card asks whether anything has changed.
		me.types("/deal assess D-31").answers("q6", "plus").answers("q7", "plus").answers("q8", "plus").answers("q9", "plus").answers("q10", "plus")
		me.types("/deal stage D-31 forward").sees(me.w("gate.button.ask")).presses(me.w("assess.button.evidence"))
		me.form(me.w("form.evidence.title")).fill(me.w("form.evidence.text.label"), "Demo passed").submit().done()
		me.types("/deal stage D-31 forward").sees(me.w("worth.still", "Stage", me.stageName("ours"), "Verdict", i18n.T("worth.verdict.limited")))
		me.presses(me.w("worth.button.unchanged")).sees(me.w("worth.decided", "Who", me.who(), "Verdict", i18n.T("worth.verdict.limited")))

		// Not worth it leads to putting it down; it blocks nothing by itself.
		me.presses(verdict("not_worth")).sees(me.w("worth.not_then"), me.w("deal.button.hold"), me.w("deal.button.lost"))
	})
}

func TestWhetherItIsWorthItIsLeftToTheManager(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal assess D-31 all").skips(1, 16)
		me.answers("q16", "minus").answers("q17", "minus").answers("q18", "minus").answers("q19", "minus").answers("q20", "minus")
		me.sees(me.w("worth.suggest", "Verdict", i18n.T("worth.verdict.manager"))).presses(me.w("worth.verdict.manager"))
		c := s.speaking(chen, "zh-CN")
		c.sees(c.w("worth.asked", "Who", me.who(), "Number", "D-31", "Name", "Crew app")).presses(c.w("worth.verdict.go_on"))
		me.seesSomewhere(me.w("worth.told", "Who", "陈岚", "Number", "D-31", "Name", "Crew app", "Verdict", i18n.T("worth.verdict.go_on")))
	})
}

func TestTheReplayOfALostDealShowsWhatWasWrong(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).opensGate().types("/deal assess D-31").answers("q4", "plus").at("q5")
		s.local.Clock.Advance(10 * 24 * time.Hour)
		me.types("/deal lost D-31").form(me.w("form.lost.title")).fill(me.w("form.lost.reason.label"), me.w("lost.no_decision.budget_cut")).submit().done()
		me.types("/deal assess D-31 history").seesSomewhere(me.w("replay.title.lost"), me.q("q4"), me.w("replay.hollow"))
	})
}
