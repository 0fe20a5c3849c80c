// Package config reads dealmate's TOML file: one pass that finds every problem
// with its line and column, so that an administrator mends a file once.
//
// What it returns is complete: defaults are filled in, names are normalised and
// secrets have been fetched from the environment or from their files.
package config

import (
	"log/slog"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/sales"
)

// Config is a valid configuration.
type Config struct {
	// Path is the file it was read from.
	Path         string
	Organisation Organisation
	Teams        []Team
	Slack        Slack
	Feishu       Feishu
	HTTP         HTTP
	Redis        Redis
	Model        Model
	Embedded     Embedded
	Method       Method
	// Font is a TrueType file to draw pictures with, "" for one of the system's.
	Font string
	// Rates are what other currencies are worth in the organisation's.
	Rates     []sales.Rate
	Retention Retention
	Log       Log
}

// Where people's calendars may be read from.
const (
	CalendarsPublic = "public" // addresses of the internet, by https
	CalendarsAny    = "any"    // also of the organisation's own network, and by http
	CalendarsOff    = "off"
)

// Organisation is the company that this process serves.
type Organisation struct {
	// Key names the organisation in the store; it stays when the name changes.
	Key      string
	Name     string
	Language string // "zh-CN" or "en"
	Timezone string // IANA name, it loads
	Currency string // ISO 4217 code, upper case
	Admins   []Member
	// Calendars says whose calendars may be read: CalendarsPublic, CalendarsAny or
	// CalendarsOff.
	Calendars string
	// Calendar names the working days; Holidays and Workdays are the company's own.
	Calendar           string
	Holidays, Workdays []string
}

// Team is a group that owns deals. Timezone and Language are the organisation's
// where the file leaves them out.
type Team struct {
	Key      string // unique, never empty
	Name     string
	Managers []Member
	Members  []Member
	// StandIns decide in the managers' place.
	StandIns []Member
	Channels map[string]string // a channel's ID by platform, "slack" or "feishu"
	Timezone string
	Language string
	Parent   string // another team's key, "" for none
	// Quota is the team's target for a quarter in the organisation's currency;
	// zero means none.
	Quota decimal.Decimal
	// WonCard puts a card into the channel when a deal is won.
	WonCard bool
	Digest  Digest
}

// Member is a person as the file names them. Email is lower case and never
// empty; the rest is "" unless the file binds it.
type Member struct {
	Email  string
	Slack  string
	Feishu string
	Mobile string
}

// User is the member's user on a platform, "" unless the file binds it.
func (m Member) User(platform string) string {
	switch platform {
	case "slack":
		return m.Slack
	case "feishu":
		return m.Feishu
	}
	return ""
}

// The ways a platform's requests reach the bot.
const (
	ModeSocket  = "socket"          // Slack: the bot dials out, no public address is needed
	ModeHTTP    = "http"            // Slack calls the bot, each request is signed
	ModeLong    = "long_connection" // Feishu: the bot dials out, no public address is needed
	ModeWebhook = "webhook"         // Feishu calls the bot
)

// Slack holds one workspace's app. The secrets that Mode needs are set; Mode is
// "" when the file has no Slack.
type Slack struct {
	Mode          string
	BotToken      string
	AppToken      string
	SigningSecret string
	// APIURL is the base address of Slack's Web API and ends with a slash,
	// because the client library joins strings.
	APIURL string
	// PerMinute is how many messages all replicas together send in a minute.
	PerMinute int
}

// Feishu holds one tenant's self-built app, of Feishu or Lark. Mode is "" when
// the file has no Feishu.
type Feishu struct {
	Mode      string
	AppID     string
	AppSecret string
	// EncryptKey decrypts and checks what a webhook brings; "" where the console
	// has none: then VerificationToken alone vouches for it.
	EncryptKey        string
	VerificationToken string
	// BaseURL is the address of the Open Platform, without a slash at its end.
	BaseURL string
}

// HTTP is the server of /healthz, /readyz, /metrics and of what a platform calls.
type HTTP struct {
	Listen string // host:port
}

// Model is the language model that reads sentences before the rules do; an empty Address is
// none.
type Model struct {
	Address string // of an OpenAI-compatible API, ends with a slash
	Name    string
	Key     string
	Timeout time.Duration
}

// Redis is the store for production; an empty URL selects the embedded one.
type Redis struct {
	URL string
}

// Embedded is the store in a folder.
type Embedded struct {
	Dir string // absolute, or relative to the working directory as Path is
}

// The moments at which a deal may count as won.
const (
	WonSigned  = "signed"  // the contract is signed
	WonAwarded = "awarded" // the award was announced, the contract is to come
	WonPaid    = "paid"    // the first payment has arrived
)

// Method is how the company sells: the defaults of docs/method.md with the file's changes.
type Method struct {
	// From is the amount in the organisation's currency from which gates block;
	// below it they only advise.
	From decimal.Decimal
	// WonMeans is one of WonSigned, WonAwarded and WonPaid.
	WonMeans string
	Lists    sales.Lists
	Limits   map[sales.Stage]sales.Limits
	// Coach are words of the company's own for the coach of purposes, by language
	// ("zh", "en") and list.
	Coach map[string]map[string][]string
	// Names renames stages: stage, then language, then the name. Only what the
	// file renames is in it.
	Names map[sales.Stage]map[string]string
	// Manager is the amount from which 是否投入 is the manager's, zero for none;
	// Large is what counts as large business in questions 16 and 17.
	Manager, Large decimal.Decimal
	// Questions, Gates and Rules change the assessment.
	Questions []Question
	Gates     map[sales.Stage]Gate
	Rules     []Rule
}

// Retention is how long finished things are kept before the sweep takes them.
type Retention struct {
	Dialogs time.Duration // forms that nobody sent
	Commits time.Duration // results of commits, by which repeats are known
}

// Log is how much the program tells.
type Log struct {
	Level slog.Level
}
