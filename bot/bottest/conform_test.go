package bottest_test

import (
	"context"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/bot/bottest"
	feishubot "dealmate/bot/feishu"
	slackbot "dealmate/bot/slack"
	"dealmate/internal/i18n"
	"dealmate/sandbox"
	"dealmate/sandbox/feishu"
)

func TestSlackConforms(t *testing.T)  { bottest.Conform(t, slackRig) }
func TestFeishuConforms(t *testing.T) { bottest.Conform(t, feishuRig) }

func texts(t *testing.T) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load()
	require.NoError(t, err)
	return c
}

// runs keeps a connection until the test ends.
func runs(t *testing.T, run func(context.Context) error, connected func() bool, wait func(context.Context, func() bool) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			require.ErrorIs(t, err, context.Canceled)
		}
	})
	soon, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	require.NoError(t, wait(soon, connected))
}

func slackRig(t *testing.T) *bottest.Rig {
	t.Helper()
	w, err := sandbox.New(sandbox.Options{
		TeamID: "T1", BotName: "dealmate", BotToken: "xoxb-example", AppToken: "xapp-example", Clock: sandbox.NewClock(time.Now),
		People: []sandbox.Person{{ID: lin, Name: "林晓", Email: "lin@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"}},
	})
	require.NoError(t, err)
	server := httptest.NewServer(w.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	core := &bottest.Core{}
	a, err := slackbot.New(slackbot.Options{
		APIURL: server.URL + "/api/", BotToken: "xoxb-example", AppToken: "xapp-example", Handler: core, Catalog: texts(t), Now: time.Now, NewID: newID(),
	})
	require.NoError(t, err)
	runs(t, a.RunSocket, w.Connected, w.Wait)
	v := inSlack{w}
	return &bottest.Rig{
		Name: slackbot.Platform, Platform: a, Core: core, User: lin, Direct: w.DM(lin), Drain: a.Drain, Pings: w.Pings,
		Says: func(line string) error { return v.types(t.Context(), lin, w.DM(lin), line) }, Twice: func() { w.Duplicate(1) },
		Slow: v.slow, Down: func() { w.Fault("chat.postMessage", sandbox.Fault{Status: 500}) },
		Screen: screenOf(v), Press: pressOf(t, v),
	}
}

func feishuRig(t *testing.T) *bottest.Rig {
	t.Helper()
	var ticks atomic.Int64
	w, err := feishu.New(feishu.Options{
		TenantKey: "t1", BotName: "Dealmate", AppID: "cli_example", AppSecret: "example", Clock: sandbox.NewClock(time.Now),
		People: []feishu.Person{{ID: "ou_lin", Name: "林晓", Email: "lin@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"}},
		// Limits have a test of their own: here time passes with every call.
		Rate: func() time.Time { return time.Unix(ticks.Add(1), 0) },
	})
	require.NoError(t, err)
	server := httptest.NewServer(w.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	core := &bottest.Core{}
	a, err := feishubot.New(feishubot.Options{
		BaseURL: server.URL, AppID: "cli_example", AppSecret: "example", Handler: core, Catalog: texts(t), Now: time.Now, NewID: newID(),
	})
	require.NoError(t, err)
	runs(t, a.RunLong, w.Connected, w.Wait)
	t.Cleanup(func() { noRefusals(t, w) })
	v := &inFeishu{Workspace: w}
	return &bottest.Rig{
		Name: feishubot.Platform, Platform: a, Core: core, User: "ou_lin", Direct: v.direct(lin), Drain: a.Drain, Pings: w.Pings,
		Says: func(line string) error { return v.types(t.Context(), lin, v.direct(lin), line) }, Twice: func() { w.Duplicate(1) },
		Slow: v.slow, Down: func() { w.Fault("/open-apis/im/v1/messages", feishu.Fault{Status: 500, Code: 55001}) },
		Screen: screenOf(v), Press: pressOf(t, v),
	}
}

// newID counts.
func newID() func() string {
	var n atomic.Int64
	return func() string { return time.Unix(n.Add(1), 0).UTC().Format("20060102150405") }
}

func screenOf(v venue) func() []string {
	return func() []string {
		var out []string
		for _, m := range v.messages(lin, v.direct(lin)) {
			if !m.own {
				out = append(out, m.all())
			}
		}
		return out
	}
}

func pressOf(t *testing.T, v venue) func() error {
	t.Helper()
	return func() error {
		all := v.messages(lin, v.direct(lin))
		m := all[len(all)-1]
		return v.presses(t.Context(), lin, m, m.buttons[0])
	}
}
