package app

import (
	_ "embed"
	"fmt"
	"path/filepath"

	"dealmate/internal/app/config"
	"dealmate/sandbox"
)

// Tokens of the local workspace; they open nothing else.
const (
	demoBotToken  = "xoxb-local-workspace"
	demoAppToken  = "xapp-local-workspace"
	demoSecret    = "local-workspace-secret"
	demoTeamEast  = "C0EAST"
	demoTeamSouth = "C0SOUTH"
	demoGeneral   = "C0GENERAL"
)

// demoPeople are who one can be in the local workspace: two reps and their
// manager, a rep of another team, somebody in no team, and a guest.
func demoPeople() []sandbox.Person {
	return []sandbox.Person{
		{ID: "U0LIN", Name: "林晓", Title: "销售代表 · 华东组", Email: "lin@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"},
		{ID: "U0BOB", Name: "Bob Carter", Title: "Sales rep, East", Email: "bob@example.com", Locale: "en-US", TZ: "Asia/Singapore"},
		{ID: "U0CHEN", Name: "陈岚", Title: "销售经理 · 华东组", Email: "chen@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"},
		{ID: "U0SU", Name: "苏航", Title: "销售代表 · 华南组", Email: "su@example.com", Locale: "zh-CN", TZ: "Asia/Shanghai"},
		{ID: "U0OLIVIA", Name: "Olivia Hart", Title: "Accounting, in no sales team", Email: "olivia@example.com", Locale: "en-GB", TZ: "Europe/London"},
		{ID: "U0GUEST", Name: "Gus Guest", Title: "Guest of the workspace", Email: "gus@example.net", Locale: "en-US", TZ: "UTC", Guest: true},
	}
}

func demoChannels() []sandbox.Channel {
	everybody := []string{"U0LIN", "U0BOB", "U0CHEN", "U0SU", "U0OLIVIA"}
	return []sandbox.Channel{
		{ID: demoTeamEast, Name: "sales-east", Members: []string{"U0LIN", "U0BOB", "U0CHEN"}},
		{ID: demoTeamSouth, Name: "sales-south", Members: []string{"U0SU", "U0CHEN"}},
		{ID: demoGeneral, Name: "general", Members: append(everybody, "U0GUEST")},
	}
}

//go:embed demo.toml
var demoText string

// demoConfig is the configuration of the local workspace's bot: the file's,
// with where the workspace answers and where the data is.
func demoConfig(dir, api, listen, redis string, http bool) (*config.Config, error) {
	mode := config.ModeSocket
	if http {
		mode = config.ModeHTTP
	}
	text := fmt.Sprintf(`%s
[slack]
mode = %q
bot_token = %q
app_token = %q
signing_secret = %q
api_url = %q
[http]
listen = %q
[embedded]
dir = %q
[log]
level = "warn"
`, demoText, mode, demoBotToken, demoAppToken, demoSecret, api, listen, filepath.Join(dir, "store"))
	if redis != "" {
		text += fmt.Sprintf("[redis]\nurl = %q\n", redis)
	}
	none := func(string) string { return "" }
	return config.Parse("demo.toml", []byte(text), none)
}

// demoShortcuts are those of the app's manifest.
func demoShortcuts() []sandbox.Shortcut {
	return []sandbox.Shortcut{
		{Name: "Create deal 新建商机", Callback: "sc_deal_new"},
		{Name: "Create deal from message 从消息新建商机", Callback: "sc_msg_deal_new", OnMessage: true},
		{Name: "Add note from message 从消息写记录", Callback: "sc_msg_note", OnMessage: true},
	}
}
