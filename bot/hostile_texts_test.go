package bot

import (
	"strings"
	"testing"
)

func texts(t *testing.T) map[string]hostile {
	t.Helper()
	return map[string]hostile{
		"lines that end in CR":      {data: []byte(strings.ReplaceAll(aList, "\n", "\r")), fresh: 2, first: "机房搬迁"},
		"lines of all ends":         {data: []byte("商机,客户\r\na,云帆\nb,蓝湾\r\n\r\n"), fresh: 2},
		"rows of many lengths":      {data: list("商机,客户,金额", "a", "b,蓝湾", "c,云帆,5万,x,y,z", ",,,,"), fresh: 2, left: []string{"2 error import.wrong.missing"}},
		"line breaks in quotes":     {data: []byte("商机,客户\n\"机房\n搬迁\",\"云帆,科技\"\n二期,蓝湾\n"), fresh: 2, first: "机房 搬迁"},
		"a quote that never closes": {data: list("商机,客户", "\"机房,云帆", "二期,蓝湾", "三期,华港"), fresh: 3, first: "\"机房"},
		"a quote left at the end":   {data: list("商机,客户", "机房,云帆", "二期,\"蓝湾"), fresh: 2},
		"semicolons and decimal commas": {
			data: list("商机;客户;金额", "机房;云帆;1.234,56", "二期;蓝湾;12,5", "三期;华港;1234"), fresh: 1,
			left: []string{"2 error error.amount", "3 error error.amount"}, first: "三期",
		},
		"titles above semicolons": {data: list("商机汇总，2026", "", "商机;客户", "机房;云帆"), fresh: 1, first: "机房"},
		"no headings":             {data: list("机房搬迁,云帆科技有限公司,523万,x", "二期扩容,蓝湾医院,50万,y"), answers: []string{"name"}, fresh: 2},
		"no headings, and 60 columns": {
			data:    list("机房搬迁,云帆"+strings.Repeat(",x", 58), "二期,蓝湾"+strings.Repeat(",y", 58)),
			answers: []string{"name", "customer"}, fresh: 2,
		},
		"the same heading four times": {data: list("商机,客户,金额,金额,金额,金额", "a,b,1万,2,3,4"), answers: []string{"skip", "skip", "skip"}, fresh: 1},
		"headings on every page":      {data: list("商机,客户,金额", "a,云帆,1万", "商机,客户,金额", "b,蓝湾,2万", "合计,,3万"), fresh: 2, left: []string{"3 error import.wrong.heads", "5 error import.wrong.missing"}},
		"tabs and quotes of a copy":   {name: "a.txt", data: list("商机\t客户", "\"云帆\" 扩容\t云帆"), fresh: 1, first: "\"云帆\" 扩容"},
	}
}

func oddCells(t *testing.T) map[string]hostile {
	t.Helper()
	return map[string]hostile{
		"dates of three kinds": {
			data: list("商机,客户,预计签约日期", "a,云帆,2027-03-31", "b,云帆,46387", "c,云帆,25/12/2026", "d,云帆,明年一季度末", "e,云帆,3/4/2027"), fresh: 5,
		},
		"dates that are none": {
			data: list("商机,客户,预计签约日期", "a,云帆,0000-00-00", "b,云帆,1900-01-00", "c,云帆,2026-02-30", "d,云帆,31/12/0000", "e,云帆,#VALUE!", "f,云帆,9999-99-99"),
			left: []string{"2 error error.date", "3 error error.date", "4 error error.date", "5 error error.date", "6 error import.wrong.formula", "7 error error.date"},
		},
		"amounts that are none": {
			data: list("商机,客户,金额", "a,云帆,-5", "b,云帆,1e308", "c,云帆,99999999999999999999", "d,云帆,¥5 USD", "e,云帆,NaN", "f,云帆,(300)", "g,云帆,1E5"), fresh: 1, first: "g",
			left: []string{"2 error error.amount", "3 error error.amount", "4 error error.amount", "5 error error.amount", "6 error error.amount", "7 error error.amount"},
		},
		"a column of currencies": {data: list("商机,客户,金额,币种", "a,云帆,5万,人民币", "b,云帆,5,USD", "c,云帆,5,比特币", "d,云帆,5,"), fresh: 3, left: []string{"4 error import.wrong.currency"}},
		"words of the platforms": {data: list("商机,客户", "<!channel>,<at id=all></at>", "@here,<@U1>", "*x* [a](http://b),# y"), fresh: 3, first: "<!channel>"},
		"signs that nobody sees": {
			data: list("商机,客户", "机房\u202e搬迁\u200b,\u2066云帆\u2069", "机\u200b房搬迁,云\ufeff帆", "\u200b\u202e,蓝湾", "a\x07b\x1b[31m,蓝湾"), fresh: 2, first: "机房搬迁",
			left: []string{"3 duplicate import.same_line", "4 error import.wrong.missing"},
		},
		"emoji and marks":          {data: list("商机,客户", "👨‍👩‍👧 Zoë e\u0301té,Ñandú", "Z̷̗a͙l̥g̖o̘,云帆"), fresh: 2, first: "👨‍👩‍👧 Zoë e\u0301té"},
		"formulas as text":         {data: list("商机,客户,备注", "=1+1,@x,=cmd|x", "+1,-1,-"), fresh: 2, first: "=1+1"},
		"somebody else's number":   {data: list("编号,商机,客户", "D-1,a,b", "D-0,a,b", "D-9999999,c,d", "D-99999999999,二期,云帆"), fresh: 1, left: []string{"2 error import.wrong.number", "3 error import.wrong.number", "4 error import.wrong.number"}},
		"somebody else's deal":     {data: list("商机,客户", "Billing,Vantage", "Billing  ,VANTAGE"), left: []string{"2 duplicate import.hidden", "3 duplicate import.hidden"}},
		"somebody else's name":     {data: list("商机,客户,负责人", "a,云帆,Wu", "b,云帆,林一"), fresh: 1, left: []string{"2 error import.wrong.not_yours"}},
		"a stage with an equals":   {data: list("商机,客户,阶段", "a,云帆,谈判|x=y\u0007", "b,云帆,赢单"), answers: []string{"ours"}, fresh: 1, left: []string{"3 error import.wrong.closed"}},
		"sources of long words":    {data: list("商机,客户,来源", "a,云帆,"+strings.Repeat("远", 300), "b,云帆,展会"), fresh: 1, left: []string{"2 error import.wrong.long"}},
		"a replacement character":  {data: list("商机,客户", "机\ufffd房,云帆", "b,云帆"), fresh: 1, left: []string{"2 error import.wrong.text"}},
		"notes of several columns": {data: list("商机,客户,备注,说明", "a,云帆,一,二", "b,云帆,"+strings.Repeat("x", 6000)+","+strings.Repeat("y", 6000)), fresh: 1, left: []string{"3 error import.wrong.long"}},
	}
}
