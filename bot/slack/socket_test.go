package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
)

// socketServer takes connections of Socket Mode: each gets the frames of one
// script, and what the client says is reported.
func socketServer(t *testing.T, scripts ...[]string) (address string, said <-chan string) {
	t.Helper()
	heard := make(chan string, 20)
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	turn := make(chan []string, len(scripts))
	for _, s := range scripts {
		turn <- s
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		select {
		case script := <-turn:
			for _, frame := range script {
				if conn.WriteMessage(websocket.TextMessage, []byte(frame)) != nil {
					return
				}
			}
		default:
		}
		for {
			_, raw, err := conn.ReadMessage()
			if err != nil {
				return
			}
			heard <- string(raw)
		}
	}))
	t.Cleanup(srv.Close)
	return "ws" + strings.TrimPrefix(srv.URL, "http"), heard
}

func commandEnvelope(id string) string {
	raw, _ := json.Marshal(map[string]any{"type": "slash_commands", "envelope_id": id, "accepts_response_payload": true, "payload": map[string]string{
		"team_id": "T1", "channel_id": "C1", "user_id": "U1", "command": "/deal", "text": "list", "trigger_id": "t" + id,
	}})
	return string(raw)
}

// runs starts the socket and returns what ends it.
func (w *world) runs(t *testing.T, address string) (stop func() error) {
	t.Helper()
	w.slack.says("/api/apps.connections.open", `{"ok":true,"url":"`+address+`"}`)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.RunSocket(ctx) }()
	return func() error {
		cancel()
		return <-done
	}
}

func TestASocketAnswersReconnectsAndAgreesToWhatItCannotRead(t *testing.T) {
	w := newWorld(t)
	c := aCard("the answer")
	w.core.reply = bot.Reply{Card: &c, Lang: i18n.English}
	address, said := socketServer(t,
		[]string{
			`{"type":"hello"}`, commandEnvelope("one"),
			`{"type":"brand_new","envelope_id":"two","payload":{}}`,
			`{"type":"events_api","envelope_id":"three","payload":{"type":"event_callback","team_id":"T1","event_id":"E3","event":{"type":"never_heard_of","user":"U1"}}}`,
			`{"type":"interactive","envelope_id":"four","payload":{"type":"block_actions"}}`,
		},
		[]string{commandEnvelope("five")},
	)
	stop := w.runs(t, address)
	got := map[string]string{}
	for range 4 {
		var m struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		require.NoError(t, json.Unmarshal([]byte(<-said), &m))
		got[m.ID] = string(m.Payload)
	}
	require.Contains(t, got["one"], "the answer")
	for _, id := range []string{"two", "three", "four"} {
		require.Contains(t, got, id, "what is not acknowledged comes again for ever")
		require.NotContains(t, got[id], "the answer")
	}
	require.ErrorIs(t, stop(), context.Canceled)
}

func TestASocketComesBackAfterADisconnect(t *testing.T) {
	w := newWorld(t)
	address, said := socketServer(t,
		[]string{`{"type":"hello"}`, `{"type":"disconnect","reason":"refresh_requested"}`},
		[]string{`{"type":"hello"}`, commandEnvelope("after")},
	)
	stop := w.runs(t, address)
	require.Contains(t, <-said, `"after"`)
	require.ErrorIs(t, stop(), context.Canceled)
}

func TestARefusedTokenEndsTheSocketWithAClearError(t *testing.T) {
	w := newWorld(t)
	w.slack.says("/api/apps.connections.open", `{"ok":false,"error":"invalid_auth"}`)
	err := w.RunSocket(t.Context())
	require.ErrorContains(t, err, "app-level token")
	require.ErrorContains(t, err, "invalid_auth")
	require.Equal(t, fault.Unauthenticated, fault.CodeOf(err))
	require.NotContains(t, err.Error(), "xapp-example")
	w.appToken = ""
	require.ErrorContains(t, w.RunSocket(t.Context()), "connections:write")
}
