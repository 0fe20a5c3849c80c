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
	blocks   map[string]bool
}

func (c *checker) wrong(at, format string, args ...any) {
	c.problems = append(c.problems, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

func (c *checker) atMost(at string, have, most int, what string) {
	if have > most {
		c.wrong(at, "must be no more than %d %s, has %d", most, what, have)
	}
}

// checkMessage returns Slack's error and its messages for a message's blocks.
func checkMessage(raw json.RawMessage) (code string, problems []string) {
	if len(raw) == 0 {
		return "", nil
	}
	c := &checker{blocks: map[string]bool{}}
	c.all(raw, maxMessageBlocks, notInMessages)
	switch {
	case len(c.problems) > 0:
		return "invalid_blocks", c.problems
	case c.chars > maxMessageChars:
		return "msg_blocks_too_long", nil
	}
	return "", nil
}

// checkView returns Slack's error for a view: a modal or a home page.
func checkView(raw json.RawMessage) (code string, problems []string) {
	if len(raw) > maxViewBytes {
		return "view_too_large", nil
	}
	var v struct {
		Type, PrivateMetadata, CallbackID string
		Title, Submit, Close              json.RawMessage
		Blocks                            json.RawMessage
		Metadata                          string `json:"private_metadata"`
		Callback                          string `json:"callback_id"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return "invalid_arguments", []string{err.Error()}
	}
	c := &checker{blocks: map[string]bool{}}
	c.all(v.Blocks, maxViewBlocks, notInViews)
	c.atMost("/view/private_metadata", utf8.RuneCountInString(v.Metadata), maxMetadata, "characters")
	c.atMost("/view/callback_id", utf8.RuneCountInString(v.Callback), maxID, "characters")
	if v.Type == "modal" {
		c.plain("/view/title", decoded(v.Title), maxViewTitle)
		for at, part := range map[string]json.RawMessage{"/view/submit": v.Submit, "/view/close": v.Close} {
			if len(part) > 0 && string(part) != "null" {
				c.plain(at, decoded(part), maxViewTitle)
			}
		}
		if len(v.Submit) == 0 && hasInput(v.Blocks) {
			c.wrong("/view/submit", "missing required field: submit")
		}
	}
	if len(c.problems) > 0 {
		return "invalid_arguments", c.problems
	}
	return "", nil
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

func (c *checker) all(raw json.RawMessage, most int, refused map[string]bool) {
	var all []map[string]any
	if len(raw) == 0 || string(raw) == "null" {
		return
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		c.wrong("/blocks", "must be an array of blocks")
		return
	}
	c.atMost("/blocks", len(all), most, "blocks")
	tables := 0
	for i, b := range all {
		at := fmt.Sprintf("/blocks/%d", i)
		kind, _ := b["type"].(string)
		if !known[kind] || refused[kind] {
			c.wrong(at, "unsupported type: %q", kind)
			continue
		}
		if kind == "table" {
			tables++
		}
		c.id(at, b)
		c.block(at, kind, b)
	}
	c.atMost("/blocks", tables, 1, "tables")
}

func (c *checker) id(at string, b map[string]any) {
	id, _ := b["block_id"].(string)
	if id == "" {
		return
	}
	c.atMost(at+"/block_id", utf8.RuneCountInString(id), maxID, "characters")
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
		c.elements(at, list(b["elements"]), maxActions)
	case "context":
		c.context(at, list(b["elements"]))
	case "input":
		c.plain(at+"/label", object(b["label"]), maxLabel)
		if h := object(b["hint"]); h != nil {
			c.plain(at+"/hint", h, maxLabel)
		}
		c.elements(at, []map[string]any{object(b["element"])}, 1)
	case "table":
		c.table(at, b)
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
		c.wrong(at, "needs text or fields")
	}
	if text != nil {
		c.text(at+"/text", text, maxSectionText)
	}
	c.atMost(at+"/fields", len(fields), maxFields, "fields")
	for i, f := range fields {
		c.text(fmt.Sprintf("%s/fields/%d", at, i), f, maxFieldText)
	}
	if a := object(b["accessory"]); a != nil {
		c.elements(at+"/accessory", []map[string]any{a}, 1)
	}
}

func (c *checker) context(at string, es []map[string]any) {
	c.atMost(at+"/elements", len(es), maxContext, "elements")
	if len(es) == 0 {
		c.wrong(at+"/elements", "must have at least one element")
	}
	for i, e := range es {
		c.text(fmt.Sprintf("%s/elements/%d", at, i), e, maxSectionText)
	}
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
	if o["type"] != "plain_text" {
		c.wrong(at+"/type", "must be plain_text")
	}
	c.text(at, o, most)
}

func (c *checker) table(at string, b map[string]any) {
	rows, _ := b["rows"].([]any)
	c.atMost(at+"/rows", len(rows), maxTableRows, "rows")
	if len(rows) == 0 {
		c.wrong(at+"/rows", "must have at least one row")
	}
	width := -1
	for i, r := range rows {
		cells, _ := r.([]any)
		c.atMost(fmt.Sprintf("%s/rows/%d", at, i), len(cells), maxTableColumns, "cells")
		if width >= 0 && len(cells) != width {
			c.wrong(fmt.Sprintf("%s/rows/%d", at, i), "has %d cells, the first row has %d", len(cells), width)
		}
		width = len(cells)
		for j, cell := range cells {
			o := object(cell)
			if s, _ := o["text"].(string); o["type"] == "raw_text" && s == "" {
				c.wrong(fmt.Sprintf("%s/rows/%d/%d/text", at, i, j), "must be more than 0 characters")
			}
		}
	}
	walkAny(rows, c.count)
}

func (c *checker) rich(at string, b map[string]any) {
	if len(list(b["elements"])) == 0 {
		c.wrong(at+"/elements", "must have at least one element")
	}
	walkAny(b["elements"], func(o map[string]any) {
		if s, ok := o["text"].(string); ok && s == "" {
			c.wrong(at, "text must be more than 0 characters")
		}
		c.count(o)
	})
}

func (c *checker) count(o map[string]any) {
	if s, ok := o["text"].(string); ok {
		c.chars += utf8.RuneCountInString(s)
	}
}
