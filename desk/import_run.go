package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"dealmate/dialogs"
	"dealmate/intake"
	"dealmate/internal/fault"
	"dealmate/sales"
)

// formBatch is the kind of a dialog that remembers what a batch of an import did.
const formBatch = "import_batch"

// batch is what a batch of an import did: it was taken in when this is stored, and this is
// what is taken back.
type batch struct {
	Counts  map[Verdict]int `json:"counts"`
	New     []string        `json:"new,omitempty"`
	Updated []fieldsWas     `json:"updated,omitempty"`
}

// fieldsWas are the fields that an import changed of a deal: before and after.
type fieldsWas struct {
	Deal string            `json:"deal"`
	Was  map[string]string `json:"was"`
	Now  map[string]string `json:"now"`
}

func batchID(id string, n int) string { return id + "-batch-" + strconv.Itoa(n) }

// RunImport takes in the rows after those that were, at most so many, in batches of one
// commit each. A repeat goes on where it was. Phase is Ran at the end.
func (d *Desk) RunImport(ctx context.Context, w Who, id string, rows Rows, most int, cause string) (Import, error) {
	i, err := d.Import(ctx, w, id)
	if err != nil || i.Phase != Running {
		return i, err
	}
	run := runner{d: d, w: w, i: i, m: d.matcher(w, i)}
	ended, err := run.rows(ctx, rows, most)
	if err != nil {
		return i, err
	}
	return d.changeImport(ctx, w, id, "", func(now *Import) error {
		if now.Phase != Running || now.Done != i.Done {
			return nil // a repeat was faster
		}
		now.Done, now.Counts = run.done, run.counts
		if ended {
			now.Phase, now.End = Ran, d.o.Now().UTC()
		}
		return nil
	}, func(tx Tx, i Import) {
		if i.Phase == Running {
			d.askStep(tx, w, i, StepRun, strconv.Itoa(i.Done)+cause)
		}
	})
}

// runner takes rows in.
type runner struct {
	d      *Desk
	w      Who
	i      Import
	m      *matcher
	done   int
	counts map[Verdict]int
}

// rows takes rows in batch by batch and tells whether those were the last.
func (r *runner) rows(ctx context.Context, rows Rows, most int) (ended bool, err error) {
	reading, n := r.d.reading(r.w, r.i), 0
	r.counts, r.done = map[Verdict]int{}, r.i.Done
	for v, c := range r.i.Counts {
		r.counts[v] = c
	}
	var next []intake.Row
	err = each(r.i, rows, func(l intake.Line) error {
		if n++; n <= r.i.Done {
			return nil
		}
		if r.done-r.i.Done >= most {
			return errEnough
		}
		if next = append(next, reading.Read(l)); len(next) < batchSize {
			return nil
		}
		err := r.batch(ctx, next)
		next = next[:0]
		return err
	})
	switch {
	case errors.Is(err, errEnough):
		return false, nil
	case err != nil:
		return false, err
	case len(next) > 0:
		return true, r.batch(ctx, next)
	}
	return true, nil
}

// batch takes some rows in, with one commit. One that was taken in before only counts.
func (r *runner) batch(ctx context.Context, rows []intake.Row) error {
	id := batchID(r.i.ID, r.done/batchSize)
	b, err := r.d.batch(ctx, id)
	if fault.CodeOf(err) == fault.NotFound {
		b, err = r.take(ctx, id, rows)
	}
	if err != nil {
		return err
	}
	for v, n := range b.Counts {
		r.counts[v] += n
	}
	r.done += len(rows)
	return nil
}

func (d *Desk) batch(ctx context.Context, id string) (batch, error) {
	var b batch
	s, err := d.o.Records.Dialog(ctx, id)
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal([]byte(s.Values[formBatch]), &b); err != nil {
		return b, fault.Wrap(err, fault.Internal, "")
	}
	return b, nil
}

// take commits a batch; when somebody was faster with a number or a deal, afresh.
func (r *runner) take(ctx context.Context, id string, rows []intake.Row) (batch, error) {
	for range tries {
		b, err := r.commit(ctx, id, rows)
		if fault.CodeOf(err) != fault.Conflict {
			return b, err
		}
		if b, err := r.d.batch(ctx, id); fault.CodeOf(err) != fault.NotFound {
			return b, err // the other one was this batch
		}
		// These rows are judged again, and none after them was.
		maps.DeleteFunc(r.m.seen, func(_ about, line int) bool { return line >= rows[0].Line })
	}
	return batch{}, fault.New(fault.Conflict, "error.conflict")
}

func (r *runner) commit(ctx context.Context, id string, rows []intake.Row) (batch, error) {
	b := batch{Counts: map[Verdict]int{}}
	judged, err := r.m.judge(ctx, rows)
	if err != nil {
		return b, err
	}
	last, err := r.d.o.Deals.LastNumber(ctx)
	if err != nil {
		return b, err
	}
	now := r.d.o.Now()
	cause := sales.Cause{Commit: id, At: now, Actor: r.w.ID, From: r.w.From}
	tx := r.d.o.Begin(id, now)
	for _, j := range judged {
		b.Counts[j.Verdict]++
		switch j.Verdict {
		case RowNew:
			last++
			b.New = append(b.New, r.create(tx, j, last, cause))
		case RowUpdate:
			was, err := r.update(ctx, tx, j, cause)
			if err != nil {
				return b, err
			}
			b.Updated = append(b.Updated, was)
		case RowDuplicate, RowError:
		}
	}
	data, err := json.Marshal(b)
	if err != nil {
		return b, fault.Wrap(err, fault.Internal, "")
	}
	tx.Save(dialogs.State{
		ID: id, Form: formBatch, Version: 1, Person: r.w.ID, Values: map[string]string{formBatch: string(data)}, Touched: r.d.keptUntil(now),
	})
	_, _, err = tx.Commit(ctx, id)
	return b, err
}

// create records a row as a deal that was entered late (补录). No channel is told: a list
// of them would be all that it reads.
func (r *runner) create(tx Tx, j Judged, number int64, cause sales.Cause) string {
	owner := cmp.Or(j.Owner, r.w.ID)
	team, _ := r.d.o.Org.HomeTeam(owner)
	now := cause.At.UTC()
	deal := sales.Deal{
		ID: r.m.own + strconv.Itoa(j.Line), Number: number, Name: j.Name, Customer: j.Customer, Team: team.Key, Owner: owner,
		Stage: cmp.Or(j.Stage, sales.Potential), StageSince: now, Outcome: sales.Open, Amount: j.Amount, Close: j.Close, Found: j.Found,
		Source: j.Source, SourceOther: j.SourceOther, Pressure: j.Pressure, Value: j.Value, Backfilled: true,
		CreatedAt: now, UpdatedAt: now, UpdatedBy: r.w.ID,
	}
	note := sales.Note{ID: deal.ID + "-note", Deal: deal.ID, Author: r.w.ID, At: now, Text: j.Note}
	if note.Text != "" {
		deal.AddNote(note.ID)
		tx.Save(note)
	}
	r.d.look(&deal)
	changes := sales.Diff(sales.Deal{}, deal, cause)
	if note.Text != "" {
		changes = append(changes, sales.NewChange(deal, cause, 1, sales.FieldNote, "", note.ID))
	}
	tx.SaveDeal(sales.Deal{}, deal, changes)
	return deal.ID
}

// update changes a deal by a row and remembers what it was.
func (r *runner) update(ctx context.Context, tx Tx, j Judged, cause sales.Cause) (fieldsWas, error) {
	was := fieldsWas{Deal: j.Deal.ID, Was: map[string]string{}, Now: map[string]string{}}
	for _, key := range append(slices.Clone(j.Changed), "pushes") {
		was.Was[key], was.Now[key] = fieldOf(j.Deal, key), fieldOf(j.after, key)
	}
	return was, r.d.into(ctx, tx, r.w, j.Deal, j.after, cause)
}

// into puts a changed deal into a commit, with the cards that follow it.
func (d *Desk) into(ctx context.Context, tx Tx, w Who, before, after sales.Deal, cause sales.Cause) error {
	if err := d.judge(&after); err != nil {
		return err
	}
	d.look(&after)
	after.UpdatedAt, after.UpdatedBy = cause.At.UTC(), w.ID
	tx.SaveDeal(before, after, sales.Diff(before, after, cause))
	places, err := d.o.Records.Places(ctx, after.ID)
	if err != nil {
		return err
	}
	sendRefresh(tx, cause.At, places)
	return nil
}
