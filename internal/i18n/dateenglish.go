package i18n

import (
	"slices"
	"strings"
)

// Names in English, by their first three letters.
const (
	englishMonth   = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	englishDayName = `(mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)`
	englishCount   = `(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)`
	englishUnit    = `(day|week|month|year)s?`
	englishEnd     = `(?:(?:the )?end (?:of )?(?:the )?)`
)

// englishDates are days in English.
func englishDates() []pattern {
	return []pattern{
		on(`(today|tomorrow|yesterday|(?:the )?day after tomorrow)`, func(g []string, today Date) (Date, bool) {
			n := map[string]int{"today": 0, "tomorrow": 1, "yesterday": -1}
			if days, ok := n[g[0]]; ok {
				return span(today, days, 'd')
			}
			return span(today, 2, 'd')
		}),
		on(`(?:in |within )?`+englishCount+` `+englishUnit+`(?: from (?:now|today))?`, func(g []string, today Date) (Date, bool) {
			return span(today, englishNumber(g[0]), g[1][0])
		}),
		on(englishCount+` `+englishUnit+` ago`, func(g []string, today Date) (Date, bool) {
			return span(today, -englishNumber(g[0]), g[1][0])
		}),
		on(`(?:(this|next|last|coming) )?`+englishDayName, englishWeek),
		on(`(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?`+englishMonth+`(?:[ -](\d{4}))?`, func(g []string, today Date) (Date, bool) {
			return monthDay(today, g[1], g[0], g[2])
		}),
		on(englishMonth+`[ -](\d{1,2})(?:st|nd|rd|th)?(?:[ -](\d{4}))?`, func(g []string, today Date) (Date, bool) {
			return monthDay(today, g[0], g[1], g[2])
		}),
		on(englishEnd+`?`+englishMonth+`(?:[ -](\d{4}))?(?: end)?`, func(g []string, today Date) (Date, bool) {
			if g[1] == "" {
				return upcomingEnd(today, monthNumber(g[0]))
			}
			return monthEnd(number(g[1]), monthNumber(g[0]))
		}),
		on(englishEnd+`(this |next )?(week|month|quarter|year)`, englishPeriod),
		on(`(this |next )?(month|quarter|year)[ -]end`, englishPeriod),
		on(`(eo)(w|m|q|y)`, func(g []string, today Date) (Date, bool) {
			name := map[string]string{"w": "week", "m": "month", "q": "quarter", "y": "year"}[g[1]]
			return englishPeriod([]string{"", name}, today)
		}),
		on(englishEnd+`?q([1-4])(?:[ -](\d{4}))?(?: end)?`, func(g []string, today Date) (Date, bool) {
			return quarterEnd(today, number(g[1]), number(g[0]))
		}),
		on(englishEnd+`?(\d{4})[ -]?q([1-4])(?: end)?`, func(g []string, today Date) (Date, bool) {
			return quarterEnd(today, number(g[0]), number(g[1]))
		}),
		on(englishEnd+`(\d{4})`, func(g []string, _ Date) (Date, bool) { return monthEnd(number(g[0]), 12) }),
	}
}

func englishNumber(s string) int {
	if s == "a" || s == "an" {
		return 1
	}
	names := []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if i := slices.Index(names, s); i >= 0 {
		return i + 1
	}
	return number(s)
}

// monthNumber is 1 for jan.
func monthNumber(name string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", name[:3])/3 + 1
}

func monthDay(today Date, month, day, year string) (Date, bool) {
	if year == "" {
		return upcoming(today, monthNumber(month), number(day))
	}
	return dateOf(number(year), monthNumber(month), number(day))
}

// englishWeek reads "friday" and "this friday" (the coming one, today counts)
// and "next friday" (of next week, from Monday on, as 下周五).
func englishWeek(g []string, today Date) (Date, bool) {
	day := strings.Index("montuewedthufrisatsun", g[1][:3]) / 3
	switch g[0] {
	case "next":
		return today.monday().AddDays(day + 7), true
	case "last":
		return today.monday().AddDays(day - 7), true
	}
	return comingWeekday(today, day), true
}

// englishPeriod is the end of this or the next week (Sunday), month, quarter
// or year.
func englishPeriod(g []string, today Date) (Date, bool) {
	n := nextIf(strings.TrimSpace(g[0]))
	switch g[1] {
	case "week":
		return today.monday().AddDays(6 + 7*n), true
	case "month":
		return thisMonthEnd(today, n)
	case "quarter":
		return thisQuarterEnd(today, n)
	}
	return monthEnd(today.utc().Year()+n, 12)
}
