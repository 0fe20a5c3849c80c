package feishu

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// waiting is how many wait for a chat's lane.
func (l *lanes) waiting(chat string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.busy[chat])
}

func TestThoseThatWaitPassByTheirTime(t *testing.T) {
	l := newLanes()
	leave := l.enter(t.Context(), "c", 1)
	order := make(chan int64)
	for i, at := range []int64{5, 3, 4} {
		go func() {
			leave := l.enter(t.Context(), "c", at)
			order <- at
			leave()
		}()
		for l.waiting("c") != i+1 { // the goroutine is about to wait
		}
	}
	leave()
	leave() // once more does nothing
	require.Equal(t, []int64{3, 4, 5}, []int64{<-order, <-order, <-order})
}

func TestWhoCannotWaitPassesBesideTheLane(t *testing.T) {
	l := newLanes()
	leave := l.enter(t.Context(), "c", 1)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	l.enter(over, "c", 2)()
	require.Zero(t, l.waiting("c"))
	leave()
	require.Empty(t, l.busy)
	l.enter(t.Context(), "", 3)()
}
