package storagetest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"dealmate/storage"
	"dealmate/storage/embedded"
	"dealmate/storage/storagetest"
)

const (
	crashRounds  = 30
	crashWriters = 4
	crashAcks    = 40 // a round is killed after at most so many commits

	crashDirEnv   = "DEALMATE_TEST_CRASH_DIR"
	crashRoundEnv = "DEALMATE_TEST_CRASH_ROUND"
)

// keepCommitting writes deals until it is stopped or the store fails, and tells
// each that was acknowledged. A deal is a record, an index member, a log entry,
// a message and one more on the counter, in one commit.
func keepCommitting(ctx context.Context, e storage.Engine, round string, ack func(id string)) error {
	g, ctx := errgroup.WithContext(ctx)
	for writer := range crashWriters {
		g.Go(func() error {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%s-%d-%d", round, writer, n)
				if err := newDeal(ctx, e, id); err != nil {
					return err
				}
				ack(id)
			}
		})
	}
	return g.Wait()
}

func newDeal(ctx context.Context, e storage.Engine, id string) error {
	for {
		counter, err := e.Read(ctx, "counter")
		if err != nil {
			return err
		}
		n, _ := strconv.Atoi(counter[0].Data)
		_, err = e.Commit(ctx, storage.Batch{
			ID: id, Now: storagetest.Start(), Result: id,
			Checks:  []storage.Check{{Key: "counter", Version: counter[0].Version}, {Key: "deal:" + id}},
			Puts:    []storage.Put{{Key: "counter", Data: strconv.Itoa(n + 1)}, {Key: "deal:" + id, Data: strings.Repeat(id, 40)}},
			Add:     []storage.Member{{Index: "deals", Member: id}},
			Append:  []storage.Entry{{Log: "changes", Data: id}},
			Enqueue: []storage.Work{{ID: id, Destination: "d", Due: storagetest.Start()}},
		})
		if _, conflict := errors.AsType[*storage.ConflictError](err); !conflict {
			return err
		}
	}
}

// mustAgree checks that every acknowledged deal is there and that the parts of
// each commit are there together or not at all. It returns how many there are.
func mustAgree(t *testing.T, db storagetest.Database, acknowledged []string) int {
	t.Helper()
	found := map[string]map[string]bool{}
	count := func(kind, id string) {
		if found[kind] == nil {
			found[kind] = map[string]bool{}
		}
		require.False(t, found[kind][id], "%s %s is there twice", kind, id)
		found[kind][id] = true
	}
	counter := 0
	require.NoError(t, db.Dump(t.Context(), func(i storage.Item) error {
		id, isDeal := strings.CutPrefix(i.Key, "deal:")
		switch {
		case isDeal:
			count(i.Kind, id)
		case i.Key == "counter":
			r, err := storage.DecodeRecord(i.Key, i.Value)
			require.NoError(t, err)
			counter, err = strconv.Atoi(r.Data)
			require.NoError(t, err)
		case i.Kind == storage.KindIndex, i.Kind == storage.KindLog:
			count(i.Kind, i.Value)
		default:
			count(i.Kind, i.Key)
		}
		return nil
	}))
	for _, kind := range []string{storage.KindIndex, storage.KindLog, storage.KindMark, storage.KindWork} {
		require.Equal(t, found[storage.KindRecord], found[kind], kind)
	}
	require.Len(t, found[storage.KindRecord], counter)
	for _, id := range acknowledged {
		require.True(t, found[storage.KindRecord][id], "acknowledged %s is lost", id)
	}
	return counter
}

func TestACrashOfTheBotLosesNothingItAcknowledgedAndLeavesNothingHalf(t *testing.T) {
	if dir := os.Getenv(crashDirEnv); dir != "" {
		crashingBot(t, dir)
		return
	}
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	dir := t.TempDir()
	var acknowledged []string
	for round := range crashRounds {
		acknowledged = append(acknowledged, killedBot(t, dir, round, 1+random.IntN(crashAcks))...)
		db, err := embedded.Open(t.Context(), dir, embedded.Options{})
		require.NoError(t, err)
		mustAgree(t, db, acknowledged)
		require.NoError(t, db.Close())
	}
	t.Logf("%d acknowledged commits, %d kills", len(acknowledged), crashRounds)
}

// crashingBot is the process that is killed: it ends in no other way.
func crashingBot(t *testing.T, dir string) {
	db := openEmbedded(t, dir)
	var mu sync.Mutex
	err := keepCommitting(t.Context(), db, os.Getenv(crashRoundEnv), func(id string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(os.Stdout, "ack", id)
	})
	require.NoError(t, err)
}

// killedBot runs a bot until it has acknowledged so many commits, kills it and
// returns all that it had acknowledged by then.
func killedBot(t *testing.T, dir string, round, acks int) (acknowledged []string) {
	t.Helper()
	bot := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	bot.Env = append(os.Environ(), crashDirEnv+"="+dir, crashRoundEnv+"="+strconv.Itoa(round))
	bot.Stderr = os.Stderr
	out, err := bot.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, bot.Start())
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break // a line without its end was not told
		}
		require.NoError(t, err)
		id, ok := strings.CutPrefix(strings.TrimSpace(line), "ack ")
		require.True(t, ok, "the bot says %q", line)
		if acknowledged = append(acknowledged, id); len(acknowledged) == acks {
			require.NoError(t, bot.Process.Kill())
		}
	}
	require.Error(t, bot.Wait(), "the bot ended by itself")
	require.GreaterOrEqual(t, len(acknowledged), acks)
	return acknowledged
}

func TestACrashOfRedisLosesNothingItAcknowledgedAndLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	server := storagetest.NewServer(t, "--appendonly", "yes", "--appendfsync", "always")
	random := rand.New(rand.NewPCG(2, 2))
	server.Start(t)
	db := openRedis(t, server.URL()+"?dial_timeout=200ms", "main")
	var acknowledged []string
	for round := range crashRounds {
		acknowledged = append(acknowledged, killedServer(t, server, db, round, 1+random.IntN(crashAcks))...)
		server.Start(t)
		// After many failures the driver tries again only once a second.
		require.Eventually(t, func() bool { return db.Ping(context.Background()) == nil }, 10*time.Second, 5*time.Millisecond)
		mustAgree(t, db, acknowledged)
	}
	t.Logf("%d acknowledged commits, %d kills", len(acknowledged), crashRounds)
}

func killedServer(t *testing.T, s *storagetest.Server, e storage.Engine, round, acks int) (acknowledged []string) {
	t.Helper()
	var mu sync.Mutex
	var kill sync.WaitGroup
	err := keepCommitting(context.WithoutCancel(t.Context()), e, strconv.Itoa(round), func(id string) {
		mu.Lock()
		acknowledged = append(acknowledged, id)
		if len(acknowledged) == acks {
			kill.Go(s.Kill) // while the writers go on
		}
		mu.Unlock()
	})
	kill.Wait()
	require.ErrorIs(t, err, storage.ErrUnavailable)
	return acknowledged
}
