package bottest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/sandbox/feishu"
)

// crowd is 300 deals, some of last week, with names of 400 characters.
func crowd() []byte {
	var b strings.Builder
	long := strings.Repeat("长名 ", 133)
	for i := range 300 {
		stages := []string{"potential", "project", "ours", "winnable"}
		fmt.Fprintf(&b, "[[deals]]\nname = %q\ncustomer = %q\nowner = %q\namount = \"%d.37\"\nclose = %d\nforecast = %q\n", fmt.Sprint(i, long), fmt.Sprint("客户 ", i, " ", long),
			[]string{"lin", "bob"}[i%2], 100_000+i*7919, i%200-20, []string{"commit", "best", "omitted", ""}[i%4])
		fmt.Fprintf(&b, "path = [{ at = %d, stage = %q }", 30+i%40, stages[i%3])
		if i%5 == 0 {
			fmt.Fprintf(&b, ", { at = %d, stage = %q }", 3+i%6, stages[i%3+1])
		}
		b.WriteString("]\n")
		if i%29 == 0 {
			fmt.Fprintf(&b, "closed = { at = 4, outcome = \"won\", reason = \"fit\" }\n")
		}
	}
	return []byte(b.String())
}

// digestLines are asked by a manager; each answer is a golden payload.
func digestLines() []string {
	return []string{"/deal digest", "/deal funnel", "/deal funnel by owner", "/deal forecast"}
}

func TestGoldenDigests(t *testing.T) {
	still := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	for name, change := range map[string]func(*app.LocalOptions){
		"ordinary": func(*app.LocalOptions) {},
		"empty":    func(o *app.LocalOptions) { o.Empty = true },
		"crowd":    func(o *app.LocalOptions) { o.Deals = crowd() },
	} {
		t.Run(name, func(t *testing.T) {
			leads(t, func(t *testing.T, s *stage, me tongue) {
				for i, line := range digestLines() {
					if name == "crowd" && line == "/deal funnel" {
						continue // it reads 300 logs, which a busy machine with the race detector does not do in time
					}
					had := len(me.messages(me.user, me.place))
					me.types(line)
					me.until("an answer to "+line, func() bool {
						ms := me.messages(me.user, me.place)
						return len(ms) > had && !ms[len(ms)-1].own
					})
					file := fmt.Sprintf("digest-%s/%s-%d.json", name, me.lang, i)
					if s.local.Feishu != nil {
						ms := s.local.Feishu.Messages(me.place, ouOf(me.user))
						last := ms[len(ms)-1]
						require.Empty(t, feishu.CheckCard(last.Card), line)
						goldenCard(t, "feishu-"+file, line, last.Card)
						continue
					}
					ms := s.local.Workspace.Messages(me.place, me.user)
					golden(t, file, line, ms[len(ms)-1].Blocks)
				}
			}, change, func(o *app.LocalOptions) { o.Base = func() time.Time { return still } })
		})
	}
}
