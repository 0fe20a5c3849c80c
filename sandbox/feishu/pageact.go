package feishu

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// request is what the page asks for.
type request struct {
	Do       string         `json:"do"`
	User     string         `json:"user"`
	Chat     string         `json:"chat"`
	Text     string         `json:"text"`
	Parent   string         `json:"parent"`
	Message  string         `json:"message"`
	Messages []string       `json:"messages"` // to forward
	At       string         `json:"at"`
	Option   string         `json:"option"`
	Form     map[string]any `json:"form"`
	Key      string         `json:"key"`
	By       string         `json:"by"`
	Path     string         `json:"path"`
	Name     string         `json:"name"` // of a file
	Data     []byte         `json:"data"`
	Fault
}

func (w *Workspace) serveAct(rw http.ResponseWriter, r *http.Request) {
	var q request
	if r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		http.Error(rw, "not from another site", http.StatusForbidden)
		return
	}
	if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, 2*maxUpload)).Decode(&q); err != nil {
		http.Error(rw, "bad request", http.StatusBadRequest)
		return
	}
	if q.Do == "click" {
		a, err := w.Click(r.Context(), q.User, q.Message, q.At, q.Option, q.Form)
		if err != nil {
			a.Error = err.Error()
		}
		writeJSON(rw, object{"ok": a.Error == "" && len(a.Missing) == 0, "toast": a.Toast, "missing": a.Missing, "error": a.Error})
		return
	}
	if !w.does(q) {
		http.Error(rw, "unknown act", http.StatusBadRequest)
		return
	}
	writeJSON(rw, object{"ok": true})
}

// does begins what the page asked for; it need not wait for the bot.
func (w *Workspace) does(q request) bool {
	later := func(f func(ctx context.Context) error) {
		w.background(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := f(ctx); err != nil {
				w.note("error", q.Do, object{"error": err.Error()}, nil)
			}
		})
	}
	switch q.Do {
	case "share":
		later(func(ctx context.Context) error { return w.Share(ctx, q.User, q.Chat, q.Name, q.Data) })
	case "forward":
		later(func(ctx context.Context) error { return w.Forward(ctx, q.User, q.Chat, q.Messages...) })
	case "say":
		later(func(ctx context.Context) error { return w.Say(ctx, q.User, q.Chat, q.Text, q.Parent) })
	case "enter":
		later(func(ctx context.Context) error { return w.Enter(ctx, q.User) })
	case "menu":
		later(func(ctx context.Context) error { return w.ChooseMenu(ctx, q.User, q.Key) })
	case "clock":
		w.moveClock(q.By)
	case "fault":
		w.Fault(q.Path, q.Fault)
	case "reconnect":
		w.Reconnect()
	case "twice":
		w.Duplicate(1)
	case "late":
		w.DelayAcks(1, w.o.AckTime+time.Second)
	default:
		return false
	}
	return true
}

func (w *Workspace) moveClock(by string) {
	c := w.o.Clock
	if c == nil {
		return
	}
	switch by {
	case "hour":
		c.Advance(time.Hour)
	case "day":
		c.Advance(24 * time.Hour)
	case "week":
		c.Advance(7 * 24 * time.Hour)
	case "monday":
		c.Move(nextMonday(c.Now()))
	case "real":
		c.Real()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.touch()
}

// nextMonday is 09:00 in Shanghai on the Monday after.
func nextMonday(t time.Time) time.Time {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		zone = time.UTC
	}
	t = t.In(zone)
	days := (int(time.Monday) - int(t.Weekday()) + 7) % 7
	if days == 0 {
		days = 7
	}
	return time.Date(t.Year(), t.Month(), t.Day()+days, 9, 0, 0, 0, zone)
}
