package storagetest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"dealmate/storage"
)

// Random makes batches and leases that touch each other often: few keys, few
// destinations, a clock that moves by seconds. The same seed makes the same.
type Random struct {
	r      *rand.Rand
	now    time.Time
	tokens []string
}

// NewRandom starts a row.
func NewRandom(seed uint64) *Random {
	return &Random{r: rand.New(rand.NewPCG(seed, 7)), now: Start(), tokens: []string{"", "nobody"}}
}

// one is sometimes a plain name and sometimes bytes that engines might trip on.
func (r *Random) one(kind string, n int) string {
	i := r.r.IntN(n)
	odd := []string{"", "\x00", "\xff", "|", "中", "{", "*", "\n"}
	return fmt.Sprintf("%s%d%s", kind, i, odd[i%len(odd)])
}

func (r *Random) some(most int, fn func()) {
	for range r.r.IntN(most + 1) {
		fn()
	}
}

func (r *Random) moment(seconds int) time.Time {
	return r.now.Add(time.Duration(r.r.IntN(2*seconds)-seconds/2) * time.Second)
}

// Step moves the clock.
func (r *Random) Step() { r.now = r.now.Add(time.Duration(r.r.IntN(3000)) * time.Millisecond) }

// Batch is a batch of a few of everything.
func (r *Random) Batch() storage.Batch {
	b := storage.Batch{Now: r.now, Result: fmt.Sprint("result ", r.r.IntN(1000))}
	if r.r.IntN(3) > 0 {
		b.ID = r.one("id", 200)
	}
	r.some(2, func() { b.Checks = append(b.Checks, storage.Check{Key: r.one("key", 12), Version: int64(r.r.IntN(3))}) })
	r.some(3, func() {
		b.Puts = append(b.Puts, storage.Put{Key: r.one("key", 12), Schema: r.r.IntN(4), Data: r.one("data", 99)})
	})
	r.some(2, func() { b.Deletes = append(b.Deletes, r.one("key", 12)) })
	r.some(4, func() { b.Add = append(b.Add, r.aMember()) })
	r.some(3, func() { b.Remove = append(b.Remove, r.aMember()) })
	r.some(3, func() { b.Append = append(b.Append, storage.Entry{Log: r.one("log", 4), Data: r.one("entry", 999)}) })
	r.some(1, func() {
		b.Rewrite = append(b.Rewrite, storage.Rewrite{Log: r.one("log", 5), Pos: r.r.IntN(40) - 2, Data: r.one("erased", 99)})
	})
	r.some(3, func() {
		b.Enqueue = append(b.Enqueue, storage.Work{
			ID: r.one("work", 30), Destination: r.one("to", 5), Due: r.moment(20), Payload: r.one("payload", 99),
		})
	})
	r.some(3, func() { b.Finish = append(b.Finish, r.finish()) })
	r.some(2, func() { b.Forget = append(b.Forget, r.one("id", 200)) })
	return b
}

func (r *Random) aMember() storage.Member {
	return storage.Member{Index: r.one("index", 4), Member: r.one("member", 40)}
}

func (r *Random) finish() storage.Finish {
	recent := r.tokens[max(0, len(r.tokens)-6):]
	f := storage.Finish{ID: r.one("work", 30), Token: recent[r.r.IntN(len(recent))], Dead: r.r.IntN(5) == 0}
	if r.r.IntN(2) == 0 {
		f.RetryAt = r.moment(20)
	}
	if r.r.IntN(3) == 0 {
		f.PauseUntil = r.moment(30)
	}
	return f
}

// Lease is a call whose token later batches may finish with.
func (r *Random) Lease() storage.Lease {
	token := fmt.Sprint("token", len(r.tokens))
	r.tokens = append(r.tokens, token)
	return storage.Lease{
		Now: r.now, Until: r.moment(30), Token: token, Limit: r.r.IntN(5),
		Gap: time.Duration(r.r.IntN(3)) * 1500 * time.Millisecond,
	}
}

// Span is a part of an index that batches write to.
func (r *Random) Span() (index string, s storage.Span) {
	s = storage.Span{Reverse: r.r.IntN(2) == 0, Limit: r.r.IntN(6)}
	if r.r.IntN(2) == 0 {
		s.From = r.one("member", 40)
	}
	if r.r.IntN(2) == 0 {
		s.To = r.one("member", 40)
	}
	return r.one("index", 4), s
}

// Page is a part of a log that batches write to.
func (r *Random) Page() (log string, from, limit int) {
	return r.one("log", 4), r.r.IntN(60) - 10, r.r.IntN(8)
}

// Keys are some of the records that batches write.
func (r *Random) Keys() []string {
	var keys []string
	r.some(5, func() { keys = append(keys, r.one("key", 12)) })
	return keys
}
