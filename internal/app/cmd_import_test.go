package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"dealmate/internal/app"
)

// importing is a configuration on an empty store, and lists beside it.
type importing struct {
	t    *testing.T
	file string
}

func newImporting(t *testing.T) importing {
	t.Helper()
	return importing{t, configure(t, t.TempDir(), "http://127.0.0.1:1/api/")}
}

// list writes a file of rows with cells between bars: xlsx or csv by its name.
func (x importing) list(name string, rows ...string) string {
	x.t.Helper()
	path := filepath.Join(x.t.TempDir(), name)
	if filepath.Ext(name) == ".xlsx" {
		book := excelize.NewFile()
		for i, r := range rows {
			cells := strings.Split(r, "|")
			at, err := excelize.CoordinatesToCellName(1, i+1)
			require.NoError(x.t, err)
			require.NoError(x.t, book.SetSheetRow("Sheet1", at, &cells))
		}
		require.NoError(x.t, book.SaveAs(path))
		return path
	}
	text := strings.ReplaceAll(strings.Join(rows, "\n"), "|", ",")
	require.NoError(x.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func (x importing) run(args ...string) (code int, out, complaints string) {
	x.t.Helper()
	code, out, complaints = run(x.t, append([]string{"import", "-c", x.file}, args...)...)
	require.NotContains(x.t, out+complaints, "\x1b", "no escape codes where nobody watches")
	return code, out, complaints
}

// kept is everything in the store but imports and other dialogs.
func (x importing) kept() string {
	x.t.Helper()
	code, out, complaints := run(x.t, "export", "-c", x.file)
	require.Zero(x.t, code, complaints)
	var lines []string
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, `{"kind":"dialog"`) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestAListIsImportedOnTheCommandLine(t *testing.T) {
	for _, name := range []string{"deals.csv", "deals.xlsx"} {
		t.Run(name, func(t *testing.T) {
			x := newImporting(t)
			file := x.list(name, "Deal|Customer|Amount|Owner", "Dock|Gannet|5万|", "Quay|Gannet|7万|lin@example.com", "Pier||1万|")
			code, out, complaints := x.run(file, "--as", "LIN@example.com")
			require.Zero(t, code, complaints)
			require.Contains(t, out, "2 new, 1 with an error")
			require.Contains(t, out, "1 row was left out; --check tells why.")
			require.Contains(t, out, "--as lin@example.com --config "+x.file)
			require.Contains(t, x.kept(), "Quay")

			code, out, _ = x.run(file, "--as", "lin@example.com")
			require.Zero(t, code)
			require.Contains(t, out, "0 new, 2 duplicates, 1 with an error\nNothing in it can be recorded")
		})
	}
}

func TestAListComesFromTheStandardInput(t *testing.T) {
	x := newImporting(t)
	var out, complaints bytes.Buffer
	code := app.Main(t.Context(), app.Env{
		Args: []string{"import", "-c", x.file, "--as", "lin@example.com", "-"}, In: strings.NewReader("Deal\tCustomer\nDock\tGannet\n"),
		Out: &out, Err: &complaints, Getenv: func(name string) string {
			if name == "LANG" {
				return "zh_CN.UTF-8"
			}
			return ""
		},
	})
	require.Zero(t, code, complaints.String())
	require.Contains(t, out.String(), "新建 1")
	require.Contains(t, out.String(), "24 小时内可以撤销：dealmate import --undo import-")
}

func TestWhatIsUnclearIsAskedWithTheFlagThatAnswersIt(t *testing.T) {
	x := newImporting(t)
	file := x.list("deals.csv", "Deal|Customer|Stage|Close date|Amount|Amount", "Dock|Gannet|谈判|3/4/2027|5万|1", "Quay|Heron|In Talks|5/6/2027|7万|2")
	code, out, complaints := x.run(file, "--as", "lin@example.com")
	require.Equal(t, 2, code, complaints)
	require.Contains(t, out, "--set field.5=skip    None of these")
	require.Contains(t, complaints, "One thing is unclear; nothing was recorded.")

	answers := []string{file, "--as", "lin@example.com", "--set", "field.5=skip"}
	code, out, complaints = x.run(answers...)
	require.Equal(t, 2, code)
	require.Contains(t, out, "--set stage.谈判=ours    ")
	require.Contains(t, out, "--set 'stage.in talks=leave_out'    ")
	require.Contains(t, out, "--set dates.3=month_first    ")
	require.Contains(t, complaints, "3 things are unclear")
	require.NotContains(t, x.kept(), "Dock")

	code, out, complaints = x.run(append(answers, "--set", "stage.谈判=ours", "--set", "stage.In Talks=leave_out", "--set", "dates.3=month_first")...)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "1 new, 1 with an error")
	require.Contains(t, x.kept(), `2027-03-04`)
}

func TestAnswersThatNobodyAskedForAreRefused(t *testing.T) {
	x := newImporting(t)
	file := x.list("deals.csv", "Deal|Customer", "Dock|Gannet")
	for set, says := range map[string]string{
		"field.0":         "KEY=VALUE",
		"colour.0=red":    "Nothing in this list is asked as colour.0",
		"field.7=name":    "Nothing in this list is asked as field.7",
		"field.0=colour":  "field.0 cannot be colour. Choose one of: name, ",
		"dates.0=today":   "day_first",
		"stage.won=maybe": "leave_out",
	} {
		code, _, complaints := x.run(file, "--as", "lin@example.com", "--set", set)
		require.Equal(t, 2, code, set)
		require.Contains(t, complaints, says)
	}
}

func TestACheckPrintsEveryRowThatIsNotNewAndRecordsNothing(t *testing.T) {
	x := newImporting(t)
	code, _, complaints := x.run(x.list("one.csv", "Deal|Customer|Amount", "Dock|Gannet|5万"), "--as", "lin@example.com")
	require.Zero(t, code, complaints)
	before := x.kept()
	code, out, complaints := x.run(x.list("two.csv", "Deal|Customer|Amount", "Dock|Gannet|9万", "Dock|Gannet|9万", "Quay|Gannet|a\x1b[31mlot", "Pier|Gannet|1万"), "--as", "lin@example.com", "--check")
	require.Zero(t, code, complaints)
	require.Equal(t, []string{
		"Row 2: update · Dock · changes of D-1: Amount",
		"Row 3: duplicate · Dock · the same as row 2",
		"Row 4: error · Quay · Amount “a [31mlot”: That is not an amount. Write it like 5,230,000, 50k, 3m or USD 30,000.",
		"1 new, 1 update, 1 duplicate, 1 with an error", "",
	}, strings.Split(out, "\n"))
	require.Equal(t, before, x.kept())
}

func TestAnImportOfTheCommandLineIsUndone(t *testing.T) {
	x := newImporting(t)
	file := x.list("deals.csv", "Deal|Customer", "Dock|Gannet")
	_, out, _ := x.run(file, "--as", "lin@example.com")
	id := regexp.MustCompile(`import-[0-9a-f]+`).FindString(out)
	code, _, complaints := x.run("--undo", id, "--as", "bob@example.com")
	require.Equal(t, 1, code)
	require.Contains(t, complaints, "bob@example.com has no import "+id)
	for range 2 { // the second finds it done
		code, out, complaints = x.run("--undo", id, "--as", "lin@example.com")
		require.Zero(t, code, complaints)
		require.Contains(t, out, "The import is undone")
	}
	require.Contains(t, x.kept(), `"void"`)
	code, out, complaints = x.run(file, "--as", "lin@example.com")
	require.Zero(t, code, complaints)
	require.Contains(t, out, "1 new", "what was undone can be brought again")
	require.NotContains(t, out, id)
}

func TestAnImportSaysWhatIsWrongWithItsCommandLine(t *testing.T) {
	x := newImporting(t)
	good := x.list("deals.csv", "Deal|Customer", "Dock|Gannet")
	broken := filepath.Join(t.TempDir(), "deals.xlsx")
	require.NoError(t, os.WriteFile(broken, []byte("PK\x03\x04 and nothing"), 0o600))
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{2, "--as E-MAIL", []string{good}},
		{2, "Give one FILE", []string{"--as", "lin@example.com"}},
		{2, "Give one FILE", []string{good, "--undo", "import-1", "--as", "lin@example.com"}},
		{1, "nobody@example.com is in no team", []string{good, "--as", "nobody@example.com"}},
		{1, "ops@example.com is in no team", []string{good, "--as", "ops@example.com"}},
		{1, "Cannot read gone.csv", []string{"gone.csv", "--as", "lin@example.com"}},
		{1, "This is no list that I can read", []string{broken, "--as", "lin@example.com"}},
		{1, "no row in it but headings", []string{x.list("empty.csv", "Deal|Customer"), "--as", "lin@example.com"}},
		{2, "No column tells: Deal, Customer.", []string{x.list("lacks.csv", "Amount|Expected close", "5万|2027-01-01"), "--as", "lin@example.com"}},
	} {
		code, _, complaints := x.run(c.args...)
		require.Equal(t, c.code, code, "%v: %s", c.args, complaints)
		require.Contains(t, complaints, c.says)
	}
}

func TestAnImportRunsBesideTheBot(t *testing.T) {
	_, _, file := company(t)
	x := importing{t, file}
	code, out, complaints := x.run(x.list("deals.csv", "商机|客户|阶段", "新港调度|华港物流|落实项目"), "--as", "lin@example.com")
	require.Zero(t, code, complaints)
	require.Contains(t, out, "1 new")
	require.Contains(t, x.kept(), "新港调度")
}
