package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// mostNames bounds how many names one search looks at.
const mostNames = 20_000

// resolved is how many candidates a person picks from.
const resolved = 20

// Resolve finds the deals somebody may mean: by number, or by a part of the name
// or customer, as written or in pinyin. A name that fits exactly wins.
func (d *Desk) Resolve(ctx context.Context, w Who, text string) ([]View, error) {
	if n, ok := Number(text); ok {
		found, err := d.o.Deals.Numbered(ctx, n)
		switch {
		case err == nil && d.o.Org.May(w.ID, org.See, owned(found)):
			return d.only(ctx, w, found)
		case err != nil && fault.CodeOf(err) != fault.NotFound:
			return nil, err
		}
	}
	page, err := d.find(ctx, w, Listing{Find: text, PerPage: resolved})
	if err != nil {
		return nil, err
	}
	meant := exact(page.Deals, sales.Fold(text))
	if len(meant) == 1 {
		return d.only(ctx, w, meant[0].Deal)
	}
	return meant, nil
}

// exact are the deals that are called as was typed, or all when none is.
func exact(found []View, fold string) []View {
	var named []View
	for _, v := range found {
		if sales.Fold(v.Deal.Name) == fold {
			named = append(named, v)
		}
	}
	if len(named) == 0 {
		return found
	}
	return named
}

// only is the one deal that was meant, as its card needs it.
func (d *Desk) only(ctx context.Context, w Who, deal sales.Deal) ([]View, error) {
	v, err := d.detailed(ctx, w, deal)
	if err != nil {
		return nil, err
	}
	return []View{v}, nil
}

// Number reads a deal's number as people write it: D-17, d17, #17, 17.
func Number(text string) (int64, bool) {
	s := strings.TrimPrefix(sales.Fold(text), "d")
	s = strings.TrimLeft(s, "-#－– ")
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n > 0 && len(s) <= 10
}

// find searches the names of the teams a person sees; only the page's deals are
// read.
func (d *Desk) find(ctx context.Context, w Who, l Listing) (Page, error) {
	page := Page{Listing: l}
	var hits []sales.Name
	looked := 0
	for _, t := range d.o.Org.TeamsOf(w.ID) {
		names, err := d.o.Deals.Names(ctx, t.Key)
		if err != nil {
			return Page{}, err
		}
		for _, n := range names {
			if n.Outcome != sales.Void && sales.Matches(n.Search, l.Find) {
				hits = append(hits, n)
			}
		}
		if looked += len(names); looked > mostNames {
			page.More = true
			break
		}
	}
	hits, err := d.addOwn(ctx, w, l.Find, hits)
	if err != nil {
		return Page{}, err
	}
	fold := sales.Fold(l.Find)
	slices.SortFunc(hits, func(a, b sales.Name) int { return bestFirst(fold, a, b) })
	page.Total = len(hits)
	var ids []string
	for _, n := range cut(hits, l) {
		ids = append(ids, n.ID)
	}
	deals, err := d.o.Deals.Deals(ctx, ids...)
	if err != nil {
		return Page{}, err
	}
	// A deal may have left the team since its name was read.
	deals = slices.DeleteFunc(deals, func(x sales.Deal) bool { return !d.o.Org.May(w.ID, org.See, owned(x)) })
	page.Deals = d.views(w, deals)
	return page, nil
}

// addOwn adds deals of other teams that the person owns or helps on.
func (d *Desk) addOwn(ctx context.Context, w Who, text string, hits []sales.Name) ([]sales.Name, error) {
	own, err := d.mine(ctx, w)
	if err != nil {
		return nil, err
	}
	for _, x := range own {
		known := slices.ContainsFunc(hits, func(n sales.Name) bool { return n.ID == x.ID })
		if search := sales.SearchText(x.Name, x.Customer); !known && sales.Matches(search, text) {
			hits = append(hits, sales.Name{ID: x.ID, Number: x.Number, Outcome: x.Outcome, Search: search})
		}
	}
	return hits, nil
}

// bestFirst sorts search results: a deal called exactly so first, then open
// deals, then the newest.
func bestFirst(fold string, a, b sales.Name) int {
	named := func(n sales.Name) bool { first, _, _ := strings.Cut(n.Search, "\n"); return first == fold }
	open := func(n sales.Name) bool { return n.Outcome == sales.Open }
	return cmp.Or(trueFirst(named(a), named(b)), trueFirst(open(a), open(b)), cmp.Compare(b.Number, a.Number))
}

func trueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
