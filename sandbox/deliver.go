package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ackTime is how long Slack waits for an answer.
const ackTime = 3 * time.Second

// delivery is something the bot is told.
type delivery struct {
	kind    string // slash_commands, interactive, events_api
	payload answer
}

// tell delivers and returns the bot's answer; ok is false when none came in
// time. Duplicates on request repeat the delivery, as Slack does.
func (w *Workspace) tell(ctx context.Context, d delivery) (body json.RawMessage, ok bool) {
	body, ok = w.once(ctx, d, 0)
	w.mu.Lock()
	again := w.repeat > 0
	if again {
		w.repeat--
	}
	w.mu.Unlock()
	if again {
		_, _ = w.once(ctx, d, 1)
	}
	if !ok && d.kind == "events_api" { // Slack tries events again, at once
		body, ok = w.once(ctx, d, 1)
	}
	return body, ok
}

func (w *Workspace) once(ctx context.Context, d delivery, retry int) (json.RawMessage, bool) {
	var body json.RawMessage
	var ok bool
	if w.o.RequestURL == "" {
		body, ok = w.envelope(d.kind, d.payload, retry)
	} else {
		body, ok = w.request(ctx, d, retry)
	}
	w.note(d.kind, word(d.payload), d.payload, map[string]any{"acknowledged": ok, "answer": body})
	return body, ok
}

// word names a delivery in the list of traffic.
func word(p answer) string {
	for _, k := range []string{"command", "type"} {
		if s, ok := p[k].(string); ok && s != "event_callback" {
			if k == "command" {
				text, _ := p["text"].(string)
				return s + " " + text
			}
			return s
		}
	}
	e, _ := p["event"].(answer)
	s, _ := e["type"].(string)
	return s
}

// request posts to the bot in HTTP mode, signed as Slack signs (version v0).
func (w *Workspace) request(ctx context.Context, d delivery, retry int) (json.RawMessage, bool) {
	ctx, cancel := context.WithTimeout(ctx, ackTime)
	defer cancel()
	path, kind, body := encode(d)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(w.o.RequestURL, "/")+path, strings.NewReader(body))
	if err != nil {
		return nil, false
	}
	req.Header.Set("Content-Type", kind)
	if retry > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(retry))
		req.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	Sign(req.Header, w.o.SigningSecret, body, time.Now())
	res, err := w.o.HTTPClient.Do(req)
	if err != nil {
		return nil, false
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil || res.StatusCode >= 300 {
		return nil, false
	}
	return raw, true
}

func encode(d delivery) (path, kind, body string) {
	const form = "application/x-www-form-urlencoded"
	switch d.kind {
	case "slash_commands":
		v := url.Values{}
		for k, x := range d.payload {
			s, _ := x.(string)
			v.Set(k, s)
		}
		return "/slack/commands", form, v.Encode()
	case "interactive":
		raw, _ := json.Marshal(d.payload)
		return "/slack/interactivity", form, url.Values{"payload": {string(raw)}}.Encode()
	}
	raw, _ := json.Marshal(d.payload)
	return "/slack/events", "application/json", string(raw)
}

// Sign adds the headers by which the bot knows that Slack sent a request.
func Sign(h http.Header, secret, body string, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}
