package desk

import (
	"context"

	"dealmate/internal/fault"
)

// Cancel forgets a form that was closed without sending.
func (d *Desk) Cancel(ctx context.Context, w Who, dialog string) error {
	s, err := d.o.Records.Dialog(ctx, dialog)
	if fault.CodeOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || s.Person != w.ID || s.Done {
		return err
	}
	tx := d.o.Begin("cancel|"+dialog, d.o.Now())
	tx.Drop(s)
	_, _, err = tx.Commit(ctx, "")
	return err
}
