package slack

import "strings"

// unescape undoes Slack's three escapes in one pass, so exactly once: what was
// typed as &amp;lt; stays &lt;.
var unescape = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// readText is a text as its writer typed it: escapes undone; mentions of people
// kept as <@ID>; links, channels and broadcasts as they are read.
// https://docs.slack.dev/messaging/formatting-message-text
func readText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '>')
		if end < 0 {
			break
		}
		b.WriteString(unescape.Replace(s[:open]))
		b.WriteString(readToken(s[open+1 : open+end]))
		s = s[open+end+1:]
	}
	b.WriteString(unescape.Replace(s))
	return strings.TrimSpace(b.String())
}

// readToken reads what stood between < and >.
func readToken(t string) string {
	target, label, labelled := strings.Cut(t, "|")
	switch {
	case strings.HasPrefix(target, "@"):
		return "<" + target + ">"
	case strings.HasPrefix(target, "#"):
		if labelled && label != "" {
			return "#" + unescape.Replace(label)
		}
		return target
	case strings.HasPrefix(target, "!"):
		if labelled && label != "" {
			return unescape.Replace(label)
		}
		return "@" + target[1:]
	case strings.HasPrefix(target, "mailto:") || strings.HasPrefix(target, "tel:"):
		_, address, _ := strings.Cut(target, ":")
		return unescape.Replace(address)
	}
	return unescape.Replace(target)
}
