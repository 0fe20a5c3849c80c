package sandbox

import (
	"encoding/json"
	"time"
)

// View is a form that a person has open.
type View struct {
	ID       string            `json:"id"`
	User     string            `json:"user"`
	Raw      json.RawMessage   `json:"raw"` // as the app sent it
	Title    string            `json:"title"`
	Callback string            `json:"callback_id"`
	Metadata string            `json:"private_metadata"`
	Blocks   json.RawMessage   `json:"blocks"`
	Hash     string            `json:"hash"`
	Values   map[string]string `json:"values"` // what is typed so far, by block
	Errors   map[string]string `json:"errors,omitempty"`
	Previous string            `json:"previous,omitempty"`
}

// trigger is Slack's permission to open a form: once, within three seconds.
type trigger struct {
	user string
	at   time.Time // real time, as Slack's is
	used bool
}

const triggerTime = 3 * time.Second

func (w *Workspace) newTrigger(user string) string {
	id := w.o.NewID()
	w.triggers[id] = &trigger{user: user, at: time.Now()}
	for k, t := range w.triggers {
		if time.Since(t.at) > time.Hour {
			delete(w.triggers, k)
		}
	}
	return id
}

func (w *Workspace) useTrigger(id string) (user, code string) {
	t, ok := w.triggers[id]
	switch {
	case !ok:
		return "", "invalid_trigger_id"
	case t.used:
		return "", "exchanged_trigger_id"
	case time.Since(t.at) > triggerTime:
		return "", "expired_trigger_id"
	}
	t.used = true
	return t.user, ""
}

// draw makes a view of what the app sent.
func (w *Workspace) draw(user string, raw json.RawMessage) (*View, *failure) {
	if code, problems := checkView(raw); code != "" {
		return nil, &failure{code, problems}
	}
	m := decoded(raw)
	v := &View{ID: "V" + w.o.NewID(), User: user}
	w.fill(v, raw, m)
	return v, nil
}

func (w *Workspace) fill(v *View, raw json.RawMessage, m map[string]any) {
	blocks, err := json.Marshal(m["blocks"])
	if err != nil {
		return
	}
	blocks = withIDs(blocks, w.o.NewID)
	v.Raw, v.Title, v.Blocks = raw, label(m["title"]), blocks
	v.Callback, _ = m["callback_id"].(string)
	v.Metadata, _ = m["private_metadata"].(string)
	v.Hash = w.nextTS()
	old := v.Values
	v.Values, v.Errors = initialValues(blocks), nil
	for block, value := range old { // an input keeps what was typed unless its block_id changes
		if _, ok := v.Values[block]; ok {
			v.Values[block] = value
		}
	}
}

func (w *Workspace) viewsOpen(c call) (answer, *failure) { return w.openView(c, false) }

func (w *Workspace) viewsPush(c call) (answer, *failure) { return w.openView(c, true) }

func (w *Workspace) openView(c call, push bool) (answer, *failure) {
	user, code := w.useTrigger(c.text("trigger_id"))
	if code != "" {
		return fail(code)
	}
	v, f := w.draw(user, c.raw("view"))
	if f != nil {
		return nil, f
	}
	if len(w.views[user]) >= maxViewStack {
		return fail("push_limit_reached")
	}
	if push && len(w.views[user]) > 0 {
		w.views[user] = append(w.views[user], v)
	} else {
		w.views[user] = []*View{v}
	}
	w.touch()
	return answer{"view": w.viewWire(v)}, nil
}

func (w *Workspace) viewsUpdate(c call) (answer, *failure) {
	for _, stack := range w.views {
		for _, v := range stack {
			if v.ID != c.text("view_id") {
				continue
			}
			if h := c.text("hash"); h != "" && h != v.Hash {
				return fail("hash_conflict")
			}
			raw := c.raw("view")
			if code, problems := checkView(raw); code != "" {
				return nil, &failure{code, problems}
			}
			w.fill(v, raw, decoded(raw))
			w.touch()
			return answer{"view": w.viewWire(v)}, nil
		}
	}
	return fail("not_found")
}

func (w *Workspace) viewsPublish(c call) (answer, *failure) {
	user, raw := c.text("user_id"), c.raw("view")
	if _, ok := w.person(user); !ok {
		return fail("user_not_found")
	}
	if code, problems := checkView(raw); code != "" {
		return nil, &failure{code, problems}
	}
	blocks, err := json.Marshal(decoded(raw)["blocks"])
	if err != nil {
		return fail("invalid_arguments")
	}
	w.homes[user] = withIDs(blocks, w.o.NewID)
	w.touch()
	return answer{"view": answer{"id": "VHOME" + user, "type": "home"}}, nil
}

// viewWire is a view as Slack sends it.
func (w *Workspace) viewWire(v *View) answer {
	m := decoded(v.Raw)
	out := answer{
		"id": v.ID, "team_id": w.o.TeamID, "type": "modal", "callback_id": v.Callback, "private_metadata": v.Metadata,
		"blocks": v.Blocks, "hash": v.Hash, "root_view_id": v.ID, "bot_id": botID, "app_id": "A0LOCAL",
		"title": m["title"], "state": answer{"values": stateOf(v)},
	}
	for _, k := range []string{"submit", "close", "notify_on_close", "clear_on_close"} {
		if x, ok := m[k]; ok {
			out[k] = x
		}
	}
	return out
}

// View is the form a person sees on top.
func (w *Workspace) View(user string) (View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	stack := w.views[user]
	if len(stack) == 0 {
		return View{}, false
	}
	return *stack[len(stack)-1], true
}
