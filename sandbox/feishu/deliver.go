package feishu

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// What may go wrong with an event; a person sees Feishu's number of it.
var (
	errLate    = errors.New("the bot did not answer in time")
	errRefused = errors.New("the bot refused")
)

// Missed is an event that the bot did not take.
type Missed struct {
	Kind string
	Body json.RawMessage
}

// event is a body as both transports bring it.
func (w *Workspace) event(kind string, at string, e object) []byte {
	raw, err := json.Marshal(object{
		"schema": "2.0",
		"header": object{
			"event_id": w.o.NewID(), "event_type": kind, "create_time": at, "token": w.o.VerificationToken,
			"app_id": w.o.AppID, "tenant_key": w.o.TenantKey,
		},
		"event": e,
	})
	if err != nil {
		return nil
	}
	return raw
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// tell delivers an event and returns the bot's answer. What is not taken is
// remembered, to be delivered again.
func (w *Workspace) tell(ctx context.Context, kind string, body []byte) (json.RawMessage, error) {
	twice := w.takeTwice()
	out, err := w.tellOnce(ctx, kind, body)
	if err != nil && kind != "card.action.trigger" {
		w.mu.Lock()
		w.missed = append(w.missed, Missed{kind, body})
		w.mu.Unlock()
	}
	if twice {
		_, _ = w.tellOnce(ctx, kind, body)
	}
	return out, err
}

func (w *Workspace) tellOnce(ctx context.Context, kind string, body []byte) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, w.o.AckTime)
	defer cancel()
	var out json.RawMessage
	var err error
	if w.o.RequestURL != "" {
		out, err = w.byWebhook(ctx, body)
	} else {
		out, err = w.byLink(ctx, body)
	}
	if delay := w.takeDelay(); delay > 0 {
		t := time.NewTimer(delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			err = errLate
		case <-w.done:
		}
	}
	var answer any = out
	if err != nil {
		answer = object{"error": err.Error()}
	}
	w.note("event", kind, json.RawMessage(body), answer)
	return out, err
}

// Undelivered lists what was not taken, oldest first.
func (w *Workspace) Undelivered() []Missed {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.missed)
}

// Redeliver delivers again what was not taken, and says how many that were.
func (w *Workspace) Redeliver(ctx context.Context) int {
	w.mu.Lock()
	all := w.missed
	w.missed = nil
	w.mu.Unlock()
	for _, m := range all {
		_, _ = w.tell(ctx, m.Kind, m.Body)
	}
	return len(all)
}

// byWebhook posts an event as Feishu does: encrypted and signed where there is a
// key.
func (w *Workspace) byWebhook(ctx context.Context, body []byte) (json.RawMessage, error) {
	signed := true
	return w.request(ctx, body, signed)
}

func (w *Workspace) request(ctx context.Context, body []byte, signed bool) (json.RawMessage, error) {
	if w.o.EncryptKey != "" {
		sealed, err := json.Marshal(object{"encrypt": encrypt(w.o.EncryptKey, body)})
		if err != nil {
			return nil, err
		}
		body = sealed
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.o.RequestURL+"/feishu/events", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	if signed && w.o.EncryptKey != "" {
		stamp, nonce := strconv.FormatInt(w.now().Unix(), 10), w.o.NewID()
		req.Header.Set("X-Lark-Request-Timestamp", stamp)
		req.Header.Set("X-Lark-Request-Nonce", nonce)
		req.Header.Set("X-Lark-Signature", sign(stamp, nonce, w.o.EncryptKey, body))
	}
	res, err := w.o.HTTPClient.Do(req)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, errLate
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, errLate
	}
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: HTTP %d", errRefused, res.StatusCode)
	}
	return raw, nil
}

// greet checks the webhook's address as the console does, until it answers.
func (w *Workspace) greet() {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if w.challenged() {
			return
		}
		select {
		case <-tick.C:
		case <-w.done:
			return
		}
	}
}

func (w *Workspace) challenged() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	word := w.o.NewID()
	body, err := json.Marshal(object{"challenge": word, "token": w.o.VerificationToken, "type": "url_verification"})
	if err != nil {
		return false
	}
	out, err := w.request(ctx, body, false)
	var a struct{ Challenge string }
	if err != nil || json.Unmarshal(out, &a) != nil || a.Challenge != word {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.greeted = true
	w.touch()
	return true
}

// encrypt closes a text with the console's key.
func encrypt(key string, text []byte) string {
	sum := sha256.Sum256([]byte(key))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return ""
	}
	pad := aes.BlockSize - len(text)%aes.BlockSize
	body := append(append([]byte(nil), text...), bytes.Repeat([]byte{byte(pad)}, pad)...)
	iv := make([]byte, aes.BlockSize)
	_, _ = rand.Read(iv) // never fails
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(body, body)
	return base64.StdEncoding.EncodeToString(append(iv, body...))
}

func sign(stamp, nonce, key string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(stamp + nonce + key))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}
