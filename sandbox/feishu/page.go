package feishu

import (
	"embed"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"time"
)

//go:embed web
var web embed.FS

// Handler serves the page, the Open Platform, the long connection and what the
// page asks of the workspace. It answers only on addresses of this machine, so
// that a website cannot reach it by a name of its own.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/open-apis/", w.api())
	mux.HandleFunc("POST /callback/ws/endpoint", w.serveEndpoint)
	mux.HandleFunc("GET /feishu/ws", w.serveLink)
	mux.HandleFunc("GET /feishu/ui/state", w.serveState)
	mux.HandleFunc("GET /feishu/ui/events", w.serveEvents)
	mux.HandleFunc("GET /feishu/ui/traffic", func(rw http.ResponseWriter, _ *http.Request) { writeJSON(rw, w.Traffic()) })
	mux.HandleFunc("GET /feishu/ui/image/{key}", w.serveImage)
	mux.HandleFunc("GET /feishu/ui/file/{key}", w.serveFile)
	mux.HandleFunc("POST /feishu/ui/act", w.serveAct)
	mux.Handle("/feishu/", http.StripPrefix("/feishu/", pages()))
	if !w.o.Both {
		mux.Handle("GET /{$}", http.RedirectHandler("/feishu/", http.StatusFound))
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !localName(r.Host) {
			http.Error(rw, "open this page by its address or as localhost", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(rw, r)
	})
}

func localName(host string) bool {
	name := (&url.URL{Host: host}).Hostname()
	return name == "localhost" || net.ParseIP(name) != nil
}

func pages() http.Handler {
	sub, err := fs.Sub(web, "web")
	if err != nil {
		return http.NotFoundHandler()
	}
	files := http.FileServerFS(sub)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Cache-Control", "no-cache")
		rw.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
		files.ServeHTTP(rw, r)
	})
}

// state is everything that the page shows to one person.
type state struct {
	Tenant    string               `json:"tenant"`
	Bot       string               `json:"bot"`
	People    []Person             `json:"people"`
	Chats     []Chat               `json:"chats"`
	Menu      []MenuEntry          `json:"menu"`
	Messages  map[string][]Message `json:"messages"`
	P2P       string               `json:"p2p"`
	Now       time.Time            `json:"now"`
	Moved     bool                 `json:"moved"`
	Connected bool                 `json:"connected"`
	Names     map[string]string    `json:"names"`
	Both      bool                 `json:"both"`
}

// maxShown is how many messages of a chat the page gets.
const maxShown = 200

func (w *Workspace) serveState(rw http.ResponseWriter, r *http.Request) {
	user := r.URL.Query().Get("person")
	s := state{
		Tenant: w.o.Tenant, Bot: w.o.BotName, People: w.o.People, Menu: w.o.Menu, Messages: map[string][]Message{}, P2P: w.P2P(user),
		Now: w.now(), Connected: w.Connected(), Names: map[string]string{BotOpenID: w.o.BotName}, Both: w.o.Both,
	}
	if w.o.Clock != nil {
		s.Moved = w.o.Clock.Offset() != 0
	}
	for _, p := range w.o.People {
		s.Names[p.ID] = p.Name
	}
	for _, c := range w.o.Chats {
		s.Names[c.ID] = c.Name
		if w.sees(user, c.ID) {
			s.Chats = append(s.Chats, c)
			s.Messages[c.ID] = last(w.Messages(c.ID, user))
		}
	}
	s.Messages[s.P2P] = last(w.Messages(s.P2P, user))
	writeJSON(rw, s)
}

func last(ms []Message) []Message { return ms[max(0, len(ms)-maxShown):] }

// serveEvents tells the page of every change (server-sent events).
func (w *Workspace) serveEvents(rw http.ResponseWriter, r *http.Request) {
	flusher, ok := rw.(http.Flusher)
	if !ok {
		http.Error(rw, "no streaming", http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-cache")
	for {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		if _, err := fmt.Fprint(rw, "data: changed\n\n"); err != nil {
			return
		}
		flusher.Flush()
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-w.done:
			return
		}
	}
}
