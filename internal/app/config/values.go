package config

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/currency"
)

// longestName is what a list of choices shows: the text of an option in Slack.
// https://docs.slack.dev/reference/block-kit/composition-objects/option-object
const longestName = 75

// keyPattern is what a key may be: it is part of the store's keys and of
// commands, and it never needs quoting.
var keyPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const longestKey = 40

// slug is the table's key.
func (t *table) slug(otherwise string) string {
	const key = "key"
	s := t.trimmed(key, otherwise)
	if s != otherwise && (!keyPattern.MatchString(s) || len(s) > longestKey) {
		t.problem(t.of(key), "%s cannot be a key; use up to %d of a-z, 0-9 and single hyphens", shown(s), longestKey)
		return otherwise
	}
	return s
}

// name is a short text for people.
func (t *table) name(key, otherwise string) string {
	s := t.trimmed(key, otherwise)
	if !t.fits(t.of(key), s) {
		return otherwise
	}
	return s
}

func (r *reader) fits(key, s string) bool {
	if n := utf8.RuneCountInString(s); n > longestName {
		r.problem(key, "has %d characters; at most %d can be shown", n, longestName)
		return false
	}
	if strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		r.problem(key, "must be one line without control characters")
		return false
	}
	return true
}

// language accepts the two catalogs and the ways people write them.
func (t *table) language(key, otherwise string) string {
	s := t.trimmed(key, otherwise)
	switch strings.ToLower(strings.ReplaceAll(s, "_", "-")) {
	case "zh-cn", "zh", "zh-hans", "zh-hans-cn":
		return chinese
	case "en", "en-us", "en-gb":
		return english
	}
	t.problem(t.of(key), "%s is not a language of the bot; use %q or %q", shown(s), chinese, english)
	return otherwise
}

func (t *table) timezone(key, otherwise string) string {
	s := t.trimmed(key, otherwise)
	if _, err := time.LoadLocation(s); err != nil || strings.EqualFold(s, "local") {
		t.problem(t.of(key), "%s is not a time zone; use an IANA name such as \"Asia/Shanghai\"", shown(s))
		return otherwise
	}
	return s
}

func (t *table) currency(key, otherwise string) string {
	s := t.trimmed(key, otherwise)
	unit, err := currency.ParseISO(strings.ToUpper(s))
	if err != nil || unit == currency.XXX || unit == currency.XTS {
		t.problem(t.of(key), "%s is not a currency; use an ISO 4217 code such as \"CNY\"", shown(s))
		return otherwise
	}
	return unit.String()
}

// Channels' IDs; a name would change.
var (
	slackChannel  = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
	feishuChannel = regexp.MustCompile(`^oc_[0-9a-z_]+$`)
)

// channels reads a channel's ID, or a list of one for each platform.
func (t *table) channels(key string) map[string]string {
	var ids []any
	if _, several := t.values[key].([]any); several {
		ids = t.list(key)
	} else if s := t.trimmed(key, ""); s != "" {
		ids = []any{s}
	}
	var out map[string]string
	for _, v := range ids {
		s, _ := v.(string)
		platform := ""
		switch {
		case slackChannel.MatchString(s):
			platform = "slack"
		case feishuChannel.MatchString(s):
			platform = "feishu"
		default:
			t.problem(t.of(key), "%s is not a channel's ID; it looks like \"C0123ABCD\" and stands at the end of the channel's details", shown(s))
			continue
		}
		if out[platform] != "" {
			t.problem(t.of(key), "names two channels of one platform")
		}
		if out == nil {
			out = map[string]string{}
		}
		out[platform] = s
	}
	return out
}

// address is an e-mail in lower case. A display name is refused: the mailbox is
// the person's identity.
func address(s string) (string, bool) {
	s = strings.TrimSpace(s)
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || strings.ContainsAny(s, " \t\r\n\"") {
		return "", false
	}
	return strings.ToLower(s), true
}
