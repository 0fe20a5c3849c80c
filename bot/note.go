package bot

import "context"

// onNote writes a note: at once when its text is there, else by a form.
func (b *Bot) onNote(ctx context.Context, t turn) (Reply, error) {
	if t.Quote != nil {
		t.carry.text = b.quoted(*t.Quote, t.User.Platform)
	}
	v, text, ask, err := b.subject(ctx, t, true)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	if text == "" {
		return b.formFor(ctx, t, v)
	}
	link, text := cutLink(text)
	if link == "" {
		link = t.passedOnFrom()
	}
	done, err := b.desk.Note(ctx, t.who, v.Deal.ID, text, link, t.ID)
	if err != nil {
		return Reply{}, err
	}
	return b.done(ctx, t, verbNote, done)
}

// quoted is a message as a button carries it: its link, who wrote it, its text.
func (b *Bot) quoted(q Quote, platform string) string {
	text := q.Text
	if p, ok := b.desk.ByUser(platform, q.Author); ok {
		text = p.Label() + ": " + text
	}
	whole := "<" + q.Link + ">" + text
	if cut := cutToFit(whole); cut != whole {
		return cut + "…" // the link leads to the rest
	}
	return whole
}

// cutLink takes the link off the front of a quoted message.
func cutLink(text string) (link, rest string) {
	if len(text) > 1 && text[0] == '<' {
		for i, r := range text {
			switch {
			case r == '>' && (i == 1 || hasScheme(text[1:i])):
				return text[1:i], text[i+1:]
			case r == ' ' || r == '\n':
				return "", text
			}
		}
	}
	return "", text
}

func hasScheme(s string) bool {
	return len(s) > 8 && (s[:8] == "https://" || s[:7] == "http://")
}
