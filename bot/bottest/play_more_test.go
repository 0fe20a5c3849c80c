package bottest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/storage/storagetest"
)

// onRedis is for one stage: the company is entered into an empty store.
func onRedis(t *testing.T) func(*app.LocalOptions) {
	t.Helper()
	url, _ := storagetest.StartRedis(t)
	return func(o *app.LocalOptions) { o.Redis = url }
}

func overHTTP(o *app.LocalOptions) { o.HTTP = true }

func TestTheSameDealOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal 新建 江口港务")
		f := a.form("新建商机").fill("商机名称", "集装箱调度系统").fill("金额", "很多钱").submit()
		f.complains("金额", "523万").fill("金额", "12万").submit().done()
		a.sees("D-31", "¥12万")
		a.presses("推进到「落实项目」").sees("D-31", "「落实项目」", "林晓")
		a.types("列表").sees("D-31")
		home, err := s.home(t.Context(), lin)
		require.NoError(t, err)
		s.until("the home page is drawn", func() bool { return strings.Contains(home(), "D-25") })
	}, overHTTP)
}

func TestTheSameDealOnRedis(t *testing.T) {
	s := play(t, onRedis(t))
	a := s.as(bob).types("/deal new Gannet Airways")
	a.form("New deal").fill("Deal name", "Crew app").fill("Amount", "50k").submit().done()
	a.sees("D-31", "Crew app", "CN¥50K")
	a.types("/deal find gannet").sees("D-31")
	s.as(chen).types("/deal 转给 D-31 @林晓").sees("林晓")
	s.as(lin).seesSomewhere("Crew app")
	a.seesSomewhere("Crew app", "林晓")
}

func TestInADirectChatWordsWorkWithoutTheSlash(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(bob).types("list team").sees("1–10 of 19").presses("Next").sees("11–19 of 19")
		a.types("new Gannet Airways").opens("Open the form")
		a.form("New deal").holds("Customer", "Gannet Airways")
		s.as(lin).types("云帆 查看").sees("D-11")
		s.as(lin).types("今天见了王总，预算月底批").doesNotSee("未知命令")
	})
}

func TestTheHomePageShowsWhatNeedsMe(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		// Feishu tells somebody's language with their first line only.
		s.as(bob).types("/deal help").sees("/deal")
		s.local.Clock.Advance(8 * 24 * time.Hour)
		home, err := s.home(t.Context(), bob)
		require.NoError(t, err)
		s.until("the home page is drawn", func() bool {
			return has(home(), []string{"D-9", "Cold-chain monitoring", "Winnable"})
		})
	})
}

func TestSettingsChangeTheLanguage(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("/deal settings")
		f := a.form("个人设置").fill("时区", "Mars/Olympus").submit()
		f.complains("时区", "Asia/Shanghai").fill("时区", "Europe/London").fill("语言", "English").submit().done().sees("I speak English")
		a.types("/deal 查看 D-11").sees("Our project", "Customer")
		a.types("/deal settings").form("Settings").fill("Language", "As in the app").submit().done().sees("设置已保存")
		a.types("/deal show D-11").sees("「我的项目」")
	})
}

func TestADealIsMadeFromAMessageAndLinkedBack(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).in(east).types("江口港务想上一套集装箱调度系统，年底前要定")
		wish := a.said()
		a.starts("new", wish).form("新建商机").fill("商机名称", "集装箱调度系统").fill("客户", "江口港务").submit().done()
		s.until("the card stands in the message's thread", func() bool {
			return slices.ContainsFunc(s.messages(lin, east), func(m seen) bool {
				return m.thread == wish.id && strings.Contains(m.text, "D-31")
			})
		})
	})
}

func TestANoteIsTakenFromAMessage(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).in(east).types("王总确认了预算")
		a.starts("note", a.said()).answered().sees("就是它").presses("就是它").sees("D-25", "王总确认了预算")
	})
}

func TestStrangersAndGuestsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.as(olivia).types("/deal list").sees("ops@example.com")
		s.as(gus).types("/deal list").sees("Guests")
		s.as(su).types("/deal show D-11").sees("D-11").doesNotSee("云帆科技")
		s.as(su).types("/deal edit D-11").doesNotSee("523").noForm()
	})
}

func TestARepCannotChangeAColleaguesDeal(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(bob).types("/deal show D-3").sees("D-3")
		require.NotContains(t, strings.Join(a.labels(), " "), "Edit")
		a.types("/deal edit D-3").sees("not allowed").noForm()
		a.types("/deal forward D-26").sees("not allowed")
		s.as(lin).types("/deal 查看 D-26").sees("「落实项目」")
	})
}

func TestAClickOnSomebodyElsesButtonIsCheckedAgain(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.as(lin).types("/deal 新建 江口港务").form("新建商机").fill("商机名称", "调度系统").fill("金额", "30万").submit().done()
		b := s.as(bob).in(east).seesSomewhere("D-31", "调度系统")
		b.presses("推进到「落实项目」")
		s.as(lin).types("/deal 查看 D-31").sees("「潜在商机」")
		s.as(chen).in(east).presses("推进到「落实项目」")
		s.as(bob).in(east).seesSomewhere("「落实项目」", "陈岚")
		s.as(lin).types("/deal 查看 D-31").sees("「落实项目」")
	})
}

func TestHostileNamesAreShownAsTypedAndPingNobody(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		name := "<!channel> *bold* & <@U0CHEN> 🚀 \u202eabc _x_ `y`"
		a := s.as(bob).types("/deal new")
		a.form("New deal").fill("Deal name", name).fill("Customer", "A & B <b>").submit().done()
		a.sees(name, "A & B <b>")
		s.as(chen).in(east).seesSomewhere("<!channel> *bold* & <@U0CHEN>")
		require.Empty(t, s.Pings())
	})
}

func TestALongNameIsCutInDisplayAndWholeInTheRecord(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		name := strings.Repeat("扩容", 100)
		a := s.as(lin).types("/deal new")
		a.form("新建商机").fill("商机名称", name).fill("客户", "江口港务").submit().done()
		a.sees("D-31", "…")
		a.types("/deal edit D-31").form("修改商机").holds("商机名称", name)
		f := a.form("修改商机").fill("商机名称", name+"长").submit()
		f.complains("商机名称", "200")
	})
}

func TestADuplicateDeliveryCreatesOneDeal(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		f := s.as(bob).types("/deal new").form("New deal").fill("Deal name", "Crew app").fill("Customer", "Gannet Airways")
		s.Duplicate(1)
		f.submit().done()
		a := s.as(bob).types("/deal find gannet").sees("D-31")
		a.doesNotSee("D-32")
		s.Duplicate(1)
		a.types("/deal note D-31 met Dana").sees("met Dana")
		a.types("/deal history D-31").sees("met Dana")
		screen := a.screen()
		require.Equal(t, 1, strings.Count(screen[len(screen)-1], "met Dana"))
	})
}

func TestAPlatformThatSlowsDownGetsTheMessageLater(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.slow()
		s.as(chen).types("/deal 转给 D-11 @Bob").sees("Bob Carter")
		s.as(bob).seesSomewhere("D-11")
	})
}

func TestTheBotComesBackAfterADisconnect(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.Reconnect()
		s.until("the bot is connected again", s.Connected)
		s.as(bob).types("/deal show D-14").sees("Core network refresh")
	})
}

func TestTheDealIsThereAfterARestart(t *testing.T) {
	for _, platform := range []string{"slack", "feishu"} {
		t.Run(platform, func(t *testing.T) {
			dir := t.TempDir()
			again := func(o *app.LocalOptions) { o.Dir = dir }
			t.Run("a deal is recorded", func(t *testing.T) {
				s := play(t, again, on(platform))
				s.as(bob).types("/deal new Gannet Airways").form("New deal").fill("Deal name", "Crew app").submit().done().sees("D-31")
			})
			s := play(t, again, on(platform))
			require.Zero(t, s.local.Seeded)
			s.as(bob).types("/deal show D-31").sees("Crew app", "Gannet Airways")
		})
	}
}

func TestAnAwayStoreIsToldAndTheFormKeepsItsValues(t *testing.T) {
	for _, platform := range []string{"slack", "feishu"} {
		t.Run(platform, func(t *testing.T) {
			server := storagetest.NewServer(t, "--appendonly", "yes", "--appendfsync", "always")
			server.Start(t)
			s := play(t, on(platform), func(o *app.LocalOptions) { o.Redis = server.URL() })
			a := s.as(lin).types("/deal 新建")
			f := a.form("新建商机").fill("商机名称", "集装箱调度系统").fill("客户", "江口港务")
			server.Kill()
			begin := time.Now()
			f.submit()
			require.Less(t, time.Since(begin), 3*time.Second)
			f.complains("商机名称", "再试").holds("商机名称", "集装箱调度系统").holds("客户", "江口港务")
			a.types("/deal 查看 D-11").sees("再试")
			server.Start(t)
			s.until("the form is accepted when the store is back", func() bool {
				again := a.form("新建商机").submit()
				return len(again.errors) == 0
			})
			a.seesSomewhere("D-31", "集装箱调度系统")
		})
	}
}

func TestACardInAPrivateChatIsItsReadersOwn(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		a := s.as(lin).types("查看 D-11").sees("D-11", "[修改]")
		b := s.as(bob).types("show D-3").sees("D-3").doesNotSee("[Edit]")
		s.as(lin).types("/deal note D-3 等法务意见")
		b.seesSomewhere("D-3", "等法务意见").doesNotSee("[Edit]")
		s.as(chen).types("/deal 转给 D-11 @苏航").sees("苏航")
		a.seesSomewhere("没找到").doesNotSee("523万")
	})
}
