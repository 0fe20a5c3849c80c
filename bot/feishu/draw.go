package feishu

import (
	"encoding/json"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// drawer turns cards into elements, in one language.
type drawer struct {
	say func(i18n.Text) string
	// basic draws texts and buttons only: what every client takes.
	basic  bool
	tables int
	out    []node
}

// draw makes a card of card JSON 2.0 within its limits.
// https://open.feishu.cn/document/feishu-cards/card-json-v2-structure
func (a *Adapter) draw(c card.Card, lang i18n.Lang, basic bool) json.RawMessage {
	d := &drawer{say: a.sayer(lang), basic: basic}
	d.blocks(c.Blocks)
	d.quiet(c.Footer)
	return d.finish(d.say(c.Title), templates[c.Tone], a.summary(c, lang))
}

// templates are the headers' colours.
var templates = map[card.Tone]string{
	card.Calm: "blue", card.Good: "green", card.Warn: "orange", card.Bad: "red", card.Over: "grey",
}

func (a *Adapter) summary(c card.Card, lang i18n.Lang) string {
	line, _, _ := strings.Cut(c.Plain(a.sayer(lang)), "\n")
	return cut(oneLine(line), maxSummary)
}

// finish fits what was drawn into a whole card.
func (d *drawer) finish(title, template, summary string) json.RawMessage {
	whole := node{
		"schema": "2.0",
		"config": node{"update_multi": true, "enable_forward_interaction": false, "summary": node{"content": summary}},
		"body":   node{"direction": "vertical", "vertical_spacing": "8px", "padding": "12px 12px 16px 12px", "elements": []node{}},
	}
	if title = oneLine(title); title != "" {
		whole["header"] = node{"template": template, "title": plain(cut(title, maxTitle))}
	}
	tags, bytes := size(whole)
	whole["body"].(node)["elements"] = d.fit(maxElements-tags-spareElements, maxCard-bytes-spareBytes)
	raw, err := json.Marshal(whole)
	if err != nil { // maps of strings and numbers: cannot fail
		return nil
	}
	return raw
}

func (d *drawer) add(n node) { d.out = append(d.out, n) }

func (d *drawer) blocks(bs []card.Block) {
	for _, b := range bs {
		d.block(b)
	}
}

func (d *drawer) block(b card.Block) {
	switch {
	case b.Divider:
		d.add(node{"tag": "hr"})
	case !b.Strong.IsZero():
		d.strong(d.say(b.Strong))
	case len(b.Facts) > 0:
		d.facts(b.Facts)
	case len(b.Items) > 0:
		d.items(b.Items)
	case b.Table != nil:
		d.table(*b.Table)
	case b.Chart != nil:
		d.chart(*b.Chart)
	case len(b.Buttons) > 0:
		d.buttons(b.Buttons)
	case len(b.Quiet) > 0:
		d.quiet(b.Quiet)
	case !b.Text.IsZero():
		d.text(d.say(b.Text))
	}
}

func (d *drawer) text(s string) {
	if strings.TrimSpace(s) != "" {
		d.add(div(plain(cut(s, maxText))))
	}
}

func (d *drawer) strong(s string) {
	switch {
	case strings.TrimSpace(s) == "":
	case d.basic:
		d.text(s)
	default:
		d.add(markdown("**" + escaped(cut(oneLine(s), maxText)) + "**"))
	}
}

// nothing stands for a value that is empty.
const nothing = "–"

// facts are fields, two to a line.
func (d *drawer) facts(fs []card.Fact) {
	if d.basic {
		for _, f := range fs {
			d.text(d.say(f.Label) + ": " + d.say(f.Value))
		}
		return
	}
	var fields []node
	for _, f := range fs {
		value := d.say(f.Value)
		if strings.TrimSpace(value) == "" {
			value = nothing
		}
		text := "**" + escaped(oneLine(d.say(f.Label))) + "**\n" + escaped(cut(value, maxText))
		fields = append(fields, node{"is_short": true, "text": node{"tag": "lark_md", "content": text}})
	}
	d.add(node{"tag": "div", "fields": fields})
}

// items with a button stand beside it; those without share an element.
func (d *drawer) items(items []card.Item) {
	var shared []string
	flush := func() {
		if len(shared) > 0 {
			d.add(markdown(strings.Join(shared, "\n")))
		}
		shared = nil
	}
	for _, i := range items {
		if i.Button == nil {
			shared = append(shared, d.item(i))
			continue
		}
		flush()
		d.add(row("none", column("weighted", markdown(d.item(i))), column("auto", d.button(*i.Button))))
	}
	flush()
}

func (d *drawer) item(i card.Item) string {
	s := "**" + escaped(cut(oneLine(d.say(i.Main)), maxText)) + "**"
	if q := oneLine(d.say(i.Quiet)); q != "" {
		s += "\n<font color='grey'>" + escaped(cut(q, maxText)) + "</font>"
	}
	return s
}

func (d *drawer) quiet(ts []i18n.Text) {
	var parts []string
	for _, t := range ts {
		if s := oneLine(d.say(t)); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) > 0 {
		d.add(div(quietText(cut(strings.Join(parts, " · "), maxText))))
	}
}

// fit keeps what was drawn within so many tags and bytes. What can be asked for
// again goes first, from the end: paragraphs, lists, facts; buttons and the last
// line stay as long as they can. That something was left out is said.
func (d *drawer) fit(tags, bytes int) []node {
	out := make([]sized, 0, len(d.out))
	all := sized{}
	for _, n := range d.out {
		x := sized{n: n}
		x.tags, x.bytes = size(n)
		all.tags, all.bytes = all.tags+x.tags, all.bytes+x.bytes+1
		out = append(out, x)
	}
	if all.tags <= tags && all.bytes <= bytes {
		return d.out
	}
	notice := div(quietText(d.say(i18n.T("feishu.cut"))))
	t, b := size(notice)
	tags, bytes = tags-t, bytes-b-1
	at := len(out)
	for _, mayGo := range []func(node) bool{spare, func(node) bool { return true }} {
		for i := len(out) - 1; i >= 0 && (all.tags > tags || all.bytes > bytes); i-- {
			last := i == len(out)-1 && out[i].n["tag"] == "div"
			if !mayGo(out[i].n) || last && len(out) > 1 {
				continue
			}
			all.tags, all.bytes = all.tags-out[i].tags, all.bytes-out[i].bytes-1
			out, at = slices.Delete(out, i, i+1), i
		}
	}
	kept := make([]node, 0, len(out)+1)
	for i, x := range out {
		if i == min(at, len(out)) {
			kept = append(kept, notice)
		}
		kept = append(kept, x.n)
	}
	if at >= len(out) {
		kept = append(kept, notice)
	}
	return kept
}

// sized is an element with what it counts.
type sized struct {
	n           node
	tags, bytes int
}

// spare reports whether an element may be left out before others are.
func spare(n node) bool { return n["tag"] != "column_set" && n["tag"] != "form" }
