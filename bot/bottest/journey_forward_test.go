package bottest_test

import "testing"

func TestJourneyAForwardedMessageIsAskedAbout(t *testing.T) {
	p := play(t).sit(lin, wide, tall)
	p.goes(`[data-channel="` + east + `"]`).types("今天见了王总，合同推到10月签").sees("合同推到10月签")
	p.goes(".msg .more").goes(".pop [data-forward]").goes(`[data-channel="D` + lin + `"]`)
	p.sees("说的是哪个商机？", "合同推到10月签")
	p.holds("what was forwarded is shown", `document.querySelector(".msg .shared .text")?.innerText === "今天见了王总，合同推到10月签"`)
	p.ends("asked")
}

func TestJourneyInFeishuTwoMessagesAreForwardedAsOne(t *testing.T) {
	p := play(t, on("feishu")).sitInFeishu(lin, wide, tall)
	p.goes(`[data-chat="` + ocOf(east) + `"]`).types("今天见了王总").sees("今天见了王总").types("合同推到10月签").sees("合同推到10月签")
	p.goes(".msg:nth-last-child(2) .pass-on").goes(".msg:nth-last-child(1) .pass-on").sees("已选 2 条转发给机器人")
	p.shot("picked")
	p.goes(`[data-pass="2"]`).goes(`#chats [data-chat]`).sees("聊天记录", "说的是哪个商机？", "今天见了王总 合同推到10月签")
	p.ends("asked")
}
