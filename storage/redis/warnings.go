package redis

import (
	"context"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// A server's settings that can cost data.
const (
	// WarnNoAOF: appendonly is off, a restart loses what came after the last
	// snapshot.
	WarnNoAOF = "redis.appendonly"
	// WarnFsync: appendfsync is "no", a power cut loses up to half a minute.
	WarnFsync = "redis.appendfsync"
	// WarnEviction: maxmemory-policy lets a full server drop keys.
	WarnEviction = "redis.eviction"
	// WarnUnreadable: this user may not read the setting.
	WarnUnreadable = "redis.unreadable"
)

// Warning is a setting to look at. Args: setting, value (as Redis says it, "" for
// unreadable) and node (host:port).
type Warning struct {
	Code string
	Args map[string]string
}

// Warnings looks at the settings of every master.
func (s *Store) Warnings(ctx context.Context) ([]Warning, error) {
	switch c := s.client.(type) {
	case *redis.ClusterClient:
		return clusterWarnings(ctx, c)
	case *redis.Client:
		return nodeWarnings(ctx, c)
	}
	return nil, nil
}

func clusterWarnings(ctx context.Context, c *redis.ClusterClient) ([]Warning, error) {
	var mu sync.Mutex
	var all []Warning
	err := c.ForEachMaster(ctx, func(ctx context.Context, master *redis.Client) error {
		found, err := nodeWarnings(ctx, master)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, found...)
		return err
	})
	return all, outward(err)
}

func nodeWarnings(ctx context.Context, c *redis.Client) ([]Warning, error) {
	var all []Warning
	warn := func(code, setting, value string) {
		all = append(all, Warning{code, map[string]string{"setting": setting, "value": value, "node": c.Options().Addr}})
	}
	info, err := call(ctx, func(ctx context.Context) (string, error) { return c.Info(ctx).Result() })
	if err != nil {
		return nil, err
	}
	facts := infoOf(info)
	if policy := facts["maxmemory_policy"]; policy != "noeviction" {
		warn(WarnEviction, "maxmemory-policy", policy)
	}
	if facts["aof_enabled"] != "1" {
		warn(WarnNoAOF, "appendonly", "no")
		return all, nil
	}
	values, err := call(ctx, func(ctx context.Context) (map[string]string, error) {
		return c.ConfigGet(ctx, "appendfsync").Result()
	})
	switch fsync := values["appendfsync"]; {
	case err != nil:
		warn(WarnUnreadable, "appendfsync", "")
	case fsync == "no":
		warn(WarnFsync, "appendfsync", fsync)
	}
	return all, ctx.Err()
}

// infoOf reads lines of the form name:value.
func infoOf(info string) map[string]string {
	facts := map[string]string{}
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			facts[name] = value
		}
	}
	return facts
}
