package storagetest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Proxy stands between a client and a server and breaks their connection at the
// wrong moment: when the server has done the work and before the client knows.
type Proxy struct {
	Addr string

	listener net.Listener
	server   string

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	plan  func(request []byte) Fate
	done  sync.WaitGroup
}

// Fate is what happens to the reply of a request.
type Fate int

// The fates.
const (
	Pass   Fate = iota // the reply arrives
	Cut                // the server answers, then the connection breaks instead
	Stall              // the reply never arrives, the connection stays open
	Refuse             // the request does not arrive
)

// StartProxy runs a proxy to server (host:port) until the test ends.
func StartProxy(t testing.TB, server string) *Proxy {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &Proxy{Addr: l.Addr().String(), listener: l, server: server, conns: map[net.Conn]struct{}{}}
	p.done.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

// Plan decides the fate of requests from now on; nil lets all pass.
func (p *Proxy) Plan(plan func(request []byte) Fate) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan = plan
}

// CutOnce breaks the connection after the next n requests that hold a word.
// made tells how many were.
func (p *Proxy) CutOnce(word string, n int) (made func() int) {
	var mu sync.Mutex
	cut := 0
	p.Plan(func(request []byte) Fate {
		mu.Lock()
		defer mu.Unlock()
		if cut < n && bytes.Contains(bytes.ToLower(request), []byte(word)) {
			cut++
			return Cut
		}
		return Pass
	})
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return cut
	}
}

func (p *Proxy) fate(request []byte) Fate {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.plan == nil {
		return Pass
	}
	return p.plan(request)
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		server, err := net.Dial("tcp", p.server) //nolint:noctx // closed by close
		if err != nil {
			_ = client.Close()
			continue
		}
		p.keep(client, server)
		p.done.Go(func() { p.serve(client, server) })
	}
}

func (p *Proxy) keep(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.conns[c] = struct{}{}
	}
}

func (p *Proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		_ = c.Close()
		delete(p.conns, c)
	}
}

// serve forwards both ways. A request's fate is fixed before it is forwarded, so
// that its reply cannot be faster.
func (p *Proxy) serve(client, server net.Conn) {
	defer p.drop(client, server)
	fates := make(chan Fate, 1)
	fates <- Pass
	p.done.Go(func() {
		defer p.drop(client, server)
		replies(client, server, fates)
	})
	buf := make([]byte, 1<<20)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		fate := p.fate(buf[:n])
		if fate == Refuse {
			return
		}
		if fate != Pass {
			<-fates
			fates <- fate
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
	}
}

func replies(client, server net.Conn, fates chan Fate) {
	buf := make([]byte, 1<<20)
	for {
		n, err := server.Read(buf)
		if err != nil {
			return
		}
		fate := <-fates
		fates <- fate
		switch fate {
		case Cut:
			return
		case Stall:
			_, _ = io.Copy(io.Discard, server)
			return
		case Pass:
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	}
}

func (p *Proxy) close() {
	_ = p.listener.Close()
	p.mu.Lock()
	for c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.done.Wait()
}
