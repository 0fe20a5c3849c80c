package app

import (
	_ "embed"
	"fmt"
	"path/filepath"
	"strings"

	feishubot "dealmate/bot/feishu"
	"dealmate/bot/slack"
	"dealmate/internal/app/config"
	"dealmate/sandbox"
	"dealmate/sandbox/feishu"
)

// Tokens of the local workspace; they open nothing else.
const (
	demoBotToken  = "xoxb-local-workspace"
	demoAppToken  = "xapp-local-workspace"
	demoSecret    = "local-workspace-secret"
	demoTeamEast  = "C0EAST"
	demoTeamSouth = "C0SOUTH"
	demoGeneral   = "C0GENERAL"

	demoAppID     = "cli_local_workspace"
	demoAppSecret = "local-workspace-app-secret"
	demoKey       = "local-workspace-encrypt-key"
	demoToken     = "local-workspace-verification-token"
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

// demoTenant are the same people in Feishu, Gus from another company.
func demoTenant() []feishu.Person {
	var out []feishu.Person
	for _, p := range demoPeople() {
		name := strings.ToLower(strings.TrimPrefix(p.ID, "U0"))
		out = append(out, feishu.Person{
			ID: "ou_" + name, UnionID: "on_" + name, Name: p.Name, Title: p.Title, Email: p.Email, Locale: p.Locale, TZ: p.TZ, External: p.Guest,
		})
	}
	return out
}

func demoChats() []feishu.Chat {
	return []feishu.Chat{
		{ID: "oc_east", Name: "华东销售 East", Members: []string{"ou_lin", "ou_bob", "ou_chen"}},
		{ID: "oc_south", Name: "华南销售 South", Members: []string{"ou_su", "ou_chen"}},
		{ID: "oc_general", Name: "全员群 General", Members: []string{"ou_lin", "ou_bob", "ou_chen", "ou_su", "ou_olivia", "ou_guest"}},
	}
}

// demoMenu is the bot's menu as the set-up describes it.
func demoMenu() []feishu.MenuEntry {
	return []feishu.MenuEntry{
		{Key: "new", Name: "新建商机", NameEn: "New deal"},
		{Key: "mine", Name: "我的商机", NameEn: "My deals"},
		{Key: "find", Name: "查找", NameEn: "Find"},
		{Key: "help", Name: "帮助", NameEn: "Help"},
	}
}

//go:embed demo.toml
var demoText string

// demoConfig is the configuration of the local workspace's bot: the file's,
// with where the workspaces answer and where the data is.
func demoConfig(o LocalOptions, page, listen string) (*config.Config, error) {
	text := demoText
	slackMode, feishuMode := config.ModeSocket, config.ModeLong
	if o.HTTP {
		slackMode, feishuMode = config.ModeHTTP, config.ModeWebhook
	}
	if o.has(slack.Platform) {
		text += fmt.Sprintf("\n[slack]\nmode = %q\nbot_token = %q\napp_token = %q\nsigning_secret = %q\napi_url = %q\n",
			slackMode, demoBotToken, demoAppToken, demoSecret, "http://"+page+"/api/")
	}
	if o.has(feishubot.Platform) {
		text += fmt.Sprintf("\n[feishu]\nmode = %q\napp_id = %q\napp_secret = %q\nencrypt_key = %q\nverification_token = %q\nbase_url = %q\n",
			feishuMode, demoAppID, demoAppSecret, demoKey, demoToken, "http://"+page)
	}
	text += fmt.Sprintf("\n[http]\nlisten = %q\n[embedded]\ndir = %q\n[log]\nlevel = \"warn\"\n", listen, filepath.Join(o.Dir, "store"))
	if o.Redis != "" {
		text += fmt.Sprintf("[redis]\nurl = %q\n", o.Redis)
	}
	if o.Model != "" {
		text += fmt.Sprintf("[model]\naddress = %q\nname = \"local\"\n", o.Model)
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
