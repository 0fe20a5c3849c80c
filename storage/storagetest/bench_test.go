package storagetest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
	"dealmate/storage/storagetest"
)

const (
	benchDeals = 10_000
	benchPage  = 20
)

func benchID(n int) string { return fmt.Sprintf("%06d", n%benchDeals) }

// benchDeal is about as large as a deal's record.
func benchDeal(id string, now storage.Batch) storage.Batch {
	data := fmt.Sprintf(`{"name":"Deal %s","customer":"c%s","stage":"proposal","amount":"523000.00","note":%q}`,
		id, id, "四百来字节的数据，和真实的商机记录差不多大小。The rest of a record, of about this length in all, with owner, team and dates.")
	now.Puts = append(now.Puts, storage.Put{Key: "deal:" + id, Schema: 1, Data: data})
	now.Add = append(now.Add, storage.Member{Index: "team:east", Member: id}, storage.Member{Index: "owner:" + id[:4], Member: id})
	now.Append = append(now.Append, storage.Entry{Log: "deal:" + id, Data: `{"field":"stage","old":"lead","new":"proposal"}`})
	return now
}

func fillBench(b *testing.B, e storage.Engine) {
	b.Helper()
	for n := 0; n < benchDeals; n += 500 {
		batch := storage.Batch{Now: storagetest.Start()}
		for i := range 500 {
			batch = benchDeal(benchID(n+i), batch)
		}
		_, err := e.Commit(b.Context(), batch)
		require.NoError(b, err)
	}
	for n := range benchPage {
		_, err := e.Commit(b.Context(), storage.Batch{Now: storagetest.Start(), Append: []storage.Entry{{Log: "long", Data: fmt.Sprint(n)}}})
		require.NoError(b, err)
	}
}

func benchOperations() map[string]func(b *testing.B, e storage.Engine, n int) error {
	keys := make([]string, benchPage)
	for i := range keys {
		keys[i] = "deal:" + benchID(i*37)
	}
	return map[string]func(b *testing.B, e storage.Engine, n int) error{
		"read": func(b *testing.B, e storage.Engine, n int) error {
			_, err := e.Read(b.Context(), "deal:"+benchID(n*7919))
			return err
		},
		"read20": func(b *testing.B, e storage.Engine, _ int) error {
			_, err := e.Read(b.Context(), keys...)
			return err
		},
		"commit": func(b *testing.B, e storage.Engine, n int) error {
			batch := storage.Batch{ID: fmt.Sprintf("%s-%d-%d", b.Name(), b.N, n), Now: storagetest.Start()}
			_, err := e.Commit(b.Context(), benchDeal(benchID(n*7919), batch))
			return err
		},
		"page20": func(b *testing.B, e storage.Engine, n int) error {
			_, err := e.Range(b.Context(), "team:east", storage.Span{From: benchID(n * 7919), Limit: benchPage})
			return err
		},
		"log20": func(b *testing.B, e storage.Engine, _ int) error {
			_, err := e.Log(b.Context(), "long", 0, benchPage)
			return err
		},
		"poll": func(b *testing.B, e storage.Engine, n int) error {
			_, err := e.Lease(b.Context(), storage.Lease{Now: storagetest.Start(), Token: fmt.Sprint(n), Limit: 10})
			return err
		},
	}
}

func benchEngine(b *testing.B, e storage.Engine) {
	fillBench(b, e)
	for name, operation := range benchOperations() {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				if err := operation(b, e, n); err != nil {
					b.Fatal(err)
				}
				n++
			}
		})
	}
}

func BenchmarkEmbedded(b *testing.B) { benchEngine(b, openEmbedded(b, b.TempDir())) }

// BenchmarkRedis keeps what it acknowledges within a second, as recommended.
func BenchmarkRedis(b *testing.B) {
	url, _ := storagetest.StartRedis(b, "--appendonly", "yes")
	benchEngine(b, openRedis(b, url, "bench"))
}
