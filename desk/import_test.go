package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
	"dealmate/scheduler"
)

// list gives the rows of a list, with cells between bars.
func list(rows ...string) desk.Rows {
	return func(give func(line int, cells []string) error) error {
		for i, r := range rows {
			if err := give(i+1, strings.Split(r, "|")); err != nil {
				return err
			}
		}
		return nil
	}
}

// bring looks at a list and answers what is asked by the answers, in their order.
func (c *company) bring(who string, rows desk.Rows, answers ...string) (desk.Import, []string) {
	c.t.Helper()
	c.ids++
	i, err := c.desk.BeginImport(c.t.Context(), c.as(who), desk.Brought{Text: "x"}, rows, fmt.Sprint("bring", c.ids))
	require.NoError(c.t, err)
	for {
		var verdicts []string
		for {
			q, ask := i.Next()
			if !ask {
				break
			}
			require.NotEmpty(c.t, answers, "%+v", q)
			require.Contains(c.t, q.Choices, answers[0])
			i, err = c.desk.AnswerImport(c.t.Context(), c.as(who), i.ID, q.Key, answers[0], c.id())
			require.NoError(c.t, err)
			answers = answers[1:]
		}
		i, err = c.desk.CheckImport(c.t.Context(), c.as(who), i.ID, rows, func(j desk.Judged) error {
			verdicts = append(verdicts, fmt.Sprintf("%d %s %s", j.Line, j.Verdict, j.Why.Key))
			return nil
		})
		require.NoError(c.t, err)
		if _, ask := i.Next(); !ask {
			require.Empty(c.t, answers, "answers that nobody asked for")
			return i, verdicts
		}
	}
}

// numbered is the deal with a number.
func (c *company) numbered(n int64) sales.Deal {
	c.t.Helper()
	d, err := c.store.Numbered(c.t.Context(), n)
	require.NoError(c.t, err)
	return d
}

func (c *company) id() string { c.ids++; return fmt.Sprint("ev", c.ids) }

// takes has a checked import taken in, and stops after as many steps as are given.
func (c *company) takes(who string, i desk.Import, rows desk.Rows, most int) desk.Import {
	c.t.Helper()
	i, err := c.desk.TakeImport(c.t.Context(), c.as(who), i.ID, desk.StepRun, sales.Place{}, c.id())
	require.NoError(c.t, err)
	for i.Phase == desk.Running {
		i, err = c.desk.RunImport(c.t.Context(), c.as(who), i.ID, rows, most, "run")
		require.NoError(c.t, err)
	}
	return i
}

func (c *company) takesBack(who string, i desk.Import) desk.Import {
	c.t.Helper()
	i, err := c.desk.TakeImport(c.t.Context(), c.as(who), i.ID, desk.StepUndo, sales.Place{}, c.id())
	require.NoError(c.t, err)
	for i.Phase == desk.Undoing {
		i, err = c.desk.UndoImport(c.t.Context(), c.as(who), i.ID, "undone", 1, "undo")
		require.NoError(c.t, err)
	}
	return i
}

func TestEveryRowOfAListHasItsVerdict(t *testing.T) {
	c := open(t)
	c.deal("lin", "数据中心扩容", values{"customer": "云帆科技有限公司"}) // D-1
	c.deal("bob", "港口调度", values{"customer": "华港"})         // D-2
	c.deal("wu", "Billing", values{"customer": "Vantage"})  // D-3, of a team that lin does not see
	rows := list(
		"编号|商机|客户|金额|预计签约日期|阶段|负责人",
		"|机房搬迁|云帆|523万|2027-03-31|落实项目|",
		"|数据中心扩容|云帆科技|1亿||我的项目|",
		"|数据中心扩容|云帆科技|1亿|||",
		"|云帆数据中心扩容|云帆科技|||",
		"|Billing|Vantage||||",
		"|港口调度|华港|1万|||",
		"D-2|||1万|||",
		"D-99||||||",
		"|新机房|蓝湾|很多|||",
		"|新机房|蓝湾|80万|||Bob",
		"|新机房|蓝湾|80万|||",
		"|新机房|蓝湾|80万|||",
		"|||||",
	)
	c.sent = nil
	i, got := c.bring("lin", rows)
	require.Equal(t, []string{
		"2 new ", "3 update ", "4 duplicate import.same_line", "5 duplicate import.like", "6 duplicate import.hidden",
		"7 duplicate import.not_changed", "8 duplicate import.not_changed", "9 error import.wrong.number", "10 error import.wrong.cell", "11 error import.wrong.not_yours",
		"12 new ", "13 duplicate import.same_line", "14 error import.wrong.cell",
	}, got)
	require.Equal(t, map[desk.Verdict]int{desk.RowNew: 2, desk.RowUpdate: 1, desk.RowDuplicate: 6, desk.RowError: 4}, i.Counts)
	require.Empty(t, c.sent, "a look changes nothing")

	i = c.takes("lin", i, rows, 1000)
	require.Equal(t, desk.Ran, i.Phase)
	require.Equal(t, map[desk.Verdict]int{desk.RowNew: 2, desk.RowUpdate: 1, desk.RowDuplicate: 6, desk.RowError: 4}, i.Counts, "as was shown")
	d := c.numbered(4)
	require.Equal(t, "机房搬迁", d.Name)
	require.Equal(t, "5230000 CNY", d.Amount.String())
	require.Equal(t, sales.Project, d.Stage)
	require.True(t, d.Backfilled)
	require.Equal(t, "east", d.Team)
	require.Equal(t, "lin", d.Owner)
	require.Equal(t, "100000000 CNY", c.numbered(1).Amount.String())
	require.Equal(t, "云帆科技有限公司", c.numbered(1).Customer, "a shorter way to write it is no news")
	require.Equal(t, sales.Potential, c.numbered(1).Stage, "a stage moves through its gate")
	for _, m := range c.sent {
		require.NotEqual(t, "announce", m.Kind, "no channel is told of a list")
	}

	_, again := c.bring("lin", rows)
	require.Equal(t, "2 duplicate import.same", again[0])
	require.Equal(t, "3 duplicate import.same", again[1], "what is recorded is not recorded twice")
}

func TestAManagerBringsTheDealsOfTheTeam(t *testing.T) {
	c := open(t)
	rows := list("商机|客户|负责人|备注|创建日期", "a|云帆|Lin|王总很急|2026-01-05", "b|云帆|bob@example.com||", "c|云帆|Wu||", "d|云帆|张三||")
	i, got := c.bring("chen", rows, "mine")
	require.Equal(t, []string{"2 new ", "3 new ", "4 error import.wrong.not_yours", "5 new "}, got)
	c.takes("chen", i, rows, 1000)
	require.Equal(t, "lin", c.numbered(1).Owner)
	require.Equal(t, "bob", c.numbered(2).Owner)
	require.Equal(t, "chen", c.numbered(3).Owner)
	require.Equal(t, sales.Date("2026-01-05"), c.numbered(1).Found)
	notes, err := c.store.Notes(t.Context(), c.numbered(1).Notes...)
	require.NoError(t, err)
	require.Equal(t, "王总很急", notes[0].Text)
	require.Contains(t, strings.Join(c.log(c.numbered(1).ID), "\n"), "note")
}

func TestAnImportIsTakenInBatchesAndGoesOnWhereItWas(t *testing.T) {
	c := open(t)
	all := []string{"商机|客户|金额"}
	for n := range 130 {
		all = append(all, fmt.Sprintf("项目%c%c|客户%d|%d万", rune('一'+7*n), rune('丁'+5*n), n, n+1))
	}
	rows := list(all...)
	i, _ := c.bring("lin", rows)
	require.Equal(t, 130, i.Counts[desk.RowNew])
	i, err := c.desk.TakeImport(t.Context(), c.as("lin"), i.ID, desk.StepRun, sales.Place{}, c.id())
	require.NoError(t, err)

	c.lostReply = true // the first batch takes place, its answer is lost
	_, err = c.desk.RunImport(t.Context(), c.as("lin"), i.ID, rows, 50, "run")
	require.Error(t, err)
	c.meanwhile = func() { c.deal("bob", "Between", values{"customer": "Gannet"}) } // takes the next number
	i, err = c.desk.RunImport(t.Context(), c.as("lin"), i.ID, rows, 100, "run")
	require.NoError(t, err)
	require.Equal(t, desk.Running, i.Phase)
	require.Equal(t, 100, i.Done)
	require.Equal(t, 100, i.Counts[desk.RowNew], "each counts once")
	next := c.sent[len(c.sent)-1]
	require.Equal(t, "import", next.Kind)
	require.Equal(t, "run", next.Facts["step"])

	i, err = c.desk.RunImport(t.Context(), c.as("lin"), i.ID, rows, 100, "run")
	require.NoError(t, err)
	require.Equal(t, desk.Ran, i.Phase)
	require.Equal(t, 130, i.Counts[desk.RowNew])
	last, err := c.store.LastNumber(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 131, last, "nothing twice, nothing left out")
	_, err = c.desk.TakeImport(t.Context(), c.as("lin"), i.ID, desk.StepRun, sales.Place{}, c.id())
	require.Equal(t, fault.Conflict, fault.CodeOf(err))
	_, err = c.desk.AnswerImport(t.Context(), c.as("lin"), i.ID, "field.0", "skip", c.id())
	require.Equal(t, fault.Conflict, fault.CodeOf(err))
	_, err = c.desk.Import(t.Context(), c.as("bob"), i.ID)
	require.Equal(t, fault.NotFound, fault.CodeOf(err), "it is the person's own")
}

func TestAnImportIsUndoneButForWhatWasChangedSince(t *testing.T) {
	c := open(t)
	old := c.deal("lin", "数据中心扩容", values{"customer": "云帆"})
	rows := list("商机|客户|金额|预计签约日期", "数据中心扩容|云帆|1亿|2027-09-30", "机房搬迁|云帆|5万|", "新机房|蓝湾|80万|")
	c.must("lin", c.open("lin", "edit", old.ID), values{"amount": "300万", "close": "2027-03-31"})
	i, _ := c.bring("lin", rows)
	i = c.takes("lin", i, rows, 1000)
	require.Equal(t, 2, c.numbered(1).Pushes)
	_, err := c.desk.Note(t.Context(), c.as("bob"), c.numbered(3).ID, "x", "", "n0")
	require.Error(t, err, "it is lin's")
	_, err = c.desk.Note(t.Context(), c.as("lin"), c.numbered(3).ID, "王总打来了", "", "n1")
	require.NoError(t, err)
	c.must("lin", c.open("lin", "edit", old.ID), values{"close": "2027-12-31"})

	c.now = c.now.Add(23 * time.Hour)
	i = c.takesBack("lin", i)
	require.Equal(t, desk.Undone, i.Phase)
	require.Equal(t, 2, i.Counts[desk.RowKept], "the deal with a note, and the date that was moved again")
	require.Equal(t, sales.Void, c.numbered(2).Outcome)
	require.Equal(t, "undone", c.numbered(2).Closing.Other)
	require.Equal(t, sales.Open, c.numbered(3).Outcome)
	require.Equal(t, "3000000 CNY", c.numbered(1).Amount.String())
	require.Equal(t, sales.Date("2027-12-31"), c.numbered(1).Close)
	_, again := c.bring("lin", rows)
	require.Equal(t, "3 new ", again[1], "a void deal is none")

	i, _ = c.bring("lin", list("商机|客户", "另一个|蓝湾"))
	i = c.takes("lin", i, list("商机|客户", "另一个|蓝湾"), 1000)
	c.now = c.now.Add(25 * time.Hour)
	_, err = c.desk.TakeImport(t.Context(), c.as("lin"), i.ID, desk.StepUndo, sales.Place{}, c.id())
	f, _ := fault.As(err)
	require.Equal(t, "import.too_late", f.Key)
}

func TestImportedDealsAreLateEntriesAndLeftAloneForFiveWorkingDays(t *testing.T) {
	c := open(t)
	c.days(30) // beyond the organisation's own first week
	rows := list("商机|客户|金额|预计签约日期|发现日期", "机房搬迁|云帆|523万|2026-12-01|2026-01-05")
	i, _ := c.bring("lin", rows)
	c.takes("lin", i, rows, 1000)
	d := c.numbered(1)
	require.Equal(t, sales.Date("2026-12-01"), d.Close, "long passed")
	require.False(t, d.Attention.At.Before(c.now.AddDate(0, 0, 7)), "overdue, and nobody is told for five working days")
	c.days(1)
	week := c.digest("chen", desk.Reporting{Team: "east", Day: sales.DateOf(c.now)}).Week
	require.Equal(t, "5230000", week.Movement.Term(sales.FlowLate).Value.String())
}

func TestADateThatAnImportMovedIsNoPushOnceItIsUndone(t *testing.T) {
	c := open(t)
	old := c.deal("lin", "数据中心扩容", values{"customer": "云帆"})
	c.must("lin", c.open("lin", "edit", old.ID), values{"close": "2027-03-31"})
	before := c.numbered(1)
	rows := list("商机|客户|预计签约日期|来源|客户压力", "数据中心扩容|云帆|2027-09-30|转介绍|年底到期")
	i, _ := c.bring("lin", rows)
	i = c.takes("lin", i, rows, 1000)
	require.Equal(t, 2, c.numbered(1).Pushes)
	require.Equal(t, "referral", c.numbered(1).Source)
	c.takesBack("lin", i)
	d := c.numbered(1)
	require.Equal(t, sales.Date("2027-03-31"), d.Close)
	require.Equal(t, before.Pushes, d.Pushes)
	require.Equal(t, before.PushedDays, d.PushedDays)
	require.Empty(t, d.Source)
	require.Empty(t, d.Pressure)
}

func TestAnImportWhoseListIsGoneStopsAndCanBeUndone(t *testing.T) {
	c := open(t)
	all := []string{"商机|客户"}
	for n := range 60 {
		all = append(all, fmt.Sprintf("项目%c%c|客户%d", rune('一'+7*n), rune('丁'+5*n), n))
	}
	rows := list(all...)
	i, _ := c.bring("lin", rows)
	i, err := c.desk.TakeImport(t.Context(), c.as("lin"), i.ID, desk.StepRun, sales.Place{}, c.id())
	require.NoError(t, err)
	i, err = c.desk.RunImport(t.Context(), c.as("lin"), i.ID, rows, 50, "run")
	require.NoError(t, err)
	require.Equal(t, desk.Running, i.Phase)
	i, err = c.desk.StopImport(t.Context(), c.as("lin"), i.ID)
	require.NoError(t, err)
	require.Equal(t, desk.Ran, i.Phase)
	i = c.takesBack("lin", i)
	require.Equal(t, desk.Undone, i.Phase)
	require.Equal(t, sales.Void, c.numbered(50).Outcome)
}

func TestAListThatCannotBecomeDealsSaysWhy(t *testing.T) {
	c := open(t)
	begin := func(rows desk.Rows) error {
		_, err := c.desk.BeginImport(t.Context(), c.as("lin"), desk.Brought{Text: "x"}, rows, c.id())
		return err
	}
	key := func(err error) string { f, _ := fault.As(err); return f.Key }
	require.Equal(t, "import.no_rows", key(begin(list("商机|客户"))))
	require.Equal(t, "import.no_rows", key(begin(list())))
	rows := list("金额|预计签约日期", "5万|2027-01-01")
	i, err := c.desk.BeginImport(t.Context(), c.as("lin"), desk.Brought{Text: "x"}, rows, c.id())
	require.NoError(t, err)
	_, err = c.desk.CheckImport(t.Context(), c.as("lin"), i.ID, rows, nil)
	require.Equal(t, "import.lacks", key(err))
	_, err = c.desk.BeginImport(t.Context(), c.as("sun"), desk.Brought{Text: "x"}, rows, c.id())
	require.Equal(t, fault.Forbidden, fault.CodeOf(err))
}

func TestAnswersAboutAListChangeWhatComesOfIt(t *testing.T) {
	c := open(t)
	rows := list("商机|客户|阶段|Close date|金额|金额", "a|云帆|谈判|3/4/2027|5万|1", "b|云帆|立项|5/6/2027|7万|2")
	i, got := c.bring("lin", rows, "skip", "ours", "leave_out", "month_first")
	require.Equal(t, []string{"2 new ", "3 error import.wrong.cell"}, got)
	c.takes("lin", i, rows, 1000)
	require.Equal(t, sales.Ours, c.numbered(1).Stage)
	require.Equal(t, sales.Date("2027-03-04"), c.numbered(1).Close)
}

func TestImportsAreKeptAsLongAsTheyCanBeUndone(t *testing.T) {
	c := open(t)
	rows := list("商机|客户", "a|云帆")
	i, _ := c.bring("lin", rows)
	i = c.takes("lin", i, rows, 1000)
	c.now = c.now.Add(23*time.Hour + 50*time.Minute)
	_, err := c.desk.SweepDialogs(t.Context(), scheduler.Run{})
	require.NoError(t, err)
	i = c.takesBack("lin", i)
	require.Equal(t, sales.Void, c.numbered(1).Outcome)
	c.now = c.now.Add(30 * time.Hour)
	_, err = c.desk.SweepDialogs(t.Context(), scheduler.Run{})
	require.NoError(t, err)
	_, err = c.desk.Import(t.Context(), c.as("lin"), i.ID)
	require.Equal(t, fault.NotFound, fault.CodeOf(err))
}
