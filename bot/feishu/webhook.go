package feishu

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Feishu sends an event that was not taken again after 15 seconds, 5 minutes, an
// hour and six hours, perhaps with the first one's signature; nothing older is
// Feishu's. Within that time a replay is known as a repeat.
// https://open.feishu.cn/document/server-docs/event-subscription-guide/overview
const (
	maxAge   = 8 * time.Hour
	maxAhead = 5 * time.Minute
)

// Why a request is refused, for the log and the counter.
var (
	errForged = errors.New("feishu: the signature is not Feishu's")
	errToken  = errors.New("feishu: the verification token is not ours")
	errStale  = errors.New("feishu: the request is too old")
)

// Webhook takes events and card callbacks. It refuses what is too large with
// 413, what is forged, stale or with another app's token with 401, and what
// cannot be read with 400, before anything is done.
func (a *Adapter) Webhook() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+Path, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			a.refuse(w, http.StatusRequestEntityTooLarge, "oversized", err)
			return
		}
		if err != nil {
			a.refuse(w, http.StatusBadRequest, "malformed", err)
			return
		}
		a.called(w, r, body)
	})
	return mux
}

// letterhead is what every request says of itself.
type letterhead struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	Token     string `json:"token"`
	Header    header `json:"header"`
}

func (a *Adapter) called(w http.ResponseWriter, r *http.Request, body []byte) {
	plain, signed, err := a.open(r.Header, body)
	if err != nil {
		status := http.StatusUnauthorized
		if errors.Is(err, errMalformed) {
			status = http.StatusBadRequest
		}
		a.refuse(w, status, reasons[errorOf(err)], err)
		return
	}
	var head letterhead
	if err := json.Unmarshal(plain, &head); err != nil {
		a.refuse(w, http.StatusBadRequest, "malformed", err)
		return
	}
	if !isToken(first(head.Header.Token, head.Token), a.o.VerificationToken) {
		a.refuse(w, http.StatusUnauthorized, "forged", errToken)
		return
	}
	if head.Type == "url_verification" {
		// Its answer is wanted within a second; it carries no signature.
		writeJSON(w, map[string]string{"challenge": head.Challenge})
		return
	}
	if a.o.EncryptKey != "" && !signed {
		a.refuse(w, http.StatusUnauthorized, "forged", errForged)
		return
	}
	if !a.isFresh(r.Header.Get("X-Lark-Request-Timestamp"), head.Header.Time) {
		a.refuse(w, http.StatusUnauthorized, "stale", errStale)
		return
	}
	a.dispatch(w, r, plain)
}

// open checks the signature over the raw body and decrypts it. Only a challenge
// may come unsigned; it is encrypted nevertheless.
func (a *Adapter) open(h http.Header, body []byte) (plain []byte, signed bool, err error) {
	if a.o.EncryptKey == "" {
		return body, false, nil
	}
	got := h.Get("X-Lark-Signature")
	signed = got != ""
	if signed && !isSigned(got, h.Get("X-Lark-Request-Timestamp"), h.Get("X-Lark-Request-Nonce"), a.o.EncryptKey, body) {
		return nil, false, errForged
	}
	var sealed struct {
		Encrypt string `json:"encrypt"`
	}
	if json.Unmarshal(body, &sealed) != nil {
		return nil, false, errMalformed
	}
	plain, err = decrypt(a.o.EncryptKey, sealed.Encrypt)
	return plain, signed, err
}

// reasons are the counters of refusals.
var reasons = map[error]string{errForged: "forged", errCipher: "forged", errMalformed: "malformed"}

func errorOf(err error) error {
	for e := range reasons {
		if errors.Is(err, e) {
			return e
		}
	}
	return err
}

// isFresh holds the request's time, or where none is signed the event's, against
// the clock.
func (a *Adapter) isFresh(signed, made string) bool {
	at := instant(made)
	if a.o.EncryptKey != "" {
		seconds, err := strconv.ParseInt(signed, 10, 64)
		if err != nil {
			return false
		}
		at = time.Unix(seconds, 0)
	}
	age := a.now().Sub(at)
	return age <= maxAge && age >= -maxAhead
}

// dispatch hands an event to its handler and answers with what comes of it.
func (a *Adapter) dispatch(w http.ResponseWriter, r *http.Request, plain []byte) {
	out, err := a.dispatcher().Do(r.Context(), plain)
	if err != nil {
		// An event nobody handles, or one the library cannot read: again it would
		// be the same.
		a.count("unhandled")
		a.log.Warn("event not handled", "err", err)
	}
	if out == nil {
		out = struct{}{}
	}
	writeJSON(w, out)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}

// refuse answers without a word about why; the log and the counter know.
func (a *Adapter) refuse(w http.ResponseWriter, status int, what string, err error) {
	a.count(what)
	a.log.Warn("request refused", "what", what, "err", err)
	http.Error(w, http.StatusText(status), status)
}
