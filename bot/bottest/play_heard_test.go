package bottest_test

import (
	"testing"

	"dealmate/internal/i18n"
)

func TestASentenceBecomesEvidenceDateAndContact(t *testing.T) {
	tongues(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		said := map[i18n.Lang]string{
			i18n.Chinese: "Crew app 今天见了王总，预算月底批，合同推到10月签",
			i18n.English: "Crew app: met Dana today, budget gets approved by month end, signing moves to October",
		}[me.lang]
		me.types(said)
		me.sees("D-31 Crew app", me.w("heard.quote", "Text", said), me.q("q4"), me.w("heard.button.contact"))
		me.presses(me.m("q4", "plus")).sees("✅ " + me.q("q4") + " → " + me.label("q4", "plus"))
		me.presses(me.w("heard.button.close_date")).seesSomewhere("✅ " + me.w("heard.close", "To", me.lastOfOctober(), "From", i18n.Text{}))
		me.presses(me.w("heard.button.contact"))
		me.sees(me.w("heard.taken", "What", i18n.T("heard.kept.contact")))
		me.types("/deal show D-31").sees("Crew app", me.lastOfOctober())
		me.types("/deal history D-31").sees(said)
		me.types("/deal assess D-31")
	})
}

// lastOfOctober is that day as a card of July writes it.
func (x tongue) lastOfOctober() string {
	return map[i18n.Lang]string{i18n.Chinese: "10月31日(周六)", i18n.English: "Sat 31 Oct"}[x.lang]
}

func TestWhichDealASentenceIsAboutIsAsked(t *testing.T) {
	tongues(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		said := map[i18n.Lang]string{i18n.Chinese: "约了下周三去做技术交流", i18n.English: "tech workshop agreed for next Wednesday"}[me.lang]
		me.types(said).sees(me.w("heard.which"), "Crew app", me.w("heard.button.this"))
		me.presses(me.w("heard.button.this")).sees(me.w("heard.button.next_step"), me.w("heard.button.note"))
		me.presses(me.w("heard.button.next_step")).seesSomewhere("✅")
		me.presses(me.w("heard.button.note")).sees(me.w("heard.taken", "What", i18n.T("heard.kept.note")))
		me.presses(me.w("heard.button.other")).sees(me.w("heard.which"))
	})
}

func TestTalkIsNoSentenceAboutADeal(t *testing.T) {
	crosswise(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		me.types(map[i18n.Lang]string{i18n.Chinese: "谢谢", i18n.English: "thanks!"}[me.lang]).sees(me.w("say.button.help"))
	})
}

func TestALossThatIsToldOpensItsForm(t *testing.T) {
	tongues(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		me.types(map[i18n.Lang]string{i18n.Chinese: "Crew app 丢了，对手价格低太多", i18n.English: "we lost Crew app, the other one was much cheaper"}[me.lang])
		me.sees(me.w("heard.lost")).presses(me.w("deal.button.lost")).form(me.w("form.lost.title")).fill(me.w("form.lost.competitor.label"), "Petrel").submit().done()
		me.seesSomewhere(me.w("outcome.lost"))
		me.types("Crew app " + map[i18n.Lang]string{i18n.Chinese: "项目暂缓到10月", i18n.English: "they put it on hold until October"}[me.lang])
	})
}
