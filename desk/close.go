package desk

import (
	"context"
	"strings"
	"time"

	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// won closes a deal with its final amount and why.
func (d *Desk) won(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	if p.Text["reason"] == sales.Other && p.Text["reason_other"] == "" {
		return f.problem("reason_other", i18n.T("error.reason_other")), nil
	}
	tell := func(tx Tx, _, after sales.Deal, now time.Time) { d.tellOfWin(tx, after, f.commit, now) }
	return d.apply(ctx, f, change{verb: org.Change, beside: tell, apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return alreadyBy("outcome")
		}
		to.Outcome, to.Hold, to.Amount = sales.Won, nil, sales.Money(p.Money["amount"])
		to.Closing = &sales.Closing{At: now.UTC(), Reason: p.Text["reason"], Other: p.Text["reason_other"], Learned: p.Text["learned"]}
		return nil
	}})
}

// kindWon is the won card (喜报) for a team's channel: deal, platform.
const kindWon = "won"

// tellOfWin puts the won card into the team's channel at once, where the team wants it.
func (d *Desk) tellOfWin(tx Tx, deal sales.Deal, commit string, now time.Time) {
	t, ok := d.o.Org.Team(deal.Team)
	if !ok || t.NoWonCard {
		return
	}
	for platform, channel := range t.Channels {
		tx.Send(scheduler.Message{
			ID: kindWon + "|" + platform + "|" + deal.ID + "|" + commit, Destination: "channel:" + channel, Due: now, Kind: kindWon,
			Facts: map[string]string{"deal": deal.ID, "platform": platform},
		})
	}
}

// lost closes a deal with the class of the loss and its reason.
func (d *Desk) lost(ctx context.Context, f filled) (Submitted, error) {
	p := f.parsed
	class, reason, _ := strings.Cut(p.Text["reason"], ".")
	if reason == sales.Other && p.Text["reason_other"] == "" {
		return f.problem("reason_other", i18n.T("error.reason_other")), nil
	}
	competitor := firstOf(p.Text["competitor"], p.Text["rival"])
	if sales.Class(class) == sales.Competitor && competitor == "" {
		return f.problem("competitor", i18n.T("error.competitor")), nil
	}
	if r := sales.Date(p.Date["revisit"]); r != "" && r <= f.today {
		return f.problem("revisit", i18n.T("error.past_date")), nil
	}
	known := d.known(ctx, competitor)
	return d.apply(ctx, f, change{verb: org.Change, beside: known.save, apply: func(to *sales.Deal, now time.Time) error {
		if !to.IsOpen() {
			return alreadyBy("outcome")
		}
		if err := known.look(); err != nil {
			return err
		}
		to.Outcome, to.Hold = sales.Lost, nil
		if m := sales.Money(p.Money["amount"]); !m.IsZero() {
			to.Amount = m
		}
		to.Closing = &sales.Closing{
			At: now.UTC(), Class: sales.Class(class), Reason: reason, Other: p.Text["reason_other"],
			Competitor: competitor, Learned: p.Text["learned"], Revisit: sales.Date(p.Date["revisit"]),
		}
		return nil
	}})
}
