package bottest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJourneyInFeishuNewDealWithAMistakeMended(t *testing.T) {
	p := play(t, on("feishu")).sitInFeishu(lin, wide, tall)
	p.types("/商机 新建 云帆科技").seesInput("客户", "云帆科技")
	p.shot("form")
	p.fills("商机名称", "数据中心扩容").fills("金额", "很多钱").presses("创建")
	p.sees("没看懂这个金额").seesInput("金额", "很多钱").seesInput("商机名称", "数据中心扩容")
	p.shot("mistake")
	p.fills("金额", "1.2亿").presses("创建")
	p.sees("再看一眼")
	p.shot("duplicate")
	p.presses("仍然新建").formCloses().sees("D-31", "¥1.2亿", "「潜在商机」")
	p.ends("card")
}

func TestJourneyInFeishuListToCardToEdit(t *testing.T) {
	p := play(t, on("feishu")).sitInFeishu(bob, wide, tall)
	p.types("/deal list team").sees("1–10 of 19").presses("Next").sees("11–19 of 19").presses("Previous").sees("1–10 of 19")
	p.shot("list")
	p.types("/deal show D-14").sees("Core network refresh").presses("Edit").seesInput("Deal name", "Core network refresh")
	p.fills("Amount", "$1.6m").presses("Save").formCloses().sees("$1.6M", "Bob Carter")
	p.ends("edited")
}

func TestJourneyAConflictBetweenSlackAndFeishu(t *testing.T) {
	s := play(t, on("slack", "feishu"))
	a, b := s.sit(lin, wide, tall), s.sitInFeishu(chen, wide, tall)
	a.types("/deal 修改 D-11").seesInput("商机名称", "数据中心一期扩容")
	b.types("/deal 修改 D-11").fills("金额", "600万").presses("保存").formCloses().sees("¥600万")
	a.fills("金额", "550万").presses("保存").sees("600", "550", "陈岚")
	a.shot("conflict")
	a.goes("#modal-submit").formCloses()
	b.types("/deal 查看 D-11").sees("¥550万", "林晓")
	b.ends("the same deal")
	c := s.sitInFeishu(lin, wide, tall)
	c.types("/deal 修改 D-11").fills("金额", "700万")
	a.types("/deal 修改 D-11").fills("金额", "710万").presses("保存").formCloses()
	c.presses("保存").sees("710", "700", "林晓")
	c.ends("conflict in Feishu")
}

func TestJourneyInFeishuOnAPhone(t *testing.T) {
	p := play(t, on("feishu")).sitInFeishu(lin, 390, 844)
	p.goes(`[data-menu="new"]`).seesInput("商机名称", "")
	p.ends("form")
	p.fills("商机名称", "集装箱调度系统").fills("客户", "江口港务").fills("金额", "523万").presses("创建").formCloses().sees("D-31", "¥523万")
	p.chooses("丢单").fills("学到了什么？", "早点见财务").presses("取消").formCloses().sees("已取消")
	p.ends("card")
	p.goes(`[data-menu="mine"]`).sees("第 1–")
	p.ends("list")
	require.Equal(t, "390", p.run("innerWidth"))
}
