package desk

import (
	"context"

	"dealmate/sales"
)

// Track remembers a posted card.
func (d *Desk) Track(ctx context.Context, p sales.Place) error {
	tx := d.o.Begin("", d.o.Now())
	tx.Save(p)
	_, _, err := tx.Commit(ctx, "")
	return err
}

// Untrack forgets a card that is gone.
func (d *Desk) Untrack(ctx context.Context, p sales.Place) error {
	tx := d.o.Begin("", d.o.Now())
	tx.Drop(p)
	_, _, err := tx.Commit(ctx, "")
	return err
}
