package feishu

import (
	"context"
	"fmt"
)

// mergedContent is all that a message says itself which forwards several.
// https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/merge_forward
const mergedContent = "Merged and Forwarded Message"

// Forward passes messages on to another chat: one as it is, several merged into one.
func (w *Workspace) Forward(ctx context.Context, user, chat string, messages ...string) error {
	p, ok := w.person(user)
	if !ok || !w.sees(user, chat) {
		return fmt.Errorf("%w: %s in %s", ErrNothing, user, chat)
	}
	all, err := w.picked(user, messages)
	if err != nil {
		return err
	}
	if len(all) == 1 {
		m := all[0]
		return w.write(ctx, p, Message{Chat: chat, Sender: user, Type: m.Type, Text: m.Text, Content: m.Content, Card: m.Card, Image: m.Image, File: m.File, Mentions: m.Mentions})
	}
	return w.write(ctx, p, Message{Chat: chat, Sender: user, Type: "merge_forward", Content: mergedContent, Merged: all})
}

// picked are the messages that somebody picks out of those they see.
func (w *Workspace) picked(user string, messages []string) ([]Message, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Message
	for _, id := range messages {
		m := w.byID[id]
		if m == nil || !w.sees(user, m.Chat) {
			return nil, fmt.Errorf("%w: message %s", ErrNothing, id)
		}
		out = append(out, *m)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: no message to forward", ErrNothing)
	}
	return out, nil
}
