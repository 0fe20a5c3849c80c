package app

import (
	"context"
	"fmt"
	"io"

	"dealmate/internal/app/config"
	"dealmate/storage"
	"dealmate/storage/embedded"
	"dealmate/storage/redis"
)

// database is an opened engine with what commands need beside it.
type database struct {
	storage.Engine
	storage.Porter
	close func() error
	// where names it for logs, without secrets.
	where string
	redis *redis.Store // nil for the embedded store
	// backup copies an embedded store while it is in use; nil for Redis.
	backup backup
}

// openStore opens the configured engine. An embedded store that another process
// has open is storage.ErrLocked.
func openStore(ctx context.Context, cfg *config.Config) (*database, error) {
	if cfg.Redis.URL != "" {
		return openRedis(ctx, cfg.Redis.URL, cfg.Organisation.Key)
	}
	return openEmbedded(ctx, cfg.Embedded.Dir)
}

func openRedis(ctx context.Context, url, org string) (*database, error) {
	s, err := redis.Open(ctx, redis.Config{URL: url, Org: org})
	if err != nil {
		return nil, fmt.Errorf("redis: %w", err)
	}
	return &database{Engine: s, Porter: s, close: s.Close, where: "redis", redis: s}, nil
}

func openEmbedded(ctx context.Context, dir string) (*database, error) {
	s, err := embedded.Open(ctx, dir, embedded.Options{})
	if err != nil {
		return nil, fmt.Errorf("embedded store in %s: %w", dir, err)
	}
	return &database{Engine: s, Porter: s, close: s.Close, where: dir, backup: s}, nil
}

// backup is a copy of a whole store while it is in use.
type backup interface {
	Backup(ctx context.Context, w io.Writer) error
}
