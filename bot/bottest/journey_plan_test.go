package bottest_test

import (
	"testing"
	"time"
)

func TestJourneyFromAPlanlessDealToAMeetingThatWasFollowedUp(t *testing.T) {
	s := play(t)
	p := s.sit(lin, wide, tall)
	l := s.speaking(lin, "zh-CN")
	l.nextBundle(30)
	p.sees("个商机需要你处理", "无下一步")
	p.shot("bundle")
	p.presses("计划").fills("找谁？（新的人）", "王总 信息中心主任").fills("为什么？要客户做什么？", "介绍我们的方案")
	day := s.local.Clock.Now().AddDate(0, 0, 8).Format(time.DateOnly)
	p.fills("哪天？", day).fills("几点？", "14:00").fills("什么形式？", "高层拜访")
	p.shot("five W")
	p.presses("保存").formCloses().sees("这是你要做的事：客户会做什么？", "王总 信息中心主任", "高层拜访")
	p.shot("coach")
	p.presses("就用这句，再改改").fills("为什么？要客户做什么？", "王总在会上同意6月3日前安排机房勘查").presses("保存").formCloses().sees("王总在会上同意6月3日前安排机房勘查")
	p.presses("结果如何").fills("客户做到了吗？", "部分").fills("客户做了什么、答应了什么？", "预算已批，勘查改到6月10日").fills("下一步：要客户做什么？", "王总签字确认勘查名单").
		fills("花了几小时", "两个钟头").presses("保存")
	p.complains("花了几小时", "数字")
	p.fills("花了几小时", "2.5").presses("保存").formCloses().sees("部分：预算已批，勘查改到6月10日", "王总签字确认勘查名单", "2.5")
	p.ends("followed up")
}
