package sandbox

import (
	"encoding/json"
	"unicode/utf8"
)

// wire is a message as Slack sends it.
func (w *Workspace) wire(m Message) answer {
	out := answer{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text, "team": w.o.TeamID}
	if m.User == BotUser {
		out["bot_id"] = botID
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = m.Blocks
	}
	if m.ThreadTS != "" {
		out["thread_ts"] = m.ThreadTS
	}
	if m.Ephemeral != "" {
		out["is_ephemeral"] = true
	}
	return out
}

// body reads and checks what a message says.
func (w *Workspace) body(c call) (text string, blocks json.RawMessage, f *failure) {
	text, blocks = c.text("text"), c.raw("blocks")
	if text == "" && len(blocks) == 0 {
		return "", nil, &failure{code: "no_text"}
	}
	if code, problems := checkMessage(blocks); code != "" {
		return "", nil, &failure{code, problems}
	}
	if utf8.RuneCountInString(text) > maxMessageText {
		text = string([]rune(text)[:maxMessageText])
	}
	if len(blocks) > 0 {
		blocks = withIDs(blocks, w.o.NewID)
	}
	return text, blocks, nil
}

// where is the channel a message goes to; a user's ID is their private chat.
func (w *Workspace) where(c call) (string, *failure) {
	id := c.text("channel")
	if _, ok := w.person(id); ok {
		id = w.DM(id)
	}
	if !w.channelExists(id) {
		return "", &failure{code: "channel_not_found"}
	}
	return id, nil
}

func (w *Workspace) postMessage(c call) (answer, *failure) {
	channel, f := w.where(c)
	if f != nil {
		return nil, f
	}
	text, blocks, f := w.body(c)
	if f != nil {
		return nil, f
	}
	m := w.add(Message{Channel: channel, ThreadTS: c.text("thread_ts"), User: BotUser, Text: text, Blocks: blocks})
	return answer{"channel": channel, "ts": m.TS, "message": w.wire(*m)}, nil
}

func (w *Workspace) updateMessage(c call) (answer, *failure) {
	m := w.find(c.text("channel"), c.text("ts"))
	switch {
	case m == nil || m.Ephemeral != "":
		return fail("message_not_found")
	case m.User != BotUser:
		return fail("cant_update_message")
	}
	text, blocks, f := w.body(c)
	if f != nil {
		return nil, f
	}
	m.Text, m.Blocks, m.Edited = text, blocks, true
	w.notePings(*m)
	w.touch()
	return answer{"channel": m.Channel, "ts": m.TS, "text": text, "message": w.wire(*m)}, nil
}

func (w *Workspace) deleteMessage(c call) (answer, *failure) {
	if !w.remove(c.text("channel"), c.text("ts")) {
		return fail("message_not_found")
	}
	return answer{"channel": c.text("channel"), "ts": c.text("ts")}, nil
}

func (w *Workspace) postEphemeral(c call) (answer, *failure) {
	channel, f := w.where(c)
	if f != nil {
		return nil, f
	}
	if _, ok := w.person(c.text("user")); !ok {
		return fail("user_not_in_channel")
	}
	text, blocks, f := w.body(c)
	if f != nil {
		return nil, f
	}
	m := w.add(Message{Channel: channel, ThreadTS: c.text("thread_ts"), User: BotUser, Text: text, Blocks: blocks, Ephemeral: c.text("user")})
	return answer{"message_ts": m.TS}, nil
}

func (w *Workspace) permalink(c call) (answer, *failure) {
	if w.find(c.text("channel"), c.text("message_ts")) == nil {
		return fail("message_not_found")
	}
	return answer{"channel": c.text("channel"), "permalink": "http://" + w.base + "/#" + c.text("channel") + "/" + c.text("message_ts")}, nil
}
