package feishu

import (
	"context"
	"sync"
	"time"
)

// tokens keeps the tenant's access token. The SDK's own cache is one for the
// process whatever the address is, fetches once for each of many first callers,
// and repeats a call with the very token that was refused; so the token is ours.
type tokens struct {
	now   func() time.Time
	fetch func(ctx context.Context) (token string, lives time.Duration, err error)

	mu     sync.Mutex
	token  string
	until  time.Time
	flight *flight
}

// flight is one fetch that several wait for.
type flight struct {
	done  chan struct{}
	token string
	err   error
}

// early is how long before its end a token is not used any more.
const early = 3 * time.Minute

// fetchWithin bounds a fetch: it serves others than who began it.
const fetchWithin = 5 * time.Second

// get is a token that is good; its errors are the fetch's, or the context's.
func (t *tokens) get(ctx context.Context) (string, error) {
	t.mu.Lock()
	if t.token != "" && t.now().Before(t.until) {
		defer t.mu.Unlock()
		return t.token, nil
	}
	f := t.flight
	if f == nil {
		f = &flight{done: make(chan struct{})}
		t.flight = f
		go t.fly(context.WithoutCancel(ctx), f)
	}
	t.mu.Unlock()
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (t *tokens) fly(ctx context.Context, f *flight) {
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	token, lives, err := t.fetch(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	f.token, f.err = token, err
	if err == nil {
		t.token, t.until = token, t.now().Add(max(lives-early, lives/2))
	}
	t.flight = nil
	close(f.done)
}

// drop forgets a token that was refused; a newer one stays.
func (t *tokens) drop(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = ""
	}
}
