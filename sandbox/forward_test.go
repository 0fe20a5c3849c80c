package sandbox_test

import (
	"testing"

	"github.com/slack-go/slack/slackevents"
	"github.com/stretchr/testify/require"

	"dealmate/sandbox"
)

// noteShared notes what a message forwards, as the library reads it.
func (w *world) noteShared(d *slackevents.MessageEvent) {
	for _, a := range d.Message.Attachments {
		if a.IsShare && a.FromURL != "" && a.Ts != "" {
			w.note("shared by " + a.AuthorID + " " + a.AuthorName + ": " + a.Text)
		}
	}
}

func TestAMessageIsForwardedToTheBotWithACommentOrWithout(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		ctx, dm := t.Context(), w.DM("U1")
		require.NoError(t, w.Say(ctx, "U2", "C1", "A&B 定了 @Eve", ""))
		from := sandbox.Ref{Channel: "C1", TS: w.Messages("C1", "U1")[0].TS}
		require.NoError(t, w.Forward(ctx, "U1", from, dm, "看 <这个>"))
		require.Equal(t, []string{"message 看 &lt;这个&gt;", "shared by U2 Bob Carter: A&amp;B 定了 <@U3>"}, w.told())
		sent := w.Messages(dm, "U1")
		require.Equal(t, "Bob Carter", sent[len(sent)-1].Shared[0].Author)

		require.ErrorIs(t, w.Forward(ctx, "U1", sandbox.Ref{Channel: "C1", TS: "1.1"}, dm, ""), sandbox.ErrNothing, "there is no such message")
		require.NoError(t, w.Say(ctx, "U2", "C2", "secret", ""))
		from = sandbox.Ref{Channel: "C2", TS: w.Messages("C2", "U2")[0].TS}
		require.ErrorIs(t, w.Forward(ctx, "U1", from, dm, ""), sandbox.ErrNothing, "it is not theirs to read")
		require.ErrorIs(t, w.Forward(ctx, "U2", from, dm, ""), sandbox.ErrNothing, "nor is the chat theirs to write in")
	})
}
