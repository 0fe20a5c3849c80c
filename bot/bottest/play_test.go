package bottest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	lin, bob, chen, su, olivia, gus = "U0LIN", "U0BOB", "U0CHEN", "U0SU", "U0OLIVIA", "U0GUEST"
	east, general                   = "C0EAST", "C0GENERAL"
)

func TestARepRecordsADealInChinese(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal 新建 江口港务")
		f := a.form("新建商机").holds("客户", "江口港务").fill("商机名称", "集装箱调度系统").fill("金额", "很多钱").submit()
		f.complains("金额", "523万").holds("商机名称", "集装箱调度系统").holds("金额", "很多钱")
		f.fill("金额", "1.2亿").fill("预计成交日期", "2027-06-30").fill("商机来源", "客户来询").submit().done()
		a.sees("D-31", "集装箱调度系统", "江口港务", "¥1.2亿", "「潜在商机」", "林晓", "客户来询")
		s.as(chen).in(east).seesSomewhere("D-31", "集装箱调度系统")
		s.as(su).in(general).doesNotSee("集装箱")
	})
}

func TestARepRecordsADealInEnglish(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(bob).types("/deal new Gannet Airways")
		f := a.form("New deal").fill("Deal name", "Crew app").fill("Amount", "lots").submit()
		f.complains("Amount", "50k").fill("Amount", "$1.4m").fill("Expected close date", "2027-03-31").submit().done()
		a.sees("D-31", "Crew app", "Gannet Airways", "$1.4M", "Potential", "Bob Carter")
		a.types("/deal show D-31").sees("D-31", "Crew app")
	})
}

func TestALikelyDuplicateIsShownBeforeItIsCreated(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal 新建")
		f := a.form("新建商机").fill("商机名称", "数据中心扩容").fill("客户", "云帆科技有限公司").submit()
		f.says("D-11", "数据中心一期扩容")
		f.submit().done()
		a.sees("D-31", "数据中心扩容")
	})
}

func TestADuplicateOfAnotherTeamTellsOnlyWhomToAsk(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		f := s.as(lin).types("/deal new").form("新建商机").fill("商机名称", "变电站巡检机器人").fill("客户", "云帆科技").submit()
		f.says("苏航", "华南").doesNotSay("D-18").doesNotSay("460")
	})
}

func TestADealIsFoundInManyWays(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin)
		for _, line := range []string{"/deal show D-11", "/deal show 11", "/deal 查看 ＃１１", "/deal 查看 一期扩容", "/deal show sjzxyqkr", "D11", "看 d-11"} {
			a.types(line).sees("D-11", "数据中心一期扩容", "¥523万")
		}
		a.types("/deal find 科技").sees("D-11")
		a.types("/deal 找 海棠").sees("D-21", "D-8")
		a.types("/deal show 海棠").sees("D-21", "D-8").presses("就是它").sees("D-21", "办公协同平台", "转介绍")
		a.types("/deal show 不存在的名字").sees("不存在的名字")
	})
}

func TestATypoIsAnsweredWithTheNearestCommand(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.as(bob).types("/deal lsit").sees("list")
		s.as(lin).types("/deal 历使 D-11").sees("历史")
	})
}

func TestAmbiguousWordsAskAndNeverAct(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.as(lin).types("/deal 中标 D-11").sees("D-11").types("/deal show D-11").sees("「我的项目」")
		s.as(lin).types("/deal 完成 D-11").sees("赢单")
		s.as(lin).types("/deal 关闭 D-11").sees("丢单", "作废")
	})
}

func TestAStageMovesForwardByAButtonAndAnOldButtonSaysWho(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal 查看 D-11").sees("推进")
		m, b := a.button(buttonLike(t, a, "推进"))
		s.as(chen).types("/deal 推进 D-11").sees("「项目胜算」")
		if err := a.venue.presses(a.ctx, a.user, m, b); err != nil {
			require.ErrorContains(t, err, "nothing there", "the card has followed the deal before the click")
		}
		a.sees("陈岚", "「项目胜算」")
	})
}

func TestAStepBackNeedsAReason(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(bob).types("/deal back D-14")
		f := a.form("Back one stage").submit()
		f.complains("Why does it go back?", "required")
		f.fill("Why does it go back?", "The champion left").submit().done()
		a.types("/deal history D-14").sees("The champion left")
	})
}

func TestAConflictShowsBothValuesAndOverwritesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		mine := s.as(lin).types("/deal 修改 D-11").form("修改商机")
		theirs := s.as(chen).types("/deal edit D-11").form("修改商机")
		theirs.fill("金额", "600万").submit().done()
		mine.fill("金额", "550万").fill("商机名称", "数据中心一期扩容（含灾备）").submit()
		mine.says("600", "550", "陈岚")
		s.as(bob).types("/deal show D-11").sees("CN¥6M")
		mine.submit().done()
		s.as(bob).types("/deal show D-11").sees("CN¥5.5M", "含灾备")
	})
}

func TestEditsOfDifferentFieldsAreBothKept(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		mine := s.as(lin).types("/deal 修改 D-11").form("修改商机")
		theirs := s.as(chen).types("/deal 修改 D-11").form("修改商机")
		theirs.fill("我方价值：我们带来什么？", "三年质保").submit().done()
		mine.fill("金额", "550万").submit().done()
		s.as(chen).types("/deal 查看 D-11").sees("¥550万", "三年质保")
	})
}

func TestWonAndLost(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal 赢单 D-3")
		a.form("赢单").holds("最终金额", "120000000 CNY").fill("赢单原因", "关系信任").fill("学到了什么？", "先做试点").submit().done()
		a.sees("D-3", "赢单", "¥1.2亿")
		f := a.types("/deal 丢单 D-11").form("丢单").fill("丢单原因", "价格").submit()
		f.complains("输给了哪家？", "竞争对手").fill("输给了哪家？", "乙公司").submit().done()
		a.sees("D-11", "丢单", "乙公司")
		a.types("/deal list won").sees("D-3")
		a.types("/deal 重启 D-11").sees("D-11", "「我的项目」")
	})
}

func TestAHoldEndsWithAWordToTheOwner(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(bob).types("/deal hold D-14")
		day := s.local.Clock.Now().AddDate(0, 0, 10).Format(time.DateOnly)
		f := a.form("Put on hold").fill("Why does it wait?", "Budget freeze").fill("Who at the customer said so?", "Priya").fill("Contact again on", "2020-01-01").submit()
		f.complains("Contact again on", "after today").fill("Contact again on", day).submit().done()
		a.sees("D-14", "Budget freeze")
		s.local.Clock.Advance(11 * 24 * time.Hour)
		a.seesSomewhere("The hold of D-14 Core network refresh has ended")
	})
}

func TestAssignTellsBoth(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.as(chen).types("/deal 转给 D-11 @Bob").sees("D-11", "Bob Carter")
		s.as(bob).seesSomewhere("D-11", "数据中心一期扩容")
		s.as(lin).seesSomewhere("D-11", "Bob Carter")
	})
}

func TestVoidIsUndone(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal 作废 D-29")
		a.form("作废").fill("为什么作废？", "录错了").submit().done()
		a.sees("D-29", "作废")
		a.types("/deal 恢复 D-29").sees("D-29", "「潜在商机」")
	})
}

func TestNotesAndHistory(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal note D-11 王总说周五给答复").sees("D-11", "王总说周五给答复")
		a.types("历史 D-11").sees("王总说周五给答复", "第 1–10 条").presses("下一页").sees("「落实项目」")
	})
}

// buttonLike is the label of the newest button that begins with a word.
func buttonLike(t *testing.T, a *actor, word string) string {
	t.Helper()
	for _, l := range a.labels() {
		if strings.HasPrefix(l, word) {
			return l
		}
	}
	t.Fatalf("no button begins with %q: %v", word, a.labels())
	return ""
}
