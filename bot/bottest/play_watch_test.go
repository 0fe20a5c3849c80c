package bottest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
)

// bundles are the daily bundles that the actor has had.
func (x tongue) bundles() []string {
	var out []string
	for _, m := range x.screen() {
		if strings.Contains(m, "["+x.w("bundle.snooze.monday")+"]") {
			out = append(out, m)
		}
	}
	return out
}

// nextBundle lets the clock go to half past nine of the next Tuesday to Friday
// after some days, and waits for the bundle of that day.
func (x tongue) nextBundle(days int) string {
	x.t.Helper()
	had := len(x.bundles())
	zone := time.FixedZone("", 8*3600)
	at := x.local.Clock.Now().In(zone).AddDate(0, 0, days)
	for at.Weekday() < time.Tuesday || at.Weekday() == time.Saturday || at.Month() == time.January && at.Day() < 5 {
		at = at.AddDate(0, 0, 1)
	}
	x.local.Clock.Move(time.Date(at.Year(), at.Month(), at.Day(), 9, 30, 0, 0, zone))
	x.until("the bundle of the day", func() bool { return len(x.bundles()) > had })
	all := x.bundles()
	return all[len(all)-1]
}

func TestTheOwnerIsToldOnceADayWhatNeedsThem(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.types("/deal help").sees("/deal")
		first := me.nextBundle(30)
		require.Contains(t, first, "D-")
		require.LessOrEqual(t, strings.Count(first, "["+me.w("deal.button.plan")+"]"), 5)
		// A snooze answers with its end, and comes back then.
		me.presses(me.w("bundle.snooze.hour")).isTold(map[i18n.Lang]string{i18n.Chinese: "再提醒你", i18n.English: "comes back at"}[me.lang])
		me.presses(me.w("deal.button.hold")).form(me.w("form.hold.title"))
	})
}

func TestALongHoldIsTheManagersToDecide(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six)
		holds := func(days int) {
			me.types("/deal hold D-31").form(me.w("form.hold.title")).fill(me.w("form.hold.reason.label"), "budget").fill(me.w("form.hold.said_by.label"), "Dana").
				fill(me.w("form.hold.until.label"), me.inDays(days)).submit().done()
		}
		holds(100)
		me.sees("Crew app", me.w("hold.why.long"))
		c := s.speaking(chen, "zh-CN")
		c.seesSomewhere(c.w("hold.decide"), c.w("hold.asked", "Who", me.who(), "Why", c.w("hold.why.long")))
		c.presses(c.w("hold.button.end"))
		c.form(c.w("form.unhold.title")).fill(c.w("form.unhold.word.label"), "先去见王总").submit().done()
		me.seesSomewhere(me.w("hold.ended", "By", "陈岚", "Number", "D-31", "Name", "Crew app", "Words", "先去见王总"))

		holds(20) // the second in a row
		c.seesSomewhere(c.w("hold.why.again"))
		c.presses(c.w("hold.button.agree"))
		me.seesSomewhere(me.w("hold.agreed", "By", "陈岚", "Number", "D-31", "Name", "Crew app"))
		me.types("/deal history D-31").sees("D-31", me.w("history.hold_asked", "Why", me.w("hold.why.again")), me.w("history.hold_decided"))
	})
}

func TestAManagersQuestionComesBackAnswered(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six)
		c := s.speaking(chen, "zh-CN").types("/deal show D-31").sees("Crew app", "问一句").presses("问一句")
		c.form(c.w("form.ask.title")).fill(c.w("form.ask.text.label"), "客户那边谁在拦？").submit().done()
		me.seesSomewhere(me.w("ask.asks", "Who", "陈岚", "Text", "客户那边谁在拦？"))
		me.presses(me.w("ask.button.reply")).form(me.w("form.reply.title")).fill(me.w("form.reply.text.label"), "采购在等总部批复").submit().done()
		c.seesSomewhere("客户那边谁在拦？", c.w("ask.replies", "Who", me.who(), "Text", "采购在等总部批复"))
		c.types("/deal history D-31").sees("采购在等总部批复")
	})
}
