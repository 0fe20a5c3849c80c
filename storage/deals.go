package storage

import (
	"context"
	"slices"
	"strings"
	"time"

	"dealmate/internal/fault"
	"dealmate/sales"
)

// Deals returns the deals that exist, in the order of ids.
func (s *Store) Deals(ctx context.Context, ids ...string) ([]sales.Deal, error) {
	return fetch(ctx, s, keysOf(ids, dealKey), func(d *sales.Deal, v int64) { d.Version = v })
}

// Select lists the deals of a selection. A deal that leaves the selection while
// it is read is left out.
func (s *Store) Select(ctx context.Context, sel sales.Selection) ([]sales.Deal, error) {
	members, err := s.selected(ctx, sel)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = idOf(m)
	}
	deals, err := s.Deals(ctx, ids...)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(deals, func(d sales.Deal) bool { return !isSelected(sel, d) }), nil
}

// selected returns `number|id` of a selection in its order.
func (s *Store) selected(ctx context.Context, sel sales.Selection) ([]string, error) {
	span := Span{Reverse: sel.Newest, Limit: sel.Limit}
	if sel.Customer != "" {
		return s.span(ctx, indexOf(indexCustomer, sel.Customer), span)
	}
	if sel.Outcome != sales.Open && !sel.Since.IsZero() {
		span.From = momentMember(Millis(sel.Since), "")
	}
	byNumber := sel.Outcome != sales.Open && !sel.Newest
	if byNumber {
		span.Limit = 0 // the index is in the order of closing
	}
	members, err := s.span(ctx, selectionIndex(sel), span)
	if err != nil {
		return nil, err
	}
	for i, m := range members {
		members[i] = orderOf(sel.Outcome, m)
	}
	if byNumber {
		slices.Sort(members)
		if sel.Limit > 0 && len(members) > sel.Limit {
			members = members[:sel.Limit]
		}
	}
	return members, nil
}

func selectionIndex(sel sales.Selection) string {
	switch {
	case sel.Team != "":
		return outcomeIndex(indexTeam, sel.Outcome, sel.Team)
	case sel.Owner != "":
		return outcomeIndex(indexOwner, sel.Outcome, sel.Owner)
	}
	return outcomeIndex(indexHelper, sel.Outcome, sel.Helper)
}

func isSelected(sel sales.Selection, d sales.Deal) bool {
	switch {
	case sel.Customer != "":
		return sales.FoldCustomer(d.Customer) == sel.Customer
	case sel.Team != "":
		return d.Outcome == sel.Outcome && d.Team == sel.Team
	case sel.Owner != "":
		return d.Outcome == sel.Outcome && d.Owner == sel.Owner
	}
	return d.Outcome == sel.Outcome && d.IsHelped(sel.Helper)
}

// Numbered finds the deal with a number; none is a *fault.Error with code
// not_found.
func (s *Store) Numbered(ctx context.Context, n int64) (sales.Deal, error) {
	missing := fault.New(fault.NotFound, "error.not_found")
	if n < 1 {
		return sales.Deal{}, missing
	}
	members, err := s.span(ctx, indexNumbers, Span{From: digits(n) + "|", To: digits(n) + behind, Limit: 1})
	if err != nil {
		return sales.Deal{}, err
	}
	if len(members) == 0 {
		return sales.Deal{}, missing
	}
	deals, err := s.Deals(ctx, idOf(members[0]))
	if err != nil {
		return sales.Deal{}, err
	}
	if len(deals) == 0 {
		return sales.Deal{}, missing
	}
	return deals[0], nil
}

// Names lists what a search needs of every deal of a team, void ones too, by
// number. It reads no deal.
func (s *Store) Names(ctx context.Context, team string) ([]sales.Name, error) {
	members, err := s.span(ctx, indexOf(indexNames, team), Span{})
	if err != nil {
		return nil, err
	}
	out := make([]sales.Name, len(members))
	for i, m := range members {
		if out[i], err = parseName(m); err != nil {
			return nil, outward(err)
		}
	}
	return out, nil
}

// counter is the record of the highest deal number.
type counter struct {
	Last int64 `json:"last"`
}

// LastNumber is the highest deal number taken so far, 0 for none.
func (s *Store) LastNumber(ctx context.Context) (int64, error) {
	r, err := s.readOne(ctx, keyCounter)
	if err != nil {
		return 0, err
	}
	last, err := lastNumber(r)
	return last, outward(err)
}

func lastNumber(r Record) (int64, error) {
	if r.Version == 0 {
		return 0, nil
	}
	c, err := unpack[counter](r.Key, r.Data)
	return c.Last, err
}

// HoldsDue lists the open deals on hold whose date of re-contact is that date
// or before it, the earliest first.
func (s *Store) HoldsDue(ctx context.Context, date sales.Date) ([]sales.Deal, error) {
	members, err := s.span(ctx, indexHolds, Span{To: string(date) + behind})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(members))
	for i, m := range members {
		_, number, _ := strings.Cut(m, "|")
		ids[i] = idOf(number)
	}
	deals, err := s.Deals(ctx, ids...)
	return slices.DeleteFunc(deals, func(d sales.Deal) bool {
		return !d.IsOpen() || d.Hold == nil || d.Hold.Until > date
	}), err
}

// AttentionDue lists deals that are to be looked at by a moment, the longest
// waiting first, at most limit (0: all). It reads what is due and nothing else.
func (s *Store) AttentionDue(ctx context.Context, now time.Time, limit int) ([]sales.Deal, error) {
	members, err := s.span(ctx, indexAttention, Span{To: momentMember(Millis(now)+1, ""), Limit: limit})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(members))
	for i, m := range members {
		_, number, _ := strings.Cut(m, "|")
		ids[i] = idOf(number)
	}
	return s.Deals(ctx, ids...)
}
