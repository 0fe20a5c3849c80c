package bot

import (
	"context"
	"errors"
	"slices"

	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
)

// fail is an error as the person reads it. A submitted form stays open with
// everything that was typed; a home page says it on the page.
func (b *Bot) fail(e Event, lang i18n.Lang, err error) Reply {
	f := b.explain(e, err)
	text := i18n.Text{Key: f.Key, Args: f.Args}
	r := Reply{Lang: lang}
	switch e.Kind {
	case Dismiss:
	case Submit:
		r.Problems = dialogs.Problems{firstField(e.Values): text}
	case Home:
		c := card.Card{Title: say("home.title"), Blocks: []card.Block{{Text: text}}}
		r.Home = &c
	default:
		c := card.Say(text)
		r.Card, r.Failed = &c, true
	}
	return r
}

// explain finds the sentence for a person and writes the cause to the log once.
func (b *Bot) explain(e Event, err error) *fault.Error {
	if cut(err) {
		err = fault.Wrap(err, fault.Unavailable, "error.unavailable")
	}
	f := fault.Person(err, b.newID)
	switch f.Code {
	case fault.Internal:
		b.log.Error("event failed", "error_id", f.ID, "event", e.Kind, "id", e.ID, "err", err)
	case fault.Unavailable:
		b.log.Warn("event not answered", "event", e.Kind, "id", e.ID, "err", err)
	default:
		b.log.Info("event refused", "event", e.Kind, "id", e.ID, "err", err)
	}
	return f
}

// firstField is the field under which an error of the whole form is shown: the
// first of those every form begins with, else the first by name.
func firstField(values map[string]string) string {
	for _, k := range []string{"name", "text", "amount", "reason", "owner", "language"} {
		if _, ok := values[k]; ok {
			return k
		}
	}
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// cut reports whether an error only says that time ran out.
func cut(err error) bool {
	if _, known := fault.As(err); known {
		return false
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
