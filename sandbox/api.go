package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
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

// number is an argument as a whole number, 0 when it is none.
func (c call) number(name string) int {
	n, err := strconv.Atoi(c.text(name))
	if err != nil {
		return 0
	}
	return n
}

// page says which of n things to list now and where the next page begins
// (docs.slack.dev/apis/web-api/pagination); the cursor is a position.
func (c call) page(n, usual int) (from, to int, next string, f *failure) {
	limit := c.number("limit")
	if limit <= 0 || limit > 1000 {
		limit = usual
	}
	if s := c.text("cursor"); s != "" {
		i, err := strconv.Atoi(s)
		if err != nil || i < 0 || i > n {
			return 0, 0, "", &failure{code: "invalid_cursor"}
		}
		from = i
	}
	to = min(from+limit, n)
	if to < n {
		next = strconv.Itoa(to)
	}
	return from, to, next, nil
}

// methods are the parts of the Web API that a bot like this one uses.
func methods() map[string]method {
	return map[string]method{
		"auth.test": (*Workspace).authTest, "team.info": (*Workspace).teamInfo, "bots.info": (*Workspace).botsInfo,
		"apps.connections.open": (*Workspace).openConnection,
		"users.info":            (*Workspace).usersInfo, "users.list": (*Workspace).usersList, "users.lookupByEmail": (*Workspace).usersByEmail,
		"conversations.open": (*Workspace).openDM, "conversations.info": (*Workspace).channelInfo,
		"conversations.list": (*Workspace).channelList, "conversations.members": (*Workspace).channelMembers,
		"conversations.join": (*Workspace).joinChannel, "conversations.history": (*Workspace).history, "conversations.replies": (*Workspace).replies,
		"chat.postMessage": (*Workspace).postMessage, "chat.update": (*Workspace).updateMessage,
		"chat.delete": (*Workspace).deleteMessage, "chat.postEphemeral": (*Workspace).postEphemeral,
		"chat.getPermalink": (*Workspace).permalink, "reactions.add": (*Workspace).react,
		"views.open": (*Workspace).viewsOpen, "views.push": (*Workspace).viewsPush,
		"views.update": (*Workspace).viewsUpdate, "views.publish": (*Workspace).viewsPublish,
		"files.getUploadURLExternal": (*Workspace).uploadURL, "files.completeUploadExternal": (*Workspace).completeUpload,
	}
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4<<20)
	c, err := readCall(r)
	if err != nil {
		http.Error(rw, "bad request", http.StatusBadRequest)
		return
	}
	w.learnBase(r.Host, true)
	f := w.takeFault(c)
	if f != nil && !f.DropAfter {
		w.note("api", c.method, c.args, answer{"status": f.Status, "retry_after": f.RetryAfter})
		if f.Refused != "" {
			writeJSON(rw, answer{"ok": false, "error": f.Refused})
			return
		}
		if f.RetryAfter > 0 {
			rw.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
		}
		http.Error(rw, http.StatusText(f.Status), f.Status)
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
const Scopes = "app_mentions:read,channels:read,chat:write,chat:write.public,commands,files:read,files:write,groups:read,im:history,im:read,im:write,reactions:write,team:read,users:read,users:read.email"

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
	m, ok := w.methods[c.method]
	switch {
	case !ok:
		return answer{"ok": false, "error": "unknown_method"}
	case c.token == "":
		return answer{"ok": false, "error": "not_authed"}
	case !w.allowed(c):
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
		return c.token == w.o.AppToken
	}
	return c.token == w.o.BotToken
}

func readCall(r *http.Request) (call, error) {
	c := call{method: strings.TrimPrefix(r.URL.Path, "/api/"), args: map[string]any{}, host: r.Host}
	c.token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		err := json.NewDecoder(r.Body).Decode(&c.args)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return c, err
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
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
