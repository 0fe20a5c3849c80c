package sandbox

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"time"
)

//go:embed web
var web embed.FS

// Handler serves the page, Slack's Web API under /api/, the socket, the
// response_urls, files and what the page asks of the workspace. It answers only
// on addresses of this machine, so that a website cannot reach it by a name of
// its own.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", w.serveAPI)
	mux.HandleFunc("/link", w.serveSocket)
	mux.HandleFunc("POST /hooks/", w.serveHook)
	mux.HandleFunc("POST /files/upload/{id}/{ticket}", w.serveUpload)
	mux.HandleFunc("GET /files/{id}", w.serveFile)
	mux.HandleFunc("GET /ui/state", w.serveState)
	mux.HandleFunc("GET /ui/events", w.serveEvents)
	mux.HandleFunc("GET /ui/traffic", func(rw http.ResponseWriter, _ *http.Request) { writeJSON(rw, w.Traffic()) })
	mux.HandleFunc("POST /ui/act", w.serveAct)
	mux.Handle("/", pages())
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

// learnBase remembers by which address the bot, or else the page, reaches the
// workspace.
func (w *Workspace) learnBase(host string, bot bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if bot || w.base == "" {
		w.base = host
	}
}

// state is everything that the page shows to one person.
type state struct {
	Team      string               `json:"team"`
	Bot       string               `json:"bot"`
	People    []Person             `json:"people"`
	Channels  []Channel            `json:"channels"`
	Shortcuts []Shortcut           `json:"shortcuts"`
	Messages  map[string][]Message `json:"messages"`
	Home      json.RawMessage      `json:"home"`
	Views     []View               `json:"views"`
	Now       time.Time            `json:"now"`
	Moved     bool                 `json:"moved"`
	Connected bool                 `json:"connected"`
	Names     map[string]string    `json:"names"` // of channels
}

// maxShown is how many messages of a channel the page gets.
const maxShown = 300

func (w *Workspace) serveState(rw http.ResponseWriter, r *http.Request) {
	user := r.URL.Query().Get("person")
	s := state{
		Team: w.o.Team, Bot: w.o.BotName, People: w.o.People, Shortcuts: w.o.Shortcuts, Views: w.Views(user),
		Messages: map[string][]Message{}, Home: w.Home(user), Now: w.now(), Connected: w.Connected(), Names: map[string]string{},
	}
	if w.o.Clock != nil {
		s.Moved = w.o.Clock.Offset() != 0
	}
	for _, c := range w.o.Channels {
		s.Names[c.ID] = c.Name
		if w.sees(user, c.ID) {
			s.Channels = append(s.Channels, c)
			s.Messages[c.ID] = last(w.Messages(c.ID, user))
		}
	}
	s.Messages[w.DM(user)] = last(w.Messages(w.DM(user), user))
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

// act is one thing that the page does for a person.
type act struct {
	Do      string            `json:"do"`
	User    string            `json:"user"`
	Channel string            `json:"channel"`
	Text    string            `json:"text"`
	Thread  string            `json:"thread"`
	Ref     Ref               `json:"ref"`
	Block   string            `json:"block"`
	Action  string            `json:"action"`
	Value   string            `json:"value"`
	Values  map[string]string `json:"values"`
	Method  string            `json:"method"`
	Fault   Fault             `json:"fault"`
	To      time.Time         `json:"to"`
	Seconds int               `json:"seconds"`
	Times   int               `json:"times"`
	Name    string            `json:"name"` // of a file
	Data    []byte            `json:"data"`
}

func (w *Workspace) serveAct(rw http.ResponseWriter, r *http.Request) {
	w.learnBase(r.Host, false)
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		http.Error(rw, "another site", http.StatusForbidden)
		return
	}
	var a act
	if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, 2*maxUploadBytes)).Decode(&a); err != nil {
		http.Error(rw, "bad request", http.StatusBadRequest)
		return
	}
	// Leaving the page does not call back what a person did.
	found, err := w.do(context.WithoutCancel(r.Context()), a)
	out := answer{"ok": err == nil, "errors": found}
	if err != nil {
		out["error"] = err.Error()
		out["silent"] = errors.Is(err, ErrSilent)
	}
	writeJSON(rw, out)
}

func (w *Workspace) do(ctx context.Context, a act) (map[string]string, error) {
	switch a.Do {
	case "command":
		return nil, w.Command(ctx, a.User, a.Channel, a.Text)
	case "say":
		return nil, w.Say(ctx, a.User, a.Channel, a.Text, a.Thread)
	case "forward":
		return nil, w.Forward(ctx, a.User, a.Ref, a.Channel, a.Text)
	case "share":
		return nil, w.Share(ctx, a.User, a.Channel, a.Name, a.Data)
	case "click":
		w.Fill(a.User, a.Values)
		return nil, w.Click(ctx, a.User, a.Ref, a.Block, a.Action, a.Value)
	case "submit":
		return w.Submit(ctx, a.User, a.Values)
	case "close":
		return nil, w.CloseView(ctx, a.User)
	case "clear":
		return nil, w.CloseViews(ctx, a.User)
	case "home":
		return nil, w.OpenHome(ctx, a.User)
	case "shortcut":
		return nil, w.Shortcut(ctx, a.User, a.Action, a.Ref)
	}
	return nil, w.control(a)
}

// control are the page's wishes that no person in Slack has.
func (w *Workspace) control(a act) error {
	switch a.Do {
	case "fault":
		w.Fault(a.Method, a.Fault)
	case "duplicate":
		w.Duplicate(max(a.Times, 1))
	case "delay":
		w.DelayAcks(max(a.Times, 1), time.Duration(a.Seconds)*time.Second)
	case "reconnect":
		w.Reconnect()
	case "reset":
		return w.Reset()
	case "move", "advance", "real", "monday":
		return w.moveClock(a)
	default:
		return fmt.Errorf("sandbox: unknown act %q", a.Do)
	}
	return nil
}

func (w *Workspace) moveClock(a act) error {
	if w.o.Clock == nil {
		return errors.New("sandbox: the clock cannot be moved")
	}
	switch a.Do {
	case "move":
		w.o.Clock.Move(a.To)
	case "advance":
		w.o.Clock.Advance(time.Duration(a.Seconds) * time.Second)
	case "real":
		w.o.Clock.Real()
	case "monday":
		p, _ := w.person(a.User)
		zone, err := time.LoadLocation(p.TZ)
		if err != nil {
			zone = time.UTC
		}
		w.o.Clock.Move(nextMonday(w.now().In(zone)))
	}
	w.mu.Lock()
	w.touch()
	w.mu.Unlock()
	return nil
}

// nextMonday is nine o'clock of the first Monday after a day.
func nextMonday(now time.Time) time.Time {
	days := int(time.Monday-now.Weekday()+7) % 7
	if days == 0 {
		days = 7
	}
	return time.Date(now.Year(), now.Month(), now.Day()+days, 9, 0, 0, 0, now.Location())
}
