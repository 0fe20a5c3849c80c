package bot

import (
	"errors"

	"dealmate/desk"
	"dealmate/intake"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/internal/sheet"
	"dealmate/sales"
)

// What follows is said of a list in the chat and on the command line alike.

// LargestList is the most bytes of a list that are read.
const LargestList = largestFile

// importBounds are how much of a list is read: a hundred thousand deals are more than a
// sales organisation of thousands has.
func importBounds() sheet.Bounds {
	return sheet.Bounds{Rows: 100_001, Columns: 100, Bytes: largestFile, Unpacked: 200 << 20}
}

// ListRows gives the rows of a file or a pasted text; what is wrong with it is an error for
// who brought it.
func ListRows(data []byte) desk.Rows {
	return func(give func(line int, cells []string) error) error {
		return sheetFault(sheet.Scan(data, importBounds(), give))
	}
}

// sheetFault gives what may be wrong with a file its sentence.
func sheetFault(err error) error {
	for _, known := range []struct {
		err error
		key string
	}{
		{sheet.ErrEmpty, "import.no_rows"},
		{sheet.ErrBroken, "import.broken"},
		{sheet.ErrLocked, "import.locked"},
		{sheet.ErrTooBig, "import.too_big"},
		{sheet.ErrOldFile, "import.old_file"},
		{sheet.ErrWebPage, "import.web_page"},
		{sheet.ErrEncoding, "import.encoding"},
		{sheet.ErrFormulas, "import.formulas"},
		{sheet.ErrOldDays, "import.old_days"},
	} {
		if errors.Is(err, known.err) {
			b := importBounds()
			return fault.Wrap(err, fault.Invalid, known.key, "Rows", b.Rows-1, "Columns", b.Columns, "Size", int(b.Bytes>>20))
		}
	}
	return err
}

// QuestionText asks what is unclear about a list.
func QuestionText(q intake.Question) i18n.Text {
	switch q.Ask {
	case intake.AskDates:
		return say("import.ask.dates", "Column", short(q.Label), "Cell", q.Word)
	case intake.AskStage:
		return say("import.ask.stage", "Column", short(q.Label), "Word", short(q.Word))
	case intake.AskOwner:
		return say("import.ask.owner", "Column", short(q.Label), "Word", short(q.Word))
	}
	return say("import.ask.field", "Column", short(q.Label))
}

// ChoiceText is how one of a question's choices is called.
func ChoiceText(q intake.Question, choice string) i18n.Text {
	switch q.Ask {
	case intake.AskDates:
		first, second := intake.EitherDay(q.Word)
		if choice == intake.MonthFirst {
			first = second
		}
		return say("import.choice."+choice, "Day", day(sales.Date(first), reader{}))
	case intake.AskStage:
		if choice != intake.LeaveOut {
			return stageName(sales.Stage(choice))
		}
		return say("import.choice.not_open")
	case intake.AskOwner:
		return say("import.choice." + choice)
	}
	return intake.FieldName(intake.Field(choice))
}

// CountsText says how many rows have which verdict.
func CountsText(counts map[desk.Verdict]int) i18n.Text {
	var parts []i18n.Text
	for _, v := range []desk.Verdict{desk.RowNew, desk.RowUpdate, desk.RowDuplicate, desk.RowError} {
		if n := counts[v]; n > 0 || v == desk.RowNew {
			parts = append(parts, say("import.count."+string(v), "Count", n))
		}
	}
	return say("import.counts", "Parts", parts)
}

// NothingText says why there is nothing to record.
func NothingText(counts map[desk.Verdict]int) i18n.Text {
	if counts[desk.RowError] > 0 {
		return say("import.nothing")
	}
	return say("import.nothing_new")
}

// RowName is what the deal of a row is called.
func RowName(j desk.Judged) string {
	if j.Name == "" && j.Deal.ID != "" {
		return j.Deal.Name
	}
	return j.Name
}

// ReasonText says why a row is what it is.
func ReasonText(j desk.Judged) i18n.Text {
	switch j.Verdict {
	case desk.RowUpdate:
		var fields []i18n.Text
		for _, f := range j.Changed {
			fields = append(fields, say("history.field."+f))
		}
		return say("import.changes", "Number", number(j.Deal), "Fields", fields)
	case desk.RowNew:
		return say("import.new_line", "Stage", stageName(stageOr(j.Stage)), "Close", dayOrNone(j.Close))
	}
	return j.Why
}
