package sandbox

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// wire is a message as Slack sends it.
func (w *Workspace) wire(m Message) answer {
	out := answer{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text, "team": w.o.TeamID}
	if m.User == BotUser {
		out["bot_id"], out["app_id"] = botID, "A0LOCAL"
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
	if m.Edited {
		out["edited"] = answer{"user": m.User, "ts": m.TS}
	}
	if len(m.Metadata) > 0 {
		out["metadata"] = m.Metadata
	}
	if len(m.Files) > 0 {
		files := []answer{}
		for _, f := range m.Files {
			files = append(files, w.fileWire(f, w.base))
		}
		out["files"] = files
	}
	return out
}

// place is the channel a message goes to; a user's ID is their private chat.
func (w *Workspace) place(id string) (string, *failure) {
	if _, ok := w.person(id); ok {
		id = w.DM(id)
	}
	if !w.botSees(id) {
		return "", &failure{code: "channel_not_found"}
	}
	return id, nil
}

// draft reads and checks where a message goes and what it says.
func (w *Workspace) draft(c call) (Message, *failure) {
	channel, f := w.place(c.text("channel"))
	if f != nil {
		return Message{}, f
	}
	thread := c.text("thread_ts")
	if thread != "" && w.find(channel, thread) == nil {
		return Message{}, &failure{code: "thread_not_found"}
	}
	text, blocks, f := w.said(c.text("text"), c.raw("blocks"))
	if f != nil {
		return Message{}, f
	}
	meta := c.raw("metadata")
	if len(meta) > 0 && !json.Valid(meta) {
		return Message{}, &failure{code: "invalid_metadata_format"}
	}
	return Message{Channel: channel, ThreadTS: thread, User: BotUser, Text: text, Blocks: blocks, Metadata: meta}, nil
}

func (w *Workspace) postMessage(c call) (answer, *failure) {
	d, f := w.draft(c)
	if f != nil {
		return nil, f
	}
	m := w.add(d)
	w.echo(*m)
	return answer{"channel": m.Channel, "ts": m.TS, "message": w.wire(*m)}, nil
}

// echo tells the bot of its own message in a private chat, as message.im does:
// a bot that does not know itself answers itself. The lock is held.
func (w *Workspace) echo(m Message) {
	if w.ownerOf(m.Channel) == "" || (w.o.RequestURL == "" && len(w.sockets) == 0) {
		return
	}
	e := w.wire(m)
	e["channel"], e["channel_type"], e["event_ts"] = m.Channel, "im", m.TS
	d := delivery{kind: "events_api", payload: w.callback(e), quiet: true}
	w.background(func() { _ = w.tell(context.Background(), d) })
}

func (w *Workspace) updateMessage(c call) (answer, *failure) {
	m := w.find(c.text("channel"), c.text("ts"))
	switch {
	case !w.botSees(c.text("channel")):
		return fail("channel_not_found")
	case m == nil || m.Ephemeral != "":
		return fail("message_not_found")
	case m.User != BotUser:
		return fail("cant_update_message")
	}
	text, blocks, f := w.said(c.text("text"), c.raw("blocks"))
	if f != nil {
		return nil, f
	}
	w.change(m, text, blocks)
	return answer{"channel": m.Channel, "ts": m.TS, "text": text, "message": w.wire(*m)}, nil
}

func (w *Workspace) deleteMessage(c call) (answer, *failure) {
	m := w.find(c.text("channel"), c.text("ts"))
	switch {
	case m == nil || m.Ephemeral != "":
		return fail("message_not_found")
	case m.User != BotUser:
		return fail("cant_delete_message")
	}
	w.remove(m.Channel, m.TS)
	return answer{"channel": m.Channel, "ts": m.TS}, nil
}

func (w *Workspace) postEphemeral(c call) (answer, *failure) {
	d, f := w.draft(c)
	if f != nil {
		return nil, f
	}
	if d.Ephemeral = c.text("user"); !w.sees(d.Ephemeral, d.Channel) {
		return fail("user_not_in_channel")
	}
	return answer{"message_ts": w.add(d).TS}, nil
}

func (w *Workspace) permalink(c call) (answer, *failure) {
	channel, ts := c.text("channel"), c.text("message_ts")
	if w.find(channel, ts) == nil {
		return fail("message_not_found")
	}
	return answer{"channel": channel, "permalink": linkTo(w.base, channel, ts)}, nil
}

// linkTo opens a message in the page.
func linkTo(base, channel, ts string) string {
	at := url.Values{"channel": {channel}, "message": {ts}}
	return "http://" + base + "/#" + at.Encode()
}

func (w *Workspace) react(c call) (answer, *failure) {
	m, name := w.find(c.text("channel"), c.text("timestamp")), strings.Trim(c.text("name"), ":")
	switch {
	case m == nil || m.Ephemeral != "":
		return fail("message_not_found")
	case name == "":
		return fail("invalid_name")
	case slices.Contains(m.Reactions, Reaction{name}):
		return fail("already_reacted")
	case len(m.Reactions) >= maxReactions:
		return fail("too_many_reactions")
	}
	m.Reactions = append(slices.Clone(m.Reactions), Reaction{name})
	w.touch()
	return answer{}, nil
}
