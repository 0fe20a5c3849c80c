package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// request posts to the bot in HTTP mode, signed as Slack signs (version v0).
func (w *Workspace) request(ctx context.Context, d delivery, attempt int, why string, delay time.Duration) outcome {
	ctx, cancel := context.WithTimeout(ctx, w.o.AckTime)
	defer cancel()
	path, kind, body := encode(d)
	allowed := time.NewTimer(w.o.AckTime)
	defer allowed.Stop()
	head := http.Header{"Content-Type": {kind}}
	if attempt > 0 {
		head.Set("X-Slack-Retry-Num", strconv.Itoa(attempt))
		head.Set("X-Slack-Retry-Reason", why)
	}
	raw, status, told, err := w.post(ctx, path, body, head)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return outcome{trouble: timedOut}
	case err != nil:
		return outcome{trouble: undelivered}
	case status >= http.StatusMultipleChoices:
		return outcome{trouble: undelivered, final: told.Get("X-Slack-No-Retry") == "1"}
	case !w.hold(delay, allowed.C):
		return outcome{trouble: timedOut}
	}
	return outcome{body: raw}
}

// post returns the answer, its status and its headers.
func (w *Workspace) post(ctx context.Context, path, body string, head http.Header) (json.RawMessage, int, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(w.o.RequestURL, "/")+path, strings.NewReader(body))
	if err != nil {
		return nil, 0, nil, fmt.Errorf("sandbox: %w", err)
	}
	req.Header = head
	Sign(req.Header, w.o.SigningSecret, body, w.now())
	res, err := w.o.HTTPClient.Do(req)
	if err != nil {
		return nil, 0, nil, fmt.Errorf("sandbox: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return nil, 0, nil, fmt.Errorf("sandbox: %w", err)
	}
	return raw, res.StatusCode, res.Header, nil
}

// VerifyURL asks the bot for the challenge by which Slack makes sure of a
// request URL; nil when it was answered.
func (w *Workspace) VerifyURL(ctx context.Context) error {
	challenge := w.o.NewID()
	d := delivery{kind: "events_api", payload: answer{"type": "url_verification", "token": "local", "challenge": challenge}}
	out := w.once(ctx, d, 0, "")
	if err := out.err(); err != nil {
		return err
	}
	got := strings.TrimSpace(string(out.body))
	if m := decoded(out.body); m != nil {
		got, _ = m["challenge"].(string)
	}
	if got != challenge {
		return fmt.Errorf("sandbox: challenge answered with %q", out.body)
	}
	return nil
}

func encode(d delivery) (path, kind, body string) {
	const form = "application/x-www-form-urlencoded"
	switch d.kind {
	case "slash_commands":
		v := url.Values{}
		for k, x := range d.payload {
			v.Set(k, fmt.Sprint(x))
		}
		return "/slack/commands", form, v.Encode()
	case "interactive":
		raw, _ := json.Marshal(d.payload)
		return "/slack/interactivity", form, url.Values{"payload": {string(raw)}}.Encode()
	}
	raw, _ := json.Marshal(d.payload)
	return "/slack/events", "application/json", string(raw)
}

// Sign adds the headers by which the bot knows that Slack sent a request
// (docs.slack.dev/authentication/verifying-requests-from-slack).
func Sign(h http.Header, secret, body string, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}
