package app_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/org"
	"dealmate/storage/storagetest"
)

// run runs a command line and returns its exit code and what it wrote.
func run(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	var o, e bytes.Buffer
	code = app.Main(t.Context(), app.Env{Args: args, In: strings.NewReader(""), Out: &o, Err: &e, Getenv: func(string) string { return "" }})
	return code, o.String(), e.String()
}

// company is a local workspace with deals, and the configuration of its bot.
func company(t *testing.T) (l *app.Local, dir, file string) {
	t.Helper()
	dir = t.TempDir()
	l, err := app.StartLocal(context.Background(), app.LocalOptions{Listen: "127.0.0.1:0", Dir: dir, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	<-l.Bound()
	return l, dir, configure(t, dir, l.URL+"api/")
}

func configure(t *testing.T, dir, api string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.toml")
	text := fmt.Sprintf(`
[organisation]
key = "demo"
name = "Acme"
language = "en"
admins = ["ops@example.com"]
[[teams]]
name = "East"
members = ["lin@example.com", "bob@example.com"]
[slack]
mode = "socket"
bot_token = "xoxb-local-workspace"
app_token = "xapp-local-workspace"
api_url = %q
[embedded]
dir = %q
`, api, filepath.Join(dir, "store"))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestDoctorExaminesARunningBot(t *testing.T) {
	_, _, file := company(t)
	code, out, complaints := run(t, "doctor", "-c", file)
	require.Zero(t, code, out+complaints)
	require.Contains(t, out, "30 deals")
	require.Contains(t, out, "indexes agree")
	require.Contains(t, out, "Bluebridge")
}

func TestDoctorNamesARefusedToken(t *testing.T) {
	_, dir, _ := company(t)
	file := configure(t, dir, "http://127.0.0.1:1/api/")
	code, out, _ := run(t, "doctor", "-c", file)
	require.Equal(t, 1, code)
	require.Contains(t, out, "bad   Slack")
	require.NotContains(t, out, "xoxb-")
}

func TestDoctorExaminesFeishu(t *testing.T) {
	dir := t.TempDir()
	l, err := app.StartLocal(context.Background(), app.LocalOptions{
		Listen: "127.0.0.1:0", Dir: dir, Platforms: []string{"feishu"}, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	<-l.Bound()
	file := filepath.Join(t.TempDir(), "config.toml")
	text := func(secret string) string {
		return fmt.Sprintf("[organisation]\nkey = \"demo\"\nlanguage = \"en\"\nadmins = [\"lin@example.com\"]\n"+
			"[feishu]\napp_id = \"cli_local_workspace\"\napp_secret = %q\nbase_url = %q\n[embedded]\ndir = %q\n",
			secret, l.URL, filepath.Join(dir, "store"))
	}
	require.NoError(t, os.WriteFile(file, []byte(text("local-workspace-app-secret")), 0o600))
	code, out, complaints := run(t, "doctor", "-c", file)
	require.Zero(t, code, out+complaints)
	require.Contains(t, out, "Feishu: bot Dealmate")
	require.NotContains(t, out, "Slack")
	require.NoError(t, os.WriteFile(file, []byte(text("another-secret")), 0o600))
	code, out, _ = run(t, "doctor", "-c", file)
	require.Equal(t, 1, code)
	require.Contains(t, out, "bad   Feishu refused")
	require.NotContains(t, out, "another-secret")
}

func TestABackupOfARunningBotCanBeOpened(t *testing.T) {
	_, _, file := company(t)
	restored := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(restored, "store"), 0o700))
	code, _, complaints := run(t, "backup", "-c", file, "-o", filepath.Join(restored, "store", "dealmate.db"))
	require.Zero(t, code, complaints)
	code, out, complaints := run(t, "doctor", "--offline", "-c", configure(t, restored, "http://127.0.0.1:1/api/"))
	require.Zero(t, code, complaints)
	require.Contains(t, out, "30 deals")
}

func TestARedisIsBackedUpAsAFileToo(t *testing.T) {
	_, dir, file := company(t)
	url, _ := storagetest.StartRedis(t)
	// A backup of the embedded store stands in for a bot that was stopped.
	stopped := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(stopped, "store"), 0o700))
	code, _, complaints := run(t, "backup", "-c", file, "-o", filepath.Join(stopped, "store", "dealmate.db"))
	require.Zero(t, code, complaints)
	still := configure(t, stopped, "http://127.0.0.1:1/api/")
	code, out, complaints := run(t, "migrate", "-c", still, "--to", url)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "Copied")
	code, _, complaints = run(t, "migrate", "-c", still, "--to", url)
	require.Equal(t, 1, code)
	require.Contains(t, complaints, "empty")

	text, err := os.ReadFile(still)
	require.NoError(t, err)
	onRedis := filepath.Join(dir, "redis.toml")
	require.NoError(t, os.WriteFile(onRedis, append(text, []byte("[redis]\nurl = \""+url+"\"\n")...), 0o600))
	code, out, complaints = run(t, "doctor", "--offline", "-c", onRedis)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "30 deals")
	require.Contains(t, out, "appendonly")
	again := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(again, "store"), 0o700))
	code, _, complaints = run(t, "backup", "-c", onRedis, "-o", filepath.Join(again, "store", "dealmate.db"))
	require.Zero(t, code, complaints)
	code, out, _ = run(t, "doctor", "--offline", "-c", configure(t, again, "http://127.0.0.1:1/api/"))
	require.Zero(t, code)
	require.Contains(t, out, "30 deals")
}

func TestExportAndEraseWhileTheBotRuns(t *testing.T) {
	_, _, file := company(t)
	_, out, _ := run(t, "export", "-c", file)
	require.Contains(t, out, "翠屏证券")
	code, out, complaints := run(t, "erase", "-c", file, "customer", "翠屏证券")
	require.Zero(t, code, complaints)
	require.Contains(t, out, "would")
	code, _, complaints = run(t, "erase", "-c", file, "customer", "翠屏证券", "--yes")
	require.Zero(t, code, complaints)
	_, out, _ = run(t, "export", "-c", file)
	require.NotContains(t, out, "翠屏")
	require.Contains(t, out, "erased")
}

func TestASecondProcessOnTheFolderIsRefused(t *testing.T) {
	_, _, file := company(t)
	code, _, complaints := run(t, "serve", "-c", file)
	require.Equal(t, 1, code)
	require.Contains(t, complaints, "Another process uses the folder")
}

func TestWrongCommandLinesAndConfigurationsEndWithTwo(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.toml")
	require.NoError(t, os.WriteFile(bad, []byte("[slack]\nmode = \"x\"\nbot_toke = \"a\"\n"), 0o600))
	for _, args := range [][]string{
		{"bogus"},
		{"serve", "--bogus"},
		{"serve", "more"},
		{"serve", "-c", bad},
		{"serve", "-c", "not-there.toml"},
		{"manifest", "--mode", "pigeon"},
		{"demo", "--platform", "slack,pigeon"},
		{"erase", "-c", bad, "customer"},
	} {
		code, _, complaints := run(t, args...)
		require.Equal(t, 2, code, "%v: %s", args, complaints)
		require.NotEmpty(t, complaints)
	}
	_, _, complaints := run(t, "demo", "--platform", "teams")
	require.Equal(t, "There is no platform teams; use slack, feishu, or slack,feishu.\n`dealmate help` lists the commands and their options.\n", complaints)
	_, _, complaints = run(t, "serve", "-c", bad)
	require.Contains(t, complaints, "bad.toml:2:")
	require.Contains(t, complaints, "bad.toml:3:")
}

func TestManifestPrintsBothModes(t *testing.T) {
	_, socket, _ := run(t, "manifest")
	_, http, _ := run(t, "manifest", "--mode", "http")
	require.Contains(t, socket, `"socket_mode_enabled": true`)
	require.Contains(t, http, "/slack/commands")
}

func TestTheCoachReadsPurposesLineByLine(t *testing.T) {
	var out, complaints bytes.Buffer
	env := app.Env{
		Args: []string{"coach", "--lang", "en"}, In: strings.NewReader("Present our solution\nPriya signs the list in the call on 3 June\n"),
		Out: &out, Err: &complaints, Getenv: func(string) string { return "" },
	}
	require.Zero(t, app.Main(t.Context(), env), complaints.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 2)
	require.Contains(t, lines[0], `"good":false,"rule":"R4","rewrite":"`)
	require.Equal(t, `{"good":true}`, lines[1])

	code, _, said := run(t, "coach", "--lang", "fr")
	require.Equal(t, 2, code)
	require.Contains(t, said, "zh or en")
}

func TestSentencesAreReadLineByLine(t *testing.T) {
	var out, complaints bytes.Buffer
	env := app.Env{
		Args: []string{"read", "--lang", "zh", "--today", "2026-07-14"},
		In:   strings.NewReader("张总说预算批了480万，年底签\n谢谢\ncalled Ann, budget approved\\nsigning in May\n"),
		Out:  &out, Err: &complaints, Getenv: func(string) string { return "" },
	}
	require.Zero(t, app.Main(t.Context(), env), complaints.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 3)
	require.Contains(t, lines[0], `[{"kind":"contact"},{"kind":"close_date","value":"2026-12"}`)
	require.Contains(t, lines[0], `{"kind":"amount","value":"4800000","currency":"CNY"}`)
	require.Equal(t, "[]", lines[1])
	require.Contains(t, lines[2], `{"kind":"close_date","value":"2027-05"}`)
	require.Contains(t, lines[2], `{"kind":"answer","question":4,"value":"+"}`)
}

func TestAMisuseOfReadNamesTheCure(t *testing.T) {
	for _, misuse := range []struct {
		args []string
		cure string
	}{
		{[]string{"--lang", "fr", "--today", "2026-07-14"}, "zh or en"},
		{[]string{"--lang", "en"}, "--today 2026-07-14"},
		{[]string{"--lang", "en", "--today", "14 July"}, "--today 2026-07-14"},
		{[]string{"--lang", "en", "--today", "2026-02-30"}, "--today 2026-07-14"},
		{[]string{"--lang", "en", "--today", "2026-07-14", "--currency", "shells"}, "--currency EUR"},
	} {
		code, _, said := run(t, append([]string{"read"}, misuse.args...)...)
		require.Equal(t, 2, code, misuse.args)
		require.Contains(t, said, misuse.cure)
	}
}

func TestDoctorSaysWhichWorkingDaysAreNotSettled(t *testing.T) {
	_, _, file := company(t)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	cn := strings.Replace(string(text), "language = \"en\"", "language = \"en\"\ncalendar = \"cn\"\nholidays = [\"2031-01-02\"]", 1)
	require.NoError(t, os.WriteFile(file, []byte(cn), 0o600))
	_, out, _ := run(t, "doctor", "--config", file, "--offline")
	cal, err := org.LoadCalendar(org.CalendarChina, nil, nil)
	require.NoError(t, err)
	if next := time.Now().Year() + 1; !cal.Knows(next) {
		require.Contains(t, out, fmt.Sprint("working days of ", next))
	} else {
		require.NotContains(t, out, "working days of")
	}
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(cn, "2031-01-02", "soon", 1)), 0o600))
	code, _, said := run(t, "doctor", "--config", file, "--offline")
	require.Equal(t, 2, code)
	require.Contains(t, said, "is no day")
}
