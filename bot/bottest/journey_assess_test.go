package bottest_test

import "testing"

func TestJourneyFromTheFirstQuestionToAPassedGate(t *testing.T) {
	p := play(t).sit(lin, wide, tall)
	p.types("/deal 新建 江口港务").fills("商机名称", "集装箱调度系统").fills("金额", "600万").presses("创建").formCloses().sees("D-31", "五个问题，五分钟")
	p.types("/deal 评估 D-31").sees("第 1 题，共 5 题", "业务状况是否面临挑战？", "谁亲口说的？")
	p.shot("first question")
	p.presses("✚ 挑战明显").sees("第 2 题，共 5 题").presses("✚ 清晰").sees("第 3 题，共 5 题")
	p.presses("给上一题补依据").fills("客户说了什么、做了什么？", "技术规格书第二版已签字").fills("链接", "邮件里").presses("保存")
	p.complains("链接", "https://")
	p.fills("链接", "https://example.com/spec").presses("保存").formCloses().sees("技术规格书第二版已签字")
	p.shot("evidence")
	p.presses("跳过 →").sees("第 3 题，共 5 题").presses("一页全答").seesInput("业务状况是否面临挑战？", "plus")
	p.shot("one page")
	p.fills("决策过程是否确定？", "已确定").fills("项目资金是否落实？", "已落实").presses("保存").formCloses()
	p.sees("「落实项目」的关口已打开", "+4 −0 ?1", "背景里却没写下来")
	p.shot("open gate")
	p.presses("推进到「落实项目」").sees("到「落实项目」了", "值得投入吗")
	p.ends("passed")
}

func TestJourneyARefusedOverride(t *testing.T) {
	s := play(t)
	rep, manager := s.sit(bob, wide, tall), s.sit(chen, wide, tall)
	rep.types("/deal new Gannet Airways").fills("Deal name", "Crew app").fills("Amount", "CNY 6m").presses("Create").formCloses().sees("D-31")
	rep.types("/deal forward D-31").sees("Nothing moved", "Are the project's requirements clear?")
	rep.shot("closed gate")
	rep.presses("Ask to pass").fills("Why should it pass now?", "The board meets on Friday").presses("Ask the manager").formCloses().sees("The board meets on Friday")
	manager.sees("D-31", "The board meets on Friday", "Bob Carter")
	manager.shot("asked")
	manager.presses("不同意").fills("还差什么？", "").presses("不同意")
	manager.complains("还差什么？", "")
	manager.fills("还差什么？", "先让客户把需求写下来").presses("不同意").formCloses()
	rep.sees("did not let D-31 Crew app pass", "先让客户把需求写下来")
	rep.ends("refused")
	manager.ends("decided")
}

func TestJourneyInFeishuFromTheFirstQuestionToAPassedGate(t *testing.T) {
	p := play(t, on("feishu")).sitInFeishu(lin, 390, 844)
	p.types("新建 江口港务").fills("商机名称", "集装箱调度系统").fills("金额", "600万").presses("创建").formCloses().sees("D-31")
	p.types("评估 D-31").sees("第 1 题，共 5 题", "业务状况是否面临挑战？")
	p.shot("first question")
	p.presses("✚ 挑战明显").sees("第 2 题，共 5 题").presses("✚ 清晰").sees("第 3 题，共 5 题").presses("✚ 已确定").sees("第 4 题，共 5 题")
	p.presses("一页全答").fills("项目资金是否落实？", "已落实")
	p.shot("one page")
	p.presses("保存").formCloses().sees("清晰", "还没有依据")
	p.shot("lacks evidence")
	p.presses("补依据").fills("客户说了什么、做了什么？", "技术规格书第二版已签字").presses("保存").formCloses()
	p.sees("「落实项目」的关口已打开")
	p.presses("推进到「落实项目」").sees("值得投入吗")
	p.ends("passed")
}
