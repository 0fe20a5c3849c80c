package bottest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"dealmate/desk"
	"dealmate/internal/i18n"
)

func (x tongue) count(v desk.Verdict, n int) string {
	return x.w("import.count."+string(v), "Count", n)
}

func TestAPastedListBecomesDealsAndIsUndone(t *testing.T) {
	tongues(t, func(t *testing.T, _ *stage, me tongue) {
		me.types("/deal import").sees(me.w("import.title"), me.w("import.button.template"))
		me.types("商机\t客户\t金额(万元)\t预计签约日期\t阶段\nDock app\tGannet\t600\t2026-12-31\t落实项目\nYard app\tFulmar\t80\t2026-11-30\t谈判\n线网指挥平台\t临江地铁\t很多\t\t\n")
		me.seesSomewhere(me.w("import.ask.stage", "Column", "阶段", "Word", "谈判"))
		me.presses(me.stage2("ours"))
		me.seesSomewhere(me.count(desk.RowNew, 2), me.count(desk.RowError, 1), "Dock app", "Fulmar", me.w("error.amount"))
		me.presses(me.w("import.button.bring", "Count", 2))
		me.seesSomewhere(me.w("import.done"), me.count(desk.RowNew, 2))
		me.types("/deal show Yard app").sees("D-32", "Fulmar", me.stage2("ours"), map[i18n.Lang]string{i18n.Chinese: "80万", i18n.English: "¥800K"}[me.lang])
		me.types("/deal history D-31").sees("Dock app")
		// What is recorded is not recorded twice; what was mended is.
		me.types("/deal import\n商机\t客户\t金额\nDock app\tGannet\t650万\n新线网\t临江地铁\t30万\nYard app\tFulmar\t80万")
		me.seesSomewhere(me.count(desk.RowNew, 1), me.count(desk.RowUpdate, 1), me.count(desk.RowDuplicate, 1), me.w("import.same", "Number", "D-32"))
		me.presses(me.w("import.button.bring", "Count", 2))
		me.seesSomewhere(me.w("import.done"), me.count(desk.RowUpdate, 1))
		me.presses(me.w("import.button.undo"))
		me.seesSomewhere(me.w("import.undone", "Kept", 0))
		me.types("/deal show D-31").sees("Dock app", map[i18n.Lang]string{i18n.Chinese: "600万", i18n.English: "¥6M"}[me.lang])
		me.types("/deal show D-33").sees(me.w("outcome.void"))
	})
}

func (x tongue) stage2(key string) string { return x.w("stage." + key) }

func TestAFileOfDealsIsAskedAboutAndTakenIn(t *testing.T) {
	tongues(t, func(t *testing.T, _ *stage, me tongue) {
		f := excelize.NewFile()
		for i, row := range [][]any{
			{"Pipeline of the north"},
			{},
			{"Deal", "Account", "Value", "Value", "Close date", "Owner"},
			{"Dock app", "Gannet", 600000, 1, "3/4/2027", "Nobody Known"},
			{"Yard app", "Fulmar", "80k", 2, "5/6/2027", ""},
			{"", "Petrel", 5, 3, "", ""},
		} {
			require.NoError(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
		}
		var data bytes.Buffer
		require.NoError(t, f.Write(&data))
		me.sends("north.xlsx", data.Bytes())
		me.seesSomewhere(me.w("import.ask.field", "Column", "Value")).presses(me.w("import.field.skip"))
		me.seesSomewhere("3/4/2027").presses(me.march())
		me.seesSomewhere("Nobody Known").presses(me.w("import.choice.mine"))
		me.seesSomewhere(me.w("import.of", "Name", "north.xlsx"), me.count(desk.RowNew, 2), me.count(desk.RowError, 1), me.w("import.wrong.missing", "Field", i18n.T("import.field.name")))
		// A second thought about a column, before anything is recorded.
		me.presses(me.w("import.button.columns")).seesSomewhere("Account → " + me.w("import.field.customer"))
		me.presses(me.w("import.button.change")).seesSomewhere(me.w("import.ask.field", "Column", "Deal")).presses(me.w("import.field.name"))
		me.seesSomewhere(me.w("import.button.bring", "Count", 2)).presses(me.w("import.button.bring", "Count", 2))
		me.seesSomewhere(me.w("import.done"))
		me.types("/deal show D-31").sees("Dock app", "Gannet", map[i18n.Lang]string{i18n.Chinese: "2027年3月4日", i18n.English: "4 Mar 2027"}[me.lang])
	})
}

func TestALongListIsRecordedWithItsVerdictsInAFile(t *testing.T) {
	leads(t, func(t *testing.T, _ *stage, me tongue) {
		var b strings.Builder
		b.WriteString("商机,客户,负责人\n")
		for i := range 120 {
			fmt.Fprintf(&b, "=cmd|%d号线,客户%d局,%s\n", i, i, []string{"", "林晓"}[i%2])
		}
		me.sends("big.csv", []byte(b.String()))
		me.seesSomewhere(me.count(desk.RowNew, 120), me.w("import.in_file", "Count", 120), "林晓")
		checked, err := excelize.OpenReader(bytes.NewReader(me.gets("-" + me.w("import.file") + ".xlsx")))
		require.NoError(t, err)
		rows, err := checked.GetRows(checked.GetSheetList()[0])
		require.NoError(t, err)
		require.Len(t, rows, 121)
		require.Equal(t, me.w("import.verdict.new"), rows[1][1])
		require.Equal(t, "=cmd|0号线", rows[1][2])
		formula, err := checked.GetCellFormula(checked.GetSheetList()[0], "C2")
		require.NoError(t, err)
		require.Empty(t, formula, "text, and harmless")
		me.presses(me.w("import.button.bring", "Count", 120))
		me.seesSomewhere(me.w("import.done"), me.count(desk.RowNew, 120))
		me.presses(me.w("import.button.undo")).seesSomewhere(me.w("import.undone", "Kept", 0))
	})
}

func TestAListThatCannotBeReadSaysWhatToDo(t *testing.T) {
	crosswise(t, func(_ *testing.T, _ *stage, me tongue) {
		for name, c := range map[string]struct {
			data []byte
			key  string
		}{
			"photo.xlsx": {[]byte("\x89PNG\r\n\x1a\n\x00"), "import.broken"},
			"old.xls":    {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook"), "import.old_file"},
			"empty.csv":  {[]byte("商机,客户\n"), "import.no_rows"},
		} {
			me.sends(name, c.data).seesSomewhere(name, me.w(c.key))
		}
		me.sends("wide.csv", []byte("商机,客户"+strings.Repeat(",x", 300)+"\na,b")).seesSomewhere(me.w("import.too_big", "Rows", 100_000, "Columns", 100, "Size", 20))
		me.sends("money.csv", []byte("金额,预计签约日期\n5万,2027-01-01\n7万,2027-02-01\n")).seesSomewhere(me.w("import.lacks", "Fields", []i18n.Text{i18n.T("import.field.name"), i18n.T("import.field.customer")}))
	})
}
