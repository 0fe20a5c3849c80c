package bot

import (
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// stageName is a stage in its brackets' content: the brackets are the
// sentence's.
func stageName(s sales.Stage) i18n.Text {
	if s.Index() < 0 {
		return raw(string(s))
	}
	return say("stage." + string(s))
}

// lineState is where a deal stands, for a line of a list.
func lineState(d sales.Deal, r reader) i18n.Text {
	switch {
	case d.Outcome != sales.Open && d.Outcome != "":
		return say("list.state." + string(d.Outcome))
	case d.Hold != nil:
		return say("list.state.hold", "Until", day(d.Hold.Until, r))
	}
	return say("deal.stage_name", "Stage", stageName(d.Stage))
}

// labelled is a configured choice: the catalog's label of a key of ours, or a
// company's own word as it is. A key that the catalog does not know is shown
// as it is: lists are configured by the company.
func (b *Bot) labelled(prefix, key string) i18n.Text {
	if key == "" {
		return i18n.Text{}
	}
	if b.catalog != nil && b.catalog.Has(prefix+"."+key) {
		return say(prefix + "." + key)
	}
	return raw(key)
}

// source is where a deal came from.
func (b *Bot) source(d sales.Deal) i18n.Text {
	if d.Source == sales.Other && d.SourceOther != "" {
		return raw(d.SourceOther)
	}
	return b.labelled("source", d.Source)
}

func (b *Bot) wonReason(c *sales.Closing) i18n.Text {
	if c.Reason == sales.Other && c.Other != "" {
		return raw(c.Other)
	}
	return b.labelled("won", c.Reason)
}

func (b *Bot) lostReason(c *sales.Closing) i18n.Text {
	if c.Reason == sales.Other && c.Other != "" {
		return raw(c.Other)
	}
	return b.labelled("lost."+string(c.Class), c.Reason)
}
