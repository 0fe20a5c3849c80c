package sandbox

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// checker collects what is wrong with blocks, with a pointer to each place.
type checker struct {
	problems []string
	chars    int
	markdown int
	blocks   map[string]bool
}

func (c *checker) wrong(at, format string, args ...any) {
	c.problems = append(c.problems, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

func (c *checker) atMost(at string, have, most int, what string) {
	if have > most {
		c.wrong(at, "must be less than %d %s, has %d", most+1, what, have)
	}
}

func (c *checker) short(at string, v any, most int) {
	s, _ := v.(string)
	c.atMost(at, utf8.RuneCountInString(s), most, "characters")
}

// checkMessage returns Slack's error and its messages for a message's blocks.
func checkMessage(raw json.RawMessage) (code string, problems []string) {
	if len(raw) == 0 {
		return "", nil
	}
	c := &checker{blocks: map[string]bool{}}
	c.all("/blocks", raw, maxMessageBlocks, inMessage)
	switch {
	case len(c.problems) > 0:
		return "invalid_blocks", c.problems
	case c.chars > maxMessageChars:
		return "msg_blocks_too_long", nil
	}
	return "", nil
}

// checkView returns Slack's error for a view: views.* answer invalid_arguments
// where chat.* answer invalid_blocks.
func checkView(raw json.RawMessage, want surface) (code string, problems []string) {
	if len(raw) > maxViewBytes {
		return "view_too_large", nil
	}
	var v struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	m := decoded(raw)
	if m == nil || json.Unmarshal(raw, &v) != nil {
		return "invalid_arguments", []string{"[ERROR] must be an object [json-pointer:/view]"}
	}
	c := &checker{blocks: map[string]bool{}}
	if m["type"] != string(want) {
		c.wrong("/view/type", "must be %q, is %q", want, m["type"])
	}
	if len(v.Blocks) == 0 || string(v.Blocks) == "null" {
		c.wrong("/view", "missing required field: blocks")
	}
	c.all("/view/blocks", v.Blocks, maxViewBlocks, want)
	c.short("/view/private_metadata", m["private_metadata"], maxMetadata)
	c.short("/view/callback_id", m["callback_id"], maxID)
	c.short("/view/external_id", m["external_id"], maxID)
	if want == inModal {
		c.frame(m, v.Blocks)
	}
	if len(c.problems) > 0 {
		return "invalid_arguments", c.problems
	}
	return "", nil
}

// frame checks what stands around a modal's blocks.
func (c *checker) frame(m map[string]any, blocks json.RawMessage) {
	c.plain("/view/title", object(m["title"]), maxViewTitle)
	for _, part := range []string{"submit", "close"} {
		if m[part] != nil {
			c.plain("/view/"+part, object(m[part]), maxViewTitle)
		}
	}
	if m["submit"] == nil && hasInput(blocks) {
		c.wrong("/view", "missing required field: submit")
	}
}

func decoded(raw json.RawMessage) map[string]any {
	var m map[string]any
	_ = json.Unmarshal(raw, &m)
	return m
}

func hasInput(blocks json.RawMessage) bool {
	for _, e := range elements(blocks) {
		if e.kind == "input" {
			return true
		}
	}
	return false
}

func (c *checker) all(base string, raw json.RawMessage, most int, s surface) {
	var all []map[string]any
	if len(raw) == 0 || string(raw) == "null" {
		return
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		c.wrong(base, "must be an array of blocks")
		return
	}
	c.atMost(base, len(all), most, "items")
	tables, charts := 0, 0
	for i, b := range all {
		at := fmt.Sprintf("%s/%d", base, i)
		kind, _ := b["type"].(string)
		if !s.shows(kind) {
			c.wrong(at+"/type", "unsupported type: %q", kind)
			continue
		}
		if kind == "table" {
			tables++
		}
		if kind == "data_visualization" {
			charts++
		}
		c.id(at, b)
		c.block(at, kind, b)
	}
	c.atMost(base, tables, 1, "tables")
	c.atMost(base, charts, maxCharts, "charts")
	c.atMost(base, c.markdown, maxMarkdown, "characters of markdown")
}

func (c *checker) id(at string, b map[string]any) {
	id, _ := b["block_id"].(string)
	if id == "" {
		return
	}
	c.short(at+"/block_id", id, maxID)
	if c.blocks[id] {
		c.wrong(at+"/block_id", "block_id %q already exists", id)
	}
	c.blocks[id] = true
}

func (c *checker) block(at, kind string, b map[string]any) {
	switch kind {
	case "section":
		c.section(at, b)
	case "header":
		c.plain(at+"/text", object(b["text"]), maxHeaderText)
	case "actions":
		c.actions(at, list(b["elements"]))
	case "context":
		c.context(at, list(b["elements"]))
	case "input":
		c.input(at, b)
	case "image":
		c.image(at, b)
		if t := object(b["title"]); t != nil {
			c.plain(at+"/title", t, maxImageAlt)
		}
	case "markdown":
		s, _ := b["text"].(string)
		if s == "" {
			c.wrong(at+"/text", "must be more than 0 characters")
		}
		c.markdown += utf8.RuneCountInString(s)
		c.chars += utf8.RuneCountInString(s)
	case "alert":
		c.text(at+"/text", object(b["text"]), maxAlertText)
	case "table":
		c.table(at, b)
	case "data_visualization":
		c.chart(at, b)
	case "rich_text":
		c.rich(at, b)
	}
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func (c *checker) section(at string, b map[string]any) {
	text, fields := object(b["text"]), list(b["fields"])
	if text == nil && len(fields) == 0 {
		c.wrong(at, "missing required field: text or fields")
	}
	if text != nil {
		c.text(at+"/text", text, maxSectionText)
	}
	c.atMost(at+"/fields", len(fields), maxFields, "items")
	for i, f := range fields {
		c.text(fmt.Sprintf("%s/fields/%d", at, i), f, maxFieldText)
	}
	if a := object(b["accessory"]); a != nil {
		c.element(at+"/accessory", "section", a)
	}
}

func (c *checker) input(at string, b map[string]any) {
	c.plain(at+"/label", object(b["label"]), maxLabel)
	if h := object(b["hint"]); h != nil {
		c.plain(at+"/hint", h, maxLabel)
	}
	if e := object(b["element"]); e != nil {
		c.element(at+"/element", "input", e)
		return
	}
	c.wrong(at, "missing required field: element")
}

func (c *checker) context(at string, es []map[string]any) {
	c.atMost(at+"/elements", len(es), maxContext, "items")
	if len(es) == 0 {
		c.wrong(at+"/elements", "must have at least one item")
	}
	for i, e := range es {
		here := fmt.Sprintf("%s/elements/%d", at, i)
		if e["type"] == "image" {
			c.image(here, e)
			continue
		}
		c.text(here, e, maxSectionText)
	}
}

func (c *checker) image(at string, b map[string]any) {
	if b["image_url"] == nil && b["slack_file"] == nil {
		c.wrong(at, "missing required field: image_url")
	}
	c.short(at+"/image_url", b["image_url"], maxImageURL)
	if s, _ := b["alt_text"].(string); s == "" {
		c.wrong(at, "missing required field: alt_text")
	}
	c.short(at+"/alt_text", b["alt_text"], maxImageAlt)
}

// text is a plain_text or mrkdwn object; an empty one is invalid.
func (c *checker) text(at string, o map[string]any, most int) {
	if o["type"] != "plain_text" && o["type"] != "mrkdwn" {
		c.wrong(at+"/type", "unsupported type: %v", o["type"])
	}
	s, _ := o["text"].(string)
	n := utf8.RuneCountInString(s)
	if n == 0 {
		c.wrong(at+"/text", "must be more than 0 characters")
	}
	c.chars += n
	c.atMost(at+"/text", n, most, "characters")
}

func (c *checker) plain(at string, o map[string]any, most int) {
	if o == nil {
		c.wrong(at, "missing required field")
		return
	}
	if o["type"] != "plain_text" {
		c.wrong(at+"/type", "must be plain_text")
	}
	c.text(at, o, most)
}
