package feishu

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// ping is a mention that a client would act on. An entity such as &#60; is not
// decoded before: what was escaped pings nobody.
var ping = regexp.MustCompile(`(?i)<at[\s/>][^>]*>?`)

// Pings lists the mentions that messages of the bot made; user text must never
// make one.
func (w *Workspace) Pings() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pings)
}

// notePings remembers whom a message of the bot would call; the lock is held.
func (w *Workspace) notePings(m Message) {
	if m.Sender != BotOpenID {
		return
	}
	look := func(text string) { w.pings = append(w.pings, ping.FindAllString(text, -1)...) }
	switch m.Type {
	case "text":
		look(m.Text)
	case "post":
		walk(json.RawMessage(m.Content), func(o map[string]any) {
			switch str(o, "tag") {
			case "at":
				w.pings = append(w.pings, "<at "+str(o, "user_id")+">")
			case "md":
				look(str(o, "text"))
			}
		})
	}
	walk(m.Card, func(o map[string]any) {
		switch str(o, "tag") {
		case "markdown", "lark_md":
			look(str(o, "content"))
			// each reader sees one of these instead
			languages, _ := o["i18n_content"].(map[string]any)
			for _, k := range slices.Sorted(maps.Keys(languages)) {
				look(str(languages, k))
			}
		case "table":
			cells(o, look)
		}
	})
}

// cells visits the cells of a table that are drawn as markdown.
func cells(table map[string]any, look func(string)) {
	columns, _ := table["columns"].([]any)
	rows, _ := table["rows"].([]any)
	for _, c := range columns {
		column, _ := c.(map[string]any)
		if kind := str(column, "data_type"); kind != "lark_md" && kind != "markdown" {
			continue
		}
		for _, r := range rows {
			row, _ := r.(map[string]any)
			look(str(row, str(column, "name")))
		}
	}
}

// postText is what a rich text says, a line for a paragraph.
func postText(content string) string {
	var languages map[string]struct {
		Title   string             `json:"title"`
		Content [][]map[string]any `json:"content"`
	}
	if json.Unmarshal([]byte(content), &languages) != nil {
		return ""
	}
	keys := slices.Sorted(maps.Keys(languages))
	if len(keys) == 0 {
		return ""
	}
	shown := languages[keys[0]] // one language is shown
	lines := []string{shown.Title}
	for _, paragraph := range shown.Content {
		var b strings.Builder
		for _, part := range paragraph {
			b.WriteString(str(part, "text"))
		}
		lines = append(lines, b.String())
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
