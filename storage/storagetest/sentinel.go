package storagetest

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// masterName is what the sentinel of StartSentinel calls its master.
const masterName = "mymaster"

// StartSentinel runs a master, a replica and a sentinel that makes the replica
// the master within seconds of killMaster. Both end with the test.
func StartSentinel(t testing.TB) (url string, killMaster func()) {
	t.Helper()
	master := NewServer(t)
	master.Start(t)
	host, port, err := net.SplitHostPort(master.Addr)
	require.NoError(t, err)
	replica := NewServer(t, "--replicaof", host, port, "--repl-diskless-sync-delay", "0")
	replica.Start(t)
	awaitInfo(t, replica.Addr, "replication", "master_link_status:up")

	config := filepath.Join(t.TempDir(), "sentinel.conf")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil,
		"sentinel monitor %[1]s %[2]s %[3]s 1\nsentinel down-after-milliseconds %[1]s 500\nsentinel failover-timeout %[1]s 2000\n",
		masterName, host, port), 0o600))
	sentinel := NewServer(t)
	sentinel.args = []string{"--sentinel"}
	sentinel.config = config
	sentinel.Start(t)
	awaitInfo(t, sentinel.Addr, "sentinel", "slaves=1")
	return "redis+sentinel://" + sentinel.Addr + "/" + masterName, master.Kill
}

func awaitInfo(t testing.TB, addr, section, fact string) {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr, DisableIdentity: true})
	defer c.Close() //nolint:errcheck // only looked
	require.Eventually(t, func() bool {
		return strings.Contains(c.Info(context.Background(), section).Val(), fact)
	}, ready, 10*time.Millisecond, "%s never says %s", addr, fact)
}
