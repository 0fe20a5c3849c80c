package bottest_test

import (
	"testing"

	"dealmate/internal/i18n"
)

func TestJourneyOfAManagersMondayWithTwoDecisions(t *testing.T) {
	s := play(t)
	l := s.speaking(lin, i18n.Chinese)
	l.records("Crew app", six).types("/deal stage D-31 forward").sees(l.w("gate.button.ask")).presses(l.w("gate.button.ask"))
	l.form(l.w("form.override.title")).fill(l.w("form.override.reason.label"), "预算下周过会").submit().done()
	l.sees("预算下周过会")
	l.records("Dock app", "900万").types("/deal hold D-32").form(l.w("form.hold.title")).fill(l.w("form.hold.reason.label"), "预算冻结").
		fill(l.w("form.hold.said_by.label"), "王总").fill(l.w("form.hold.until.label"), l.inDays(120)).submit().done()
	l.sees("Dock app", l.w("hold.why.long"))
	s.monday(8, 31)

	p := s.sit(chen, wide, tall)
	p.sees("🎯", "2 个商机等你决定", "Crew app", "Dock app", "📊")
	p.shot("digest")
	p.presses("同意暂缓").sees("陈岚 同意暂缓")
	p.presses(l.w("gate.button.refuse")).fills(l.w("form.refuse.word.label"), "先拿到预算批文").presses(l.w("form.refuse.submit")).formCloses().sees("陈岚 没有同意")
	p.ends("decided")
}

func TestJourneyFromANumberToTheChangeThatCausedIt(t *testing.T) {
	s := play(t, on("feishu"))
	l := s.speaking(lin, i18n.Chinese)
	l.records("Crew app", six).types("/deal edit D-31").form(l.w("form.edit.title")).fill(l.w("form.edit.amount.label"), "750.5万").submit().done()
	l.sees("750.5万")
	s.monday(8, 31)
	p := s.sitInFeishu(chen, 390, tall)
	p.sees("🎯", "📊")
	p.shot("digest")
	p.presses("数字从哪来").sees("精确到分", "期初", "期末", "调增").presses("调增").sees("D-31", "¥1,505,000", "林晓", "金额")
	p.shot("explained")
	p.presses("历史").sees("D-31 Crew app", "¥600万", "¥750.5万")
	p.ends("change")
}
