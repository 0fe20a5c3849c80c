package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryProblemIsToldAtOnce(t *testing.T) {
	_, err := Parse("dealmate.toml", []byte(`colour = "red"
[organisation]
nam = "Acme"
language = "fr"
timezone = "Mars/Olympus"
currency = "GOLD"
admins = "ops@example.com"
[[teams]]
key = "east"
members = ["lin@example.com", 7, { email = "名" }, { slack = "U0123" }]
parent = "weast"
[[teams]]
key = "east"
name = ["East"]
channel = "#sales"
[slack]
mode = "http"
bot_token = 12
[http]
listen = "8080"
[log]
level = "loud"
`), env())
	require.EqualError(t, err, strings.TrimSpace(`
dealmate.toml:1:1: colour: unknown key
dealmate.toml:3:1: organisation.nam: unknown key; did you mean name?
dealmate.toml:4:1: organisation.language: "fr" is not a language of the bot; use "zh-CN" or "en"
dealmate.toml:5:1: organisation.timezone: "Mars/Olympus" is not a time zone; use an IANA name such as "Asia/Shanghai"
dealmate.toml:6:1: organisation.currency: "GOLD" is not a currency; use an ISO 4217 code such as "CNY"
dealmate.toml:7:1: organisation.admins: wants a list in [ ], has text
dealmate.toml:10:31: teams[0].members[1]: wants an e-mail or { email = "…", slack = "U…" }, has a whole number
dealmate.toml:10:36: teams[0].members[2].email: "名" is not an e-mail address
dealmate.toml:10:51: teams[0].members[3]: wants an email: a person is known by it
dealmate.toml:11:1: teams[0].parent: "weast" is not the key of a team; did you mean east?
dealmate.toml:13:1: teams[1].key: "east" is the key of the team on line 8 already; give this team another
dealmate.toml:14:1: teams[1].name: wants text in quotes, has a list
dealmate.toml:15:1: teams[1].channel: "#sales" is not a channel's ID; it looks like "C0123ABCD" and stands at the end of the channel's details
dealmate.toml:16:2: slack.signing_secret: is missing; give it here, in signing_secret_file or in DEALMATE_SLACK_SIGNING_SECRET
dealmate.toml:18:1: slack.bot_token: wants text in quotes, has a whole number
dealmate.toml:20:1: http.listen: "8080" is not an address to listen on; use host:port such as "127.0.0.1:8080"
dealmate.toml:22:1: log.level: "loud" is not possible; use one of debug, info, warn, error
`))
}

func TestAProblemNamesItsPlaceAndItsCure(t *testing.T) {
	const slack = "[slack]\napp_token = \"xapp-example\"\n"
	cases := map[string]struct{ text, want string }{
		"a time of the digest that is none": {
			slack + "bot_token = \"xoxb-example\"\n[organisation]\nadmins = [\"a@example.com\"]\n[digest]\nchannel = \"every monday\"\n",
			`f:7:1: digest.channel: "every monday" is no time; write minute, hour, day, month and weekday such as "0 9 * * 1", or "off"`,
		},
		"a time that never comes": {
			slack + "bot_token = \"xoxb-example\"\n[organisation]\nadmins = [\"a@example.com\"]\n[[teams]]\nkey = \"east\"\n[teams.digest]\nmanager = \"0 9 30 2 *\"\n",
			`f:9:1: teams[0].digest.manager: "0 9 30 2 *" is no time; write minute, hour, day, month and weekday such as "0 9 * * 1", or "off"`,
		},
		"a rate of nothing, of no day and of the currency itself": {
			slack + "bot_token = \"xoxb-example\"\n[organisation]\nadmins = [\"a@example.com\"]\n[[rates]]\ncurrency = \"CNY\"\nfrom = \"May\"\nworth = \"0\"\n",
			"f:7:1: rates[0].currency: is the currency that the others are turned into\n" +
				"f:8:1: rates[0].from: \"May\" is no day; write it like \"2026-12-25\"\n" +
				"f:9:1: rates[0].worth: must be more than nothing; write it as text, such as \"7.12\"",
		},
		"an empty file names nobody": {
			"", "f: names nobody: nobody could use the bot; give organisation.admins, or a team with managers or members",
		},
		"a file that is not TOML": {
			"[organisation\n", "f:1:14: is not valid TOML: ",
		},
		"a key that is there twice": {
			"[http]\nlisten = \":1\"\nlisten = \":2\"\n", "is not valid TOML: ",
		},
		"socket mode without an app token": {
			admin + "[slack]\nbot_token = \"xoxb-example\"\n", "f:3:2: slack.app_token: is missing; give it here, in app_token_file or in DEALMATE_SLACK_APP_TOKEN",
		},
		"feishu without its app": {
			admin + "[feishu]\n", "f:3:2: feishu.app_id: is missing; it begins with cli_ and stands under the app's credentials",
		},
		"feishu without its secret": {
			admin + "[feishu]\napp_id = \"cli_a\"", "f:3:2: feishu.app_secret: is missing; give it here, in app_secret_file or in DEALMATE_FEISHU_APP_SECRET",
		},
		"a webhook without its token": {
			admin + "[feishu]\nmode = \"webhook\"\napp_id = \"cli_a\"\napp_secret = \"s\"", "f:3:2: feishu.verification_token: is missing; give it here, in verification_token_file or in DEALMATE_FEISHU_VERIFICATION_TOKEN",
		},
		"a mode that feishu does not have": {
			admin + "[feishu]\nmode = \"socket\"\napp_id = \"cli_a\"\napp_secret = \"s\"", `f:4:1: feishu.mode: "socket" is not possible; use one of long_connection, webhook`,
		},
		"two channels of one platform": {
			admin + tokens + "[[teams]]\nname = \"A\"\nchannel = [\"C0001\", \"C0002\"]", "f:8:1: teams[0].channel: names two channels of one platform",
		},
		"no platform at all": {
			admin, "f: names no platform: give [slack], [feishu] or both",
		},
		"a placeholder left standing": {
			admin + slack + "bot_token = \"xoxb-…\"", "f:5:1: slack.bot_token: has a character that a secret cannot have; is it still the example's?",
		},
		"tokens in one another's place": {
			admin + slack + "bot_token = \"xapp-example\"", "f:5:1: slack.bot_token: is another kind of secret: this one begins with xoxb-",
		},
		"an empty secret": {
			admin + slack + "bot_token = \" \"", "f:5:1: slack.bot_token: is empty",
		},
		"a secret given twice": {
			admin + slack + "bot_token = \"xoxb-example\"\nbot_token_file = \"x\"", "f:6:1: slack.bot_token_file: and bot_token are both given; keep one",
		},
		"a secret's file that is not there": {
			admin + slack + "bot_token_file = \"nowhere/x\"", "f:5:1: slack.bot_token_file: \"nowhere/x\" cannot be read: no such file or directory",
		},
		"a secret's file that is a folder": {
			admin + slack + "bot_token_file = \".\"", "f:5:1: slack.bot_token_file: \".\" cannot be read: not a file",
		},
		"a mode that does not exist": {
			admin + "[slack]\nmode = \"rtm\"", `f:4:1: slack.mode: "rtm" is not possible; use one of socket, http`,
		},
		"an address that is none": {
			admin + tokens + "api_url = \"slack.com\"", `f:6:1: slack.api_url: wants an address such as "https://slack.com/api/"`,
		},
		"a port out of range": {
			admin + "[http]\nlisten = \"127.0.0.1:70000\"", `f:4:1: http.listen: "127.0.0.1:70000" is not an address to listen on`,
		},
		"a Redis of an unknown kind": {
			admin + "[redis]\nurl = \"http://x\"", `f:4:1: redis.url: wants an address such as "redis://127.0.0.1:6379/0"`,
		},
		"a section that is no table": {
			"organisation = 3\n", "f:1:1: organisation: wants a table, has a whole number",
		},
		"teams as one table": {
			"[teams]\nkey = \"a\"\n", "f:1:2: teams: wants a list in [ ], has a table",
		},
		"an organisation key with braces": {
			"[organisation]\nkey = \"{a}\"", `f:2:1: organisation.key: "{a}" cannot be a key; use up to 40 of a-z, 0-9 and single hyphens`,
		},
		"an empty name": {
			"[organisation]\nname = \"  \"", "f:2:1: organisation.name: is empty; leave the key out to have the default",
		},
		"a name of two lines": {
			"[organisation]\nname = \"a\\nb\"", "f:2:1: organisation.name: must be one line without control characters",
		},
		"a name that is too long": {
			"[organisation]\nname = \"" + strings.Repeat("名", 76) + "\"", "f:2:1: organisation.name: has 76 characters; at most 75 can be shown",
		},
		"a time zone that depends on the machine": {
			"[organisation]\ntimezone = \"Local\"", `f:2:1: organisation.timezone: "Local" is not a time zone`,
		},
		"a team without name and key": {
			"[[teams]]\nmembers = [\"a@example.com\"]", "f:1:3: teams[0]: wants a name or a key",
		},
		"a team with an empty name": {
			"[[teams]]\nname = \"\"", "f:2:1: teams[0].name: is empty",
		},
		"a team whose name gives no key": {
			"[[teams]]\nname = \"★\"", `f:1:3: teams[0]: has no key, and none can be made from its name "★"; give key`,
		},
		"two names that give one key": {
			"[[teams]]\nname = \"East!\"\n[[teams]]\nname = \"east\"", `f:3:3: teams[1].key: "east" is the key of the team on line 1 already`,
		},
		"a team that is its own parent": {
			"[[teams]]\nkey = \"a\"\nparent = \"a\"", "f:3:1: teams[0].parent: makes a circle of teams: a → a",
		},
		"a circle of parents": {
			"[[teams]]\nkey = \"a\"\nparent = \"b\"\n[[teams]]\nkey = \"b\"\nparent = \"c\"\n[[teams]]\nkey = \"c\"\nparent = \"b\"",
			"f:6:1: teams[1].parent: makes a circle of teams: b → c → b",
		},
		"a person twice in a list": {
			"[organisation]\nadmins = [\"a@example.com\", \"A@example.com\"]", "f:2:28: organisation.admins[1]: a@example.com is in this list already",
		},
		"an e-mail with a display name": {
			"[organisation]\nadmins = [\"Ann <a@example.com>\"]", `f:2:11: organisation.admins[0]: "Ann <a@example.com>" is not an e-mail address`,
		},
		"a person with two Slack users": {
			"[organisation]\nadmins = [{ email = \"a@example.com\", slack = \"U0001\" }]\n[[teams]]\nname = \"A\"\nmembers = [{ email = \"a@example.com\", slack = \"U0002\" }]",
			"f:5:39: teams[0].members[0].slack: a@example.com has another slack on line 2",
		},
		"a Slack user of two persons": {
			"[organisation]\nadmins = [{ email = \"a@example.com\", slack = \"U0001\" }, { email = \"b@example.com\", slack = \"U0001\" }]",
			"organisation.admins[1].slack: belongs to a@example.com already",
		},
		"an unknown key of a person": {
			"[organisation]\nadmins = [{ email = \"a@example.com\", slak = \"U0001\" }]", "f:2:38: organisation.admins[0].slak: unknown key; did you mean slack?",
		},
		"a negative quota": {
			"[[teams]]\nname = \"A\"\nquota = -1", "f:3:1: teams[0].quota: must not be negative",
		},
		"a quota that a float would change": {
			"[[teams]]\nname = \"A\"\nquota = 0.1", `f:3:1: teams[0].quota: wants an amount such as 500000 or "500000.50"`,
		},
		"an amount with an exponent": {
			"[method]\nmethod_from = \"1e999999999\"", "f:2:1: method.method_from: wants an amount",
		},
		"a probability over a hundred": {
			"[method.stages.ours]\nprobability = 101", "f:2:1: method.stages.ours.probability: 101 is out of range; use 0 to 100",
		},
		"a stage that does not exist": {
			"[method.stages.our]\nprobability = 10", "f:1:16: method.stages.our: unknown key; did you mean ours?",
		},
		"a language that a stage cannot have": {
			"[method.stages.ours]\nname = { de = \"Unser\" }", "f:2:10: method.stages.ours.name.de: unknown key",
		},
		"a class that does not exist": {
			"[method.lost]\nprice = [\"a\"]", "f:2:1: method.lost.price: unknown key",
		},
		"a reason twice": {
			"[method]\nwon = [\"a\", \"b\", \"a\"]", `f:2:18: method.won[2]: "a" is in this list already`,
		},
		"an empty reason": {
			"[method]\nwon = [\"\"]", "f:2:8: method.won[0]: is empty",
		},
		"a date where text belongs": {
			"[organisation]\nname = 2026-11-23", "f:2:1: organisation.name: wants text in quotes, has a date or time",
		},
		"a retention of nothing": {
			"[retention]\ndialogs_days = 0", "f:2:1: retention.dialogs_days: 0 is out of range; use 1 to 3650",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("f", []byte(c.text), env())
			problems := &Problems{}
			require.ErrorAs(t, err, &problems)
			require.Contains(t, err.Error(), c.want)
		})
	}
}

func TestAFileThatCannotBeReadIsAProblem(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "dealmate.toml")
	_, err := Load(missing, env())
	require.EqualError(t, err, missing+": cannot be read: no such file or directory")

	dir := t.TempDir()
	_, err = Load(dir, env())
	require.EqualError(t, err, dir+": cannot be read: not a file")

	large := filepath.Join(dir, "large.toml")
	require.NoError(t, os.WriteFile(large, make([]byte, largest+1), 0o600))
	_, err = Load(large, env())
	require.EqualError(t, err, large+": is larger than 1 MiB; is it the right file?")
}

func TestNoErrorShowsASecret(t *testing.T) {
	const secret = "s3cr3t"
	dir := t.TempDir()
	write(t, dir, "bad", "two words "+secret)
	for name, text := range map[string]string{
		"a token of the wrong kind":     "[slack]\nbot_token = \"wrong-" + secret + "\"",
		"a token with a blank":          "[slack]\nbot_token = \"xoxb " + secret + "\"",
		"a token in a list":             "[slack]\nbot_token = [\"xoxb-" + secret + "\"]",
		"a token without quotes":        "[slack]\nbot_token = xoxb-" + secret,
		"a token that is not closed":    "[slack]\nbot_token = \"xoxb-" + secret,
		"a token under another key":     "[slack]\nmode = \"xoxb-" + secret + "\"",
		"a token as a name":             "[organisation]\nkey = \"xapp-1-" + secret + "\"",
		"a Redis address":               "[redis]\nurl = \"reds://user:" + secret + "@host\"",
		"a proxy's address":             "[slack]\napi_url = \"ftp://user:" + secret + "@host\"",
		"an address under another key":  "[http]\nlisten = \"redis://user:" + secret + "@host\"",
		"a secret's file with nonsense": "[slack]\nbot_token_file = \"bad\"",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(filepath.Join(dir, "f.toml"), []byte(text), env("DEALMATE_SLACK_SIGNING_SECRET", "a b "+secret))
			require.Error(t, err)
			require.NotContains(t, err.Error(), secret)
		})
	}
}

func TestProblemsFromTheEnvironmentSayWhereFrom(t *testing.T) {
	_, err := Parse("f", []byte(admin+tokens), env("DEALMATE_SLACK_BOT_TOKEN", "two words"))
	require.EqualError(t, err, "f:4:1: slack.bot_token: has a character that a secret cannot have; is it still the example's? (from DEALMATE_SLACK_BOT_TOKEN)")
}

func TestColumnsCountCharacters(t *testing.T) {
	_, err := Parse("f", []byte("organisation = { name = \"云帆科技\", x = 1 }"), env())
	require.ErrorContains(t, err, "f:1:33: organisation.x: unknown key")
}
