package desk

import (
	"context"
	"slices"
	"strconv"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// UndoImport takes back what the next batches did, at most so many: deals that nobody
// has touched since become void, and fields that are as the import left them are as they
// were. What was changed since stays, and is counted as kept. Phase is Undone at the end.
func (d *Desk) UndoImport(ctx context.Context, w Who, id, reason string, most int, cause string) (Import, error) {
	i, err := d.Import(ctx, w, id)
	if err != nil || i.Phase != Undoing {
		return i, err
	}
	from, batches := i.Done, i.Batches()
	to, kept := min(from+most, batches), 0
	for n := from; n < to; n++ {
		k, err := d.undoBatch(ctx, w, batchID(id, n), reason)
		if err != nil {
			return i, err
		}
		kept += k
	}
	return d.changeImport(ctx, w, id, "", func(now *Import) error {
		if now.Phase != Undoing || now.Done != from {
			return nil
		}
		if now.Done = to; now.Counts != nil {
			now.Counts[RowKept] += kept
		}
		if to == batches {
			now.Phase = Undone
		}
		return nil
	}, func(tx Tx, i Import) {
		if i.Phase == Undoing {
			d.askStep(tx, w, i, StepUndo, strconv.Itoa(i.Done)+cause)
		}
	})
}

// Batches are the steps in which an import is taken in, and taken back.
func (i Import) Batches() int { return (i.Rows + batchSize - 1) / batchSize }

// RowKept counts what an undoing left as it is, because somebody had changed it since.
const RowKept Verdict = "kept"

// undoBatch takes one batch back in one commit; its repeat finds nothing left to do.
func (d *Desk) undoBatch(ctx context.Context, w Who, id, reason string) (kept int, err error) {
	b, err := d.batch(ctx, id)
	if err != nil {
		return 0, err
	}
	for range tries {
		kept, err = d.undoOnce(ctx, w, id, reason, b)
		if fault.CodeOf(err) != fault.Conflict {
			break
		}
	}
	return kept, err
}

func (d *Desk) undoOnce(ctx context.Context, w Who, id, reason string, b batch) (kept int, err error) {
	now := d.o.Now()
	cause := sales.Cause{Commit: id + "|undo", At: now, Actor: w.ID, From: w.From, Reason: reason}
	tx := d.o.Begin(cause.Commit, now)
	deals, err := d.o.Deals.Deals(ctx, b.New...)
	if err != nil {
		return 0, err
	}
	for _, deal := range deals {
		mine, err := d.untouched(ctx, deal, id, cause.Commit)
		if err != nil {
			return 0, err
		}
		if !mine {
			kept++
			continue
		}
		after := deal.Clone()
		after.Outcome, after.Closing = sales.Void, &sales.Closing{At: now.UTC(), Other: reason}
		if err := d.into(ctx, tx, w, deal, after, cause); err != nil {
			return 0, err
		}
	}
	more, err := d.restore(ctx, tx, w, b.Updated, cause)
	if err != nil {
		return 0, err
	}
	_, _, err = tx.Commit(ctx, id)
	return kept + more, err
}

// untouched reports whether nobody changed a deal since the import made it.
func (d *Desk) untouched(ctx context.Context, deal sales.Deal, commits ...string) (bool, error) {
	if !deal.IsOpen() {
		return false, nil
	}
	changes, err := d.o.History.Changes(ctx, deal.ID)
	return !slices.ContainsFunc(changes, func(c sales.Change) bool {
		return !slices.Contains(commits, c.Commit) && c.Actor != sales.System
	}), err
}

// restore puts fields back to what they were before the import, where they are as it left
// them and the person may still change them.
func (d *Desk) restore(ctx context.Context, tx Tx, w Who, updated []fieldsWas, cause sales.Cause) (kept int, err error) {
	for _, u := range updated {
		found, err := d.o.Deals.Deals(ctx, u.Deal)
		if err != nil {
			return 0, err
		}
		if len(found) == 0 || !found[0].IsOpen() || !d.o.Org.May(w.ID, org.Change, owned(found[0])) {
			kept++
			continue
		}
		after, stays := found[0].Clone(), false
		for key, was := range u.Was {
			if fieldOf(after, key) != u.Now[key] {
				stays = true
				continue
			}
			putBack(&after, key, was)
		}
		if stays {
			kept++
		}
		if len(sales.Diff(found[0], after, cause)) == 0 {
			continue
		}
		if err := d.into(ctx, tx, w, found[0], after, cause); err != nil {
			return 0, err
		}
	}
	return kept, nil
}
