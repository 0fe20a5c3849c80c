package redis_test

import (
	"bytes"
	"log/slog"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage/redis"
	"dealmate/storage/storagetest"
)

type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestTheDriverSpeaksToTheLoggerItWasGiven(t *testing.T) {
	t.Parallel() // the driver's logger is the process's: here it stays
	var out lines
	redis.LogTo(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))
	server := storagetest.NewServer(t)
	_, err := redis.Open(t.Context(), redis.Config{URL: "redis://u:hidden@" + server.Addr, Org: "main"})
	require.Error(t, err)
	require.Contains(t, out.String(), "redis driver")
	require.NotContains(t, out.String(), "hidden")
}
