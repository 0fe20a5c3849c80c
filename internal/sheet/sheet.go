// Package sheet writes tables as files for Excel: xlsx with real numbers and dates,
// and csv that a Chinese Excel opens rightly.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// Table is one sheet: a heading and rows of as many cells.
type Table struct {
	Name string
	Head []string
	Rows [][]Cell
}

// Cell is a text, a number or a day; the zero Cell is empty.
type Cell struct {
	Text   string
	Number *decimal.Decimal
	Day    time.Time
	// Money formats a number with two decimals.
	Money bool
}

// Text is a cell of text.
func Text(s string) Cell { return Cell{Text: s} }

// Count is a cell of a whole number.
func Count(n int) Cell {
	d := decimal.NewFromInt(int64(n))
	return Cell{Number: &d}
}

// Money is a cell of an amount.
func Money(d decimal.Decimal) Cell { return Cell{Number: &d, Money: true} }

// Day is a cell of a date, empty for the zero time.
func Day(t time.Time) Cell { return Cell{Day: t} }

// The limits of Excel.
// https://support.microsoft.com/en-us/office/excel-specifications-and-limits
const (
	longestName = 31
	longestText = 32_767
	mostRows    = 1_048_576
)

// XLSX writes tables as the sheets of one file. Texts are never formulas.
func XLSX(tables ...Table) (data []byte, err error) {
	b, err := NewBook()
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		rows, err := b.Sheet(t.Name, t.Head...)
		if err != nil {
			return nil, errors.Join(err, b.Close())
		}
		for _, row := range t.Rows {
			if err := rows.Add(row...); err != nil {
				return nil, errors.Join(err, b.Close())
			}
		}
	}
	return b.Bytes()
}

// Book is an xlsx file that is written row by row, so that its size is no matter of
// memory.
type Book struct {
	file   *excelize.File
	styles styles
	sheets []*Rows
}

// Rows are the rows of one sheet.
type Rows struct {
	w      *excelize.StreamWriter
	styles styles
	n      int
}

// NewBook begins a file; Bytes or Close ends it.
func NewBook() (*Book, error) {
	b := &Book{file: excelize.NewFile()}
	var err error
	if b.styles, err = stylesOf(b.file); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Close gives up what the file holds.
func (b *Book) Close() error {
	if err := b.file.Close(); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	return nil
}

// Sheet begins a sheet with a heading; several may be written at a time.
func (b *Book) Sheet(name string, head ...string) (*Rows, error) {
	name, err := sheetName(name, len(b.sheets)), error(nil)
	if len(b.sheets) == 0 {
		err = b.file.SetSheetName("Sheet1", name)
	} else {
		_, err = b.file.NewSheet(name)
	}
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	w, err := b.file.NewStreamWriter(name)
	if err == nil {
		err = w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	cells := make([]any, len(head))
	for i, h := range head {
		cells[i] = excelize.Cell{StyleID: b.styles.head, Value: h}
	}
	r := &Rows{w: w, styles: b.styles, n: 1}
	b.sheets = append(b.sheets, r)
	if err := w.SetRow("A1", cells); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return r, nil
}

// Add writes one row; more than Excel holds are left out.
func (r *Rows) Add(row ...Cell) error {
	if r.n == mostRows {
		return nil
	}
	r.n++
	at, err := excelize.CoordinatesToCellName(1, r.n)
	if err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	cells := make([]any, len(row))
	for i, c := range row {
		cells[i] = c.excel(r.styles)
	}
	if err := r.w.SetRow(at, cells); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	return nil
}

// Bytes ends the file and returns it.
func (b *Book) Bytes() ([]byte, error) {
	var out bytes.Buffer
	var err error
	for _, r := range b.sheets {
		err = errors.Join(err, r.w.Flush())
	}
	if err == nil {
		err = b.file.Write(&out)
	}
	if err = errors.Join(err, b.file.Close()); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return out.Bytes(), nil
}

// sheetName is a name that Excel takes, and no other sheet's.
func sheetName(name string, i int) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return ' '
		}
		return r
	}, name)
	tail := fmt.Sprintf(" %d", i+1)
	if r := []rune(name); len(r) > longestName-len(tail) {
		name = string(r[:longestName-len(tail)])
	}
	if i > 0 || strings.TrimSpace(name) == "" {
		name += tail
	}
	return name
}

type styles struct{ head, money, day int }

func stylesOf(f *excelize.File) (s styles, err error) {
	day := "yyyy-mm-dd"
	for style, to := range map[*excelize.Style]*int{
		{Font: &excelize.Font{Bold: true}}: &s.head,
		{NumFmt: 4}:                        &s.money, // #,##0.00
		{CustomNumFmt: &day}:               &s.day,
	} {
		if *to, err = f.NewStyle(style); err != nil {
			return s, fmt.Errorf("sheet: %w", err)
		}
	}
	return s, nil
}

// excel is the cell as the library takes it: a number is a double in any xlsx, exact
// to fifteen digits.
func (c Cell) excel(s styles) any {
	switch {
	case c.Number != nil:
		v, _ := c.Number.Float64()
		if c.Money {
			return excelize.Cell{StyleID: s.money, Value: v}
		}
		return v
	case !c.Day.IsZero():
		y, m, d := c.Day.Date()
		return excelize.Cell{StyleID: s.day, Value: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
	case c.Text == "":
		return nil
	}
	if r := []rune(c.Text); len(r) > longestText {
		return string(r[:longestText])
	}
	return c.Text
}

// bom tells Excel that a csv is UTF-8; without it a Chinese Excel reads GB18030.
const bom = "\xef\xbb\xbf"

// CSV writes one table. A text that a spreadsheet would take for a formula is made
// harmless by a quote before it.
func CSV(t Table) ([]byte, error) {
	out := bytes.NewBufferString(bom)
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write(t.Head); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = c.plain()
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("sheet: %w", err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return out.Bytes(), nil
}

func (c Cell) plain() string {
	switch {
	case c.Number != nil && c.Money:
		return c.Number.StringFixed(max(2, -c.Number.Exponent()))
	case c.Number != nil:
		return c.Number.String()
	case !c.Day.IsZero():
		return c.Day.Format(time.DateOnly)
	}
	return Harmless(c.Text)
}

// Harmless is a text that no spreadsheet takes for a formula.
// https://owasp.org/www-community/attacks/CSV_Injection
func Harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
