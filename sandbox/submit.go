package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Views lists a person's open forms, the one on top last.
func (w *Workspace) Views(user string) []View {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []View
	for _, v := range w.views[user] {
		seen := *v
		seen.Values, seen.Errors, seen.chosen = maps.Clone(v.Values), maps.Clone(v.Errors), nil
		out = append(out, seen)
	}
	return out
}

// top is the form a person sees; the lock is held.
func (w *Workspace) top(user string) *View {
	s := w.views[user]
	if len(s) == 0 {
		return nil
	}
	return s[len(s)-1]
}

// Fill types values into the open form without sending it.
func (w *Workspace) Fill(user string, values map[string]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v := w.top(user); v != nil {
		keepTyped(v, values)
	}
}

// keepTyped takes over what was typed into the inputs that the form has.
func keepTyped(v *View, values map[string]string) {
	for block, value := range values {
		if _, ok := v.Values[block]; ok {
			v.Values[block] = value
		}
	}
}

// Submit sends the form on top with values by block; it returns the errors under
// its fields, the client's own for required and unreadable fields included.
func (w *Workspace) Submit(ctx context.Context, user string, values map[string]string) (map[string]string, error) {
	w.mu.Lock()
	v := w.top(user)
	if v == nil {
		w.mu.Unlock()
		return nil, ErrNothing
	}
	keepTyped(v, values)
	person, _ := w.person(user)
	if v.Errors = refused(v, person.Locale); len(v.Errors) > 0 {
		w.touch()
		out := maps.Clone(v.Errors)
		w.mu.Unlock()
		return out, nil
	}
	p := w.interaction("view_submission", user)
	p["view"], p["trigger_id"], p["response_urls"] = w.viewWire(v), w.newTrigger(user), []any{}
	w.mu.Unlock()
	out := w.tell(ctx, delivery{kind: "interactive", payload: p})
	if out.trouble == "" {
		errs, err := w.submitted(user, v, out.body)
		if err == nil {
			return errs, nil
		}
		return w.trouble(v, person, err.Error()), err
	}
	return w.trouble(v, person, out.trouble), out.err()
}

// trouble shows above the form that its answer was none; what was typed stays.
func (w *Workspace) trouble(v *View, p Person, why string) map[string]string {
	words := "We had some trouble connecting. Try again? (" + why + ")"
	if strings.HasPrefix(p.Locale, "zh") {
		words = "连接出现问题，请重试。（" + why + "）"
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	v.Errors = map[string]string{"": words}
	w.noteLocked("error", "view_submission", answer{"error": why}, nil)
	w.touch()
	return maps.Clone(v.Errors)
}

// submitted does what the bot answered to a form.
func (w *Workspace) submitted(user string, v *View, body json.RawMessage) (map[string]string, error) {
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if len(strings.TrimSpace(string(body))) > 0 {
		if err := json.Unmarshal(body, &a); err != nil {
			return nil, fmt.Errorf("sandbox: answer to a form: %w", err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.touch()
	v.Errors = nil
	switch a.Action {
	case "errors":
		if len(a.Errors) == 0 {
			return nil, fmt.Errorf("sandbox: response_action errors without errors")
		}
		for block := range a.Errors {
			if _, ok := v.Values[block]; !ok {
				return nil, fmt.Errorf("sandbox: error for %q, which is no input of the form", block)
			}
		}
		v.Errors = a.Errors
		return maps.Clone(a.Errors), nil
	case "update":
		if code, problems := checkView(a.View, inModal); code != "" {
			return nil, fmt.Errorf("sandbox: updated view: %s %v", code, problems)
		}
		w.fill(v, a.View)
	case "push":
		next, f := w.draw(user, a.View)
		if f == nil {
			f = w.stack(user, next)
		}
		if f != nil {
			return nil, fmt.Errorf("sandbox: pushed view: %s %v", f.code, f.messages)
		}
	case "clear":
		delete(w.views, user)
	case "":
		w.views[user] = slices.DeleteFunc(w.views[user], func(x *View) bool { return x == v })
	default:
		return nil, fmt.Errorf("sandbox: unknown response_action %q", a.Action)
	}
	return nil, nil
}

// CloseView closes the form on top; the bot is told if it asked to be.
func (w *Workspace) CloseView(ctx context.Context, user string) error {
	w.mu.Lock()
	v := w.top(user)
	if v == nil {
		w.mu.Unlock()
		return nil
	}
	if clear, _ := decoded(v.Raw)["clear_on_close"].(bool); clear {
		w.mu.Unlock()
		return w.CloseViews(ctx, user)
	}
	w.views[user] = w.views[user][:len(w.views[user])-1]
	d, tell := w.closed(user, v, false)
	w.touch()
	w.mu.Unlock()
	if !tell {
		return nil
	}
	return w.tell(ctx, d).err()
}

// CloseViews closes all of a person's forms, as the cross in the corner does.
func (w *Workspace) CloseViews(ctx context.Context, user string) error {
	w.mu.Lock()
	var all []delivery
	for _, v := range slices.Backward(w.views[user]) {
		if d, tell := w.closed(user, v, true); tell {
			all = append(all, d)
		}
	}
	delete(w.views, user)
	w.touch()
	w.mu.Unlock()
	for _, d := range all {
		if err := w.tell(ctx, d).err(); err != nil {
			return err
		}
	}
	return nil
}

// closed is what the bot is told of a closed form, if it asked to be.
func (w *Workspace) closed(user string, v *View, cleared bool) (d delivery, tell bool) {
	p := w.interaction("view_closed", user)
	p["view"], p["is_cleared"] = w.viewWire(v), cleared
	tell, _ = decoded(v.Raw)["notify_on_close"].(bool)
	return delivery{kind: "interactive", payload: p}, tell
}
