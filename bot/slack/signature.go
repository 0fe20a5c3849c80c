package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Why a request is refused.
var (
	errForged = errors.New("slack: wrong signature")
	errStale  = errors.New("slack: request too old or from the future")
)

// maxAge is how far a request's time may be from ours, either way.
// https://docs.slack.dev/authentication/verifying-requests-from-slack
const maxAge = 5 * time.Minute

// verify checks a request's signature over its raw body and returns it as the
// request's own mark. slack-go's verifier would read the machine's clock.
func (a *Adapter) verify(h http.Header, body []byte) (mark string, err error) {
	signature, ok := strings.CutPrefix(h.Get("X-Slack-Signature"), "v0=")
	stamp := h.Get("X-Slack-Request-Timestamp")
	want, err := hex.DecodeString(signature)
	if !ok || err != nil || len(want) != sha256.Size || len(a.secret) == 0 {
		return "", errForged
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return "", errForged
	}
	mac := hmac.New(sha256.New, a.secret)
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), want) {
		return "", errForged
	}
	if a.now().Sub(time.Unix(seconds, 0)).Abs() > maxAge {
		return "", errStale
	}
	// The decoded bytes, so that another spelling of them is no other request.
	return hex.EncodeToString(want), nil
}
