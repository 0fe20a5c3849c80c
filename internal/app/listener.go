package app

import (
	"context"
	"time"

	"dealmate/desk"
	"dealmate/internal/app/config"
	llm "dealmate/internal/model"
	"dealmate/sentence"
)

// listening is a language model as the desk asks it.
type listening struct{ *llm.Model }

// listener is the configured model, nil for none.
func listener(m config.Model) desk.Listener {
	if m.Address == "" {
		return nil
	}
	return listening{llm.New(llm.Options{Address: m.Address, Name: m.Name, Key: m.Key, Timeout: m.Timeout})}
}

// Listen sends the sentence, the day and the currency, and nothing else.
func (l listening) Listen(ctx context.Context, s desk.Sentence) ([]sentence.Proposal, error) {
	day := s.Today.Time(time.UTC)
	return l.Read(ctx, llm.Text{Text: s.Text, Today: string(s.Today), Weekday: day.Weekday().String(), Currency: s.Currency})
}
