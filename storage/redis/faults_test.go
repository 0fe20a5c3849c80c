package redis_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	driver "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"dealmate/storage"
	"dealmate/storage/redis"
	"dealmate/storage/storagetest"
)

// soon is far less than the times that the driver would wait by itself.
const soon = time.Second

func behindProxy(t *testing.T) (s *redis.Store, p *storagetest.Proxy, direct *driver.Client) {
	t.Helper()
	server := storagetest.NewServer(t)
	server.Start(t)
	p = storagetest.StartProxy(t, server.Addr)
	s = open(t, redis.Config{URL: "redis://" + p.Addr, Org: "main"})
	direct = driver.NewClient(&driver.Options{Addr: server.Addr})
	t.Cleanup(func() { require.NoError(t, direct.Close()) })
	return s, p, direct
}

func counted(key, id string) storage.Batch {
	return storage.Batch{
		ID: id, Now: storagetest.Start(), Result: "first",
		Checks: []storage.Check{{Key: key}},
		Puts:   []storage.Put{{Key: key, Data: "x"}},
		Append: []storage.Entry{{Log: key, Data: "x"}},
	}
}

func onlyOnce(t *testing.T, s *redis.Store, key string) {
	t.Helper()
	r, err := s.Read(t.Context(), key)
	require.NoError(t, err)
	require.EqualValues(t, 1, r[0].Version)
	l, err := s.Log(t.Context(), key, 0, 0)
	require.NoError(t, err)
	require.Len(t, l, 1)
}

func TestACommitWhoseReplyIsLostReturnsItsOwnSuccessWhenTheDriverRepeatsIt(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "event:7"} {
		s, p, direct := behindProxy(t)
		for _, state := range []string{"script unknown to the server", "script known"} {
			key := id + state
			cut := p.CutOnce("eval", 2) // EVALSHA and EVAL the first time, the commit and its repeat the second
			b := counted(key, id)
			if id != "" {
				b.ID = key
			}
			res, err := s.Commit(t.Context(), b)
			require.NoError(t, err, key)
			require.Equal(t, storage.Result{Value: "first"}, res, "its own success, not a repeat")
			require.Equal(t, 2, cut())
			onlyOnce(t, s, key)
		}
		require.NoError(t, direct.Ping(t.Context()).Err())
	}
}

func TestACommitThatFailedForItsCallerAndIsRepeatedWithItsIDReturnsTheFirstResult(t *testing.T) {
	t.Parallel()
	s, p, direct := behindProxy(t)
	b := counted("a", "dialog:1:2")
	_, err := s.Commit(t.Context(), storage.Batch{Now: b.Now}) // the script is known from here on
	require.NoError(t, err)
	p.Plan(func(request []byte) storagetest.Fate {
		if bytes.Contains(request, []byte("evalsha")) {
			return storagetest.Stall
		}
		return storagetest.Pass
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := s.Commit(ctx, b)
		done <- err
	}()
	require.Eventually(t, func() bool {
		return direct.Exists(context.Background(), "dealmate:{main}:r:a").Val() == 1
	}, 5*time.Second, time.Millisecond)
	was := time.Now()
	cancel()
	require.ErrorIs(t, <-done, storage.ErrUnavailable)
	require.Less(t, time.Since(was), soon)
	p.Plan(nil)
	res, err := s.Commit(t.Context(), b)
	require.NoError(t, err)
	require.Equal(t, storage.Result{Repeated: true, Value: "first"}, res)
	onlyOnce(t, s, "a")
}

func TestALeaseWhoseReplyIsLostIsGivenAgainToTheDriversRepeat(t *testing.T) {
	t.Parallel()
	s, p, _ := behindProxy(t)
	now := storagetest.Start()
	due := now.Add(-time.Second)
	for range 2 { // with the script unknown, then known
		_, err := s.Commit(t.Context(), storage.Batch{Now: now, Enqueue: []storage.Work{
			{ID: "w", Destination: "d", Due: due, Payload: "p\x00"}, {ID: "v", Destination: "d", Due: due, Payload: "q"},
		}})
		require.NoError(t, err)
		cut := p.CutOnce("eval", 2)
		got, err := s.Lease(t.Context(), storage.Lease{Now: now, Until: now.Add(time.Minute), Token: "t", Limit: 1})
		require.NoError(t, err)
		require.Equal(t, 2, cut())
		require.Equal(t, []storage.Leased{{Attempt: 1, Work: storage.Work{ID: "v", Destination: "d", Due: due, Payload: "q"}}}, got)
	}
}

func TestALoadWhoseReplyIsLostStoresNothingTwice(t *testing.T) {
	t.Parallel()
	s, p, _ := behindProxy(t)
	cut := p.CutOnce("rpush", 1)
	require.NoError(t, s.Load(t.Context(), []storage.Item{
		{Kind: storage.KindLog, Key: "l", Value: "a", Pos: 0}, {Kind: storage.KindLog, Key: "l", Value: "b", Pos: 1},
	}))
	require.Equal(t, 1, cut())
	require.NoError(t, s.Load(t.Context(), []storage.Item{{Kind: storage.KindLog, Key: "l", Value: "c", Pos: 2}}))
	l, err := s.Log(t.Context(), "l", 0, 0)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b", "c"}, l)
	require.Error(t, s.Load(t.Context(), []storage.Item{{Kind: storage.KindLog, Key: "l", Value: "e", Pos: 4}}))
}

func TestEveryMethodGivesUpWithItsContextWhileTheServerIsSilent(t *testing.T) {
	t.Parallel()
	s, p, _ := behindProxy(t)
	p.Plan(func([]byte) storagetest.Fate { return storagetest.Stall })
	for name, fn := range map[string]func(context.Context) error{
		"Read":   func(ctx context.Context) error { _, err := s.Read(ctx, "a"); return err },
		"Commit": func(ctx context.Context) error { _, err := s.Commit(ctx, counted("a", "")); return err },
		"Range":  func(ctx context.Context) error { _, err := s.Range(ctx, "i", storage.Span{}); return err },
		"Log":    func(ctx context.Context) error { _, err := s.Log(ctx, "l", 0, 0); return err },
		"Lease":  func(ctx context.Context) error { _, err := s.Lease(ctx, storage.Lease{}); return err },
		"Dump":   func(ctx context.Context) error { return s.Dump(ctx, func(storage.Item) error { return nil }) },
		"Load": func(ctx context.Context) error {
			return s.Load(ctx, []storage.Item{{Kind: storage.KindIndex, Key: "i", Value: "m"}})
		},
		"Ping": s.Ping,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		was := time.Now()
		require.ErrorIs(t, fn(ctx), storage.ErrUnavailable, name)
		require.Less(t, time.Since(was), soon, name)
		cancel()
	}
}

func TestScriptsComeBackAfterTheServerForgotThem(t *testing.T) {
	t.Parallel()
	s, _, direct := behindProxy(t)
	for n := range 3 {
		_, err := s.Commit(t.Context(), counted(fmt.Sprint(n), ""))
		require.NoError(t, err)
		_, err = s.Lease(t.Context(), storage.Lease{Now: storagetest.Start(), Limit: 1})
		require.NoError(t, err)
		require.NoError(t, direct.ScriptFlush(t.Context()).Err())
	}
}

func TestAServerThatDiesIsUnavailableAndComesBackWithWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	server := storagetest.NewServer(t, "--appendonly", "yes", "--appendfsync", "always")
	server.Start(t)
	s := open(t, redis.Config{URL: server.URL(), Org: "main"})
	_, err := s.Commit(t.Context(), counted("a", "1"))
	require.NoError(t, err)
	server.Kill()
	_, err = s.Commit(t.Context(), counted("b", "2"))
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.ErrorIs(t, s.Ping(t.Context()), storage.ErrUnavailable)
	server.Start(t)
	res, err := s.Commit(t.Context(), counted("a", "1"))
	require.NoError(t, err)
	require.Equal(t, storage.Result{Repeated: true, Value: "first"}, res)
}

func TestAServerWithoutMemoryForMoreIsUnavailableAndKeepsNoHalfCommit(t *testing.T) {
	t.Parallel()
	s, _, direct := behindProxy(t)
	_, err := s.Commit(t.Context(), storage.Batch{Now: storagetest.Start(), Add: []storage.Member{{Index: "old", Member: "m"}}})
	require.NoError(t, err)
	require.NoError(t, direct.ConfigSet(t.Context(), "maxmemory", "1").Err())
	_, err = s.Commit(t.Context(), storage.Batch{
		Now:    storagetest.Start(),
		Remove: []storage.Member{{Index: "old", Member: "m"}}, Add: []storage.Member{{Index: "new", Member: "m"}},
	})
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.NoError(t, direct.ConfigSet(t.Context(), "maxmemory", "0").Err())
	m, err := s.Range(t.Context(), "old", storage.Span{})
	require.NoError(t, err)
	require.Equal(t, []string{"m"}, m)
}

func TestADamagedRecordFailsTheCommitBeforeItWritesAnything(t *testing.T) {
	t.Parallel()
	s, _, direct := behindProxy(t)
	require.NoError(t, direct.Set(t.Context(), "dealmate:{main}:r:bad", "junk", 0).Err())
	require.NoError(t, direct.HSet(t.Context(), "dealmate:{main}:o:work", "bad", "junk").Err())
	for _, b := range []storage.Batch{
		{Puts: []storage.Put{{Key: "good"}, {Key: "bad"}}},
		{Puts: []storage.Put{{Key: "good"}}, Checks: []storage.Check{{Key: "bad", Version: 1}}},
		{Puts: []storage.Put{{Key: "good"}}, Enqueue: []storage.Work{{ID: "bad"}}},
		{Puts: []storage.Put{{Key: "good"}}, Finish: []storage.Finish{{ID: "bad", Token: "t"}}},
	} {
		b.ID, b.Now = "id", storagetest.Start()
		_, err := s.Commit(t.Context(), b)
		require.ErrorContains(t, err, "DAMAGED")
		require.NotErrorIs(t, err, storage.ErrUnavailable)
		r, err := s.Read(t.Context(), "good")
		require.NoError(t, err)
		require.Zero(t, r[0].Version)
	}
	_, err := s.Read(t.Context(), "bad")
	require.ErrorContains(t, err, "damaged")
}

func TestOpenTellsWhyItCannotAndNeverAPassword(t *testing.T) {
	t.Parallel()
	server := storagetest.NewServer(t, "--requirepass", "right-secret")
	server.Start(t)
	_, err := redis.Open(t.Context(), redis.Config{URL: "redis://:wrong-secret@" + server.Addr, Org: "main"})
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.NotContains(t, err.Error(), "secret")
	open(t, redis.Config{URL: "redis://:right-secret@" + server.Addr + "/3", Org: "main"})
	server.Kill()
	_, err = redis.Open(t.Context(), redis.Config{URL: "redis://:right-secret@" + server.Addr, Org: "main"})
	require.ErrorIs(t, err, storage.ErrUnavailable)
	require.NotContains(t, err.Error(), "secret")
	for _, org := range []string{"", "a}b", "{a"} {
		_, err = redis.Open(t.Context(), redis.Config{URL: server.URL(), Org: org})
		require.Error(t, err)
		require.NotErrorIs(t, err, storage.ErrUnavailable)
	}
}

func TestARestrictedUserCanDoEverythingButReadTheSettings(t *testing.T) {
	t.Parallel()
	rights := "on >secret ~dealmate:* +@read +@write +@connection +@transaction +@scripting -@dangerous +info"
	server := storagetest.NewServer(t, append([]string{"--appendonly", "yes", "--user", "bot"}, strings.Fields(rights)...)...)
	server.Start(t)
	url := "redis://bot:secret@" + server.Addr
	storagetest.Run(t, organisations(url))
	w, err := open(t, redis.Config{URL: url, Org: "main"}).Warnings(t.Context())
	require.NoError(t, err)
	require.Equal(t, []redis.Warning{{Code: redis.WarnUnreadable, Args: map[string]string{
		"setting": "appendfsync", "value": "", "node": server.Addr,
	}}}, w)
}

func TestWarningsNameTheSettingsThatCanCostData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"nothing is kept", []string{"--maxmemory-policy", "allkeys-lru"}, []string{redis.WarnEviction, redis.WarnNoAOF}},
		{"kept but seldom on disk", []string{"--appendonly", "yes", "--appendfsync", "no"}, []string{redis.WarnFsync}},
		{"as it should be", []string{"--appendonly", "yes"}, nil},
	} {
		url, _ := storagetest.StartRedis(t, c.args...)
		found, err := open(t, redis.Config{URL: url, Org: "main"}).Warnings(t.Context())
		require.NoError(t, err, c.name)
		var codes []string
		for _, w := range found {
			codes = append(codes, w.Code)
			require.NotEmpty(t, w.Args["value"])
		}
		require.Equal(t, c.want, codes, c.name)
	}
	found, err := open(t, redis.Config{URL: storagetest.StartCluster(t), Org: "main"}).Warnings(t.Context())
	require.NoError(t, err)
	require.Len(t, found, 3, "each master keeps nothing")
}

// replicated waits until the replica has everything that was written: what it
// has not is lost with its master, which no store over it can mend.
func replicated(t *testing.T, url string) {
	t.Helper()
	o, err := redis.ParseURL(url)
	require.NoError(t, err)
	client := driver.NewUniversalClient(o)
	defer func() { require.NoError(t, client.Close()) }()
	master, ok := client.(*driver.Client)
	require.True(t, ok)
	conn := master.Conn()
	defer func() { require.NoError(t, conn.Close()) }()
	require.NoError(t, conn.Set(t.Context(), "{main}:after", "everything", 0).Err())
	have, err := conn.Wait(t.Context(), 1, 20*time.Second).Result()
	require.NoError(t, err)
	require.Positive(t, have)
}

func TestAfterAFailoverOfSentinelCommitsGoOnAndOldOnesAreKnown(t *testing.T) {
	t.Parallel()
	url, killMaster := storagetest.StartSentinel(t)
	s := open(t, redis.Config{URL: url, Org: "main"})
	_, err := s.Commit(t.Context(), counted("a", "1"))
	require.NoError(t, err)
	replicated(t, url)
	killMaster()
	require.Eventually(t, func() bool { // the new master knows no script yet
		_, err := s.Commit(context.WithoutCancel(t.Context()), counted("b", "2"))
		return err == nil
	}, 30*time.Second, 20*time.Millisecond)
	onlyOnce(t, s, "b")
	res, err := s.Commit(t.Context(), counted("a", "1"))
	require.NoError(t, err)
	require.Equal(t, storage.Result{Repeated: true, Value: "first"}, res)
}
