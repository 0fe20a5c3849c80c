package intake

import (
	"strings"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// Row is a line of the list as a deal. Empty fields are not known.
type Row struct {
	Line     int
	Number   int64
	Name     string
	Customer string
	Amount   sales.Money
	Close    sales.Date
	Found    sales.Date
	Stage    sales.Stage
	Source   string
	// SourceOther is a source in their own words.
	SourceOther string
	Owner       string
	Pressure    string
	Value       string
	Note        string
	// Wrong is what keeps the row out; nil for one that is well.
	Wrong []Problem
}

// Problem is what is wrong with a cell, for who brought the list.
type Problem struct {
	Head string // of the column, or its letter
	Cell string
	Text i18n.Text
}

// Reading is how the lines of a list become rows.
type Reading struct {
	Table
	Answers
	Names    Names
	Words    *Vocabulary
	Currency string // of amounts that name none
	Today    i18n.Date
}

// Answers are what a person said of what was unclear, by Question.Key.
type Answers map[string]string

// Values of answers beside the fields and stages.
const (
	DayFirst   = "day_first"
	MonthFirst = "month_first"
	Mine       = "mine"
	LeaveOut   = "leave_out"
)

// longestCell is the most runes that are taken of a cell of text, as of a form's.
const longestCell = 1000

// longestNote is what a note that is typed may have.
const longestNote = 10_000

// longestShown is the most runes that are said of a cell with a mistake.
const longestShown = 60

// Longest names of deals and customers, as dialogs/forms/new.toml has them.
const longestName = 200

// Read makes a row of a line. It is never in vain: what cannot be read is in Wrong.
func (r Reading) Read(l Line) Row {
	out := Row{Line: l.At}
	if r.repeatsHeads(l) {
		out.Wrong = []Problem{{Text: i18n.T("import.wrong.heads")}}
		return out
	}
	currency := r.currency(&out, l)
	for i, c := range r.Columns {
		if i >= len(l.Cells) || r.Words.isBlank(l.Cells[i]) {
			continue
		}
		cell := strings.TrimSpace(l.Cells[i])
		if r.Words.broken[folded(cell)] && c.Field != Skip {
			out.wrong(i, c, cell, i18n.T("import.wrong.formula"))
			continue
		}
		r.put(&out, i, c, cell, currency)
	}
	r.complete(&out)
	return out
}

// repeatsHeads reports whether a line is the headings again, as every printed page has them.
func (r Reading) repeatsHeads(l Line) bool {
	n := 0
	for i, c := range r.Columns {
		if i >= len(l.Cells) || r.Words.isBlank(l.Cells[i]) {
			continue
		}
		if folded(l.Cells[i]) != folded(c.Head) {
			return false
		}
		n++
	}
	return n > 1
}

// currency is the one of a row's amounts that name none.
func (r Reading) currency(out *Row, l Line) string {
	currency := r.Currency
	for i, c := range r.Columns {
		if c.Field != Currency || i >= len(l.Cells) || r.Words.isBlank(l.Cells[i]) {
			continue
		}
		cell := strings.TrimSpace(l.Cells[i])
		switch code, ok := currencyOf(cell); {
		case ok:
			currency = code
		case !r.Words.broken[folded(cell)]: // that is said of any column
			out.wrong(i, c, cell, i18n.T("import.wrong.currency"))
		}
	}
	return currency
}

// complete says what a deal cannot do without.
func (r Reading) complete(out *Row) {
	if out.Number == 0 {
		for _, f := range []struct {
			field Field
			value string
		}{{Name, out.Name}, {Customer, out.Customer}} {
			if f.value == "" && !out.hasWrong(r.headOf(f.field)) {
				out.Wrong = append(out.Wrong, Problem{Head: r.headOf(f.field), Text: i18n.T("import.wrong.missing", "Field", FieldName(f.field))})
			}
		}
	}
	if i18n.Date(out.Found) > r.Today {
		out.Wrong = append(out.Wrong, Problem{Head: r.headOf(Found), Cell: string(out.Found), Text: i18n.T("error.future_date")})
	}
}

func (r Reading) headOf(f Field) string {
	for i, c := range r.Columns {
		if c.Field == f {
			return c.Label(i)
		}
	}
	return ""
}

func (o Row) hasWrong(head string) bool {
	for _, p := range o.Wrong {
		if head != "" && p.Head == head {
			return true
		}
	}
	return false
}

// Label is how a column is called: its heading, or its letter as sheets have it.
func (c Column) Label(i int) string {
	if c.Head != "" {
		return c.Head
	}
	letters := ""
	for i++; i > 0; i = (i - 1) / 26 {
		letters = string(rune('A'+(i-1)%26)) + letters
	}
	return letters
}

// FieldName is what a field is called.
func FieldName(f Field) i18n.Text { return i18n.T("import.field." + string(f)) }

func (o *Row) wrong(i int, c Column, cell string, t i18n.Text) {
	o.Wrong = append(o.Wrong, Problem{Head: c.Label(i), Cell: cut(clean(cell), longestShown), Text: t})
}

// put reads a cell into its field.
func (r Reading) put(out *Row, i int, c Column, cell, currency string) {
	switch c.Field {
	case Name:
		out.Name = r.text(out, i, c, cell, longestName)
	case Customer:
		out.Customer = r.text(out, i, c, cell, longestName)
	case Pressure:
		out.Pressure = r.text(out, i, c, cell, longestCell)
	case Value:
		out.Value = r.text(out, i, c, cell, longestCell)
	case Note:
		r.note(out, i, c, cell)
	case Number:
		r.number(out, i, c, cell)
	case Amount:
		r.amount(out, i, c, cell, currency)
	case Close, Found:
		r.day(out, i, c, cell)
	case Stage:
		r.stage(out, i, c, cell)
	case Source:
		r.source(out, i, c, cell)
	case Owner:
		r.owner(out, i, c, cell)
	case Currency, Skip, Unclear:
	}
}

// faultText is what an error says to a person.
func faultText(err error, otherwise string) i18n.Text {
	if f, ok := fault.As(err); ok && f.Key != "" {
		return i18n.Text{Key: f.Key, Args: f.Args}
	}
	return i18n.T(otherwise)
}
