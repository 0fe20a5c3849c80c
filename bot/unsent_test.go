package bot

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAMessageIsARepeatUnlessEveryAttemptWasRefusedHere(t *testing.T) {
	u := newUnsent()
	u.add("m", 1)
	require.True(t, u.until("m", 1))
	u.add("m", 2)
	require.True(t, u.until("m", 2))
	require.False(t, u.until("m", 3), "the third was another replica's")
	u.add("m", 4)
	require.False(t, u.until("m", 4), "of the third nothing is known")
	u.add("n", 2)
	require.False(t, u.until("n", 2), "nor of the first")
	u.add("k", 1)
	u.drop("k")
	require.False(t, u.until("k", 1))
}
