// Package intake reads the list of deals that a person brings: which column holds what,
// by its name in both languages and by what is in it, what has to be asked, and each row
// as a deal or as what is wrong with it. Pure: no clock, no I/O, no platform.
package intake

import (
	"slices"
	"strings"

	"dealmate/internal/i18n"
)

// Field is what a column holds.
type Field string

// The fields. Skip is a column that is left out; Unclear one that is to be asked about.
const (
	Unclear  Field = ""
	Number   Field = "number"
	Name     Field = "name"
	Customer Field = "customer"
	Amount   Field = "amount"
	Currency Field = "currency"
	Close    Field = "close"
	Stage    Field = "stage"
	Source   Field = "source"
	Owner    Field = "owner"
	Found    Field = "found"
	Pressure Field = "pressure"
	Value    Field = "value"
	Note     Field = "note"
	Skip     Field = "skip"
)

// Fields are all that a column may hold, in the order in which people think of them.
func Fields() []Field {
	return []Field{Name, Customer, Amount, Close, Stage, Owner, Source, Found, Note, Number, Currency, Pressure, Value, Skip}
}

// Column is one column of the list.
type Column struct {
	Head    string   `json:"head,omitempty"`
	Field   Field    `json:"field"`
	Samples []string `json:"samples,omitempty"`
	// Unit is the power of ten in which its amounts are, from a head such as 金额(万元).
	Unit int32 `json:"unit,omitempty"`
	// Money is the currency that the head names.
	Money string `json:"money,omitempty"`
	// MonthFirst says which of 3/4/2026 is the month, once that is known.
	MonthFirst *bool `json:"month_first,omitempty"`
	// Guess is what an unclear column most likely holds.
	Guess Field `json:"guess,omitempty"`
}

// Table is how a list is to be read.
type Table struct {
	Columns []Column `json:"columns"`
	// Head is the line of the headings, 0 for a list without.
	Head int `json:"head"`
}

// Has reports whether a column holds the field.
func (t Table) Has(f Field) bool {
	return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Field == f })
}

// Line is a row and where it stands in the list, from 1.
type Line struct {
	At    int
	Cells []string
}

// mostSamples is how many cells of a column a person is shown.
const mostSamples = 3

// headWithin is within how many lines the headings are looked for: titles may stand above.
const headWithin = 10

// Recognise finds out what the columns of a list hold, from its first lines. Today and
// the names of stages, sources and people help with what is in them.
func (v *Vocabulary) Recognise(lines []Line, n Names, today i18n.Date) Table {
	t := Table{}
	heads, first := v.heading(lines)
	if first >= 0 {
		t.Head = lines[first].At
	}
	width := 0
	for _, l := range lines[first+1:] {
		width = max(width, len(l.Cells))
	}
	for i := range max(width, len(heads)) {
		t.Columns = append(t.Columns, v.column(i, heads, lines[first+1:], n, today))
	}
	v.settle(t.Columns)
	return t
}

// heading is the line with the most headings among the first: one that is sure, and
// another, unless the list has few columns.
func (v *Vocabulary) heading(lines []Line) (heads []string, at int) {
	best, at := 0, -1
	for i, l := range lines[:min(len(lines), headWithin)] {
		sure, more := 0, 0
		for _, c := range l.Cells {
			switch f, exact := v.head(c); {
			case exact:
				sure++
			case f != Unclear:
				more++
			}
		}
		if n := 2*sure + more; n > best && sure > 0 && (sure+more >= 2 || len(l.Cells) <= 2) {
			best, at, heads = n, i, l.Cells
		}
	}
	return heads, at
}

// column is one column by its heading, if it has one, and by what is in it.
func (v *Vocabulary) column(i int, heads []string, lines []Line, n Names, today i18n.Date) Column {
	c := Column{}
	var cells []string
	for _, l := range lines {
		if i < len(l.Cells) && !v.isBlank(l.Cells[i]) {
			cells = append(cells, strings.TrimSpace(l.Cells[i]))
		}
	}
	c.Samples = sampled(cells)
	said, sure := Unclear, false
	if i < len(heads) {
		c.Head = cut(clean(heads[i]), longestName)
		said, sure = v.head(c.Head)
		c.Unit, c.Money = headUnit(c.Head)
	}
	looks, share := v.looksLike(cells, n, today)
	switch {
	case sure:
		c.Field, c.Guess = heeded(said, looks, share)
	case len(cells) == 0:
		c.Field = Skip
	case said != Unclear && (looks == Unclear || looks == said || compatible(said, looks)):
		c.Field, c.Guess = hinted(said, looks)
	case looks != Unclear && c.Head == "" && share > 0.8:
		c.Field = looks
	default:
		c.Guess = looks
	}
	return c
}

// heeded is a column whose heading says what it holds, unless nearly all in it says
// otherwise: numbers of deals under "Deal", a status that is a date.
func heeded(said, looks Field, share float64) (field, guess Field) {
	switch {
	case share <= 0.9:
	case looks == Number:
		return Number, Unclear
	case said == Stage && looks != Stage:
		return Unclear, looks
	}
	return said, Unclear
}

// hinted is a column whose heading only hints at what it holds: what is in it must agree,
// or be any text.
func hinted(said, looks Field) (field, guess Field) {
	if looks != Unclear || isText(said) {
		return said, Unclear
	}
	return Unclear, said
}

// compatible reports whether cells that look like one field may be another's: both are
// days, or text.
func compatible(f, looks Field) bool {
	days := []Field{Close, Found}
	return slices.Contains(days, f) && slices.Contains(days, looks)
}

// isText reports whether a field is any text, so that its cells tell nothing.
func isText(f Field) bool {
	return slices.Contains([]Field{Name, Customer, Note, Pressure, Value, Skip}, f)
}

func sampled(cells []string) []string {
	var out []string
	for _, c := range cells {
		if c = cut(clean(c), longestShown); !slices.Contains(out, c) {
			out = append(out, c)
		}
		if len(out) == mostSamples {
			break
		}
	}
	return out
}

// settle makes the columns agree: a field has one column, and only what a deal cannot
// do without, or what looks like a field that nobody has, is asked about.
func (v *Vocabulary) settle(columns []Column) {
	taken := map[Field]bool{}
	for i := range columns {
		c := &columns[i]
		if c.Field == Unclear || c.Field == Skip || c.Field == Note {
			continue
		}
		if taken[c.Field] { // twice the same: which of them counts is theirs to say
			c.Guess, c.Field = Skip, Unclear
			continue
		}
		taken[c.Field] = true
	}
	for i := range columns {
		c := &columns[i]
		if c.Field != Unclear || c.Guess == Skip {
			continue
		}
		if taken[c.Guess] {
			c.Guess = Unclear
		}
		needed := !taken[Name] || !taken[Customer]
		if c.Guess == Unclear && !needed {
			c.Field = Skip // nothing of a deal is in it
		}
	}
}
