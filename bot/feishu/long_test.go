package feishu

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot"
	"dealmate/internal/fault"
	"dealmate/sandbox/feishu"
)

// tenant is a local tenant with the adapter connected to it.
type tenant struct {
	*world
	local *feishu.Workspace
	ended chan error
	stop  context.CancelFunc
}

func newTenant(t *testing.T, secret string) *tenant {
	t.Helper()
	local, err := feishu.New(feishu.Options{
		TenantKey: "t1", BotName: "Dealmate", AppID: appID, AppSecret: "example",
		People: []feishu.Person{{ID: "ou_1", Name: "Lin", Email: "lin@example.com", Locale: "en-US", TZ: "UTC"}},
	})
	require.NoError(t, err)
	server := httptest.NewServer(local.Handler())
	x := &tenant{local: local, ended: make(chan error, 1)}
	x.world = newWorld(t, func(o *Options) {
		o.BaseURL, o.AppSecret, o.EncryptKey, o.VerificationToken, o.Now = server.URL, secret, "", "", time.Now
	})
	ctx, cancel := context.WithCancel(context.Background())
	x.stop = cancel
	t.Cleanup(func() {
		cancel()
		require.NoError(t, local.Close())
		server.Close()
	})
	go func() { x.ended <- x.RunLong(ctx) }()
	return x
}

func (x *tenant) until(t *testing.T, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	require.NoError(t, x.local.Wait(ctx, holds))
}

func TestTheLongConnectionBringsEventsAndTakesAnswers(t *testing.T) {
	x := newTenant(t, "example")
	x.core.reply = bot.Reply{Card: ptr(aCard("hello"))}
	x.until(t, x.local.Connected)
	said := func(n int) func() bool {
		return func() bool { return len(x.local.Messages(x.local.P2P("ou_1"), "ou_1")) == n }
	}
	require.NoError(t, x.local.Say(t.Context(), "ou_1", x.local.P2P("ou_1"), "hi", ""))
	x.until(t, said(2))

	x.local.Reconnect()
	x.until(t, x.local.Connected)
	require.NoError(t, x.local.Say(t.Context(), "ou_1", x.local.P2P("ou_1"), "again", ""))
	x.until(t, said(4))

	x.local.Duplicate(1)
	require.NoError(t, x.local.Say(t.Context(), "ou_1", x.local.P2P("ou_1"), "twice", ""))
	x.until(t, said(6))
	require.Len(t, x.core.all(), 3, "a repeat is taken once")

	x.local.RevokeToken()
	require.NoError(t, x.local.Say(t.Context(), "ou_1", x.local.P2P("ou_1"), "with a new token", ""))
	x.until(t, said(8))
	require.Equal(t, 2, x.local.TokenFetches())

	x.stop()
	require.NoError(t, <-x.ended)
}

func TestASecretThatFeishuDoesNotTakeEndsTheProgram(t *testing.T) {
	x := newTenant(t, "wrong")
	err := <-x.ended
	require.Equal(t, fault.Unauthenticated, fault.CodeOf(err))
	require.NotContains(t, strings.ToLower(err.Error()), "wrong", "the secret is not told")
}

// shelf is a store of deliveries that two processes share.
type shelf map[string]bool

func (s shelf) First(_ context.Context, id string) (bool, error) {
	is := !s[id]
	s[id] = true
	return is, nil
}

func TestAnEventThatAnotherProcessTookIsAgreedTo(t *testing.T) {
	shared := shelf{}
	one := newWorld(t, func(o *Options) { o.Deliveries = shared })
	two := newWorld(t, func(o *Options) { o.Deliveries = shared })
	for _, w := range []*world{one, two} {
		w.core.reply = bot.Reply{Card: ptr(aCard("hello"))}
		w.does(t, typed("om_1", "oc_1", "list"))
	}
	require.Len(t, one.feishu.asked(messagePath), 1)
	require.Empty(t, two.feishu.asked(messagePath), "as after a restart")
	require.Equal(t, 1, two.counted("repeated"))
	two.does(t, typed("om_2", "oc_1", "list"))
	require.Len(t, two.feishu.asked(messagePath), 1, "the chat's lane is free")
}
