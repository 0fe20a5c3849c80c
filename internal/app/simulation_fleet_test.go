package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"

	"dealmate/storage/storagetest"
)

// mishap is what happens to the next message that a replica posts.
type mishap int

const (
	none mishap = iota
	dieBefore
	dieAfter
	loseAnswer
	tooMany
)

// vessel is a replica with its own ways to the store and to the workspace.
type vessel struct {
	s       *simulation
	service *service
	proxy   *storagetest.Proxy
	front   *httptest.Server
	ctx     context.Context //nolint:containedctx // it is the replica's life
	kill    context.CancelFunc

	// posted are messages of this look that it may not get to say were sent, if it dies.
	posted atomic.Int64
	cut    atomic.Int64 // requests to the store that are still to be cut
	mu     sync.Mutex
	next   mishap
	dead   bool
}

func (s *simulation) launch() *vessel {
	v := &vessel{s: s, proxy: storagetest.StartProxy(s.t, s.server.Addr)}
	v.ctx, v.kill = context.WithCancel(s.t.Context())
	v.front = httptest.NewServer(v)
	v.service = s.serve("redis://"+v.proxy.Addr+"/0", v.front.URL)
	return v
}

// poll is what the loops of a replica do.
func (v *vessel) poll() int {
	v.posted.Store(0)
	_ = v.service.clock.Poll(v.ctx) // a store that is cut off is tried again
	n, err := v.service.sender.Poll(v.ctx)
	if err != nil {
		return 1 // there may be more
	}
	return n
}

func (v *vessel) plans(f mishap) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.next = f
}

func (v *vessel) isDead() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.dead
}

func (v *vessel) sinks() {
	v.front.Close()
	_ = v.service.db.close() // it has no way to the store any more
}

// die ends a replica at once: nothing of it reaches the store or the workspace.
func (v *vessel) die() {
	v.proxy.Plan(func([]byte) storagetest.Fate { return storagetest.Refuse })
	v.mu.Lock()
	v.dead = true
	v.mu.Unlock()
	v.kill()
	for range v.posted.Swap(0) {
		v.s.outcomeUnknown()
	}
}

// ServeHTTP is the way of a replica to the workspace.
func (v *vessel) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if v.isDead() {
		panic(http.ErrAbortHandler)
	}
	if !strings.HasSuffix(r.URL.Path, "chat.postMessage") {
		v.s.slack.Handler().ServeHTTP(rw, r)
		return
	}
	v.mu.Lock()
	f := v.next
	v.next = none
	v.mu.Unlock()
	if f != none {
		v.s.failedOnce()
	}
	switch f {
	case dieBefore:
		v.die()
		panic(http.ErrAbortHandler)
	case dieAfter, loseAnswer:
		v.s.slack.Handler().ServeHTTP(httptest.NewRecorder(), r)
		v.s.outcomeUnknown()
		if f == dieAfter {
			v.die()
		}
		panic(http.ErrAbortHandler)
	case tooMany:
		rw.Header().Set("Retry-After", "2")
		rw.WriteHeader(http.StatusTooManyRequests)
		return
	}
	v.s.slack.Handler().ServeHTTP(rw, r)
	if v.isDead() || v.cut.Load() > 0 { // it may not get to say that it was sent
		v.s.outcomeUnknown()
	} else {
		v.posted.Add(1)
	}
}

func (s *simulation) outcomeUnknown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unknown++
}
