package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// pingEvery keeps connections alive: Slack's client drops one that sends no ping.
const pingEvery = 10 * time.Second

// socket is one connection of the bot.
type socket struct {
	conn  *websocket.Conn
	write sync.Mutex
	done  chan struct{}
	once  sync.Once
}

func (s *socket) send(v any) error {
	s.write.Lock()
	defer s.write.Unlock()
	return s.conn.WriteJSON(v)
}

func (s *socket) close() {
	s.once.Do(func() {
		close(s.done)
		_ = s.conn.Close()
	})
}

func (w *Workspace) openConnection(c call) (answer, *failure) {
	if len(w.sockets) >= maxSockets {
		return fail("too_many_websockets")
	}
	ticket := w.o.NewID()
	w.tickets[ticket] = w.o.Instant().Add(ticketTime)
	return answer{"url": "ws://" + c.host + "/link?ticket=" + ticket + "&app_id=A0LOCAL"}, nil
}

// useTicket reports whether an address of the socket may still be used; it may
// be once.
func (w *Workspace) useTicket(ticket string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	until, ok := w.tickets[ticket]
	delete(w.tickets, ticket)
	return ok && w.o.Instant().Before(until)
}

func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	if !w.useTicket(r.URL.Query().Get("ticket")) {
		http.Error(rw, "this ticket is used or too old", http.StatusForbidden)
		return
	}
	// Slack's client sends the origin https://api.slack.com; the ticket is the
	// secret here.
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return
	}
	s := &socket{conn: conn, done: make(chan struct{})}
	w.mu.Lock()
	others := len(w.sockets)
	w.mu.Unlock()
	if err := s.send(answer{"type": "hello", "num_connections": others + 1, "connection_info": answer{"app_id": "A0LOCAL"}, "debug_info": answer{"host": "local", "approximate_connection_time": 18060}}); err != nil {
		s.close()
		return
	}
	w.mu.Lock()
	select {
	case <-w.done:
		w.mu.Unlock()
		s.close()
		return
	default:
	}
	w.sockets = append(w.sockets, s)
	w.touch()
	w.background(s.ping)
	w.mu.Unlock()
	w.listen(s)
}

func (s *socket) ping() {
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-t.C:
			s.write.Lock()
			err := s.conn.WriteControl(websocket.PingMessage, []byte("local"), time.Now().Add(time.Second))
			s.write.Unlock()
			if err != nil {
				s.close()
				return
			}
		}
	}
}

// listen reads the bot's acknowledgements until the connection ends.
func (w *Workspace) listen(s *socket) {
	defer func() {
		s.close()
		w.mu.Lock()
		w.sockets = slices.DeleteFunc(w.sockets, func(x *socket) bool { return x == s })
		w.touch()
		w.mu.Unlock()
	}()
	for {
		var ack struct {
			Envelope string          `json:"envelope_id"`
			Payload  json.RawMessage `json:"payload"`
		}
		if err := s.conn.ReadJSON(&ack); err != nil {
			return
		}
		w.mu.Lock()
		c := w.pending[ack.Envelope]
		if len(ack.Payload) >= maxAckPayload {
			w.noteLocked("error", "answer too long: dropped", answer{"bytes": len(ack.Payload)}, nil)
			c = nil
		} else {
			delete(w.pending, ack.Envelope)
		}
		w.mu.Unlock()
		if c != nil {
			c <- ack.Payload
		}
	}
}

// Connected reports whether the bot is there to hear.
func (w *Workspace) Connected() bool {
	if w.o.RequestURL != "" {
		return true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets) > 0
}

// Reconnect tells the bot to connect anew, as Slack does every few hours.
func (w *Workspace) Reconnect() {
	w.mu.Lock()
	all := w.sockets
	w.sockets = nil
	w.touch()
	w.mu.Unlock()
	for _, s := range all {
		_ = s.send(answer{"type": "disconnect", "reason": "refresh_requested"})
		s.close()
	}
}

// envelope sends over one of the connections, in turn, and waits for the answer.
func (w *Workspace) envelope(d delivery, attempt int, why string, delay time.Duration) outcome {
	id := w.o.NewID()
	answered := make(chan json.RawMessage, 1)
	w.mu.Lock()
	if len(w.sockets) == 0 {
		w.mu.Unlock()
		return outcome{trouble: undelivered}
	}
	w.turn++
	s := w.sockets[w.turn%len(w.sockets)]
	w.pending[id] = answered
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.pending, id)
		w.mu.Unlock()
	}()
	e := answer{"envelope_id": id, "type": d.kind, "payload": d.payload, "accepts_response_payload": d.kind != "events_api"}
	if attempt > 0 {
		e["retry_attempt"], e["retry_reason"] = attempt, why
	}
	t := time.NewTimer(w.o.AckTime)
	defer t.Stop()
	if err := s.send(e); err != nil {
		return outcome{trouble: undelivered}
	}
	select {
	case raw := <-answered:
		if w.hold(delay, t.C) {
			return outcome{body: raw}
		}
	case <-t.C:
	case <-w.done:
	}
	return outcome{trouble: timedOut}
}
