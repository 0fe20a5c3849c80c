package config

import (
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const slackAPI = "https://slack.com/api/"

// readPlatforms reads the platforms that the file or the environment names; one
// is needed.
func readPlatforms(root *table, getenv func(string) string) (s Slack, f Feishu) {
	onSlack := root.has("slack") || getenv("DEALMATE_SLACK_BOT_TOKEN") != ""
	onFeishu := root.has("feishu") || getenv("DEALMATE_FEISHU_APP_SECRET") != ""
	if !onSlack && !onFeishu {
		root.problem("", "names no platform: give [slack], [feishu] or both")
	}
	if onSlack {
		s = readSlack(root.table("slack"), getenv)
	}
	if onFeishu {
		f = readFeishu(root.table("feishu"), getenv)
	}
	return s, f
}

const feishuAPI = "https://open.feishu.cn"

func readFeishu(t *table, getenv func(string) string) Feishu {
	defer t.close()
	f := Feishu{Mode: t.choice("mode", ModeLong, ModeLong, ModeWebhook)}
	f.AppID = t.trimmed("app_id", "")
	if id := getenv("DEALMATE_FEISHU_APP_ID"); f.AppID == "" && id != "" {
		f.AppID = id
	}
	if f.AppID == "" {
		t.problem(t.of("app_id"), "is missing; it begins with cli_ and stands under the app's credentials")
	}
	f.AppSecret = t.token("app_secret", "DEALMATE_FEISHU_APP_SECRET", "", true, getenv)
	f.EncryptKey = t.token("encrypt_key", "DEALMATE_FEISHU_ENCRYPT_KEY", "", false, getenv)
	f.VerificationToken = t.token("verification_token", "DEALMATE_FEISHU_VERIFICATION_TOKEN", "", f.Mode == ModeWebhook, getenv)
	f.BaseURL = strings.TrimSuffix(t.baseURL("base_url", feishuAPI), "/")
	return f
}

// slackPerMinute is below the "several hundred messages per minute" that Slack lets
// an app post in a workspace: https://docs.slack.dev/apis/web-api/rate-limits
const slackPerMinute = 300

func readSlack(t *table, getenv func(string) string) Slack {
	defer t.close()
	s := Slack{Mode: t.choice("mode", ModeSocket, ModeSocket, ModeHTTP)}
	s.BotToken = t.token("bot_token", "DEALMATE_SLACK_BOT_TOKEN", "xoxb-", true, getenv)
	s.AppToken = t.token("app_token", "DEALMATE_SLACK_APP_TOKEN", "xapp-", s.Mode == ModeSocket, getenv)
	s.SigningSecret = t.token("signing_secret", "DEALMATE_SLACK_SIGNING_SECRET", "", s.Mode == ModeHTTP, getenv)
	s.APIURL = t.baseURL("api_url", slackAPI)
	s.PerMinute = t.number("messages_per_minute", slackPerMinute, 1, 60_000)
	return s
}

// token is a secret that Slack issues; prefix tells its kind apart, so that two
// tokens in one another's place are found here and not by a refusal at work.
func (t *table) token(key, variable, prefix string, needed bool, getenv func(string) string) string {
	value, found := t.secret(key, variable, getenv)
	switch {
	case !found && needed:
		t.problem(t.of(key), "is missing; give it here, in %s_file or in %s", key, variable)
	case value != "" && !strings.HasPrefix(value, prefix):
		t.problem(t.of(key), "is another kind of secret: this one begins with %s", prefix)
		return ""
	}
	return value
}

// baseURL is an address that ends with a slash. Its text is not shown: it may
// hold a password.
func (t *table) baseURL(key, otherwise string) string {
	s := t.trimmed(key, otherwise)
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		t.problem(t.of(key), "wants an address such as %q", otherwise)
		return otherwise
	}
	if !strings.HasSuffix(s, "/") {
		s += "/"
	}
	return s
}

func readHTTP(t *table) HTTP {
	defer t.close()
	const standard = "127.0.0.1:8080"
	listen := t.trimmed("listen", standard)
	host, port, err := net.SplitHostPort(listen)
	number, portErr := strconv.Atoi(port)
	if err != nil || portErr != nil || number < 0 || number > 65535 || strings.ContainsAny(host, " /") {
		t.problem(t.of("listen"), "%s is not an address to listen on; use host:port such as %q", shown(listen), standard)
		return HTTP{Listen: standard}
	}
	return HTTP{Listen: listen}
}

func readRedis(t *table, getenv func(string) string) Redis {
	defer t.close()
	value, _ := t.secret("url", "DEALMATE_REDIS_URL", getenv)
	if value == "" {
		return Redis{}
	}
	scheme, rest, ok := strings.Cut(value, "://")
	known := []string{"redis", "rediss", "unix", "redis+cluster", "rediss+cluster", "redis+sentinel", "rediss+sentinel"}
	if !ok || rest == "" || !slices.Contains(known, scheme) {
		t.problem(t.of("url"), "wants an address such as \"redis://127.0.0.1:6379/0\"; it may begin with %s", strings.Join(known, ", "))
		return Redis{}
	}
	return Redis{URL: value}
}

// readModel reads which language model reads sentences; without an address none does.
func readModel(t *table, getenv func(string) string) Model {
	defer t.close()
	key, _ := t.secret("key", "DEALMATE_MODEL_KEY", getenv)
	m := Model{Key: key, Name: t.trimmed("name", "")}
	m.Timeout = time.Duration(t.number("timeout_seconds", 20, 1, 40)) * time.Second
	address := t.trimmed("address", "")
	if address == "" {
		if m.Name != "" {
			t.problem(t.of("address"), "is missing; without it no model reads sentences")
		}
		return Model{}
	}
	m.Address = t.baseURL("address", "https://llm.example.com/v1")
	if m.Name == "" {
		t.problem(t.of("name"), "is missing; it is the model's name at that address")
	}
	return m
}

func readEmbedded(t *table) Embedded {
	defer t.close()
	return Embedded{Dir: t.beside(t.trimmed("dir", "data"))}
}

const day = 24 * time.Hour

// Ten years: more is a slip of the finger, and no sweep ever reaches it.
const longestDays = 3650

func readRetention(t *table) Retention {
	defer t.close()
	days := func(key string, otherwise int) time.Duration {
		return time.Duration(t.number(key, otherwise, 1, longestDays)) * day
	}
	return Retention{
		Dialogs: days("dialogs_days", 7),
		Commits: days("commits_days", 30),
	}
}

func readLog(t *table) Log {
	defer t.close()
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	return Log{Level: levels[t.choice("level", "info", "debug", "info", "warn", "error")]}
}
