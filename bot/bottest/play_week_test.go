package bottest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/internal/i18n"
)

// goes moves the clock to a time of a day, counted from the Thursday of the play.
func (x tongue) goes(thursday time.Time, days, hour, minute int) {
	y, m, d := thursday.Date()
	x.local.Clock.Move(time.Date(y, m, d+days, hour, minute, 0, 0, thursday.Location()))
}

// messagesWith are the messages on the screen that have some words.
func (x tongue) messagesWith(words ...string) int {
	n := 0
	for _, m := range x.screen() {
		if has(m, words) {
			n++
		}
	}
	return n
}

// TestAWeekInARepsLife is what a rep does and is told from a Monday to the Monday
// after: one deal from a first call to its first gate.
func TestAWeekInARepsLife(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		thu := thursday(s.local.Clock.Now(), 0, 0, 0)
		text := func(zh, en string) string { return map[i18n.Lang]string{i18n.Chinese: zh, i18n.English: en}[me.lang] }

		// Monday: a deal, a call, and a meeting on Thursday, of which the purpose is open.
		me.goes(thu, -3, 10, 0)
		me.records("Crew app", six).types("/deal done D-1 " + text("王总同意周四下午当面谈", "Dana agrees to meet on Thursday"))
		me.form(me.w("form.done.title")).fill(me.w("form.done.who_new.label"), "Dana Ruiz").fill(me.w("form.done.type.label"), me.w("activity.type.call")).submit().done()
		me.sees("Dana Ruiz").types("/deal plan D-1").form(me.w("form.plan.title")).fill(me.w("form.plan.who.label"), "Dana Ruiz").
			fill(me.w("form.plan.day.label"), thu.Format(time.DateOnly)).fill(me.w("form.plan.time.label"), "14:00").
			fill(me.w("form.plan.timezone.label"), "Asia/Shanghai").fill(me.w("form.plan.type.label"), me.w("activity.type.visit")).submit().done()
		me.sees(me.w("activity.missing", "List", []string{me.w("activity.w.why")}))

		// Tuesday: two questions in a taxi.
		me.goes(thu, -2, 11, 0)
		me.types("/deal assess D-1").answers("q1", "plus").answers("q2", "plus").at("q3")

		// Wednesday at four the purpose is asked, and the coach has a word.
		me.goes(thu, -1, 16, 1)
		me.sees(me.w("meeting.missing"), me.w("fill.why")).presses(me.w("fill.button.why"))
		me.form(me.w("form.why.title")).fill(me.w("form.why.why.label"), text("介绍我们的方案", "Present our solution")).submit().done()
		me.sees(me.w("coach.R4")).presses(me.w("coach.button.use"))
		why := text("王总在会上确认预算已列入明年计划", "Dana confirms in the meeting that the budget is in next year's plan")
		me.form(me.w("form.plan.title")).fill(me.w("form.plan.why.label"), why).submit().done()
		me.sees(why)

		// Thursday: the brief, the meeting, and what came of it.
		me.goes(thu, 0, 12, 1)
		me.sees(me.w("meeting.brief"), "Dana Ruiz", why, me.q("q3"))
		require.Equal(t, 1, me.messagesWith(me.w("meeting.brief")), "once")
		me.goes(thu, 0, 15, 16)
		said := text("王总说预算已列入明年计划", "Dana says the budget is in next year's plan")
		me.sees(me.w("meeting.after")).presses(me.w("activity.button.after"))
		me.form(me.w("form.after.title")).fill(me.w("form.after.did.label"), me.w("words.did.yes")).fill(me.w("form.after.said.label"), said).
			fill(me.w("form.after.next.label"), text("王总发来需求书", "Dana sends the requirements")).fill(me.w("form.after.next_day.label"), thu.AddDate(0, 0, 5).Format(time.DateOnly)).
			fill(me.w("form.after.hours.label"), "3").submit().done()
		me.sees(me.w("activity.hinted"), me.q("q4")).presses(me.w("assess.button.answer"))
		me.form(me.w("form.evidence.title")).holds(me.w("form.evidence.text.label"), said).submit().done()
		me.at("q4").sees(said).answers("q4", "plus").at("q5")

		// Friday: the evidence that the gate wants, and a stage forward.
		me.goes(thu, 1, 10, 0)
		me.types("/deal assess D-1").at("q3").presses(me.w("assess.button.back")).at("q2").notes(text("需求书 v2 已签", "Spec v2 is signed"))
		me.presses(me.w("assess.button.score")).sees(me.w("gate.open", "Stage", me.stageName("project"), "Have", 3, "Of", 5)).presses(me.forward("project"))
		me.sees("Crew app", me.w("worth.ask", "Stage", me.stageName("project")))

		// The weekend is silent, and so is a Monday with nothing to mend.
		me.goes(thu, 3, 12, 0)
		me.goes(thu, 4, 9, 30)
		me.types("/deal history D-1").sees("D-1", why, said)
		require.Empty(t, me.bundles())
		me.types("/deal show D-1").sees("Crew app", "3", me.w("activity.type.other"))
	}, func(o *app.LocalOptions) { o.Empty = true })
}
