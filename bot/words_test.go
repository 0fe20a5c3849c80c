package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestOnlySeveralLinesBehindAWordThatTakesNoDealMayBeTold(t *testing.T) {
	l := newLexicon()
	for _, line := range []string{"团队里王总见了\n预算月底批", "team met Dana today\nbudget by month end", "周报\n今天见了王总\n预算批", "我的客户云帆今天定了\n预算批"} {
		require.True(t, l.parse(line).isProse(), line)
	}
	for _, line := range []string{
		"", "list team", "团队", "week", "find Acme", "team met Dana today", "new Acme\nbudget 6m", "note D-17\nmet Dana\nbudget", "导入\nA,B\n1,2",
		"今天见了王总\n预算批了", "won D-17\nDana",
	} {
		require.False(t, l.parse(line).isProse(), line)
	}
}

func TestWordsMeanWhatPeopleTypeThemFor(t *testing.T) {
	l := newLexicon()
	for _, c := range []struct {
		line string
		want said
	}{
		// Nothing but the command.
		{"", said{Verb: verbOverview}},
		{"   ", said{Verb: verbOverview}},
		{"　", said{Verb: verbOverview}},
		{"/deal", said{Verb: verbOverview}},
		{"/商机", said{Verb: verbOverview}},
		{"首页", said{Verb: verbOverview}},
		// New.
		{"new", said{Verb: verbNew}},
		{"NEW", said{Verb: verbNew}},
		{"ｎｅｗ", said{Verb: verbNew}},
		{"new Acme", said{Verb: verbNew, Rest: "Acme"}},
		{"new  Acme North", said{Verb: verbNew, Rest: "Acme North"}},
		{"new deal Acme", said{Verb: verbNew, Rest: "Acme"}},
		{"create Acme", said{Verb: verbNew, Rest: "Acme"}},
		{"/deal new Acme", said{Verb: verbNew, Rest: "Acme"}},
		{"please new Acme", said{Verb: verbNew, Rest: "Acme"}},
		{"新建", said{Verb: verbNew}},
		{"新建云帆", said{Verb: verbNew, Rest: "云帆"}},
		{"新建 云帆", said{Verb: verbNew, Rest: "云帆"}},
		{"新建　云帆", said{Verb: verbNew, Rest: "云帆"}},
		{"/商机新建云帆", said{Verb: verbNew, Rest: "云帆"}},
		{"新建商机云帆", said{Verb: verbNew, Rest: "云帆"}},
		{"新增云帆科技", said{Verb: verbNew, Rest: "云帆科技"}},
		{"录入 云帆", said{Verb: verbNew, Rest: "云帆"}},
		{"请 新建 云帆", said{Verb: verbNew, Rest: "云帆"}},
		// Lists.
		{"list", said{Verb: verbList}},
		{"list team", said{Verb: verbList, Rest: "team"}},
		{"LIST Won", said{Verb: verbList, Rest: "Won"}},
		{"列表", said{Verb: verbList}},
		{"列表 团队", said{Verb: verbList, Rest: "团队"}},
		{"列表赢单", said{Verb: verbList, Rest: "赢单"}},
		{"我的", said{Verb: verbList, Rest: "mine"}},
		{"mine", said{Verb: verbList, Rest: "mine"}},
		{"my deals", said{Verb: verbList, Rest: "mine"}},
		{"我的项目", said{Verb: verbList, Rest: "ours"}},
		{"团队", said{Verb: verbList, Rest: "team"}},
		{"won list", said{Verb: verbList, Rest: verbWon}},
		{"丢单列表", said{Verb: verbList, Rest: verbLost}},
		// Find.
		{"find Acme", said{Verb: verbFind, Rest: "Acme"}},
		{"find me Acme", said{Verb: verbFind, Rest: "Acme"}},
		{"search north plant", said{Verb: verbFind, Rest: "north plant"}},
		{"找云帆", said{Verb: verbFind, Rest: "云帆", Loose: true}},
		{"查找 科技", said{Verb: verbFind, Rest: "科技"}},
		{"搜 yf", said{Verb: verbFind, Rest: "yf"}},
		// Show, in every way a number is written.
		{"show D-17", said{Verb: verbShow, Object: "D-17"}},
		{"show me D-17", said{Verb: verbShow, Object: "D-17"}},
		{"show d17", said{Verb: verbShow, Object: "D-17"}},
		{"show #17", said{Verb: verbShow, Object: "D-17"}},
		{"show 17", said{Verb: verbShow, Object: "D-17"}},
		{"show17", said{Verb: verbShow, Object: "D-17"}},
		{"show Ｄ－１７", said{Verb: verbShow, Object: "D-17"}},
		{"show D–17", said{Verb: verbShow, Object: "D-17"}},
		{"show D-0017", said{Verb: verbShow, Object: "D-17"}},
		{"show Acme", said{Verb: verbShow, Rest: "Acme"}},
		{"D-17", said{Verb: verbShow, Object: "D-17"}},
		{"#17", said{Verb: verbShow, Object: "D-17"}},
		{"１７", said{Verb: verbShow, Object: "D-17"}},
		{"查看17", said{Verb: verbShow, Object: "D-17"}},
		{"查看商机 D17", said{Verb: verbShow, Object: "D-17"}},
		{"看云帆", said{Verb: verbShow, Rest: "云帆", Loose: true}},
		{"详情 D-17", said{Verb: verbShow, Object: "D-17"}},
		// Edit.
		{"edit D-17", said{Verb: verbEdit, Object: "D-17"}},
		{"修改 D-17", said{Verb: verbEdit, Object: "D-17"}},
		{"改D17", said{Verb: verbEdit, Object: "D-17"}},
		{"云帆 修改", said{Verb: verbEdit, Object: "云帆", Loose: true}},
		// Notes.
		{"note", said{Verb: verbNote}},
		{"note D-17 They agreed to pay", said{Verb: verbNote, Object: "D-17", Rest: "They agreed to pay"}},
		{"note d17: They agreed", said{Verb: verbNote, Object: "D-17", Rest: "They agreed"}},
		{"note Acme they agreed", said{Verb: verbNote, Rest: "Acme they agreed"}},
		{"D-17 note They agreed", said{Verb: verbNote, Object: "D-17", Rest: "They agreed"}},
		{"D-17 note 20 people came", said{Verb: verbNote, Object: "D-17", Rest: "D-20 people came"}},
		{"记录 D-17 客户说：预算已批", said{Verb: verbNote, Object: "D-17", Rest: "客户说：预算已批"}},
		{"记录D-17：预算已批", said{Verb: verbNote, Object: "D-17", Rest: "预算已批"}},
		{"记 云帆 预算已批", said{Verb: verbNote, Rest: "云帆 预算已批"}},
		{"备注 D17 ＯＫ", said{Verb: verbNote, Object: "D-17", Rest: "ＯＫ"}},
		{"云帆 记录 预算已批", said{Verb: verbNote, Object: "云帆", Rest: "预算已批", Loose: true}},
		// Stages.
		{"stage D-17", said{Verb: verbStage, Object: "D-17"}},
		{"stage D-17 forward", said{Verb: verbForward, Object: "D-17"}},
		{"stage back D-17", said{Verb: verbBack, Object: "D-17"}},
		{"forward D-17", said{Verb: verbForward, Object: "D-17"}},
		{"advance Acme", said{Verb: verbForward, Rest: "Acme"}},
		{"back D-17", said{Verb: verbBack, Object: "D-17"}},
		{"move back D-17", said{Verb: verbBack, Object: "D-17"}},
		{"推进 D-17", said{Verb: verbForward, Object: "D-17"}},
		{"阶段 D-17 推进", said{Verb: verbForward, Object: "D-17"}},
		{"D-17推进", said{Verb: verbForward, Object: "D-17"}},
		{"云帆 推进", said{Verb: verbForward, Object: "云帆", Loose: true}},
		{"云帆推进", said{Verb: verbForward, Object: "云帆", Loose: true}},
		{"回退 云帆", said{Verb: verbBack, Rest: "云帆"}},
		{"阶段", said{Verb: verbStage}},
		// Endings.
		{"won D-17", said{Verb: verbWon, Object: "D-17"}},
		{"D-17 won", said{Verb: verbWon, Object: "D-17"}},
		{"17赢单", said{Verb: verbWon, Object: "D-17"}},
		{"成交 云帆", said{Verb: verbWon, Rest: "云帆"}},
		{"签约 D17", said{Verb: verbWon, Object: "D-17"}},
		{"lost #17", said{Verb: verbLost, Object: "D-17"}},
		{"丢单 云帆", said{Verb: verbLost, Rest: "云帆"}},
		{"输单", said{Verb: verbLost}},
		{"hold D-17", said{Verb: verbHold, Object: "D-17"}},
		{"暂缓 D-17", said{Verb: verbHold, Object: "D-17"}},
		{"搁置云帆", said{Verb: verbHold, Rest: "云帆"}},
		{"reopen D-17", said{Verb: verbReopen, Object: "D-17"}},
		{"重启 D-17", said{Verb: verbReopen, Object: "D-17"}},
		{"恢复云帆", said{Verb: verbReopen, Rest: "云帆"}},
		{"void D-17", said{Verb: verbVoid, Object: "D-17"}},
		{"作废 D-17", said{Verb: verbVoid, Object: "D-17"}},
		// Assigning.
		{"assign D-17 <@U1>", said{Verb: verbAssign, Object: "D-17", Rest: "<@U1>"}},
		{"assign Acme to bob@example.com", said{Verb: verbAssign, Rest: "Acme to bob@example.com"}},
		{"转给 <@U1> D-17", said{Verb: verbAssign, Rest: "<@U1> D-17"}},
		{"云帆 转给 陈静", said{Verb: verbAssign, Object: "云帆", Rest: "陈静", Loose: true}},
		{"D-17转给陈静", said{Verb: verbAssign, Object: "D-17", Rest: "陈静"}},
		// The rest.
		{"history D-17", said{Verb: verbHistory, Object: "D-17"}},
		{"历史 D-17", said{Verb: verbHistory, Object: "D-17"}},
		{"变更云帆", said{Verb: verbHistory, Rest: "云帆"}},
		{"settings", said{Verb: verbSettings}},
		{"设置", said{Verb: verbSettings}},
		{"偏好", said{Verb: verbSettings}},
		{"help", said{Verb: verbHelp}},
		{"?", said{Verb: verbHelp}},
		{"？", said{Verb: verbHelp}},
		{"怎么用", said{Verb: verbHelp}},
		{"帮助", said{Verb: verbHelp}},
		{"method", said{Verb: verbMethod}},
		{"方法", said{Verb: verbMethod}},
		{"assess D-17", said{Verb: verbAssess, Object: "D-17"}},
		{"评估 D-17", said{Verb: verbAssess, Object: "D-17"}},
		{"D-17 评估 历史", said{Verb: verbAssess, Object: "D-17", Rest: "历史"}},
		{"background D-17", said{Verb: verbBackground, Object: "D-17"}},
		{"云帆 背景", said{Verb: verbBackground, Object: "云帆", Loose: true}},
		// Words that mean several things ask.
		{"中标 D-17", said{Ask: askAwarded, Object: "D-17"}},
		{"D-17 中标", said{Ask: askAwarded, Object: "D-17"}},
		{"云帆中标", said{Ask: askAwarded, Object: "云帆", Loose: true}},
		{"won the bid D-17", said{Ask: askAwarded, Object: "D-17"}},
		{"完成 云帆", said{Ask: askFinished, Rest: "云帆"}},
		{"done", said{Verb: verbDone}},
		{"跟进 D-17 王总答应周五签", said{Verb: verbDone, Object: "D-17", Rest: "王总答应周五签"}},
		{"云帆 计划", said{Verb: verbPlan, Object: "云帆", Loose: true}},
		{"5W D-17", said{Verb: verbPlan, Object: "D-17"}},
		{"关闭 D-17", said{Ask: askClosed, Object: "D-17"}},
		{"close D-17", said{Ask: askClosed, Object: "D-17"}},
		{"移交 D-17", said{Ask: askTransfer, Object: "D-17"}},
		{"hand over D-17", said{Ask: askTransfer, Object: "D-17"}},
		// Slips of the fingers.
		{"shwo D-17", said{Rest: "shwo D-17", Near: "show D-17"}},
		{"lsit team", said{Rest: "lsit team", Near: "list team"}},
		{"nwe Acme", said{Rest: "nwe Acme", Near: "new Acme"}},
		{"hlep", said{Rest: "hlep", Near: "help"}},
		{"hist D-17", said{Rest: "hist D-17", Near: "history D-17"}},
		{"setings", said{Rest: "setings", Near: "settings"}},
		{"D-17 wno", said{Rest: "D-17 wno", Near: "won D-17"}},
		{"新健 云帆", said{Rest: "新健 云帆", Near: "新建 云帆"}},
		{"历使 D-17", said{Rest: "历使 D-17", Near: "历史 D-17"}},
		{"信件", said{Rest: "信件", Near: "新建"}},
		{"中午 开会", said{Rest: "中午 开会"}},
		// Nothing we know.
		{"forecast", said{Verb: verbForecast}},
		{"funnel east by owner", said{Verb: verbFunnel, Rest: "east by owner"}},
		{"漏斗 我的", said{Verb: verbFunnel, Rest: "我的"}},
		{"简报上周", said{Verb: verbDigest, Rest: "上周"}},
		{"预测 D-17", said{Verb: verbForecast, Object: "D-17"}},
		{"digest 2026-11-16", said{Verb: verbDigest, Rest: "2026-11-16"}},
		{"Acme North", said{Rest: "Acme North"}},
		{"云帆科技", said{Rest: "云帆科技"}},
		{"newark airport", said{Rest: "newark airport"}},
		{"wonderful", said{Rest: "wonderful"}},
		{"99999999999", said{Rest: "99999999999"}},
	} {
		t.Run(c.line, func(t *testing.T) {
			require.Equal(t, c.want, l.parse(c.line))
		})
	}
}

func TestNoWordHasTwoMeanings(t *testing.T) {
	l := newLexicon()
	require.Len(t, l.words, len(l.longest))
	for _, w := range l.longest {
		require.Equal(t, w, folded(w), "a word must be as it is compared")
	}
}

func FuzzParse(f *testing.F) {
	l := newLexicon()
	for _, s := range []string{"新建云帆", "D-17 won", "Ｄ１７　推进", "note #17: a\nb", "won the bid", "<!channel>", "\xff\xfe记"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		s := l.parse(line)
		require.False(t, s.Verb != "" && s.Ask != "", "a line acts or asks")
		if !utf8.ValidString(line) {
			return
		}
		for _, part := range strings.Fields(s.Rest) {
			if strings.HasPrefix(part, "D-") || s.Verb == verbList {
				continue // a number in its own writing; a scope's name
			}
			require.Contains(t, line, part, "what was typed is kept as it was typed")
		}
	})
}
