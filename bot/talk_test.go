package bot

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

func TestAClickMovesADealOnceAndSaysWhoDidIt(t *testing.T) {
	s := newScene(t)
	old := s.button(s.types("U-LIN", channel, "show D-17"), verbForward)
	mine := on(channel, "m1")
	mine.Ephemeral = true
	first := s.clicks("U-LIN", mine, old.Action)
	require.True(t, first.Replace)
	require.Contains(t, s.says(first), "林一 推进到「我的项目」")
	require.Contains(t, s.desk.calls, "forward d1 project ev2", "the event's ID makes a repeat harmless")

	again := s.clicks("U-CHEN", mine, old.Action)
	require.True(t, again.Replace)
	require.Contains(t, s.says(again), "林一 已在 11月23日 10:00 处理过")
	require.Contains(t, s.says(again), "推进到「项目胜算」", "the card is fresh")
	require.Equal(t, sales.Ours, s.desk.deals[0].Stage)
}

func TestATypedStepMovesADealOrShowsBothWays(t *testing.T) {
	s := newScene(t)
	ways := s.types("U-LIN", direct, "阶段 D-17")
	require.Equal(t, []string{verbForward, verbBack, verbShow}, verbs(ways))
	require.Contains(t, s.says(ways), "现在在「落实项目」，已 12天")
	moved := s.types("U-LIN", direct, "D-17 推进")
	require.Len(t, moved.After, 1, "in a direct chat the bot posts the card")
	require.Equal(t, "d1", moved.After[0].Track)
	require.Equal(t, sales.Ours, s.desk.deals[0].Stage)
	last := s.types("U-BOB", channel, "forward D-18")
	require.Contains(t, verbs(last), verbWon, "after the last stage comes the outcome")
}

func TestADealThatEndedOrWaitsComesBack(t *testing.T) {
	s := newScene(t)
	s.desk.deals[0].Outcome, s.desk.deals[0].Closing = sales.Lost, &sales.Closing{At: now, Class: sales.NoDecision, Reason: "shelved"}
	require.Contains(t, s.says(s.types("U-LIN", channel, "stage D-17")), "已丢单", "a closed deal has no way forward")
	b := s.button(s.types("U-LIN", channel, "show D-17"), verbReopen)
	require.Equal(t, "重启 D-17，让它回到进行中？", s.catalog.Say(i18n.Chinese, b.Confirm))
	mine := on(channel, "m1")
	mine.Ephemeral = true
	r := s.clicks("U-LIN", mine, b.Action)
	require.Contains(t, s.says(r), "林一 重启了这个商机")
	require.Equal(t, sales.Open, s.desk.deals[0].Outcome)
	require.Contains(t, s.says(s.types("U-LIN", channel, "重启 D-17")), "重启了")
}

func TestWhoMayOnlyReadIsOfferedNothingToRefuse(t *testing.T) {
	s := newScene(t)
	for _, line := range []string{"edit D-17", "won D-17", "assign D-17", "note D-17"} {
		r := s.types("U-BOB", direct, line)
		require.Contains(t, s.says(r), "not allowed", line)
		require.Empty(t, verbs(r), line)
	}
	require.Equal(t, []string{verbHistory}, verbs(s.types("U-BOB", direct, "stage D-17")))
}

func TestAMentionOfTheBotIsNoPartOfWhatWasSaid(t *testing.T) {
	s := newScene(t)
	require.Contains(t, s.says(s.types("U-LIN", direct, "<@U-BOT> 查看 D-17")), "D-17 云帆 ERP")
	require.Contains(t, s.says(s.types("U-LIN", direct, "<@U-BOT>")), "需要你处理")
}

func TestADealIsPickedFromAListWithWhatWasTyped(t *testing.T) {
	s := newScene(t)
	r := s.types("U-BOB", direct, "note acme they agreed to pay")
	require.Contains(t, s.says(r), "2 deals match")
	require.Empty(t, s.desk.notes)
	b := s.button(r, verbNote)
	done := s.clicks("U-BOB", on(direct, "m1"), b.Action)
	require.True(t, done.Replace)
	require.Equal(t, []string{"they agreed to pay"}, s.desk.notes)
	require.Contains(t, s.says(done), "Bob wrote a note")

	narrow := s.types("U-BOB", direct, "note acme north plant it rained")
	require.Empty(t, narrow.Card)
	require.Equal(t, "it rained", s.desk.notes[1], "as many words as still find one deal are its name")

	quoted := s.types("U-BOB", direct, `note "acme south" snow`)
	require.NotEmpty(t, quoted.After)
	require.Equal(t, "snow", s.desk.notes[2])
}

func TestATextTooLongForAButtonIsAskedForAgain(t *testing.T) {
	s := newScene(t)
	r := s.types("U-BOB", direct, "note acme "+strings.Repeat("长", maxValue+1))
	require.Contains(t, s.says(r), "too long for a button")
	require.Empty(t, verbs(r))
	require.Empty(t, s.desk.notes)
}

func TestACommandWithoutADealAsksWhich(t *testing.T) {
	for verb, word := range map[string]string{
		verbShow: "show", verbEdit: "edit", verbNote: "note", verbStage: "stage", verbWon: "won", verbLost: "lost",
		verbHold: "hold", verbAssign: "assign", verbVoid: "void", verbHistory: "history", verbForward: "forward", verbBack: "back",
		verbReopen: "reopen",
	} {
		t.Run(word, func(t *testing.T) {
			s := newScene(t)
			r := s.types("U-LIN", channel, word)
			require.Equal(t, verb, s.button(r, verb).Action.Verb)
			require.NotNil(t, r.Card)
		})
	}
}

func TestSomebodyWithoutDealsIsShownHowToBegin(t *testing.T) {
	s := newScene(t)
	r := s.types("U-CHEN", channel, "edit")
	require.Contains(t, s.says(r), "你还没有进行中的商机")
	require.Contains(t, verbs(r), verbNew)
}

func TestWordsOfSeveralMeaningsAskAndDoNothing(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{"中标 D-17", []string{verbNote, verbWon}},
		{"完成 云帆", []string{verbDone, verbWon}},
		{"关闭 D-17", []string{verbWon, verbLost, verbVoid}},
		{"close D-17", []string{verbWon, verbLost, verbVoid}},
		{"移交 D-17", []string{verbAssign, verbList}},
		{"关闭", []string{verbWon, verbLost, verbVoid}},
	} {
		t.Run(c.line, func(t *testing.T) {
			s := newScene(t)
			r := s.types("U-LIN", direct, c.line)
			s.says(r)
			require.Equal(t, c.want, verbs(r))
			require.Empty(t, s.desk.opened.Form)
			require.Empty(t, s.desk.notes)
			require.Equal(t, sales.Open, s.desk.deals[0].Outcome)
		})
	}
	t.Run("also after a pick", func(t *testing.T) {
		s := newScene(t)
		r := s.types("U-BOB", direct, "close acme")
		b := s.button(r, verbAsk+askClosed)
		r = s.clicks("U-BOB", on(direct, "m"), b.Action)
		require.Equal(t, []string{verbWon, verbLost, verbVoid}, verbs(r))
		require.Contains(t, s.says(r), "D-18 Acme North plant:")
	})
}

func TestASlipOfTheFingersIsOfferedMended(t *testing.T) {
	s := newScene(t)
	r := s.types("U-LIN", direct, "shwo D-17")
	b := s.button(r, verbSay)
	require.Equal(t, "show D-17", b.Action.Value)
	shown := s.clicks("U-LIN", on(direct, "m1"), b.Action)
	require.True(t, shown.Replace)
	require.Contains(t, s.says(shown), "D-17 云帆 ERP")
}

func TestTalkIsAnsweredWithWhatTheBotCanDo(t *testing.T) {
	for _, line := range []string{"客户今天心情不错", "what a day", "测算 一下", "中午 开会", "我 看 了", "看来客户要延期", "记得给王总打电话", "改天再聊", "找时间聊聊"} {
		t.Run(line, func(t *testing.T) {
			s := newScene(t)
			r := s.types("U-LIN", direct, line)
			text := s.says(r)
			require.NotContains(t, text, "未知")
			require.Contains(t, verbs(r), verbHelp)
			require.Contains(t, verbs(r), verbNew)
			note := s.button(r, verbNote)
			pick := s.clicks("U-LIN", on(direct, "m"), note.Action)
			b := s.button(pick, verbNote)
			s.clicks("U-LIN", on(direct, "m"), b.Action)
			require.Equal(t, []string{line}, s.desk.notes)
		})
	}
	t.Run("and a deal's name alone shows the deal", func(t *testing.T) {
		s := newScene(t)
		require.Contains(t, s.says(s.types("U-LIN", direct, "云帆")), "D-17 云帆 ERP")
		require.Contains(t, s.says(s.types("U-LIN", direct, "云帆 怎么样了")), "D-17 云帆 ERP")
	})
}

func TestATypedFormIsAButtonInADirectChat(t *testing.T) {
	s := newScene(t)
	for line, verb := range map[string]string{
		"新建云帆": verbNew, "edit D-17": verbEdit, "note D-17": verbNote, "赢单 D-17": verbWon, "lost D-17": verbLost,
		"hold D-17": verbHold, "void D-17": verbVoid, "back D-17": verbBack, "assign D-17": verbAssign, "设置": verbSettings,
	} {
		r := s.types("U-LIN", direct, line)
		require.Nil(t, r.Form, line)
		s.says(r)
		opened := s.clicks("U-LIN", on(direct, "m9"), s.button(r, verb).Action)
		require.NotNil(t, opened.Form, line)
		require.Equal(t, verb, s.desk.opened.Form)
		require.Equal(t, "1", s.desk.opened.Context[ctxHere], "the button's message makes way for the result")
	}
	s.clicks("U-LIN", on(direct, "m9"), s.button(s.types("U-LIN", direct, "新建云帆"), verbNew).Action)
	require.Equal(t, map[string]string{"customer": "云帆"}, s.desk.opened.Prefill)
}

func TestAShortcutOnAMessageBringsItsText(t *testing.T) {
	quote := &Quote{Text: "云帆想上ERP\n预算五百万", Author: "U-BOB", Channel: "C-ANY", Message: "q1", Thread: "q0", Link: "https://chat.example.com/q1"}
	t.Run("into a new deal", func(t *testing.T) {
		s := newScene(t)
		e := s.event(Shortcut, "U-LIN", channel)
		e.Action, e.Quote = card.Action{Verb: verbNew}, quote
		require.NotNil(t, s.bot.Handle(t.Context(), e).Form)
		require.Equal(t, "云帆想上ERP", s.desk.opened.Prefill["name"])
		require.Equal(t, "q1", s.desk.opened.Context[ctxQuoteMessage])
		require.Equal(t, "q0", s.desk.opened.Context[ctxQuoteThread])
		require.Equal(t, quote.Link, s.desk.opened.Context[ctxQuoteLink])
	})
	t.Run("into a note", func(t *testing.T) {
		s := newScene(t)
		e := s.event(Shortcut, "U-LIN", channel)
		e.Action, e.Quote = card.Action{Verb: verbNote}, quote
		r := s.bot.Handle(t.Context(), e)
		s.clicks("U-LIN", on(channel, "m1"), s.button(r, verbNote).Action)
		require.Equal(t, []string{"Bob: 云帆想上ERP\n预算五百万"}, s.desk.notes)
		require.Contains(t, s.desk.calls[len(s.desk.calls)-1], quote.Link)
	})
}

func TestADealIsAssignedByMentionNameOrForm(t *testing.T) {
	for line, want := range map[string]string{
		"assign D-17 <@U-BOB>":           "assign d1 p-bob",
		"assign D-17 to <@U-BOB|bob>":    "assign d1 p-bob",
		"转给 <@U-BOB> D-17":               "assign d1 p-bob",
		"assign D-17 bob@example.com":    "assign d1 p-bob",
		"assign 云帆 to Bob":               "assign d1 p-bob",
		"云帆 转给 陈静":                       "assign d1 p-chen",
		"D-17转给陈静":                       "assign d1 p-chen",
		"assign D-17 @wu":                "assign d1 p-wu",
		"assign D-17 给 <@U-CHEN>":        "assign d1 p-chen",
		"assign 云帆 给 <@U-CHEN>":          "assign d1 p-chen",
		"reassign   D-17   陈":            "assign d1 p-chen",
		"please assign #17 to <@U-CHEN>": "assign d1 p-chen",
	} {
		t.Run(line, func(t *testing.T) {
			s := newScene(t)
			s.says(s.types("U-LIN", channel, line))
			require.Equal(t, want, s.desk.calls[len(s.desk.calls)-1])
		})
	}
	t.Run("nobody of that name", func(t *testing.T) {
		s := newScene(t)
		r := s.types("U-LIN", channel, "assign D-17 <@U-STRANGER>")
		require.Contains(t, verbs(r), verbAssign)
		require.NotContains(t, s.desk.calls, "assign d1 ")
	})
	t.Run("to a team that keeps it to itself", func(t *testing.T) {
		s := newScene(t)
		s.desk.deals[0].Team = "west"
		s.desk.deals[0].Owner = "p-lin"
		s.clicks("U-LIN", on(direct, "m"), act(verbAssign, "d1", byID+"p-wu"))
		require.Equal(t, "p-wu", s.desk.deals[0].Owner)
		r := s.clicks("U-OPS", on(direct, "m"), act(verbShow, "d1", ""))
		require.Contains(t, s.says(r), "Wu")
	})
}

func TestListsHavePagesAndFilters(t *testing.T) {
	s := newScene(t)
	for i := range 34 {
		d := s.desk.deals[2]
		d.ID, d.Number = "x"+string(rune('A'+i)), int64(100+i)
		s.desk.deals = append(s.desk.deals, d)
	}
	first := s.types("U-BOB", direct, "list team")
	require.Contains(t, s.says(first), "1–10 of 37")
	require.Contains(t, s.says(first), "[Next]")
	require.NotContains(t, s.says(first), "[Previous]")
	last := s.clicks("U-BOB", on(direct, "m"), listAction("team", 3))
	require.True(t, last.Replace, "pages turn in place")
	require.Contains(t, s.says(last), "31–37 of 37")
	require.NotContains(t, s.says(last), "[Next]")
	found := s.types("U-BOB", direct, "find Acme")
	require.Contains(t, s.says(found), "Deals that match “Acme”")
	next := s.clicks("U-BOB", on(direct, "m"), findAction("Acme", 1))
	require.Contains(t, s.says(next), "11–20 of")
	gone := s.clicks("U-BOB", on(direct, "m"), listAction("team", 9))
	require.Contains(t, s.says(gone), "1–10 of 37", "a page that is no more leads back to the first")
	require.Contains(t, s.says(s.clicks("U-BOB", on(direct, "m"), findAction("Acme", 9))), "1–10 of")
	show := s.clicks("U-BOB", on(direct, "m"), beside(verbShow, "d1"))
	require.False(t, show.Replace, "the list stays")

	for line, scope := range map[string]string{
		"list": "mine", "我的": "mine", "list team": "team", "列表 团队": "team", "list won": "won", "列表赢单": "won",
		"list lost": "lost", "list hold": "hold", "list winnable": "stage", "列表 潜在": "stage", "我的项目": "stage", "won list": "won",
	} {
		s.types("U-BOB", direct, line)
		require.Equal(t, "list "+scope+"  0", s.desk.calls[len(s.desk.calls)-1], line)
	}
	s.types("U-BOB", direct, "list Acme")
	require.Equal(t, "list  Acme 0", s.desk.calls[len(s.desk.calls)-1], "what is no scope is searched for")
}

func TestWhatIsNotFoundOffersAWayOn(t *testing.T) {
	s := newScene(t)
	for _, line := range []string{"show D-99", "find nothing", "won nosuch"} {
		r := s.types("U-BOB", direct, line)
		require.Contains(t, s.says(r), "I found no deal")
		require.Contains(t, verbs(r), verbNew)
	}
	require.Contains(t, s.says(s.types("U-WU", direct, "show D-17")), "I found no deal", "a stranger's deal is as one that is not there")
}

func TestHelpHomeHistoryAndTheMethodSpeakBothLanguages(t *testing.T) {
	for _, c := range []struct {
		line, zh, en string
	}{
		{"help", "/deal 新建 [客户]（new）", "/deal new [customer] (新建)"},
		{"help", "/deal 帮助（help）", "/deal help (帮助)"},
		{"method", "客户压力驱动", "Customer pressure"},
		{"", "需要你处理", "Needs you"},
		{"history D-17", "阶段：「潜在商机」 → 「落实项目」", "Stage: Potential → Confirmed project"},
		{"history D-17", "预计成交：清空（原来是 11月18日(周三)）", "Expected close: emptied (was Wed 18 Nov)"},
		{"history D-17", "结束原因：价格", "Why it ended: Price"},
		{"history D-17", "金额：¥523万", "Amount: CN¥5.23M"},
	} {
		s := newScene(t)
		require.Contains(t, s.says(s.types("U-LIN", channel, c.line)), c.zh, c.line)
		require.Contains(t, s.says(s.types("U-BOB", channel, c.line)), c.en, c.line)
	}
}

func TestTheHomePageIsRedrawnAfterWhatWasDoneOnIt(t *testing.T) {
	s := newScene(t)
	opened := s.bot.Handle(t.Context(), s.event(Home, "U-LIN", Place{Platform: "slack"}))
	text := s.says(opened)
	for _, w := range []string{"需要你处理", "D-17 云帆 ERP", "我的漏斗", "2 个 · ¥523万、US$3万 · 1 个没填金额", "[新建商机]"} {
		require.Contains(t, text, w)
	}
	home := Place{Platform: "slack", Can: Abilities{Form: true}}
	s.clicks("U-LIN", home, s.button(opened, verbNew).Action)
	require.Equal(t, "1", s.desk.opened.Context[ctxHome])
	s.desk.submit = func(map[string]string) (desk.Submitted, error) {
		return desk.Submitted{Form: verbNew, Context: s.desk.opened.Context, Done: desk.Done{Deal: s.desk.deals[0], Changes: []sales.Change{{}}}}, nil
	}
	r := s.submits("U-LIN", nil)
	require.NotNil(t, r.Home)
	require.Equal(t, "U-LIN", r.After[0].To.User, "the card goes to the person's own chat")
	require.NoError(t, s.bot.RefreshHome(t.Context(), "slack", "U-BOB"))
	require.Len(t, s.platform.homes, 1)
}

func TestWhatCountsAsWonIsWhatTheCompanySays(t *testing.T) {
	for means, want := range map[string]string{"": "签了才算赢单", "signed": "签了才算赢单", "awarded": "中标就算赢单", "paid": "首付款到账才算赢单"} {
		s := newScene(t)
		s.bot.wonMeans = means
		require.Contains(t, s.says(s.types("U-LIN", direct, "中标 D-17")), want, means)
	}
}
