package sentence

import (
	"regexp"
	"strings"

	"dealmate/internal/i18n"
)

const (
	zhNumber = `(?:\d{1,2}|[一二三四五六七八九十]{1,3})`
	zhYear   = `(?:(?:20)?\d{2}年|今年|明年|后年|本年)?`
	enMonth  = `(?:jan(?:uary)?|feb(?:ruary)?|march|mar|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b`
	enDay    = `(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thu|fri)\b`
	enYear   = `(?:,? 20\d\d)?`
)

func form(month bool, expression string, rewrite func(g []string, today i18n.Date) string) dateForm {
	return dateForm{regexp.MustCompile(`(?i)` + expression), month, rewrite}
}

// to rewrites with a fixed text in which $1 is the first group.
func to(s string) func(g []string, today i18n.Date) string {
	return func(g []string, _ i18n.Date) string {
		return expand(s, g)
	}
}

func expand(s string, g []string) string {
	for i := 1; i < len(g); i++ {
		s = strings.ReplaceAll(s, "$"+string(rune('0'+i)), g[i])
	}
	return s
}

// chineseForms are days in Chinese, the longest first.
var chineseForms = []dateForm{
	form(false, `20\d\d[-/.]\d{1,2}[-/.]\d{1,2}`, nil),
	form(false, zhYear+zhNumber+`月(?:份)?\s?`+zhNumber+`[日号]?`, func(g []string, _ i18n.Date) string {
		return strings.Replace(strings.ReplaceAll(g[0], " ", ""), "月份", "月", 1)
	}),
	form(false, `(?:这个?|本|当|下个?)月`+zhNumber+`[日号]`, func(g []string, _ i18n.Date) string {
		return strings.Replace(strings.Replace(g[0], "这个月", "本月", 1), "这月", "本月", 1)
	}),
	form(false, `(?:这个?|本|当)月(?:的)?最后一天`, to("月底")),
	form(false, `(`+zhYear+zhNumber+`)月份?(?:底|末|最后一天)`, to("$1月底")),
	form(true, zhYear+`(?:第?[一二三四1-4]季度?|Q[1-4])(?:底|末)?`, nil),
	form(true, `(`+zhYear+zhNumber+`)月(?:份)?(?:初|中旬|上旬|下旬|中|上|内)?`, to("$1月底")),
	form(false, `(下)个?月(?:底|末)`, to("下月底")),
	form(false, `(?:这个?|本|当)?月(?:底|末)`, to("月底")),
	form(true, `下个?月(?:初|中旬|上旬|下旬|中)?`, to("下月底")),
	form(true, `(?:这个?|本|当)月(?:中旬|下旬|中|内)?`, to("月底")),
	form(true, `月中`, to("月底")),
	form(true, `(今|本|明|后)?年(?:底|末|内|终)`, to("$1年底")),
	form(true, `(今|明|后)年年?(?:底|末)`, to("$1年底")),
	form(true, `(今|明|后)?年(上|下)半年`, nil),
	form(true, `(上|下)半年`, nil),
	form(true, `20\d\d年(?:底|末)?`, nil),
	form(true, `(?:国庆节?|十一)前`, to("9月底")),
	form(true, `(?:国庆节?|十一)(?:后|之后|以后)`, to("10月底")),
	form(true, `元旦前`, to("12月底")),
	form(true, `(明|后|今)年年?初`, to("$1年1月底")),
	form(true, `(本|这个?)季度?(?:底|末|内)?`, to("季度末")),
	form(true, `下个?季度?(?:底|末|内)?`, to("下季度末")),
	form(false, `(下下个?|下个?|本|这个?|上个?)?(?:周|星期|礼拜)([一二三四五六日天末1-6])`, to("$1周$2")),
	form(false, `大后天|后天|明天|明日|今天|今日|昨天|前天`, nil),
	form(false, `(明|今|后|昨)(?:早|晚|儿|上午|下午)`, to("$1天")),
	form(false, `(`+zhNumber+`|半|两)个?(天|周|星期|礼拜|月)(?:以后|之后|后|以内|之内|内)`, to("$1个$2后")),
	form(false, `(?:\b|[^0-9.])(`+zhNumber+`)[日号]`, to("$1号")),
	form(false, `\b(\d{1,2})/(\d{1,2})\b`, to("$1/$2")),
}

// englishForms are days in English, the longest first.
var englishForms = []dateForm{
	form(false, `\b20\d\d-\d{1,2}-\d{1,2}\b`, nil),
	form(false, `\b`+enDay+`,? (?:the )?(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(`+enMonth+`|May\b)(`+enYear+`)`, english("$1 $2$3")),
	form(false, `\b`+enDay+`,? (`+enMonth+`|May)\.? (\d{1,2})(?:st|nd|rd|th)?\b(`+enYear+`)`, english("$1 $2$3")),
	form(false, `\b(?:the )?(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(`+enMonth+`|May\b)(`+enYear+`)`, english("$1 $2$3")),
	form(false, `\b(`+enMonth+`|May)\.?[ -](?:the )?(\d{1,2})(?:st|nd|rd|th)?\b(`+enYear+`)`, english("$1 $2$3")),
	form(false, `\b(?:the )?(?:very )?end of (`+enMonth+`|May\b)(`+enYear+`)`, english("end of $1$2")),
	form(false, `\bend[- ](`+enMonth+`|May\b)(`+enYear+`)`, english("end of $1$2")),
	form(true, `\b(?:early|mid|late|beginning of|start of|first half of|second half of|middle of|(?:first|second|third|last) week of|(?:first|second|third|last) week in)[- ]?(`+enMonth+`|May\b)(`+enYear+`)`, english("end of $1$2")),
	form(true, `\b(?:by|in|before|until|till|to) (May)\b(`+enYear+`)`, english("end of $1$2")),
	form(true, `\b(`+enMonth+`)(`+enYear+`)`, english("end of $1$2")),
	form(true, `\b(?:(?:the )?end of |early |late |mid[- ])?Q([1-4])(?:[ -](20\d\d))?(?: (next) year)?`, func(g []string, today i18n.Date) string {
		year := g[2]
		if g[3] != "" {
			year = string(today.AddMonths(12)[:4])
		}
		return strings.TrimSpace("q" + g[1] + " " + year)
	}),
	form(false, `\b(?:the )?(next |this )?(?:month[- ]end|end of (?:the |this )?month|eom)\b`, to("$1month end")),
	form(false, `\bthe last (?:working |business )?day of (?:the|this) month\b`, to("month end")),
	form(false, `\blast (?:working |business )?day of (?:the|this) month\b`, to("month end")),
	form(false, `\bend of next month\b`, to("next month end")),
	form(true, `\b(?:the )?(?:(?:calendar )?year[- ]?end|end of (?:the |this )?year|eoy|ye)\b|\bthis year\b`, to("eoy")),
	form(true, `\b(?:the )?(?:quarter[- ]end|end of (?:the |this )?quarter|eoq|this quarter)\b`, to("eoq")),
	form(true, `\b(?:(?:the )?end of |early |late )?next (quarter|month|year)\b`, to("next $1 end")),
	form(true, `\b(?:in|by|before|until) (20[23]\d)\b`, to("$1")),
	form(true, `\bthis month\b`, to("eom")),
	form(false, `\b(?:the )?day after tomorrow\b|\btomorrow\b|\btoday\b|\byesterday\b`, nil),
	form(false, `\b(tmrw|tmr|tmrow|tomorow|2moro)\b`, to("tomorrow")),
	form(false, `\b(tonight)\b`, to("today")),
	form(false, `\b(`+enDay+`) week\b`, to("next $1")),
	form(false, `\b(?:(this|next|last|coming) )?(`+enDay+`)(?: (next|this|last|coming) week)?`, func(g []string, _ i18n.Date) string {
		return strings.TrimSpace(strings.TrimSpace(g[1]+g[3]) + " " + g[2])
	}),
	form(false, `\b(?:in|within) (\d{1,2}|an?|one|two|three|four|five|six|seven|eight|ten) (day|week)s?(?: time)?\b`, to("in $1 $2s")),
	form(true, `\b(?:in|within) (\d{1,2}|an?|one|two|three|four|five|six|seven|eight|ten) (month)s?(?: time)?\b`, to("in $1 $2s")),
	form(false, `\b(?:in|within) a fortnight\b`, to("in 2 weeks")),
	form(false, `\bon the (\d{1,2})(?:st|nd|rd|th)\b`, dayOfMonth),
	form(false, `\b(?:by |before )?the (\d{1,2})(?:st|nd|rd|th)\b`, dayOfMonth),
	form(false, `\b(\d{1,2})/(\d{1,2})\b`, to("$1/$2")),
}

// dayOfMonth is the next day of a number: on the 29th.
func dayOfMonth(g []string, _ i18n.Date) string { return g[1] + "号" }

// english rewrites as to does, without the commas and dots of names.
func english(s string) func(g []string, today i18n.Date) string {
	return func(g []string, _ i18n.Date) string {
		return strings.Join(strings.Fields(strings.NewReplacer(",", " ", ".", "").Replace(expand(s, g))), " ")
	}
}
