package bottest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
)

// furnished are seeded stores by their day and platforms: to enter the fictitious company
// costs more than most plays.
var furnished struct {
	sync.Mutex
	stores map[string][]byte
}

// storeFile is where a local workspace keeps its records.
func storeFile(dir string) string { return filepath.Join(dir, "store", "dealmate.db") }

// furnish puts the company into a stage's new folder.
func furnish(t *testing.T, o app.LocalOptions) {
	t.Helper()
	path := storeFile(o.Dir)
	if _, err := os.Stat(path); err == nil || o.Redis != "" || o.Empty {
		return // it has one, or is another's
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, company(t, o), 0o600))
}

func company(t *testing.T, o app.LocalOptions) []byte {
	t.Helper()
	furnished.Lock()
	defer furnished.Unlock()
	key := fmt.Sprint(o.Base().Format(time.DateOnly), o.Platforms, len(o.Deals))
	if b, ok := furnished.stores[key]; ok {
		return b
	}
	dir := t.TempDir()
	l, err := app.StartLocal(context.Background(), app.LocalOptions{Listen: o.Listen, Dir: dir, Base: o.Base, Deals: o.Deals, Log: o.Log, Platforms: o.Platforms})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	b, err := os.ReadFile(storeFile(dir))
	require.NoError(t, err)
	if furnished.stores == nil {
		furnished.stores = map[string][]byte{}
	}
	furnished.stores[key] = b
	return b
}
