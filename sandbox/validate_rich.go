package sandbox

import (
	"fmt"
	"unicode/utf8"
)

func (c *checker) table(at string, b map[string]any) {
	rows, _ := b["rows"].([]any)
	c.atMost(at+"/rows", len(rows), maxTableRows, "items")
	if len(rows) == 0 {
		c.wrong(at+"/rows", "must have at least one item")
	}
	width := -1
	for i, r := range rows {
		cells, _ := r.([]any)
		here := fmt.Sprintf("%s/rows/%d", at, i)
		c.atMost(here, len(cells), maxTableColumns, "items")
		if width >= 0 && len(cells) != width {
			c.wrong(here, "has %d cells, the first row has %d", len(cells), width)
		}
		width = len(cells)
		for j, cell := range cells {
			c.cell(fmt.Sprintf("%s/%d", here, j), object(cell))
		}
	}
	c.atMost(at+"/column_settings", len(list(b["column_settings"])), maxTableColumns, "items")
	walkAny(rows, c.count)
}

func (c *checker) cell(at string, o map[string]any) {
	switch o["type"] {
	case "raw_text":
		if s, _ := o["text"].(string); s == "" {
			c.wrong(at+"/text", "must be more than 0 characters")
		}
	case "rich_text":
		c.rich(at, o)
	default:
		c.wrong(at+"/type", "unsupported type: %v", o["type"])
	}
}

func (c *checker) rich(at string, b map[string]any) {
	es := list(b["elements"])
	if len(es) == 0 {
		c.wrong(at+"/elements", "must have at least one item")
	}
	for i, e := range es {
		switch e["type"] {
		case "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted":
		default:
			c.wrong(fmt.Sprintf("%s/elements/%d/type", at, i), "unsupported type: %v", e["type"])
		}
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
