package bot

import (
	"context"
	"slices"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// onSection shows the lists of a digest: how many in each, or one of them.
func (b *Bot) onSection(ctx context.Context, t turn) (Reply, error) {
	at := spotOf(t)
	f, err := b.at(ctx, t, at)
	if err != nil {
		return Reply{}, err
	}
	if at.what == "" {
		return t.page(b.sectionsCard(f, at)), nil
	}
	s := f.section(desk.Topic(at.what))
	c := card.Card{Title: say("digest.list."+at.what, "Count", s.Count)}
	var items []card.Item
	page := cutPage(s.Items, at.page)
	for _, e := range page {
		items = append(items, b.sectionItem(f, s.Topic, e))
	}
	c.Blocks = append(c.Blocks, card.Block{Items: items})
	if s.Elsewhere > 0 {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("digest.elsewhere", "Count", s.Elsewhere)}})
	}
	return t.page(paged(c, at, verbSection, len(items), len(s.Items))), nil
}

// at computes a report for somebody who leads the team; others see none of its lists.
func (b *Bot) at(ctx context.Context, t turn, at spot) (figures, error) {
	d, err := b.desk.Digest(ctx, t.who, at.asking(t.who))
	if err != nil {
		return figures{}, err
	}
	if !b.managedBy(t.who.ID, d.Team) && !at.mine {
		return figures{}, fault.New(fault.Forbidden, "error.report_manager")
	}
	d.Again = false // that is for who asks for a digest
	return b.figures(d, t.reader()), nil
}

func cutPage[T any](all []T, page int) []T {
	from := min(page*perPage, len(all))
	return all[from:min(from+perPage, len(all))]
}

// paged adds where a page is and the way to its neighbours and back.
func paged(c card.Card, at spot, verb string, here, total int) card.Card {
	if here == 0 {
		c.Blocks = append([]card.Block{{Text: say("list.empty")}}, slices.DeleteFunc(c.Blocks, func(x card.Block) bool { return x.Items == nil && x.Text.IsZero() && x.Quiet == nil })...)
	} else if total > here {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{rangeText(at.page, here, total, false)}})
	}
	bs := neighbours(at.page, here, total, func(n int) card.Action { at.page = n; return at.action(verb) })
	up := at
	up.what, up.page = "", 0
	bs = append(bs, card.Button{Label: say("digest.button.up"), Action: up.action(verb)}, card.Button{Label: say("digest.button.digest"), Action: up.action(verbDigest)})
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	return c
}

// sectionsCard counts every list and leads to it.
func (b *Bot) sectionsCard(f figures, at spot) card.Card {
	c := card.Card{Title: say("digest.lists", "Team", f.Team.Name, "Span", f.span())}
	var items []card.Item
	for _, s := range f.Lists {
		to := at
		to.what = string(s.Topic)
		item := card.Item{Main: say("digest.list."+string(s.Topic), "Count", s.Count), Button: &card.Button{Label: say("say.button.show"), Action: to.action(verbSection)}}
		if s.Elsewhere > 0 {
			item.Quiet = say("digest.elsewhere", "Count", s.Elsewhere)
		}
		items = append(items, item)
	}
	if len(items) > 0 {
		c.Blocks = append(c.Blocks, card.Block{Items: items})
	} else {
		c.Blocks = append(c.Blocks, card.Block{Text: say("list.empty")})
	}
	c.Blocks = append(c.Blocks, card.Block{Buttons: []card.Button{{Label: say("digest.button.digest"), Action: at.action(verbDigest)}}})
	return c
}

// sectionItem is one deal of a list and why it is there.
func (b *Bot) sectionItem(f figures, t desk.Topic, e desk.Entered) card.Item {
	v := f.Named[e.Deal]
	var why []i18n.Text
	if e.From != "" {
		why = append(why, say("digest.passing", "From", stageName(e.From), "To", stageName(e.To), "Owner", label(v.Owner)))
	} else {
		why = append(why, say("digest.owned", "Owner", label(v.Owner), "Stage", stageName(v.Deal.Stage)))
	}
	for _, x := range e.Facts {
		since := sales.DateOf(x.Since.In(f.r.zone))
		days := int(b.now().Sub(x.Since).Hours() / 24)
		why = append(why, say("bundle."+string(x.Kind), "Since", day(since, f.r), "Days", inDays(days), "Stage", stageName(v.Deal.Stage)))
	}
	if c := v.Deal.Closing; c != nil && t == desk.TopicLost {
		why = append(why, b.lostReason(c))
	}
	return card.Item{
		Main:   say("digest.line", "Number", number(v.Deal), "Name", short(v.Deal.Name), "Amount", amount(v.Deal.Amount)),
		Quiet:  say("digest.why", "Parts", why),
		Button: &card.Button{Label: say("say.button.show"), Action: beside(verbShow, v.Deal.ID)},
	}
}
