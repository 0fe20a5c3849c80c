package slack

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// nothing stands where Slack refuses an empty text.
const nothing = "–"

// cut shortens a text to a number of runes; what is cut is seen.
func cut(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit-1 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// oneLine puts a text of several lines on one.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") {
		return strings.TrimSpace(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// plainText is text that Slack shows as typed: nothing in it is parsed, so a
// name such as <!channel> or *x* pings and formats nothing.
func plainText(s string, limit int) *slack.TextBlockObject {
	if strings.TrimSpace(s) == "" {
		s = nothing
	}
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: cut(s, limit)}
}

// emphasised is a bold line above a text. Bold needs mrkdwn, which would also
// read what people typed; so a text that holds anything mrkdwn could read is
// shown as plain_text, exactly as typed and without the bold. Invisible
// characters between the marks would do too, but would be copied along.
func emphasised(strong, rest string, limit int) *slack.TextBlockObject {
	strong, rest = oneLine(strong), strings.TrimSpace(rest)
	if strong == "" {
		strong = nothing
	}
	if readable(strong) && readable(rest) {
		s := "*" + strong + "*"
		if rest != "" {
			s += "\n" + rest
		}
		s = strings.ReplaceAll(s, "&", "&amp;")
		if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
			// Verbatim: addresses, @names and #names stay words.
			return &slack.TextBlockObject{Type: slack.MarkdownType, Text: s, Verbatim: true}
		}
	}
	if rest != "" {
		strong += "\n" + rest
	}
	return plainText(strong, limit)
}

// readable reports whether verbatim mrkdwn reads nothing into a text. An &
// does not count: it is escaped and shown as typed.
func readable(s string) bool {
	return !strings.ContainsAny(s, "*_~`<>•") && strings.Count(s, ":") < 2 && !strings.Contains(s, "://")
}

// escape is for the one text that Slack always parses: the fallback of a
// message. https://docs.slack.dev/messaging/formatting-message-text
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// fallback is a message's text: what notifications and screen readers say.
func fallback(s string) string {
	if strings.TrimSpace(s) == "" {
		s = nothing
	}
	// Escaping can make a rune five, so the cut comes first.
	return escape.Replace(cut(s, maxFallback))
}

// pieces splits a long text into parts of at most limit runes, at line ends
// where there are any.
func pieces(s string, limit int) []string {
	var out []string
	for utf8.RuneCountInString(s) > limit {
		end := len(string([]rune(s)[:limit]))
		if i := strings.LastIndexByte(s[:end], '\n'); i > 0 {
			out = append(out, s[:i])
			s = s[i+1:]
			continue
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return append(out, s)
}
