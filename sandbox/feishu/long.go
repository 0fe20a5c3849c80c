package feishu

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gorilla/websocket"
)

// link is a long connection of the bot.
type link struct {
	conn *websocket.Conn
	gone chan struct{} // closed when it ended

	mu   sync.Mutex
	acks map[uint64]chan frame
}

func (l *link) close() { _ = l.conn.Close() }

func (l *link) write(f frame) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn.WriteMessage(websocket.BinaryMessage, f.encode())
}

// serveEndpoint tells where the long connection is.
func (w *Workspace) serveEndpoint(rw http.ResponseWriter, r *http.Request) {
	var in struct {
		AppID     string
		AppSecret string
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.AppID != w.o.AppID || in.AppSecret != w.o.AppSecret {
		writeJSON(rw, object{"code": 1000040345, "msg": "invalid app id or secret"})
		return
	}
	w.mu.Lock()
	ticket := strings.ReplaceAll(w.o.NewID(), "-", "")
	w.tickets[ticket] = true
	w.mu.Unlock()
	writeJSON(rw, object{"code": 0, "msg": "", "data": object{
		"URL":          "ws://" + r.Host + "/feishu/ws?device_id=1&service_id=1&ticket=" + ticket,
		"ClientConfig": object{"ReconnectCount": -1, "ReconnectInterval": 1, "ReconnectNonce": 1, "PingInterval": 120},
	}})
}

var upgrader = websocket.Upgrader{}

func (w *Workspace) serveLink(rw http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	known := w.tickets[ticket]
	delete(w.tickets, ticket)
	w.mu.Unlock()
	if !known {
		rw.Header().Set("Handshake-Status", "514")
		rw.Header().Set("Handshake-Msg", "auth failed")
		rw.WriteHeader(http.StatusForbidden)
		return
	}
	conn, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return
	}
	l := &link{conn: conn, gone: make(chan struct{}), acks: map[uint64]chan frame{}}
	w.mu.Lock()
	select {
	case <-w.done:
		w.mu.Unlock()
		l.close()
		return
	default:
	}
	w.links = append(w.links, l)
	w.touch()
	w.mu.Unlock()
	w.receive(l)
}

// receive reads a link until it ends.
func (w *Workspace) receive(l *link) {
	defer func() {
		l.close()
		close(l.gone)
		w.mu.Lock()
		defer w.mu.Unlock()
		for i, x := range w.links {
			if x == l {
				w.links = append(w.links[:i:i], w.links[i+1:]...)
				break
			}
		}
		w.touch()
	}()
	for {
		_, raw, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		f, err := decodeFrame(raw)
		switch {
		case err != nil:
			w.note("error", "frame", object{"error": err.Error()}, nil)
		case f.method == 0:
			if f.header("type") == "ping" {
				_ = l.write(frame{service: f.service, headers: []pair{{"type", "pong"}}})
			}
		default:
			l.acknowledge(f)
		}
	}
}

func (l *link) acknowledge(f frame) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.acks[f.seq]; c != nil {
		delete(l.acks, f.seq)
		c <- f
	}
}

// forget ends the wait for an acknowledgement that may come too late.
func (l *link) forget(seq uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.acks, seq)
}

var errNoLink = errors.New("sandbox: the bot is not connected")

// byLink sends an event over one of the links, in turn, and returns the bot's
// answer.
func (w *Workspace) byLink(ctx context.Context, body []byte) (json.RawMessage, error) {
	w.mu.Lock()
	if len(w.links) == 0 {
		w.mu.Unlock()
		return nil, errNoLink
	}
	w.turn++
	l, seq := w.links[w.turn%len(w.links)], uint64(w.turn)
	w.mu.Unlock()
	ack := make(chan frame, 1)
	l.mu.Lock()
	l.acks[seq] = ack
	l.mu.Unlock()
	defer l.forget(seq)
	id := strconv.FormatUint(seq, 10)
	err := l.write(frame{
		seq: seq, log: seq, service: 1, method: 1, payload: body,
		headers: []pair{{"type", "event"}, {"message_id", id}, {"trace_id", id}, {"sum", "1"}, {"seq", "0"}},
	})
	if err != nil {
		return nil, err
	}
	select {
	case f := <-ack:
		return answerOf(f)
	case <-l.gone:
		return nil, errNoLink
	case <-ctx.Done():
		return nil, errLate
	}
}

// answerOf reads an acknowledgement.
func answerOf(f frame) (json.RawMessage, error) {
	var a struct {
		Code int    `json:"code"`
		Data []byte `json:"data"`
	}
	if err := json.Unmarshal(f.payload, &a); err != nil {
		return nil, fmt.Errorf("sandbox: acknowledgement: %w", err)
	}
	if a.Code != http.StatusOK {
		return nil, fmt.Errorf("%w: code %d", errRefused, a.Code)
	}
	return a.Data, nil
}

// Reconnect ends the long connections; the bot makes new ones.
func (w *Workspace) Reconnect() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.links {
		l.close()
	}
	w.links = nil
	w.touch()
}

// Connected reports whether events would reach the bot.
func (w *Workspace) Connected() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.links) > 0 || w.greeted
}
