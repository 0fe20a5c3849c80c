package i18n

import "strconv"

// numericDates are days in figures only.
func numericDates() []pattern {
	return []pattern{
		on(`(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})`, func(g []string, _ Date) (Date, bool) {
			return dateOf(number(g[0]), number(g[2]), number(g[3]))
		}),
		on(`(\d{4})(\d{2})(\d{2})`, func(g []string, _ Date) (Date, bool) {
			return dateOf(number(g[0]), number(g[1]), number(g[2]))
		}),
		on(`(\d{4})[-/.](\d{1,2})`, func(g []string, _ Date) (Date, bool) {
			return monthEnd(number(g[0]), number(g[1]))
		}),
		on(`(\d{1,2})[-/.](\d{1,2})`, func(g []string, today Date) (Date, bool) {
			return upcoming(today, number(g[0]), number(g[1]))
		}),
		on(`(\d{1,2})[/.](\d{1,2})[/.](\d{4})`, func(g []string, _ Date) (Date, bool) {
			return eitherOrder(number(g[0]), number(g[1]), number(g[2]))
		}),
	}
}

// eitherOrder reads 31/12/2026 and 12/31/2026, and refuses 5/6/2026, which is
// one day in London and another in New York.
func eitherOrder(a, b, year int) (Date, bool) {
	switch {
	case a == b || b > 12:
		return dateOf(year, a, b)
	case a > 12:
		return dateOf(year, b, a)
	}
	return "", false
}

// number is a run of figures as a number; the patterns bound its length.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// upcoming is the day without a year that somebody means today.
func upcoming(today Date, month, day int) (Date, bool) {
	for year := today.utc().Year() - 1; year <= today.utc().Year()+8; year++ {
		d, ok := dateOf(year, month, day) // 29 February is not in every year
		if ok && d.Days(today) <= graceDays {
			return d, true
		}
	}
	return "", false
}

// upcomingEnd is the end of the month without a year that somebody means today.
func upcomingEnd(today Date, month int) (Date, bool) {
	for year := today.utc().Year() - 1; year <= today.utc().Year()+1; year++ {
		if d, ok := monthEnd(year, month); ok && d.Days(today) <= graceDays {
			return d, true
		}
	}
	return "", false
}

// quarterEnd is the last day of a quarter of a year; year 0 is the next one.
func quarterEnd(today Date, year, quarter int) (Date, bool) {
	if quarter < 1 || quarter > 4 {
		return "", false
	}
	if year == 0 {
		return upcomingEnd(today, quarter*3)
	}
	return monthEnd(year, quarter*3)
}

// thisQuarterEnd is the end of the quarter that is n after today's.
func thisQuarterEnd(today Date, n int) (Date, bool) {
	month := (int(today.utc().Month())+2)/3*3 + 3*n
	return monthEnd(today.utc().Year()+(month-1)/12, (month-1)%12+1)
}

// thisMonthEnd is the end of the month that is n after today's.
func thisMonthEnd(today Date, n int) (Date, bool) {
	t := today.AddMonths(n).utc()
	return monthEnd(t.Year(), int(t.Month()))
}

// span adds a number of days, weeks, months or years.
func span(today Date, n int, unit byte) (Date, bool) {
	var d Date
	switch unit {
	case 'd':
		d = today.AddDays(n)
	case 'w':
		d = today.AddDays(7 * n)
	case 'm':
		d = today.AddMonths(n)
	case 'y':
		d = today.AddMonths(12 * n)
	}
	return d, d.Valid()
}
