package coach_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/coach"
)

// TestTheHeldOutPurposes measures on purposes that nobody looked at while the
// rules were written. Its lines are never logged, so that they stay unseen.
func TestTheHeldOutPurposes(t *testing.T) {
	c := newCoach(t)
	for _, lang := range []coach.Lang{coach.Chinese, coach.English} {
		t.Run(string(lang), func(t *testing.T) {
			all := append(samples(t, "heldout-good."+string(lang)+".txt", false), samples(t, "heldout-bad."+string(lang)+".txt", true)...)
			f := measure(c, lang, all, func(sample, coach.Verdict) {})
			t.Logf("%d good, %d bad: precision %.3f, recall %.3f, right rule %.3f",
				f.good, f.bad, f.precision(), f.recall(), f.rules())
			require.GreaterOrEqual(t, f.precision(), 0.95)
			require.GreaterOrEqual(t, f.recall(), 0.85)
			require.GreaterOrEqual(t, f.rules(), 0.80)
		})
	}
}
