package storagetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ready is how long a server that was started may take to answer; generous for
// a machine with two busy cores.
const ready = 20 * time.Second

// Server is a redis-server of a test's own on 127.0.0.1, with its data in a
// folder of its own.
type Server struct {
	Addr string // host:port
	dir  string
	args []string
	// config is the file that a sentinel writes what it learns to; "": none.
	config string

	mu   sync.Mutex
	cmd  *exec.Cmd
	done chan struct{}
}

// StartRedis runs a redis-server until the test ends; args are added to its
// command line. kill ends it as kill -9 does. Without redis-server the test is
// skipped, with CI=true it fails.
func StartRedis(t testing.TB, args ...string) (url string, kill func()) {
	t.Helper()
	s := NewServer(t, args...)
	s.Start(t)
	return s.URL(), s.Kill
}

// NewServer prepares a redis-server that is not started yet.
func NewServer(t testing.TB, args ...string) *Server {
	t.Helper()
	need(t, "redis-server")
	s := &Server{Addr: freeAddr(t), dir: t.TempDir(), args: args}
	t.Cleanup(s.Kill)
	return s
}

func need(t testing.TB, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed, and with CI=true nothing may be skipped", program)
		}
		t.Skipf("%s is not installed: the tests on it are skipped", program)
	}
}

// freeAddr is an address that was free a moment ago, below the ports that the
// system gives to clients, so that none of those takes it meanwhile.
func freeAddr(t testing.TB) string {
	t.Helper()
	for range 200 {
		addr := fmt.Sprintf("127.0.0.1:%d", 10000+rand.IntN(20000))
		var lc net.ListenConfig
		l, err := lc.Listen(t.Context(), "tcp", addr)
		if err != nil {
			continue
		}
		require.NoError(t, l.Close())
		return addr
	}
	t.Fatal("no free port")
	return ""
}

// URL is the address for storage/redis.
func (s *Server) URL() string { return "redis://" + s.Addr }

// Start runs the server, again after Kill, and waits until it answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	host, port, err := net.SplitHostPort(s.Addr)
	require.NoError(t, err)
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	args := []string{"--bind", host, "--port", port, "--dir", s.dir}
	if s.config == "" {
		args = append(args, "--save", "")
	} else {
		args = append([]string{s.config}, args...)
	}
	args = append(args, s.args...)
	cmd := exec.Command("redis-server", args...) //nolint:noctx // ended by Kill
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	require.NoError(t, log.Close())
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	s.mu.Lock()
	s.cmd, s.done = cmd, done
	s.mu.Unlock()
	s.await(t)
}

func (s *Server) await(t testing.TB) {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1, DialerRetries: 1, DisableIdentity: true})
	defer c.Close() //nolint:errcheck // only looked
	if !assert.Eventually(t, func() bool {
		err := c.Ping(context.Background()).Err()
		return err == nil || redis.HasErrorPrefix(err, "NOAUTH")
	}, ready, 5*time.Millisecond) {
		t.Fatalf("redis-server does not answer; its log: %s", s.log())
	}
}

func (s *Server) log() string {
	b, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return strings.TrimSpace(string(b))
}

// Kill ends the server as kill -9 does; one that does not run stays so.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	<-s.done
	s.cmd = nil
}

// StartCluster runs a Redis Cluster of three masters until the test ends.
func StartCluster(t testing.TB) (url string) {
	t.Helper()
	need(t, "redis-cli")
	var addrs []string
	for range 3 {
		s := NewServer(t, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-port", busPort(t))
		s.Start(t)
		addrs = append(addrs, s.Addr)
	}
	create := append(append([]string{"--cluster", "create"}, addrs...), "--cluster-yes")
	out, err := exec.CommandContext(t.Context(), "redis-cli", create...).CombinedOutput()
	require.NoError(t, err, string(out))
	for _, addr := range addrs {
		awaitCluster(t, addr)
	}
	return "redis+cluster://" + strings.Join(addrs, ",")
}

func busPort(t testing.TB) string {
	t.Helper()
	_, port, err := net.SplitHostPort(freeAddr(t))
	require.NoError(t, err)
	return port
}

func awaitCluster(t testing.TB, addr string) {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr, DisableIdentity: true})
	defer c.Close() //nolint:errcheck // only looked
	require.Eventually(t, func() bool {
		info := c.ClusterInfo(context.Background()).Val()
		return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3")
	}, ready, 10*time.Millisecond, "no cluster at %s", addr)
}
