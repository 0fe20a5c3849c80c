package bottest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
)

const wide, tall = 1280, 900

func TestJourneyNewDealWithAMistakeMended(t *testing.T) {
	p := play(t).sit(lin, wide, tall)
	p.types("/deal 新建 云帆科技").seesInput("客户", "云帆科技")
	p.fills("商机名称", "数据中心扩容").fills("金额", "很多钱").presses("创建")
	p.complains("金额", "523万").seesInput("金额", "很多钱").seesInput("商机名称", "数据中心扩容")
	p.shot("mistake")
	p.fills("金额", "1.2亿").presses("创建")
	p.sees("D-11", "数据中心一期扩容")
	p.shot("duplicate")
	p.goes("#modal-submit").formCloses().sees("D-31", "¥1.2亿", "「潜在商机」")
	p.ends("card")
}

func TestJourneyListToCardToEdit(t *testing.T) {
	p := play(t).sit(bob, wide, tall)
	p.types("/deal list team").sees("1–10 of 19").presses("Next").sees("11–19 of 19").presses("Previous").sees("1–10 of 19")
	p.types("/deal show D-14").sees("Core network refresh").presses("Edit").seesInput("Deal name", "Core network refresh")
	p.fills("Amount", "$1.6m").presses("Save").formCloses().sees("$1.6M", "Bob Carter")
	p.ends("edited")
}

func TestJourneyTheDealIsThereAfterARestart(t *testing.T) {
	dir := t.TempDir()
	again := func(o *app.LocalOptions) { o.Dir = dir }
	t.Run("recorded", func(t *testing.T) {
		p := play(t, again).sit(bob, wide, tall)
		p.types("/deal new Gannet Airways").seesInput("Customer", "Gannet Airways")
		p.fills("Deal name", "Crew app").fills("Amount", "50k").presses("Create").formCloses().sees("D-31")
	})
	p := play(t, again).sit(bob, wide, tall)
	p.types("/deal find gannet").sees("D-31", "Crew app")
	p.ends("found")
}

func TestJourneyAConflictBetweenTwoPeople(t *testing.T) {
	s := play(t)
	a, b := s.sit(lin, wide, tall), s.sit(chen, wide, tall)
	a.types("/deal 修改 D-11").seesInput("商机名称", "数据中心一期扩容")
	b.types("/deal 修改 D-11").fills("金额", "600万").presses("保存").formCloses().sees("¥600万")
	a.fills("金额", "550万").presses("保存").sees("600", "550", "陈岚")
	a.ends("conflict")
	b.types("/deal 查看 D-11").sees("¥600万")
}

func TestJourneyALostDealNeedsItsCompetitor(t *testing.T) {
	p := play(t).sit(lin, wide, tall)
	p.types("/deal 查看 D-11").sees("数据中心一期扩容").chooses("丢单").fills("丢单原因", "价格").presses("确认丢单")
	p.complains("输给了哪家？", "竞争对手").fills("输给了哪家？", "乙公司").fills("学到了什么？", "早点见财务").presses("确认丢单").formCloses().sees("乙公司")
	p.ends("lost")
}

func TestJourneyAssigningTellsBoth(t *testing.T) {
	s := play(t)
	p := s.sit(chen, wide, tall)
	p.types("/deal 查看 D-11").sees("数据中心一期扩容").chooses("转给…").fills("新负责人", "Bob Carter").presses("转交").formCloses().sees("Bob Carter")
	p.goes(`[data-person="` + bob + `"]`).sees("D-11")
	p.shot("new-owner")
	p.goes(`[data-person="`+lin+`"]`).sees("D-11", "Bob Carter")
	p.ends("old-owner")
}

func TestJourneyTheHomePage(t *testing.T) {
	p := play(t).sit(bob, wide, tall)
	p.goes("#home-tab").sees("D-9", "Cold-chain monitoring", "Winnable")
	p.shot("home")
	p.presses("New deal").seesInput("Deal name", "")
	p.ends("form")
}

func TestJourneyAHoldEndsOnItsDay(t *testing.T) {
	s := play(t)
	p := s.sit(bob, wide, tall)
	day := s.local.Clock.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	p.types("/deal hold D-14").fills("Why does it wait?", "Budget freeze").fills("Who at the customer said so?", "Priya").fills("Contact again on", day)
	p.presses("Put on hold").formCloses().sees("Budget freeze")
	p.goes("#tools").goes("#clock-week")
	p.sees("The hold of D-14 Core network refresh has ended")
	p.ends("told")
}

func TestJourneyADealFromAMessage(t *testing.T) {
	s := play(t)
	p := s.sit(lin, wide, tall)
	p.goes(`[data-channel="` + east + `"]`).types("江口港务想上一套集装箱调度系统").sees("江口港务")
	p.goes(".msg .more").goes(`[data-shortcut="sc_msg_deal_new"]`)
	p.fills("商机名称", "集装箱调度系统").fills("客户", "江口港务").presses("创建").formCloses()
	p.holds("the card stands in the thread", `[...document.querySelectorAll(".msg.reply")].some((m) => m.innerText.includes("D-31"))`)
	p.ends("thread")
}

func TestJourneyStrangersAreToldWhomToAsk(t *testing.T) {
	p := play(t).sit(olivia, wide, tall)
	p.types("/deal").sees("ops@example.com")
	p.goes(`[data-person="` + gus + `"]`).types("/deal list").sees("Guests")
	p.ends("guest")
}

func TestJourneyOnAPhone(t *testing.T) {
	p := play(t).sit(lin, 390, 844)
	p.types("/deal 新建 江口港务").seesInput("客户", "江口港务")
	p.ends("form")
	p.fills("商机名称", "集装箱调度系统").fills("金额", "523万").presses("创建").formCloses().sees("D-31", "¥523万")
	p.types("/deal settings").fills("语言", "English").presses("保存").formCloses()
	p.types("/deal show D-31").sees("Customer", "CN¥5.23M")
	p.ends("card")
	require.Equal(t, "390", p.run("innerWidth"))
}
