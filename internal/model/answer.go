package model

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dealmate/internal/i18n"
	"dealmate/sales"
	"dealmate/sentence"
)

// Most of what is taken of an answer.
const (
	mostProposals = 12
	longestStep   = 300
)

// proposals reads a model's answer and leaves out what does not hold: it is written by a
// machine that a sentence can talk into anything.
func proposals(answer string, t Text) ([]sentence.Proposal, error) {
	var list struct {
		Proposals []sentence.Proposal `json:"proposals"`
	}
	answer = strings.TrimSpace(answer)
	for _, fence := range []string{"```json", "```"} {
		answer = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(answer, fence), "```"))
	}
	if err := json.Unmarshal([]byte(answer), &list); err != nil {
		return nil, fmt.Errorf("model: the answer is no list of proposals: %w", err)
	}
	var out []sentence.Proposal
	kept := sentence.Proposal{Kind: sentence.Note}
	for _, p := range list.Proposals[:min(len(list.Proposals), mostProposals)] {
		if p.Kind == sentence.Contact {
			kept.Kind = sentence.Contact
		}
		if p, ok := sound(p, t); ok && !slices.ContainsFunc(out, func(o sentence.Proposal) bool { return sameThing(o, p) }) {
			out = append(out, p)
		}
	}
	if len(list.Proposals) == 0 {
		return nil, nil
	}
	return append([]sentence.Proposal{kept}, out...), nil
}

// sameThing reports whether two proposals change the same: the first counts.
func sameThing(a, b sentence.Proposal) bool {
	return a.Kind == b.Kind && a.Question == b.Question && a.Kind != sentence.NextStep
}

var month = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)

// sound is a proposed change with only what its kind has, if that holds.
func sound(p sentence.Proposal, t Text) (sentence.Proposal, bool) {
	out := sentence.Proposal{Kind: p.Kind}
	switch p.Kind {
	case sentence.CloseDate:
		out.Value = p.Value
		return out, month.MatchString(p.Value) || isDay(p.Value)
	case sentence.Amount:
		m, err := i18n.ParseMoney(p.Value, firstOf(p.Currency, t.Currency))
		if err != nil || !m.Amount.IsPositive() {
			return out, false
		}
		out.Value, out.Currency = m.Amount.String(), m.Currency
		return out, true
	case sentence.NextStep:
		out.Value = strings.Join(strings.Fields(p.Value), " ")
		if isDay(p.Date) && p.Date >= t.Today {
			out.Date = p.Date
		}
		return out, out.Value != "" && utf8.RuneCountInString(out.Value) <= longestStep
	case sentence.Answer:
		out.Question, out.Value = p.Question, p.Value
		return out, p.Question >= 1 && p.Question <= 20 && (p.Value == "+" || p.Value == "-")
	case sentence.Won, sentence.Lost, sentence.Hold:
		out.Value = told(p)
		return out, true
	case sentence.Note, sentence.Contact:
	}
	return out, false
}

// told is what an ending says beside itself: the month of a return, the reason of a loss.
func told(p sentence.Proposal) string {
	back := p.Kind == sentence.Hold && (month.MatchString(p.Value) || isDay(p.Value))
	why := p.Kind == sentence.Lost && slices.Contains(reasons(), p.Value)
	if back || why {
		return p.Value
	}
	return ""
}

// reasons are those of a loss that a sentence tells: of a competitor, or of no decision.
func reasons() []string {
	all := sales.DefaultLists().Lost
	told := slices.Concat(all[sales.Competitor], all[sales.NoDecision])
	return slices.DeleteFunc(told, func(r string) bool { return r == sales.Other })
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
