package sheet_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"dealmate/internal/sheet"
)

func sample() sheet.Table {
	return sheet.Table{
		Name: "漏斗 [2026/11]: a name that is far too long for Excel", Head: []string{"商机", "金额", "成交", "个数"},
		Rows: [][]sheet.Cell{
			{sheet.Text("=HYPERLINK(\"http://evil.example\")"), sheet.Money(decimal.RequireFromString("-1234567.89")), sheet.Day(time.Date(2026, 12, 31, 23, 0, 0, 0, time.FixedZone("", 8*3600))), sheet.Count(3)},
			{sheet.Text("云帆, \"扩容\"\n二期"), sheet.Money(decimal.NewFromInt(5)), {}, {}},
			{sheet.Text(strings.Repeat("长", 40_000)), {}, {}, {}},
		},
	}
}

func TestAnXLSXHasRealNumbersAndDates(t *testing.T) {
	data, err := sheet.XLSX(sample(), sample())
	require.NoError(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	require.Len(t, f.GetSheetList(), 2)
	name := f.GetSheetList()[0]
	get := func(cell string) (string, excelize.CellType) {
		v, err := f.GetCellValue(name, cell, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		kind, err := f.GetCellType(name, cell)
		require.NoError(t, err)
		return v, kind
	}
	v, kind := get("A2")
	require.Equal(t, "=HYPERLINK(\"http://evil.example\")", v)
	require.Contains(t, []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, kind, "a text, never a formula")
	formula, err := f.GetCellFormula(name, "A2")
	require.NoError(t, err)
	require.Empty(t, formula)
	v, _ = get("B2")
	require.Equal(t, "-1234567.89", v)
	v, _ = get("C2")
	require.Equal(t, "46387", v, "31 December 2026 as Excel counts days")
	shown, err := f.GetCellValue(name, "C2")
	require.NoError(t, err)
	require.Equal(t, "2026-12-31", shown)
	v, _ = get("A4")
	require.Len(t, []rune(v), 32_767)
}

func TestACSVOpensInAChineseExcelAndIsHarmless(t *testing.T) {
	data, err := sheet.CSV(sample())
	require.NoError(t, err)
	lines := strings.SplitN(string(data), "\r\n", 4)
	require.Equal(t, "\ufeff商机,金额,成交,个数", lines[0])
	require.Equal(t, `"'=HYPERLINK(""http://evil.example"")",-1234567.89,2026-12-31,3`, lines[1])
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, all, 4)
	require.Equal(t, "云帆, \"扩容\"\n二期", all[2][0])
	for _, s := range []string{"=1", "+1", "-1", "@x", "\tx", "＝1"} {
		require.Equal(t, "'"+s, sheet.Harmless(s))
	}
	require.Equal(t, "a=1", sheet.Harmless("a=1"))
}
