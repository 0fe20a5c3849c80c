package sheet_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"dealmate/internal/sheet"
)

func bounds() sheet.Bounds {
	return sheet.Bounds{Rows: 1000, Columns: 100, Bytes: 5 << 20, Unpacked: 20 << 20}
}

const plain = "商机,金额\r\n云帆扩容,523万\r\n"

func table() [][]string { return [][]string{{"商机", "金额"}, {"云帆扩容", "523万"}} }

func wide(s string, big bool) []byte {
	out := []byte("\xff\xfe")
	if big {
		out = []byte("\xfe\xff")
	}
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func gb(t *testing.T, s string) []byte {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	require.NoError(t, err)
	return out
}

// workbook is an xlsx that is filled in by hand.
func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	require.NoError(t, f.Close())
	return out.Bytes()
}

func set(t *testing.T, f *excelize.File, cell string, v any) {
	t.Helper()
	require.NoError(t, f.SetCellValue("Sheet1", cell, v))
}

// bomb is an xlsx whose sheet unpacks to far more than it is.
func bomb(t *testing.T) []byte {
	t.Helper()
	small := workbook(t, func(f *excelize.File) { set(t, f, "A1", "x") })
	in, err := zip.NewReader(bytes.NewReader(small), int64(len(small)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, file := range in.File {
		to, err := w.Create(file.Name)
		require.NoError(t, err)
		if strings.HasPrefix(file.Name, "xl/worksheets/") {
			_, err = to.Write([]byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + strings.Repeat(" ", 64<<20) + `</sheetData></worksheet>`))
			require.NoError(t, err)
			continue
		}
		from, err := file.Open()
		require.NoError(t, err)
		var b bytes.Buffer
		_, err = b.ReadFrom(from)
		require.NoError(t, err)
		_, err = to.Write(b.Bytes())
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func TestTablesOfEveryMakeAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want [][]string
	}{
		"UTF-8":                      {[]byte(plain), table()},
		"UTF-8 with a mark":          {[]byte("\ufeff" + plain), table()},
		"UTF-16, small end first":    {wide(plain, false), table()},
		"UTF-16, big end first":      {wide(plain, true), table()},
		"GB18030":                    {gb(t, plain), table()},
		"copied from a sheet":        {[]byte("商机\t金额\n云帆扩容\t523万\n"), table()},
		"semicolons":                 {[]byte("商机;金额\n云帆扩容;523万"), table()},
		"commas of Chinese":          {[]byte("商机，金额\n云帆扩容，523万"), table()},
		"quotes and line breaks":     {[]byte("a,b\n\"x, \"\"y\"\"\nz\",2\n"), [][]string{{"a", "b"}, {"x, \"y\"\nz", "2"}}},
		"a quote in the middle":      {[]byte("a,b\n5\" disk,2\n"), [][]string{{"a", "b"}, {`5" disk`, "2"}}},
		"rows of different lengths":  {[]byte("a,b,c\n1\n1,2,3,4\n"), [][]string{{"a", "b", "c"}, {"1"}, {"1", "2", "3", "4"}}},
		"blanks at the ends":         {[]byte("a,b,,\n1,2, ,\n,,\n\n"), [][]string{{"a", "b"}, {"1", "2"}}},
		"one column":                 {[]byte("商机\n云帆\n"), [][]string{{"商机"}, {"云帆"}}},
		"a mark twice":               {[]byte("\ufeff\ufeff" + plain), table()},
		"UTF-16 without a mark":      {wide(plain, false)[2:], table()},
		"and its other order":        {wide(plain, true)[2:], table()},
		"lines of a Mac of old":      {[]byte("商机,金额\r云帆扩容,523万\r"), table()},
		"a title above the headings": {[]byte("Pipeline, of the north\n\n商机;金额\n云帆扩容;1,5\n蓝湾;2,5\n"), [][]string{{"Pipeline, of the north"}, {"商机", "金额"}, {"云帆扩容", "1,5"}, {"蓝湾", "2,5"}}},
		"the mark of the separator":  {[]byte("sep=;\na,b;c\nd,e;f\n"), [][]string{{"sep="}, {"a,b", "c"}, {"d,e", "f"}}},
		"a quote that never closes":  {[]byte("a,b\n\"x,1\ny,2\nz,3\n"), [][]string{{"a", "b"}, {`"x`, "1"}, {"y", "2"}, {"z", "3"}}},
		"a quote that closes late":   {[]byte("a,b\n\"x,1\ny,2\n\"z, \"\"w\"\"\",3\n"), [][]string{{"a", "b"}, {`"x`, "1"}, {"y", "2"}, {`z, "w"`, "3"}}},
		"quotes of a copied cell":    {[]byte("a\tb\n\"云帆\" 扩容\t1\n\"两\n行\"\t2\n"), [][]string{{"a", "b"}, {`"云帆" 扩容`, "1"}, {"两\n行", "2"}}},
		"quotes within quotes":       {[]byte("a,b\n\"5\" disk\",2\n"), [][]string{{"a", "b"}, {`5" disk`, "2"}}},
		"empty quotes":               {[]byte("a,b,c\n\"\",\"x\",3"), [][]string{{"a", "b", "c"}, {"", "x", "3"}}},
		"a formula stays text":       {[]byte("a\n=1+1\n"), [][]string{{"a"}, {"=1+1"}}},
		"half a character of UTF-16": {append(wide(plain, false), 'x'), table()},
		"xlsx": {workbook(t, func(f *excelize.File) {
			set(t, f, "A1", "商机")
			set(t, f, "B1", "金额")
			set(t, f, "A2", "云帆扩容")
			set(t, f, "B2", "523万")
		}), table()},
		"an xlsx with numbers, days and merged cells": {workbook(t, func(f *excelize.File) {
			set(t, f, "A1", "n")
			set(t, f, "B1", 1234567.89)
			set(t, f, "C1", time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC))
			require.NoError(t, f.MergeCell("Sheet1", "A1", "A2"))
			set(t, f, "C2", "x")
		}), [][]string{{"n", "1234567.89", "46387"}, {"", "", "x"}}},
		"an xlsx whose first sheet is hidden": {workbook(t, func(f *excelize.File) {
			set(t, f, "A1", "a list to choose from")
			i, err := f.NewSheet("二")
			require.NoError(t, err)
			require.NoError(t, f.SetCellValue("二", "A1", "here"))
			f.SetActiveSheet(i)
			require.NoError(t, f.SetSheetVisible("Sheet1", false))
		}), [][]string{{"here"}}},
		"an xlsx whose second sheet has the rows": {workbook(t, func(f *excelize.File) {
			_, err := f.NewSheet("二")
			require.NoError(t, err)
			require.NoError(t, f.SetCellValue("二", "A1", "here"))
		}), [][]string{{"here"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := sheet.Read(c.data, bounds())
			require.NoError(t, err)
			require.Len(t, got, len(c.want), "%q", got)
			for i, row := range c.want {
				require.Equal(t, row, append([]string{}, got[i]...), "row %d", i)
			}
		})
	}
}

func TestWhatIsNoTableIsNamed(t *testing.T) {
	small := workbook(t, func(f *excelize.File) { set(t, f, "A1", "x") })
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":                   {nil, sheet.ErrEmpty},
		"a mark alone":              {[]byte("\ufeff"), sheet.ErrEmpty},
		"blank lines":               {[]byte("\n\n , ,\n"), sheet.ErrEmpty},
		"an empty xlsx":             {workbook(t, func(*excelize.File) {}), sheet.ErrEmpty},
		"a picture":                 {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), sheet.ErrBroken},
		"bytes of no encoding":      {[]byte("a,b\n\xff\xff\xff,\x81\n"), sheet.ErrEncoding},
		"a zip that is no xlsx":     {[]byte("PK\x03\x04 and then nothing"), sheet.ErrBroken},
		"an xlsx that is cut off":   {small[:len(small)/2], sheet.ErrBroken},
		"an old xls":                {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook"), sheet.ErrOldFile},
		"an xlsx with a password":   {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), wide("EncryptedPackage", false)[2:]...), sheet.ErrLocked},
		"a web page as xls":         {[]byte("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>商机</td></tr></table></html>"), sheet.ErrWebPage},
		"a web page of UTF-16":      {wide("<meta>\n<table><tr><td>商机", false), sheet.ErrWebPage},
		"a sheet of XML":            {[]byte("\ufeff<?xml version=\"1.0\"?><Workbook/>"), sheet.ErrWebPage},
		"a page with its pictures":  {[]byte("MIME-Version: 1.0\nX-Document-Type: Workbook\n"), sheet.ErrWebPage},
		"JSON":                      {[]byte(`[{"商机": "a", "客户": "b"}]`), sheet.ErrBroken},
		"a PDF":                     {[]byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>"), sheet.ErrBroken},
		"letters of Latin-1":        {[]byte("deal,account\nM\xfcller,M\xfcller GmbH\n"), sheet.ErrEncoding},
		"two encodings":             {append([]byte("商机,客户\n云帆扩容项目,云帆科技有限公司\n"), gb(t, "机房,蓝湾\n")...), sheet.ErrEncoding},
		"a mark that does not hold": {append([]byte("\ufeff"), gb(t, plain)...), sheet.ErrEncoding},
		"formulas without values": {workbook(t, func(f *excelize.File) {
			set(t, f, "A1", 2)
			require.NoError(t, f.SetCellFormula("Sheet1", "A2", "A1*2"))
		}), sheet.ErrFormulas},
		"days from 1904": {workbook(t, func(f *excelize.File) {
			set(t, f, "A1", 2)
			yes := true
			require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
		}), sheet.ErrOldDays},
		"a line of 20,000 cells":   {[]byte(strings.Repeat("\"a,", 20_000)), sheet.ErrTooBig},
		"a bomb":                   {bomb(t), sheet.ErrTooBig},
		"300 columns":              {[]byte(strings.Repeat("a,", 300) + "a"), sheet.ErrTooBig},
		"300 columns of an xlsx":   {workbook(t, func(f *excelize.File) { set(t, f, "KN1", "x") }), sheet.ErrTooBig},
		"half a million rows":      {[]byte(strings.Repeat("a,b\n", 500_000)), sheet.ErrTooBig},
		"more bytes than are read": {bytes.Repeat([]byte("x"), 6<<20), sheet.ErrTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Read(c.data, bounds())
			require.ErrorIs(t, err, c.want)
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(plain))
	f.Add(wide(plain, true))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := sheet.Read(data, sheet.Bounds{Rows: 50, Columns: 20, Bytes: 1 << 16, Unpacked: 1 << 20})
		if err != nil {
			return
		}
		require.NotEmpty(t, rows)
		require.LessOrEqual(t, len(rows), 50)
		for _, r := range rows {
			require.LessOrEqual(t, len(r), 20)
		}
	})
}
