package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// Paths are the addresses that Routes serves.
func Paths() []string {
	return []string{"/slack/commands", "/slack/interactivity", "/slack/events"}
}

// Routes are the addresses of the manifest's HTTP variant. They refuse what is
// too large with 413, what is forged, stale or repeated with 401, and what
// cannot be read with 400.
func (a *Adapter) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", a.signed(func(w http.ResponseWriter, r *http.Request, body []byte, mark string) {
		a.once(w, r, mark, body, decodeCommand, false)
	}))
	mux.HandleFunc("POST /slack/interactivity", a.signed(func(w http.ResponseWriter, r *http.Request, body []byte, mark string) {
		a.once(w, r, mark, body, decodeInteractionForm, true)
	}))
	mux.HandleFunc("POST /slack/events", a.signed(func(w http.ResponseWriter, r *http.Request, body []byte, _ string) {
		a.happened(w, r, body)
	}))
	return mux
}

// signed reads the raw body and lets only Slack's requests through.
func (a *Adapter) signed(next func(w http.ResponseWriter, r *http.Request, body []byte, mark string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			if _, large := errors.AsType[*http.MaxBytesError](err); large {
				a.refuse(w, http.StatusRequestEntityTooLarge, "oversized", err)
				return
			}
			a.refuse(w, http.StatusBadRequest, "malformed", err)
			return
		}
		mark, err := a.verify(r.Header, body)
		switch {
		case errors.Is(err, errStale):
			a.refuse(w, http.StatusUnauthorized, "stale", err)
		case err != nil:
			a.refuse(w, http.StatusUnauthorized, "forged", err)
		default:
			next(w, r, body, mark)
		}
	}
}

// refuse answers without a word about why; the log and the counter know.
func (a *Adapter) refuse(w http.ResponseWriter, status int, what string, err error) {
	a.count(what)
	a.log.Warn("request refused", "what", what, "err", err)
	http.Error(w, http.StatusText(status), status)
}

// once answers a command or an interaction. Slack never repeats these, so the
// same signed request again is somebody else's. Where everywhere is set, the other
// processes are asked too, while the answer is made. A command is only looked for
// in this process's memory: most commands only read, asking would make each one a
// durable write, and what a repeat elsewhere would change is committed under the
// first one's trigger ID, that is, once.
func (a *Adapter) once(w http.ResponseWriter, r *http.Request, mark string, body []byte, decode func([]byte) (inbound, error), everywhere bool) {
	id := "request:" + mark
	if !a.seen.Recent.First(id) {
		a.refuse(w, http.StatusUnauthorized, "replayed", errReplayed)
		return
	}
	in, err := decode(body)
	switch {
	case errors.Is(err, errIgnored):
		a.log.Debug("ignored", "err", err)
		w.WriteHeader(http.StatusOK)
	case err != nil:
		a.refuse(w, http.StatusBadRequest, "malformed", err)
	default:
		isNew := make(chan bool, 1)
		go func() { isNew <- !everywhere || a.seen.New(r.Context(), id) }()
		o := a.answer(r.Context(), in, 0)
		if !<-isNew {
			a.refuse(w, http.StatusUnauthorized, "replayed", errReplayed)
			return
		}
		a.send(w, o)
	}
}

var errReplayed = errors.New("the same request again")

// happened answers an event. Repeats of an event that was taken are agreed to:
// never by their retry number, because after an outage the repeat is the only
// delivery there is.
func (a *Adapter) happened(w http.ResponseWriter, r *http.Request, body []byte) {
	h, err := decodeHappening(body)
	if err != nil {
		a.refuse(w, http.StatusBadRequest, "malformed", err)
		return
	}
	if h.Type == "url_verification" {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"challenge": h.Challenge})
		return
	}
	o, err := a.event(r.Context(), h)
	switch {
	case errors.Is(err, errMalformed):
		a.refuse(w, http.StatusBadRequest, "malformed", err)
	case err != nil && !errors.Is(err, errIgnored):
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
	default:
		a.send(w, o)
	}
}

// event handles an event of either transport.
func (a *Adapter) event(ctx context.Context, h happening) (outcome, error) {
	self, err := a.identify(ctx)
	if err != nil {
		// Without its own ID the bot might answer itself; Slack repeats an event
		// that was not taken.
		a.log.Error("event not handled: Slack does not say who the bot is", "err", err)
		return outcome{}, err
	}
	in, err := h.inbound(self.user)
	if err != nil {
		return outcome{}, err
	}
	if !a.seen.First(ctx, "event:"+in.event.ID) {
		a.count("repeated")
		return outcome{}, errIgnored
	}
	return a.answer(ctx, in, 0), nil
}

// send writes an answer and starts what follows it.
func (a *Adapter) send(w http.ResponseWriter, o outcome) {
	if o.body != nil {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(o.body)
	} else {
		w.WriteHeader(http.StatusOK)
	}
	if f, ok := w.(http.Flusher); ok && len(o.then) > 0 {
		f.Flush()
	}
	if len(o.then) > 0 {
		a.later.Do(o.follow)
	}
}
