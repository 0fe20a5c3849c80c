package slack

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// surface is where blocks are shown; not every block is allowed everywhere.
type surface int

const (
	onMessage surface = iota
	onHome
	onModal
)

// drawer turns cards into blocks, in one language for one surface.
type drawer struct {
	say    func(i18n.Text) string
	on     surface
	tables bool
	charts bool
	// basic draws sections and buttons only: what every workspace takes.
	basic bool
	// buttons counts, so that each has an action_id of its own.
	buttons int
	out     []slack.Block
}

// card draws a whole card within the limits of its surface.
func (d *drawer) card(c card.Card) []slack.Block {
	if t := oneLine(d.say(c.Title)); t != "" {
		d.title(t)
	}
	d.blocks(c.Blocks)
	d.quiet(c.Footer)
	if len(d.out) == 0 {
		d.out = append(d.out, &slack.SectionBlock{Type: slack.MBTSection, Text: plainText("", maxSection)})
	}
	return d.fit()
}

func (d *drawer) title(t string) {
	if d.basic {
		d.section(t)
		return
	}
	d.out = append(d.out, &slack.HeaderBlock{Type: slack.MBTHeader, Text: plainText(t, maxHeader)})
}

func (d *drawer) blocks(bs []card.Block) {
	for _, b := range bs {
		d.block(b)
	}
}

func (d *drawer) block(b card.Block) {
	switch {
	case b.Divider:
		if !d.basic {
			d.out = append(d.out, &slack.DividerBlock{Type: slack.MBTDivider})
		}
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
		d.actions(b.Buttons)
	case len(b.Quiet) > 0:
		d.quiet(b.Quiet)
	case !b.Text.IsZero():
		d.section(d.say(b.Text))
	}
}

func (d *drawer) section(s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	for _, piece := range pieces(s, maxSection) {
		if strings.TrimSpace(piece) != "" {
			d.out = append(d.out, &slack.SectionBlock{Type: slack.MBTSection, Text: plainText(piece, maxSection)})
		}
	}
}

func (d *drawer) strong(s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	if d.basic {
		d.section(s)
		return
	}
	d.out = append(d.out, &slack.SectionBlock{Type: slack.MBTSection, Text: emphasised(s, "", maxSection)})
}

// facts are fields in two columns.
func (d *drawer) facts(fs []card.Fact) {
	if d.basic {
		var lines []string
		for _, f := range fs {
			lines = append(lines, d.say(f.Label)+": "+d.say(f.Value))
		}
		d.section(strings.Join(lines, "\n"))
		return
	}
	for len(fs) > 0 {
		n := min(len(fs), maxFields)
		s := &slack.SectionBlock{Type: slack.MBTSection}
		for _, f := range fs[:n] {
			value := d.say(f.Value)
			if strings.TrimSpace(value) == "" {
				value = nothing
			}
			s.Fields = append(s.Fields, emphasised(d.say(f.Label), value, maxField))
		}
		d.out = append(d.out, s)
		fs = fs[n:]
	}
}

// items with a button are sections of their own; those without share one, so
// that a long list stays within the number of blocks.
func (d *drawer) items(items []card.Item) {
	var shared []card.Item
	flush := func() {
		d.lines(shared)
		shared = nil
	}
	for _, i := range items {
		if i.Button == nil {
			shared = append(shared, i)
			continue
		}
		flush()
		d.item(i)
	}
	flush()
}

func (d *drawer) item(i card.Item) {
	s := &slack.SectionBlock{Type: slack.MBTSection, Text: d.itemText(i)}
	if e := d.button(*i.Button); e != nil {
		s.Accessory = slack.NewAccessory(e)
	}
	d.out = append(d.out, s)
}

func (d *drawer) itemText(i card.Item) *slack.TextBlockObject {
	main, quiet := d.say(i.Main), d.say(i.Quiet)
	if d.basic {
		return plainText(strings.TrimSpace(main+"\n"+quiet), maxSection)
	}
	return emphasised(main, quiet, maxSection)
}

// lines draws items without buttons, as many to a section as fit.
func (d *drawer) lines(items []card.Item) {
	const gap = "\n"
	for len(items) > 0 {
		text, n := d.itemText(items[0]), 1
		for ; n < len(items); n++ {
			next := d.itemText(items[n])
			// One exact item makes the section exact; it is then a section of its own.
			if next.Type != text.Type || len(text.Text)+len(gap)+len(next.Text) > maxSection {
				break
			}
			text.Text += gap + next.Text
		}
		d.out = append(d.out, &slack.SectionBlock{Type: slack.MBTSection, Text: text})
		items = items[n:]
	}
}

func (d *drawer) quiet(ts []i18n.Text) {
	var parts []string
	for _, t := range ts {
		if s := oneLine(d.say(t)); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return
	}
	s := strings.Join(parts, " · ")
	if d.basic {
		d.section(s)
		return
	}
	d.out = append(d.out, contextOf(s))
}

func contextOf(s string) *slack.ContextBlock {
	return &slack.ContextBlock{Type: slack.MBTContext, ContextElements: slack.ContextElements{
		Elements: []slack.MixedElement{plainText(s, maxContext)},
	}}
}

// actionID is unique in the whole card, so that it is in its block.
func (d *drawer) actionID(verb string) string {
	d.buttons++
	return cut(verb, maxBlockID-20) + "." + strconv.Itoa(d.buttons)
}
