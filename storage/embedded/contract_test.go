package embedded_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage/embedded"
	"dealmate/storage/storagetest"
)

func open(t *testing.T, dir string) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir, embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestTheEmbeddedStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storagetest.Database { return open(t, t.TempDir()) })
}

func TestTheSocketOfARunningStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storagetest.Database {
		dir := t.TempDir()
		open(t, dir)
		c, err := embedded.Dial(t.Context(), dir)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, c.Close()) })
		return c
	})
}
