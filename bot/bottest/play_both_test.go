package bottest_test

import (
	"testing"
)

// onBoth is one organisation in both products: a person is one by e-mail.
func onBoth(t *testing.T) *stage {
	t.Helper()
	return play(t, on("slack", "feishu"))
}

func TestTheSameDealIsSeenOnBothPlatforms(t *testing.T) {
	s := onBoth(t)
	s.slack().as(lin).types("/deal 新建 江口港务").form("新建商机").fill("商机名称", "集装箱调度系统").fill("金额", "12万").submit().done()
	s.as(chen).in(east).seesSomewhere("D-31", "集装箱调度系统")
	s.feishu().as(chen).in(east).seesSomewhere("D-31", "集装箱调度系统")
	a := s.as(lin).types("查看 D-31").sees("D-31", "¥12万", "林晓")
	a.presses(buttonLike(t, a, "推进")).sees("「落实项目」")
	s.slack().as(chen).types("/deal 查看 D-31").sees("「落实项目」")
	s.as(chen).in(east).seesSomewhere("D-31", "「落实项目」")
}

func TestAConflictBetweenTheTwoPlatformsIsAsked(t *testing.T) {
	s := onBoth(t)
	mine := s.feishu().as(lin).types("/deal 修改 D-11").form("修改商机")
	s.slack().as(chen).types("/deal edit D-11").form("修改商机").fill("金额", "600万").submit().done()
	s.feishu()
	mine.fill("金额", "550万").submit()
	mine.says("600", "550", "陈岚")
	mine.submit().done().sees("¥550万")
}

func TestPeopleAreToldWhereTheyLastSpoke(t *testing.T) {
	s := onBoth(t)
	s.feishu().as(bob).types("/deal help").sees("/deal")
	s.slack().as(chen).types("/deal 转给 D-11 @Bob").sees("Bob Carter")
	s.feishu().as(bob).seesSomewhere("D-11", "数据中心一期扩容")
	s.slack().as(bob).types("/deal help").sees("/deal")
	s.as(chen).types("/deal 转给 D-26 @Bob").sees("Bob Carter")
	s.as(bob).seesSomewhere("D-26")
}

func TestAPersonInSlackIsAssignedFromFeishu(t *testing.T) {
	s := onBoth(t)
	s.feishu().as(chen).types("转给 D-11 @Bob Carter").sees("D-11", "Bob Carter")
	s.slack().as(lin).types("/deal 查看 D-11").sees("Bob Carter")
}

func TestAFormOfAGroupIsFilledInPrivately(t *testing.T) {
	s := play(t, on("feishu"))
	a := s.as(lin).in(east).types("/deal 修改 D-11").sees("私聊")
	a.form("修改商机").fill("金额", "600万").submit().done()
	s.as(lin).sees("¥600万")
	a.doesNotSee("商机名称")
}
