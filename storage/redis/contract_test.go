package redis_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage/redis"
	"dealmate/storage/storagetest"
)

func open(t *testing.T, c redis.Config) *redis.Store {
	t.Helper()
	s, err := redis.Open(t.Context(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// organisations opens one new organisation after the other on the same server,
// so that a test also sees that they do not see each other.
func organisations(url string) func(t *testing.T) storagetest.Database {
	var n atomic.Int64
	return func(t *testing.T) storagetest.Database {
		return open(t, redis.Config{URL: url, Org: fmt.Sprintf("o*[%d]", n.Add(1))})
	}
}

func TestRedisKeepsTheContract(t *testing.T) {
	t.Parallel()
	url, _ := storagetest.StartRedis(t)
	storagetest.Run(t, organisations(url))
}

func TestARedisClusterKeepsTheContract(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, organisations(storagetest.StartCluster(t)))
}
