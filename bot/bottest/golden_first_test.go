package bottest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/sandbox/feishu"
)

// The welcome and every step of the tour, as the platforms got them.
func TestGoldenFirstRun(t *testing.T) {
	tongues(t, func(t *testing.T, s *stage, me tongue) {
		steps := []struct{ press, sees string }{
			{"", "first.about"},
			{"first.button.tour", "tour.list.about"},
			{"tour.button.next", "tour.about.silent"},
			{"tour.button.next", "tour.ahead.plan"},
			{"tour.button.next", "tour.end.about"},
		}
		for i, step := range steps {
			if step.press == "" {
				me.types(me.hello())
			} else {
				me.presses(me.w(step.press))
			}
			me.sees(me.w(step.sees))
			if w := s.local.Workspace; w != nil {
				ms := w.Messages(me.place, me.user)
				golden(t, fmt.Sprintf("first-%s/%d.json", me.lang, i), step.sees, ms[len(ms)-1].Blocks)
				continue
			}
			ms := s.local.Feishu.Messages(me.place, ouOf(me.user))
			last := ms[len(ms)-1]
			require.Empty(t, feishu.CheckCard(last.Card), step.sees)
			goldenCard(t, fmt.Sprintf("feishu-first-%s/%d.json", me.lang, i), step.sees, last.Card)
		}
	}, fresh, func(o *app.LocalOptions) {
		o.Base = func() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) }
	})
}
