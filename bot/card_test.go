package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

func TestADealsCardSaysWhatIsKnownAndWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name, user string
		want       []string
	}{
		{"in Chinese", "U-LIN", []string{
			"D-17 云帆 ERP", "客户: 云帆科技", "阶段: 「落实项目」· 12天", "金额: ¥523万", "预计成交: 11月18日(周三)，已推迟 1 次",
			"负责人: 林一", "最近客户活动: 还没有记录", "预计成交日已过 5天：点「修改」", "林一 更新于 11月23日 09:00",
			"[推进到「我的项目」]", "[记录]", "[修改]", "[赢单]", "[回退一个阶段]", "[丢单]", "[暂缓]", "[转给…]", "[历史]", "[作废]",
		}},
		{"in English", "U-BOB", []string{
			"D-17 云帆 ERP", "Customer: 云帆科技", "Stage: Confirmed project · 12 days", "Amount: CN¥5.23M", "Wed 18 Nov, pushed once",
			"Owner: 林一", "The expected close date passed 5 days ago: edit", "Updated by 林一 · 23 Nov 09:00", "[History]",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			text := s.says(s.types(c.user, channel, "show D-17"))
			for _, w := range c.want {
				require.Contains(t, text, w)
			}
		})
	}
}

func TestButtonsAreWhatTheReaderMayDo(t *testing.T) {
	for _, c := range []struct {
		name, user string
		change     func(*sales.Deal)
		want       []string
	}{
		{"the owner may do all", "U-LIN", nil, []string{verbForward, verbDone, verbPlan, verbAssess, verbNote, verbEdit, verbJudge, verbWon, verbHistory, verbBack, verbLost, verbHold, verbAssign, verbVoid}},
		{"the manager may do all", "U-CHEN", nil, []string{verbForward, verbDone, verbPlan, verbAssess, verbNote, verbEdit, verbJudge, verbWon, verbHistory, verbBack, verbLost, verbHold, verbAssign, verbVoid}},
		{"a colleague only reads", "U-BOB", nil, []string{verbHistory}},
		{
			"a helper may not assign", "U-BOB", func(d *sales.Deal) { d.Collaborators = []string{"p-bob"} },
			[]string{verbForward, verbDone, verbPlan, verbAssess, verbNote, verbEdit, verbJudge, verbWon, verbHistory, verbBack, verbLost, verbHold, verbVoid},
		},
		{
			"the first stage has no way back", "U-LIN", func(d *sales.Deal) { d.Stage = sales.Potential },
			[]string{verbForward, verbDone, verbPlan, verbAssess, verbNote, verbEdit, verbJudge, verbWon, verbHistory, verbLost, verbHold, verbAssign, verbVoid},
		},
		{
			"the last stage has no way forward", "U-LIN", func(d *sales.Deal) { d.Stage = sales.Winnable },
			[]string{verbDone, verbPlan, verbAssess, verbNote, verbEdit, verbJudge, verbWon, verbHistory, verbBack, verbLost, verbHold, verbAssign, verbVoid},
		},
		{
			"a held deal waits", "U-LIN", func(d *sales.Deal) { d.Hold = &sales.Hold{Until: "2026-12-01", SaidBy: "王总", Reason: "预算"} },
			[]string{verbReopen, verbNote, verbEdit, verbHistory, verbLost, verbAssign, verbVoid},
		},
		{
			"a won deal is closed", "U-LIN", func(d *sales.Deal) {
				d.Outcome, d.Closing = sales.Won, &sales.Closing{At: now, Reason: "fit"}
			},
			[]string{verbNote, verbReopen, verbHistory, verbVoid},
		},
		{
			"a void deal can only come back", "U-LIN", func(d *sales.Deal) { d.Outcome = sales.Void },
			[]string{verbReopen, verbHistory},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			if c.change != nil {
				c.change(&s.desk.deals[0])
			}
			r := s.types(c.user, channel, "show D-17")
			s.says(r)
			require.Equal(t, c.want, verbs(r))
			menu := 0
			for _, b := range buttons(*r.Card) {
				if b.More {
					menu++
				}
			}
			require.LessOrEqual(t, menu, 5, "Slack's overflow menu holds five")
		})
	}
}

func TestAStateThatIsNotSimplyOpenIsSaid(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*sales.Deal)
		want   string
	}{
		{"won", func(d *sales.Deal) {
			d.Outcome, d.Closing = sales.Won, &sales.Closing{At: now, Reason: "fit"}
		}, "🏆 已赢单 · 11月23日(周一) · 原因：方案匹配"},
		{"lost to somebody", func(d *sales.Deal) {
			d.Outcome, d.Closing = sales.Lost, &sales.Closing{At: now, Class: sales.Competitor, Reason: "price", Competitor: "对手甲"}
		}, "已丢单 · 11月23日(周一) · 原因：价格 · 输给：对手甲"},
		{"lost for a reason of one's own", func(d *sales.Deal) {
			d.Outcome, d.Closing = sales.Lost, &sales.Closing{At: now, Class: sales.Dropped, Reason: "other", Other: "老板不做了"}
		}, "原因：老板不做了"},
		{"held", func(d *sales.Deal) {
			d.Hold = &sales.Hold{Until: "2026-12-01", SaidBy: "王总", Reason: "预算冻结"}
		}, "⏸ 暂缓至 12月1日(周二) · 客户方 王总 提出 · 预算冻结"},
		{"void", func(d *sales.Deal) { d.Outcome, d.Closing = sales.Void, &sales.Closing{Other: "重复"} }, "已作废 · 重复"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			c.change(&s.desk.deals[0])
			require.Contains(t, s.says(s.types("U-LIN", channel, "看 17")), c.want)
		})
	}
}

func TestEveryWarningAndFieldHasItsWordsInBothLanguages(t *testing.T) {
	s := newScene(t)
	d := s.desk.deals[0]
	d.Source, d.Pressure, d.Value, d.Found = sales.SourceTender, "p", "v", "2026-01-02"
	d.NextAt, d.NextWhat, d.LastContact = now, "call", now.Add(-time.Hour)
	d.Closing = &sales.Closing{Learned: "much", Revisit: "2027-01-01"}
	for _, lang := range i18n.Langs() {
		v := s.desk.view(s.desk.who(s.desk.Person("p-lin"), lang), d)
		v.Notes = []sales.Note{{Author: "p-bob", At: now, Text: "two\nlines"}}
		v.Warnings = []sales.Warning{
			sales.HoldEnded, sales.Overdue, sales.PushedOften, sales.Pushed, sales.Stuck, sales.NoClose, sales.NoAmount, sales.Loosened,
		}
		c := s.bot.dealCard(v, reader{lang: lang, zone: time.UTC})
		text := s.says(Reply{Card: &c, Lang: lang})
		require.Contains(t, text, "two lines")
		for _, w := range v.Warnings {
			require.NotEmpty(t, s.catalog.Say(lang, brief([]sales.Warning{w})))
			require.NotContains(t, s.catalog.Say(lang, brief([]sales.Warning{w})), "⟦")
		}
	}
}

func TestCardsAreAsFullAsThePlaceAllows(t *testing.T) {
	secrets := []string{"云帆", "523", "5.23", "林一"}
	silent := func(t *testing.T, text string) {
		t.Helper()
		for _, x := range secrets {
			require.NotContains(t, text, x)
		}
	}
	t.Run("a thread that all read gets a number at most, whatever is asked", func(t *testing.T) {
		for _, line := range []string{
			"show D-17", "D-17", "云帆", "list", "list team", "find 云帆", "history D-17", "stage D-17", "edit D-17", "won D-17",
			"note D-17", "assign D-17", "assign D-17 nobody", "", "中标 D-17", "hold", "shwo D-17", "show", "note 云帆 hello", "forward D-17",
		} {
			s := newScene(t)
			s.desk.deals[0].UpdatedBy = "p-bob" // the reader's own name is no secret
			r := s.types("U-BOB", thread, line)
			t.Log(line, "→", s.says(r))
			if line != "云帆" && line != "find 云帆" && line != "note 云帆 hello" {
				silent(t, s.says(r))
			}
			require.NotContains(t, s.says(r), "523")
			require.NotContains(t, s.says(r), "ERP")
			require.Empty(t, r.After)
		}
	})
	t.Run("a button leads from there to what the one who clicks may see", func(t *testing.T) {
		s := newScene(t)
		r := s.types("U-LIN", thread, "show D-17")
		b := s.button(r, verbShow)
		p := on(thread, "m1")
		p.Can.Private = true
		mine := s.clicks("U-LIN", p, b.Action)
		require.False(t, mine.Replace, "what others see stays as it is")
		require.Contains(t, s.says(mine), "云帆 ERP")
		theirs := s.clicks("U-WU", p, b.Action)
		silent(t, s.says(theirs))
	})
	t.Run("the same for lists", func(t *testing.T) {
		s := newScene(t)
		b := s.button(s.types("U-LIN", thread, "list"), verbSay)
		p := on(thread, "m1")
		p.Can.Private = true
		r := s.clicks("U-LIN", p, b.Action)
		require.Contains(t, s.says(r), "云帆 ERP")
		require.False(t, r.Replace)
	})
	t.Run("the team's channel has the card in full, in its own language", func(t *testing.T) {
		s := newScene(t)
		p := teamRoom
		p.Can = Abilities{}
		r := s.types("U-LIN", p, "show D-17")
		require.Len(t, r.After, 1)
		require.Equal(t, "d1", r.After[0].Track)
		require.Equal(t, i18n.English, r.After[0].Lang)
		require.Contains(t, s.says(r), "Confirmed project")
	})
	t.Run("another team's channel has not", func(t *testing.T) {
		s := newScene(t)
		p := teamRoom
		p.Channel, p.Can = "C-WEST", Abilities{}
		silent(t, s.says(s.types("U-LIN", p, "show D-17")))
	})
	t.Run("a click in the team's channel changes the card for all", func(t *testing.T) {
		s := newScene(t)
		r := s.clicks("U-LIN", on(teamRoom, "m1"), act(verbForward, "d1", "project"))
		require.True(t, r.Replace)
		require.Equal(t, i18n.English, r.Lang)
		require.Contains(t, s.says(r), "林一 moved it forward to Our project")
		require.Contains(t, verbs(r), verbAssign, "every button is there and is checked when it is clicked")
	})
	t.Run("a refusal in the team's channel is for the one who clicked", func(t *testing.T) {
		s := newScene(t)
		r := s.clicks("U-BOB", on(teamRoom, "m1"), act(verbForward, "d1", "project"))
		require.False(t, r.Replace)
		require.Contains(t, s.says(r), "not allowed")
	})
}

func TestAPersonWhoIsInNoConfigurationIsShownByTheirID(t *testing.T) {
	require.Equal(t, "p-gone", label(org.Person{ID: "p-gone"}))
}
