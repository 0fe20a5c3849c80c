package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/internal/sheet"
	"dealmate/sales"
)

// hostile is a file that somebody may bring, and what has to come of it: refused with one
// sentence, or every row with its verdict, "line verdict reason" of those left out.
type hostile struct {
	name    string // of the file, list.csv
	data    []byte
	refused string
	answers []string
	fresh   int // rows that become deals
	left    []string
	first   string // what the first deal is called
}

func TestNoHostileFileIsHalfTakenIn(t *testing.T) {
	for name, files := range map[string]map[string]hostile{
		"no list": noLists(t), "encodings": encodings(t), "workbooks": workbooks(t), "texts": texts(t), "cells": oddCells(t), "sizes": sizes(t),
	} {
		for what, f := range files {
			t.Run(name+"/"+what, func(t *testing.T) {
				for i, lang := range i18n.Langs() {
					if i > 0 && len(f.data) > 1<<16 && f.refused == "" {
						continue // its rows are the same in every language, and many
					}
					t.Run(string(lang), func(t *testing.T) { f.bring(t, lang) })
				}
			})
		}
	}
}

// bring takes a file all the way in both languages.
func (f hostile) bring(t *testing.T, lang i18n.Lang) {
	h := newHall(t, lang)
	h.seed()
	before := len(h.deals())
	name := f.name
	if name == "" {
		name = "list.csv"
	}
	h.brings(name, f.data, f.answers...)
	for _, p := range h.shown {
		h.reads(p)
	}
	if f.refused != "" {
		require.Contains(t, h.says(), h.w(lang, f.sentence()), name)
		require.Empty(t, h.offers(verbBring), "nothing of it can be taken in")
		require.Equal(t, f.refused == "import.lacks", len(h.offers(verbColumns)) > 0)
		require.Len(t, h.deals(), before)
		return
	}
	f.goesIn(t, h, lang, before)
}

func (f hostile) sentence() i18n.Text {
	b := importBounds()
	if f.refused == "import.lacks" {
		return i18n.T(f.refused, "Fields", []i18n.Text{i18n.T("import.field.name"), i18n.T("import.field.customer")})
	}
	return i18n.T(f.refused, "Rows", b.Rows-1, "Columns", b.Columns, "Size", int(b.Bytes>>20))
}

// goesIn checks every row's verdict, takes the rows in, and checks that each that should
// be is a deal as it was shown.
func (f hostile) goesIn(t *testing.T, h *hall, lang i18n.Lang, before int) {
	bring := h.offers(verbBring)
	if f.fresh == 0 {
		require.Empty(t, bring, h.says())
		bring = h.offers(verbColumns)
	}
	require.NotEmpty(t, bring, h.says())
	who, err := h.desk.Identify(t.Context(), "slack", "U-lin")
	require.NoError(t, err)
	var left []string
	var fresh []desk.Judged
	i, err := h.desk.CheckImport(t.Context(), who, bring[0].Object, ListRows(f.data), func(j desk.Judged) error {
		if j.Verdict == desk.RowNew {
			fresh = append(fresh, j)
			return nil
		}
		require.NotEmpty(t, j.Why.Key, "a row that is left out says why")
		require.NotEmpty(t, h.w(lang, j.Why))
		left = append(left, strings.TrimSpace(fmt.Sprint(j.Line, " ", j.Verdict, " ", reasonOf(j))))
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, f.left, left[:min(len(left), max(len(f.left), 5))])
	require.Len(t, fresh, f.fresh)
	require.Equal(t, i.Rows, i.Counts[desk.RowNew]+i.Counts[desk.RowDuplicate]+i.Counts[desk.RowError]+i.Counts[desk.RowUpdate])
	if f.fresh > 0 {
		h.hears(Event{Kind: Click, Action: bring[0]})
		require.Contains(t, h.says(), h.w(lang, i18n.T("import.done")))
	}
	h.holds(before, fresh)
	if f.first != "" {
		require.Equal(t, f.first, h.deals()[before].Name)
	}
}

// reasonOf is the key of what is wrong with a row.
func reasonOf(j desk.Judged) string {
	if len(j.Wrong) > 0 {
		return j.Wrong[0].Text.Key
	}
	return j.Why.Key
}

// holds checks that the deals after the first so many are these rows, whole.
func (h *hall) holds(before int, rows []desk.Judged) {
	h.t.Helper()
	deals := h.deals()[before:]
	require.Len(h.t, deals, len(rows))
	for i, j := range rows {
		d := deals[i]
		require.Equal(h.t, []any{j.Name, j.Customer, j.Amount.String(), j.Close, j.Found, "east", "lin"}, []any{d.Name, d.Customer, d.Amount.String(), d.Close, d.Found, d.Team, d.Owner})
		require.NotContains(h.t, d.Name+d.Customer, "\u202e")
		require.NotContains(h.t, d.Name+d.Customer, "\n")
		changes, err := h.store.Changes(h.t.Context(), d.ID)
		require.NoError(h.t, err)
		require.NotEmpty(h.t, changes)
		require.Equal(h.t, j.Note != "", len(d.Notes) > 0)
	}
}

// seed is D-1, a deal of a team that lin does not see.
func (h *hall) seed() {
	h.t.Helper()
	d := sales.Deal{
		ID: "other", Number: 1, Name: "Billing", Customer: "Vantage", Team: "west", Owner: "wu", Stage: sales.Potential, StageSince: now,
		Outcome: sales.Open, CreatedAt: now, UpdatedAt: now, UpdatedBy: "wu",
	}
	tx := h.store.Begin("seed", now)
	tx.SaveDeal(sales.Deal{}, d, sales.Diff(sales.Deal{}, d, sales.Cause{Commit: "seed", At: now, Actor: "wu"}))
	_, _, err := tx.Commit(h.t.Context(), d.ID)
	require.NoError(h.t, err)
}

func TestNamesThatAreFormulasLeaveAsText(t *testing.T) {
	h := newHall(t, i18n.English)
	h.brings("list.csv", []byte("商机,客户\n=cmd|'/c calc'!A1,@SUM(A1)\n+1+1,-2-2\n\"=HYPERLINK(\"\"http://x\"\")\",a\n"))
	h.hears(Event{Kind: Click, Action: h.offers(verbBring)[0]})
	table := sheet.Table{Name: "x", Head: []string{"a", "b"}}
	for _, d := range h.deals() {
		table.Rows = append(table.Rows, []sheet.Cell{sheet.Text(d.Name), sheet.Text(d.Customer)})
	}
	require.Len(t, table.Rows, 3)
	out, err := sheet.CSV(table)
	require.NoError(t, err)
	for _, harmless := range []string{"'=cmd|", "'@SUM", "'+1+1", "'-2-2", "'=HYPERLINK"} {
		require.Contains(t, string(out), harmless)
	}
	book, err := sheet.XLSX(table)
	require.NoError(t, err)
	rows, err := sheet.Read(book, importBounds())
	require.NoError(t, err, "no formula is in it")
	require.Equal(t, "=cmd|'/c calc'!A1", rows[1][0])
}

func TestAPlatformThatIsAwayIsNoFaultOfTheFile(t *testing.T) {
	require.NoError(t, sheetFault(nil))
	require.Equal(t, fault.Invalid, fault.CodeOf(sheetFault(sheet.ErrFormulas)))
	other := fmt.Errorf("disk")
	require.Equal(t, other, sheetFault(other))
}

func TestAnImportWhoseFileIsGoneIsUndoneAllTheSame(t *testing.T) {
	h := newHall(t, i18n.English)
	h.brings("list.csv", []byte("Deal,Customer\nDock,Gannet\nQuay,Heron\n"))
	h.hears(Event{Kind: Click, Action: h.offers(verbBring)[0]})
	require.Len(t, h.deals(), 2)
	h.gone = undeliverable{errors.New("the file was deleted")}
	h.hears(Event{Kind: Click, Action: h.offers(verbTakeBack)[0]})
	require.Contains(t, h.says(), h.w(i18n.English, say("import.undone", "Kept", 0)))
	for _, d := range h.deals() {
		require.Equal(t, sales.Void, d.Outcome)
	}
}

func TestAFileThatIsGoneIsAskedForOnceMore(t *testing.T) {
	for _, lang := range i18n.Langs() {
		h := newHall(t, lang)
		h.brings("list.csv", []byte("Deal,Customer\nDock,Gannet\n"))
		bring := h.offers(verbBring)
		h.gone = undeliverable{errors.New("the file was deleted")}
		h.hears(Event{Kind: Click, Action: bring[0]})
		require.Contains(t, h.says(), h.w(lang, say("error.file_gone")))
		require.Empty(t, h.deals())
		h.hears(Event{Kind: Message, Files: []Attached{{Name: "other.csv", Ref: "F2"}}})
		require.Contains(t, h.says(), h.w(lang, say("error.file_gone")))
	}
}
