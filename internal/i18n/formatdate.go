package i18n

import (
	"strconv"
	"time"
)

// FormatDate is a day as people read it: "11月23日(周一)", "Mon 23 Nov", with
// the year where it differs from today's or today is not known. It never says
// "today": a posted card is read on other days too.
func FormatDate(lang Lang, d, today Date) string {
	if !d.Valid() {
		return string(d)
	}
	t := d.utc()
	withYear := !today.Valid() || today.utc().Year() != t.Year()
	if lang == Chinese {
		return chineseDay(t, withYear) + "(" + chineseWeekday(t.Weekday()) + ")"
	}
	return t.Format("Mon ") + englishDay(t, withYear)
}

// FormatTime is a moment as people read it, in the time zone of now:
// "11月23日 14:05", "23 Nov 14:05", with the year where it differs from now's
// or now is zero.
func FormatTime(lang Lang, t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	withYear := now.IsZero() || now.Year() != t.Year()
	day := englishDay(t, withYear)
	if lang == Chinese {
		day = chineseDay(t, withYear)
	}
	return day + t.Format(" 15:04")
}

// FormatDays is a number of days: "3天", "1 day".
func FormatDays(lang Lang, n int) string {
	s := strconv.Itoa(n)
	switch {
	case lang == Chinese:
		return s + "天"
	case n == 1 || n == -1:
		return s + " day"
	}
	return s + " days"
}

func chineseDay(t time.Time, withYear bool) string {
	if withYear {
		return t.Format("2006年1月2日")
	}
	return t.Format("1月2日")
}

func englishDay(t time.Time, withYear bool) string {
	if withYear {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan")
}

func chineseWeekday(w time.Weekday) string {
	return "周" + string([]rune("日一二三四五六")[w])
}
