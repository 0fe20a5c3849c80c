package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"dealmate/dialogs"
	"dealmate/intake"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// formImport is the kind of a dialog in which a list of deals is kept while it is taken
// in, and kindImport the message by which it goes on: import, step, from.
const (
	formImport = "import"
	kindImport = "import"
)

// UndoWithin is how long an import can be undone.
const UndoWithin = 24 * time.Hour

// Phase is how far an import is.
type Phase string

// The phases, in their order.
const (
	Asking  Phase = "asking"  // something about the list is unclear
	Checked Phase = "checked" // every row has its verdict
	Running Phase = "running"
	Ran     Phase = "ran"
	Undoing Phase = "undoing"
	Undone  Phase = "undone"
)

// The steps that an import's messages ask for.
const (
	StepCheck = "check"
	StepRun   = "run"
	StepUndo  = "undo"
)

// Brought is where a list is: a file of a platform, or pasted text.
type Brought struct {
	Upload
	Text string `json:"text,omitempty"`
	// Attended says that who brought it does every step and waits for it, as on the
	// command line: no message asks for the next one.
	Attended bool `json:"attended,omitempty"`
}

// Rows gives the lines of a list one after the other. What give returns ends it.
type Rows func(give func(line int, cells []string) error) error

// Import is a list of deals that somebody brought, and how far it is.
type Import struct {
	ID     string `json:"-"`
	Person string `json:"-"`
	Brought
	intake.Table
	Answers   intake.Answers    `json:"answers,omitempty"`
	Questions []intake.Question `json:"questions,omitempty"` // still to be asked
	Phase     Phase             `json:"phase"`
	Rows      int               `json:"rows"`
	Done      int               `json:"done"` // rows that were taken in, or batches taken back
	Counts    map[Verdict]int   `json:"counts,omitempty"`
	Wrong     []int             `json:"wrong,omitempty"` // the first rows with an error
	// At is the message that shows how far it is.
	At  sales.Place `json:"at,omitzero"`
	End time.Time   `json:"end,omitzero"` // when it was done

	stored int64
}

// Next is what is to be asked next.
func (i Import) Next() (intake.Question, bool) {
	if q, ok := i.NextColumn(); ok {
		return q, true
	}
	if len(i.Questions) > 0 {
		return i.Questions[0], true
	}
	return intake.Question{}, false
}

// errEnough ends the reading of a list early.
var errEnough = errors.New("desk: enough rows")

// mostWrong is how many rows with an error are remembered, to name them at the end.
const mostWrong = 20

// mostSampled is how many rows tell what the columns hold.
const mostSampled = 200

// BeginImport looks at a list and keeps what its columns hold. The commit is the cause's
// ID: a repeat finds the same import. Invalid "import.no_rows": nothing but headings.
func (d *Desk) BeginImport(ctx context.Context, w Who, b Brought, rows Rows, commit string) (Import, error) {
	if _, ok := d.o.Org.HomeTeam(w.ID); !ok {
		return Import{}, d.noTeam()
	}
	id := importID(commit)
	if i, err := d.Import(ctx, w, id); err == nil || fault.CodeOf(err) != fault.NotFound {
		return i, err
	}
	var lines []intake.Line
	err := rows(func(line int, cells []string) error {
		if lines = append(lines, intake.Line{At: line, Cells: cells}); len(lines) == mostSampled {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return Import{}, err
	}
	i := Import{ID: id, Person: w.ID, Brought: b, Phase: Asking, Answers: intake.Answers{}}
	i.Table = d.o.Intake.Recognise(lines, d.names(), i18n.Date(d.today(w)))
	if len(lines) == 0 || len(lines) == 1 && i.Head > 0 {
		return Import{}, fault.New(fault.Invalid, "import.no_rows")
	}
	return i, d.keepImport(ctx, &i, "begin|"+id, nil)
}

// importID is the ID of the import that a cause begins.
func importID(commit string) string {
	sum := sha256.Sum256([]byte(commit))
	return "import-" + hex.EncodeToString(sum[:9])
}

func (d *Desk) today(w Who) sales.Date { return sales.DateOf(d.o.Now().In(w.zone())) }

// Import reads an import for who brought the list; not found once it was swept.
func (d *Desk) Import(ctx context.Context, w Who, id string) (Import, error) {
	s, err := d.o.Records.Dialog(ctx, id)
	if err != nil {
		return Import{}, err
	}
	if s.Form != formImport || s.Person != w.ID {
		return Import{}, fault.New(fault.NotFound, "error.expired")
	}
	i := Import{ID: s.ID, Person: s.Person, stored: s.Stored}
	if err := json.Unmarshal([]byte(s.Values[formImport]), &i); err != nil {
		return Import{}, fault.Wrap(err, fault.Internal, "")
	}
	return i, nil
}

// keepImport stores an import, perhaps with more in the same commit. It stays for as long
// as it can be undone.
func (d *Desk) keepImport(ctx context.Context, i *Import, commit string, more func(tx Tx)) error {
	data, err := json.Marshal(i)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "")
	}
	now := d.o.Now()
	tx := d.o.Begin(commit, now)
	tx.Save(dialogs.State{
		ID: i.ID, Form: formImport, Version: 1, Person: i.Person, Values: map[string]string{formImport: string(data)},
		Touched: d.keptUntil(now), Stored: i.stored,
	})
	if more != nil {
		more(tx)
	}
	_, repeated, err := tx.Commit(ctx, i.ID)
	if err == nil && !repeated {
		i.stored++
	}
	return err
}

// keptUntil is the moment of touching by which a dialog is swept when an import cannot be
// undone any more, however long dialogs are kept.
func (d *Desk) keptUntil(now time.Time) int64 {
	keep := d.o.KeepDialogs
	if keep == 0 {
		keep = keepDialogs
	}
	return now.Add(UndoWithin + time.Hour - keep).UnixMilli()
}

// changeImport changes an import, afresh when somebody was faster.
func (d *Desk) changeImport(ctx context.Context, w Who, id, commit string, change func(*Import) error, more func(tx Tx, i Import)) (Import, error) {
	for range tries {
		i, err := d.Import(ctx, w, id)
		if err != nil {
			return i, err
		}
		if err := change(&i); err != nil {
			return i, err
		}
		err = d.keepImport(ctx, &i, commit, func(tx Tx) {
			if more != nil {
				more(tx, i)
			}
		})
		if fault.CodeOf(err) != fault.Conflict {
			return i, err
		}
	}
	return Import{}, fault.New(fault.Conflict, "error.conflict")
}

// AnswerImport takes an answer about a list; once it is running, nothing changes.
func (d *Desk) AnswerImport(ctx context.Context, w Who, id, key, value, commit string) (Import, error) {
	return d.changeImport(ctx, w, id, commit, func(i *Import) error {
		if i.Phase != Asking && i.Phase != Checked {
			return fault.New(fault.Conflict, "import.running")
		}
		if i.Answers == nil {
			i.Answers = intake.Answers{}
		}
		i.Answers[key] = value
		i.Table = i.Answered(i.Answers)
		i.Phase, i.Questions = Asking, nil
		return nil
	}, nil)
}

// TakeImport has a list looked at, imported or taken back soon, and shown in a message:
// that takes longer than an answer may. Conflict: it is not so far, or too far already.
func (d *Desk) TakeImport(ctx context.Context, w Who, id, step string, at sales.Place, commit string) (Import, error) {
	now := d.o.Now()
	return d.changeImport(ctx, w, id, commit, func(i *Import) error {
		i.At = at
		return i.step(step, now)
	}, func(tx Tx, i Import) { d.askStep(tx, w, i, step, commit) })
}

// step moves an import on, if it is so far.
func (i *Import) step(step string, now time.Time) error {
	switch {
	case step == StepCheck && (i.Phase == Asking || i.Phase == Checked):
	case step == StepRun && i.Phase == Checked:
		i.Phase, i.Done, i.Counts = Running, 0, nil
	case step == StepUndo && i.Phase == Ran && now.Sub(i.End) < UndoWithin:
		i.Phase, i.Done = Undoing, 0
	case step == StepUndo && i.Phase == Ran:
		return fault.New(fault.Conflict, "import.too_late")
	default:
		return fault.New(fault.Conflict, "import.running")
	}
	return nil
}

// StopImport ends an import whose list cannot be read any more: what was taken in stays,
// and can be undone.
func (d *Desk) StopImport(ctx context.Context, w Who, id string) (Import, error) {
	return d.changeImport(ctx, w, id, "", func(i *Import) error {
		if i.Phase == Running {
			i.Phase, i.Rows, i.End = Ran, i.Done, d.o.Now().UTC()
		}
		return nil
	}, nil)
}

// ShownImport remembers the message that shows how far an import is.
func (d *Desk) ShownImport(ctx context.Context, w Who, id string, at sales.Place, commit string) error {
	_, err := d.changeImport(ctx, w, id, commit, func(i *Import) error { i.At = at; return nil }, nil)
	return err
}

// askStep has a step done soon, unless who brought the list does it.
func (d *Desk) askStep(tx Tx, w Who, i Import, step, cause string) {
	if i.Attended {
		return
	}
	tx.Send(scheduler.Message{
		ID: kindImport + "|" + i.ID + "|" + step + "|" + cause, Destination: "person:" + w.ID, Due: d.o.Now(), Kind: kindImport,
		Facts: map[string]string{"import": i.ID, "step": step, "platform": w.From},
	})
}

// mayBring reports whether a person may record deals of an owner in a team.
func (d *Desk) mayBring(w Who, owner, team string) bool {
	if owner == w.ID {
		return d.o.Org.May(w.ID, org.Create, org.Owned{Team: team})
	}
	return d.o.Org.Manages(w.ID, team)
}
