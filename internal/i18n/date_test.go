package i18n

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/fault"
)

// monday is the day that dates in these tests are typed on, a Monday.
const monday Date = "2026-11-23"

func TestParseDateReadsWhatPeopleType(t *testing.T) {
	for in, want := range map[string]Date{
		// Figures.
		"2026-12-31": "2026-12-31", "2026/12/31": "2026-12-31", "2026.12.31": "2026-12-31", "2026-1-5": "2026-01-05", "20261231": "2026-12-31",
		"２０２６－１２－３１": "2026-12-31", "2026-12": "2026-12-31", "2027/2": "2027-02-28", "12/31": "2026-12-31", "12-31": "2026-12-31", "12.31": "2026-12-31", "1/5": "2027-01-05",
		"31/12/2026": "2026-12-31", "12/31/2026": "2026-12-31", "5/5/2027": "2027-05-05", " 2026-12-31 ": "2026-12-31", "2028-02-29": "2028-02-29", "2/29": "2028-02-29",
		// Chinese days and months.
		"12月底": "2026-12-31", "12月末": "2026-12-31", "12月份底": "2026-12-31", "12月": "2026-12-31", "12月31日": "2026-12-31", "12月31号": "2026-12-31", "12 月 31 日": "2026-12-31",
		"十二月底": "2026-12-31", "十二月三十一日": "2026-12-31", "二〇二六年十二月三十一日": "2026-12-31", "2026年12月31日": "2026-12-31", "2027年3月": "2027-03-31",
		"27年3月底": "2027-03-31", "明年3月底": "2027-03-31", "明年三月": "2027-03-31", "今年12月": "2026-12-31", "3月底": "2027-03-31", "二月底": "2027-02-28", "1月15日": "2027-01-15",
		"11月1日": "2026-11-01", "10月底": "2026-10-31", "9月底": "2027-09-30", "12月中旬": "2026-12-20", "12月上旬": "2026-12-10", "12月下旬": "2026-12-31", "12月初": "2026-12-01", "12月中": "2026-12-15",
		"12月底前": "2026-12-31", "12月31日之前": "2026-12-31", "预计12月底": "2026-12-31", "12月底左右": "2026-12-31", "15号": "2026-12-15", "30号": "2026-11-30", "下个月15号": "2026-12-15", "下月15日": "2026-12-15",
		// Chinese, from today.
		"今天": "2026-11-23", "明天": "2026-11-24", "后天": "2026-11-25", "大后天": "2026-11-26", "昨天": "2026-11-22", "前天": "2026-11-21",
		"周五": "2026-11-27", "星期五": "2026-11-27", "周一": "2026-11-23", "周日": "2026-11-29", "周天": "2026-11-29", "本周五": "2026-11-27", "这周五": "2026-11-27", "下周五": "2026-12-04", "下周一": "2026-11-30",
		"下个礼拜三": "2026-12-02", "下下周二": "2026-12-08", "下周日": "2026-12-06", "上周五": "2026-11-20",
		"3天后": "2026-11-26", "三天后": "2026-11-26", "3天内": "2026-11-26", "3天前": "2026-11-20", "两周后": "2026-12-07", "2个星期后": "2026-12-07", "一个月后": "2026-12-23", "十天后": "2026-12-03", "半年后": "2027-05-23", "一年后": "2027-11-23", "过3天后": "2026-11-26",
		"月底": "2026-11-30", "本月底": "2026-11-30", "这个月底": "2026-11-30", "月末": "2026-11-30", "月底前": "2026-11-30", "下月底": "2026-12-31", "下个月底": "2026-12-31", "下月初": "2026-12-01",
		"年底": "2026-12-31", "年底前": "2026-12-31", "今年底": "2026-12-31", "明年底": "2027-12-31", "2027年底": "2027-12-31", "2027年": "2027-12-31",
		"季度末": "2026-12-31", "本季度末": "2026-12-31", "季末": "2026-12-31", "下季度末": "2027-03-31", "Q1末": "2027-03-31", "一季度": "2027-03-31", "第一季度末": "2027-03-31", "四季度": "2026-12-31",
		"明年Q1": "2027-03-31", "明年一季度": "2027-03-31", "2027年Q2": "2027-06-30", "下半年": "2026-12-31", "明年上半年": "2027-06-30",
		// English.
		"today": "2026-11-23", "Tomorrow": "2026-11-24", "yesterday": "2026-11-22", "the day after tomorrow": "2026-11-25",
		"31 Dec": "2026-12-31", "Dec 31": "2026-12-31", "31 December 2026": "2026-12-31", "December 31st, 2026": "2026-12-31", "31st of December": "2026-12-31", "Dec. 31": "2026-12-31", "31-Dec-2026": "2026-12-31", "by 31 Dec": "2026-12-31",
		"5 Jan": "2027-01-05", "Sept 1": "2027-09-01", "1 nov": "2026-11-01", "end of March": "2027-03-31", "end of march 2028": "2028-03-31", "March end": "2027-03-31", "march": "2027-03-31", "by the end of March": "2027-03-31", "Feb 2028": "2028-02-29", "may": "2027-05-31",
		"friday": "2026-11-27", "this friday": "2026-11-27", "next friday": "2026-12-04", "next Mon": "2026-11-30", "monday": "2026-11-23", "last friday": "2026-11-20", "thurs": "2026-11-26",
		"in 2 weeks": "2026-12-07", "in two weeks": "2026-12-07", "2 weeks": "2026-12-07", "two weeks from now": "2026-12-07", "in a month": "2026-12-23", "in 3 days": "2026-11-26", "within 10 days": "2026-12-03", "in 1 year": "2027-11-23", "3 days ago": "2026-11-20",
		"end of month": "2026-11-30", "end of the month": "2026-11-30", "end of this month": "2026-11-30", "end of next month": "2026-12-31", "month end": "2026-11-30", "month-end": "2026-11-30", "EOM": "2026-11-30", "eoy": "2026-12-31", "EOQ": "2026-12-31", "eow": "2026-11-29",
		"end of year": "2026-12-31", "year end": "2026-12-31", "end of next year": "2027-12-31", "end of quarter": "2026-12-31", "end of next quarter": "2027-03-31", "end of week": "2026-11-29", "end of 2027": "2027-12-31",
		"Q1": "2027-03-31", "Q1 end": "2027-03-31", "end of Q1": "2027-03-31", "Q4": "2026-12-31", "Q2 2027": "2027-06-30", "2027 Q2": "2027-06-30", "2027Q2": "2027-06-30", "2027-Q2": "2027-06-30",
	} {
		t.Run(in, func(t *testing.T) {
			got, err := ParseDate(in, monday)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "soon", "尽快", "abc", "2026", "2026-13-01", "2026-02-30", "2027-02-29", "0000-00-00", "1026-01-01", "9999-12-31", "13月", "2月30日", "32号", "0号", "12/32",
		"05/06/2026", "next week", "下周", "下个月", "周八", "周七", "Q5", "Q0", "31 Foo", "32 Dec", "in weeks", "in 0.5 weeks", "in -2 weeks", "in 2 fortnights", "523万",
		"2026-12-31 10:00", "2026-12-31T00:00:00Z", "-12-31", "12/31/26", "99999年后", "五六七八月", "十十月底", "半周后", "2026年13月", "2026-12-31\x00", "\xff", strings.Repeat("9", 99), strings.Repeat("十", 41),
	} {
		t.Run(in, func(t *testing.T) {
			got, err := ParseDate(in, monday)
			require.Error(t, err, got)
			f, ok := fault.As(err)
			require.True(t, ok)
			require.Equal(t, fault.Invalid, f.Code)
			require.Equal(t, "error.date", f.Key)
			require.Empty(t, got)
		})
	}
	_, err := ParseDate("2026-12-31", "")
	require.Equal(t, fault.Invalid, fault.CodeOf(err), "without today nothing is read")
}

func TestDatesFromOtherDays(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		today Date
		want  Date
	}{
		"the end of a short month":                        {"一个月后", "2027-01-31", "2027-02-28"},
		"the end of the next month from a 31st":           {"下月底", "2027-01-31", "2027-02-28"},
		"the end of next month in December":               {"end of next month", "2026-12-31", "2027-01-31"},
		"on Sunday the week still runs":                   {"本周五", "2026-11-29", "2026-11-27"},
		"on Sunday next week begins tomorrow":             {"下周一", "2026-11-29", "2026-11-30"},
		"a weekday that passed is the next one":           {"周一", "2026-11-25", "2026-11-30"},
		"today's weekday is today":                        {"wednesday", "2026-11-25", "2026-11-25"},
		"this month's end on its last day":                {"月底", "2026-11-30", "2026-11-30"},
		"the last day of a quarter is in it":              {"季度末", "2026-03-31", "2026-03-31"},
		"the first day of a quarter too":                  {"end of quarter", "2026-04-01", "2026-06-30"},
		"the 31st of a month that has none is refused":    {"31号", "2026-11-02", ""},
		"the quarter after the last is next year's first": {"下季度末", "2026-12-31", "2027-03-31"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseDate(c.in, c.today)
			require.Equal(t, c.want == "", err != nil, "%v", err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestADayWithoutAYearIsTheNextOrOneJustPassed(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		today Date
		want  Date
	}{
		"to come this year":               {"12月1日", monday, "2026-12-01"},
		"today":                           {"11月23日", monday, "2026-11-23"},
		"passed 31 days ago":              {"10月23日", monday, "2026-10-23"},
		"passed 32 days ago":              {"10月22日", monday, "2027-10-22"},
		"passed at the turn of the year":  {"12月28日", "2027-01-05", "2026-12-28"},
		"a month's end at the turn":       {"12月底", "2027-01-05", "2026-12-31"},
		"a month's end longer ago":        {"12月底", "2027-02-05", "2027-12-31"},
		"the last quarter, just after it": {"Q4", "2027-01-05", "2026-12-31"},
		"29 February":                     {"2月29日", monday, "2028-02-29"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseDate(c.in, c.today)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestFormatDate(t *testing.T) {
	for _, c := range []struct {
		day, today Date
		zh, en     string
	}{
		{"2026-11-23", monday, "11月23日(周一)", "Mon 23 Nov"},
		{"2026-11-29", monday, "11月29日(周日)", "Sun 29 Nov"},
		{"2027-01-05", monday, "2027年1月5日(周二)", "Tue 5 Jan 2027"},
		{"2026-11-23", "", "2026年11月23日(周一)", "Mon 23 Nov 2026"},
		{"", monday, "", ""},
		{"someday", monday, "someday", "someday"},
	} {
		require.Equal(t, c.zh, FormatDate(Chinese, c.day, c.today))
		require.Equal(t, c.en, FormatDate(English, c.day, c.today))
	}
}

func TestWhatFormatDateShowsCanBeTyped(t *testing.T) {
	for d := monday; d < "2027-12-31"; d = d.AddDays(1) {
		for _, s := range []string{FormatDate(Chinese, d, ""), FormatDate(English, d, ""), string(d)} {
			got, err := ParseDate(s, monday)
			require.NoError(t, err, s)
			require.Equal(t, d, got, s)
		}
	}
}

func TestFormatTime(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 12, 31, 18, 5, 0, 0, time.UTC)
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "31 Dec 18:05", FormatTime(English, at, now))
	require.Equal(t, "12月31日 18:05", FormatTime(Chinese, at, now))
	require.Equal(t, "2027年1月1日 02:05", FormatTime(Chinese, at, now.In(shanghai)), "in the zone of now, where it is next year")
	require.Equal(t, "31 Dec 2026 18:05", FormatTime(English, at, time.Time{}))
	require.Empty(t, FormatTime(English, time.Time{}, now))
}

func TestFormatDays(t *testing.T) {
	for n, want := range map[int][2]string{0: {"0天", "0 days"}, 1: {"1天", "1 day"}, 2: {"2天", "2 days"}, -1: {"-1天", "-1 day"}} {
		require.Equal(t, want, [2]string{FormatDays(Chinese, n), FormatDays(English, n)})
	}
}

func TestDateArithmetic(t *testing.T) {
	require.Equal(t, Date("2026-12-01"), monday.AddDays(8))
	require.Equal(t, Date("2026-11-22"), monday.AddDays(-1))
	require.Equal(t, Date("2027-02-28"), Date("2027-01-31").AddMonths(1))
	require.Equal(t, Date("2028-02-29"), Date("2027-08-31").AddMonths(6))
	require.Equal(t, Date("2026-12-31"), Date("2027-01-31").AddMonths(-1))
	require.Equal(t, 38, monday.Days("2026-12-31"))
	require.Equal(t, -1, monday.Days("2026-11-22"))
	require.Equal(t, time.Monday, monday.Weekday())
	require.Equal(t, monday, DateOf(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC).In(time.FixedZone("CST", 8*3600))))
	for _, bad := range []Date{"", "2026-02-30", "2026-1-1", "26-01-01", "1889-01-01", "2200-01-01", "x"} {
		require.False(t, bad.Valid(), string(bad))
		require.Empty(t, bad.AddDays(1))
		require.Empty(t, bad.AddMonths(1))
		require.Zero(t, bad.Days(monday))
		require.Zero(t, monday.Days(bad))
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-12-31", "12月底", "下周五", "二〇二六年十二月三十一日", "end of March", "in 2 weeks", "Q1 end", "31st of December", "明年一季度", "15号", "999年后", "2/29", "半年后", "999 years"} {
		f.Add(s, "2026-11-23")
	}
	f.Add("12月底", "2199-12-31")
	f.Add("999天前", "1990-01-01")
	f.Fuzz(func(t *testing.T, s, today string) {
		d, err := ParseDate(s, Date(today))
		if err != nil {
			require.Equal(t, fault.Invalid, fault.CodeOf(err))
			require.Empty(t, d)
			return
		}
		require.True(t, d.Valid(), "%q became %q", s, d)
		again, err := ParseDate(string(d), Date(today))
		require.NoError(t, err)
		require.Equal(t, d, again)
	})
}
