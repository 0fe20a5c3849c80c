package sandbox

import (
	"encoding/json"
	"time"
)

// View is a form that a person has open, or their home page.
type View struct {
	ID       string            `json:"id"`
	User     string            `json:"user"`
	Raw      json.RawMessage   `json:"raw"` // as the app sent it
	Title    string            `json:"title"`
	Callback string            `json:"callback_id"`
	Metadata string            `json:"private_metadata"`
	External string            `json:"external_id,omitempty"`
	Blocks   json.RawMessage   `json:"blocks"`
	Hash     string            `json:"hash"`
	Values   map[string]string `json:"values"` // of inputs so far, by block; several options are joined by commas
	Errors   map[string]string `json:"errors,omitempty"`
	Previous string            `json:"previous,omitempty"`
	Root     string            `json:"root,omitempty"`

	chosen map[string]map[string]string // in elements outside inputs, by block and action
}

// trigger is Slack's permission to open a form: once, within three seconds.
type trigger struct {
	user string
	at   time.Time // real time, as Slack's is
	used bool
}

func (w *Workspace) newTrigger(user string) string {
	id := w.o.NewID()
	now := w.o.Instant()
	w.triggers[id] = &trigger{user: user, at: now}
	for k, t := range w.triggers {
		if now.Sub(t.at) > time.Hour {
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
	case w.o.Instant().Sub(t.at) > triggerTime:
		return "", "expired_trigger_id"
	}
	t.used = true
	return t.user, ""
}

// draw makes a modal of what the app sent.
func (w *Workspace) draw(user string, raw json.RawMessage) (*View, *failure) {
	if code, problems := checkView(raw, inModal); code != "" {
		return nil, &failure{code, problems}
	}
	v := &View{ID: "V" + plainID(w.o.NewID()), User: user}
	v.Root = v.ID
	w.fill(v, raw)
	return v, nil
}

// fill puts what the app sent into a view. An input keeps what was typed unless
// its block_id changed, as in Slack.
func (w *Workspace) fill(v *View, raw json.RawMessage) {
	m := decoded(raw)
	blocks, err := json.Marshal(m["blocks"])
	if err != nil {
		return
	}
	blocks = withIDs(blocks, w.o.NewID)
	v.Raw, v.Title, v.Blocks, v.chosen = raw, label(m["title"]), blocks, nil
	v.Callback, _ = m["callback_id"].(string)
	v.Metadata, _ = m["private_metadata"].(string)
	v.External, _ = m["external_id"].(string)
	v.Hash = w.nextTS()
	old := v.Values
	v.Values, v.Errors = initialValues(blocks), nil
	for block, value := range old {
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
	if v.External != "" && w.viewBy(func(x *View) bool { return x.External == v.External }) != nil {
		return fail("duplicate_external_id")
	}
	if !push {
		w.views[user] = nil // a form opened anew takes the place of what was open
	}
	if f := w.stack(user, v); f != nil {
		return nil, f
	}
	w.touch()
	return answer{"view": w.viewWire(v)}, nil
}

// stack puts a form on top of a person's others.
func (w *Workspace) stack(user string, v *View) *failure {
	s := w.views[user]
	if len(s) >= maxViewStack {
		return &failure{code: "push_limit_reached"}
	}
	if len(s) > 0 {
		v.Previous, v.Root = s[len(s)-1].ID, s[0].ID
	}
	w.views[user] = append(s, v)
	return nil
}

// viewBy finds an open form.
func (w *Workspace) viewBy(is func(*View) bool) *View {
	for _, stack := range w.views {
		for _, v := range stack {
			if is(v) {
				return v
			}
		}
	}
	return nil
}

func (w *Workspace) viewsUpdate(c call) (answer, *failure) {
	id, external, hash, want := c.text("view_id"), c.text("external_id"), c.text("hash"), inModal
	v := w.viewBy(func(x *View) bool {
		return id != "" && x.ID == id || id == "" && external != "" && x.External == external
	})
	for _, h := range w.homes {
		if v == nil && id != "" && h.ID == id {
			v, want = h, inHome
		}
	}
	if v == nil {
		return fail("not_found")
	}
	if hash != "" && hash != v.Hash {
		return fail("hash_conflict")
	}
	raw := c.raw("view")
	if code, problems := checkView(raw, want); code != "" {
		return nil, &failure{code, problems}
	}
	w.fill(v, raw)
	w.touch()
	return answer{"view": w.viewWire(v)}, nil
}

func (w *Workspace) viewsPublish(c call) (answer, *failure) {
	user, raw, hash := c.text("user_id"), c.raw("view"), c.text("hash")
	if _, ok := w.person(user); !ok {
		return fail("user_not_found")
	}
	if code, problems := checkView(raw, inHome); code != "" {
		return nil, &failure{code, problems}
	}
	v := w.homes[user]
	if v == nil {
		v = &View{ID: "VHOME" + user, User: user, Root: "VHOME" + user}
	}
	if hash != "" && hash != v.Hash {
		return fail("hash_conflict")
	}
	w.fill(v, raw)
	w.homes[user] = v
	w.touch()
	return answer{"view": w.viewWire(v)}, nil
}

// viewWire is a view as Slack sends it.
func (w *Workspace) viewWire(v *View) answer {
	m := decoded(v.Raw)
	out := answer{
		"id": v.ID, "team_id": w.o.TeamID, "type": m["type"], "callback_id": v.Callback, "private_metadata": v.Metadata,
		"blocks": v.Blocks, "hash": v.Hash, "root_view_id": v.Root, "bot_id": botID, "app_id": "A0LOCAL", "external_id": v.External,
		"app_installed_team_id": w.o.TeamID, "previous_view_id": nullable(v.Previous),
		"state": answer{"values": stateOf(v.Blocks, v.Values, v.chosen)},
	}
	for _, k := range []string{"title", "submit", "close", "notify_on_close", "clear_on_close"} {
		if x, ok := m[k]; ok {
			out[k] = x
		}
	}
	return out
}

// View is the form a person sees on top.
func (w *Workspace) View(user string) (View, bool) {
	all := w.Views(user)
	if len(all) == 0 {
		return View{}, false
	}
	return all[len(all)-1], true
}
