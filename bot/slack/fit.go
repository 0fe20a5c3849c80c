package slack

import (
	"slices"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"dealmate/internal/i18n"
)

// fit keeps a card within its surface's blocks and characters. What can be
// asked for again goes first, from the end: paragraphs, lists, facts; the
// title, the buttons and the footer stay as long as they can. That something
// was left out is said.
func (d *drawer) fit() []slack.Block {
	blocks, text := maxMessageBlocks, maxMessageText
	if d.on != onMessage {
		blocks, text = maxViewBlocks, maxViewText
	}
	used := 0
	for _, b := range d.out {
		used += runesOf(b)
	}
	if len(d.out) <= blocks && used <= text {
		return d.out
	}
	notice := contextOf(d.say(i18n.T("slack.cut")))
	blocks, text = blocks-1, text-runesOf(notice)
	out, last := slices.Clone(d.out), -1
	for _, mayGo := range []func(int, slack.Block) bool{d.spare, func(int, slack.Block) bool { return true }} {
		for i := len(out) - 1; i >= 0 && (len(out) > blocks || used > text); i-- {
			if mayGo(i, out[i]) {
				used -= runesOf(out[i])
				out, last = slices.Delete(out, i, i+1), i
			}
		}
	}
	return slices.Insert(out, max(0, min(last, len(out))), slack.Block(notice))
}

// spare reports whether a block may be left out before others are.
func (d *drawer) spare(i int, b slack.Block) bool {
	switch b.BlockType() {
	case slack.MBTHeader, slack.MBTAction:
		return false
	case slack.MBTContext:
		return i != len(d.out)-1
	}
	return true
}

// runesOf counts what Slack counts of a block: its texts.
func runesOf(b slack.Block) int {
	n := 0
	add := func(ts ...*slack.TextBlockObject) {
		for _, t := range ts {
			if t != nil {
				n += utf8.RuneCountInString(t.Text)
			}
		}
	}
	switch b := b.(type) {
	case *slack.HeaderBlock:
		add(b.Text)
	case *slack.SectionBlock:
		add(b.Text)
		add(b.Fields...)
		if b.Accessory != nil && b.Accessory.ButtonElement != nil {
			add(b.Accessory.ButtonElement.Text)
		}
	case *slack.ContextBlock:
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				add(t)
			}
		}
	case *slack.ActionBlock:
		n += runesOfElements(b.Elements.ElementSet)
	case *slack.DataVisualizationBlock:
		n += utf8.RuneCountInString(b.Title)
	case *slack.TableBlock:
		for _, row := range b.Rows {
			for _, c := range row {
				if t, ok := c.(*slack.TableRawTextCell); ok {
					n += utf8.RuneCountInString(t.Text)
				}
			}
		}
	}
	return n
}

func runesOfElements(es []slack.BlockElement) int {
	n := 0
	for _, e := range es {
		switch e := e.(type) {
		case *slack.ButtonBlockElement:
			n += utf8.RuneCountInString(e.Text.Text)
		case *slack.OverflowBlockElement:
			for _, o := range e.Options {
				n += utf8.RuneCountInString(o.Text.Text)
			}
		}
	}
	return n
}
