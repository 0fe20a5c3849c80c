package i18n

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"dealmate/internal/fault"
)

// maxDateRunes bounds what is looked at.
const maxDateRunes = 40

// graceDays is how long a day without a year counts as this year's after it
// has passed; then next year's is meant.
const graceDays = 31

// ParseDate reads a day as people type it: 2026-12-31, 12月底, 下周五, 明年Q1,
// "31 Dec", "end of March", "next friday", "in 2 weeks". A month or a quarter
// means its last day. A day without a year is the next one, or one passed within
// the last 31 days; of 3/4 and 12/31 the first is the month. What could be two
// days (05/06/2026, "next week") is refused: a *fault.Error of code Invalid with
// key "error.date".
func ParseDate(s string, today Date) (Date, error) {
	d, err := parseDate(s, today)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "error.date")
	}
	return d, nil
}

func parseDate(s string, today Date) (Date, error) {
	if utf8.RuneCountInString(s) > maxDateRunes {
		return "", fmt.Errorf("date is longer than %d characters", maxDateRunes)
	}
	if !today.Valid() {
		return "", fmt.Errorf("today %q is no date", today)
	}
	s = shownWeekday.ReplaceAllString(foldDate(s), "")
	for _, form := range []string{s, cutAround(s)} {
		for _, p := range datePatterns {
			g := p.match.FindStringSubmatch(form)
			if g == nil {
				continue
			}
			if d, ok := p.day(g[1:], today); ok && d.Valid() {
				return d, nil
			}
			return "", errors.New("no such day")
		}
	}
	return "", errors.New("not a date")
}

// foldDate brings a text into the form the patterns know: half width, lower
// case, Chinese numbers as figures, single blanks, none in Chinese.
func foldDate(s string) string {
	s = strings.ToLower(width.Fold.String(s))
	s = strings.NewReplacer(",", " ", "號", "号", "後", "后", "週", "周", "個", "个").Replace(s)
	s = strings.Join(strings.Fields(s), " ")
	for _, r := range s {
		if r >= 0x2E80 {
			return arabicDate(strings.ReplaceAll(s, " ", ""))
		}
	}
	return s
}

// cutAround drops words that do not change the day: "by 31 Dec", 12月底前.
func cutAround(s string) string {
	for _, w := range []string{"by ", "before ", "around ", "about ", "on ", "the ", "预计", "大概", "大约", "约", "到"} {
		s = strings.TrimPrefix(s, w)
	}
	for _, w := range []string{"前后", "之前", "以前", "前", "左右"} {
		if cut, ok := strings.CutSuffix(s, w); ok {
			return cut
		}
	}
	return s
}

// arabicDate writes Chinese numbers as figures: 十二月三十一日, 二〇二六年.
func arabicDate(s string) string {
	return chineseNumber.ReplaceAllStringFunc(s, func(run string) string {
		tens, ones, ten := strings.Cut(run, "十")
		if !ten {
			return plainFigures(run)
		}
		if utf8.RuneCountInString(tens) > 1 || utf8.RuneCountInString(ones) > 1 || ones == "十" {
			return run
		}
		if tens == "" {
			tens = "一"
		}
		if ones == "" {
			ones = "〇"
		}
		return plainFigures(tens + ones)
	})
}

func plainFigures(run string) string {
	var b strings.Builder
	for _, r := range run {
		d, _ := chineseDigit(r)
		b.WriteByte(byte('0' + d))
	}
	return b.String()
}

// shownWeekday is what FormatDate adds to a day; a day copied from a card has
// it. It is not checked against the day, which is what was meant.
var shownWeekday = regexp.MustCompile(`^(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)? |\((?:周|星期).\)$`)

var chineseNumber = regexp.MustCompile(`[零〇一二两三四五六七八九十]+`)

// pattern is one way of writing a day. The groups of match are given to day.
type pattern struct {
	match *regexp.Regexp
	day   func(g []string, today Date) (Date, bool)
}

func on(expression string, day func(g []string, today Date) (Date, bool)) pattern {
	return pattern{regexp.MustCompile(`^(?:` + expression + `)$`), day}
}

// datePatterns are tried in order; the first that matches decides.
var datePatterns = append(append(numericDates(), chineseDates()...), englishDates()...)
