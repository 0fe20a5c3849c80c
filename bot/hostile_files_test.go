package bot

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const aList = "商机,客户,金额\n机房搬迁,云帆科技,5万\n扩容二期,蓝湾医院,7万\n"

func list(rows ...string) []byte { return []byte(strings.Join(rows, "\n")) }

func utf16Of(s, mark string, bigEnd bool) []byte {
	out := []byte(mark)
	for _, u := range utf16.Encode([]rune(s)) {
		if bigEnd {
			out = append(out, byte(u>>8), byte(u))
			continue
		}
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func gbOf(t *testing.T, s string) []byte {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	require.NoError(t, err)
	return out
}

func noLists(t *testing.T) map[string]hostile {
	t.Helper()
	whole := plainBook(t, cells(1, "商机", "客户"), cells(2, "a", "b"))
	return map[string]hostile{
		"nothing":              {data: []byte(" "), refused: "import.no_rows"},
		"headings alone":       {data: list("商机,客户,金额"), refused: "import.no_rows"},
		"only separators":      {data: []byte(strings.Repeat(",,, ,\n", 50)), refused: "import.no_rows"},
		"a picture":            {name: "a.xlsx", data: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00"), refused: "import.broken"},
		"a program":            {name: "a.csv", data: []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00"), refused: "import.broken"},
		"a PDF":                {name: "a.xls", data: []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), refused: "import.broken"},
		"JSON":                 {name: "a.txt", data: []byte(`[{"商机":"a","客户":"b"},{"商机":"c","客户":"d"}]`), refused: "import.broken"},
		"a web page as xls":    {name: "导出.xls", data: gbOf(t, "<html><meta charset=gb2312><table><tr><td>商机<td>客户<tr><td>a<td>b</table>"), refused: "import.web_page"},
		"a web page as csv":    {data: []byte("\n <!DOCTYPE html>\n<html><body>Please sign in</body></html>"), refused: "import.web_page"},
		"XML of 2003":          {name: "a.xls", data: []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>`), refused: "import.web_page"},
		"an old xls":           {name: "a.xls", data: []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook"), refused: "import.old_file"},
		"a password":           {name: "a.xlsx", data: utf16Of("EncryptedPackage", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", false), refused: "import.locked"},
		"a workbook cut off":   {name: "a.xlsx", data: whole[:len(whole)*2/3], refused: "import.broken"},
		"a zip of other files": {name: "a.xlsx", data: zipped(t, map[string]string{"word/document.xml": "<w/>"}), refused: "import.broken"},
		"no deals in it":       {data: list("金额,预计签约日期", "5万,2027-01-01", "7万,2027-02-01"), refused: "import.lacks"},
	}
}

func encodings(t *testing.T) map[string]hostile {
	t.Helper()
	mixed := append([]byte(aList), gbOf(t, "机房,蓝湾,1万\n")...)
	return map[string]hostile{
		"GB18030":                {data: gbOf(t, aList), fresh: 2, first: "机房搬迁"},
		"a mark twice":           {data: []byte("\ufeff\ufeff" + aList), fresh: 2, first: "机房搬迁"},
		"UTF-16":                 {data: utf16Of(aList, "\xff\xfe", false), fresh: 2, first: "机房搬迁"},
		"UTF-16, big end first":  {data: utf16Of(aList, "\xfe\xff", true), fresh: 2, first: "机房搬迁"},
		"UTF-16 without a mark":  {data: utf16Of(aList, "", false), fresh: 2, first: "机房搬迁"},
		"two encodings":          {data: mixed, refused: "import.encoding"},
		"UTF-8 that is cut off":  {data: []byte(aList)[:len(aList)-2], refused: "import.encoding"},
		"Latin-1":                {data: []byte("deal,account\nM\xfcllerei,K\xf6nig\nB\xe4ckerei,Stra\xdfe\n"), refused: "import.encoding"},
		"a mark that is no mark": {data: append([]byte("\ufeff"), gbOf(t, aList)...), refused: "import.encoding"},
		"NUL bytes":              {data: []byte("商机,客户\na\x00b,c\n"), refused: "import.broken"},
	}
}

func workbooks(t *testing.T) map[string]hostile {
	t.Helper()
	heads := cells(1, "商机", "客户", "金额", "预计签约日期")
	row := func(line int) string { return cells(line, "机房搬迁", "云帆科技", "50000", "46387") }
	bomb := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + strings.Repeat(" ", 210<<20) + `</sheetData></worksheet>`
	in := func(files map[string]hostile) map[string]hostile {
		for name, f := range files {
			f.name = "list.xlsx"
			files[name] = f
		}
		return files
	}
	return in(map[string]hostile{
		"merged customers": {data: plainBook(t, heads, row(2), cells(3, "二期", "", "5万")), fresh: 1, left: []string{"3 error import.wrong.missing"}},
		"formulas that failed": {
			data:  plainBook(t, heads, row(2), cells(3, "二期", "蓝湾", "#REF!"), cells(4, "#SPILL!", "蓝湾", "1")),
			fresh: 1, left: []string{"3 error import.wrong.formula", "4 error import.wrong.formula"},
		},
		"formulas never calculated": {data: plainBook(t, heads, cells(2, "a", "b", "<f>1+1</f>")), refused: "import.formulas"},
		"formulas of a namespace":   {data: plainBook(t, heads, `<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>`), refused: "import.formulas"},
		"an owner by a formula": {
			data:    plainBook(t, cells(1, "商机", "客户", "负责人"), cells(2, "a", "b", `<f>VLOOKUP(1,A:A,1)</f><v>0</v>`), cells(3, "机房", "云帆", "#N/A")),
			answers: []string{"mine"}, fresh: 1, left: []string{"3 error import.wrong.formula"},
		},
		"days from 1904":      {data: book(t, `<workbookPr date1904="1"/>`, tab{rows: heads + row(2)}), refused: "import.old_days"},
		"no sheets":           {data: book(t, ""), refused: "import.broken"},
		"only charts":         {data: book(t, "", tab{chart: true}), refused: "import.no_rows"},
		"a hidden list first": {data: book(t, "", tab{rows: cells(1, "secret", "list") + cells(2, "x", "y"), hidden: true}, tab{rows: heads + row(2)}), fresh: 1, first: "机房搬迁"},
		"hidden alone":        {data: book(t, "", tab{rows: heads + row(2), hidden: true}, tab{}), refused: "import.no_rows"},
		"headings in row 8":   {data: plainBook(t, cells(1, "华东区商机汇总"), cells(3, "2026 年"), cells(8, "商机", "客户", "金额", "预计签约日期"), row(9)), fresh: 1, first: "机房搬迁"},
		"a row far away":      {data: plainBook(t, heads, row(2), cells(1_048_576, "远方", "蓝湾")), fresh: 2},
		"a row beyond Excel":  {data: plainBook(t, heads, row(2), cells(2_147_483_647, "远方", "蓝湾")), refused: "import.broken"},
		"a column far away":   {data: plainBook(t, heads, `<row r="2"><c r="XFD2"><v>1</v></c></row>`), refused: "import.too_big"},
		"a sign that is none": {data: plainBook(t, heads, row(2), cells(3, "a\x01b", "c"), row(4)), refused: "import.broken"},
		"a bomb":              {data: zipped(t, map[string]string{"[Content_Types].xml": "", "xl/workbook.xml": "", "xl/worksheets/sheet1.xml": bomb}), refused: "import.too_big"},
	})
}

func sizes(t *testing.T) map[string]hostile {
	t.Helper()
	var wide, same, owners bytes.Buffer
	wide.WriteString("商机,客户" + strings.Repeat(",x", 299) + "\na,b\n")
	same.WriteString("商机,客户,金额\n")
	owners.WriteString("商机,客户,负责人\n")
	for i := range 5_000 {
		same.WriteString("机房搬迁,云帆科技,5万\n")
		if i < 200 {
			fmt.Fprintf(&owners, "项目%d号,客户%d局,无名氏%d\n", i, i, i)
		}
	}
	leftOwners := []string{}
	for i := 12; i < 17; i++ {
		leftOwners = append(leftOwners, fmt.Sprintf("%d error import.wrong.owner", i+2))
	}
	return map[string]hostile{
		"300 columns":         {data: wide.Bytes(), refused: "import.too_big"},
		"half a million rows": {data: []byte("商机,客户\n" + strings.Repeat("a,b\n", 500_000)), refused: "import.too_big"},
		"the same row 5,000 times": {
			data: same.Bytes(), fresh: 1, left: []string{
				"3 duplicate import.same_line", "4 duplicate import.same_line", "5 duplicate import.same_line", "6 duplicate import.same_line", "7 duplicate import.same_line",
			},
		},
		"a cell of 1 MB": {
			data:  []byte("商机,客户,备注\n" + strings.Repeat("长", 350_000) + ",云帆,x\n机房搬迁,云帆,\"" + strings.Repeat("y\n", 500_000) + "\"\n三期,蓝湾,短\n"),
			fresh: 1, left: []string{"2 error import.wrong.long", "3 error import.wrong.long"}, first: "三期",
		},
		"names of 10,000": {data: list("商机,客户", strings.Repeat("长", 10_000)+",云帆", "a,"+strings.Repeat("x", 10_000)), left: []string{"2 error import.wrong.long", "3 error import.wrong.long"}},
		"200 owners":      {data: owners.Bytes(), fresh: 12, left: leftOwners, answers: slicesOf("mine", 12)},
	}
}

func slicesOf(s string, n int) []string {
	var out []string
	for range n {
		out = append(out, s)
	}
	return out
}
