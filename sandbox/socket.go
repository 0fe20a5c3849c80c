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
	host := c.host
	if host == "" {
		host = w.base
	}
	return answer{"url": "ws://" + host + "/link?ticket=" + w.o.NewID()}, nil
}

func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return
	}
	s := &socket{conn: conn, done: make(chan struct{})}
	if err := s.send(answer{"type": "hello", "num_connections": 1, "connection_info": answer{"app_id": "A0LOCAL"}}); err != nil {
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
	w.mu.Unlock()
	go s.ping()
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
		delete(w.pending, ack.Envelope)
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

// envelope sends over one of the connections and waits for the answer.
func (w *Workspace) envelope(kind string, payload any, retry int) (json.RawMessage, bool) {
	id := w.o.NewID()
	answered := make(chan json.RawMessage, 1)
	w.mu.Lock()
	if len(w.sockets) == 0 {
		w.mu.Unlock()
		return nil, false
	}
	w.turn++
	s := w.sockets[w.turn%len(w.sockets)]
	w.pending[id] = answered
	w.mu.Unlock()
	e := answer{"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": kind != "events_api"}
	if retry > 0 {
		e["retry_attempt"], e["retry_reason"] = retry, "timeout"
	}
	if err := s.send(e); err != nil {
		return nil, false
	}
	t := time.NewTimer(ackTime)
	defer t.Stop()
	select {
	case raw := <-answered:
		return raw, true
	case <-t.C:
	case <-w.done:
	}
	w.mu.Lock()
	delete(w.pending, id)
	w.mu.Unlock()
	return nil, false
}
