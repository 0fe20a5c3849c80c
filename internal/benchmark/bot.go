package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"
)

// bench is one run with its folder.
type bench struct {
	dir    string
	length time.Duration
}

func (b *bench) binary() string { return filepath.Join(b.dir, "dealmate") }

// build compiles the bot as it is shipped.
func (b *bench) build(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", b.binary(), "./cmd/dealmate")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// respondPath takes what follows a click: the message as it is now.
const respondPath = "/respond"

// slackAPI answers what the bot asks of Slack while it is measured: who it is
// and who the one person is. It counts the messages that clicks update.
func slackAPI(updates *atomic.Int64) *httptest.Server {
	user := map[string]any{
		"id": "U0BENCH", "team_id": "T1", "name": "rep", "real_name": "Rep", "locale": "en-US", "tz": "Asia/Shanghai",
		"profile": map[string]any{"email": "rep@example.com", "real_name": "Rep", "display_name": "Rep"},
	}
	answers := map[string]any{
		respondPath:                map[string]any{"ok": true},
		"/api/auth.test":           map[string]any{"ok": true, "team_id": "T1", "team": "Bench", "user_id": "UBOT", "bot_id": "B1"},
		"/api/users.info":          map[string]any{"ok": true, "user": user},
		"/api/users.lookupByEmail": map[string]any{"ok": true, "user": user},
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == respondPath {
			updates.Add(1)
		}
		answer, ok := answers[r.URL.Path]
		if !ok {
			answer = map[string]any{"ok": false, "error": "users_not_found"}
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
}

// serving is how the bot runs where that is not as usual.
type serving struct {
	members   string // of the one team, as TOML
	perMinute int    // messages that it sends by itself
}

// serve starts the bot on a store; the organisation has one team, of one rep where
// nothing else is said.
func (b *bench) serve(ctx context.Context, api, store string, how ...serving) (addr string, p *process, err error) {
	s := serving{members: `{ email = "rep@example.com", slack = "U0BENCH" }`, perMinute: 300}
	if len(how) > 0 {
		s = how[0]
	}
	if addr, err = freeAddress(ctx); err != nil {
		return "", nil, err
	}
	file := filepath.Join(b.dir, "config.toml")
	text := fmt.Sprintf(`
[organisation]
key = "bench"
name = "Bench"
language = "en"
timezone = "Asia/Shanghai"
currency = "CNY"
admins = ["admin@example.com"]

[[teams]]
key = "team0"
name = "Team 0"
members = [%s]

[slack]
mode = "http"
bot_token = "xoxb-bench"
signing_secret = %q
api_url = %q
messages_per_minute = %d

[http]
listen = %q

[log]
level = "warn"

%s
`, s.members, signingSecret, api+"/api/", s.perMinute, addr, store)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return "", nil, err
	}
	log := filepath.Join(b.dir, "bot.log")
	if p, err = start(ctx, log, b.binary(), "serve", "--config", file); err != nil {
		return "", nil, err
	}
	if err := await(ctx, "http://"+addr+"/readyz"); err != nil {
		p.stop()
		said, _ := os.ReadFile(log)
		return "", nil, fmt.Errorf("%w: %s", err, said)
	}
	return addr, p, nil
}
