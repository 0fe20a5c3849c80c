package app

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"dealmate/bot"
	"dealmate/desk"
	"dealmate/intake"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// bring takes a list in, or says what it would become or what is unclear about it.
func (x *importer) bring(ctx context.Context, file string, data []byte) error {
	rows := bot.ListRows(data)
	i, err := x.begin(ctx, file, data, rows)
	if err != nil {
		return err
	}
	if i.Phase != desk.Running {
		if i, err = x.checked(ctx, i, rows); err != nil || x.check {
			return err
		}
		if i.Counts[desk.RowNew]+i.Counts[desk.RowUpdate] == 0 {
			x.counts(i)
			x.line(bot.NothingText(i.Counts).Key)
			return nil
		}
		if i, err = x.desk.TakeImport(ctx, x.who, i.ID, desk.StepRun, sales.Place{}, x.newID()); err != nil {
			return err
		}
	}
	return x.take(ctx, i, rows)
}

// begin finds the import that the same command line began on this day and that is not
// over, or begins one: what was interrupted goes on where it was.
func (x *importer) begin(ctx context.Context, file string, data []byte, rows desk.Rows) (desk.Import, error) {
	sum := sha256.New()
	for _, part := range append([]string{x.now().UTC().Format("2006-01-02"), x.who.ID, strconv.FormatBool(x.check)}, slices.Sorted(slices.Values(x.set))...) {
		sum.Write([]byte(part + "\x00"))
	}
	sum.Write(data)
	cause := fromCLI + "|" + hex.EncodeToString(sum.Sum(nil)) + "|"
	list := desk.Brought{Attended: true}
	if file != "" {
		list.Name = filepath.Base(file)
	}
	for n := 0; ; n++ {
		i, err := x.desk.BeginImport(ctx, x.who, list, rows, cause+strconv.Itoa(n))
		if err != nil || i.Phase == desk.Asking || i.Phase == desk.Checked || i.Phase == desk.Running {
			return i, err
		}
	}
}

// checked is an import whose rows all have their verdict. What is unclear first is a
// misuse, after every question was printed.
func (x *importer) checked(ctx context.Context, i desk.Import, rows desk.Rows) (desk.Import, error) {
	i, err := x.answer(ctx, i)
	if err != nil {
		return i, err
	}
	if asked := unclearColumns(i); len(asked) > 0 {
		return i, x.ask(asked)
	}
	if lacks := i.Lacks(); len(lacks) > 0 {
		return i, x.lacking(i, lacks)
	}
	out := bufio.NewWriter(x.env.Out)
	i, err = x.desk.CheckImport(ctx, x.who, i.ID, rows, func(j desk.Judged) error {
		if !x.check || j.Verdict == desk.RowNew {
			return nil
		}
		_, err := out.WriteString(x.row(j) + "\n")
		return err
	})
	if err != nil {
		return i, err
	}
	if err := out.Flush(); err != nil {
		return i, err
	}
	if len(i.Questions) > 0 {
		return i, x.ask(i.Questions)
	}
	if x.check {
		x.counts(i)
	}
	return i, nil
}

// answer takes the answers of the command line.
func (x *importer) answer(ctx context.Context, i desk.Import) (desk.Import, error) {
	for _, set := range x.set {
		at := strings.LastIndex(set, "=") // a word of the list may have one itself
		if at < 0 {
			return i, misuse{fault.New(fault.Invalid, "cli.import.set", "Set", set)}
		}
		key, choices := i.Answerable(set[:at])
		value := strings.TrimSpace(set[at+1:])
		switch {
		case choices == nil:
			return i, misuse{fault.New(fault.Invalid, "cli.import.key", "Key", key)}
		case !slices.Contains(choices, value):
			return i, misuse{fault.New(fault.Invalid, "cli.import.choice", "Key", key, "Value", value, "Choices", choices)}
		}
		var err error
		if i, err = x.desk.AnswerImport(ctx, x.who, i.ID, key, value, x.newID()); err != nil {
			return i, err
		}
	}
	return i, nil
}

// unclearColumns are the questions about columns, all at once.
func unclearColumns(i desk.Import) []intake.Question {
	var out []intake.Question
	for n, col := range i.Columns {
		if col.Field == intake.Unclear {
			out = append(out, i.AboutColumn(n))
		}
	}
	return out
}

// ask prints questions with the flags that answer them.
func (x *importer) ask(questions []intake.Question) error {
	for _, q := range questions {
		x.put(bot.QuestionText(q))
		if q.Ask == intake.AskField && len(q.Column.Samples) > 0 {
			x.line("import.samples", "Samples", q.Column.Samples)
		}
		for _, choice := range q.Choices {
			x.line("cli.import.flag", "Flag", "--set "+shellWord(q.Key+"="+choice), "Choice", bot.ChoiceText(q, choice))
		}
	}
	return misuse{fault.New(fault.Invalid, "cli.import.unclear", "Count", len(questions))}
}

// lacking says which column could be the one that is missed.
func (x *importer) lacking(i desk.Import, lacks []intake.Field) error {
	var fields []i18n.Text
	for _, f := range lacks {
		fields = append(fields, intake.FieldName(f))
	}
	for n, col := range i.Columns {
		x.line("cli.import.flag", "Flag", "--set "+intake.KeyField(n)+"="+string(lacks[0]), "Choice", col.Label(n))
	}
	return misuse{fault.New(fault.Invalid, "cli.import.lacks", "Fields", fields)}
}

// take takes the rows in. They are read once, so that the reading is the progress.
func (x *importer) take(ctx context.Context, i desk.Import, rows desk.Rows) error {
	p, done := x.progress(x.cli.say("cli.import.recording"), i.Rows), 0
	i, err := x.desk.RunImport(ctx, x.who, i.ID, func(give func(line int, cells []string) error) error {
		return rows(func(line int, cells []string) error {
			if line > i.Head {
				p.at(done)
				done++
			}
			return give(line, cells)
		})
	}, i.Rows, "")
	p.at(i.Done)
	p.end()
	switch {
	case err != nil && ctx.Err() != nil:
		return fault.New(fault.Unavailable, "cli.import.stopped")
	case err != nil:
		return err
	}
	x.counts(i)
	if n := i.Counts[desk.RowError] + i.Counts[desk.RowDuplicate]; n > 0 {
		x.line("cli.import.left", "Count", n)
	}
	x.line("cli.import.done", "Command", x.undoing(i.ID))
	return nil
}

// undoing is the command line that takes an import back.
func (x *importer) undoing(id string) string {
	words := []string{"dealmate", "import", "--undo", id, "--as", x.who.Email}
	if x.file != "config.toml" {
		words = append(words, "--config", shellWord(x.file))
	}
	return strings.Join(words, " ")
}
