package card

import (
	"slices"

	"github.com/shopspring/decimal"

	"dealmate/internal/i18n"
)

// ChartKind is how a chart is drawn.
type ChartKind int

// The kinds of charts.
const (
	Bar ChartKind = iota
	Line
	Funnel // one series: stages as they stand
)

// Chart is numbers as a picture; its floor is its table.
type Chart struct {
	Kind  ChartKind
	Title i18n.Text
	// Currency is what the values are in, "" for plain numbers.
	Currency string
	Names    []i18n.Text // along the axis
	Series   []Series
	// Beside are series, and Below rows, that stand in the table only.
	Beside []Series
	Below  [][]i18n.Text
}

// Series is one row of a chart's numbers, a value for each name.
type Series struct {
	Name   i18n.Text
	Values []decimal.Decimal
	// Texts are the values as people read them, nil for plain numbers.
	Texts []i18n.Text
}

// Table is the chart's numbers: a row for each name, a column for each series.
func (c Chart) Table() Table {
	t := Table{Head: []i18n.Text{c.Title}, Right: []bool{false}}
	all := slices.Concat(c.Series, c.Beside)
	for _, s := range all {
		t.Head, t.Right = append(t.Head, s.Name), append(t.Right, true)
	}
	for i, n := range c.Names {
		row := []i18n.Text{n}
		for _, s := range all {
			cell := i18n.Text{}
			switch {
			case i < len(s.Texts):
				cell = s.Texts[i]
			case i < len(s.Values):
				cell = i18n.Raw(s.Values[i].String())
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, c.Below...)
	return t
}
