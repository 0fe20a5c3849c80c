package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
)

// ErrNothing says that there is no such button, form or message any more.
var ErrNothing = errors.New("sandbox: there is nothing like that to click")

// Click presses a button or chooses an option; value is a select's or an overflow
// menu's option, and may be "" for a button.
func (w *Workspace) Click(ctx context.Context, user string, ref Ref, blockID, actionID, value string) error {
	w.mu.Lock()
	p, e, err := w.clicked(user, ref, blockID, actionID)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	action := valueOf(e.object, value)
	if kind, _ := e.object["type"].(string); kind == "button" {
		action = map[string]any{"type": "button", "value": e.object["value"], "text": e.object["text"]}
	}
	action["action_id"], action["block_id"], action["action_ts"] = actionID, blockID, fmt.Sprint(w.now().Unix())
	p["actions"] = []any{action}
	p["trigger_id"] = w.newTrigger(user)
	w.mu.Unlock()
	if _, ok := w.tell(ctx, delivery{"interactive", p}); !ok {
		if ref.Channel != "" {
			w.complain(user, ref.Channel, "That did not work: the app did not answer (operation_timeout)")
		}
		return ErrSilent
	}
	return nil
}

// interaction is what every interactive payload begins with.
func (w *Workspace) interaction(kind, user string) answer {
	p, _ := w.person(user)
	return answer{
		"type": kind, "token": "local", "api_app_id": "A0LOCAL", "team": answer{"id": w.o.TeamID, "domain": "local"},
		"user": answer{"id": user, "username": strings.ToLower(user), "name": p.Name, "team_id": w.o.TeamID},
	}
}

// clicked builds the payload of a click and finds what was clicked.
func (w *Workspace) clicked(user string, ref Ref, blockID, actionID string) (answer, element, error) {
	p := w.interaction("block_actions", user)
	var blocks json.RawMessage
	switch {
	case ref.Home:
		blocks = w.homes[user]
		p["container"] = answer{"type": "view", "view_id": "VHOME" + user}
		p["view"] = answer{"id": "VHOME" + user, "type": "home", "team_id": w.o.TeamID, "blocks": blocks, "hash": "h", "state": answer{"values": answer{}}}
	case ref.View != "":
		v := w.viewOf(user, ref.View)
		if v == nil {
			return nil, element{}, ErrNothing
		}
		blocks = v.Blocks
		p["container"] = answer{"type": "view", "view_id": v.ID}
		p["view"] = w.viewWire(v)
	default:
		m := w.find(ref.Channel, ref.TS)
		if m == nil || (m.Ephemeral != "" && m.Ephemeral != user) {
			return nil, element{}, ErrNothing
		}
		blocks = m.Blocks
		p["container"] = answer{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral != "", "thread_ts": m.ThreadTS}
		p["channel"] = answer{"id": m.Channel, "name": w.channelName(m.Channel)}
		p["response_url"] = w.newHook(m.Channel, m.TS, user)
		if m.Ephemeral == "" { // Slack sends no ephemeral message back
			p["message"] = w.wire(*m)
		}
	}
	for _, e := range elements(blocks) {
		if e.block == blockID && e.object["action_id"] == actionID {
			return p, e, nil
		}
	}
	return nil, element{}, ErrNothing
}

func (w *Workspace) viewOf(user, id string) *View {
	for _, v := range w.views[user] {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// Fill types values into the open form without sending it.
func (w *Workspace) Fill(user string, values map[string]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.views[user]; len(s) > 0 {
		maps.Copy(s[len(s)-1].Values, values)
	}
}

// Submit sends the form on top with values by block; it returns the errors under
// its fields, the client's own for required fields included.
func (w *Workspace) Submit(ctx context.Context, user string, values map[string]string) (map[string]string, error) {
	w.mu.Lock()
	stack := w.views[user]
	if len(stack) == 0 {
		w.mu.Unlock()
		return nil, ErrNothing
	}
	v := stack[len(stack)-1]
	maps.Copy(v.Values, values)
	person, _ := w.person(user)
	if v.Errors = missing(v, person.Locale); len(v.Errors) > 0 {
		w.touch()
		out := maps.Clone(v.Errors)
		w.mu.Unlock()
		return out, nil
	}
	p := w.interaction("view_submission", user)
	p["view"], p["trigger_id"], p["response_urls"] = w.viewWire(v), w.newTrigger(user), []any{}
	w.mu.Unlock()
	body, ok := w.tell(ctx, delivery{"interactive", p})
	if !ok {
		w.mu.Lock()
		v.Errors = map[string]string{"": "We had some trouble connecting. Try again?"}
		w.touch()
		w.mu.Unlock()
		return maps.Clone(v.Errors), ErrSilent
	}
	return w.submitted(user, v, body)
}

// submitted does what the bot answered to a form.
func (w *Workspace) submitted(user string, v *View, body json.RawMessage) (map[string]string, error) {
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &a); err != nil {
			return nil, fmt.Errorf("sandbox: answer to a form: %w", err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.touch()
	stack := w.views[user]
	switch a.Action {
	case "errors":
		for block := range a.Errors {
			if _, ok := v.Values[block]; !ok {
				return nil, fmt.Errorf("sandbox: error for %q, which is no input of the form", block)
			}
		}
		v.Errors = a.Errors
		return maps.Clone(a.Errors), nil
	case "update":
		return nil, w.replaceTop(user, v, a.View)
	case "push":
		next, f := w.draw(user, a.View)
		if f != nil {
			return nil, fmt.Errorf("sandbox: pushed view: %s %v", f.code, f.messages)
		}
		w.views[user] = append(stack, next)
	case "clear":
		delete(w.views, user)
	case "":
		w.views[user] = stack[:max(len(stack)-1, 0)]
	default:
		return nil, fmt.Errorf("sandbox: unknown response_action %q", a.Action)
	}
	return nil, nil
}

func (w *Workspace) replaceTop(user string, v *View, raw json.RawMessage) error {
	if code, problems := checkView(raw); code != "" {
		w.noteLocked("error", code, problems, nil)
		return fmt.Errorf("sandbox: updated view: %s %v", code, problems)
	}
	w.fill(v, raw, decoded(raw))
	_ = user
	return nil
}

// CloseView closes the form on top; the bot is told if it asked to be.
func (w *Workspace) CloseView(ctx context.Context, user string) error {
	w.mu.Lock()
	stack := w.views[user]
	if len(stack) == 0 {
		w.mu.Unlock()
		return nil
	}
	v := stack[len(stack)-1]
	w.views[user] = stack[:len(stack)-1]
	p := w.interaction("view_closed", user)
	p["view"], p["is_cleared"] = w.viewWire(v), false
	notify, _ := decoded(v.Raw)["notify_on_close"].(bool)
	w.touch()
	w.mu.Unlock()
	if !notify {
		return nil
	}
	if _, ok := w.tell(ctx, delivery{"interactive", p}); !ok {
		return ErrSilent
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
		if m == nil {
			w.mu.Unlock()
			return ErrNothing
		}
		p["message"], p["message_ts"] = w.wire(*m), m.TS
		p["channel"] = answer{"id": m.Channel, "name": w.channelName(m.Channel)}
		p["response_url"] = w.newHook(m.Channel, "", user)
	}
	w.mu.Unlock()
	if _, ok := w.tell(ctx, delivery{"interactive", p}); !ok {
		return ErrSilent
	}
	return nil
}
