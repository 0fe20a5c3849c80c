package bottest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/internal/i18n"
	"dealmate/sandbox"
)

// fresh is the company on its first day: nobody has a deal.
func fresh(o *app.LocalOptions) { o.Empty = true }

// hello is a first line that asks for nothing.
func (x tongue) hello() string {
	if x.lang == i18n.Chinese {
		return "你好"
	}
	return "hi"
}

// offers checks the three ways in on the newest message.
func (x tongue) offers() tongue {
	x.t.Helper()
	for _, key := range []string{"import", "record", "tour"} {
		require.Contains(x.t, x.labels(), x.w("first.button."+key))
	}
	return x
}

func TestTheFirstHelloIsAnsweredWithThreeWaysIn(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.types(me.hello()).sees(me.w("first.title", "Who", me.who()), me.w("first.about")).offers()
		me.asks(me.hello(), me.w("say.friendly", "Who", me.who()))
		require.NotContains(t, me.labels(), me.w("first.button.tour"), "nobody is welcomed twice")
	}, fresh)
}

func TestABareCommandIsAFirstHelloToo(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.types("/deal").sees(me.w("first.about")).offers()
		me.asks("/deal", me.w("home.overview"), me.w("home.none")).offers()
		me.asks("/deal list", me.w("list.empty")).offers()
		me.asks("/deal won", me.w("say.no_deals")).offers()
	}, fresh)
}

func TestWhoeverKnowsWhatTheyWantIsNotWelcomedFirst(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.asks("/deal help", me.w("help.title"))
		me.asks("/deal list", me.w("list.empty"))
		f := me.types("/deal new Gannet").form(me.w("form.new.title"))
		f.fill(me.w("form.new.name.label"), "Crew app").submit().done()
		me.sees("D-1", "Crew app")
		me.asks(me.hello(), me.w("say.friendly", "Who", me.who()))
		me.doesNotSee(me.w("first.about"))
	}, fresh)
}

func TestWhoseDealsWereHandedOverIsNotNew(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.as(lin).types("/deal 新建 江口港务").form("新建商机").fill("商机名称", "集装箱调度").submit().done()
		a := s.as(lin).types("你好").sees("林晓，这句话要我怎么处理？")
		s.as(chen).types("/deal 转给 D-1 @Bob").sees("Bob Carter")
		a.asked("你好", "林晓，这句话要我怎么处理？")
		a.asked("/deal", "你还没有进行中的商机", "带我看看")
	}, fresh)
}

func TestAnEmptyHomePageOffersTheThreeWaysIn(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		home, err := s.home(s.ctx, lin)
		require.NoError(t, err)
		s.until("the home page", func() bool { return has(home(), []string{"你还没有进行中的商机"}) })
		if s.local.Workspace == nil {
			s.as(lin).sees("导入我的商机", "先记一单", "带我看看")
			return
		}
		require.Contains(t, string(s.local.Workspace.Home(lin)), "带我看看")
	}, fresh)
}

func TestANewPersonIsShownAroundInOneMessage(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.types(me.hello()).sees(me.w("first.about"))
		before := len(me.messages(me.user, me.place))
		next, sample := me.w("tour.button.next"), func(key string) string {
			return me.w("tour.sample", "Name", me.w("tour.sample."+key+".name"))
		}
		me.presses(me.w("first.button.tour")).sees(me.w("tour.list.title"), me.w("tour.list.about"),
			sample("silent"), sample("close"), sample("fresh"), me.w("list.warning.stuck"))
		me.presses(next).sees(sample("silent"), me.w("tour.about.silent"), me.w("tour.sample.silent.note"), me.w("heading.project"))
		require.ElementsMatch(t, []string{next, me.w("tour.button.list"), me.w("tour.button.leave")}, me.labels(), "nothing changes a record that is none")
		me.presses(next).sees(me.w("tour.ahead.title"), me.w("tour.ahead.plan"), sample("silent"), "🔇", me.w("tour.ahead.monday"))
		require.ElementsMatch(t, []string{next, me.w("tour.button.leave")}, me.labels())
		me.presses(next).sees(me.w("tour.end.title"), me.w("tour.end.about"))
		require.ElementsMatch(t, []string{me.w("first.button.import"), me.w("first.button.record"), me.w("say.button.help")}, me.labels())
		require.Len(t, me.messages(me.user, me.place), before, "it is one message all the way")
		me.doesNotSee(me.w("tour.sample.silent.name"))
	}, fresh)
}

func TestTheTourCanBeLeftAndLookedAboutIn(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.types(me.hello()).sees(me.w("first.about")).presses(me.w("first.button.tour")).sees(me.w("tour.list.about"))
		m := me.newestSeen()
		looks := 0
		for _, b := range m.buttons {
			if b.label != me.w("tour.button.look") {
				continue
			}
			if looks++; looks == 2 {
				require.NoError(t, me.venue.presses(me.ctx, me.user, m, b))
			}
		}
		require.Equal(t, 3, looks)
		me.sees(me.w("tour.about.close"), me.w("explain.commit")).presses(me.w("tour.button.list")).sees(me.w("tour.list.about"))
		me.presses(me.w("tour.button.leave")).sees(me.w("tour.end.about"))
	}, fresh)
}

func TestSampleDealsVanishAndNothingKnowsOfThem(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.types(me.hello()).sees(me.w("first.about")).presses(me.w("first.button.tour")).sees(me.w("tour.list.about"))
		for _, then := range []string{"tour.about.silent", "tour.ahead.plan", "tour.end.about"} {
			me.presses(me.w("tour.button.next")).sees(me.w(then))
		}
		name := me.w("tour.sample.silent.name")
		me.asks("/deal list", me.w("list.empty"))
		me.asks("/deal list team", me.w("list.empty"))
		me.asks("/deal show "+name, me.w("say.no_deal", "Query", name))
		me.asks("/deal show D-1", me.w("say.no_deal", "Query", "D-1"))
		f := me.types("/deal new Gannet").form(me.w("form.new.title"))
		f.fill(me.w("form.new.name.label"), "Crew app").submit().done()
		me.sees("D-1", "Crew app")
	}, fresh)
}

func TestTheTourEndsWithARealDeal(t *testing.T) {
	crosswise(t, func(t *testing.T, s *stage, me tongue) {
		me.types(me.hello()).sees(me.w("first.about")).presses(me.w("first.button.tour")).sees(me.w("tour.list.about"))
		me.presses(me.w("tour.button.leave")).sees(me.w("tour.end.about")).presses(me.w("first.button.record"))
		f := me.form(me.w("form.new.title")).fill(me.w("form.new.name.label"), "Crew app").fill(me.w("form.new.customer.label"), "Gannet")
		f.submit().done()
		me.sees("D-1", "Crew app")
	}, fresh)
}

// On Slack's home page the tour opens over it, and stays one view as well.
func TestTheTourIsOneViewOverTheHomePage(t *testing.T) {
	s := play(t, fresh)
	w := s.local.Workspace
	require.NoError(t, w.OpenHome(s.ctx, bob))
	s.until("the home page", func() bool { return len(sandbox.Buttons(w.Home(bob))) > 0 })
	press := func(at sandbox.Ref, blocks json.RawMessage, label string) {
		t.Helper()
		all := sandbox.Buttons(blocks)
		i := slices.IndexFunc(all, func(b sandbox.Button) bool { return b.Label == label })
		require.GreaterOrEqual(t, i, 0, "%s in %v", label, all)
		require.NoError(t, w.Click(s.ctx, bob, at, all[i].BlockID, all[i].ActionID, ""))
	}
	press(sandbox.Ref{Home: true}, w.Home(bob), "Show me around")
	for _, text := range []string{"Your deals", "A deal that stands still", "What I say by myself", "The sample deals are gone"} {
		var v sandbox.View
		s.until("the tour says "+text, func() bool {
			v, _ = w.View(bob)
			return strings.Contains(v.Title+sandbox.PlainText(v.Blocks), text)
		})
		require.Len(t, w.Views(bob), 1)
		if !strings.Contains(text, "gone") {
			press(sandbox.Ref{View: v.ID}, v.Blocks, "Next")
		}
	}
}

// asks types a line and waits for a new answer with the words.
func (x tongue) asks(line string, words ...string) tongue {
	x.t.Helper()
	x.asked(line, words...)
	return x.sees(words...)
}

// newestSeen is the newest message.
func (x tongue) newestSeen() seen {
	all := x.messages(x.user, x.place)
	return all[len(all)-1]
}
