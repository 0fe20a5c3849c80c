package desk

import (
	"context"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// DailyQuestions sends everybody who wants it the next best question of their
// largest open deal, once per working day.
func (d *Desk) DailyQuestions(ctx context.Context, _ string) (int, error) {
	if d.current == 0 {
		return 0, nil
	}
	people, err := d.o.Records.People(ctx)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, p := range people {
		team, ok := d.o.Org.HomeTeam(p.ID)
		now := d.o.Now().In(d.zoneOf(p.ID, team.Key))
		if !p.Prefs.Question || !ok || !d.o.Calendar.Works(now) {
			continue
		}
		did, err := d.dailyQuestion(ctx, p)
		if err != nil {
			return sent, err
		}
		if did {
			sent++
		}
	}
	return sent, nil
}

func (d *Desk) dailyQuestion(ctx context.Context, p org.Person) (bool, error) {
	deals, err := d.o.Deals.Select(ctx, sales.Selection{Owner: p.ID, Outcome: sales.Open})
	if err != nil {
		return false, err
	}
	var best sales.Deal
	var question string
	for _, x := range deals {
		q, err := d.questionsOf(x)
		if err != nil || x.Hold != nil {
			continue
		}
		if b, ok := q.rules.NextBest(x); ok && (question == "" || x.Amount.Amount.GreaterThan(best.Amount.Amount)) {
			best, question = x, b.Question
		}
	}
	if question == "" {
		return false, nil
	}
	now := d.o.Now()
	id := "question|" + p.ID + "|" + string(sales.DateOf(now))
	tx := d.o.Begin(id, now)
	tx.Send(scheduler.Message{
		ID: id, Destination: "person:" + p.ID, Due: now, Kind: "question",
		Facts: map[string]string{"deal": best.ID, "question": question},
	})
	_, repeated, err := tx.Commit(ctx, "")
	return err == nil && !repeated, err
}
