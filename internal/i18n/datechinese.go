package i18n

import "strings"

// The parts of a month: its end unless said otherwise.
const (
	chineseYear = `(\d{4}年|\d{2}年|今年|明年|后年)?`
	chinesePart = `(底|末|份|份底|初|中|中旬|上旬|下旬)?`
)

// chineseDates are days in Chinese; numbers are figures already.
func chineseDates() []pattern {
	return []pattern{
		on(`(今天|今日|明天|明日|后天|大后天|昨天|前天)`, func(g []string, today Date) (Date, bool) {
			n := map[string]int{"明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "前天": -2}[g[0]]
			return span(today, n, 'd')
		}),
		on(`过?(\d{1,3}|半)个?(天|日|周|星期|礼拜|月|年)(?:后|以后|之后|内|以内|之内)`, chineseSpan),
		on(`(\d{1,3})(天)前`, func(g []string, today Date) (Date, bool) { return span(today, -number(g[0]), 'd') }),
		on(`(上|本|这|这个|下|下个|下下|下下个)?(?:周|星期|礼拜)([1-6日天末])`, chineseWeek),
		on(chineseYear+`(\d{1,2})月(\d{1,2})[日号]?`, func(g []string, today Date) (Date, bool) {
			if g[0] == "" {
				return upcoming(today, number(g[1]), number(g[2]))
			}
			return dateOf(chineseYearOf(g[0], today), number(g[1]), number(g[2]))
		}),
		on(chineseYear+`(\d{1,2})月`+chinesePart, func(g []string, today Date) (Date, bool) {
			end, ok := upcomingEnd(today, number(g[1]))
			if g[0] != "" {
				end, ok = monthEnd(chineseYearOf(g[0], today), number(g[1]))
			}
			return partOf(end, g[2]), ok
		}),
		on(`(本|这|这个|当|下|下个)?月`+`(底|末|初|中|中旬|上旬|下旬)`, func(g []string, today Date) (Date, bool) {
			end, ok := thisMonthEnd(today, nextIf(g[0]))
			return partOf(end, g[1]), ok
		}),
		on(`(本|这个|下|下个)?月?(\d{1,2})[日号]`, chineseDayOfMonth),
		on(`(今|本|明|后)?年(底|末|中)`, func(g []string, today Date) (Date, bool) {
			month := 12
			if g[1] == "中" {
				month = 6
			}
			return monthEnd(chineseYearOf(g[0]+"年", today), month)
		}),
		on(`(\d{4}|\d{2})年(底|末)?`, func(g []string, today Date) (Date, bool) {
			return monthEnd(chineseYearOf(g[0]+"年", today), 12)
		}),
		on(chineseYear+`第?(?:q([1-4])|([1-4])季度?)(?:底|末|末尾|结束)?`, func(g []string, today Date) (Date, bool) {
			return quarterEnd(today, chineseYearOf(g[0], today), number(g[1]+g[2]))
		}),
		on(`(本|这个|下|下个)?季度?(?:底|末)`, func(g []string, today Date) (Date, bool) {
			return thisQuarterEnd(today, nextIf(g[0]))
		}),
		on(chineseYear+`(上|下)半年(?:底|末)?`, func(g []string, today Date) (Date, bool) {
			return quarterEnd(today, chineseYearOf(g[0], today), map[string]int{"上": 2, "下": 4}[g[1]])
		}),
	}
}

// chineseYearOf reads 2027年, 27年, 今年, 明年; 0 for none.
func chineseYearOf(s string, today Date) int {
	now := today.utc().Year()
	switch strings.TrimSuffix(s, "年") {
	case "":
		if s == "" {
			return 0
		}
		return now // 年底
	case "今", "本":
		return now
	case "明":
		return now + 1
	case "后":
		return now + 2
	}
	n := number(strings.TrimSuffix(s, "年"))
	if n < 100 {
		n += 2000
	}
	return n
}

// nextIf is 1 for a word that says next, else 0.
func nextIf(s string) int {
	if strings.HasPrefix(s, "下") || s == "next" {
		return 1
	}
	return 0
}

// partOf is the day that a part of the month means, given the month's end.
func partOf(end Date, part string) Date {
	first := end.AddDays(1).AddMonths(-1)
	switch part {
	case "初":
		return first
	case "上旬":
		return first.AddDays(9)
	case "中":
		return first.AddDays(14)
	case "中旬":
		return first.AddDays(19)
	}
	return end
}

func chineseSpan(g []string, today Date) (Date, bool) {
	unit := map[string]byte{"天": 'd', "日": 'd', "周": 'w', "星期": 'w', "礼拜": 'w', "月": 'm', "年": 'y'}[g[1]]
	if g[0] != "半" {
		return span(today, number(g[0]), unit)
	}
	switch unit {
	case 'y':
		return span(today, 6, 'm')
	case 'm':
		return span(today, 15, 'd')
	}
	return "", false
}

// chineseWeek reads 周五 (the next one, today counts), 本周五 and 下周五 (of
// this and of next week, from Monday on).
func chineseWeek(g []string, today Date) (Date, bool) {
	day := strings.Index("123456", g[1])
	if day < 0 {
		day = 6
	}
	switch g[0] {
	case "":
		return comingWeekday(today, day), true
	case "上":
		return today.monday().AddDays(day - 7), true
	case "下", "下个":
		return today.monday().AddDays(day + 7), true
	case "下下", "下下个":
		return today.monday().AddDays(day + 14), true
	}
	return today.monday().AddDays(day), true
}

// comingWeekday is the next such day from today on; 0 is Monday.
func comingWeekday(today Date, day int) Date {
	d := today.monday().AddDays(day)
	if d < today {
		d = d.AddDays(7)
	}
	return d
}

// chineseDayOfMonth reads 下个月15号 and 15号, the next such day.
func chineseDayOfMonth(g []string, today Date) (Date, bool) {
	t := today.AddMonths(nextIf(g[0])).utc()
	d, ok := dateOf(t.Year(), int(t.Month()), number(g[1]))
	if g[0] == "" && ok && d < today {
		t = today.AddMonths(1).utc()
		return dateOf(t.Year(), int(t.Month()), number(g[1]))
	}
	return d, ok
}
