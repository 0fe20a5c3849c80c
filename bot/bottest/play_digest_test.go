package bottest_test

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"dealmate/internal/app"
	"dealmate/internal/i18n"
	"dealmate/sandbox"
)

// leads runs a play for a team's manager who reads Chinese and for one who reads
// English, on every platform.
func leads(t *testing.T, run func(t *testing.T, s *stage, me tongue), change ...func(*app.LocalOptions)) {
	t.Helper()
	for _, lang := range []i18n.Lang{i18n.Chinese, i18n.English} {
		t.Run(string(lang), func(t *testing.T) {
			each(t, func(t *testing.T, s *stage) {
				me := s.speaking(chen, i18n.Chinese)
				if lang == i18n.English {
					me.types("/deal settings").form(me.w("form.settings.title")).fill(me.w("form.settings.language.label"), me.w("words.language.en")).submit().done()
					me.lang = lang
				}
				run(t, s, me)
			}, change...)
		})
	}
}

// monday lets the clock go to a time of the next Monday, in Shanghai.
func (s *stage) monday(hour, minute int) {
	zone := time.FixedZone("", 8*3600)
	at := s.local.Clock.Now().In(zone).AddDate(0, 0, 1)
	for at.Weekday() != time.Monday {
		at = at.AddDate(0, 0, 1)
	}
	s.local.Clock.Move(time.Date(at.Year(), at.Month(), at.Day(), hour, minute, 0, 0, zone))
}

// wins enters a deal and wins it.
func (x tongue) wins(name, number string) {
	x.t.Helper()
	x.records(name, six).types("/deal won "+number).form(x.w("form.won.title")).fill(x.w("form.won.reason.label"), x.w("won.trust")).submit().done()
	x.sees(number, x.w("say.did.won", "Who", x.who()))
}

func TestAManagersMonday(t *testing.T) {
	leads(t, func(t *testing.T, s *stage, me tongue) {
		l := s.speaking(lin, i18n.Chinese)
		l.records("Crew app", six).types("/deal stage D-31 forward").sees(l.w("gate.button.ask")).presses(l.w("gate.button.ask"))
		l.form(l.w("form.override.title")).fill(l.w("form.override.reason.label"), "预算下周过会").submit().done()
		l.sees("预算下周过会")
		l.wins("Dock app", "D-32")

		s.monday(8, 31)
		me.seesSomewhere("🎯", "✋", "🏁", "📊", "⚠️", me.w("digest.button.explain"), "Crew app")
		me.presses(me.w("gate.button.approve"))
		me.form(me.w("form.approve.title")).fill(me.w("form.approve.word.label"), "同意").submit().done()
		l.seesSomewhere(l.w("gate.approved", "By", "陈岚", "Number", "D-31", "Name", "Crew app", "Stage", l.stageName("project"), "Words", "同意"))

		// A number, explained down to the change that caused it.
		me.presses(me.w("digest.button.explain")).seesSomewhere(me.w("explain.start"), me.w("explain.end"), me.w("explain.won"))
		me.presses(me.w("explain.won")).seesSomewhere("D-32", "林晓", me.w("explain.button.history"))
		me.presses(me.w("explain.button.history")).seesSomewhere("D-32", me.w("history.outcome.won"))

		s.monday(9, 1) // the next one
		s.until("two digests for the manager", func() bool { return me.messagesWith("🎯", "📊") == 2 })
	})
}

func TestTheChannelReadsWhatWasWonAndNothingThatBlames(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		l := s.speaking(lin, i18n.Chinese)
		l.wins("Dock app", "D-31")
		s.monday(9, 1)
		c := s.speaking(lin, i18n.Chinese)
		c.actor = c.in(east)
		c.seesSomewhere("🎉", "林晓", "📊", c.w("digest.amount"))
		for _, m := range c.screen() {
			require.NotContains(t, m, "⚠️")
			require.NotContains(t, m, "✋")
			require.NotContains(t, m, c.w("digest.commit"))
		}
	})
}

func TestAWeekIsShownOnDemand(t *testing.T) {
	leads(t, func(_ *testing.T, s *stage, me tongue) {
		me.types("/deal digest").seesSomewhere("🎯", "📊", me.w("digest.button.lists"))
		me.presses(me.w("digest.button.lists")).seesSomewhere(me.w("digest.button.digest"))
		me.types("/deal digest 华东 East 2026-07-01").seesSomewhere(map[i18n.Lang]string{i18n.Chinese: "6月29日", i18n.English: "29 Jun"}[me.lang], "📊")
		me.types("/deal digest Atlantis").seesSomewhere("Atlantis", "华东 East")

		// A rep reads what the channel reads, and no lists of others.
		r := s.speaking(lin, i18n.Chinese)
		r.types("/deal digest").seesSomewhere("📊", "华东 East").doesNotSee("⚠️")
	})
}

func TestTheFunnelAndTheForecast(t *testing.T) {
	leads(t, func(_ *testing.T, s *stage, me tongue) {
		me.types("/deal funnel").seesSomewhere(me.w("funnel.title", "Team", "华东 East"), me.w("digest.weighted"), me.w("funnel.went_on"))
		me.types("/deal funnel 2026Q2").seesSomewhere("Q2", me.w("funnel.went_on"))
		me.types("/deal funnel by owner").seesSomewhere(me.w("funnel.by.owner"), "林晓", "Bob Carter")
		me.types("/deal funnel by currency").seesSomewhere("CNY", me.w("funnel.by.stage"))
		me.types("/deal forecast").seesSomewhere(me.w("explain.commit"), me.w("explain.best"), "🎯")
		me.presses(me.w("explain.commit")).seesSomewhere("D-", me.w("say.button.show"))
		me.types("/deal forecast D-1").seesSomewhere(me.w("forecast.ask", "Category", me.w("explain.best"))).presses(me.w("explain.omitted"))
		me.seesSomewhere("D-1", me.w("explain.omitted"), me.w("say.did.judge", "Who", "陈岚"))
		me.types("/deal history D-1").seesSomewhere(me.w("history.field.forecast"), me.w("explain.omitted"))

		r := s.speaking(lin, i18n.Chinese)
		r.types("/deal funnel").seesSomewhere(r.w("funnel.title", "Team", "林晓"))
		r.types("/deal forecast").seesSomewhere("林晓", r.w("forecast.category"))
	})
}

func TestARepSeesTheWeekBeforeTheManagerDoes(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("Crew app", six)
		zone := time.FixedZone("", 8*3600)
		now := s.local.Clock.Now().In(zone)
		friday := time.Date(now.Year(), now.Month(), now.Day()+(5-int(now.Weekday())), 16, 1, 0, 0, zone)
		s.local.Clock.Move(friday)
		me.seesSomewhere(me.w("preview.title"), "📊", me.w("preview.gap.no_close"), "Crew app", me.w("preview.hint"))
		me.presses(me.w("preview.button.no_close"))
		me.form(me.w("form.edit.title")).fill(me.w("form.edit.close.label"), friday.AddDate(0, 2, 0).Format(time.DateOnly)).submit().done()
		me.seesSomewhere("Crew app", me.w("say.did.edit", "Who", me.who()))
	})
}

func TestAReportIsHadAsAFile(t *testing.T) {
	leads(t, func(t *testing.T, s *stage, me tongue) {
		s.speaking(lin, i18n.Chinese).wins("=Dock app", "D-31")
		s.monday(8, 31)
		me.seesSomewhere("📊").presses(me.w("digest.button.explain")).presses(me.w("sheet.button.xlsx"))
		f, err := excelize.OpenReader(bytes.NewReader(me.gets(".xlsx")))
		require.NoError(t, err)
		rows, err := f.GetRows(f.GetSheetList()[0], excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Contains(t, rows, []string{"D-31", "=Dock app", "Gannet", "林晓", me.w("explain.won"), "-6000000", rows[1][6], "林晓"})

		me.types("/deal funnel").seesSomewhere(me.w("funnel.title", "Team", "华东 East")).presses(me.w("sheet.button.csv"))
		text := string(me.gets(".csv"))
		require.True(t, strings.HasPrefix(text, "\ufeff"), "it opens in a Chinese Excel")
		require.Contains(t, text, "云帆科技")
	})
}

func TestAWorkspaceThatRefusesChartsGetsPictures(t *testing.T) {
	t.Parallel()
	s := play(t)
	me := s.speaking(chen, i18n.Chinese)
	s.speaking(lin, i18n.Chinese).wins("Dock app", "D-31")
	s.local.Workspace.Fault("chat.postMessage", sandbox.Fault{Refused: "invalid_blocks", Block: "data_visualization", Times: 100})
	s.monday(8, 31)
	me.seesSomewhere("📊", me.w("digest.weighted"))
	picture, err := png.Decode(bytes.NewReader(me.gets("chart-1.png")))
	require.NoError(t, err)
	require.Positive(t, picture.Bounds().Dx())
}

func TestAChannelThatTakesNothingIsTheManagersToMend(t *testing.T) {
	t.Parallel()
	s := play(t)
	me := s.speaking(chen, i18n.Chinese)
	s.speaking(lin, i18n.Chinese).wins("Dock app", "D-31")
	s.local.Workspace.Fault("chat.postMessage", sandbox.Fault{Refused: "not_in_channel", Channel: east, Times: 100})
	s.monday(9, 1)
	me.seesSomewhere(me.w("digest.not_posted", "Channel", east, "Team", "华东 East"))
}

func TestCustomersActionsAndTurnedAnswersAreExplained(t *testing.T) {
	leads(t, func(_ *testing.T, s *stage, me tongue) {
		me.types("/deal digest 2026-07-01").seesSomewhere("🤝").presses(me.w("digest.button.explain"))
		me.presses(me.w("explain.did")).seesSomewhere(me.w("words.did.yes"), me.w("explain.acts", "Figure", i18n.T("explain.did"), "Span", "")[:6])
		me.presses(me.w("digest.button.up")).presses(me.w("explain.turned")).seesSomewhere(me.w("explain.button.history"))
	})
}

func TestWhatIsStillMissingComesWithMondaysBundle(t *testing.T) {
	t.Parallel()
	s := play(t)
	me := s.speaking(lin, i18n.Chinese)
	me.records("Crew app", "7亿")
	zone := time.FixedZone("", 8*3600)
	friday := s.local.Clock.Now().In(zone).AddDate(0, 0, 30)
	for friday.Weekday() != time.Friday {
		friday = friday.AddDate(0, 0, 1)
	}
	s.local.Clock.Move(time.Date(friday.Year(), friday.Month(), friday.Day(), 16, 1, 0, 0, zone))
	me.seesSomewhere(me.w("preview.title"))
	s.monday(9, 30)
	s.until("Monday's bundle with what is missing", func() bool {
		return slices.ContainsFunc(me.bundles(), func(b string) bool { return strings.Contains(b, me.w("preview.still")) })
	})
	require.Equal(t, 1, me.messagesWith(me.w("preview.title")), "and not in a message beside it")
}

func TestAWinIsCheeredInTheChannelAtOnce(t *testing.T) {
	tongues(t, func(_ *testing.T, s *stage, me tongue) {
		me.wins("Dock app", "D-31")
		c := s.speaking(chen, i18n.Chinese)
		c.actor = c.in(east)
		c.seesSomewhere("🎉", "Dock app", "Gannet", me.who(), c.w("deal.button.show_me"))
	})
}

func TestAllThatIMaySeeIsHadAsAFile(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		me.records("=Crew app", six).types("/deal export").seesSomewhere(me.w("export.coming"))
		f, err := excelize.OpenReader(bytes.NewReader(me.gets(".xlsx")))
		require.NoError(t, err)
		sheets := f.GetSheetList()
		require.Len(t, sheets, 4)
		rows, err := f.GetRows(sheets[0], excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Greater(t, len(rows), 20, "the team's deals")
		at := slices.IndexFunc(rows, func(row []string) bool { return row[0] == "D-31" })
		require.Positive(t, at)
		require.Equal(t, []string{"D-31", "=Crew app", "Gannet", "华东 East", me.who()}, rows[at][:5])
		require.Equal(t, "6000000", rows[at][8])
		for i, least := range []int{20, 100, 5, 100} {
			rows, err := f.GetRows(sheets[i])
			require.NoError(t, err)
			require.Greater(t, len(rows), least, sheets[i])
		}
	})
}

func TestARepsWeekIsSentAfterALook(t *testing.T) {
	tongues(t, func(_ *testing.T, s *stage, me tongue) {
		me.wins("Dock app", "D-31")
		me.types("/deal week").seesSomewhere(me.w("week.title"), me.w("week.won", "Deal", i18n.Raw("D-31 Dock app"), "Amount", i18n.Money{Amount: decimal.New(6, 6), Currency: "CNY"}), me.w("week.hint"))
		me.presses(me.w("week.button.send"))
		f := me.form(me.w("form.week.title"))
		f.fill(me.w("form.week.help.label"), "请陈总约一次王总").submit().done()
		me.seesSomewhere(me.w("week.sent", "Managers", "陈岚"))
		c := s.speaking(chen, i18n.Chinese)
		c.seesSomewhere(me.who()+" 的周报", "D-31 Dock app", "请陈总约一次王总")
	})
}
