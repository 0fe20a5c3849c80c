package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrSilent says that the bot did not answer within three seconds; the person
// sees that the command failed.
var ErrSilent = errors.New("sandbox: the bot did not answer within three seconds")

// Ref points at something with buttons: a message, a form or a home page.
type Ref struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	View    string `json:"view"`
	Home    bool   `json:"home"`
}

var mention = regexp.MustCompile(`@([^\s@<>]+)`)

// mentions turns @name into <@U…|name>, as Slack does for should_escape.
func (w *Workspace) mentions(text string) string {
	return mention.ReplaceAllStringFunc(text, func(m string) string {
		for _, p := range w.o.People {
			if m[1:] == p.ID || strings.EqualFold(m[1:], strings.ReplaceAll(p.Name, " ", "")) || strings.EqualFold(m[1:], firstWord(p.Name)) {
				return "<@" + p.ID + "|" + strings.ToLower(p.ID) + ">"
			}
		}
		return m
	})
}

func firstWord(s string) string {
	f, _, _ := strings.Cut(s, " ")
	return f
}

// Command types "/deal …" in a channel or private chat.
func (w *Workspace) Command(ctx context.Context, user, channel, text string) error {
	name, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	w.mu.Lock()
	p := w.base0(user)
	p["command"], p["text"] = name, w.mentions(escape(rest))
	p["channel_id"], p["channel_name"] = channel, w.channelName(channel)
	p["response_url"], p["trigger_id"] = w.newHook(channel, "", user), w.newTrigger(user)
	hook, _ := p["response_url"].(string)
	w.mu.Unlock()
	body, ok := w.tell(ctx, delivery{"slash_commands", p})
	if !ok {
		w.complain(user, channel, name+" failed with the error “operation_timeout”")
		return ErrSilent
	}
	w.answerCommand(user, channel, hook, body)
	return nil
}

// base0 are the fields of a slash command that say who and where.
func (w *Workspace) base0(user string) answer {
	return answer{
		"team_id": w.o.TeamID, "team_domain": "local", "user_id": user, "user_name": strings.ToLower(user),
		"api_app_id": "A0LOCAL", "token": "local", "is_enterprise_install": "false",
	}
}

// answerCommand shows what the bot answered in the acknowledgement.
func (w *Workspace) answerCommand(user, channel, hook string, body json.RawMessage) {
	var m struct {
		Type   string          `json:"response_type"`
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if len(body) == 0 || json.Unmarshal(body, &m) != nil || (m.Text == "" && len(m.Blocks) == 0) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if code, problems := checkMessage(m.Blocks); code != "" {
		w.noteLocked("error", code, problems, nil)
		w.add(Message{Channel: channel, User: BotUser, Text: "⚠ " + code + " " + strings.Join(problems, "; "), Ephemeral: user})
		return
	}
	reader := user
	if m.Type == "in_channel" {
		reader = ""
	}
	if len(m.Blocks) > 0 {
		m.Blocks = withIDs(m.Blocks, w.o.NewID)
	}
	w.add(Message{Channel: channel, User: BotUser, Text: m.Text, Blocks: m.Blocks, Ephemeral: reader, Hook: hook})
}

// complain shows the person that the app failed, as Slackbot does.
func (w *Workspace) complain(user, channel, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.add(Message{Channel: channel, User: "USLACKBOT", Text: text, Ephemeral: user})
}

// Say types a message. In the private chat the bot hears it; in a channel only
// where it is mentioned as @dealmate.
func (w *Workspace) Say(ctx context.Context, user, channel, text, thread string) error {
	direct := strings.HasPrefix(channel, "D")
	mentioned := strings.Contains(text, "@"+w.o.BotName) || strings.Contains(text, "<@"+BotUser+">")
	w.mu.Lock()
	sent := escape(text)
	sent = strings.ReplaceAll(sent, "@"+w.o.BotName, "<@"+BotUser+">")
	sent = w.mentions(sent)
	m := *w.add(Message{Channel: channel, ThreadTS: thread, User: user, Text: sent})
	w.mu.Unlock()
	e := answer{"type": "message", "channel": channel, "user": user, "text": sent, "ts": m.TS, "event_ts": m.TS, "team": w.o.TeamID}
	if thread != "" {
		e["thread_ts"] = thread
	}
	switch {
	case direct:
		e["channel_type"] = "im"
	case mentioned:
		e["type"] = "app_mention"
	default:
		return nil
	}
	return w.event(ctx, e)
}

// event sends an event of the Events API.
func (w *Workspace) event(ctx context.Context, e answer) error {
	p := answer{
		"type": "event_callback", "team_id": w.o.TeamID, "api_app_id": "A0LOCAL", "event_id": "Ev" + w.o.NewID(),
		"event_time": w.now().Unix(), "event": e, "token": "local",
		"authorizations": []answer{{"team_id": w.o.TeamID, "user_id": BotUser, "is_bot": true}},
	}
	if _, ok := w.tell(ctx, delivery{"events_api", p}); !ok {
		return ErrSilent
	}
	return nil
}

// OpenHome opens the app's home tab.
func (w *Workspace) OpenHome(ctx context.Context, user string) error {
	return w.event(ctx, answer{"type": "app_home_opened", "user": user, "channel": w.DM(user), "tab": "home", "event_ts": fmt.Sprint(w.now().Unix())})
}
