package sandbox

import "context"

// Shared is a message as another that forwards it shows it.
type Shared struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	User    string `json:"user"`
	Author  string `json:"author"`
	Text    string `json:"text"` // as Slack keeps it, escaped
}

// Forward passes a message on to another conversation, with words of the person's own or
// none.
func (w *Workspace) Forward(ctx context.Context, user string, from Ref, channel, comment string) error {
	w.mu.Lock()
	m := w.find(from.Channel, from.TS)
	if m == nil || !w.sees(user, from.Channel) || m.Ephemeral != "" {
		w.mu.Unlock()
		return ErrNothing
	}
	s := Shared{Channel: m.Channel, TS: m.TS, User: m.User, Author: w.nameOf(m.User), Text: m.Text}
	w.mu.Unlock()
	return w.say(ctx, Message{User: user, Channel: channel, Text: comment, Shared: []Shared{s}})
}

func (w *Workspace) nameOf(user string) string {
	if p, ok := w.person(user); ok {
		return p.Name
	}
	return w.o.BotName
}

// sharedWire is forwarded messages as an event has them.
func (w *Workspace) sharedWire(all []Shared, base string) []answer {
	var out []answer
	for i, s := range all {
		out = append(out, answer{
			"id": i + 1, "is_share": true, "is_msg_unfurl": true, "mrkdwn_in": []string{"text"}, "text": s.Text,
			"fallback": "[" + s.TS + "] " + s.Author + ": " + s.Text, "author_id": s.User, "author_name": s.Author, "author_subname": s.Author,
			"channel_id": s.Channel, "channel_team": w.o.TeamID, "ts": s.TS, "footer": "Slack Conversation",
			"from_url":       linkTo(base, s.Channel, s.TS),
			"message_blocks": []answer{{"team": w.o.TeamID, "channel": s.Channel, "ts": s.TS, "message": answer{"blocks": []answer{}}}},
		})
	}
	return out
}
