package config

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

// tokens is a slack section that is complete, for tests about other sections.
const tokens = `[slack]
bot_token = "xoxb-example"
app_token = "xapp-example"
`

// admin names one person, so that the file names somebody.
const admin = "[organisation]\nadmins = [\"ops@example.com\"]\n"

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func parse(t *testing.T, text string) *Config {
	t.Helper()
	c, err := Parse("dealmate.toml", []byte(text), env())
	require.NoError(t, err)
	return c
}

func TestAFullFileIsRead(t *testing.T) {
	c := parse(t, `
[organisation]
key = "acme"
name = "Acme"
language = "zh_CN"
timezone = "Asia/Shanghai"
currency = "cny"
admins = ["Ops@Example.com"]

[[teams]]
key = "east"
name = "East"
managers = ["chen@example.com"]
members = ["lin@example.com", { email = "bob@example.com", slack = "U0123", feishu = "ou_12ab", mobile = "+86 138-0000-0000" }]
channel = "C0123"

[teams.digest]
channel = "0 10 * * 2"
place = "C0999"
preview = "off"

[[teams]]
name = "华东一区"
members = ["bob@example.com"]
parent = "east"
timezone = "Europe/Berlin"
language = "en"
quota = "1200000.50"
won_card = "off"

[digest]
manager = "0 8 * * 1"

[[rates]]
currency = "usd"
from = "2026-07-01"
worth = "7.12"

[slack]
mode = "http"
bot_token = "xoxb-example"
signing_secret = "example"
api_url = "http://127.0.0.1:4603/api"

[http]
listen = ":9090"

[redis]
url = "redis://127.0.0.1:6379/0"

[embedded]
dir = "store"

[method]
method_from = 300000
won_means = "awarded"
won = ["fit", "老板拍板"]
[method.lost]
competitor = ["price", "other", "fit"]
[method.stages.potential]
name = "线索"
silent = 20
[method.stages.ours]
name = { en = "Ours" }
probability = 50

[retention]
dialogs_days = 3

[log]
level = "debug"
`)
	bob := Member{Email: "bob@example.com", Slack: "U0123", Feishu: "ou_12ab", Mobile: "+8613800000000"}
	require.Equal(t, Organisation{
		Key: "acme", Name: "Acme", Language: "zh-CN", Timezone: "Asia/Shanghai", Currency: "CNY",
		Admins: []Member{{Email: "ops@example.com"}}, Calendar: "cn", Calendars: CalendarsPublic,
	}, c.Organisation)
	require.Equal(t, []Team{
		{
			Key: "east", Name: "East", Managers: []Member{{Email: "chen@example.com"}},
			Members: []Member{{Email: "lin@example.com"}, bob}, Channels: map[string]string{"slack": "C0123"},
			Timezone: "Asia/Shanghai", Language: "zh-CN", Quota: decimal.Zero, WonCard: true,
			Digest: Digest{Channel: "0 10 * * 2", Manager: "0 8 * * 1", Channels: map[string]string{"slack": "C0999"}},
		},
		{
			Key: "hua-dong-yi-qu", Name: "华东一区", Members: []Member{bob}, Parent: "east",
			Timezone: "Europe/Berlin", Language: "en", Quota: decimal.RequireFromString("1200000.50"),
			WonCard: false,
			Digest:  Digest{Channel: "0 9 * * 1", Manager: "0 8 * * 1", Preview: "0 16 * * 5"},
		},
	}, c.Teams)
	require.Equal(t, Slack{
		Mode: ModeHTTP, BotToken: "xoxb-example", SigningSecret: "example", APIURL: "http://127.0.0.1:4603/api/", PerMinute: 300,
	}, c.Slack)
	require.Equal(t, ":9090", c.HTTP.Listen)
	require.Equal(t, "redis://127.0.0.1:6379/0", c.Redis.URL)
	require.Equal(t, "store", c.Embedded.Dir)
	require.Equal(t, "300000", c.Method.From.String())
	require.Equal(t, WonAwarded, c.Method.WonMeans)
	require.Equal(t, []string{"fit", "老板拍板", "other"}, c.Method.Lists.Won)
	require.Equal(t, []string{"price", "fit", "other"}, c.Method.Lists.Lost[sales.Competitor])
	require.Equal(t, sales.DefaultLists().Lost[sales.Dropped], c.Method.Lists.Lost[sales.Dropped])
	require.Equal(t, sales.Limits{Probability: 5, SilentDays: 20, StuckDays: 120, PlanlessDays: 10, StaleDays: 120, RemindDays: 5, ManagerDays: 10}, c.Method.Limits[sales.Potential])
	require.Equal(t, 50, c.Method.Limits[sales.Ours].Probability)
	require.Equal(t, map[sales.Stage]map[string]string{
		sales.Potential: {"zh-CN": "线索", "en": "线索"},
		sales.Ours:      {"en": "Ours"},
	}, c.Method.Names)
	require.Equal(t, []sales.Rate{{Currency: "USD", From: "2026-07-01", Worth: decimal.RequireFromString("7.12")}}, c.Rates)
	require.Equal(t, 72*time.Hour, c.Retention.Dialogs)
	require.Equal(t, slog.LevelDebug, c.Log.Level)
}

func TestWhateverIsLeftOutHasADefault(t *testing.T) {
	c := parse(t, admin+tokens)
	require.Equal(t, "main", c.Organisation.Key)
	require.Equal(t, []string{"zh-CN", "Asia/Shanghai", "CNY"}, []string{c.Organisation.Language, c.Organisation.Timezone, c.Organisation.Currency})
	require.Equal(t, ModeSocket, c.Slack.Mode)
	require.Equal(t, "https://slack.com/api/", c.Slack.APIURL)
	require.Equal(t, "127.0.0.1:8080", c.HTTP.Listen)
	require.Empty(t, c.Redis.URL)
	require.Equal(t, "data", c.Embedded.Dir)
	require.Equal(t, "500000", c.Method.From.String())
	require.Equal(t, sales.DefaultLimits(), c.Method.Limits)
	require.Equal(t, sales.DefaultLists(), c.Method.Lists)
	require.Equal(t, Retention{Dialogs: 7 * day, Commits: 30 * day}, c.Retention)
	require.Equal(t, slog.LevelInfo, c.Log.Level)

	c = parse(t, "[organisation]\nlanguage = \"en\"\nadmins = [\"ops@example.com\"]\n"+tokens)
	require.Equal(t, []string{"en", "UTC", "USD"}, []string{c.Organisation.Language, c.Organisation.Timezone, c.Organisation.Currency})
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "bot", "xoxb-from-file\n")
	write(t, dir, "dealmate.toml", admin+`[slack]
bot_token_file = "bot"
app_token = "xapp-example"
`)
	c, err := Load(filepath.Join(dir, "dealmate.toml"), env())
	require.NoError(t, err)
	require.Equal(t, "xoxb-from-file", c.Slack.BotToken)
	require.Equal(t, filepath.Join(dir, "data"), c.Embedded.Dir)
}

func TestTheEnvironmentBeatsTheFile(t *testing.T) {
	text := admin + `[slack]
mode = "http"
bot_token = "xoxb-file"
app_token_file = "is-not-there"
signing_secret = "file"
[redis]
url = "redis://file:6379/0"
`
	c, err := Parse("dealmate.toml", []byte(text), env(
		"DEALMATE_SLACK_BOT_TOKEN", "xoxb-env", "DEALMATE_SLACK_APP_TOKEN", "xapp-env",
		"DEALMATE_SLACK_SIGNING_SECRET", "env", "DEALMATE_REDIS_URL", "rediss://env:6380",
	))
	require.NoError(t, err)
	require.Equal(t, Slack{
		Mode: ModeHTTP, BotToken: "xoxb-env", AppToken: "xapp-env", SigningSecret: "env", APIURL: slackAPI, PerMinute: 300,
	}, c.Slack)
	require.Equal(t, "rediss://env:6380", c.Redis.URL)
}

func TestAFileFromWindowsIsRead(t *testing.T) {
	c := parse(t, "\xef\xbb\xbf"+strings.ReplaceAll(admin+tokens, "\n", "\r\n"))
	require.Equal(t, "xoxb-example", c.Slack.BotToken)
}

func TestTheExampleLacksOnlyItsSecrets(t *testing.T) {
	const example = "../../../config.example.toml"
	_, err := Load(example, env())
	require.EqualError(t, err, strings.Join([]string{
		example + lineOf(t, example, "[slack]") + ": slack.app_token: is missing; give it here, in app_token_file or in DEALMATE_SLACK_APP_TOKEN",
		example + lineOf(t, example, "[slack]") + ": slack.bot_token: is missing; give it here, in bot_token_file or in DEALMATE_SLACK_BOT_TOKEN",
	}, "\n"))

	c, err := Load(example, env("DEALMATE_SLACK_BOT_TOKEN", "xoxb-example", "DEALMATE_SLACK_APP_TOKEN", "xapp-example"))
	require.NoError(t, err)
	require.Equal(t, sales.DefaultLists(), c.Method.Lists, "the example shows the defaults")
	require.Equal(t, sales.DefaultLimits(), c.Method.Limits, "the example shows the defaults")
}

// lineOf is ":line:column" of a table's name.
func lineOf(t *testing.T, path, header string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	before, _, ok := strings.Cut(string(data), "\n"+header)
	require.True(t, ok)
	return ":" + decimal.NewFromInt(int64(strings.Count(before, "\n")+2)).String() + ":2"
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

func TestFeishuAloneIsEnough(t *testing.T) {
	text := admin + `[[teams]]
name = "East"
channel = ["C0123", "oc_12ab"]
[feishu]
app_id = "cli_a1"
app_secret = "s"
base_url = "https://open.larksuite.com/"
`
	c, err := Parse("f", []byte(text), func(string) string { return "" })
	require.NoError(t, err)
	require.Empty(t, c.Slack.Mode)
	require.Equal(t, Feishu{Mode: ModeLong, AppID: "cli_a1", AppSecret: "s", BaseURL: "https://open.larksuite.com"}, c.Feishu)
	require.Equal(t, map[string]string{"slack": "C0123", "feishu": "oc_12ab"}, c.Teams[0].Channels)
}

func TestTheEnvironmentGivesFeishusSecrets(t *testing.T) {
	env := map[string]string{
		"DEALMATE_FEISHU_APP_ID": "cli_env", "DEALMATE_FEISHU_APP_SECRET": "a", "DEALMATE_FEISHU_ENCRYPT_KEY": "b", "DEALMATE_FEISHU_VERIFICATION_TOKEN": "c",
	}
	c, err := Parse("f", []byte(admin), func(k string) string { return env[k] })
	require.NoError(t, err)
	require.Equal(t, Feishu{
		Mode: ModeLong, AppID: "cli_env", AppSecret: "a", EncryptKey: "b", VerificationToken: "c", BaseURL: feishuAPI,
	}, c.Feishu)
}
