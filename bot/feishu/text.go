package feishu

import (
	"strings"
	"unicode/utf8"
)

// cut shortens a text to so many runes; that it was cut is seen.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit-1]) + "…"
}

// oneLine joins the lines of a text.
func oneLine(s string) string {
	return strings.Join(strings.Fields(visible(s)), " ")
}

// visible drops what a card cannot hold: control characters and broken UTF-8.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}

// escaper writes a text for markdown so that nothing of it is markup: a deal
// may be called <at id=all></at>.
// https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text
var escaper = strings.NewReplacer(
	"&", "&#38;", "<", "&#60;", ">", "&#62;", "*", "&#42;", "_", "&#95;", "~", "&#126;", "`", "&#96;",
	"[", "&#91;", "]", "&#93;", "#", "&#35;", "|", "&#124;", "\\", "&#92;", ":", "&#58;",
	"\n-", "\n&#45;", "\n+", "\n&#43;",
)

func escaped(s string) string { return escaper.Replace(visible(s)) }

// escapedText keeps a text message from mentioning anybody.
var escapedText = strings.NewReplacer("<at", "‹at", "</at>", "‹/at›", "@all", "@ all")
