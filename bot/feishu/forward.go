package feishu

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dealmate/bot"
)

// typeMerged is the kind of a message that forwards several. Its content is a placeholder,
// what it forwards is read by its ID.
// https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/merge_forward
const typeMerged = "merge_forward"

// What is read of forwarded messages is bounded, as others wrote them.
const (
	maxForwarded     = 50   // ours
	maxForwardedText = 4000 // ours: runes of all of them
)

// unfold reads what a message forwards; false where nothing of it is text.
func (a *Adapter) unfold(ctx context.Context, e *bot.Event) bool {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	all, err := a.api.messages(ctx, e.ID)
	if err != nil {
		a.log.Warn("forwarded messages not read", "err", err)
		return false
	}
	// Feishu has no address for a message, and the chat it is from is not told.
	e.Text, e.Forwarded = textOfForwarded(all), &bot.Forwarded{}
	return e.Text != ""
}

// textOfForwarded is what the messages behind a forward say, oldest first, a line each:
// also what a forward among them forwards.
func textOfForwarded(all []said) string {
	var parts []said
	for _, m := range all {
		if m.Upper != "" && !m.Deleted && len(parts) < maxForwarded {
			parts = append(parts, m)
		}
	}
	slices.SortStableFunc(parts, func(a, b said) int { return cmp.Compare(instant(a.Made).UnixMilli(), instant(b.Made).UnixMilli()) })
	var lines []string
	for _, m := range parts {
		if text := m.textWithNames(); text != "" {
			lines = append(lines, text)
		}
	}
	return cut(strings.Join(lines, "\n"), maxForwardedText)
}

// text is what a message says, "" for a kind that holds no text.
func (m said) text() string {
	ids := map[string]string{}
	for _, x := range m.Mentions {
		ids[x.Key] = x.ID
	}
	text, _ := textOfMessage(m.Type, m.Body.Content, ids)
	return text
}

// textWithNames names whom it mentions: they need not be people whom the bot knows.
func (m said) textWithNames() string {
	text, _ := textOfMessage(m.Type, m.Body.Content, nil)
	names := map[string]string{}
	for _, x := range m.Mentions {
		names[x.Key] = x.Name
	}
	var pairs []string
	for _, key := range longestFirst(names) {
		pairs = append(pairs, key, "@"+names[key])
	}
	return strings.TrimSpace(strings.NewReplacer(pairs...).Replace(text))
}
