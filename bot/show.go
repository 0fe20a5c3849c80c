package bot

import (
	"context"
)

// onShow answers "show D-17" and the buttons that lead to a card.
func (b *Bot) onShow(ctx context.Context, t turn) (Reply, error) {
	v, _, ask, err := b.subject(ctx, t, false)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	return b.show(t, v, t.carry.here), nil
}

func orAsk(ask *Reply, err error) (Reply, error) {
	if err != nil || ask == nil {
		return Reply{}, err
	}
	return *ask, nil
}
