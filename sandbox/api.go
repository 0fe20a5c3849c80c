package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// call is one request to the Web API: form fields or a JSON object.
type call struct {
	method string
	args   map[string]any
	token  string
	host   string
}

// text is an argument as a string; objects come as their JSON.
func (c call) text(name string) string {
	switch v := c.args[name].(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		raw, _ := json.Marshal(v)
		return string(raw)
	}
}

func (c call) raw(name string) json.RawMessage {
	s := c.text(name)
	if s == "" || s == "null" {
		return nil
	}
	return json.RawMessage(s)
}

// answer is a method's result; "ok" is added.
type answer map[string]any

// failure is Slack's error code with its messages.
type failure struct {
	code     string
	messages []string
}

type method func(w *Workspace, c call) (answer, *failure)

func fail(code string) (answer, *failure) { return nil, &failure{code: code} }

// methods are the parts of the Web API that a bot like this one uses.
func methods() map[string]method {
	return map[string]method{
		"auth.test": (*Workspace).authTest, "apps.connections.open": (*Workspace).openConnection,
		"team.info": func(w *Workspace, _ call) (answer, *failure) {
			return answer{"team": answer{"id": w.o.TeamID, "name": w.o.Team}}, nil
		},
		"users.info": (*Workspace).usersInfo, "users.list": (*Workspace).usersList, "users.lookupByEmail": (*Workspace).usersByEmail,
		"conversations.open": (*Workspace).openDM, "conversations.info": (*Workspace).channelInfo,
		"conversations.list": (*Workspace).channelList, "conversations.members": (*Workspace).channelMembers,
		"conversations.history": (*Workspace).history, "conversations.replies": (*Workspace).history,
		"chat.postMessage": (*Workspace).postMessage, "chat.update": (*Workspace).updateMessage,
		"chat.delete": (*Workspace).deleteMessage, "chat.postEphemeral": (*Workspace).postEphemeral,
		"chat.getPermalink": (*Workspace).permalink,
		"views.open":        (*Workspace).viewsOpen, "views.push": (*Workspace).viewsPush,
		"views.update": (*Workspace).viewsUpdate, "views.publish": (*Workspace).viewsPublish,
	}
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	w.learnBase(r)
	c, err := readCall(r)
	if err != nil {
		http.Error(rw, "bad request", http.StatusBadRequest)
		return
	}
	f := w.takeFault(c.method)
	if f != nil && !f.DropAfter {
		w.note("api", c.method, c.args, answer{"status": f.Status, "retry_after": f.RetryAfter})
		if f.RetryAfter > 0 {
			rw.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		http.Error(rw, `{"ok":false,"error":"ratelimited"}`, f.Status)
		return
	}
	out := w.invoke(c)
	w.note("api", c.method, c.args, out)
	if f != nil { // executed, but the answer is lost
		drop(rw)
		return
	}
	if c.method == "auth.test" {
		rw.Header().Set("X-OAuth-Scopes", Scopes)
	}
	writeJSON(rw, out)
}

// Scopes are what the workspace has granted to the app.
const Scopes = "app_mentions:read,channels:read,chat:write,chat:write.public,commands,files:write,groups:read,im:history,im:read,im:write,team:read,users:read,users:read.email"

// drop ends the connection without an answer.
func drop(rw http.ResponseWriter) {
	if h, ok := rw.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			_ = conn.Close()
		}
	}
}

func writeJSON(rw http.ResponseWriter, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(rw).Encode(v)
}

func (w *Workspace) invoke(c call) answer {
	m, ok := methods()[c.method]
	if !ok {
		return answer{"ok": false, "error": "unknown_method"}
	}
	if !w.allowed(c) {
		return answer{"ok": false, "error": "invalid_auth"}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	out, f := m(w, c)
	if f != nil {
		return answer{"ok": false, "error": f.code, "response_metadata": answer{"messages": f.messages}}
	}
	if out == nil {
		out = answer{}
	}
	out["ok"] = true
	return out
}

func (w *Workspace) allowed(c call) bool {
	if c.method == "apps.connections.open" {
		return c.token == w.o.AppToken && c.token != ""
	}
	return c.token == w.o.BotToken
}

func readCall(r *http.Request) (call, error) {
	c := call{method: strings.TrimPrefix(r.URL.Path, "/api/"), args: map[string]any{}, host: r.Host}
	c.token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		raw, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
		if err != nil {
			return c, err
		}
		if len(raw) == 0 {
			return c, nil
		}
		return c, json.Unmarshal(raw, &c.args)
	}
	if err := r.ParseForm(); err != nil {
		return c, err
	}
	for k := range r.Form {
		c.args[k] = r.Form.Get(k)
	}
	if t := r.Form.Get("token"); t != "" {
		c.token = t
	}
	delete(c.args, "token")
	return c, nil
}

func (w *Workspace) authTest(call) (answer, *failure) {
	return answer{"team": w.o.Team, "team_id": w.o.TeamID, "user": w.o.BotName, "user_id": BotUser, "bot_id": botID, "url": "http://" + w.base + "/"}, nil
}

func (w *Workspace) user(p Person) answer {
	zone, err := time.LoadLocation(p.TZ)
	if err != nil {
		zone = time.UTC
	}
	_, offset := w.now().In(zone).Zone()
	return answer{
		"id": p.ID, "team_id": w.o.TeamID, "name": strings.ToLower(p.ID), "real_name": p.Name, "locale": p.Locale,
		"tz": p.TZ, "tz_offset": offset, "is_restricted": p.Guest, "is_ultra_restricted": false, "is_bot": false, "deleted": false,
		"profile": answer{"email": p.Email, "real_name": p.Name, "display_name": p.Name, "title": p.Title, "team": w.o.TeamID},
	}
}

func (w *Workspace) usersInfo(c call) (answer, *failure) {
	p, ok := w.person(c.text("user"))
	if !ok {
		return fail("user_not_found")
	}
	return answer{"user": w.user(p)}, nil
}

func (w *Workspace) usersList(call) (answer, *failure) {
	var out []answer
	for _, p := range w.o.People {
		out = append(out, w.user(p))
	}
	return answer{"members": out, "response_metadata": answer{"next_cursor": ""}}, nil
}

func (w *Workspace) usersByEmail(c call) (answer, *failure) {
	for _, p := range w.o.People {
		if strings.EqualFold(p.Email, c.text("email")) {
			return answer{"user": w.user(p)}, nil
		}
	}
	return fail("users_not_found")
}

func (w *Workspace) openDM(c call) (answer, *failure) {
	user := c.text("users")
	if _, ok := w.person(user); !ok {
		return fail("user_not_found")
	}
	return answer{"channel": answer{"id": w.DM(user)}}, nil
}

func (w *Workspace) channel(c Channel) answer {
	return answer{"id": c.ID, "name": c.Name, "is_channel": true, "is_member": true, "num_members": len(c.Members)}
}

func (w *Workspace) channelInfo(c call) (answer, *failure) {
	for _, x := range w.o.Channels {
		if x.ID == c.text("channel") {
			return answer{"channel": w.channel(x)}, nil
		}
	}
	return fail("channel_not_found")
}

func (w *Workspace) channelList(call) (answer, *failure) {
	var out []answer
	for _, x := range w.o.Channels {
		out = append(out, w.channel(x))
	}
	return answer{"channels": out, "response_metadata": answer{"next_cursor": ""}}, nil
}

func (w *Workspace) channelMembers(c call) (answer, *failure) {
	for _, x := range w.o.Channels {
		if x.ID == c.text("channel") {
			return answer{"members": x.Members, "response_metadata": answer{"next_cursor": ""}}, nil
		}
	}
	return fail("channel_not_found")
}

func (w *Workspace) history(c call) (answer, *failure) {
	var out []answer
	for _, m := range w.messages[c.text("channel")] {
		if m.Ephemeral == "" && (c.text("ts") == "" || m.TS == c.text("ts") || m.ThreadTS == c.text("ts")) {
			out = append(out, w.wire(*m))
		}
	}
	return answer{"messages": out, "has_more": false}, nil
}
