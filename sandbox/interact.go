package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ErrNothing says that there is no such button, form, message or place for this
// person.
var ErrNothing = errors.New("sandbox: there is nothing like that to click")

// Click presses a button or chooses an option, and returns when the bot
// acknowledged it. Value is a select's, a picker's or an overflow menu's option
// (several are joined by commas), and is not used for a button.
func (w *Workspace) Click(ctx context.Context, user string, ref Ref, blockID, actionID, value string) error {
	w.mu.Lock()
	t, err := w.target(user, ref)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	action, err := w.press(t, blockID, actionID, value)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	p := w.clicked(user, t)
	p["actions"] = []any{action}
	w.touch()
	w.mu.Unlock()
	out := w.tell(ctx, delivery{kind: "interactive", payload: p})
	if out.trouble != "" && ref.Channel != "" {
		w.complain(user, ref.Channel, "That did not work: the app did not answer ("+out.trouble+")")
	}
	return out.err()
}

// target is what was clicked in: a message or a view.
type target struct {
	message *Message
	view    *View
}

func (t target) blocks() json.RawMessage {
	if t.view != nil {
		return t.view.Blocks
	}
	return t.message.Blocks
}

func (w *Workspace) target(user string, ref Ref) (target, error) {
	var t target
	switch {
	case ref.Home:
		t.view = w.homes[user]
	case ref.View != "":
		t.view = w.viewOf(user, ref.View)
	default:
		m := w.find(ref.Channel, ref.TS)
		if m != nil && w.sees(user, ref.Channel) && (m.Ephemeral == "" || m.Ephemeral == user) {
			t.message = m
		}
	}
	if t.view == nil && t.message == nil {
		return t, ErrNothing
	}
	return t, nil
}

// press finds what was clicked, remembers what was chosen and says it as Slack
// does.
func (w *Workspace) press(t target, blockID, actionID, value string) (map[string]any, error) {
	for _, e := range elements(t.blocks()) {
		if e.block != blockID || e.object["action_id"] != actionID {
			continue
		}
		action, ok := actionOf(e.object, value)
		if !ok {
			return nil, ErrNothing
		}
		action["action_id"], action["block_id"], action["action_ts"] = actionID, blockID, w.nextTS()
		switch kind := e.object["type"]; {
		case kind == "button" || kind == "overflow":
		case t.view != nil && e.kind == "input":
			t.view.Values[blockID] = value
		case t.view != nil:
			t.view.chosen = choose(t.view.chosen, blockID, actionID, value)
		default:
			t.message.values = choose(t.message.values, blockID, actionID, value)
		}
		return action, nil
	}
	return nil, ErrNothing
}

// actionOf is one entry of a payload's actions; false when a menu has no such
// option.
func actionOf(o map[string]any, value string) (map[string]any, bool) {
	switch o["type"] {
	case "button":
		return map[string]any{"type": "button", "value": o["value"], "text": o["text"], "style": o["style"], "url": o["url"]}, true
	case "overflow", "radio_buttons":
		return valueOf(o, value), optionOf(o, value) != nil
	case "static_select":
		return valueOf(o, value), value == "" || optionOf(o, value) != nil
	}
	return valueOf(o, value), true
}

// interaction is what every interactive payload begins with.
func (w *Workspace) interaction(kind, user string) answer {
	p, _ := w.person(user)
	return answer{
		"type": kind, "token": "local", "api_app_id": "A0LOCAL", "team": answer{"id": w.o.TeamID, "domain": "local"},
		"user":                  answer{"id": user, "username": strings.ToLower(user), "name": strings.ToLower(user), "team_id": w.teamOf(p)},
		"is_enterprise_install": false, "enterprise": nil,
	}
}

// clicked is the payload of a click, but for its actions.
func (w *Workspace) clicked(user string, t target) answer {
	p := w.interaction("block_actions", user)
	p["trigger_id"] = w.newTrigger(user)
	if v := t.view; v != nil {
		p["container"] = answer{"type": "view", "view_id": v.ID}
		p["view"] = w.viewWire(v)
		return p
	}
	m := t.message
	box := answer{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral != ""}
	if m.ThreadTS != "" {
		box["thread_ts"] = m.ThreadTS
	}
	p["container"] = box
	p["channel"] = answer{"id": m.Channel, "name": w.channelName(m.Channel)}
	p["response_url"] = w.newHook(m.Channel, m.TS, user)
	p["state"] = answer{"values": stateOf(m.Blocks, nil, m.values)}
	if m.Ephemeral == "" { // Slack sends no ephemeral message back
		p["message"] = w.wire(*m)
	}
	return p
}

func (w *Workspace) viewOf(user, id string) *View {
	for _, v := range w.views[user] {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// Shortcut uses a shortcut of the app, on a message where ref names one.
func (w *Workspace) Shortcut(ctx context.Context, user, callback string, ref Ref) error {
	w.mu.Lock()
	kind := "shortcut"
	if ref.TS != "" {
		kind = "message_action"
	}
	p := w.interaction(kind, user)
	p["callback_id"], p["trigger_id"], p["action_ts"] = callback, w.newTrigger(user), fmt.Sprint(w.now().Unix())
	if ref.TS != "" {
		m := w.find(ref.Channel, ref.TS)
		if m == nil || m.Ephemeral != "" || !w.sees(user, ref.Channel) {
			w.mu.Unlock()
			return ErrNothing
		}
		p["message"], p["message_ts"] = w.wire(*m), m.TS
		p["channel"] = answer{"id": m.Channel, "name": w.channelName(m.Channel)}
		p["response_url"] = w.newHook(m.Channel, "", user)
	}
	w.mu.Unlock()
	out := w.tell(ctx, delivery{kind: "interactive", payload: p})
	if out.trouble != "" && ref.Channel != "" {
		w.complain(user, ref.Channel, "That did not work: the app did not answer ("+out.trouble+")")
	}
	return out.err()
}
