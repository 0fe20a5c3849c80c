package intake

import (
	"strings"
	"unicode/utf8"

	"dealmate/internal/i18n"
	"dealmate/sales"
)

// text is a cell of one line, not cut: what is too long is said, not lost.
func (r Reading) text(out *Row, i int, c Column, cell string, most int) string {
	if cell = clean(cell); !legible(cell) {
		out.wrong(i, c, "", i18n.T("import.wrong.text"))
		return ""
	}
	if n := utf8.RuneCountInString(cell); n > most {
		out.wrong(i, c, cell, i18n.T("import.wrong.long", "Count", n, "Max", most))
		return ""
	}
	return cell
}

// note adds a cell to the row's note, with its lines.
func (r Reading) note(out *Row, i int, c Column, cell string) {
	var lines []string
	for l := range strings.Lines(cell) {
		lines = append(lines, clean(l))
	}
	text := strings.Trim(out.Note+"\n"+strings.Join(lines, "\n"), "\n")
	switch n := utf8.RuneCountInString(text); {
	case !legible(text):
		out.wrong(i, c, "", i18n.T("import.wrong.text"))
	case n > longestNote:
		out.wrong(i, c, cell, i18n.T("import.wrong.long", "Count", n, "Max", longestNote))
	default:
		out.Note = text
	}
}

func (r Reading) number(out *Row, i int, c Column, cell string) {
	if !dealNumber.MatchString(folded(cell)) {
		return // a number of their own
	}
	n := atoi(strings.TrimLeft(folded(cell), "d-"))
	if n == 0 {
		out.wrong(i, c, cell, i18n.T("import.wrong.number", "Number", cell))
	}
	out.Number = int64(n)
}

func (r Reading) amount(out *Row, i int, c Column, cell, currency string) {
	m, err := readMoney(cell, c, currency)
	if err != nil {
		out.wrong(i, c, cell, faultText(err, "error.amount"))
		return
	}
	if m.Amount.IsPositive() {
		out.Amount = sales.Money(m)
	}
}

func (r Reading) day(out *Row, i int, c Column, cell string) {
	order := c.MonthFirst
	if a, ok := r.Answers[keyDates(i)]; ok {
		first := a == MonthFirst
		order = &first
	}
	d, err := readDay(cell, order, r.Today)
	if err != nil {
		out.wrong(i, c, cell, faultText(err, "error.date"))
		return
	}
	if c.Field == Close {
		out.Close = sales.Date(d)
		return
	}
	if d > r.Today && !strings.ContainsAny(cell, "0123456789") {
		d = d.AddMonths(-12)
	}
	out.Found = sales.Date(d)
}

func (r Reading) stage(out *Row, i int, c Column, cell string) {
	fold := folded(cell)
	answer := r.Answers[keyStage(cell)]
	s, ok := r.Names.Stages[fold]
	switch {
	case sales.Stage(answer).Index() >= 0:
		out.Stage = sales.Stage(answer)
	case answer == LeaveOut || !ok && answer == "" && r.Words.closed[fold]:
		out.wrong(i, c, cell, i18n.T("import.wrong.closed"))
	case ok:
		out.Stage = s
	default:
		out.wrong(i, c, cell, i18n.T("import.wrong.stage"))
	}
}

func (r Reading) source(out *Row, i int, c Column, cell string) {
	if key, ok := r.Names.Sources[folded(cell)]; ok {
		out.Source = key
		return
	}
	if text := r.text(out, i, c, cell, longestName); text != "" {
		out.Source, out.SourceOther = sales.Other, text
	}
}

func (r Reading) owner(out *Row, i int, c Column, cell string) {
	id, ok := r.Names.person(cell)
	switch {
	case ok:
		out.Owner = id
	case r.Answers[keyOwner(cell)] == Mine: // the empty owner is who brings the list
	default:
		out.wrong(i, c, cell, i18n.T("import.wrong.owner"))
	}
}
