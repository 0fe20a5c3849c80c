package feishu

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object that is sent.
type object map[string]any

// call is one request to the Open Platform.
type call struct {
	*http.Request
	size int
	args map[string]any
}

func (c call) text(name string) string { s, _ := c.args[name].(string); return s }

// failure is a refusal of Feishu.
type failure struct {
	status, code int
	msg          string
	reset        int // seconds
}

func refuse(code int, msg string) *failure {
	return &failure{status: http.StatusBadRequest, code: code, msg: msg}
}

const (
	maxUpload = 11 << 20
	tokenLife = 7200
)

// api are the parts of the Open Platform that a bot like this one uses.
func (w *Workspace) api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /open-apis/auth/v3/tenant_access_token/internal", w.faulty(w.serveToken))
	for pattern, f := range map[string]func(call) (object, *failure){
		"GET /open-apis/bot/v3/info":                    w.botInfo,
		"POST /open-apis/im/v1/messages":                w.create,
		"POST /open-apis/im/v1/messages/{id}/reply":     w.replyTo,
		"PATCH /open-apis/im/v1/messages/{id}":          w.patch,
		"GET /open-apis/im/v1/messages/{id}":            w.get,
		"DELETE /open-apis/im/v1/messages/{id}":         w.remove,
		"GET /open-apis/im/v1/chats/{id}":               w.chatInfo,
		"GET /open-apis/contact/v3/users/{id}":          w.userInfo,
		"POST /open-apis/contact/v3/users/batch_get_id": w.usersByEmail,
	} {
		mux.HandleFunc(pattern, w.serve(f))
	}
	mux.HandleFunc("POST /open-apis/im/v1/images", w.faulty(w.serveUpload))
	mux.HandleFunc("POST /open-apis/im/v1/files", w.faulty(w.serveFileUpload))
	mux.HandleFunc("GET /open-apis/im/v1/messages/{id}/resources/{key}", w.faulty(w.serveResource))
	mux.HandleFunc("/open-apis/", func(rw http.ResponseWriter, _ *http.Request) {
		fail(rw, &failure{status: http.StatusNotFound, code: 99991400, msg: "no such API"})
	})
	return mux
}

// serve runs a call: the fault that was asked for, the token, the app's limits.
func (w *Workspace) serve(f func(call) (object, *failure)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, 4<<20))
		if err != nil {
			http.Error(rw, "bad request", http.StatusBadRequest)
			return
		}
		c := call{Request: r, size: len(raw), args: map[string]any{}}
		if len(bytes.TrimSpace(raw)) > 0 && json.Unmarshal(raw, &c.args) != nil {
			fail(rw, refuse(9499, "body is no JSON"))
			return
		}
		fault := w.takeFault(r.URL.Path)
		if fault != nil && !fault.DropAfter {
			w.note("api", r.Method+" "+r.URL.Path, c.args, object{"status": fault.Status, "code": fault.Code})
			fail(rw, fault.failure())
			return
		}
		out, no := w.run(c, f)
		if no != nil {
			out = object{"code": no.code, "msg": no.msg}
		}
		w.note("api", r.Method+" "+r.URL.Path, c.args, out)
		switch {
		case fault != nil: // done, but the answer is lost
			drop(rw)
		case no != nil:
			fail(rw, no)
		default:
			out["code"], out["msg"] = 0, "success"
			writeJSON(rw, out)
		}
	}
}

// faulty runs a handler that does not go through serve, with the fault that was
// asked for.
func (w *Workspace) faulty(h http.HandlerFunc) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		fault := w.takeFault(r.URL.Path)
		switch {
		case fault == nil:
			h(rw, r)
		case fault.DropAfter: // done, but the answer is lost
			h(&deaf{header: http.Header{}}, r)
			drop(rw)
		default:
			w.note("api", r.Method+" "+r.URL.Path, nil, object{"status": fault.Status, "code": fault.Code})
			fail(rw, fault.failure())
		}
	}
}

// deaf is a writer of an answer that nobody gets.
type deaf struct{ header http.Header }

// Header is kept and never sent.
func (d *deaf) Header() http.Header { return d.header }

func (d *deaf) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader does nothing.
func (d *deaf) WriteHeader(int) {}

func (f Fault) failure() *failure {
	code := f.Code
	if code == 0 {
		code = 99991400
	}
	status := f.Status
	if status == 0 {
		status = http.StatusBadRequest
	}
	return &failure{status: status, code: code, msg: "asked to misbehave", reset: f.RetryAfter}
}

func (w *Workspace) run(c call, f func(call) (object, *failure)) (object, *failure) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if no := w.authorised(c.Request); no != nil {
		return nil, no
	}
	if w.tooFast("app", perApp, time.Second) || w.tooFast("minute", perMinute, time.Minute) {
		return nil, &failure{status: http.StatusTooManyRequests, code: 99991400, msg: "request trigger frequency limit", reset: 1}
	}
	return f(c)
}

// authorised checks the token; the lock is held.
func (w *Workspace) authorised(r *http.Request) *failure {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || !w.tokens[token] {
		return refuse(99991663, "Invalid access token for authorization. Please make a request with token attached.")
	}
	return nil
}

func (w *Workspace) serveToken(rw http.ResponseWriter, r *http.Request) {
	var in struct {
		ID     string `json:"app_id"`
		Secret string `json:"app_secret"`
	}
	switch err := json.NewDecoder(r.Body).Decode(&in); {
	case err != nil || in.ID != w.o.AppID:
		fail(rw, refuse(10003, "invalid param"))
		return
	case in.Secret != w.o.AppSecret:
		fail(rw, refuse(10014, "app secret invalid"))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fetches++
	token := "t-" + strconv.Itoa(w.fetches) + "-" + strings.ReplaceAll(w.o.NewID(), "-", "")
	w.tokens[token] = true
	w.noteLocked("api", "POST "+r.URL.Path, object{"app_id": in.ID}, object{"code": 0})
	writeJSON(rw, object{"code": 0, "msg": "ok", "tenant_access_token": token, "expire": tokenLife})
}

func fail(rw http.ResponseWriter, f *failure) {
	if f.reset > 0 {
		rw.Header().Set("x-ogw-ratelimit-reset", strconv.Itoa(f.reset))
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(f.status)
	_ = json.NewEncoder(rw).Encode(object{"code": f.code, "msg": f.msg})
}

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
