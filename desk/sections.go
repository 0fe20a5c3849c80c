package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"dealmate/sales"
)

// Topic is what one list of a digest tells.
type Topic string

// The lists, the most serious first: a deal stands in the first that it is in.
const (
	TopicDecide    Topic = "decide"
	TopicWon       Topic = "won"
	TopicLost      Topic = "lost"
	TopicOverdue   Topic = "overdue"
	TopicPushed    Topic = "pushed"
	TopicSilent    Topic = "silent"
	TopicStuck     Topic = "stuck"
	TopicPlanless  Topic = "planless"
	TopicRegressed Topic = "regressed"
	TopicLoosened  Topic = "loosened"
	TopicAdvanced  Topic = "advanced"
	TopicNew       Topic = "new"
)

// Topics are all lists in their order.
func Topics() []Topic {
	return []Topic{
		TopicDecide, TopicWon, TopicLost, TopicOverdue, TopicPushed, TopicSilent, TopicStuck, TopicPlanless,
		TopicRegressed, TopicLoosened, TopicAdvanced, TopicNew,
	}
}

// Section is one list of a digest, by value.
type Section struct {
	Topic Topic
	Count int // of all deals that belong here
	Items []Entered
	// Elsewhere is how many of them stand in a more serious list.
	Elsewhere int
}

// Entered is a deal in a list.
type Entered struct {
	Deal     string
	From, To sales.Stage // of TopicAdvanced and TopicRegressed
	// Facts are what of the four facts holds of it now.
	Facts []sales.Fact
}

// sections sorts the deals of a digest into its lists.
func (d *Desk) sections(g Digest, from gathered, open []sales.Deal, now time.Time) []Section {
	all := map[Topic][]Entered{}
	add := func(t Topic, ids ...string) {
		for _, id := range ids {
			all[t] = append(all[t], Entered{Deal: id})
		}
	}
	add(TopicWon, g.Week.Won...)
	add(TopicLost, g.Week.Lost...)
	add(TopicNew, g.Week.New...)
	add(TopicPushed, g.Week.Pushed...)
	add(TopicLoosened, g.Week.Loosened...)
	for topic, passings := range map[Topic][]sales.Passing{TopicAdvanced: g.Week.Advanced, TopicRegressed: g.Week.Regressed} {
		for _, p := range passings {
			all[topic] = append(all[topic], Entered{Deal: p.Deal, From: p.From, To: p.To})
		}
	}
	if g.Current {
		for _, deal := range open {
			if needsDecision(deal, d.o.Limits, now) {
				add(TopicDecide, deal.ID)
			}
			facts := d.Facts(deal)
			for _, f := range facts {
				all[Topic(f.Kind)] = append(all[Topic(f.Kind)], Entered{Deal: deal.ID, Facts: facts})
			}
		}
	}
	return d.ordered(all, from, sales.DateOf(now))
}

// ordered puts each deal in its most serious list only, the largest first.
func (d *Desk) ordered(all map[Topic][]Entered, from gathered, today sales.Date) []Section {
	var out []Section
	placed := map[string]bool{}
	for _, t := range Topics() {
		s := Section{Topic: t, Count: len(all[t])}
		for _, e := range all[t] {
			if placed[e.Deal] {
				s.Elsewhere++
				continue
			}
			s.Items = append(s.Items, e)
		}
		for _, e := range s.Items {
			placed[e.Deal] = true
		}
		slices.SortStableFunc(s.Items, func(a, b Entered) int {
			x, y := from.named[a.Deal], from.named[b.Deal]
			v, _ := d.o.Rates.Value(x.Amount, today)
			w, _ := d.o.Rates.Value(y.Amount, today)
			return cmp.Or(w.Cmp(v), cmp.Compare(x.Number, y.Number))
		})
		if s.Count > 0 {
			out = append(out, s)
		}
	}
	return out
}

// needsDecision reports whether something of a deal waits for its manager: a wish to
// pass a gate, 是否投入, a third push or over 90 days in all, a long hold. See
// docs/method.md.
func needsDecision(deal sales.Deal, limits map[sales.Stage]sales.Limits, now time.Time) bool {
	worth := deal.Assess.Worth
	return deal.Assess.Request != nil ||
		worth != nil && worth.Verdict == sales.Manager ||
		deal.Hold != nil && deal.Hold.Ask != nil ||
		slices.Contains(sales.Warnings(deal, limits, now), sales.PushedOften)
}

// activities adds what customers did and what the next seven days hold.
func (d *Desk) activities(ctx context.Context, out *Digest, g gathered, in sales.Scope, open []sales.Deal, now time.Time) error {
	held, err := d.o.Meetings.ActivitiesByID(ctx, heldIn(g.past.Between(out.Window.From, out.Window.To), in)...)
	if err != nil {
		return err
	}
	for _, a := range held {
		if a.State == sales.Held && a.Outcome != nil && a.Outcome.Did != "" {
			out.Did[a.Outcome.Did]++
			out.Held = append(out.Held, Ahead{Deal: a.Deal, Activity: a})
		}
	}
	if !out.Current {
		return nil
	}
	var ids []string
	for _, deal := range open {
		for _, p := range deal.Plans {
			if !p.At.IsZero() && !p.At.Before(now) && p.At.Before(now.Add(week)) {
				ids = append(ids, p.ID)
			}
		}
	}
	planned, err := d.o.Meetings.ActivitiesByID(ctx, ids...)
	if err != nil {
		return err
	}
	for _, a := range planned {
		out.Ahead = append(out.Ahead, Ahead{Deal: a.Deal, Activity: a})
	}
	slices.SortStableFunc(out.Ahead, func(a, b Ahead) int {
		return cmp.Or(cmp.Compare(incomplete(a.Activity), incomplete(b.Activity)), cmp.Compare(weight(a.Activity), weight(b.Activity)), a.Activity.At.Compare(b.Activity.At))
	})
	return nil
}

// heldIn are the activities that became held in some steps.
func heldIn(steps []sales.Step, in sales.Scope) []string {
	var ids []string
	for _, s := range steps {
		for _, c := range s.Changes {
			id, what, _ := strings.Cut(c.New, ": ")
			if c.Field == sales.FieldActivity && what == "held" && in(s.After) && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// incomplete is 1 for an activity of which nobody knows with whom or for what.
func incomplete(a sales.Activity) int {
	if len(a.Who) == 0 || a.Why == "" {
		return 1
	}
	return 0
}

// weight puts executive visits first, then bids and negotiations.
func weight(a sales.Activity) int {
	switch a.Type {
	case "executive":
		return 0
	case "negotiation", "clarification":
		return 1
	}
	return 2
}
