package embedded_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
	"dealmate/storage/embedded"
	"dealmate/storage/storagetest"
)

func write(t *testing.T, e storage.Engine, key string) {
	t.Helper()
	_, err := e.Commit(t.Context(), storage.Batch{Now: storagetest.Start(), Puts: []storage.Put{{Key: key, Data: "x"}}})
	require.NoError(t, err)
}

func has(t *testing.T, e storage.Engine, key string) bool {
	t.Helper()
	records, err := e.Read(t.Context(), key)
	require.NoError(t, err)
	return records[0].Version > 0
}

func TestTheFolderAndItsFilesAreForTheirOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	open(t, dir)
	for path, want := range map[string]os.FileMode{
		dir: 0o700, filepath.Join(dir, embedded.FileName): 0o600, filepath.Join(dir, embedded.SocketName): 0o600,
	} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, want, info.Mode().Perm(), path)
	}
}

func TestASecondStoreOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	_, err := embedded.Open(t.Context(), dir, embedded.Options{LockTimeout: time.Millisecond})
	require.ErrorIs(t, err, storage.ErrLocked)
	write(t, s, "a")
	c, err := embedded.Dial(t.Context(), dir)
	require.NoError(t, err, "the refused one leaves the socket alone")
	require.True(t, has(t, c, "a"))
	require.NoError(t, c.Close())
	require.NoError(t, s.Close())
	require.True(t, has(t, open(t, dir), "a"))
}

func TestASecondProcessOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	const env = "DEALMATE_TEST_SECOND_PROCESS"
	if dir := os.Getenv(env); dir != "" {
		_, err := embedded.Open(t.Context(), dir, embedded.Options{})
		require.ErrorIs(t, err, storage.ErrLocked)
		return
	}
	dir := t.TempDir()
	open(t, dir)
	second := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestASecondProcessOnTheSameFolderIsRefused$")
	second.Env = append(os.Environ(), env+"="+dir)
	out, err := second.CombinedOutput()
	require.NoError(t, err, string(out))
}

func TestAClosedStoreIsUnavailableAndItsSocketGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir)
	c, err := embedded.Dial(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	_, err = s.Read(t.Context(), "a")
	require.ErrorIs(t, err, storage.ErrUnavailable)
	_, err = s.Commit(t.Context(), storage.Batch{Now: storagetest.Start()})
	require.ErrorIs(t, err, storage.ErrUnavailable)
	_, err = c.Read(t.Context(), "a")
	require.ErrorIs(t, err, storage.ErrUnavailable)
	_, err = embedded.Dial(t.Context(), dir)
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.NoFileExists(t, filepath.Join(dir, embedded.SocketName))
}

func TestAWriterThatWaitsForAnotherGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	free := embedded.HoldWriter(s)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := s.Commit(ctx, storage.Batch{Now: storagetest.Start(), Puts: []storage.Put{{Key: "a"}}})
		done <- err
	}()
	cancel()
	require.ErrorIs(t, <-done, storage.ErrUnavailable)
	free()
	require.False(t, has(t, s, "a"))
	write(t, s, "b")
}

func TestPollingAnOutboxWithNothingDueWritesNothing(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	_, err := s.Commit(t.Context(), storage.Batch{Now: storagetest.Start(), Enqueue: []storage.Work{
		{ID: "w", Destination: "d", Due: storagetest.Start().Add(time.Hour)},
	}})
	require.NoError(t, err)
	was := embedded.Writes(s)
	for range 10 {
		_, err := s.Lease(t.Context(), storage.Lease{Now: storagetest.Start(), Token: "t", Limit: 1})
		require.NoError(t, err)
	}
	require.Equal(t, was, embedded.Writes(s))
}

func TestABackupOfAStoreInUseOpensInAnotherFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("a folder whose path is longer than a socket's may be ", 4))
	s := open(t, dir)
	for _, key := range []string{"a", "b"} {
		write(t, s, key)
	}
	c, err := embedded.Dial(t.Context(), dir)
	require.NoError(t, err)
	for _, backup := range []func(context.Context, io.Writer) error{s.Backup, c.Backup} {
		var file bytes.Buffer
		require.NoError(t, backup(t.Context(), &file))
		restored := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(restored, embedded.FileName), file.Bytes(), 0o600))
		r := open(t, restored)
		require.True(t, has(t, r, "a") && has(t, r, "b"))
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Backup(ended, new(bytes.Buffer)), storage.ErrUnavailable)
	require.ErrorIs(t, c.Backup(ended, new(bytes.Buffer)), storage.ErrUnavailable)
}

func TestAFileThatIsNoDatabaseIsRefusedAndKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, embedded.FileName)
	junk := bytes.Repeat([]byte("no database "), 4096)
	require.NoError(t, os.WriteFile(path, junk, 0o600))
	_, err := embedded.Open(t.Context(), dir, embedded.Options{})
	require.Error(t, err)
	require.NotErrorIs(t, err, storage.ErrLocked)
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, junk, kept)
}
