package bottest_test

import (
	"testing"

	"dealmate/internal/i18n"
)

func TestJourneyOfASentenceThatBecomesEvidence(t *testing.T) {
	s := play(t)
	l := s.speaking(lin, i18n.Chinese)
	l.records("线网扩容", "600万").records("泵站改造", "80万")
	p := s.sit(lin, 390, tall)
	p.types("今天见了王总，预算月底批，合同推到10月签").sees(l.w("heard.which"), "线网扩容", "泵站改造")
	p.shot("which")
	p.presses(l.w("heard.button.this")).sees("泵站改造", l.q("q4"), l.w("heard.button.contact"))
	p.presses(l.w("heard.button.other")).sees(l.w("heard.which"))
	// The wrong deal was picked; the sentence is said again with its name.
	p.types("线网扩容 今天见了王总，预算月底批，合同推到10月签").sees(l.w("heard.button.close_date"))
	p.shot("proposals")
	p.presses(l.m("q4", "plus")).sees("✅ " + l.q("q4") + " → " + l.label("q4", "plus"))
	p.presses(l.w("heard.button.close_date")).sees("✅ 预计成交：10月31日")
	p.presses(l.w("heard.button.contact")).sees(l.w("heard.kept.contact"))
	p.shot("taken")
	p.types("查看 线网扩容").sees("D-31 线网扩容", "10月31日")
	p.types("D-31 评估").sees("预算月底批")
	p.ends("evidence")
}

func TestJourneyOfASentenceInFeishu(t *testing.T) {
	s := play(t, on("feishu"))
	l := s.speaking(bob, i18n.English)
	l.records("Dock app", "600k")
	p := s.sitInFeishu(bob, 390, tall)
	p.types("met Dana today, they approved the budget, and we do a demo next Wednesday").sees(l.w("heard.which"), "Dock app")
	p.presses(l.w("heard.button.this")).sees(l.w("heard.button.next_step"))
	p.shot("proposals")
	p.presses(l.w("heard.button.next_step")).sees("✅")
	p.presses(l.m("q4", "plus")).sees("✅ " + l.q("q4"))
	p.ends("evidence")
}
