package slack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/internal/i18n"
)

func TestAMessageThatMayHaveBeenShownSaysThatItMayBeARepeat(t *testing.T) {
	w := newWorld(t)
	c := aCard("x")
	_, err := w.Post(t.Context(), bot.Post{To: bot.Target{Channel: "C1"}, Card: c, Lang: i18n.English, Repeat: true})
	require.NoError(t, err)
	require.Contains(t, w.slack.asked("/api/chat.postMessage")[0].form.Get("text"), "before")
	require.Empty(t, c.Footer, "the caller's card stays as it was")
}
