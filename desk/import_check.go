package desk

import (
	"context"

	"dealmate/intake"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// Verdict is what becomes of a row.
type Verdict string

// The verdicts.
const (
	RowNew       Verdict = "new"
	RowUpdate    Verdict = "update"
	RowDuplicate Verdict = "duplicate"
	RowError     Verdict = "error"
)

// Judged is a row with what would become of it.
type Judged struct {
	intake.Row
	Verdict Verdict
	// Deal is the one that the row is about or looks like, as the person may see it.
	Deal sales.Deal
	// Why says what is wrong, or why it is a duplicate.
	Why i18n.Text
	// Changed are the fields of Deal that the row changes.
	Changed []string
	// Known says that the customer has deals already.
	Known bool
	after sales.Deal
}

// CheckImport reads all rows: either something has to be asked first, which Next tells, or
// each row is given with its verdict. Nothing is changed but the import.
func (d *Desk) CheckImport(ctx context.Context, w Who, id string, rows Rows, give func(Judged) error) (Import, error) {
	i, err := d.Import(ctx, w, id)
	if err != nil {
		return i, err
	}
	if _, ask := i.Next(); ask || i.Phase != Asking && i.Phase != Checked {
		return i, nil
	}
	if lacks := i.Lacks(); len(lacks) > 0 {
		return i, fault.New(fault.Invalid, "import.lacks", "Fields", fieldNames(lacks))
	}
	survey := intake.NewSurvey(d.reading(w, i))
	if err := each(i, rows, func(l intake.Line) error { survey.See(l); return nil }); err != nil {
		return i, err
	}
	counts := map[Verdict]int{}
	found := i
	found.Table, found.Questions, found.Rows = survey.Table(), survey.Questions(i.Answers), survey.Rows
	if len(found.Questions) == 0 {
		found.Wrong = nil
		err := d.judgeAll(ctx, w, found, rows, func(j Judged) error {
			if counts[j.Verdict]++; j.Verdict == RowError && len(found.Wrong) < mostWrong {
				found.Wrong = append(found.Wrong, j.Line)
			}
			return give(j)
		})
		if err != nil {
			return i, err
		}
	}
	return d.changeImport(ctx, w, id, "", func(i *Import) error {
		if i.Phase != Asking && i.Phase != Checked {
			return fault.New(fault.Conflict, "import.running")
		}
		i.Table, i.Questions, i.Rows, i.Counts, i.Wrong, i.Phase = found.Table, found.Questions, found.Rows, counts, found.Wrong, Checked
		if len(found.Questions) > 0 {
			i.Phase = Asking
		}
		return nil
	}, nil)
}

func fieldNames(fields []intake.Field) []i18n.Text {
	var out []i18n.Text
	for _, f := range fields {
		out = append(out, intake.FieldName(f))
	}
	return out
}

// each gives the lines below the headings.
func each(i Import, rows Rows, give func(intake.Line) error) error {
	return rows(func(line int, cells []string) error {
		if line <= i.Head {
			return nil
		}
		return give(intake.Line{At: line, Cells: cells})
	})
}

// reading is how the lines of an import become rows.
func (d *Desk) reading(w Who, i Import) intake.Reading {
	return intake.Reading{
		Table: i.Table, Answers: i.Answers, Names: d.names(), Words: d.o.Intake, Currency: d.o.Org.Currency, Today: i18n.Date(d.today(w)),
	}
}

// batchSize is how many rows are matched, and taken in, at once.
const batchSize = 50

// judgeAll gives every row its verdict, a batch at a time.
func (d *Desk) judgeAll(ctx context.Context, w Who, i Import, rows Rows, give func(Judged) error) error {
	m := d.matcher(w, i)
	var batch []intake.Row
	flush := func() error {
		judged, err := m.judge(ctx, batch)
		batch = batch[:0]
		if err != nil {
			return err
		}
		for _, j := range judged {
			if err := give(j); err != nil {
				return err
			}
		}
		return nil
	}
	r := d.reading(w, i)
	err := each(i, rows, func(l intake.Line) error {
		if batch = append(batch, r.Read(l)); len(batch) < batchSize {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}
