package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"path/filepath"
	"slices"
	"strings"
)

// ErrSilent says that the bot did not answer within three seconds; the person
// sees that the command failed.
var ErrSilent = errors.New("sandbox: the bot did not answer within three seconds (operation_timeout)")

// ErrRefused says that no bot was there or that it answered with an error.
var ErrRefused = errors.New("sandbox: the bot could not be reached or refused (dispatch_failed)")

// Ref points at something with buttons: a message, a form or a home page.
type Ref struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	View    string `json:"view"`
	Home    bool   `json:"home"`
}

// Command types "/deal …" in a channel or private chat and returns when the bot
// acknowledged it or its time was up.
func (w *Workspace) Command(ctx context.Context, user, channel, text string) error {
	name, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	w.mu.Lock()
	if !w.sees(user, channel) {
		w.mu.Unlock()
		return ErrNothing
	}
	p := w.commandOf(user)
	p["command"], p["text"] = name, w.mentions(escape(strings.TrimSpace(rest)), true)
	p["channel_id"], p["channel_name"] = channel, w.channelName(channel)
	hook := w.newHook(channel, "", user)
	p["response_url"], p["trigger_id"] = hook, w.newTrigger(user)
	w.mu.Unlock()
	out := w.tell(ctx, delivery{kind: "slash_commands", payload: p})
	if out.trouble != "" {
		w.complain(user, channel, name+" failed with the error “"+out.trouble+"”")
		return out.err()
	}
	w.answerCommand(user, channel, hook, out.body)
	return nil
}

// commandOf are the fields of a slash command that say who.
func (w *Workspace) commandOf(user string) answer {
	return answer{
		"team_id": w.o.TeamID, "team_domain": "local", "user_id": user, "user_name": strings.ToLower(user),
		"api_app_id": "A0LOCAL", "token": "local", "is_enterprise_install": "false",
	}
}

// answerCommand shows what the bot answered in the acknowledgement: a message as
// JSON, or plain text.
func (w *Workspace) answerCommand(user, channel, hook string, body json.RawMessage) {
	var m struct {
		Type   string          `json:"response_type"`
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if len(body) == 0 {
		return
	}
	if json.Unmarshal(body, &m) != nil {
		m.Text = strings.TrimSpace(string(body))
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	text, blocks, f := w.said(m.Text, m.Blocks)
	if f != nil {
		w.noteLocked("error", f.code, f.messages, nil)
		w.add(Message{Channel: channel, User: slackbot, Text: "⚠ " + f.code + " " + strings.Join(f.messages, "; "), Ephemeral: user})
		return
	}
	reader := user
	if m.Type == "in_channel" {
		reader = ""
	}
	w.add(Message{Channel: channel, User: BotUser, Text: text, Blocks: blocks, Ephemeral: reader, Hook: hook})
}

// slackbot is who speaks when the app failed.
const slackbot = "USLACKBOT"

// complain shows the person that the app failed, as Slackbot does.
func (w *Workspace) complain(user, channel, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.add(Message{Channel: channel, User: slackbot, Text: text, Ephemeral: user})
}

// Say types a message. In the private chat the bot hears it; in a channel that
// the bot is in, only where it is mentioned by its name.
func (w *Workspace) Say(ctx context.Context, user, channel, text, thread string) error {
	return w.say(ctx, Message{User: user, Channel: channel, Text: text, ThreadTS: thread})
}

// Share sends a file, as a person drops it into a conversation.
func (w *Workspace) Share(ctx context.Context, user, channel, name string, data []byte) error {
	kind := mime.TypeByExtension(filepath.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	name = filepath.Base(name)
	f := &stored{File: File{ID: "F" + plainID(w.o.NewID()), Name: name, Title: name, Kind: kind, Size: len(data)}, data: data, done: true}
	w.mu.Lock()
	w.files[f.ID] = f
	w.mu.Unlock()
	if w.store != nil {
		if err := w.store.write(w.store.upload(f.ID), data); err != nil {
			w.o.Log.Warn("file not kept", "err", err)
		}
	}
	return w.say(ctx, Message{User: user, Channel: channel, Files: []File{f.File}})
}

// say puts a person's message into a channel and tells the bot, where it hears it.
func (w *Workspace) say(ctx context.Context, typed Message) error {
	user, channel, thread, files := typed.User, typed.Channel, typed.ThreadTS, typed.Files
	w.mu.Lock()
	person, known := w.person(user)
	if !known || !w.sees(user, channel) {
		w.mu.Unlock()
		return ErrNothing
	}
	base := w.base
	direct, heard := w.ownerOf(channel) != "", w.botSees(channel)
	sent := w.mentions(escape(typed.Text), false)
	typed.Text = sent
	m := *w.add(typed)
	w.mu.Unlock()
	e := answer{
		"type": "message", "channel": channel, "user": user, "text": sent, "ts": m.TS, "event_ts": m.TS,
		"team": w.teamOf(person), "client_msg_id": w.o.NewID(),
	}
	if len(files) > 0 {
		e["subtype"] = "file_share"
		var all []answer
		for _, f := range files {
			all = append(all, w.fileWire(f, base))
		}
		e["files"] = all
	}
	if len(m.Shared) > 0 {
		e["attachments"] = w.sharedWire(m.Shared, base)
	}
	if person.External {
		e["user_team"], e["source_team"] = w.teamOf(person), w.teamOf(person)
	}
	if thread != "" {
		e["thread_ts"] = thread
	}
	switch {
	case direct:
		e["channel_type"] = "im"
	case heard && strings.Contains(sent, "<@"+BotUser+">"):
		e["type"] = "app_mention"
	default:
		return nil
	}
	return w.event(ctx, e)
}

// callback is the envelope of an event of the Events API.
func (w *Workspace) callback(e answer) answer {
	return answer{
		"type": "event_callback", "team_id": w.o.TeamID, "api_app_id": "A0LOCAL", "event_id": "Ev" + w.o.NewID(),
		"event_time": w.now().Unix(), "event": e, "token": "local",
		"authorizations": []answer{{"team_id": w.o.TeamID, "user_id": BotUser, "is_bot": true, "is_enterprise_install": false}},
	}
}

func (w *Workspace) event(ctx context.Context, e answer) error {
	return w.tell(ctx, delivery{kind: "events_api", payload: w.callback(e)}).err()
}

// OpenHome opens the app's home tab.
func (w *Workspace) OpenHome(ctx context.Context, user string) error {
	e := answer{"type": "app_home_opened", "user": user, "channel": w.DM(user), "tab": "home", "event_ts": fmt.Sprint(w.now().Unix())}
	w.mu.Lock()
	if h := w.homes[user]; h != nil {
		e["view"] = w.viewWire(h)
	}
	w.mu.Unlock()
	return w.event(ctx, e)
}

// name is something that can be mentioned.
type name struct{ typed, sent string }

// mentions turns @name and #channel into what Slack sends: commands with
// should_escape get the name beside the ID, messages do not. @here and its like
// become pings, as they do when a person types them.
func (w *Workspace) mentions(text string, command bool) string {
	names := w.names(command)
	var b strings.Builder
	for i := 0; i < len(text); {
		n, sent := match(text[i:], names)
		if n == 0 {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(sent)
		i += n
	}
	return b.String()
}

// match finds the longest name that text begins with; ASCII letters may not go
// on behind it.
func match(text string, names []name) (n int, sent string) {
	if text[0] != '@' && text[0] != '#' {
		return 0, ""
	}
	for _, x := range names {
		if len(text) < len(x.typed) || !strings.EqualFold(text[:len(x.typed)], x.typed) {
			continue
		}
		if rest := text[len(x.typed):]; rest != "" && isWord(rest[0]) {
			continue
		}
		return len(x.typed), x.sent
	}
	return 0, ""
}

func isWord(c byte) bool {
	return c == '_' || c == '.' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func (w *Workspace) names(command bool) []name {
	with := func(mark, id, label string) string {
		if command {
			return "<" + mark + id + "|" + label + ">"
		}
		return "<" + mark + id + ">"
	}
	var out []name
	for _, p := range w.o.People {
		first, _, _ := strings.Cut(p.Name, " ")
		for _, typed := range []string{p.ID, p.Name, strings.ReplaceAll(p.Name, " ", ""), first} {
			out = append(out, name{"@" + escape(typed), with("@", p.ID, strings.ToLower(p.ID))})
		}
	}
	for _, typed := range []string{w.o.BotName, BotUser} {
		out = append(out, name{"@" + typed, with("@", BotUser, w.o.BotName)})
	}
	for _, c := range w.o.Channels {
		out = append(out, name{"#" + c.Name, with("#", c.ID, c.Name)})
	}
	for _, all := range []string{"channel", "here", "everyone"} {
		out = append(out, name{"@" + all, "<!" + all + ">"})
	}
	slices.SortStableFunc(out, func(a, b name) int { return len(b.typed) - len(a.typed) })
	return slices.DeleteFunc(out, func(n name) bool { return len(n.typed) < 2 })
}
