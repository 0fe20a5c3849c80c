package feishu

import "encoding/json"

// node is an object of a card.
type node map[string]any

// plain is a text that is shown as it is.
func plain(s string) node { return node{"tag": "plain_text", "content": visible(s)} }

// quietText is a small grey one.
func quietText(s string) node {
	t := plain(s)
	t["text_size"], t["text_color"] = "notation", "grey"
	return t
}

func div(text node) node { return node{"tag": "div", "text": text} }

// markdown is a text with markup; what is not ours must be escaped.
func markdown(s string) node { return node{"tag": "markdown", "content": s} }

// row lays things side by side; widths tell how: "auto", or "weighted".
func row(flex string, columns ...node) node {
	return node{"tag": "column_set", "flex_mode": flex, "horizontal_spacing": "8px", "columns": columns}
}

func column(width string, elements ...node) node {
	c := node{"tag": "column", "width": width, "vertical_align": "center", "elements": elements}
	if width == "weighted" {
		c["weight"] = 1
	}
	return c
}

// size is what counts against the limits: tags, and bytes as the card stands,
// escaped as a string, in a request.
func size(v any) (tags, bytes int) {
	raw, err := json.Marshal(v)
	if err != nil {
		return 0, 0
	}
	quoted, err := json.Marshal(string(raw))
	if err != nil {
		return 0, 0
	}
	return countTags(v), len(quoted)
}

func countTags(v any) int {
	n := 0
	switch v := v.(type) {
	case node:
		if _, ok := v["tag"]; ok {
			n++
		}
		for _, x := range v {
			n += countTags(x)
		}
	case []node:
		for _, x := range v {
			n += countTags(x)
		}
	}
	return n
}
