package feishu

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
)

// encrypt closes a text as the console's encrypt key does.
func encrypt(t testing.TB, key, text string) string {
	t.Helper()
	pad := aes.BlockSize - len(text)%aes.BlockSize
	return closed(t, key, append([]byte(text), bytes.Repeat([]byte{byte(pad)}, pad)...))
}

// closed encrypts whole blocks as they are.
func closed(t testing.TB, key string, body []byte) string {
	t.Helper()
	sum := sha256.Sum256([]byte(key))
	block, err := aes.NewCipher(sum[:])
	require.NoError(t, err)
	iv := []byte("0123456789abcdef")
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(body, body)
	return base64.StdEncoding.EncodeToString(append(iv, body...))
}

// sealed is a body as Feishu sends it, encrypted and signed at a time.
func sealed(t testing.TB, body string, at time.Time) *http.Request {
	t.Helper()
	raw, err := json.Marshal(map[string]string{"encrypt": encrypt(t, key, body)})
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path, bytes.NewReader(raw))
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("X-Lark-Request-Timestamp", stamp)
	r.Header.Set("X-Lark-Request-Nonce", "nonce")
	r.Header.Set("X-Lark-Signature", signature(stamp, "nonce", key, raw))
	return r
}

func (w *world) calls(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.Webhook().ServeHTTP(rec, r)
	return rec
}

func TestDecryptionKeepsTheDocumentationsVector(t *testing.T) {
	got, err := decrypt("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=")
	require.NoError(t, err)
	require.Equal(t, "hello world", string(got), "without the padding")
}

// TestSignatureIsWhatTheDocumentationSays: sha256 over timestamp, nonce, key and
// the raw body, as hexadecimal digits.
func TestSignatureIsWhatTheDocumentationSays(t *testing.T) {
	const sum = "03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4" // of "1234"
	require.Equal(t, sum, signature("1", "2", "3", []byte("4")))
	require.True(t, isSigned(sum, "1", "2", "3", []byte("4")))
	require.False(t, isSigned(sum, "1", "2", "3", []byte("5")))
	require.False(t, isSigned("", "1", "2", "3", []byte("4")))
}

func TestASignedEventIsHandledAndAnsweredWithAnObject(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Card: ptr(aCard("hello"))}
	rec := w.calls(sealed(t, typed("om_1", "oc_1", "/deal list"), now))
	require.Equal(t, http.StatusOK, rec.Code)
	require.Equal(t, "application/json; charset=utf-8", rec.Header().Get("Content-Type"))
	require.JSONEq(t, "{}", rec.Body.String())
	require.Equal(t, bot.Command, w.core.last(t).Kind)
	w.drained(t)
	require.Contains(t, w.feishu.asked(messagePath)[0].content(), "hello")
}

func TestTheChallengeIsAnswered(t *testing.T) {
	body := `{"challenge":"abc","token":"` + token + `","type":"url_verification"}`
	w := newWorld(t)
	r := sealed(t, body, now)
	r.Header.Del("X-Lark-Signature") // it comes unsigned
	rec := w.calls(r)
	require.Equal(t, http.StatusOK, rec.Code)
	require.JSONEq(t, `{"challenge":"abc"}`, rec.Body.String())
	plain := newWorld(t, func(o *Options) { o.EncryptKey = "" })
	rec = plain.calls(httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path, strings.NewReader(body)))
	require.JSONEq(t, `{"challenge":"abc"}`, rec.Body.String())
	rec = plain.calls(httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path, strings.NewReader(strings.Replace(body, token, "wrong", 1))))
	require.Equal(t, http.StatusUnauthorized, rec.Code)
}

func TestRequestsThatAreNotFeishusAreRefused(t *testing.T) {
	good := typed("om_1", "oc_1", "/deal list")
	for _, c := range []struct {
		name    string
		request func() *http.Request
		status  int
		counted string
	}{
		{"a forged signature", func() *http.Request {
			r := sealed(t, good, now)
			r.Header.Set("X-Lark-Signature", strings.Repeat("0", 64))
			return r
		}, 401, "forged"},
		{"no signature", func() *http.Request {
			r := sealed(t, good, now)
			r.Header.Del("X-Lark-Signature")
			return r
		}, 401, "forged"},
		{"a signature of another body", func() *http.Request {
			r, other := sealed(t, good, now), sealed(t, typed("om_2", "oc_1", "/deal void D-1"), now)
			other.Header = r.Header
			return other
		}, 401, "forged"},
		{"another time than the signed one", func() *http.Request {
			r := sealed(t, good, now)
			r.Header.Set("X-Lark-Request-Timestamp", strconv.FormatInt(now.Unix()+1, 10))
			return r
		}, 401, "forged"},
		{"a stale request, rightly signed", func() *http.Request { return sealed(t, good, now.Add(-9*time.Hour)) }, 401, "stale"},
		{"a request of the future", func() *http.Request { return sealed(t, good, now.Add(time.Hour)) }, 401, "stale"},
		{"another app's token", func() *http.Request { return sealed(t, strings.Replace(good, token, "another", 1), now) }, 401, "forged"},
		{"no token", func() *http.Request { return sealed(t, strings.Replace(good, token, "", 1), now) }, 401, "forged"},
		{"plain though a key is set", func() *http.Request { return signedRaw(t, good) }, 401, "forged"},
		{"encrypted with another key", func() *http.Request { return signedRaw(t, `{"encrypt":"`+encrypt(t, "other", good)+`"}`) }, 401, "forged"},
		{"encrypted with bad padding", func() *http.Request {
			return signedRaw(t, `{"encrypt":"`+closed(t, key, bytes.Repeat([]byte{3, 2}, 16))+`"}`)
		}, 401, "forged"},
		{"half a block", func() *http.Request { return signedRaw(t, `{"encrypt":"aGFsZiBhIGJsb2Nr"}`) }, 401, "forged"},
		{"no base64", func() *http.Request { return signedRaw(t, `{"encrypt":"***"}`) }, 401, "forged"},
		{"no JSON", func() *http.Request { return signedRaw(t, `hello`) }, 400, "malformed"},
		{"encrypted, but no JSON", func() *http.Request { return sealed(t, "hello", now) }, 400, "malformed"},
		{"too large", func() *http.Request { return signedRaw(t, strings.Repeat("x", maxBody+1)) }, 413, "oversized"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			rec := w.calls(c.request())
			require.Equal(t, c.status, rec.Code)
			require.Equal(t, 1, w.counted(c.counted))
			require.Empty(t, w.core.all(), "nothing was done")
			require.NotContains(t, rec.Body.String(), "feishu")
		})
	}
}

// signedRaw is a body as it is, rightly signed.
func signedRaw(t testing.TB, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path, strings.NewReader(body))
	stamp := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("X-Lark-Request-Timestamp", stamp)
	r.Header.Set("X-Lark-Signature", signature(stamp, "", key, []byte(body)))
	return r
}

func TestAReplayedRequestDoesNothing(t *testing.T) {
	w := newWorld(t)
	w.core.reply = bot.Reply{Card: ptr(aCard("hello"))}
	for range 3 {
		rec := w.calls(sealed(t, typed("om_1", "oc_1", "/deal list"), now))
		require.Equal(t, http.StatusOK, rec.Code)
	}
	w.drained(t)
	require.Len(t, w.core.all(), 1)
	require.Equal(t, 2, w.counted("repeated"))
	require.Len(t, w.feishu.asked(messagePath), 1)
}

func TestARepeatHoursLaterIsStillFeishus(t *testing.T) {
	w := newWorld(t)
	rec := w.calls(sealed(t, typed("om_1", "oc_1", "/deal list"), now.Add(-7*time.Hour-6*time.Minute)))
	require.Equal(t, http.StatusOK, rec.Code)
	require.Len(t, w.core.all(), 1)
}

func TestWithoutAKeyTheTokenVouchesAndTheEventsOwnTimeCounts(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.EncryptKey = "" })
	post := func(body string) int {
		return w.calls(httptest.NewRequestWithContext(t.Context(), http.MethodPost, Path, strings.NewReader(body))).Code
	}
	require.Equal(t, http.StatusOK, post(typed("om_1", "oc_1", "/deal list")))
	require.Equal(t, http.StatusUnauthorized, post(strings.Replace(typed("om_2", "oc_1", "/deal list"), token, "wrong", 1)))
	require.Len(t, w.core.all(), 1)
	w.clock = now.Add(24 * time.Hour)
	require.Equal(t, http.StatusUnauthorized, post(typed("om_3", "oc_1", "/deal list")))
}

func TestAnEventOfAnotherAppDoesNothing(t *testing.T) {
	w := newWorld(t)
	rec := w.calls(sealed(t, strings.Replace(typed("om_1", "oc_1", "/deal list"), appID, "cli_other", 1), now))
	require.Equal(t, http.StatusOK, rec.Code)
	require.Empty(t, w.core.all())
	require.Equal(t, 1, w.counted("foreign"))
}

func TestAnUnknownEventIsAgreedTo(t *testing.T) {
	w := newWorld(t)
	rec := w.calls(sealed(t, event("e", "drive.file.edit_v1", "{}"), now))
	require.Equal(t, http.StatusOK, rec.Code)
	require.JSONEq(t, "{}", rec.Body.String())
	require.Equal(t, 1, w.counted("unhandled"))
}

func FuzzDecrypt(f *testing.F) {
	f.Add("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=")
	f.Add("k", encrypt(f, "k", "{}"))
	f.Fuzz(func(t *testing.T, key, text string) {
		if _, err := decrypt(key, text); err != nil {
			require.ErrorIs(t, err, errCipher)
		}
	})
}

func FuzzEncryptedIsDecrypted(f *testing.F) {
	f.Add("k", "云帆")
	f.Fuzz(func(t *testing.T, key, text string) {
		got, err := decrypt(key, encrypt(t, key, text))
		require.NoError(t, err)
		require.Equal(t, text, string(got))
	})
}

func ptr[T any](v T) *T { return &v }
