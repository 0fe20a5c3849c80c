package feishu

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMessagesAreForwardedOneAsItIsAndSeveralMerged(t *testing.T) {
	x := newTenant(t)
	ctx, p2p := t.Context(), x.P2P("ou_lin")
	_ = x.Say(ctx, "ou_lin", "oc_east", "今天见了王总", "")
	_ = x.Say(ctx, "ou_lin", "oc_east", "合同推到10月签", "")
	all := x.Messages("oc_east", "ou_lin")
	_ = x.Forward(ctx, "ou_lin", p2p, all[0].ID) // there is no bot to hear it
	_ = x.Forward(ctx, "ou_lin", p2p, all[0].ID, all[1].ID)
	sent := x.Messages(p2p, "ou_lin")
	require.Len(t, sent, 2)
	require.Equal(t, "text", sent[0].Type)
	require.Equal(t, "今天见了王总", sent[0].Text)
	require.Equal(t, "merge_forward", sent[1].Type)

	_, out := x.calls("GET", "/open-apis/im/v1/messages/"+sent[1].ID, "")
	data, _ := out["data"].(map[string]any)
	items, _ := data["items"].([]any)
	require.Len(t, items, 3, "the forward itself comes first")
	head, _ := items[0].(map[string]any)
	require.Equal(t, map[string]any{"content": "Merged and Forwarded Message"}, head["body"])
	require.NotContains(t, head, "upper_message_id")
	part, _ := items[2].(map[string]any)
	require.Equal(t, sent[1].ID, part["upper_message_id"])
	require.Equal(t, map[string]any{"content": `{"text":"合同推到10月签"}`}, part["body"])

	require.ErrorIs(t, x.Forward(ctx, "ou_lin", p2p), ErrNothing, "nothing was picked")
	require.ErrorIs(t, x.Forward(ctx, "ou_lin", p2p, "om_none"), ErrNothing)
	require.ErrorIs(t, x.Forward(ctx, "ou_gus", p2p, all[0].ID), ErrNothing, "another's chat")
	require.ErrorIs(t, x.Forward(ctx, "ou_gus", x.P2P("ou_gus"), all[0].ID), ErrNothing, "a message that they do not see")
}
