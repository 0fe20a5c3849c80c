package bottest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
)

// inDays is a day of the moved clock as a form takes it.
func (x tongue) inDays(n int) string {
	return x.local.Clock.Now().In(time.FixedZone("", 8*3600)).AddDate(0, 0, n).Format(time.DateOnly)
}

func TestAnActivityIsPlannedWithItsFiveW(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal plan D-31")
		f := me.form(me.w("form.plan.title"))
		f.fill(me.w("form.plan.who_new.label"), "王总 信息中心主任、Dana Ruiz finance").fill(me.w("form.plan.why.label"), "Dana agrees in the meeting to a survey before 3 June").
			fill(me.w("form.plan.day.label"), "2020-01-01").fill(me.w("form.plan.time.label"), "14:30").fill(me.w("form.plan.type.label"), me.w("activity.type.executive")).submit()
		f.complains(me.w("form.plan.day.label"), me.w("error.past_meeting")).holds(me.w("form.plan.who_new.label"), "王总 信息中心主任、Dana Ruiz finance")
		f.fill(me.w("form.plan.timezone.label"), "Mars/Olympus").fill(me.w("form.plan.day.label"), me.inDays(3)).submit()
		f.complains(me.w("form.plan.timezone.label"), me.w("error.timezone"))
		f.fill(me.w("form.plan.timezone.label"), "Asia/Shanghai").submit().done()
		me.sees(me.w("activity.type.executive"), "王总 信息中心主任", "Dana Ruiz finance", "14:30", me.w("words.where.customer"), "survey before 3 June")
		me.types("/deal show D-31").sees("Crew app", "14:30", me.w("activity.type.executive"))

		// Those people are known from now on.
		me.types("/deal plan D-31").sees(me.w("activity.title", "Number", "D-31", "Name", "Crew app")).presses(me.w("deal.button.plan"))
		f = me.form(me.w("form.plan.title"))
		require.Contains(t, f.field(me.w("form.plan.who.label")).options, "Dana Ruiz finance")
		f.fill(me.w("form.plan.who.label"), "Dana Ruiz finance").fill(me.w("form.plan.type.label"), me.w("activity.type.call")).submit().done()
		me.sees(me.w("activity.type.call"), me.w("words.where.online"), me.w("activity.missing", "List", []string{me.w("activity.w.why"), me.w("activity.w.when")}))
	})
}

func TestAContactThatNobodyPlannedIsLogged(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal done D-31 Dana sends the requirements on Friday")
		f := me.form(me.w("form.done.title")).holds(me.w("form.done.said.label"), "Dana sends the requirements on Friday")
		f.fill(me.w("form.done.who_new.label"), "Dana Ruiz").fill(me.w("form.done.type.label"), me.w("activity.type.visit")).
			fill(me.w("form.done.next.label"), "Dana signs the list").fill(me.w("form.done.next_day.label"), me.inDays(4)).submit().done()
		me.sees("Dana Ruiz", "Dana sends the requirements on Friday", "Dana signs the list", me.w("activity.w.who"))
		me.types("/deal history D-31").sees("Dana sends the requirements on Friday", "Dana signs the list")
		me.types("/deal show D-31").sees("Crew app", me.w("activity.type.other"))
	})
}

func TestWhatCameOfAMeetingIsWrittenDown(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal plan D-31").form(me.w("form.plan.title")).fill(me.w("form.plan.who_new.label"), "Dana Ruiz").
			fill(me.w("form.plan.why.label"), "Dana signs the list in the meeting").fill(me.w("form.plan.day.label"), me.inDays(1)).fill(me.w("form.plan.time.label"), "10:00").
			fill(me.w("form.plan.type.label"), me.w("activity.type.visit")).submit().done()
		me.sees("Dana signs the list", me.w("activity.button.call_off"))
		s.local.Clock.Advance(2 * 24 * time.Hour)
		me.presses(me.w("activity.button.after"))
		f := me.form(me.w("form.after.title")).fill(me.w("form.after.did.label"), me.w("words.did.partly")).fill(me.w("form.after.said.label"), "She wants one more column").
			fill(me.w("form.after.hours.label"), "a while").submit()
		f.complains(me.w("form.after.hours.label"), me.w("error.hours"))
		f.fill(me.w("form.after.hours.label"), "2.5").fill(me.w("form.after.expenses.label"), "CNY 300").fill(me.w("form.after.next.label"), "Dana signs").submit().done()
		me.seesSomewhere(me.w("words.did.partly"), "She wants one more column", "Dana signs", "2.5")
		me.types("/deal show D-31").seesSomewhere("Crew app", "2.5")
	})
}

func TestAMeetingThatTheCustomerCalledOffIsNoFailure(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal plan D-31").form(me.w("form.plan.title")).fill(me.w("form.plan.type.label"), me.w("activity.type.visit")).
			fill(me.w("form.plan.day.label"), me.inDays(1)).submit().done()
		me.sees(me.w("activity.type.visit"), me.w("activity.button.call_off")).presses(me.w("activity.button.replan"))
		me.form(me.w("form.plan.title")).holds(me.w("form.plan.day.label"), me.inDays(1)).fill(me.w("form.plan.day.label"), me.inDays(9)).
			fill(me.w("form.plan.type.label"), me.w("activity.type.demo")).submit().done()
		me.sees(me.w("activity.type.demo"), me.w("activity.button.call_off")).presses(me.w("activity.button.call_off"))
		me.sees(me.w("activity.none_planned"), me.w("say.did.call_off", "Who", me.who()))
		me.types("/deal history D-31").sees(me.w("activity.type.demo"))
	})
}

func TestTheCoachNamesTheRuleAndNeverRefuses(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		bad := map[i18n.Lang]string{i18n.Chinese: "介绍我们的方案和成功案例", i18n.English: "Present our solution and references"}[me.lang]
		me.records("Crew app", six).types("/deal plan D-31").form(me.w("form.plan.title")).fill(me.w("form.plan.why.label"), bad).
			fill(me.w("form.plan.type.label"), me.w("activity.type.visit")).submit().done()
		me.sees(me.w("coach.R4"), bad).presses(me.w("coach.button.use"))
		f := me.form(me.w("form.plan.title"))
		require.NotEqual(t, bad, f.field(me.w("form.plan.why.label")).value, "the coach's words")
		good := map[i18n.Lang]string{i18n.Chinese: "王总在会上同意6月3日前安排机房勘查", i18n.English: "Dana agrees in the meeting to a survey before 3 June"}[me.lang]
		f.fill(me.w("form.plan.why.label"), good).submit().done()
		me.sees(good)
		require.NotContains(t, me.newest(), "💡")
	})
}

// thursday is a time of the next Thursday but one, in Shanghai: a working day with
// one before it.
func thursday(now time.Time, days, hour, minute int) time.Time {
	zone := time.FixedZone("", 8*3600)
	at := now.In(zone).AddDate(0, 0, 7)
	for at.Weekday() != time.Thursday {
		at = at.AddDate(0, 0, 1)
	}
	return time.Date(at.Year(), at.Month(), at.Day()+days, hour, minute, 0, 0, zone)
}

func TestTheOwnerIsSpokenToBeforeAndAfterAMeeting(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		now := s.local.Clock.Now()
		me.records("Crew app", six).types("/deal plan D-31").form(me.w("form.plan.title")).fill(me.w("form.plan.who_new.label"), "Dana Ruiz").
			fill(me.w("form.plan.day.label"), thursday(now, 0, 14, 0).Format(time.DateOnly)).fill(me.w("form.plan.time.label"), "14:00").
			fill(me.w("form.plan.timezone.label"), "Asia/Shanghai").fill(me.w("form.plan.type.label"), me.w("activity.type.visit")).submit().done()
		me.sees(me.w("activity.w.why"))
		s.local.Clock.Move(thursday(now, -1, 16, 1))
		me.seesSomewhere(me.w("meeting.missing"), me.w("fill.why")).presses(me.w("fill.button.why"))
		me.form(me.w("form.why.title")).fill(me.w("form.why.why.label"), "Dana signs the list in the meeting").submit().done()
		me.seesSomewhere("Dana signs the list", me.w("fill.all"))
		s.local.Clock.Move(thursday(now, 0, 12, 1))
		me.seesSomewhere(me.w("meeting.brief"), "Dana Ruiz", "Dana signs the list", me.q("q1"))
		s.local.Clock.Move(thursday(now, 0, 15, 16))
		me.seesSomewhere(me.w("meeting.after")).presses(me.w("activity.button.after"))
		me.form(me.w("form.after.title")).fill(me.w("form.after.did.label"), me.w("words.did.yes")).submit().done()
		me.seesSomewhere(me.w("words.did.yes"))
	})
}

func TestWhatIsMissingIsAskedOneAtATime(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six).types("/deal done D-31").form(me.w("form.done.title")).fill(me.w("form.done.who_new.label"), "Dana Ruiz").
			fill(me.w("form.done.type.label"), me.w("activity.type.visit")).fill(me.w("form.done.said.label"), "ok").fill(me.w("form.done.next_day.label"), me.inDays(6)).submit().done()
		me.sees(me.w("activity.button.fill")).presses(me.w("activity.button.fill"))
		me.sees(me.w("fill.who"), me.w("fill.more", "Count", 2)).presses("Dana Ruiz").sees(me.w("fill.why"), "Dana Ruiz", me.w("fill.more", "Count", 1)).presses(me.w("fill.button.why"))
		vague := map[i18n.Lang]string{i18n.Chinese: "介绍我们的方案和成功案例", i18n.English: "Present our solution and references"}[me.lang]
		me.form(me.w("form.why.title")).fill(me.w("form.why.why.label"), vague).submit().done()
		me.sees(me.w("coach.R4"), me.w("fill.where")).presses(me.w("words.where.online"))
		me.sees(me.w("fill.all"), "Dana Ruiz", vague, me.w("words.where.online"), me.w("say.did.fill", "Who", me.who()))

		// Somebody new is typed; nobody at all is no answer.
		me.types("/deal plan D-31").presses(me.w("deal.button.plan")).form(me.w("form.plan.title")).fill(me.w("form.plan.why.label"), "Dana signs the list").
			fill(me.w("form.plan.day.label"), me.inDays(9)).fill(me.w("form.plan.type.label"), me.w("activity.type.visit")).submit().done()
		me.sees("Dana signs the list").presses(me.w("activity.button.fill"))
		me.sees(me.w("fill.who")).presses(me.w("fill.button.who"))
		f := me.form(me.w("form.whom.title")).submit()
		f.complains(me.w("form.whom.who_new.label"), me.w("error.required"))
		f.fill(me.w("form.whom.who_new.label"), "Priya finance").submit().done()
		me.sees(me.w("fill.all"), "Priya finance")
		me.types("/deal show D-31").sees("Crew app", me.w("activity.type.other"))
	})
}

func TestWhatWasSaidIsOfferedAsEvidenceOfAQuestion(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		said := map[i18n.Lang]string{i18n.Chinese: "王总说预算已列入明年计划", i18n.English: "Dana says the budget is in next year's plan"}[me.lang]
		me.records("Crew app", six).types("/deal done D-31 "+said).form(me.w("form.done.title")).fill(me.w("form.done.type.label"), me.w("activity.type.visit")).submit().done()
		me.sees(me.w("activity.hinted"), me.q("q4")).presses(me.w("assess.button.answer"))
		me.form(me.w("form.evidence.title")).holds(me.w("form.evidence.text.label"), said).submit().done()
		me.at("q4").sees(said).answers("q4", "plus").at("q5")
		me.types("/deal show D-31").sees("Crew app", "+1")
	})
}
